#pragma once
#include <algorithm>
#include <utility>

#include <deltalake/action/protocol_check.hpp>
#include <deltalake/log/file_name.hpp>
#include <deltalake/log/fold.hpp>
#include <deltalake/log/path_key.hpp>
#include <deltalake/log/path_table.hpp>

namespace deltalake::inline v0::log {
namespace detail {

inline error duplicate_in_commit(std::int64_t version, std::string_view what) {
  error found(errc::duplicate_action, std::string(what));
  found.at_version(version).in_file(below_table(commit_file_name(version)));
  return found;
}

// Walks over runs newest first and keeps, of everything, the newest.
class folding {
 public:
  folding(std::vector<log_run>& runs, log_parts parts) : runs_(runs), parts_(parts), table_(count_of(runs)) {}

  /// The newest protocol of the runs and its version, if there is one.
  const std::pair<std::int64_t, protocol>* newest_protocol() const noexcept {
    for (const log_run& run : runs_) {
      if (!run.protocols.empty()) return &run.protocols.front();
    }
    return nullptr;
  }
  const metadata* newest_metadata() const noexcept {
    for (const log_run& run : runs_) {
      if (!run.metadatas.empty()) return &run.metadatas.front().second;
    }
    return nullptr;
  }
  const path_table& table() const noexcept { return table_; }

  /// The first failure from the newest commit on, or nothing.
  std::optional<error> run() {
    find_first_failure();
    check_single(&log_run::protocols, "two protocol actions");
    check_single(&log_run::metadatas, "two metaData actions");
    take_named(
        &log_run::txns, transactions_, [](const set_transaction& t) { return t.app_id; },
        "two txn actions of application ");
    take_named(
        &log_run::domains, domains_, [](const domain_metadata& d) { return d.domain; },
        "two domainMetadata actions of domain ");
    if (parts_ == log_parts::all) fold_files();
    return std::move(failure_);
  }
  /// Puts the newest of everything over what `state` has.
  void apply(log_state& state) {
    if (const auto* p = newest_protocol()) state.protocol = p->second;
    if (const metadata* m = newest_metadata()) state.metadata = *m;
    for (auto& [app_id, txn] : transactions_) state.transactions.insert_or_assign(app_id, std::move(txn.second));
    for (auto& [name, domain] : domains_) {
      if (domain.second.removed)
        state.domains.erase(name);
      else
        state.domains.insert_or_assign(name, std::move(domain.second));
    }
  }
  /// Appends the live files of the runs.
  void append_files(file_state& files) {
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      append_segment(files, std::move(runs_[i].adds), std::move(live_[i]));
    }
  }
  /// The live files of the runs, sharing their columns: for whoever keeps the runs.
  std::vector<file_segment> live_files() const {
    std::vector<file_segment> files;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      if (live_[i].count() != 0) files.push_back({runs_[i].adds, std::make_shared<const live_rows>(live_[i])});
    }
    return files;
  }

 private:
  static std::size_t count_of(const std::vector<log_run>& runs) {
    std::size_t total = 0;
    for (const log_run& run : runs) total += run.adds->size() + run.removes.size();
    return total;
  }
  // A failure in a newer commit comes first; the versions of runs fall.
  void fail(error found) {
    if (!failure_ || found.version.value_or(-1) > failure_->version.value_or(-1)) failure_ = std::move(found);
  }
  void find_first_failure() {
    for (const log_run& run : runs_) {
      if (run.failure) return fail(*run.failure);
    }
  }
  template <class Member>
  void check_single(Member member, const char* what) {
    std::int64_t last = -1;
    for (const log_run& run : runs_) {
      for (const auto& entry : run.*member) {
        if (entry.first == last) return fail(duplicate_in_commit(last, what));
        last = entry.first;
      }
    }
  }
  template <class Member, class Map, class Name>
  void take_named(Member member, Map& into, Name name, std::string_view what) {
    for (log_run& run : runs_) {
      for (auto& entry : run.*member) {
        const auto [at, fresh] = into.try_emplace(name(entry.second), entry);
        if (!fresh && at->second.first == entry.first) {
          return fail(duplicate_in_commit(entry.first, std::string(what) + "'" + at->first + "'"));
        }
      }
    }
  }

