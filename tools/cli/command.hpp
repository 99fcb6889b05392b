#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <deltalake/deltalake.hpp>

#include "output.hpp"

namespace deltalake_tool {

/// What the command line asks for.
struct request {
  request() {}  // no aggregate: it is passed to coroutines

  std::string table;
  std::optional<std::int64_t> version;
  std::optional<std::string> at;
  bool json = false;
  std::optional<std::size_t> limit;  ///< history, cat, convert
  bool details = false;              ///< files --long
  bool null_separated = false;       ///< files --null
  std::vector<std::string> where;    ///< files: conditions, all of which must hold
  std::string condition;             ///< cat, count, plan: SQL, empty for none
  bool pages = false;                ///< parquet
  std::string format = "json";       ///< cat, changes
  std::vector<std::string> columns;  ///< cat, changes, convert: all if empty
  std::optional<std::int64_t> from;  ///< changes
  std::optional<std::int64_t> to;    ///< changes
  std::string target;                ///< convert, as what follows: the file to write
  std::string input_format, output_format;
  std::string schema;
  std::string delimiter;
  std::string null_text;
  bool no_header = false;
};

/// Options for opening the table that is asked for. Throws invalid_timestamp.
deltalake::open_options options_of(const request& wanted, deltalake::load files, deltalake::keep_stats stats);

/// The commands. Each writes to `out`, which must outlive it; the caller writes the rest that is in it.
deltalake::task<void> run_files(request wanted, output& out);
deltalake::task<void> run_info(request wanted, output& out);
deltalake::task<void> run_history(request wanted, output& out);
deltalake::task<void> run_log(request wanted, output& out);
deltalake::task<void> run_schema(request wanted, output& out);
deltalake::task<void> run_txns(request wanted, output& out);
deltalake::task<void> run_checkpoints(request wanted, output& out);
deltalake::task<void> run_parquet(request wanted, output& out);
deltalake::task<void> run_cat(request wanted, output& out);
deltalake::task<void> run_changes(request wanted, output& out);
deltalake::task<void> run_count(request wanted, output& out);
deltalake::task<void> run_plan(request wanted, output& out);
deltalake::task<void> run_convert(request wanted, output& out);

/// Options for reading the rows that are asked for.
deltalake::scan_options scan_options_of(const request& wanted);

}  // namespace deltalake_tool
