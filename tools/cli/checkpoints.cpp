#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint_report.hpp"
#include "command.hpp"
#include "failure.hpp"
#include "findings.hpp"
#include "json_writer.hpp"

namespace deltalake_tool {
namespace {

namespace log = deltalake::log;

std::string counted(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

// "3", "3..7"
std::string range_text(std::int64_t first, std::int64_t last) {
  return first == last ? std::to_string(first) : std::to_string(first) + ".." + std::to_string(last);
}

void append_range(std::string& all, std::int64_t first, std::int64_t last) {
  all.append(all.empty() ? "" : ", ").append(range_text(first, last));
}

// Ascending numbers, those that follow each other as ranges.
std::string ranges_of(const std::vector<std::int64_t>& numbers) {
  std::string all;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    append_range(all, numbers[i], numbers[end - 1]);
    i = end;
  }
  return all;
}

struct segment_files {
  std::vector<std::int64_t> commits;              // ascending
  std::vector<const log::log_file*> compactions;  // ascending
};

segment_files files_of(const log::segment& of) {
  segment_files made;
  for (auto file = of.files.rbegin(); file != of.files.rend(); ++file) {
    if (file->compacted)
      made.compactions.push_back(&*file);
    else
      made.commits.push_back(file->version_final);
  }
  return made;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    all.append(i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ").append(parts[i]);
  }
  return all;
}

const char* kind_text(const log::file_name& name) {
  if (name.kind == log::file_kind::multi_part_checkpoint) return "multi-part";
  if (name.kind != log::file_kind::uuid_checkpoint) return "classic";
  return name.format == log::checkpoint_format::json ? "V2 JSON" : "V2 Parquet";
}

// "checkpoint 20 (classic, 1 file) and 3 commits: 21..23"
std::string sources_of(const log::segment& of) {
  const segment_files files = files_of(of);
  std::vector<std::string> parts;
  if (of.checkpoint) {
    parts.push_back("checkpoint " + std::to_string(of.checkpoint->version) + " (" +
                    kind_text(of.checkpoint->parts.front().name) + ", " + counted(of.checkpoint->parts.size(), "file") +
                    ")");
  }
  std::string compacted;
  for (const log::log_file* const file : files.compactions) {
    append_range(compacted, file->version_first, file->version_final);
  }
  if (!compacted.empty()) parts.push_back(counted(files.compactions.size(), "log compaction") + ": " + compacted);
  if (!files.commits.empty()) {
    parts.push_back(counted(files.commits.size(), "commit") + ": " + ranges_of(files.commits));
  }
  return joined(parts) + (parts.size() == 1 && of.checkpoint ? " alone" : "");
}

std::int64_t sidecar_bytes(const checkpoint_content& of) {
  std::uint64_t all = 0;
  for (const deltalake::sidecar& file : of.sidecars) all += static_cast<std::uint64_t>(file.size_in_bytes);
  return static_cast<std::int64_t>(all);
}

// JSON

void write_problem(json_writer& json, const std::optional<deltalake::error>& problem) {
  if (!problem) {
    json.null();
    return;
  }
  json.begin_object().key("code").text(deltalake::name(problem->code));
  json.key("message").text(message_of(*problem)).end_object();
}

void write_content(json_writer& json, const std::optional<checkpoint_content>& content) {
  const bool known = content && !content->failure;
  json.key("v2");
  known ? json.boolean(content->v2) : json.null();
  json.key("sidecars");
  if (!known || !content->v2) {
    json.null();
    return;
  }
  json.begin_object().key("count").number(static_cast<std::int64_t>(content->sidecars.size()));
  json.key("size_bytes").number(sidecar_bytes(*content)).key("missing").begin_array();
  for (const std::string& path : content->missing) json.text(path);
  json.end_array().end_object();
}

void write_checkpoint(json_writer& json, const checkpoint_report& of) {
  const log::file_name& name = of.files.front().name;
  const bool is_json = of.kind == log::file_kind::uuid_checkpoint && name.format == log::checkpoint_format::json;
  json.begin_object().key("version").number(of.version).key("kind").text(word(of.kind));
  json.key("format").text(is_json ? "json" : "parquet");
  json.key("complete").boolean(of.missing.empty()).key("parts").number(of.parts).key("missing_parts").begin_array();
  for (const auto& [first, last] : of.missing) json.begin_array().number(first).number(last).end_array();
  json.end_array().key("size_bytes").number(static_cast<std::int64_t>(of.size_bytes())).key("files").begin_array();
  for (const log::checkpoint_file& file : of.files) {
    json.begin_object().key("name").text(to_string(file.name));
    json.key("size").number(static_cast<std::int64_t>(file.size_bytes));
    json.key("modification_time").number(file.modified_ms).end_object();
  }
  json.end_array();
  write_content(json, of.content);
  json.key("state").text(word(of.what)).key("problem");
  write_problem(json, of.damage || !of.content ? of.damage : of.content->failure);
  json.end_object();
}

void write_hint(json_writer& json, const hint_report& hint) {
  if (!hint.there) {
    json.null();
    return;
  }
  const log::last_checkpoint nothing;
  const bool known = hint.content.has_value();
  const log::last_checkpoint& content = known ? *hint.content : nothing;
  json.begin_object().key("version");
  known ? json.number(content.version) : json.null();
  json.key("size");
  known ? json.number(content.size) : json.null();
  json.key("parts").number_or_null(content.parts);
  json.key("size_in_bytes").number_or_null(content.size_in_bytes);
  json.key("num_of_add_files").number_or_null(content.num_of_add_files).key("v2_path");
  content.v2_checkpoint ? json.text(content.v2_checkpoint->path) : json.null();
  json.key("confirmed").boolean(hint.confirmed).key("newest").boolean(hint.newest).key("problem");
  write_problem(json, hint.failure);
  json.end_object();
}

void write_chosen(json_writer& json, const log_report& of) {
  if (!of.chosen) {
    json.null();
    return;
  }
  const segment_files files = files_of(*of.chosen);
  json.begin_object().key("version").number(of.chosen->version).key("checkpoint");
  if (of.chosen->checkpoint) {
    json.begin_object().key("version").number(of.chosen->checkpoint->version);
    json.key("kind").text(word(of.chosen->checkpoint->parts.front().name.kind)).key("files").begin_array();
    for (const log::checkpoint_file& file : of.chosen->checkpoint->parts) json.text(to_string(file.name));
    json.end_array().end_object();
  } else {
    json.null();
  }
  json.key("commits").begin_array();
  for (const std::int64_t commit : files.commits) json.number(commit);
  json.end_array().key("compactions").begin_array();
  for (const log::log_file* const file : files.compactions) {
    json.begin_array().number(file->version_first).number(file->version_final).end_array();
  }
  json.end_array().key("has_checksum").boolean(of.chosen->has_checksum).key("reason").text(of.reason).end_object();
}

void write_json(const log_report& of, output& out) {
  json_writer json(out.text());
  json.begin_object().key("table_uri").text(of.table_uri).key("read");
  write_chosen(json, of);
  json.key("checkpoints").begin_array();
  for (const checkpoint_report& one : of.checkpoints) write_checkpoint(json, one);
  json.end_array().key("last_checkpoint");
  write_hint(json, of.hint);
  json.key("checksums").begin_array();
  for (const std::int64_t version : of.checksums) json.number(version);
  json.end_array().key("findings");
  write_findings(json, of.findings);
  json.end_object();
  out.text() += '\n';
}

// Text

std::string hint_text(const hint_report& hint) {
  if (!hint.there) return "absent";
  if (!hint.content) return "cannot be read: " + printable(message_of(*hint.failure));
  std::string text = "version " + std::to_string(hint.content->version);
  if (hint.content->parts) text += ", " + std::to_string(*hint.content->parts) + " parts";
  if (!hint.confirmed) return text + ", which is not there as a whole";
  return text + (hint.newest ? ", which is there" : ", which is there, but there are newer ones");
}

std::string sidecars_text(const checkpoint_report& of) {
  if (!of.content || of.content->failure || !of.content->v2) return "-";
  std::string text = std::to_string(of.content->sidecars.size());
  if (!of.content->sidecars.empty()) text += " (" + human_size(sidecar_bytes(*of.content)) + ")";
  return of.content->missing.empty() ? text : text + ", " + std::to_string(of.content->missing.size()) + " missing";
}

std::string kind_text(const checkpoint_report& of) {
  const bool hidden = of.kind == log::file_kind::classic_checkpoint && of.content && of.content->v2;
  return hidden ? "V2, classic name" : kind_text(of.files.front().name);
}

std::string state_text(const checkpoint_report& of) {
  std::string state(word(of.what));
  std::replace(state.begin(), state.end(), '_', ' ');
  std::string missing;
  for (const auto& [first, last] : of.missing) append_range(missing, first, last);
  if (!missing.empty()) state += ", missing: " + missing;
  const bool unreadable = !of.damage && of.content && of.content->failure;
  if (unreadable) state += ", cannot be read: " + printable(message_of(*of.content->failure));
  return state;
}

void print_text(const log_report& of, output& out) {
  using align = columns::align;
  columns facts({align::left, align::left});
  facts.add({"Table", printable(of.table_uri)});
  if (of.chosen) {
    facts.add({"Version " + std::to_string(of.chosen->version), sources_of(*of.chosen)});
    facts.add({"Because", of.reason});
  }
  facts.add({"_last_checkpoint", hint_text(of.hint)});
  facts.add({"Version checksums", of.checksums.empty() ? "none" : ranges_of(of.checksums)});
  facts.print(out);
  out.text() += of.checkpoints.empty() ? "\nThere are no checkpoints.\n" : "\nCheckpoints:\n";
  if (!of.checkpoints.empty()) {
    columns lines(
        {align::right, align::left, align::right, align::right, align::left, align::left, align::left, align::left},
        "  ");
    lines.add({"VERSION", "KIND", "FILES", "SIZE", "MODIFIED (UTC)", "SIDECARS", "STATE", "NAME"});
    for (const checkpoint_report& one : of.checkpoints) {
      const std::string count = std::to_string(one.files.size());
      lines.add({std::to_string(one.version), kind_text(one),
                 one.missing.empty() ? count : count + " of " + std::to_string(one.parts),
                 human_size(static_cast<std::int64_t>(one.size_bytes())), human_time(one.files.back().modified_ms),
                 sidecars_text(one), state_text(one), printable(one.name())});
    }
    lines.print(out);
  }
  print_findings(of.findings, out);
}

}  // namespace

deltalake::task<void> run_checkpoints(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::eager, deltalake::keep_stats::no);
  const log_report found = co_await look_at_log(wanted.table, std::move(options));
  if (wanted.json)
    write_json(found, out);
  else
    print_text(found, out);
  if (found.failure) std::rethrow_exception(found.failure);
}

}  // namespace deltalake_tool
