#pragma once
#include <algorithm>
#include <cstddef>
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

  const_iterator begin() const noexcept { return texts_ == nullptr ? const_iterator() : texts_->begin(); }
  const_iterator end() const noexcept { return texts_ == nullptr ? const_iterator() : texts_->end(); }
  std::size_t size() const noexcept { return texts_ == nullptr ? 0 : texts_->size(); }
  bool empty() const noexcept { return size() == 0; }
  std::string_view operator[](std::size_t i) const noexcept { return (*texts_)[i]; }
  std::string_view front() const noexcept { return texts_->front(); }
  std::string_view back() const noexcept { return texts_->back(); }
  /// The texts as strings of their own.
  DELTALAKE_DECL std::vector<std::string> to_vector() const;

  friend bool operator==(const file_list& a, const file_list& b) { return a.equals(b); }
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
    DELTALAKE_DECL explicit builder(std::shared_ptr<const void> owner, std::size_t expected);
    DELTALAKE_DECL void add_view(std::string_view kept_by_owner);
    DELTALAKE_DECL void add_copy(std::string text);
    DELTALAKE_DECL file_list take() &&;

   private:
    struct content;
    std::shared_ptr<content> made_;
  };

 private:
  using text_list = std::vector<std::string_view>;

  DELTALAKE_DECL bool equals(const file_list& other) const noexcept;

  std::shared_ptr<const text_list> texts_;  // null if there are none; shares the ownership of the texts
};

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/snapshot/impl/file_list.ipp>
#endif
