#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/result.hpp>
#include <deltalake/log/partition_predicate.hpp>
#include <deltalake/schema/data_type.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0 {

/// A condition on one partition column, as delta-rs has them: values are text in the form of the log, compared as
/// values of the column's type. The empty text stands for NULL: `equal("x", "")` keeps the files whose x is NULL. A
/// NULL is different from every value and in no order with any.
class partition_filter {
 public:
  enum class comparison : std::uint8_t { equal, not_equal, less, less_or_equal, greater, greater_or_equal, in, not_in };
  using texts = std::vector<std::string>;

  static partition_filter equal(std::string column, std::string value) {
    return make(column, comparison::equal, value);
  }
  static partition_filter not_equal(std::string column, std::string value) {
    return make(column, comparison::not_equal, value);
  }
  static partition_filter less(std::string column, std::string value) { return make(column, comparison::less, value); }
  static partition_filter less_or_equal(std::string column, std::string value) {
    return make(column, comparison::less_or_equal, value);
  }
  static partition_filter greater(std::string column, std::string value) {
    return make(column, comparison::greater, value);
  }
  static partition_filter greater_or_equal(std::string column, std::string value) {
    return make(column, comparison::greater_or_equal, value);
  }
  static partition_filter in(std::string column, texts values) {
    return {std::move(column), comparison::in, std::move(values)};
  }
  static partition_filter not_in(std::string column, texts values) {
    return {std::move(column), comparison::not_in, std::move(values)};
  }

  const std::string& column() const noexcept { return column_; }
  comparison how() const noexcept { return how_; }
  const texts& values() const noexcept { return values_; }

 private:
  partition_filter(std::string column, comparison how, texts values)
      : column_(std::move(column)), how_(how), values_(std::move(values)) {}
  static partition_filter make(std::string& column, comparison how, std::string& value) {
    texts one;
    one.push_back(std::move(value));
    return {std::move(column), how, std::move(one)};
  }
  std::string column_;
  comparison how_;
  texts values_;
};

/// True if `value` meets the condition, whose own values were read as the column's type.
DELTALAKE_DECL bool matches(partition_filter::comparison how, const schema::scalar& value,
                            const std::vector<schema::scalar>& wanted) noexcept;
/// False if no value within `range` meets the condition.
DELTALAKE_DECL bool may_match(partition_filter::comparison how, const log::partition_range& range,
                              const std::vector<schema::scalar>& wanted) noexcept;

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/partition_filter.ipp>
#endif
