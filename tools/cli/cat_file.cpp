#include "cat_file.hpp"

#include <utility>

#include "row_source.hpp"
#include "rows.hpp"

namespace deltalake_tool {

deltalake::task<void> cat_file(request wanted, output& out) {
  const std::unique_ptr<row_source> source =
      co_await open_parquet_rows(wanted.table, wanted.columns, wanted.limit, int96_times::as_stored);
  row_writer writer(row_format_of(wanted.format), source->fields(), out);
  writer.begin();
  row_limit limit(wanted.limit);
  while (!limit.done()) {
    std::optional<deltalake::column::batch> rows = co_await source->next();
    if (!rows) break;
    limit.cut(*rows);
    writer.write(*rows);
  }
}

}  // namespace deltalake_tool
