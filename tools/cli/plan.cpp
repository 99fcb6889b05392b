#include "command.hpp"
#include "json_writer.hpp"

namespace deltalake_tool {
namespace {

using deltalake::scan::file_verdict;
using deltalake::scan::planned_file;
using deltalake::scan::scan_plan;

constexpr file_verdict verdicts[] = {file_verdict::read, file_verdict::read_whole, file_verdict::skip_by_partition,
                                     file_verdict::skip_by_statistics};

// For programs: "read", "read_whole", "skipped_by_partition", "skipped_by_statistics".
std::string word_of(file_verdict one) {
  std::string word(deltalake::scan::name(one));
  for (char& c : word) c = c == ' ' ? '_' : c;
  return word;
}

void write_json(const scan_plan& plan, output& out) {
  for (const planned_file& file : plan.files) {
    json_writer json(out.text());
    json.begin_object().key("path").text(file.path).key("size").number(file.size_bytes);
    json.key("verdict").text(word_of(file.verdict)).end_object();
    out.text() += '\n';
    out.ready();
  }
}

void write_lines(const scan_plan& plan, output& out) {
  columns lines({columns::align::right, columns::align::left, columns::align::left});
  lines.add({"SIZE", "VERDICT", "PATH"});
  for (const planned_file& file : plan.files) {
    lines.add({human_size(file.size_bytes), std::string(deltalake::scan::name(file.verdict)), printable(file.path)});
  }
  lines.print(out);
  std::string counts;
  for (const file_verdict one : verdicts) {
    const std::size_t count = plan.count(one);
    if (count == 0) continue;
    counts += (counts.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(deltalake::scan::name(one));
  }
  out.text() += std::to_string(plan.files.size()) + " files" + (counts.empty() ? "" : ": " + counts) + "; " +
                human_size(plan.bytes_to_read()) + " of " + human_size(plan.bytes_of_all()) + " to read at most\n";
}

}  // namespace

deltalake::task<void> run_plan(request wanted, output& out) {
  deltalake::open_options options = options_of(wanted, deltalake::load::eager, deltalake::keep_stats::yes);
  const deltalake::table opened = co_await deltalake::open_table(wanted.table, std::move(options));
  const scan_plan plan = opened.plan(scan_options_of(wanted));
  if (wanted.json)
    write_json(plan, out);
  else
    write_lines(plan, out);
}

}  // namespace deltalake_tool
