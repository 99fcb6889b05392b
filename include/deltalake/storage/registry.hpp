#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <deltalake/base/environment.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/uri.hpp>

namespace deltalake::inline v0::storage {

/// Which store serves which URI scheme. A value: there is no global registry, and what one program part registers no
/// other part sees. Copies share what their factories share.
class registry {
 public:
  /// Makes a store whose root is the location. It does no I/O.
  using factory = std::function<result<any_store>(const uri&)>;

  /// Makes a registry that knows no scheme.
  registry() = default;

  /// Makes a registry that knows `file` and `memory`. Everything opened as `memory` through it or its copies lies in
  /// one memory_store: what was written to memory://a is there when memory://a is opened again. `source` gives the
  /// stores their clock and randomness.
  DELTALAKE_DECL static registry standard(std::shared_ptr<environment> source = system_environment());

  /// Lets `make` serve `scheme` (in lower case), in place of what served it before.
  DELTALAKE_DECL registry& add(std::string scheme, factory make) &;
  DELTALAKE_DECL registry&& add(std::string scheme, factory make) &&;

  /// Makes a store whose root is `where`. Errors: unknown_scheme, which names the known ones; those of the factory.
  DELTALAKE_DECL result<any_store> open(const uri& where) const;

  /// The known schemes, in ascending order.
  DELTALAKE_DECL std::vector<std::string> schemes() const;

 private:
  std::map<std::string, factory, std::less<>> factories_;
};

}  // namespace deltalake::inline v0::storage

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/storage/impl/registry.ipp>
#endif
