#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <deltalake/json/boost_json.hpp>
#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/local_store.hpp>
#include <deltalake/table.hpp>

namespace deltalake::inline v0 {

namespace detail {
/// Finds the store for a location. Throws invalid_uri, unknown_scheme.
DELTALAKE_DECL storage::any_store open_store(const std::string& uri, const open_options& options);
/// The canonical text of a location. Throws invalid_uri.
DELTALAKE_DECL std::string canonical_uri(const std::string& uri);

template <class Json, class Store, class Parquet>
task<basic_table<Store, Json, Parquet>> open_in(Store store, std::string uri, open_options options) {
  storage::any_store erased;
  if constexpr (std::same_as<Store, storage::any_store>)
    erased = store;
  else
    erased = storage::any_store(store);
  shared_snapshot state =
      co_await load_snapshot(std::move(erased), std::move(uri), std::move(options), make_json_functions<Json>());
  basic_snapshot<Store, Json, Parquet> current(std::move(state));
  basic_table<Store, Json, Parquet> opened(std::move(store), std::move(current));
  co_return opened;
}

}  // namespace detail

/// Opens the table in a store that is rooted at its folder. The free parameters choose the JSON and the Parquet policy:
/// `open_table<json::simdjson>(store)`.
/// Throws delta_error: not_a_table, version_not_found, version_gap, unsupported_feature, ... each with what to do.
/// Cancellation: all kinds; nothing is left behind. Lifetime: the table keeps a copy of the store.
template <class Json = json::boost_json, class Parquet = parquet::built_in, class Store>
requires storage::store<Store>
task<basic_table<Store, Json, Parquet>> open_table(Store store, open_options options = open_options()) {
  std::string uri = store.uri(path());
  return detail::open_in<Json, Store, Parquet>(std::move(store), std::move(uri), std::move(options));
}

/// Opens the table at a location: a path (relative, absolute, `~`), `file:` or `memory:` URI, or any scheme of
/// `open_options::stores`. Mirrors delta-rs' `open_table`. Also throws invalid_uri and unknown_scheme.
template <class Json = json::boost_json, class Parquet = parquet::built_in>
task<basic_table<storage::any_store, Json, Parquet>> open_table(std::string uri,
                                                                open_options options = open_options()) {
  storage::any_store store = detail::open_store(uri, options);
  std::string where = detail::canonical_uri(uri);
  return detail::open_in<Json, storage::any_store, Parquet>(std::move(store), std::move(where), std::move(options));
}

/// delta-rs' names for the common options.
DELTALAKE_DECL task<table> open_table_with_version(std::string uri, std::int64_t version);
/// Opens the table as it was at a time: RFC 3339 text, "2026-01-31T12:00:00Z". Throws invalid_timestamp.
DELTALAKE_DECL task<table> open_table_with_ds(std::string uri, std::string datestring);
/// Opens the table with options for its store: keys and values as delta-rs has them. Name them first, as
/// open_options::storage_options says.
DELTALAKE_DECL task<table> open_table_with_storage_options(std::string uri, storage::store_options storage_options);

/// True if there is a Delta log at the location. Never creates anything.
DELTALAKE_DECL task<bool> is_delta_table(std::string uri, open_options options = open_options());

namespace detail {
// Looks at the location only once it runs, so that whatever is wrong with it reaches the handler.
DELTALAKE_DECL task<table> open_cancellable(std::string uri, open_options options);
}  // namespace detail

/// Opens a table and hands it to a completion token of signature void(std::exception_ptr, table): a callback,
/// use_future, deferred, ... Runs on `where`. Cancellation through the token's slot: all kinds.
template <class Token>
auto async_open_table(boost::asio::any_io_executor where, std::string uri, open_options options, Token&& token) {
  auto opening = detail::open_cancellable(std::move(uri), std::move(options));
  return boost::asio::co_spawn(std::move(where), std::move(opening), std::forward<Token>(token));
}

namespace detail {
/// Runs a task on an execution context of its own. Throws what it throws.
DELTALAKE_DECL void run_to_end(task<void> work);

template <class T>
task<void> keep_result(task<T> work, std::optional<T>& result) {
  T got = co_await std::move(work);
  result.emplace(std::move(got));
}
}  // namespace detail

/// Runs a task to its end and returns its result: the whole blocking form, `wait(open_table(uri))`. Throws what it
/// throws. Must not be called from a coroutine.
template <class T>
T wait(task<T> work) {
  if constexpr (std::is_void_v<T>) {
    detail::run_to_end(std::move(work));
  } else {
    std::optional<T> result;
    detail::run_to_end(detail::keep_result(std::move(work), result));
    return std::move(*result);
  }
}

}  // namespace deltalake::inline v0

#include <deltalake/default_instances.hpp>

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/impl/open.ipp>
#endif
