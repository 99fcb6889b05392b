#pragma once
#include <algorithm>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/storage_error.hpp>

namespace deltalake::inline v0::storage {
namespace detail {

struct memory_object {
  object_meta meta(const std::string& where) const {
    return object_meta(path(where), content.size(), modified_ms, std::to_string(etag));
  }
  bytes content;
  std::int64_t modified_ms = 0;
  std::uint64_t etag = 0;
};

struct memory_objects {
  using map = std::map<std::string, memory_object, std::less<>>;

  memory_objects(std::shared_ptr<environment> source, std::string called, std::size_t page)
      : clock(std::move(source)), name(std::move(called)), page_size((std::max)(page, std::size_t{1})) {}

  // Call it under the lock.
  map::iterator find(const path& where) {
    const auto found = objects.find(where.text());
    if (found == objects.end()) throw_error(storage_error(errc::not_found, where));
    return found;
  }

  const std::shared_ptr<environment> clock;
  const std::string name;
  const std::size_t page_size;
  std::mutex mutex;
  map objects;  // by the whole text of the path: objects of one folder are then in byte order of their names
  std::uint64_t etag_last = 0;
};

inline task<bytes> memory_get(std::shared_ptr<memory_objects> self, path where) {
  const std::lock_guard lock(self->mutex);
  co_return self->find(where)->second.content;
}

inline task<bytes> memory_get_range(std::shared_ptr<memory_objects> self, path where, std::uint64_t offset,
                                    std::uint64_t length) {
  const std::lock_guard lock(self->mutex);
  const bytes& content = self->find(where)->second.content;
  const std::uint64_t begin = (std::min)(offset, std::uint64_t{content.size()});
  const std::uint64_t count = (std::min)(length, content.size() - begin);
  co_return content.slice(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
}

inline task<std::optional<object_meta>> memory_head(std::shared_ptr<memory_objects> self, path where) {
  const std::lock_guard lock(self->mutex);
  std::optional<object_meta> found;
  const auto at = self->objects.find(where.text());
  if (at != self->objects.end()) found = at->second.meta(at->first);
  co_return found;
}

inline task<list_page> memory_list(std::shared_ptr<memory_objects> self, path folder, std::string from) {
  const std::lock_guard lock(self->mutex);
  const std::string prefix = folder.empty() ? std::string() : folder.text() + '/';
  list_page page;
  auto at = self->objects.lower_bound(prefix + from);
  while (at != self->objects.end() && at->first.starts_with(prefix)) {
    const std::string_view name = std::string_view(at->first).substr(prefix.size());
    const std::size_t slash = name.find('/');
    if (slash != std::string_view::npos) {
      // Jump over the whole sub folder: '0' is the byte behind '/'.
      at = self->objects.lower_bound(prefix + std::string(name.substr(0, slash)) + '0');
      continue;
    }
    if (page.objects.size() == self->page_size) {
      page.next = std::string(name);
      break;
    }
    page.objects.push_back(at->second.meta(at->first));
    ++at;
  }
  co_return page;
}

inline task<put_outcome> memory_put(std::shared_ptr<memory_objects> self, path where, bytes content, put_mode mode) {
  if (where.empty()) throw_error(storage_error(errc::invalid_path, where, "the root is no object"));
  const std::int64_t now_ms = self->clock->now_ms();
  const std::lock_guard lock(self->mutex);
  const auto at = self->objects.find(where.text());
  const bool exists = at != self->objects.end();
  switch (mode.what()) {
    case put_mode::kind::overwrite: break;
    case put_mode::kind::create:
      if (exists) co_return put_outcome::already_exists;
      break;
    case put_mode::kind::if_match:
      if (!exists || std::to_string(at->second.etag) != mode.etag()) co_return put_outcome::not_matched;
      break;
  }
  memory_object& object = exists ? at->second : self->objects[where.text()];
  object.content = std::move(content);
  object.modified_ms = now_ms;
  object.etag = ++self->etag_last;
  co_return put_outcome::created;
}

inline task<void> memory_remove(std::shared_ptr<memory_objects> self, path where) {
  const std::lock_guard lock(self->mutex);
  self->objects.erase(where.text());
  co_return;
}

}  // namespace detail

DELTALAKE_DECL memory_store::memory_store(std::shared_ptr<environment> clock, std::string name, std::size_t page_size)
    : objects_(std::make_shared<detail::memory_objects>(std::move(clock), std::move(name), page_size)) {}

DELTALAKE_DECL task<bytes> memory_store::get(path where) const {
  return detail::memory_get(objects_, std::move(where));
}

DELTALAKE_DECL task<bytes> memory_store::get_range(path where, std::uint64_t offset, std::uint64_t length) const {
  return detail::memory_get_range(objects_, std::move(where), offset, length);
}

DELTALAKE_DECL task<std::optional<object_meta>> memory_store::head(path where) const {
  return detail::memory_head(objects_, std::move(where));
}

DELTALAKE_DECL task<list_page> memory_store::list_from(path folder, std::string from) const {
  return detail::memory_list(objects_, std::move(folder), std::move(from));
}

DELTALAKE_DECL task<put_outcome> memory_store::put(path where, bytes content, put_mode mode) const {
  return detail::memory_put(objects_, std::move(where), std::move(content), std::move(mode));
}

DELTALAKE_DECL task<void> memory_store::remove(path where) const {
  return detail::memory_remove(objects_, std::move(where));
}

DELTALAKE_DECL std::string memory_store::uri(const path& where) const {
  std::string text = "memory://";
  if (!objects_->name.empty()) text += '/' + objects_->name;
  if (!where.empty()) text += '/' + where.text();
  return text;
}

DELTALAKE_DECL void memory_store::set_modified(const path& where, std::int64_t modified_ms) const {
  const std::lock_guard lock(objects_->mutex);
  objects_->find(where)->second.modified_ms = modified_ms;
}

DELTALAKE_DECL std::size_t memory_store::size() const {
  const std::lock_guard lock(objects_->mutex);
  return objects_->objects.size();
}

static_assert(store<memory_store>);

}  // namespace deltalake::inline v0::storage
