#pragma once
#include <utility>

#include <deltalake/storage/local_store.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/prefix_store.hpp>
#include <deltalake/storage/registry.hpp>

namespace deltalake::inline v0::storage {
namespace detail {

inline result<any_store> open_memory(const memory_store& all, const uri& where) {
  if (where.path.empty()) return any_store(all);
  const result<path> folder = path::parse(where.path.substr(1));
  if (!folder) return error(errc::invalid_uri, where.to_string() + " names no folder: " + folder.error().detail);
  return any_store(prefix_store<memory_store>(all, *folder));
}

}  // namespace detail

DELTALAKE_DECL registry registry::standard(std::shared_ptr<environment> source) {
  registry made;
  made.add("memory", [all = memory_store(source)](const uri& where) { return detail::open_memory(all, where); });
  made.add("file", [source = std::move(source)](const uri& where) -> result<any_store> {
    return any_store(local_store(where.path, source));
  });
  return made;
}

DELTALAKE_DECL registry& registry::add_with_options(std::string scheme, factory_with_options make) & {
  factories_.insert_or_assign(std::move(scheme), std::move(make));
  return *this;
}

DELTALAKE_DECL registry&& registry::add_with_options(std::string scheme, factory_with_options make) && {
  return std::move(add_with_options(std::move(scheme), std::move(make)));
}

DELTALAKE_DECL registry& registry::add(std::string scheme, factory make) & {
  return add_with_options(std::move(scheme),
                          [make = std::move(make)](const uri& where, const store_options&) { return make(where); });
}

DELTALAKE_DECL registry&& registry::add(std::string scheme, factory make) && {
  return std::move(add(std::move(scheme), std::move(make)));
}

DELTALAKE_DECL result<any_store> registry::open(const uri& where, const store_options& options) const {
  const auto found = factories_.find(where.scheme);
  if (found != factories_.end()) return found->second(where, options);
  std::string known;
  for (const auto& [scheme, make] : factories_) {
    if (!known.empty()) known += ", ";
    known += scheme;
  }
  return error(errc::unknown_scheme, "'" + where.scheme + "'; known are " + (known.empty() ? "none" : known));
}

DELTALAKE_DECL std::vector<std::string> registry::schemes() const {
  std::vector<std::string> known;
  for (const auto& [scheme, make] : factories_) known.push_back(scheme);
  return known;
}

}  // namespace deltalake::inline v0::storage
