#include "command.hpp"
#include "findings.hpp"
#include "json_writer.hpp"

namespace deltalake_tool {
namespace {

void write_texts(json_writer& json, const std::vector<std::string>& texts) {
  json.begin_array();
  for (const std::string& text : texts) json.text(text);
  json.end_array();
}

void write_features(json_writer& json, const std::optional<std::vector<std::string>>& features) {
  if (features)
    write_texts(json, *features);
  else
    json.null();
}

void write_schema(json_writer& json, const deltalake::table& opened) {
  std::string text;
  json_copier copier;
  const bool known =
      opened.snapshot().has_schema() && copier.copy(opened.metadata().schema_string, json_copier::accept::object, text);
  if (known)
    json.raw(text);
  else
    json.null();
}

void write_json(const deltalake::table& opened, std::size_t num_tombstones, output& out) {
  const deltalake::protocol& protocol = opened.protocol();
  const deltalake::metadata& metadata = opened.metadata();
  json_writer json(out.text());
  json.begin_object();
  json.key("table_uri").text(opened.table_uri());
  json.key("id").text(metadata.id);
  json.key("name").text_or_null(metadata.name);
  json.key("description").text_or_null(metadata.description);
  json.key("version").number(opened.version());
  json.key("created_time").number_or_null(metadata.created_time);
  json.key("min_reader_version").number(protocol.min_reader_version);
  json.key("min_writer_version").number(protocol.min_writer_version);
  json.key("reader_features");
  write_features(json, protocol.reader_features);
  json.key("writer_features");
  write_features(json, protocol.writer_features);
  json.key("num_files").number(static_cast<std::int64_t>(opened.num_files()));
  json.key("size_bytes").number(opened.size_bytes());
  json.key("num_tombstones").number(static_cast<std::int64_t>(num_tombstones));
  json.key("partition_columns");
  write_texts(json, metadata.partition_columns);
  json.key("configuration").begin_object();
  for (const auto& [key, value] : metadata.configuration) json.key(key).text(value);
  json.end_object().key("txns").begin_object();
  for (const auto& [app_id, txn] : opened.transactions()) json.key(app_id).number(txn.version);
  json.end_object().key("domains").begin_object();
  for (const auto& [name, domain] : opened.domains()) json.key(name).text(domain.configuration);
  json.end_object().key("schema");
  write_schema(json, opened);
  json.key("findings");
  write_findings(json, opened.findings());
  json.end_object();
  out.text() += '\n';
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all.append(all.empty() ? "" : ", ").append(text);
  return printable(all);
}

void write_pairs(const char* title, const columns& lines, output& out) {
  if (lines.empty()) return;
  out.text().append("\n").append(title).append(":\n");
  lines.print(out);
}

void write_text(const deltalake::table& opened, std::size_t num_tombstones, output& out) {
  using align = columns::align;
  const deltalake::protocol& protocol = opened.protocol();
  const deltalake::metadata& metadata = opened.metadata();
  columns facts({align::left, align::left});
  facts.add({"Table", printable(opened.table_uri())});
  facts.add({"Version", std::to_string(opened.version())});
  if (metadata.name) facts.add({"Name", printable(*metadata.name)});
  if (metadata.description) facts.add({"Description", printable(*metadata.description)});
  facts.add({"Id", printable(metadata.id)});
  if (metadata.created_time) facts.add({"Created", human_time(*metadata.created_time) + " UTC"});
  facts.add({"Protocol", "reader " + std::to_string(protocol.min_reader_version) + ", writer " +
                             std::to_string(protocol.min_writer_version)});
  if (protocol.reader_features) facts.add({"Reader features", joined(*protocol.reader_features)});
  if (protocol.writer_features) facts.add({"Writer features", joined(*protocol.writer_features)});
  facts.add({"Files", std::to_string(opened.num_files()) + " (" + human_size(opened.size_bytes()) + ")"});
  facts.add({"Tombstones", std::to_string(num_tombstones)});
  facts.add({"Columns", opened.snapshot().has_schema() ? std::to_string(opened.schema().size()) : "no schema"});
  if (!metadata.partition_columns.empty()) facts.add({"Partitioned by", joined(metadata.partition_columns)});
  facts.print(out);

  columns properties({align::left, align::left}, "  ");
  for (const auto& [key, value] : metadata.configuration) properties.add({printable(key), printable(value)});
  write_pairs("Properties", properties, out);
  columns transactions({align::left, align::right}, "  ");
  for (const auto& [app_id, txn] : opened.transactions()) {
    transactions.add({printable(app_id), std::to_string(txn.version)});
  }
  write_pairs("Transactions", transactions, out);
  columns domains({align::left, align::left}, "  ");
  for (const auto& [name, domain] : opened.domains()) domains.add({printable(name), printable(domain.configuration)});
  write_pairs("Domains", domains, out);
  print_findings(opened.findings(), out);
}

}  // namespace

deltalake::task<void> run_info(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::eager, deltalake::keep_stats::no);
  const deltalake::table opened = co_await deltalake::open_table(wanted.table, std::move(options));
  const std::vector<deltalake::remove_file> tombstones = co_await opened.tombstones();
  if (wanted.json)
    write_json(opened, tombstones.size(), out);
  else
    write_text(opened, tombstones.size(), out);
}

}  // namespace deltalake_tool
