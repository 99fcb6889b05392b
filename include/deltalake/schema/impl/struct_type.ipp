#pragma once
#include <algorithm>
#include <iterator>
#include <utility>

#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::schema {

namespace detail {

/// The small letter of a capital of two UTF-8 bytes (U+0080 to U+07FF); any other code point is given back.
inline unsigned fold_two_byte_letter(unsigned code) noexcept {
  if (code >= 0xc0 && code <= 0xde && code != 0xd7) return code + 32;
  // Latin Extended-A: pairs, the capital on the even code point, but for two stretches where it is on the odd one.
  if (code == 0x178) return 0xff;
  if ((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e)) return code % 2 == 1 ? code + 1 : code;
  if (code >= 0x100 && code <= 0x177 && code != 0x130 && code != 0x131 && code != 0x138) {
    return code % 2 == 0 ? code + 1 : code;
  }
  if (code == 0x386) return 0x3ac;
  if (code >= 0x388 && code <= 0x38a) return code + 37;
  if (code == 0x38c) return 0x3cc;
  if (code == 0x38e || code == 0x38f) return code + 63;
  if (code >= 0x391 && code <= 0x3ab && code != 0x3a2) return code + 32;
  if (code >= 0x400 && code <= 0x40f) return code + 80;
  if (code >= 0x410 && code <= 0x42f) return code + 32;
  if (code >= 0x531 && code <= 0x556) return code + 48;
  return code;
}

}  // namespace detail

DELTALAKE_DECL std::string fold_name(std::string_view name) {
  std::string folded(name);
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const auto first = static_cast<unsigned char>(folded[i]);
    if (first >= 'A' && first <= 'Z') {
      folded[i] = static_cast<char>(first + 32);
      continue;
    }
    if ((first & 0xe0) != 0xc0 || i + 1 == folded.size()) continue;
    const auto second = static_cast<unsigned char>(folded[i + 1]);
    if ((second & 0xc0) != 0x80) continue;
    const unsigned code = detail::fold_two_byte_letter((first & 0x1fU) << 6 | (second & 0x3fU));
    folded[i] = static_cast<char>(0xc0 | code >> 6);
    folded[++i] = static_cast<char>(0x80 | (code & 0x3f));
  }
  return folded;
}

struct struct_type::content {
  std::vector<field> fields;
  std::vector<std::pair<std::string, std::size_t>> by_folded_name;  ///< in the order of the names
  std::size_t leaves = 0;
  int depth = 0;
};

DELTALAKE_DECL struct_type::struct_type(std::vector<field> fields) : struct_type(make(std::move(fields)).value()) {}
DELTALAKE_DECL struct_type::struct_type(std::initializer_list<field> fields)
    : struct_type(std::vector<field>(fields)) {}

DELTALAKE_DECL result<struct_type> struct_type::make(std::vector<field> fields) {
  struct_type made;
  if (fields.empty()) return made;
  auto filled = std::make_shared<content>();
  filled->fields = std::move(fields);
  filled->by_folded_name.reserve(filled->fields.size());
  for (std::size_t i = 0; i < filled->fields.size(); ++i) {
    const field& one = filled->fields[i];
    filled->by_folded_name.emplace_back(fold_name(one.name), i);
    filled->leaves += one.type.is(data_type::kind::struct_) ? one.type.as_struct().leaf_count() : 1;
    filled->depth = (std::max)(filled->depth, one.type.depth());
  }
  std::sort(filled->by_folded_name.begin(), filled->by_folded_name.end());
  const auto twin = std::adjacent_find(filled->by_folded_name.begin(), filled->by_folded_name.end(),
                                       [](const auto& a, const auto& b) { return a.first == b.first; });
  if (twin != filled->by_folded_name.end()) {
    const std::string& first = filled->fields[twin->second].name;
    const std::string& second = filled->fields[std::next(twin)->second].name;
    error twice(errc::invalid_schema, "'" + first + "' and '" + second + "' are one name when case is ignored");
    twice.in_field(second);
    return twice;
  }
  made.content_ = std::move(filled);
  return made;
}

DELTALAKE_DECL const std::vector<field>& struct_type::fields() const noexcept {
  static const std::vector<field> none;
  return content_ ? content_->fields : none;
}

DELTALAKE_DECL std::optional<std::size_t> struct_type::index_of_ignoring_case(std::string_view name) const {
  if (!content_) return std::nullopt;
  const std::string folded = fold_name(name);
  const auto& index = content_->by_folded_name;
  const auto at = std::lower_bound(index.begin(), index.end(), folded,
                                   [](const auto& entry, const std::string& wanted) { return entry.first < wanted; });
  if (at == index.end() || at->first != folded) return std::nullopt;
  return at->second;
}

DELTALAKE_DECL std::optional<std::size_t> struct_type::index_of(std::string_view name) const {
  // Names are unique even when case is ignored, so there is only one to compare with.
  const std::optional<std::size_t> at = index_of_ignoring_case(name);
  return at && content_->fields[*at].name == name ? at : std::nullopt;
}

DELTALAKE_DECL const field* struct_type::find(std::string_view name) const {
  const std::optional<std::size_t> at = index_of(name);
  return at ? &content_->fields[*at] : nullptr;
}

DELTALAKE_DECL const field* struct_type::find_ignoring_case(std::string_view name) const {
  const std::optional<std::size_t> at = index_of_ignoring_case(name);
  return at ? &content_->fields[*at] : nullptr;
}

DELTALAKE_DECL std::size_t struct_type::leaf_count() const noexcept { return content_ ? content_->leaves : 0; }
DELTALAKE_DECL int struct_type::depth() const noexcept { return content_ ? content_->depth : 0; }

DELTALAKE_DECL bool struct_type::equals(const struct_type& other) const {
  return content_ == other.content_ || fields() == other.fields();
}

DELTALAKE_DECL data_type::data_type(struct_type fields) : what_(kind::struct_) {
  equal_structs_ = [](const struct_type& a, const struct_type& b) { return a == b; };
  set_depth(fields.depth());
  part_ = std::make_shared<const struct_type>(std::move(fields));
}

}  // namespace deltalake::inline v0::schema
