#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/base/bytes.hpp>
#include <deltalake/log/decoder.hpp>
#include <deltalake/log/fold.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

namespace log = deltalake::log;

/// The commits of an input, newest first: form feeds part them.
inline std::vector<std::string_view> split_commits(std::string_view input) {
  std::vector<std::string_view> commits;
  for (std::size_t begin = 0; begin <= input.size() && commits.size() < 16;) {
    const std::size_t end = std::min(input.find('\f', begin), input.size());
    commits.push_back(input.substr(begin, end - begin));
    begin = end + 1;
  }
  return commits;
}

/// Decodes a part of a commit behind what `run` has already. Returns false if it is refused, as the run's failure says.
inline bool decode(log::decoder& decoder, std::string_view part, std::int64_t version, log::log_run& run) {
  const deltalake::bytes padded = deltalake::bytes::copy_of(part);
  log::log_run_receiver receiver(run, log::log_parts::all, log::keep_stats::yes);
  receiver.begin(version, false);
  const auto got = decoder.decode(padded.view(), receiver);
  receiver.end();
  require(got.consumed <= part.size() && got.failure_offset <= part.size(), "offsets lie in the text");
  if (got.failure && !run.failure) run.failure = deltalake::error(*got.failure).at_version(version);
  return !got.failure;
}

/// Whether two runs hold the same actions in the same order.
inline bool same_actions(const log::log_run& a, const log::log_run& b) {
  if (a.adds->size() != b.adds->size() || a.removes.size() != b.removes.size()) return false;
  for (std::size_t i = 0; i < a.adds->size(); ++i) {
    if (a.adds->add(i) != b.adds->add(i)) return false;
  }
  for (std::size_t i = 0; i < a.removes.size(); ++i) {
    if (a.removes.path(i) != b.removes.path(i)) return false;
    if (a.removes.deletion_vector_id(i) != b.removes.deletion_vector_id(i)) return false;
  }
  return a.protocols == b.protocols && a.metadatas == b.metadatas && a.txns == b.txns && a.domains == b.domains;
}

/// Whether two states say the same of the table. Sums of sizes are saturated, so they tell nothing of hostile sizes.
inline bool same_state(const log::log_state& a, const log::log_state& b) {
  std::vector<deltalake::add_file> files_of_a, files_of_b;
  a.files.for_each([&](const log::file_columns& columns, std::size_t row) { files_of_a.push_back(columns.add(row)); });
  b.files.for_each([&](const log::file_columns& columns, std::size_t row) { files_of_b.push_back(columns.add(row)); });
  return a.version == b.version && a.protocol == b.protocol && a.metadata == b.metadata && files_of_a == files_of_b &&
         a.transactions == b.transactions && a.domains == b.domains && a.files.num_files == files_of_a.size() &&
         b.files.num_files == files_of_b.size();
}

}  // namespace deltalake_fuzz