  struct part {
    std::size_t run, adds_begin, adds_end, removes_begin, removes_end;
  };
  // A commit may be spread over several extents, even of several runs: its parts are reconciled together, because the
  // order of lines within a commit means nothing.
  void fold_files() {
    for (const log_run& run : runs_) live_.emplace_back(run.adds->size());
    std::vector<part> parts;
    std::int64_t version = -1;
    bool compacted = false;
    for (std::size_t r = 0; r < runs_.size(); ++r) {
      std::size_t adds_begin = 0, removes_begin = 0;
      for (const commit_extent& extent : runs_[r].extents) {
        if (!parts.empty() && extent.version != version) fold_commit(parts, version, compacted);
        version = extent.version;
        compacted = extent.compacted;
        parts.push_back({r, adds_begin, extent.adds_end, removes_begin, extent.removes_end});
        adds_begin = extent.adds_end;
        removes_begin = extent.removes_end;
      }
    }
    if (!parts.empty()) fold_commit(parts, version, compacted);
  }
  void fold_commit(std::vector<part>& parts, std::int64_t version, bool compacted) {
    ++commit_;
    // Within a commit an add outlives a remove of the same file. In a compaction the pair means that the remove came
    // later: some writers leave the add in.
    if (compacted) enter_removes(parts);
    for (const part& one : parts) enter_adds(one, version, compacted);
    if (!compacted) enter_removes(parts);
    parts.clear();
  }
  void enter_adds(const part& one, std::int64_t version, bool compacted) {
    const file_columns& adds = *runs_[one.run].adds;
    for (std::size_t row = one.adds_begin; row < one.adds_end; ++row) {
      const path_table::verdict verdict =
          table_.enter_add(path_key(adds.path(row)), adds.path_hash(row), vector_of(adds, row), commit_);
      if (verdict == path_table::verdict::live) {
        live_[one.run].insert(row);
      } else if (verdict == path_table::verdict::duplicate && !compacted) {
        fail(duplicate_in_commit(version, "two adds of '" + std::string(adds.path(row)) + "'"));
      }
    }
  }
  void enter_removes(const std::vector<part>& parts) {
    for (const part& one : parts) {
      const removed_files& removes = runs_[one.run].removes;
      for (std::size_t row = one.removes_begin; row < one.removes_end; ++row) {
        table_.enter_remove(path_key(removes.path(row)), removes.path_hash(row), removes.deletion_vector_id(row));
      }
    }
  }
  // The identity of a row's vector is made of several fields: built anew for the few rows that have one.
  std::string_view vector_of(const file_columns& adds, std::size_t row) {
    if (adds.deletion_vector(row) == nullptr) return {};
    vector_ = adds.deletion_vector_id(row);
    return vector_;
  }

  std::vector<log_run>& runs_;
  log_parts parts_;
  path_table table_;
  std::vector<live_rows> live_;
  std::optional<error> failure_;
  std::map<std::string, std::pair<std::int64_t, set_transaction>> transactions_;
  std::map<std::string, std::pair<std::int64_t, domain_metadata>> domains_;
  std::uint32_t commit_ = 0;
  std::string vector_;
};

// Which hashes may be in a table: one look at a bit for each row of an old segment instead of a search.
class hash_filter {
 public:
  explicit hash_filter(const path_table& table) : bits_(1 << 13) {
    while (bits_.size() * 4 < table.size()) bits_.resize(bits_.size() * 2);
    mask_ = static_cast<std::uint32_t>(bits_.size() * 64 - 1);
    table.for_each_hash([this](std::uint32_t hash) { bits_[(hash & mask_) / 64] |= std::uint64_t{1} << (hash % 64); });
  }
  bool may_contain(std::uint32_t hash) const noexcept { return (bits_[(hash & mask_) / 64] >> (hash % 64) & 1U) != 0; }

 private:
  std::vector<std::uint64_t> bits_;
  std::uint32_t mask_ = 0;
};

// Calls `visit(row)` for each live row of older columns that newer commits cancel.
template <class Visit>
void for_each_cancelled(const file_columns& older, const live_rows& live, const path_table& table,
                        const hash_filter& filter, Visit visit) {
  const std::vector<std::uint32_t>& hashes = older.path_hashes();
  for (std::size_t row = 0; row < hashes.size(); ++row) {
    if (!filter.may_contain(hashes[row]) || !live.contains(row)) continue;
    if (table.cancels(path_key(older.path(row)), hashes[row], older.deletion_vector_id(row))) visit(row);
  }
}

// The older segment without the rows that newer commits cancel; the same object if there are none.
inline void carry_over(const file_segment& older, const path_table& table, const hash_filter& filter,
                       file_state& into) {
  const file_columns& columns = *older.columns;
  std::optional<live_rows> changed;
  for_each_cancelled(columns, *older.live, table, filter, [&](std::size_t row) {
    if (!changed) changed = *older.live;
    changed->erase(row);
    into.size_bytes = saturated_difference(into.size_bytes, columns.size_bytes(row));
    --into.num_files;
  });
  if (!changed) {
    into.segments.push_back(older);
  } else if (changed->count() != 0) {
    into.segments.push_back({older.columns, std::make_shared<const live_rows>(std::move(*changed))});
  }
}

