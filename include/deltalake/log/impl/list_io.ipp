#pragma once
#include <string>
#include <utility>

#include <deltalake/log/file_name.hpp>
#include <deltalake/log/list_io.hpp>

namespace deltalake::inline v0::log {

namespace detail {

// Whether an error follows from a commit that a listing did not show.
inline bool misses_commit(const error& why) noexcept {
  return why.code == errc::version_gap || (why.code == errc::version_not_found && !why.file.empty());
}

}  // namespace detail

DELTALAKE_DECL path log_path(std::string_view name) { return path(std::string(log_folder)) / name; }

DELTALAKE_DECL task<log_listing> list_log(storage::any_store store, std::int64_t first) {
  const path folder{std::string(log_folder)};
  log_listing listing;
  std::optional<std::string> from = commit_file_name(first).substr(0, 20);
  while (from) {
    storage::list_page page = co_await store.list_from(folder, *from);
    for (const storage::object_meta& object : page.objects) {
      listing.add(object.location.name(), object.size_bytes, object.modified_ms);
    }
    from = std::move(page.next);
  }
  listing.sort();
  co_return listing;
}

DELTALAKE_DECL task<segment> find_segment(storage::any_store store, std::optional<std::int64_t> version,
                                          std::set<std::string> rejected, std::optional<std::int64_t> hint) {
  if (hint && *hint > 0 && version.value_or(*hint) >= *hint) {
    const log_listing tail = co_await list_log(store, *hint);
    result<segment> chosen = build_segment(tail, version, rejected);
    // What lies before the hint may matter to everything but this: a checkpoint and all commits since.
    if (chosen && chosen->checkpoint) co_return std::move(*chosen);
  }
  constexpr int listings_max = 4;
  std::string gap;  // the commit that the listing before missed, and that was not there
  for (int attempt = 1;; ++attempt) {
    const log_listing listing = co_await list_log(store);
    result<segment> chosen = build_segment(listing, version, rejected);
    if (chosen) co_return std::move(*chosen);
    const error& why = chosen.error();
    if (!detail::misses_commit(why) || gap == why.file || attempt == listings_max) throw_error(why);
    const std::optional<storage::object_meta> there = co_await store.head(path(why.file));
    gap = there ? std::string() : why.file;
  }
}

DELTALAKE_DECL task<segment> find_segment(storage::any_store store, std::optional<std::int64_t> version) {
  return find_segment(std::move(store), version, std::set<std::string>(), std::nullopt);
}

}  // namespace deltalake::inline v0::log
