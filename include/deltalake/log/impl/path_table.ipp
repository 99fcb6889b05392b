#pragma once
#include <cstring>
#include <utility>

#include <deltalake/log/path_table.hpp>

namespace deltalake::inline v0::log {

DELTALAKE_DECL path_table::path_table(std::size_t expected) {
  slots_.resize(capacity_for(expected));
}

DELTALAKE_DECL std::size_t path_table::find(std::string_view path, std::uint32_t hash) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = (hash * std::uint64_t{0x9E3779B97F4A7C15U} >> 32) & mask;
  while (slots_[at].data != nullptr) {
    const slot& entry = slots_[at];
    if (entry.hash == hash && entry.length == path.size() && std::memcmp(entry.data, path.data(), path.size()) == 0)
      break;
    at = (at + 1) & mask;
  }
  return at;
}

DELTALAKE_DECL path_table::slot& path_table::enter(std::string_view path, std::uint32_t hash) {
  if (used_ + used_ / 3 >= slots_.size()) {
    std::vector<slot> former(slots_.size() * 2);
    std::swap(former, slots_);
    for (const slot& entry : former) {
      if (entry.data != nullptr) slots_[find({entry.data, entry.length}, entry.hash)] = entry;
    }
  }
  slot& entry = slots_[find(path, hash)];
  if (entry.data == nullptr) {
    entry.data = path.data();
    entry.length = static_cast<std::uint32_t>(path.size());
    entry.hash = hash;
    ++used_;
  }
  return entry;
}

DELTALAKE_DECL bool path_table::is_removed(const slot& entry, std::string_view vector) const noexcept {
  for (std::uint32_t at = entry.removed; at != 0; at = removed_[at - 1].next) {
    if (removed_[at - 1].vector == vector) return true;
  }
  return false;
}

DELTALAKE_DECL path_table::verdict path_table::enter_add(std::string_view path, std::uint32_t hash,
                                                         std::string_view vector, std::uint32_t commit) {
  slot& entry = enter(path, hash);
  if (entry.added_by == commit) return verdict::duplicate;
  if (entry.added_by != 0) return verdict::dead;
  // Removed or not, it took the path from whatever added it before.
  const bool removed = is_removed(entry, vector);
  entry.added_by = removed ? added_and_removed : commit;
  return removed ? verdict::dead : verdict::live;
}

DELTALAKE_DECL void path_table::enter_remove(std::string_view path, std::uint32_t hash, std::string_view vector) {
  slot& entry = enter(path, hash);
  if (is_removed(entry, vector)) return;
  removed_.push_back({vector, entry.removed});
  entry.removed = static_cast<std::uint32_t>(removed_.size());
}

DELTALAKE_DECL bool path_table::cancels(std::string_view path, std::uint32_t hash,
                                        std::string_view vector) const noexcept {
  const slot& entry = slots_[find(path, hash)];
  return entry.data != nullptr && (entry.added_by != 0 || is_removed(entry, vector));
}

}  // namespace deltalake::inline v0::log
