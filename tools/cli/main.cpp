// The command-line tool: shows what the log of a Delta table says.
#include <algorithm>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "command.hpp"
#include "convert.hpp"
#include "failure.hpp"
#include "filters.hpp"

namespace deltalake_tool {

deltalake::open_options options_of(const request& wanted, deltalake::load files, deltalake::keep_stats stats) {
  deltalake::open_options options;
  options.files(files).stats(stats).paths(deltalake::path_policy::any);
  if (wanted.version) options.version(*wanted.version);
  if (wanted.at) options.datestring(*wanted.at);
  return options;
}

namespace {

using command = deltalake::task<void> (*)(request, output&);

constexpr const char* exit_status_help =
    "Exit status: 0 fine, 1 an unexpected failure, 2 a wrong command line, 3 the table or version is not there,\n"
    "4 the table needs something that this tool does not support, 5 the table is damaged, 6 the storage failed.\n"
    "With --json a failure is one line on standard error:\n"
    "{\"error\":{\"code\":\"version_gap\",\"message\":\"...\",\"table\":\"...\",\"version\":2,...}}";

constexpr const char* condition_help =
    "SQL is a condition on the table's columns, as Spark reads it: names (`quoted` or not, a.b for fields), literals\n"
    "(1, 1.5, 'text', DATE '2026-01-31', TIMESTAMP '2026-01-31 12:00:00Z', TRUE, NULL), = <=> <> < <= > >=, AND, OR,\n"
    "NOT, IN, BETWEEN, LIKE, IS [NOT] NULL, + - * / %, CAST(x AS type). Rows for which it is NULL are not taken.";

CLI::Validator not_negative() {
  return CLI::Validator(
      [](const std::string& text) { return text.starts_with('-') ? "'" + text + "' is below 0" : std::string(); }, "");
}

// Adds a command with what all of them have in common.
CLI::App* add(CLI::App& app, request& wanted, command& chosen, command what, const char* name, const char* help) {
  CLI::App* const made = app.add_subcommand(name, help);
  CLI::Option* const table =
      made->add_option("TABLE", wanted.table, "The table's folder: a path, or a URI such as file:///data/table");
  table->required();
  CLI::Option* const version =
      made->add_option("--version", wanted.version, "Look at this version instead of the newest one");
  version->type_name("N")->check(not_negative());
  CLI::Option* const at = made->add_option(
      "--at", wanted.at, "Look at the version that was the newest at this time: 2026-01-31T12:00:00Z (RFC 3339)");
  at->type_name("TIMESTAMP")->excludes(version);
  made->add_flag("--json", wanted.json, "Write JSON, one value a line; failures too");
  made->footer(exit_status_help);
  made->callback([&chosen, what] { chosen = what; });
  return made;
}

CLI::Validator is_filter() {
  return CLI::Validator(
      [](const std::string& text) {
        const auto parsed = parse_filter(text);
        return parsed ? std::string() : "'" + text + "': " + parsed.error().detail;
      },
      "");
}

CLI::Validator is_condition() {
  return CLI::Validator(
      [](const std::string& text) {
        const auto parsed = deltalake::expression::parse_sql(text);
        return parsed ? std::string() : parsed.error().detail;
      },
      "");
}

// Adds to the help what the command alone has.
void explain(CLI::App* which, const char* help) { which->footer(std::string(help) + "\n\n" + exit_status_help); }

void add_files(CLI::App& app, request& wanted, command& chosen) {
  CLI::App* const files = add(app, wanted, chosen, &run_files, "files", "List the data files of the table");
  CLI::Option* const details = files->add_flag("-l,--long", wanted.details, "Also show sizes and times");
  files->add_flag("-0,--null", wanted.null_separated, "End each path with a NUL byte, for xargs -0")->excludes(details);
  CLI::Option* const where = files->add_option("--where", wanted.where, "List only the files of such partitions");
  where->type_name("FILTER")->allow_extra_args(false)->check(is_filter());
  explain(files, filter_help);
}

// Which rows and columns are written.
void add_row_choice(CLI::App* to, request& wanted) {
  CLI::Option* const columns = to->add_option(
      "--columns", wanted.columns, "Write only these columns, in this order: a,b.c is column a and part c of b");
  columns->type_name("NAMES")->delimiter(',')->allow_extra_args(false);
  CLI::Option* const limit = to->add_option("--limit", wanted.limit, "Write at most this many rows");
  limit->type_name("N")->check(not_negative());
}

void add_convert(CLI::App& app, request& wanted, command& chosen) {
  CLI::App* const made = app.add_subcommand("convert", "Write the rows of a file as a file of another format");
  made->add_option("IN", wanted.table, "The file to read; - is standard input")->required();
  made->add_option("OUT", wanted.target, "The file to write; - is standard output")->required();
  const CLI::IsMember formats({"parquet", "csv", "json"});
  made->add_option("--from", wanted.input_format, "The format of IN: parquet, csv or json (JSON lines)")
      ->check(formats);
  made->add_option("--to", wanted.output_format, "The format of OUT")->check(formats);
  add_row_choice(made, wanted);
  made->add_option("--schema", wanted.schema, "The columns of a text: 'a long, b decimal(10,2) not null'")
      ->type_name("DDL");
  made->add_option("--delimiter", wanted.delimiter, "What stands between the fields of CSV; \\t is a tab")
      ->type_name("CHAR");
  made->add_flag("--no-header", wanted.no_header, "The first line of CSV does not name the columns");
  made->add_option("--null", wanted.null_text, "What stands for NULL in CSV, without quotes; nothing by default")
      ->type_name("TEXT");
  made->add_flag("--json", wanted.json, "Write failures as JSON");
  made->final_callback([&wanted, &chosen] {
    if (const std::string wrong = check_convert(wanted); !wrong.empty()) throw CLI::ValidationError("convert", wrong);
    chosen = &run_convert;
  });
  explain(
      made,
      "Formats follow from the names: .parquet, .csv, .tsv, .json, .jsonl, .ndjson. A text without --schema is read\n"
      "with the types that its first megabyte has; what does not fit them later ends the conversion. OUT appears\n"
      "when it is whole, in place of what had its name; of a conversion that fails nothing is left.");
}

// The commands that look at one Parquet file, of a table or not.
void add_parquet(CLI::App& app, request& wanted, command& chosen) {
  constexpr const char* file_help = "The file: a path, or a URI such as file:///data/a.parquet";
  CLI::App* const parquet = app.add_subcommand("parquet", "Show what a Parquet file says of itself");
  parquet->add_option("FILE", wanted.table, file_help)->required();
  parquet->add_flag("--pages", wanted.pages, "Also walk through the pages of each column chunk");
  parquet->add_flag("--json", wanted.json, "Write one JSON object; failures as JSON too");
  parquet->callback([&chosen] { chosen = &run_parquet; });
  explain(parquet,
          "The JSON is one object on one line: 'schema' is the tree of fields, 'row_groups' has 'columns', and these\n"
          "have 'pages' with --pages: jq '.row_groups[].columns[] | [.column, .ratio]'. Bounds come as values of the\n"
          "column's type, decimals and times as text, binary as hexadecimal text; null if they are not known or\n"
          "malformed. 'key_value_metadata' is an array that jq's from_entries understands.");
}

// The commands that read rows.
void add_rows(CLI::App& app, request& wanted, command& chosen) {
  CLI::App* const cat = add(app, wanted, chosen, &run_cat, "cat", "Write the rows of a table, or of a Parquet file");
  cat->get_option("TABLE")->description("The table's folder, or a Parquet file: a path, or a URI");
  CLI::App* const changes = app.add_subcommand("changes", "Write the rows that some versions of the table changed");
  changes->add_option("TABLE", wanted.table, "The table's folder: a path, or a URI")->required();
  changes->add_option("--from", wanted.from, "The first of the versions")
      ->type_name("N")->required()->check(not_negative());
  changes->add_option("--to", wanted.to, "The last of them; the newest if not given")
      ->type_name("N")->check(not_negative());
  changes->add_flag("--json", wanted.json, "Write failures as JSON");
  changes->callback([&chosen] { chosen = &run_changes; });
  explain(changes,
          "Rows have the columns of the last version, _change_type (insert, delete, update_preimage or\n"
          "update_postimage), _commit_version and _commit_timestamp.");
  for (CLI::App* const one : {cat, changes}) {
    add_row_choice(one, wanted);
    one->add_option("--format", wanted.format, "How rows are written: json, one object a line, or csv")
        ->check(CLI::IsMember({"json", "csv"}));
  }
  CLI::App* const count = add(app, wanted, chosen, &run_count, "count",
                              "Count the rows of the table, from its log where that tells");
  CLI::App* const plan = add(app, wanted, chosen, &run_plan, "plan",
                             "Show which data files would be read for the rows that meet a condition, and which not");
  for (CLI::App* const one : {cat, count, plan}) {
    one->add_option("--where", wanted.condition, "Take only the rows for which this is true")
        ->type_name("SQL")->check(is_condition());
    one->footer(std::string(condition_help) + "\n\n" + exit_status_help);
  }
}

bool is_command(const CLI::App& app, const std::string& name) {
  const std::vector<const CLI::App*> all = app.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(all.begin(), all.end(), [&name](const CLI::App* one) { return one->get_name() == name; });
}

void describe(CLI::App& app, request& wanted, command& chosen) {
  const std::string version("deltalake " DELTALAKE_VERSION_TEXT);
  app.set_version_flag("--version", version, "Print the tool's version and exit");
  app.require_subcommand(1);
  app.footer(std::string("Each command has a --help of its own.\n\n") + exit_status_help);
  add_files(app, wanted, chosen);
  add(app, wanted, chosen, &run_info, "info", "Show version, protocol, size, properties and the like");
  CLI::App* const history = add(app, wanted, chosen, &run_history, "history", "Show who did what, newest first");
  history->add_option("--limit", wanted.limit, "Show at most this many commits")->type_name("N")->check(not_negative());
  add(app, wanted, chosen, &run_log, "log",
      "Show the actions of each commit as they stand in the log, oldest first; with --version or --at of that commit "
      "alone");
  add(app, wanted, chosen, &run_schema, "schema", "Show the columns");
  add(app, wanted, chosen, &run_txns, "txns", "Show the progress of applications that write idempotently");
  CLI::App* const checkpoints =
      add(app, wanted, chosen, &run_checkpoints, "checkpoints",
          "Show which checkpoints the log has, and which of them, with which commits, the version is read from");
  explain(checkpoints,
          "With --json one object is written. A checkpoint's 'state' is used, tried (the table cannot be opened),\n"
          "damaged, incomplete, newer (than the version) or not_needed; 'missing_parts' are ranges, [first, last].\n"
          "All files of the version are read, so that whatever is damaged comes to light.");
  add_parquet(app, wanted, chosen);
  add_rows(app, wanted, chosen);
  add_convert(app, wanted, chosen);
}

exit_status run(int count, char** arguments) {
  report_form form = report_form::text;
  for (int i = 1; i < count; ++i) {
    if (std::string_view(arguments[i]) == "--json") form = report_form::json;
  }
  request wanted;
  command chosen = nullptr;
  CLI::App app("Shows what the log of a Delta table says. It never writes to a table.", "deltalake");
  describe(app, wanted, chosen);
  if (count > 1 && arguments[1][0] != '-' && !is_command(app, arguments[1])) {
    return report_usage("there is no command '" + std::string(arguments[1]) + "'", form);
  }
  try {
    app.parse(count, arguments);
  } catch (const CLI::Success& asked) {  // --help, --version
    app.exit(asked);
    return exit_status::ok;
  } catch (const CLI::ParseError& wrong) {
    return report_usage(wrong.what(), form);
  }
  output out;
  exit_status status = exit_status::ok;
  try {
    deltalake::wait(chosen(std::move(wanted), out));
  } catch (...) {
    status = report(std::current_exception(), form);
  }
  try {
    out.flush();
  } catch (...) {
    const exit_status flushed = report(std::current_exception(), form);
    if (status == exit_status::ok) status = flushed;
  }
  return status;
}

}  // namespace
}  // namespace deltalake_tool

int main(int count, char** arguments) {
  deltalake_tool::prepare_streams();
  try {
    return static_cast<int>(deltalake_tool::run(count, arguments));
  } catch (...) {
    return static_cast<int>(deltalake_tool::report(std::current_exception(), deltalake_tool::report_form::text));
  }
}
