#include "findings.hpp"

#include <string>

#include "failure.hpp"

namespace deltalake_tool {

void write_findings(json_writer& json, const std::vector<deltalake::error>& findings) {
  const auto text_or_null = [&json](const std::string& text) { text.empty() ? json.null() : json.text(text); };
  json.begin_array();
  for (const deltalake::error& finding : findings) {
    json.begin_object().key("code").text(deltalake::name(finding.code));
    json.key("message").text(message_of(finding)).key("file");
    text_or_null(finding.file);
    json.key("field");
    text_or_null(finding.field);
    json.end_object();
  }
  json.end_array();
}

void print_findings(const std::vector<deltalake::error>& findings, output& out) {
  if (findings.empty()) return;
  using align = columns::align;
  columns lines({align::left, align::left, align::left}, "  ");
  for (const deltalake::error& finding : findings) {
    std::string place = finding.file;
    if (!finding.field.empty()) place.append(place.empty() ? "" : ", ").append(finding.field);
    lines.add({std::string(deltalake::name(finding.code)), printable(place), printable(message_of(finding))});
  }
  out.text() += "\nFindings:\n";
  lines.print(out);
}

}  // namespace deltalake_tool
