#pragma once
#include <limits>
#include <optional>
#include <utility>

#include <deltalake/expression/operand.hpp>
#include <deltalake/scan/leaf_conditions.hpp>
#include <deltalake/scan/logical_schema.hpp>
#include <deltalake/schema/decimal.hpp>
#include <deltalake/schema/field.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake::inline v0::scan {
namespace detail {

// The field of a file that holds a column, as transform finds it.
inline const parquet::schema_node* find_node(const std::vector<parquet::schema_node>& among,
                                             const schema::field& physical, schema::column_mapping_mode mode) {
  const std::optional<std::int64_t> id =
      mode == schema::column_mapping_mode::id ? physical.column_id() : std::nullopt;
  const std::string folded = schema::fold_name(physical.name);
  const parquet::schema_node* found = nullptr;
  for (const parquet::schema_node& one : among) {
    const bool same = id ? one.field_id && *one.field_id == *id : schema::fold_name(one.name) == folded;
    if (!same) continue;
    if (found != nullptr) return nullptr;
    found = &one;
  }
  return found;
}

// A literal as the scalars of a column are, so that they have an order; others are left as they are and have none.
inline schema::scalar literal_for(const schema::scalar& literal, const schema::data_type& column) {
  using kind = schema::data_type::kind;
  const auto* const whole = literal.get_if<std::int64_t>();
  const auto* const exact = literal.get_if<schema::decimal>();
  if (column.is(kind::decimal) && whole != nullptr) return schema::scalar(schema::decimal(*whole, 0));
  if (!column.is(kind::double_) && !column.is(kind::float_)) return literal;
  std::optional<double> real;
  if (whole != nullptr) real = static_cast<double>(*whole);
  if (exact != nullptr) real = expression::to_real(exact->unscaled(), exact->scale());
  if (const auto* const wide = literal.get_if<double>()) real = *wide;
  if (const auto* const narrow = literal.get_if<float>()) real = static_cast<double>(*narrow);
  if (!real) return literal;
  if (column.is(kind::double_)) return schema::scalar(*real);
  constexpr auto most = static_cast<double>((std::numeric_limits<float>::max)());
  // A double between two floats has no place among them.
  if (!(*real >= -most && *real <= most)) return literal;
  const auto nearest = static_cast<float>(*real);
  return static_cast<double>(nearest) == *real ? schema::scalar(nearest) : literal;
}

inline std::optional<parquet::comparison> comparison_of(expression::operation what, bool mirrored) noexcept {
  using expression::operation;
  using parquet::comparison;
  switch (what) {
    case operation::equal: return comparison::equal;
    case operation::not_equal: return comparison::not_equal;
    case operation::less: return mirrored ? comparison::greater : comparison::less;
    case operation::less_equal: return mirrored ? comparison::greater_equal : comparison::less_equal;
    case operation::greater: return mirrored ? comparison::less : comparison::greater;
    case operation::greater_equal: return mirrored ? comparison::less_equal : comparison::greater_equal;
    case operation::in: return mirrored ? std::optional<comparison>() : comparison::in;
    case operation::is_null: return comparison::is_null;
    case operation::is_not_null: return comparison::is_not_null;
    default: return std::nullopt;
  }
}

class conjunct_finder {
 public:
  conjunct_finder(const schema::column_mapping& columns, const std::vector<std::string>& partition_columns,
                  const parquet::schema_tree& file)
      : columns_(columns), partition_columns_(partition_columns), file_(file) {}

  void find(const expression::bound_expression& one, std::vector<parquet::leaf_condition>& to) const {
    using expression::operation;
    if (one.what == operation::logical_and) {
      for (const expression::bound_expression& part : one.parts) find(part, to);
      return;
    }
    if (one.parts.empty()) return;
    const bool mirrored = one.parts[0].what == operation::literal;
    const std::optional<parquet::comparison> what = comparison_of(one.what, mirrored);
    const std::size_t at = mirrored ? one.parts.size() - 1 : 0;
    if (!what || one.parts[at].what != operation::column) return;
    const std::optional<std::uint32_t> leaf = find_leaf(one.parts[at].place);
    if (!leaf) return;
    parquet::leaf_condition made;
    made.leaf = *leaf;
    made.what = *what;
    made.type = one.parts[at].type;
    for (std::size_t i = 0; i < one.parts.size(); ++i) {
      if (i == at) continue;
      if (one.parts[i].what != operation::literal) return;
      made.values.push_back(literal_for(one.parts[i].literal, made.type));
    }
    to.push_back(std::move(made));
  }

 private:
  std::optional<std::uint32_t> find_leaf(const std::vector<std::size_t>& place) const {
    if (is_partition_column(columns_.logical()[place.front()].name, partition_columns_)) return std::nullopt;
    const schema::struct_type* fields = &columns_.physical();
    const std::vector<parquet::schema_node>* among = &file_.fields;
    for (std::size_t depth = 0; depth < place.size(); ++depth) {
      const schema::field& field = (*fields)[place[depth]];
      const parquet::schema_node* const node = find_node(*among, field, columns_.mode());
      if (node == nullptr) return std::nullopt;
      if (depth + 1 == place.size()) {
        const bool is_leaf = node->kind == parquet::node_kind::leaf && node->leaf_end == node->leaf_begin + 1;
        return is_leaf && field.type.is_primitive() ? std::optional<std::uint32_t>(node->leaf_begin) : std::nullopt;
      }
      if (node->kind != parquet::node_kind::structure) return std::nullopt;
      if (!field.type.is(schema::data_type::kind::struct_)) return std::nullopt;
      fields = &field.type.as_struct();
      among = &node->children;
    }
    return std::nullopt;
  }

  const schema::column_mapping& columns_;
  const std::vector<std::string>& partition_columns_;
  const parquet::schema_tree& file_;
};

}  // namespace detail

DELTALAKE_DECL std::vector<parquet::leaf_condition> leaf_conditions_of(
    const expression::bound_expression& condition, const schema::column_mapping& columns,
    const std::vector<std::string>& partition_columns, const parquet::schema_tree& file) {
  std::vector<parquet::leaf_condition> made;
  detail::conjunct_finder(columns, partition_columns, file).find(condition, made);
  return made;
}

}  // namespace deltalake::inline v0::scan
