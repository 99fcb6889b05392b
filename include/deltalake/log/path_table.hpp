#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::log {

/// What newer commits say of file paths, while the log is folded from the newest commit to the oldest.
/// PROTOCOL.md "Action Reconciliation": a file is identified by its path and its deletion vector, and the newest
/// reference to it wins; of a path at most one deletion vector is live at a time. Texts are not copied: whoever passes
/// one keeps it until the table is gone.
class path_table {
 public:
  DELTALAKE_DECL explicit path_table(std::size_t expected = 0);

  enum class verdict : std::uint8_t {
    live,       ///< nothing newer is known of the file
    dead,       ///< a newer commit removed it or added its path again
    duplicate,  ///< the same commit added the path twice
  };

  /// Enters an add and tells what newer entries make of it. Commits are numbered by the caller, from 1, all different.
  DELTALAKE_DECL verdict enter_add(std::string_view path, std::uint32_t hash, std::string_view vector,
                                   std::uint32_t commit);
  /// Enters a remove.
  DELTALAKE_DECL void enter_remove(std::string_view path, std::uint32_t hash, std::string_view vector);
  /// True if an entry makes an older add of this file dead.
  DELTALAKE_DECL bool cancels(std::string_view path, std::uint32_t hash, std::string_view vector) const noexcept;
  /// How many paths are known.
  std::size_t size() const noexcept { return used_; }
  /// Calls `visit(hash)` for each known path.
  template <class Visit>
  void for_each_hash(Visit visit) const {
    for (const slot& entry : slots_) {
      if (entry.data != nullptr) visit(entry.hash);
    }
  }

 private:
  struct slot {
    const char* data = nullptr;
    std::uint32_t length = 0, hash = 0;
    std::uint32_t added_by = 0;  // the commit that added the path last; 0 if none did
    std::uint32_t removed = 0;   // 1-based index of the newest removed key; 0 if none
  };
  // In place of a commit that added the path, but whose add was removed since.
  static constexpr std::uint32_t added_and_removed = 0xFFFFFFFF;
  struct removed_key {
    std::string_view vector;
    std::uint32_t next;
  };
  static std::size_t capacity_for(std::size_t expected) noexcept {
    std::size_t capacity = 64;
    while (capacity < expected + expected / 3) capacity *= 2;
    return capacity;
  }
  DELTALAKE_DECL std::size_t find(std::string_view path, std::uint32_t hash) const noexcept;
  DELTALAKE_DECL slot& enter(std::string_view path, std::uint32_t hash);
  DELTALAKE_DECL bool is_removed(const slot& entry, std::string_view vector) const noexcept;

  std::vector<slot> slots_;  // open addressing, at most three quarters full
  std::vector<removed_key> removed_;
  std::size_t used_ = 0;
};

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/path_table.ipp>
#endif
