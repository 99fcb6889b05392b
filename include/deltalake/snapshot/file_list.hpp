#pragma once
#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// A list of file paths: a random-access view of std::string_view that owns what it shows. Copies are cheap and share.
/// It compares equal, both ways, with any range of strings with the same texts in the same order.
class file_list {
 public:
  using value_type = std::string_view;
  using const_reference = std::string_view;
  using size_type = std::size_t;
  using const_iterator = std::vector<std::string_view>::const_iterator;
  using iterator = const_iterator;

  file_list() = default;

  const_iterator begin() const noexcept { return texts().begin(); }
  const_iterator end() const noexcept { return texts().end(); }
  std::size_t size() const noexcept { return texts().size(); }
  bool empty() const noexcept { return texts().empty(); }
  std::string_view operator[](std::size_t i) const noexcept { return texts()[i]; }
  std::string_view front() const noexcept { return texts().front(); }
  std::string_view back() const noexcept { return texts().back(); }
  /// The texts as strings of their own.
  std::vector<std::string> to_vector() const { return {begin(), end()}; }

  friend bool operator==(const file_list& a, const file_list& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }
  template <class Range>
  requires requires(const Range& r) {
    { std::string_view(*std::begin(r)) };
    std::end(r);
  }
  friend bool operator==(const file_list& a, const Range& b) {
    return std::equal(a.begin(), a.end(), std::begin(b), std::end(b),
                      [](std::string_view x, const auto& y) { return x == std::string_view(y); });
  }

  /// Makes a list. Texts either lie in what `owner` keeps alive, or are made here.
  class builder {
   public:
    explicit builder(std::shared_ptr<const void> owner, std::size_t expected) : made_(std::make_shared<content>()) {
      made_->owner = std::move(owner);
      made_->texts.reserve(expected);
    }
    void add_view(std::string_view kept_by_owner) { made_->texts.push_back(kept_by_owner); }
    void add_copy(std::string text) { made_->texts.push_back(made_->copies.emplace_back(std::move(text))); }
    file_list take() && { return file_list(std::move(made_)); }

   private:
    friend class file_list;
    struct content {
      std::shared_ptr<const void> owner;
      std::deque<std::string> copies;
      std::vector<std::string_view> texts;
    };
    std::shared_ptr<content> made_;
  };

 private:
  explicit file_list(std::shared_ptr<const builder::content> content) : content_(std::move(content)) {}
  const std::vector<std::string_view>& texts() const noexcept {
    static const std::vector<std::string_view> none;
    return content_ == nullptr ? none : content_->texts;
  }
  std::shared_ptr<const builder::content> content_;
};

}  // namespace deltalake::inline v0
