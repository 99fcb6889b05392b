#pragma once
#include <algorithm>
#include <deque>

#include <deltalake/snapshot/file_list.hpp>

namespace deltalake::inline v0 {

struct file_list::builder::content {
  std::shared_ptr<const void> owner;
  std::deque<std::string> copies;
  text_list texts;
};

DELTALAKE_DECL file_list::builder::builder(std::shared_ptr<const void> owner, std::size_t expected)
    : made_(std::make_shared<content>()) {
  made_->owner = std::move(owner);
  made_->texts.reserve(expected);
}
DELTALAKE_DECL void file_list::builder::add_view(std::string_view kept_by_owner) {
  made_->texts.push_back(kept_by_owner);
}
DELTALAKE_DECL void file_list::builder::add_copy(std::string text) {
  made_->texts.push_back(made_->copies.emplace_back(std::move(text)));
}
DELTALAKE_DECL file_list file_list::builder::take() && {
  const text_list* const texts = &made_->texts;
  file_list list;
  list.texts_ = std::shared_ptr<const text_list>(std::move(made_), texts);
  return list;
}

DELTALAKE_DECL std::vector<std::string> file_list::to_vector() const { return {begin(), end()}; }

DELTALAKE_DECL bool file_list::equals(const file_list& other) const noexcept {
  return std::equal(begin(), end(), other.begin(), other.end());
}

}  // namespace deltalake::inline v0
