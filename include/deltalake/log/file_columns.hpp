#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/action/add_file.hpp>
#include <deltalake/log/packed_texts.hpp>
#include <deltalake/log/partition_tuples.hpp>

namespace deltalake::inline v0::log {

/// Whether the statistics of files stay in memory.
enum class keep_stats : std::uint8_t { no, yes };

/// The files that a run of the log adds, as columns: 32 bytes a file beside its path and kept statistics, which are
/// compressed. Built once, then immutable and shared between snapshots. Rows keep the order of the log: newest commit
/// first, then line by line. Views live as long as the object. Row numbers must be below `size()`.
class file_columns {
 public:
  /// Rows are found again by the hash of their path; all columns of one state share the seed.
  DELTALAKE_DECL explicit file_columns(std::uint64_t seed);
  DELTALAKE_DECL file_columns(const file_columns&);
  file_columns& operator=(const file_columns&) = delete;
  DELTALAKE_DECL ~file_columns();

  std::size_t size() const noexcept { return path_end_.size(); }
  std::uint64_t seed() const noexcept { return seed_; }
  /// Bytes of all paths; at most 4 GiB.
  std::size_t path_bytes() const noexcept { return paths_.size(); }

  /// The path as the log has it.
  std::string_view path(std::size_t row) const noexcept { return cut(paths_, path_end_, row); }
  std::uint32_t path_hash(std::size_t row) const noexcept { return path_hash_[row]; }
  const std::vector<std::uint32_t>& path_hashes() const noexcept { return path_hash_; }
  std::int64_t size_bytes(std::size_t row) const noexcept { return size_[row]; }
  std::int64_t modified_ms(std::size_t row) const noexcept { return modified_[row]; }
  const string_map& partition_values(std::size_t row) const noexcept { return (*tuples_)[tuple_[row]]; }
  /// The statistics' JSON text; absent if the log has none or they were not kept. Row after row through one cursor is
  /// much the fastest; the view holds until the cursor is used again.
  DELTALAKE_DECL std::optional<std::string_view> stats(std::size_t row, packed_texts::cursor& at) const;
  DELTALAKE_DECL std::optional<std::string> stats(std::size_t row) const;
  DELTALAKE_DECL const deletion_vector_descriptor* deletion_vector(std::size_t row) const noexcept;
  /// The identity of the row's deletion vector; empty if it has none.
  DELTALAKE_DECL std::string deletion_vector_id(std::size_t row) const;
  /// The version of the commit that the row comes from.
  DELTALAKE_DECL std::int64_t version(std::size_t row) const noexcept;
  /// The whole action, with its statistics through the cursor.
  DELTALAKE_DECL add_file add(std::size_t row, packed_texts::cursor& at) const;
  DELTALAKE_DECL add_file add(std::size_t row) const;

  /// Appends a row. Versions must not rise from row to row.
  DELTALAKE_DECL void append(const add_file& file, std::int64_t version, keep_stats stats);
  /// Enters partition values for `append_row`, and returns their number. It holds until `clear` or `share_tuples`.
  DELTALAKE_DECL std::uint32_t enter_partition(const string_map& values);
  /// Makes room for so many rows and bytes of text.
  DELTALAKE_DECL void reserve(std::size_t rows, std::size_t path_bytes, std::size_t stats_bytes);
  /// Appends a row without anything rare. Empty statistics are none.
  DELTALAKE_DECL void append_row(std::string_view where, std::int64_t size, std::int64_t modified, std::uint32_t tuple,
                                 std::string_view stats, std::int64_t version);
  /// Appends a row of other columns; its statistics are read through the cursor.
  DELTALAKE_DECL void append(const file_columns& other, std::size_t row, packed_texts::cursor& at);
  /// Leaves the statistics that come from now on as they are: for columns that are read once and dropped.
  void keep_stats_plain() noexcept { stats_.keep_plain(); }
  /// Empties the columns and keeps their memory for the next rows.
  DELTALAKE_DECL void clear();
  /// A copy that occupies no more than it needs. Its partition values are entered into `common`, which other columns
  /// may share; without one they are its own.
  DELTALAKE_DECL std::shared_ptr<file_columns> exact_copy(std::shared_ptr<partition_tuples> common = nullptr) const;
  /// Enters the partition values into `common` and refers to them there.
  DELTALAKE_DECL void share_tuples(std::shared_ptr<partition_tuples> common);

 private:
  struct version_run {
    std::uint32_t first_row;
    std::int64_t version;
  };
  // What few files have, by ascending row.
  struct rare {
    std::optional<deletion_vector_descriptor> deletion_vector;
    std::optional<std::int64_t> base_row_id, default_row_commit_version;
    std::optional<std::string> clustering_provider;
    string_map tags;
    bool data_change = true;
    bool any() const noexcept {
      return deletion_vector || base_row_id || default_row_commit_version || clustering_provider || !tags.empty() ||
             !data_change;
    }
  };

  static std::string_view cut(const std::string& arena, const std::vector<std::uint32_t>& ends,
                              std::size_t row) noexcept {
    const std::size_t begin = row == 0 ? 0 : ends[row - 1];
    return {arena.data() + begin, ends[row] - begin};
  }
  DELTALAKE_DECL const rare* find_rare(std::size_t row) const noexcept;
  DELTALAKE_DECL void append_common(std::string_view where, std::uint32_t hash, std::int64_t size,
                                    std::int64_t modified, std::uint32_t tuple, std::int64_t version);

  std::uint64_t seed_;
  std::string paths_;
  packed_texts stats_;
  std::vector<std::uint32_t> path_end_, path_hash_, tuple_;
  std::vector<std::int64_t> size_, modified_;
  std::shared_ptr<partition_tuples> tuples_;
  std::vector<version_run> versions_;
  std::vector<std::pair<std::uint32_t, rare>> rare_;
};

}  // namespace deltalake::inline v0::log

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/log/impl/file_columns.ipp>
#endif
