#pragma once
#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include <deltalake/base/workers.hpp>
#include <deltalake/json/value_stream.hpp>
#include <deltalake/log/file_name.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/log/read_io.hpp>
#include <deltalake/log/read_plan.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// What a piece is read with: handed on from piece to piece.
struct workshop {
  std::unique_ptr<decoder> text;
  log_run run;
};

// What all pieces of one reading share. Each piece writes its own run; decoders go round.
struct read_job {
  storage::any_store store;
  segment files;
  read_options options;
  std::vector<read_piece> pieces;
  std::vector<log_run> runs;
  std::mutex mutex;
  std::shared_ptr<partition_tuples> tuples;  // of all runs
  std::vector<workshop> idle;

  workshop take_workshop() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return workshop{options.decoders(), log_run(options.seed)};
    workshop one = std::move(idle.back());
    idle.pop_back();
    return one;
  }
  // Keeps what was read in no more memory than it needs, and the memory it was read in for the next piece.
  void finish(workshop one, std::size_t index) {
    const std::lock_guard lock(mutex);
    runs[index] = one.run;
    runs[index].adds = one.run.adds->exact_copy(tuples);
    one.run.clear();
    idle.push_back(std::move(one));
  }
  path location(const log_file& file) const { return log_path(name_of(file)); }
};

inline error at_file(error found, const log_file& file) {
  found.in_file(below_table(name_of(file))).at_version(file.version_final);
  return found;
}

inline error describe(error found, std::string_view text, std::size_t offset) {
  if (found.code == errc::invalid_json && offset < text.size() && text[offset] == '\0') {
    found.detail = "NUL bytes from offset " + std::to_string(offset) + " on: the text was lost in a crash";
  }
  return found;
}

// Decodes whole files, newest first. After a failure the older files are still decoded: one of them may hold a protocol
// that forbids to read the table at all, which is the more useful thing to say.
inline task<void> read_whole_files(std::shared_ptr<read_job> job, std::size_t index) {
  const read_piece piece = job->pieces[index];
  workshop one = job->take_workshop();
  log_run& run = one.run;
  log_run_receiver receiver(run, job->options.parts, job->options.stats);
  for (std::size_t i = piece.files_begin; i < piece.files_end; ++i) {
    const log_file& file = job->files.files[i];
    if (file.size_bytes > job->options.limits.value_bytes) {
      if (!run.failure) run.failure = at_file(error(errc::value_too_large), file);
      continue;
    }
    const bytes content = co_await job->store.get(job->location(file));
    const std::string_view text = content.view().substr(json::byte_order_mark(content.view()));
    receiver.begin(file.version_final, file.compacted);
    const json::read_result got = one.text->decode(text, receiver);
    receiver.end();
    if (got.failure && !run.failure) {
      run.failure = at_file(describe(*got.failure, text, got.failure_offset), file);
      run.failure->at_line(json::line_at(text, got.failure_offset));
    }
  }
  job->finish(std::move(one), index);
}

// The line of a byte of a file that was read in parts: counted only when it is needed for an error.
inline task<std::int64_t> count_lines(std::shared_ptr<read_job> job, path where, std::uint64_t offset) {
  std::int64_t line = 1;
  for (std::uint64_t at = 0; at < offset;) {
    const bytes part = co_await job->store.get_range(where, at, (std::min)(offset - at, std::uint64_t{4} << 20));
    if (part.empty()) break;
    line += std::count(part.view().begin(), part.view().end(), '\n');
    at += part.size();
  }
  co_return line;
}

// Decodes the values that begin in [bytes_begin, bytes_end) of one file. Where a value begins is told by the bytes in
// front of it, so reading starts a little earlier; the last value may reach beyond the end, so reading goes on until
// the next one begins.
inline task<void> read_file_part(std::shared_ptr<read_job> job, std::size_t index) {
  const read_piece piece = job->pieces[index];
  const log_file& file = job->files.files[piece.files_begin];
  const path where = job->location(file);
  workshop one = job->take_workshop();
  log_run& run = one.run;
  log_run_receiver receiver(run, job->options.parts, job->options.stats);
  receiver.begin(file.version_final, false);
  constexpr std::uint64_t before = 3;  // "}\r\n"
  const std::uint64_t start = piece.bytes_begin - (std::min)(before, piece.bytes_begin);
  std::uint64_t ahead = std::uint64_t{16} << 10;
  while (true) {
    const std::uint64_t wanted = (std::min)(file.size_bytes, piece.bytes_end + ahead) - start;
    if (wanted > job->options.limits.value_bytes) {
      run.failure = at_file(error(errc::value_too_large), file);
      break;
    }
    const bytes content = co_await job->store.get_range(where, start, wanted);
    if (content.size() < wanted) throw_error(at_file(error(errc::not_found, "the file became shorter"), file));
    const std::string_view text = content.view();
    const auto skipped = static_cast<std::size_t>(piece.bytes_begin - start);
    std::size_t first = skipped;
    if (piece.bytes_begin != 0)
      first = json::find_cut(text, skipped);
    else
      first = json::byte_order_mark(text);
    const std::size_t own_end = static_cast<std::size_t>(piece.bytes_end - start);
    if (first == std::string_view::npos || (first >= own_end && piece.bytes_begin != 0)) break;  // no value begins here
    const bool at_end = start + text.size() == file.size_bytes;
    std::size_t last = piece.bytes_end == file.size_bytes ? text.size() : json::find_cut(text, own_end);
    if (last == std::string_view::npos && !at_end) {
      ahead *= 4;
      continue;
    }
    last = (std::min)(last, text.size());
    const json::read_result got = one.text->decode(text.substr(first, last - first), receiver);
    if (got.failure) {
      const std::size_t offset = first + got.failure_offset;
      run.failure = at_file(describe(*got.failure, text, offset), file);
      const std::int64_t line = co_await count_lines(job, where, start + offset);
      run.failure->at_line(line);
    }
    break;
  }
  receiver.end();
  job->finish(std::move(one), index);
}

}  // namespace detail

DELTALAKE_DECL std::string name_of(const log_file& file) {
  return file.compacted ? compacted_file_name(file.version_first, file.version_final)
                        : commit_file_name(file.version_final);
}

DELTALAKE_DECL task<std::vector<log_run>> read_runs(storage::any_store store, segment files, read_options options) {
  auto job = std::make_shared<detail::read_job>();
  job->pieces = plan_reads(files, options.piece_bytes);
  job->store = std::move(store);
  job->files = std::move(files);
  job->options = std::move(options);
  job->runs.assign(job->pieces.size(), log_run(job->options.seed));
  job->tuples = std::make_shared<partition_tuples>(job->options.seed);
  std::function<task<void>(std::size_t)> body = [job](std::size_t index) {
    return job->pieces[index].whole() ? detail::read_whole_files(job, index) : detail::read_file_part(job, index);
  };
  co_await for_each_limited(job->options.workers, job->pieces.size(), job->options.concurrency, std::move(body));
  co_return std::move(job->runs);
}

}  // namespace deltalake::inline v0::log
