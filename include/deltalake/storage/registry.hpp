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

/// What a user tells a store beside its location, keys and values as delta-rs has them (`aws_region`, `timeout`, ...).
/// A store takes the keys it knows and leaves the others alone: one set of options serves stores of several kinds.
using store_options = std::map<std::string, std::string>;

/// Which store serves which URI scheme. A value: there is no global registry, and what one program part registers no
/// other part sees. Copies share what their factories share.
class registry {
 public:
  /// Makes a store whose root is the location. It does no I/O.
  using factory = std::function<result<any_store>(const uri&)>;
  /// The same for a store that takes options.
  using factory_with_options = std::function<result<any_store>(const uri&, const store_options&)>;

  /// Makes a registry that knows no scheme.
  registry() = default;

  /// Makes a registry that knows `file` and `memory`. Everything opened as `memory` through it or its copies lies in
  /// one memory_store: what was written to memory://a is there when memory://a is opened again. `source` gives the
  /// stores their clock and randomness.
  DELTALAKE_DECL static registry standard(std::shared_ptr<environment> source = system_environment());

  /// Lets `make` serve `scheme` (in lower case), in place of what served it before. Give a factory that captures
  /// something a name before it goes into a `co_await` expression: g++ 12 destroys a closure that is made within one
  /// twice.
  DELTALAKE_DECL registry& add(std::string scheme, factory make) &;
  DELTALAKE_DECL registry&& add(std::string scheme, factory make) &&;
  DELTALAKE_DECL registry& add_with_options(std::string scheme, factory_with_options make) &;
  DELTALAKE_DECL registry&& add_with_options(std::string scheme, factory_with_options make) &&;

  /// Makes a store whose root is `where`. Errors: unknown_scheme, which names the known ones; those of the factory.
  DELTALAKE_DECL result<any_store> open(const uri& where, const store_options& options = {}) const;

  /// The known schemes, in ascending order.
  DELTALAKE_DECL std::vector<std::string> schemes() const;

 private:
  std::map<std::string, factory_with_options, std::less<>> factories_;
};

}  // namespace deltalake::inline v0::storage

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/storage/impl/registry.ipp>
#endif
