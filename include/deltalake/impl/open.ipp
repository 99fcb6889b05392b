#pragma once
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>

#include <deltalake/open.hpp>
#include <deltalake/snapshot/load_io.hpp>
#include <deltalake/storage/registry.hpp>

namespace deltalake::inline v0 {
namespace detail {

DELTALAKE_DECL storage::any_store open_store(const std::string& uri, const open_options& options) {
  const storage::uri where = storage::uri::parse(uri, storage::process_context()).value();
  const storage::registry known =
      options.stores() != nullptr ? *options.stores() : storage::registry::standard(options.environment());
  result<storage::any_store> opened = known.open(where, options.storage_options());
  if (!opened) throw_error(error(opened.error()).in_table(where.to_string()));
  return std::move(*opened);
}

DELTALAKE_DECL std::string canonical_uri(const std::string& uri) {
  return storage::uri::parse(uri, storage::process_context()).value().to_string();
}

DELTALAKE_DECL task<table> open_cancellable(std::string uri, open_options options) {
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::enable_total_cancellation());
  table opened = co_await open_table(std::move(uri), std::move(options));
  co_return opened;
}

DELTALAKE_DECL void run_to_end(task<void> work) {
  boost::asio::io_context context(1);
  std::exception_ptr failure;
  boost::asio::co_spawn(context, std::move(work), [&failure](std::exception_ptr thrown) { failure = thrown; });
  context.run();
  if (failure) std::rethrow_exception(failure);
}

inline task<bool> look_for_log(storage::any_store store, std::string uri, open_options options) {
  auto place = std::make_shared<snapshot_state>();
  place->store = std::move(store);
  place->table_uri = std::move(uri);
  place->options = std::move(options);
  shared_snapshot asked = std::move(place);
  std::function<task<bool>()> looking = [asked] { return has_log(asked->store); };
  const bool found = co_await operate(asked, std::move(looking));
  co_return found;
}

}  // namespace detail

DELTALAKE_DECL task<table> open_table_with_version(std::string uri, std::int64_t version) {
  return open_table(std::move(uri), open_options().version(version));
}

DELTALAKE_DECL task<table> open_table_with_ds(std::string uri, std::string datestring) {
  return open_table(std::move(uri), open_options().datestring(datestring));
}

DELTALAKE_DECL task<table> open_table_with_storage_options(std::string uri, storage::store_options storage_options) {
  return open_table(std::move(uri), open_options().storage_options(std::move(storage_options)));
}

DELTALAKE_DECL task<bool> is_delta_table(std::string uri, open_options options) {
  storage::any_store store = detail::open_store(uri, options);
  std::string where = detail::canonical_uri(uri);
  return detail::look_for_log(std::move(store), std::move(where), std::move(options));
}

}  // namespace deltalake::inline v0
