#pragma once
#include <utility>

#include <deltalake/json/object_reader.hpp>

namespace deltalake::inline v0::json {
namespace detail {

inline error unexpected(std::string_view wanted, const node& found) {
  std::string what = "expected " + std::string(wanted) + ", found ";
  what += found.is(node::kind::number) ? found.text().substr(0, 60) : std::string(name(found.what()));
  return error(errc::wrong_type, std::move(what));
}

inline result<std::int64_t> integer_of(const node& from, std::int64_t least, std::int64_t most) {
  const std::optional<std::int64_t> value = from.integer();
  if (!value) return unexpected("a 64-bit integer", from);
  if (*value < least) return error(errc::invalid_value, std::to_string(*value) + " is below " + std::to_string(least));
  if (*value > most) return error(errc::invalid_value, std::to_string(*value) + " is above " + std::to_string(most));
  return *value;
}

}  // namespace detail

DELTALAKE_DECL object_reader::object_reader(const node& from, std::string_view where) : from_(&from), where_(where) {
  if (from.is(node::kind::object)) return;
  failure_ = detail::unexpected("an object", from);
  failure_->in_field(where_);
}

DELTALAKE_DECL const node* object_reader::present(std::string_view key) const noexcept {
  const node* const found = from_->find(key);
  return found != nullptr && !found->is(node::kind::null) ? found : nullptr;
}

DELTALAKE_DECL void object_reader::fail(std::string_view key, error problem) {
  if (failure_) return;
  std::string where = where_;
  if (!where.empty() && !key.empty()) where += '.';
  failure_ = std::move(problem.in_field(where += key));
}

DELTALAKE_DECL const node* object_reader::find(std::string_view key, node::kind wanted) {
  const node* const found = present(key);
  if (found == nullptr || found->is(wanted)) return found;
  fail(key, detail::unexpected(name(wanted), *found));
  return nullptr;
}

DELTALAKE_DECL std::optional<std::int64_t> object_reader::integer(std::string_view key, std::int64_t least,
                                                                  std::int64_t most) {
  const node* const found = present(key);
  if (found == nullptr) return std::nullopt;
  const result<std::int64_t> value = detail::integer_of(*found, least, most);
  if (value) return *value;
  fail(key, value.error());
  return std::nullopt;
}

DELTALAKE_DECL std::int64_t object_reader::required_integer(std::string_view key, std::int64_t least,
                                                            std::int64_t most) {
  const std::optional<std::int64_t> value = integer(key, least, most);
  if (!value) fail(key, error(errc::missing_field));
  return value.value_or(0);
}

DELTALAKE_DECL std::optional<std::string> object_reader::text(std::string_view key) {
  const node* const found = find(key, node::kind::string);
  return found != nullptr ? std::optional(found->text()) : std::nullopt;
}

DELTALAKE_DECL std::string object_reader::required_text(std::string_view key) {
  std::optional<std::string> value = text(key);
  if (!value) fail(key, error(errc::missing_field));
  return std::move(value).value_or(std::string());
}

DELTALAKE_DECL std::optional<std::vector<std::int64_t>> object_reader::integers(std::string_view key,
                                                                                std::int64_t least) {
  const node* const found = find(key, node::kind::array);
  if (found == nullptr) return std::nullopt;
  std::vector<std::int64_t> values;
  values.reserve(found->items().size());
  for (const node& item : found->items()) {
    const result<std::int64_t> value = detail::integer_of(item, least, most_integer);
    if (!value) {
      fail(key, value.error());
      return std::nullopt;
    }
    values.push_back(*value);
  }
  return values;
}

DELTALAKE_DECL std::optional<std::string> object_reader::any_text(std::string_view key) {
  const node* const found = present(key);
  if (found == nullptr) return std::nullopt;
  return found->is(node::kind::string) ? found->text() : found->to_text();
}

}  // namespace deltalake::inline v0::json
