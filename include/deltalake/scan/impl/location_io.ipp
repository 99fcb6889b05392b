#pragma once
#include <string>
#include <utility>

#include <deltalake/base/percent.hpp>
#include <deltalake/scan/location_io.hpp>
#include <deltalake/storage/registry.hpp>
#include <deltalake/storage/uri.hpp>

namespace deltalake::inline v0::scan {
namespace detail {

using deltalake::detail::has_scheme;

// The location of a path that leaves the table's folder. A path of the log is a URI reference, percent-encoded once.
inline result<storage::uri> outside_uri(const snapshot_state& of, std::string_view log_path) {
  const storage::uri_context nowhere("/", "/");
  const bool is_file_uri = log_path.substr(0, 5) == "file:";
  std::string text = is_file_uri ? std::string(log_path) : percent_decode(log_path);
  if (log_path.substr(0, 1) == "/" || has_scheme(log_path)) return storage::uri::parse(std::move(text), nowhere);
  result<storage::uri> table = storage::uri::parse(of.table_uri, nowhere);
  if (!table) return table;
  const std::string joined = table->path + "/" + text;
  if (table->scheme == "file") return storage::uri::parse(joined, nowhere);
  return storage::uri::parse(storage::uri(table->scheme, table->authority, joined).to_string(), nowhere);
}

}  // namespace detail

DELTALAKE_DECL result<location> locate(const snapshot_state& of, std::string_view log_path) {
  result<path> inside = object_path(log_path, of.table_uri);
  if (inside) return location{of.store, std::move(*inside)};
  if (inside.error().code != errc::outside_table_root || of.options.paths() == path_policy::same_root) {
    return inside.error();
  }
  result<storage::uri> where = detail::outside_uri(of, log_path);
  if (!where) return where.error();
  const std::size_t slash = where->path.rfind('/');
  if (slash == std::string::npos) return error(errc::invalid_path, "'" + std::string(log_path) + "' names no file");
  result<path> name = path::parse(where->path.substr(slash + 1));
  if (!name) return name.error();
  if (name->empty()) return error(errc::invalid_path, "'" + std::string(log_path) + "' names no file");
  where->path.erase(slash == 0 && where->scheme == "file" ? 1 : slash);
  const storage::registry known = of.options.stores() != nullptr
                                      ? *of.options.stores()
                                      : storage::registry::standard(of.options.environment());
  result<storage::any_store> folder = known.open(*where, of.options.storage_options());
  if (!folder) return folder.error();
  return location{std::move(*folder), std::move(*name)};
}

}  // namespace deltalake::inline v0::scan
