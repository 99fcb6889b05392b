#pragma once
#include <algorithm>
#include <string>
#include <utility>

#include <deltalake/log/file_name.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/snapshot/hints_io.hpp>

namespace deltalake::inline v0 {
namespace detail {

inline error checksum_differs(std::int64_t version, const char* member, const std::string& stored,
                              const std::string& found) {
  error made(errc::checksum_mismatch, "the version checksum says " + stored + ", the log says " + found);
  made.in_file(log::log_path(log::crc_file_name(version)).text()).in_field(member).at_version(version);
  return made;
}

inline std::optional<error> compare_domains(const log::version_checksum& stored, const log::log_state& found) {
  if (!stored.domain_metadata) return std::nullopt;
  std::map<std::string, domain_metadata> domains;
  for (const domain_metadata& domain : *stored.domain_metadata) domains.insert_or_assign(domain.domain, domain);
  if (domains == found.domains) return std::nullopt;
  return checksum_differs(found.version, "domainMetadata", std::to_string(domains.size()) + " domains",
                          std::to_string(found.domains.size()) + ", or others");
}

inline std::optional<error> compare_transactions(const log::version_checksum& stored, const log::log_state& found) {
  if (!stored.set_transactions) return std::nullopt;
  // Writers leave expired ones away: what both know must be the same.
  for (const set_transaction& one : *stored.set_transactions) {
    const auto at = found.transactions.find(one.app_id);
    const std::string there = at == found.transactions.end() ? "none" : std::to_string(at->second.version);
    if (at == found.transactions.end() || at->second.version != one.version) {
      return checksum_differs(found.version, "setTransactions",
                              "version " + std::to_string(one.version) + " of application " + one.app_id, there);
    }
  }
  return std::nullopt;
}

}  // namespace detail

DELTALAKE_DECL task<hint_reading> read_last_checkpoint(std::shared_ptr<const snapshot_state> of) {
  const path where = log::log_path(log::last_checkpoint_file_name);
  hint_reading made;
  for (int attempt = 1; attempt <= 2; ++attempt) {
    made.problem.reset();
    try {
      const bytes content = co_await of->store.get(where);
      result<log::last_checkpoint> parsed = of->json.parse_last_checkpoint(content.view(), of->options.json_limits());
      if (parsed)
        made.content = std::move(*parsed);
      else if (parsed.error().code == errc::checksum_mismatch)
        made.problem = parsed.error();
    } catch (const delta_error&) {
    }
    if (!made.problem) break;
  }
  if (made.problem) made.problem->in_file(where.text());
  co_return made;
}

DELTALAKE_DECL task<checksum_reading> read_version_checksum(std::shared_ptr<const snapshot_state> of,
                                                            std::int64_t version) {
  const path where = log::log_path(log::crc_file_name(version));
  checksum_reading made;
  try {
    const bytes content = co_await of->store.get(where);
    result<log::version_checksum> parsed = of->json.parse_version_checksum(content.view(), of->options.json_limits());
    if (parsed)
      made.content = std::move(*parsed);
    else
      made.problem = parsed.error();
  } catch (const delta_error& failure) {
    made.problem = failure.where();
  }
  if (made.problem) made.problem->in_file(where.text()).at_version(version).in_table(of->table_uri);
  co_return made;
}

DELTALAKE_DECL std::optional<log::log_state> state_of(const log::version_checksum& from, std::int64_t version) {
  if (!from.protocol || !from.metadata || !from.set_transactions || !from.domain_metadata) return std::nullopt;
  log::log_state state;
  state.version = version;
  state.protocol = *from.protocol;
  state.metadata = *from.metadata;
  for (const set_transaction& one : *from.set_transactions) state.transactions.insert_or_assign(one.app_id, one);
  for (const domain_metadata& one : *from.domain_metadata) {
    if (!one.removed) state.domains.insert_or_assign(one.domain, one);
  }
  return state;
}

DELTALAKE_DECL std::optional<error> compare(const log::version_checksum& stored, const log::log_state& found) {
  const auto differs = [&found](const char* member, std::int64_t a, std::int64_t b) {
    return detail::checksum_differs(found.version, member, std::to_string(a), std::to_string(b));
  };
  if (stored.protocol && *stored.protocol != found.protocol) {
    return detail::checksum_differs(found.version, "protocol", "another protocol", "its own");
  }
  if (stored.metadata && *stored.metadata != found.metadata) {
    return detail::checksum_differs(found.version, "metadata", "another metaData", "its own");
  }
  if (auto wrong = detail::compare_transactions(stored, found)) return wrong;
  if (auto wrong = detail::compare_domains(stored, found)) return wrong;
  if (!found.files_loaded) return std::nullopt;
  const auto files = static_cast<std::int64_t>(found.files.num_files);
  if (stored.num_files != files) return differs("numFiles", stored.num_files, files);
  if (stored.table_size_bytes != found.files.size_bytes) {
    return differs("tableSizeBytes", stored.table_size_bytes, found.files.size_bytes);
  }
  return std::nullopt;
}

}  // namespace deltalake::inline v0
