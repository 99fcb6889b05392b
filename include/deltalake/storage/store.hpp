#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/base/bytes.hpp>
#include <deltalake/base/path.hpp>
#include <deltalake/base/task.hpp>
#include <deltalake/storage/object_meta.hpp>
#include <deltalake/storage/put_mode.hpp>

namespace deltalake::inline v0::storage {

/// A part of a listing: objects in ascending byte order of their names, and where to go on.
struct list_page {
  std::vector<object_meta> objects;
  std::optional<std::string> next;  ///< pass it as `from` for the next page; absent on the last one
};

/// The storage policy: bytes in, bytes out. A model is cheap to copy; its copies are the same store.
/// Every function may be called from several threads at once, and runs on the executor of whoever awaits it.
///
/// get(p)                 the whole object. Throws not_found.
/// get_range(p, o, n)     bytes [o, o+n), cut at the object's end: short or empty, never an error. Throws not_found.
/// head(p)                what is known of the object; nothing if it is not there.
/// list_from(f, name)     the objects directly in folder `f` whose name (last segment) is >= `name`, in byte order, by
///                        pages; an absent folder is empty. A listing is no snapshot: it may miss an object that
///                        appears or vanishes meanwhile and still show a later one.
/// put(p, b, mode)        writes the object as `put_mode` says: readers see all of it or nothing, and once `created` is
///                        returned it survives a crash. Throws if it is known not to be written.
/// remove(p)              removes the object; absent is success.
/// uri(p)                 the text under which other programs can open the object; absolute.
///
/// Errors are thrown as delta_error: not_found, permission_denied, storage_io, storage_busy, no_atomic_create.
/// Cancellation: reads stop with operation_aborted; a put on the wire reports its outcome instead.
/// Exemplar: memory_store. Models: local_store, prefix_store, retrying_store, metered_store, any_store.
/// The kit testing/store_conformance.hpp holds a model against this contract.
template <class S>
concept store = std::copy_constructible<S> && requires(S& s, const S& c, path where, bytes content, put_mode mode,
                                                       std::string from, std::uint64_t n) {
  { s.get(where) } -> std::same_as<task<bytes>>;
  { s.get_range(where, n, n) } -> std::same_as<task<bytes>>;
  { s.head(where) } -> std::same_as<task<std::optional<object_meta>>>;
  { s.list_from(where, from) } -> std::same_as<task<list_page>>;
  { s.put(where, content, mode) } -> std::same_as<task<put_outcome>>;
  { s.remove(where) } -> std::same_as<task<void>>;
  { c.uri(where) } -> std::same_as<std::string>;
};

}  // namespace deltalake::inline v0::storage