// A table is refused for what it needs before it is refused for what is wrong with it.
inline std::optional<error> judge(const std::pair<std::int64_t, protocol>* found, std::optional<error> failure) {
  if (found != nullptr) {
    const result<void> readable = check_readable(found->second);
    if (!readable) return error(readable.error()).at_version(found->first);
  }
  return failure;
}

}  // namespace detail

DELTALAKE_DECL result<checkpoint_state> fold_checkpoint(std::vector<log_run> runs, std::int64_t version,
                                                        log_parts parts) {
  checkpoint_state made;
  log_state& state = made.state;
  state.version = version;
  state.files.seed = runs.empty() ? 0 : runs.front().adds->seed();
  state.files_loaded = parts == log_parts::all;
  for (log_run& run : runs) {
    if (run.failure) return *run.failure;
    for (auto& [from, one] : run.protocols) {
      if (made.has_protocol) return error(errc::duplicate_action, "two protocol actions").at_version(version);
      state.protocol = std::move(one);
      made.has_protocol = true;
    }
    for (auto& [from, one] : run.metadatas) {
      if (made.has_metadata) return error(errc::duplicate_action, "two metaData actions").at_version(version);
      state.metadata = std::move(one);
      made.has_metadata = true;
    }
    for (auto& [from, one] : run.txns) state.transactions.insert_or_assign(one.app_id, one);
    for (auto& [from, one] : run.domains) {
      if (!one.removed) state.domains.insert_or_assign(one.domain, one);
    }
    if (!state.files_loaded) continue;
    live_rows live = live_rows::all(run.adds->size());
    append_segment(state.files, std::move(run.adds), std::move(live));
  }
  return made;
}

DELTALAKE_DECL result<log_state> fold(checkpoint_state base, std::vector<log_run> runs, std::int64_t version) {
  const auto none = [&runs](auto member) {
    return std::all_of(runs.begin(), runs.end(), [member](const log_run& run) { return (run.*member).empty(); });
  };
  const bool old_protocol = none(&log_run::protocols), old_metadata = none(&log_run::metadatas);
  if (base.has_protocol && old_protocol) {
    const result<void> readable = check_readable(base.state.protocol);
    if (!readable) return readable.error();
  }
  if (runs.empty()) runs.emplace_back(base.state.files.seed);
  result<log_state> made = advance(base.state, std::move(runs), version);
  if (!made) return made;
  if (!base.has_protocol && old_protocol) return error(errc::missing_protocol).at_version(version);
  if (!base.has_metadata && old_metadata) return error(errc::missing_metadata).at_version(version);
  return made;
}

DELTALAKE_DECL result<log_state> fold(std::vector<log_run> runs, std::int64_t version, log_parts parts) {
  detail::folding folding(runs, parts);
  auto failure = folding.run();
  if (auto verdict = detail::judge(folding.newest_protocol(), std::move(failure))) return *verdict;
  if (folding.newest_protocol() == nullptr) return error(errc::missing_protocol).at_version(version);
  if (folding.newest_metadata() == nullptr) return error(errc::missing_metadata).at_version(version);
  log_state state;
  state.version = version;
  folding.apply(state);
  state.files.seed = runs.empty() ? 0 : runs.front().adds->seed();
  state.files_loaded = parts == log_parts::all;
  if (state.files_loaded) folding.append_files(state.files);
  return state;
}

DELTALAKE_DECL result<log_state> advance(const log_state& base, std::vector<log_run> runs, std::int64_t version) {
  const log_parts parts = base.files_loaded ? log_parts::all : log_parts::metadata;
  detail::folding folding(runs, parts);
  auto failure = folding.run();
  if (auto verdict = detail::judge(folding.newest_protocol(), std::move(failure))) return *verdict;
  log_state state = base;
  state.version = version;
  folding.apply(state);
  if (parts == log_parts::metadata) return state;
  state.files = file_state{{}, base.files.seed, base.files.num_files, base.files.size_bytes};
  const detail::hash_filter filter(folding.table());
  file_state older{{}, base.files.seed, base.files.num_files, base.files.size_bytes};
  for (const file_segment& segment : base.files.segments) detail::carry_over(segment, folding.table(), filter, older);
  // The table's texts lie in the columns that move now: it is not used after this line.
  file_state newer{{}, base.files.seed, older.num_files, older.size_bytes};
  folding.append_files(newer);
  newer.segments.insert(newer.segments.end(), older.segments.begin(), older.segments.end());
  merge_small_segments(newer);
  state.files = std::move(newer);
  return state;
}

}  // namespace deltalake::inline v0::log
