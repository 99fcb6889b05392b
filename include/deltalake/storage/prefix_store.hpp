#pragma once
#include <optional>
#include <string>
#include <utility>

#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/storage_error.hpp>
#include <deltalake/storage/store.hpp>
#include <deltalake/storage/upload.hpp>

namespace deltalake::inline v0::storage {

/// A folder of another store, as a store of its own: nothing outside the folder can be named through it. Locations and
/// the file names of errors are relative to the folder. Tasks keep a copy of the store they use.
template <class Store>
class prefix_store {
  static_assert(store<Store>);

 public:
  /// Makes a store on `folder` of `inner`; the empty path is all of it.
  prefix_store(Store inner, path folder) : inner_(std::move(inner)), folder_(std::move(folder)) {}

  const Store& inner() const noexcept { return inner_; }
  const path& folder() const noexcept { return folder_; }

  task<bytes> get(path where) const { return get_of(*this, std::move(where)); }
  task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const {
    return get_range_of(*this, std::move(where), offset, length);
  }
  task<std::optional<object_meta>> head(path where) const { return head_of(*this, std::move(where)); }
  task<list_page> list_from(path folder, std::string from) const {
    return list_of(*this, std::move(folder), std::move(from));
  }
  task<put_outcome> put(path where, bytes content, put_mode mode) const {
    return put_of(*this, std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) const { return remove_of(*this, std::move(where)); }
  task<std::unique_ptr<upload>> begin_upload(path where, put_mode mode) const {
    return begin_upload_of(*this, std::move(where), std::move(mode));
  }
  std::string uri(const path& where) const { return inner_.uri(folder_ / where); }

 private:
  // Awaits `call(inner)`; errors name the file as our caller knows it.
  template <class T, class Call>
  static task<T> relative(prefix_store self, Call call) {
    std::optional<error> failure;
    try {
      co_return co_await call(self.inner_);
    } catch (const delta_error& thrown) {
      failure = thrown.where();
    }
    self.cut(failure->file);
    throw_error(std::move(*failure));
  }
  // The root of this store is no object, whatever lies under the folder's own name in the store inside.
  static void refuse_root(const path& where, errc reason) {
    if (where.empty()) throw_error(storage_error(reason, where, "the root is no object"));
  }
  static task<bytes> get_of(prefix_store self, path where) {
    refuse_root(where, errc::not_found);
    auto call = [whole = self.folder_ / where](Store& inner) { return inner.get(whole); };
    co_return co_await relative<bytes>(self, std::move(call));
  }
  static task<bytes> get_range_of(prefix_store self, path where, std::uint64_t offset, std::uint64_t length) {
    refuse_root(where, errc::not_found);
    auto call = [whole = self.folder_ / where, offset, length](Store& inner) {
      return inner.get_range(whole, offset, length);
    };
    co_return co_await relative<bytes>(self, std::move(call));
  }
  static task<std::optional<object_meta>> head_of(prefix_store self, path where) {
    if (where.empty()) co_return std::nullopt;
    auto call = [whole = self.folder_ / where](Store& inner) { return inner.head(whole); };
    auto found = co_await relative<std::optional<object_meta>>(self, std::move(call));
    if (found) found->location = std::move(where);
    co_return found;
  }
  static task<list_page> list_of(prefix_store self, path folder, std::string from) {
    auto call = [whole = self.folder_ / folder, from](Store& inner) { return inner.list_from(whole, from); };
    auto page = co_await relative<list_page>(self, std::move(call));
    for (object_meta& object : page.objects) {
      std::string text = object.location.text();
      self.cut(text);
      object.location = path(std::move(text));
    }
    co_return page;
  }
  static task<put_outcome> put_of(prefix_store self, path where, bytes content, put_mode mode) {
    refuse_root(where, errc::invalid_path);
    auto call = [whole = self.folder_ / where, content, mode](Store& inner) { return inner.put(whole, content, mode); };
    co_return co_await relative<put_outcome>(self, std::move(call));
  }
  static task<void> remove_of(prefix_store self, path where) {
    if (where.empty()) co_return;
    auto call = [whole = self.folder_ / where](Store& inner) { return inner.remove(whole); };
    co_await relative<void>(self, std::move(call));
  }
  // Errors of the parts name the file as the store inside knows it.
  static task<std::unique_ptr<upload>> begin_upload_of(prefix_store self, path where, put_mode mode) {
    refuse_root(where, errc::invalid_path);
    auto call = [whole = self.folder_ / where, mode](Store& inner) {
      return storage::begin_upload(inner, whole, mode);
    };
    co_return co_await relative<std::unique_ptr<upload>>(self, std::move(call));
  }
  void cut(std::string& text) const {
    const std::string& folder = folder_.text();
    const bool below = text.size() > folder.size() && text.starts_with(folder) && text[folder.size()] == '/';
    if (!folder.empty() && below) text.erase(0, folder.size() + 1);
  }

  Store inner_;
  path folder_;
};

}  // namespace deltalake::inline v0::storage
