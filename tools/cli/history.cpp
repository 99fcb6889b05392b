#include <boost/json/serialize.hpp>

#include "command.hpp"
#include "json_writer.hpp"

namespace deltalake_tool {
namespace {

// The whole commitInfo object with the version in front.
void write_json(const deltalake::commit_info& info, output& out) {
  json_writer json(out.text());
  json.begin_object().key("version").number(info.version);
  if (const boost::json::object* const members = info.value.if_object()) {
    for (const auto& member : *members) {
      if (member.key() == "version") continue;
      json.key(member.key()).raw(boost::json::serialize(member.value()));
    }
  }
  json.end_object();
  out.text() += '\n';
  out.ready();
}

// "mode=Append, partitionBy=[]"
std::string parameters_of(const deltalake::commit_info& info) {
  const boost::json::object* const members = info.value.if_object();
  const boost::json::value* const found = members == nullptr ? nullptr : members->if_contains("operationParameters");
  if (found == nullptr || !found->is_object()) return {};
  std::string all;
  for (const auto& member : found->get_object()) {
    all.append(all.empty() ? "" : ", ").append(member.key()).append("=");
    if (const boost::json::string* const text = member.value().if_string())
      all.append(*text);
    else
      all.append(boost::json::serialize(member.value()));
  }
  return printable(all);
}

void write_text(const std::vector<deltalake::commit_info>& infos, output& out) {
  using align = columns::align;
  columns lines({align::right, align::left, align::left, align::left, align::left, align::left});
  lines.add({"VERSION", "TIME (UTC)", "OPERATION", "USER", "ENGINE", "PARAMETERS"});
  for (const deltalake::commit_info& info : infos) {
    const auto time = info.in_commit_timestamp ? info.in_commit_timestamp : info.timestamp;
    const auto user = info.user_name ? info.user_name : info.user_id;
    lines.add({std::to_string(info.version), time ? human_time(*time) : "-", printable(info.operation.value_or("-")),
               printable(user.value_or("-")), printable(info.engine_info.value_or("-")), parameters_of(info)});
  }
  lines.print(out);
}

}  // namespace

deltalake::task<void> run_history(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::on_demand, deltalake::keep_stats::no);
  const deltalake::table opened = co_await deltalake::open_table(wanted.table, std::move(options));
  const std::vector<deltalake::commit_info> infos = co_await opened.history(wanted.limit);
  if (!wanted.json)
    write_text(infos, out);
  else
    for (const deltalake::commit_info& info : infos) write_json(info, out);
}

}  // namespace deltalake_tool
