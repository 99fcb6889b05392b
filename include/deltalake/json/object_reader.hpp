#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/json/node.hpp>

namespace deltalake::inline v0::json {

/// Takes typed members out of an object and remembers the first that is wrong, so that a decoder reads everything and
/// asks once. An absent member and a null are the same. After a failure values mean nothing.
/// Errors (through `failure()`): wrong_type, missing_field, invalid_value; they name the member, below `where`.
/// Lifetime: refers to the node.
class object_reader {
 public:
  static constexpr std::int64_t least_integer = (std::numeric_limits<std::int64_t>::min)();
  static constexpr std::int64_t most_integer = (std::numeric_limits<std::int64_t>::max)();

  /// `where` stands before the names of members in errors: "v2Checkpoint".
  DELTALAKE_DECL explicit object_reader(const node& from, std::string_view where = {});

  /// A member of the kind, or null.
  DELTALAKE_DECL const node* find(std::string_view key, node::kind wanted);
  /// A 64-bit integer between `least` and `most`.
  DELTALAKE_DECL std::optional<std::int64_t> integer(std::string_view key, std::int64_t least = least_integer,
                                                     std::int64_t most = most_integer);
  /// The same; absence is missing_field.
  DELTALAKE_DECL std::int64_t required_integer(std::string_view key, std::int64_t least = least_integer,
                                               std::int64_t most = most_integer);
  DELTALAKE_DECL std::optional<std::string> text(std::string_view key);
  /// The same; absence is missing_field.
  DELTALAKE_DECL std::string required_text(std::string_view key);
  /// An array of 64-bit integers of at least `least`.
  DELTALAKE_DECL std::optional<std::vector<std::int64_t>> integers(std::string_view key,
                                                                   std::int64_t least = least_integer);
  /// Any value, as compact JSON text; of a string its text.
  DELTALAKE_DECL std::optional<std::string> any_text(std::string_view key);

  /// Remembers that a member is wrong, unless another one was before.
  DELTALAKE_DECL void fail(std::string_view key, error problem);
  const std::optional<error>& failure() const noexcept { return failure_; }

 private:
  DELTALAKE_DECL const node* present(std::string_view key) const noexcept;

  const node* from_;
  std::string where_;
  std::optional<error> failure_;
};

}  // namespace deltalake::inline v0::json

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/json/impl/object_reader.ipp>
#endif
