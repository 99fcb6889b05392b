#include "command.hpp"
#include "json_writer.hpp"

namespace deltalake_tool {

deltalake::task<void> run_txns(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::on_demand, deltalake::keep_stats::no);
  const deltalake::table opened = co_await deltalake::open_table(wanted.table, std::move(options));
  using align = columns::align;
  columns lines({align::left, align::right, align::left});
  lines.add({"APPLICATION", "VERSION", "UPDATED (UTC)"});
  for (const auto& [app_id, txn] : opened.transactions()) {
    if (!wanted.json) {
      const std::string updated = txn.last_updated ? human_time(*txn.last_updated) : "-";
      lines.add({printable(app_id), std::to_string(txn.version), updated});
      continue;
    }
    json_writer json(out.text());
    json.begin_object().key("app_id").text(app_id).key("version").number(txn.version);
    json.key("last_updated").number_or_null(txn.last_updated).end_object();
    out.text() += '\n';
    out.ready();
  }
  if (!wanted.json) lines.print(out);
}

}  // namespace deltalake_tool
