#include "convert.hpp"

#include <algorithm>
#include <utility>

#include "row_sink.hpp"
#include "row_source.hpp"

namespace deltalake_tool {
namespace {

enum class file_format { unknown, parquet, csv, json };

file_format format_named(const std::string& name) {
  if (name == "parquet") return file_format::parquet;
  if (name == "csv") return file_format::csv;
  return name == "json" ? file_format::json : file_format::unknown;
}

std::string suffix_of(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  std::string made = dot == std::string::npos || name.find('/', dot) != std::string::npos ? "" : name.substr(dot + 1);
  for (char& c : made) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return made;
}

file_format format_of(const std::string& said, const std::string& name) {
  if (!said.empty()) return format_named(said);
  const std::string suffix = suffix_of(name);
  if (suffix == "parquet" || suffix == "pq") return file_format::parquet;
  if (suffix == "csv" || suffix == "tsv") return file_format::csv;
  if (suffix == "json" || suffix == "jsonl" || suffix == "ndjson") return file_format::json;
  return file_format::unknown;
}

deltalake::column::csv_format csv_of(const request& wanted, const std::string& name) {
  deltalake::column::csv_format made;
  if (suffix_of(name) == "tsv") made.delimiter = '\t';
  if (!wanted.delimiter.empty()) made.delimiter = wanted.delimiter == "\\t" ? '\t' : wanted.delimiter[0];
  made.header = !wanted.no_header;
  made.null_text = wanted.null_text;
  return made;
}

deltalake::task<std::unique_ptr<row_source>> open_source(request wanted) {
  const file_format format = format_of(wanted.input_format, wanted.table);
  if (format == file_format::parquet) {
    std::unique_ptr<row_source> opened =
        co_await open_parquet_rows(wanted.table, wanted.columns, wanted.limit, int96_times::as_meant);
    co_return opened;
  }
  text_options options;
  options.csv = csv_of(wanted, wanted.table);
  if (!wanted.schema.empty()) options.schema = deltalake::column::parse_ddl(wanted.schema).value();
  if (format == file_format::csv) co_return open_csv_rows(wanted.table, wanted.columns, std::move(options));
  co_return open_json_rows(wanted.table, wanted.columns, std::move(options));
}

std::unique_ptr<row_sink> create_sink(const request& wanted) {
  const file_format format = format_of(wanted.output_format, wanted.target);
  if (format == file_format::parquet) return create_parquet_rows(wanted.target);
  const row_format text = format == file_format::csv ? row_format::csv : row_format::json;
  return create_text_rows(wanted.target, text, csv_of(wanted, wanted.target));
}

}  // namespace

std::string check_convert(const request& wanted) {
  const file_format from = format_of(wanted.input_format, wanted.table);
  const file_format to = format_of(wanted.output_format, wanted.target);
  if (from == file_format::unknown) return "what format has '" + wanted.table + "'? Say it with --from";
  if (to == file_format::unknown) return "what format shall '" + wanted.target + "' have? Say it with --to";
  if (from == file_format::parquet && wanted.table == "-") return "a Parquet file cannot be read from standard input";
  if (from == file_format::parquet && !wanted.schema.empty()) return "a Parquet file has its own schema";
  if (wanted.delimiter.size() > 1 && wanted.delimiter != "\\t") return "a delimiter is one character";
  const deltalake::result<void> checked = csv_of(wanted, wanted.target).check();
  return checked ? std::string() : checked.error().detail;
}

deltalake::task<void> run_convert(request wanted, output&) {
  row_limit limit(wanted.limit);
  request asked = wanted;
  const std::unique_ptr<row_source> source = co_await open_source(std::move(asked));
  std::unique_ptr<row_sink> sink;
  while (true) {
    std::optional<deltalake::column::batch> rows;
    // The first read tells the columns.
    if (sink == nullptr || !limit.done()) rows = co_await source->next();
    if (sink == nullptr) {
      sink = create_sink(wanted);
      co_await sink->begin(source->fields());
    }
    if (!rows || limit.done()) break;
    limit.cut(*rows);
    co_await sink->write(*std::move(rows));
  }
  co_await sink->finish();
}

}  // namespace deltalake_tool
