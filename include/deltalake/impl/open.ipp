#pragma once
#include <utility>

#include <deltalake/open.hpp>
#include <deltalake/snapshot/load_io.hpp>
#include <deltalake/storage/registry.hpp>

namespace deltalake::inline v0 {
namespace detail {

DELTALAKE_DECL storage::any_store open_store(const std::string& uri, const open_options& options) {
  const storage::uri where = storage::uri::parse(uri, storage::process_context()).value();
  if (options.stores() != nullptr) return options.stores()->open(where).value();
  return storage::registry::standard(options.environment()).open(where).value();
}

DELTALAKE_DECL std::string canonical_uri(const std::string& uri) {
  return storage::uri::parse(uri, storage::process_context()).value().to_string();
}

inline task<bool> look_for_log(storage::any_store store) {
  const bool found = co_await has_log(std::move(store));
  co_return found;
}

}  // namespace detail

DELTALAKE_DECL task<table> open_table_with_version(std::string uri, std::int64_t version) {
  return open_table(std::move(uri), open_options().version(version));
}

DELTALAKE_DECL task<table> open_table_with_ds(std::string uri, std::string datestring) {
  return open_table(std::move(uri), open_options().datestring(datestring));
}

DELTALAKE_DECL task<bool> is_delta_table(std::string uri, open_options options) {
  return detail::look_for_log(detail::open_store(uri, options));
}

}  // namespace deltalake::inline v0
