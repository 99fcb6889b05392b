#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/error.hpp>
#include <deltalake/column/data_type.hpp>
#include <deltalake/column/text_limits.hpp>
#include <deltalake/json/policy.hpp>

namespace deltalake::inline v0::column {

/// The JSON sink that finds the columns of rows: members in the order in which they first come, each of the type that
/// all its values have. Objects are structs, arrays lists; numbers and texts are as inferred_type says, numbers and
/// texts together are texts; objects {"b64": "..."} are bytes. What is always null or an empty array is text.
class json_schema_sink {
 public:
  DELTALAKE_DECL explicit json_schema_sink(const text_limits& bounds);
  json_schema_sink(const json_schema_sink&) = delete;
  json_schema_sink& operator=(const json_schema_sink&) = delete;
  DELTALAKE_DECL ~json_schema_sink();

  DELTALAKE_DECL void begin_object();
  DELTALAKE_DECL void end_object();
  DELTALAKE_DECL void begin_array();
  DELTALAKE_DECL void end_array();
  DELTALAKE_DECL json::directive key(std::string_view name);
  DELTALAKE_DECL void text(std::string_view t);
  DELTALAKE_DECL void number(std::string_view literal, std::optional<std::int64_t> exact);
  DELTALAKE_DECL void boolean(bool b);
  void null() {}
  template <class Value>
  void value(Value&&) {}
  const std::optional<error>& failure() const noexcept { return failure_; }

  /// The columns of the rows that were pushed.
  DELTALAKE_DECL std::vector<field> fields() const;

 private:
  struct shape;  // what is known of the values at one place

  DELTALAKE_DECL shape& target();
  DELTALAKE_DECL shape* scalar(std::string_view found);
  DELTALAKE_DECL void clash(std::string_view found);
  DELTALAKE_DECL static data_type type_of(const shape& from);

  struct frame {
    shape* at;
    shape* member;  // of an object: where the value of the last key goes; of an array: where the elements go
    std::string name;
  };

  std::unique_ptr<shape> root_;
  std::vector<frame> open_;
  std::size_t shapes_ = 0, shapes_max_;
  std::optional<error> failure_;
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/json_schema_sink.ipp>
#endif
