#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <deltalake/base/environment.hpp>
#include <deltalake/storage/store.hpp>

namespace deltalake::inline v0::storage {

namespace detail {
struct memory_objects;
}

/// The reference model of a store: objects in memory, every promise of the contract kept, `if_match` included. Etags
/// are numbers that only rise. Copies share their objects; any number of threads may use them at once. Nothing here
/// ever suspends, so cancellation has no effect.
class memory_store {
 public:
  /// Makes an empty store. `clock` stamps the objects; `name` tells several stores apart in `uri`; a listing comes in
  /// pages of at most `page_size` objects, at least one.
  DELTALAKE_DECL explicit memory_store(std::shared_ptr<environment> clock = system_environment(), std::string name = {},
                                       std::size_t page_size = 1000);

  DELTALAKE_DECL task<bytes> get(path where) const;
  DELTALAKE_DECL task<bytes> get_range(path where, std::uint64_t offset, std::uint64_t length) const;
  DELTALAKE_DECL task<std::optional<object_meta>> head(path where) const;
  DELTALAKE_DECL task<list_page> list_from(path folder, std::string from) const;
  DELTALAKE_DECL task<put_outcome> put(path where, bytes content, put_mode mode) const;
  DELTALAKE_DECL task<void> remove(path where) const;
  /// "memory:///name/where", or "memory:///where" for a store without a name.
  DELTALAKE_DECL std::string uri(const path& where) const;

  /// Sets when the object was written, as if the clock had shown `modified_ms` then. For tests of whatever looks at the
  /// age of files. Errors: throws not_found.
  DELTALAKE_DECL void set_modified(const path& where, std::int64_t modified_ms) const;
  /// The number of objects.
  DELTALAKE_DECL std::size_t size() const;

 private:
  std::shared_ptr<detail::memory_objects> objects_;
};

}  // namespace deltalake::inline v0::storage

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/storage/impl/memory_store.ipp>
#endif
