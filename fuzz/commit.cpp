// Commits: however the text of a log is cut into pieces and its versions into steps, the state is the same.
#include <deltalake/json/boost_json.hpp>
#include <deltalake/json/value_stream.hpp>

#include "commits.hpp"

namespace deltalake_fuzz {
namespace {

constexpr std::uint64_t seed = 7;

// Kept from input to input, as the library keeps its decoders from file to file: a failure must leave nothing behind.
log::decoder& kept_decoder() {
  static log::json_decoder<deltalake::json::boost_json> decoder{deltalake::json::limits()};
  return decoder;
}

log::log_run decode_whole(std::string_view commit, std::int64_t version) {
  log::log_run run(seed);
  decode(kept_decoder(), commit, version, run);
  return run;
}
// The same, cut wherever it may be cut.
log::log_run decode_cut(std::string_view commit, std::int64_t version) {
  log::log_run run(seed);
  for (std::size_t begin = 0; begin < commit.size();) {
    const std::size_t end = std::min(deltalake::json::find_cut(commit, begin + 1), commit.size());
    require(end > begin, "a cut lies at or after where it is looked for");
    decode(kept_decoder(), commit.substr(begin, end - begin), version, run);
    begin = end;
  }
  return run;
}

}  // namespace

void try_input(std::string_view input) {
  std::vector<log::log_run> whole, newest, older;
  const std::vector<std::string_view> commits = split_commits(input);
  const auto version = static_cast<std::int64_t>(commits.size()) - 1;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    const std::int64_t at = version - static_cast<std::int64_t>(i);
    whole.push_back(decode_whole(commits[i], at));
    log::log_run cut = decode_cut(commits[i], at);
    require(cut.failure.has_value() == whole.back().failure.has_value(),
            "cutting text does not make it valid or invalid");
    require(cut.failure || same_actions(cut, whole.back()), "cutting text does not change its actions");
    (i == 0 ? newest : older).push_back(decode_whole(commits[i], at));
  }
  const auto at_once = log::fold(whole, version, log::log_parts::all);
  require(!at_once || same_state(*at_once, *at_once), "the number of files is right");
  const auto before = log::fold(std::move(older), version - 1, log::log_parts::all);
  if (!before) return;
  const auto in_steps = log::advance(*before, std::move(newest), version);
  require(in_steps.has_value() == at_once.has_value(), "an update fails where opening fails");
  require(!in_steps || same_state(*in_steps, *at_once), "an update gives the state that opening gives");
}

}  // namespace deltalake_fuzz
