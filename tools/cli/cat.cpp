#include <optional>
#include <utility>

#include "cat_file.hpp"
#include "command.hpp"
#include "rows.hpp"

namespace deltalake_tool {

deltalake::scan_options scan_options_of(const request& wanted) {
  deltalake::scan_options options;
  if (!wanted.columns.empty()) options.columns(wanted.columns);
  if (wanted.limit) options.limit(static_cast<std::int64_t>(*wanted.limit));
  if (!wanted.condition.empty()) options.where(wanted.condition);
  return options;
}

namespace {

// Writes whatever a reader of rows still has.
template <class Reader>
deltalake::task<void> write_all(Reader rows, std::string format, output& out) {
  row_writer writer(row_format_of(format), rows.fields(), out);
  writer.begin();
  while (true) {
    const std::optional<deltalake::column::batch> some = co_await rows.next();
    if (!some) break;
    writer.write(*some);
  }
}

deltalake::task<void> cat_table(request wanted, output& out) {
  const bool filtered = !wanted.condition.empty();
  const deltalake::keep_stats stats = filtered ? deltalake::keep_stats::yes : deltalake::keep_stats::no;
  deltalake::open_options options = options_of(wanted, deltalake::load::eager, stats);
  const deltalake::table table = co_await deltalake::open_table(wanted.table, std::move(options));
  deltalake::table_scan rows = table.scan(scan_options_of(wanted));
  co_await write_all(std::move(rows), wanted.format, out);
}

}  // namespace

deltalake::task<void> run_cat(request wanted, output& out) {
  bool is_table = wanted.version || wanted.at;
  if (!is_table) is_table = co_await deltalake::is_delta_table(wanted.table);
  if (is_table) {
    co_await cat_table(std::move(wanted), out);
    co_return;
  }
  if (!wanted.condition.empty()) {
    deltalake::throw_error(
        deltalake::error(deltalake::errc::invalid_argument, "--where takes the rows of a table, and this is a file"));
  }
  co_await cat_file(std::move(wanted), out);
}

deltalake::task<void> run_changes(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::on_demand, deltalake::keep_stats::no);
  const deltalake::table table = co_await deltalake::open_table(wanted.table, std::move(options));
  auto opening = table.changes(wanted.from.value_or(0), wanted.to, scan_options_of(wanted));
  deltalake::change_feed feed = co_await std::move(opening);
  co_await write_all(std::move(feed), wanted.format, out);
}

deltalake::task<void> run_count(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::eager, deltalake::keep_stats::yes);
  const deltalake::table table = co_await deltalake::open_table(wanted.table, std::move(options));
  deltalake::scan_options how = scan_options_of(wanted);
  const std::int64_t rows = co_await table.count_rows(std::move(how));
  out.text() += std::to_string(rows) + "\n";
}

}  // namespace deltalake_tool
