#pragma once
#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <deltalake/base/percent.hpp>
#include <deltalake/schema/partition_value.hpp>
#include <deltalake/snapshot/snapshot_state.hpp>
#include <deltalake/storage/uri.hpp>

namespace deltalake::inline v0 {
namespace detail {

// "s3://b/t/x" has a scheme, "date=2024:01/x" has none: PROTOCOL.md takes paths as URI references (RFC 3986, 3.1).
inline bool has_scheme(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c == ':') return i > 1 && i + 1 < text.size() && text[i + 1] == '/';
    if (!letter && !(i > 0 && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) return false;
  }
  return false;
}

inline bool leaves_folder(std::string_view decoded) noexcept {
  int depth = 0;
  for (std::size_t begin = 0; begin <= decoded.size();) {
    const std::size_t end = std::min(decoded.find('/', begin), decoded.size());
    const std::string_view part = decoded.substr(begin, end - begin);
    if (part == "..")
      --depth;
    else if (!part.empty() && part != ".")
      ++depth;
    if (depth < 0) return true;
    begin = end + 1;
  }
  return false;
}

// The part of an absolute location below the table's folder, decoded; nothing if it lies elsewhere.
inline std::optional<std::string> below(std::string_view log_path, std::string_view table_uri) {
  const storage::uri_context nowhere("/", "/");
  const bool file_scheme = log_path.substr(0, 1) == "/" || log_path.substr(0, 5) == "file:";
  const auto location = storage::uri::parse(log_path.substr(0, 1) == "/" ? percent_decode(log_path)
                                            : file_scheme                ? std::string(log_path)
                                                                         : percent_decode(log_path),
                                            nowhere);
  const auto table = storage::uri::parse(std::string(table_uri), nowhere);
  if (!location || !table) return std::nullopt;
  if (location->scheme != table->scheme || location->authority != table->authority) return std::nullopt;
  const std::string folder = table->path + (table->path.empty() || table->path.back() != '/' ? "/" : "");
  if (location->path.compare(0, folder.size(), folder) != 0) return std::nullopt;
  return location->path.substr(folder.size());
}

inline bool is_absolute(std::string_view log_path) noexcept {
  return log_path.substr(0, 1) == "/" || has_scheme(log_path);
}

inline void require_files(const snapshot_state& state) {
  if (!state.log.files_loaded) throw_error(error(errc::files_not_loaded).in_table(state.table_uri));
}

inline error in_table(error found, const snapshot_state& state) {
  found.in_table(state.table_uri).at_version(state.log.version);
  return found;
}

// A filter made ready: the physical name under which the log has the column, its type, and the values as scalars.
struct ready_filter {
  std::string physical_name;
  schema::data_type type;
  partition_filter::comparison how;
  std::vector<schema::scalar> wanted;
};

inline result<ready_filter> make_ready(const snapshot_state& state, const partition_filter& filter) {
  const schema::field* const field = state.schema ? state.schema->find_ignoring_case(filter.column()) : nullptr;
  bool partitioned = false;
  for (const std::string& column : state.log.metadata.partition_columns) {
    partitioned = partitioned || schema::fold_name(column) == schema::fold_name(filter.column());
  }
  if (field == nullptr || !partitioned) {
    return error(errc::invalid_argument, "'" + filter.column() + "' is not a partition column");
  }
  const std::vector<std::string> logical{field->name};
  auto physical = state.mapping.to_physical(logical);
  if (!physical) return physical.error();
  ready_filter ready{physical->front(), field->type, filter.how(), {}};
  for (const std::string& text : filter.values()) {
    result<schema::scalar> value = schema::parse_partition_value(text, field->type);
    // What the caller passed is wrong, not what a writer wrote.
    if (!value) return error(errc::invalid_argument, value.error().detail).in_field(filter.column());
    ready.wanted.push_back(std::move(*value));
  }
  return ready;
}

inline result<bool> passes(const string_map& tuple, const std::vector<ready_filter>& filters) {
  for (const ready_filter& filter : filters) {
    std::optional<std::string_view> text;
    for (const auto& [column, value] : tuple) {
      if (column == filter.physical_name && value) text = *value;
    }
    const result<schema::scalar> value = schema::parse_partition_value(text, filter.type);
    if (!value) return error(value.error()).in_field("add.partitionValues." + filter.physical_name);
    if (!matches(filter.how, *value, filter.wanted)) return false;
  }
  return true;
}

inline void add_path(file_list::builder& list, const snapshot_state& state, std::string_view log_path) {
  if (!has_percent(log_path) && !is_absolute(log_path))
    list.add_view(log_path);
  else
    list.add_copy(display_path(log_path, state.table_uri));
}

}  // namespace detail

