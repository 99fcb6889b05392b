#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <deltalake/action/add_file.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/schema/data_type.hpp>
#include <deltalake/schema/scalar.hpp>

namespace deltalake::inline v0::log {

/// What is known of the values that some files have in one partition column: nothing, unless it says so.
struct partition_range {
  std::optional<schema::scalar> lower, upper;  ///< no value lies beyond; absent: not known
  bool may_be_null = true;                     ///< there may be a NULL
  bool may_be_value = true;                    ///< there may be something else than NULL
};

/// What is known of some files: the range of a partition column, by its physical name and type.
using partition_ranges = std::function<partition_range(std::string_view column, const schema::data_type& type)>;

/// Which files are wanted, by their partition values as the log has them. It is asked once for each combination of
/// values and batch, from several threads at once; its errors are those of who asks. Before that it may be asked
/// whether any file of many, of which only ranges are known, could be wanted.
class partition_predicate {
 public:
  using by_values = std::function<result<bool>(const string_map&)>;
  using by_ranges = std::function<bool(const partition_ranges&)>;

  /// None: all files are wanted.
  partition_predicate() = default;
  /// `wants` judges files by their values. `may_want` is false only if `wants` is for all files within the ranges; left
  /// out, it never is.
  template <class Wants>
  requires(std::is_invocable_r_v<result<bool>, Wants&, const string_map&>)
  partition_predicate(Wants wants, by_ranges may_want = nullptr)
      : wants_(std::move(wants)), may_want_(std::move(may_want)) {}

  explicit operator bool() const noexcept { return static_cast<bool>(wants_); }
  /// True if files with these values are wanted. There must be a predicate.
  result<bool> operator()(const string_map& values) const { return wants_(values); }
  /// False if no file within these ranges is wanted.
  bool may_want(const partition_ranges& ranges) const { return !may_want_ || may_want_(ranges); }

 private:
  by_values wants_;
  by_ranges may_want_;
};

/// Asks a predicate once for each combination of values, not once a file: files share them. Combinations are known by
/// their address, so whoever holds them keeps them where they are. Used by one thread.
class judged_partitions {
 public:
  explicit judged_partitions(partition_predicate wanted) : wanted_(std::move(wanted)) {}

  /// Throws the delta_error of the predicate's error.
  bool is_wanted(const string_map& values) {
    auto at = judged_.find(&values);
    if (at == judged_.end()) at = judged_.emplace(&values, wanted_(values).value()).first;
    return at->second;
  }

 private:
  partition_predicate wanted_;
  std::map<const string_map*, bool> judged_;
};

}  // namespace deltalake::inline v0::log
