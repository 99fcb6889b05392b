#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::expression {

/// A pattern of SQL's LIKE: % stands for any text, _ for one character, and the escape character takes the meaning off
/// what follows. Characters are code points of UTF-8.
class like_pattern {
 public:
  like_pattern() = default;
  /// Errors: invalid_argument if the escape character is followed by anything but %, _ or itself, as in Spark.
  DELTALAKE_DECL static result<like_pattern> make(std::string_view pattern, char escape = '\\');

  DELTALAKE_DECL bool matches(std::string_view text) const noexcept;
  /// What every text that matches begins with.
  const std::string& prefix() const noexcept { return prefix_; }
  /// True if the pattern is its prefix and then nothing but %.
  bool is_prefix_alone() const noexcept { return steps_.size() == prefix_.size() + 1 && steps_.back() == any; }
  /// True if the pattern has neither % nor _.
  bool is_text() const noexcept { return steps_.size() == prefix_.size(); }

 private:
  // A byte, or one of these.
  static constexpr std::uint16_t one = 256, any = 257;

  std::string prefix_;
  std::vector<std::uint16_t> steps_;
};

}  // namespace deltalake::inline v0::expression

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/expression/impl/like.ipp>
#endif
