#include "parquet_file.hpp"

#include <utility>

namespace deltalake_tool {
namespace {

[[noreturn]] void no_such_file(const std::string& location) {
  deltalake::throw_error(deltalake::error(deltalake::errc::not_found, "there is no Parquet file " + location));
}

}  // namespace

deltalake::task<std::shared_ptr<const deltalake::parquet::file>> open_parquet_file(std::string location) {
  namespace storage = deltalake::storage;
  storage::uri where = storage::uri::parse(location, storage::process_context()).value();
  const std::size_t slash = where.path.rfind('/');
  if (slash == std::string::npos || slash + 1 == where.path.size()) no_such_file(location);
  const deltalake::path name(where.path.substr(slash + 1));
  where.path.erase(slash == 0 ? 1 : slash);
  storage::any_store folder = storage::registry::standard().open(where).value();
  const std::optional<storage::object_meta> meta = co_await folder.head(name);
  if (!meta) no_such_file(location);
  deltalake::parquet::read_options options;
  options.variants = deltalake::parquet::variant_form::stored;  // a file is shown as it is
  std::shared_ptr<const deltalake::parquet::file> opened =
      co_await deltalake::parquet::open_file(std::move(folder), name, meta->size_bytes, std::move(options));
  co_return opened;
}

}  // namespace deltalake_tool
