#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include <deltalake/column/array.hpp>
#include <deltalake/parquet/schema_tree.hpp>

namespace deltalake_tool {

/// The columns of a schema tree.
std::vector<deltalake::column::field> fields_of(const deltalake::parquet::schema_tree& schema);

/// Which columns are wanted, and in which order.
class projection {
 public:
  /// Finds columns by name, those in structs by their path: "address.city". A name is first looked for exactly, then as
  /// Spark does, in any case. No names: all columns. Throws invalid_argument for a name that no column has, with those
  /// that are near it, and for one that several have but for case.
  projection(std::vector<deltalake::column::field> fields, const std::vector<std::string>& names);

  /// The columns that come out: of a struct the wanted parts.
  const std::vector<deltalake::column::field>& fields() const noexcept { return fields_; }
  /// Which leaves must be read to have them. The tree must be the one that `fields_of` took the fields from.
  std::vector<bool> leaves(const deltalake::parquet::schema_tree& schema) const;
  /// Takes the wanted columns out of a batch that has all.
  deltalake::column::batch apply(deltalake::column::batch all) const;
  /// Puts a batch that has the wanted leaves, in the order of the file, in the wanted order.
  deltalake::column::batch reorder(deltalake::column::batch read) const;

 private:
  struct part {
    std::size_t index = 0;
    bool whole = false;
    std::vector<part> parts;  // of a struct, in its order
  };
  using part_path = std::vector<std::size_t>;

  static bool find(const std::vector<deltalake::column::field>& in, const std::string& name, bool any_case,
                   part_path& path);
  static void want(std::vector<part>& parts, const part_path& path, std::size_t depth, bool keep_order);
  static deltalake::column::field project(const deltalake::column::field& from, const part& wanted);
  static deltalake::column::array project(deltalake::column::array from, const part& wanted);
  static void mark(const deltalake::parquet::schema_node& node, const part& wanted, std::vector<bool>& leaves);

  bool all_ = true;
  std::vector<part> wanted_;
  std::vector<deltalake::column::field> fields_;
};

}  // namespace deltalake_tool
