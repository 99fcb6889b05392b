#pragma once
#include <deltalake/expression/like.hpp>

namespace deltalake::inline v0::expression {
namespace detail {

inline std::size_t next_character(std::string_view text, std::size_t at) noexcept {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace detail

DELTALAKE_DECL result<like_pattern> like_pattern::make(std::string_view pattern, char escape) {
  like_pattern made;
  bool in_prefix = true;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == escape) {
      const char next = at + 1 < pattern.size() ? pattern[at + 1] : '\0';
      if (next != '%' && next != '_' && next != escape) {
        return error(errc::invalid_argument, "in the pattern '" + std::string(pattern) + "' the escape character '" +
                                                 std::string(1, escape) + "' stands before neither %, _ nor itself");
      }
      ++at;
    } else if (c == '%' || c == '_') {
      in_prefix = false;
      if (c == '_' || made.steps_.empty() || made.steps_.back() != any) made.steps_.push_back(c == '%' ? any : one);
      continue;
    }
    if (in_prefix) made.prefix_ += pattern[at];
    made.steps_.push_back(static_cast<unsigned char>(pattern[at]));
  }
  return made;
}

DELTALAKE_DECL bool like_pattern::matches(std::string_view text) const noexcept {
  if (!text.starts_with(prefix_)) return false;
  std::size_t step = prefix_.size(), at = prefix_.size();
  // Where to go on if what follows the last % does not fit: one character later.
  std::size_t retry_step = 0, retry_at = 0;
  bool may_retry = false;
  while (true) {
    if (step < steps_.size() && steps_[step] == any) {
      if (step + 1 == steps_.size()) return true;
      may_retry = true;
      retry_step = ++step;
      retry_at = at;
      continue;
    }
    if (step == steps_.size() && at == text.size()) return true;
    if (step < steps_.size() && at < text.size() &&
        (steps_[step] == one || steps_[step] == static_cast<unsigned char>(text[at]))) {
      at = steps_[step] == one ? detail::next_character(text, at) : at + 1;
      ++step;
      continue;
    }
    if (!may_retry || retry_at >= text.size()) return false;
    at = retry_at = detail::next_character(text, retry_at);
    step = retry_step;
  }
}

}  // namespace deltalake::inline v0::expression