DELTALAKE_DECL std::string display_path(std::string_view log_path, std::string_view table_uri) {
  if (!detail::is_absolute(log_path)) return percent_decode(log_path);
  if (auto relative = detail::below(log_path, table_uri)) return *relative;
  return std::string(log_path);
}

DELTALAKE_DECL result<path> object_path(std::string_view log_path, std::string_view table_uri) {
  std::string relative;
  if (detail::is_absolute(log_path)) {
    auto inside = detail::below(log_path, table_uri);
    if (!inside) return error(errc::outside_table_root, "'" + std::string(log_path) + "'");
    relative = std::move(*inside);
  } else {
    relative = percent_decode(log_path);
    if (detail::leaves_folder(relative)) return error(errc::outside_table_root, "'" + std::string(log_path) + "'");
  }
  return path::parse(std::move(relative));
}

DELTALAKE_DECL result<std::string> file_uri(const snapshot_state& state, std::string_view log_path,
                                            path_policy policy) {
  const result<path> inside = object_path(log_path, state.table_uri);
  if (inside) return state.store.uri(*inside);
  if (policy == path_policy::same_root || inside.error().code != errc::outside_table_root) {
    return detail::in_table(inside.error(), state);
  }
  if (detail::is_absolute(log_path)) return std::string(log_path);
  return state.table_uri + "/" + std::string(log_path);
}

DELTALAKE_DECL log::partition_predicate partition_predicate_of(std::shared_ptr<const snapshot_state> state,
                                                               const std::vector<partition_filter>& filters) {
  auto ready = std::make_shared<std::vector<detail::ready_filter>>();
  for (const partition_filter& filter : filters) {
    result<detail::ready_filter> one = detail::make_ready(*state, filter);
    if (!one) throw_error(detail::in_table(one.error(), *state));
    ready->push_back(std::move(*one));
  }
  const auto wants = [state, ready](const string_map& tuple) -> result<bool> {
    result<bool> keep = detail::passes(tuple, *ready);
    if (!keep) return detail::in_table(keep.error(), *state);
    return keep;
  };
  const auto may_want = [ready](const log::partition_ranges& ranges) {
    return std::all_of(ready->begin(), ready->end(), [&ranges](const detail::ready_filter& filter) {
      return may_match(filter.how, ranges(filter.physical_name, filter.type), filter.wanted);
    });
  };
  return log::partition_predicate(wants, may_want);
}

DELTALAKE_DECL file_list list_files(std::shared_ptr<const snapshot_state> state) {
  detail::require_files(*state);
  file_list::builder list(state, state->log.files.num_files);
  state->log.files.for_each(
      [&](const log::file_columns& columns, std::size_t row) { detail::add_path(list, *state, columns.path(row)); });
  return std::move(list).take();
}

DELTALAKE_DECL file_list list_files(std::shared_ptr<const snapshot_state> state,
                                    const std::vector<partition_filter>& filters) {
  if (filters.empty()) return list_files(std::move(state));
  detail::require_files(*state);
  log::judged_partitions judged(partition_predicate_of(state, filters));
  file_list::builder list(state, 0);
  state->log.files.for_each([&](const log::file_columns& columns, std::size_t row) {
    if (judged.is_wanted(columns.partition_values(row))) detail::add_path(list, *state, columns.path(row));
  });
  return std::move(list).take();
}

}  // namespace deltalake::inline v0
