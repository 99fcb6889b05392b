#include <deltalake/parquet/prune.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/base/xxhash64.hpp>
#include <tests/support/parquet_writer.hpp>

namespace deltalake_prune_test {
namespace {

namespace parquet = deltalake::parquet;
namespace schema = deltalake::schema;
using deltalake_test::group_element;
using deltalake_test::leaf_element;
using deltalake_test::little_endian;
using kind = schema::data_type::kind;
using parquet::comparison;
using parquet::leaf_condition;
using parquet::logical_kind;
using parquet::physical_type;
using parquet::row_ranges;
using schema::scalar;

// The values of a row: one, which may be NULL, or those of its list.
using row = std::vector<scalar>;

// One leaf: its rows, and how many of them are in each page.
struct column {
  physical_type physical = physical_type::int32;
  schema::data_type type = schema::data_type(kind::integer);
  bool in_list = false;
  std::vector<row> rows;
  std::vector<std::size_t> pages;
  bool exact = true;  // all is told, and nothing is shortened
};

std::string plain(const scalar& value, physical_type physical) {
  if (const auto* const integer = value.get_if<std::int64_t>()) {
    return physical == physical_type::int32 ? little_endian(static_cast<std::int32_t>(*integer))
                                            : little_endian(*integer);
  }
  if (const auto* const floating = value.get_if<double>()) return little_endian(*floating);
  return *value.get_if<std::string>();
}

bool is_nan(const scalar& value) { return value.get_if<double>() != nullptr && std::isnan(*value.get_if<double>()); }

// What a writer tells of some rows.
struct told {
  std::int64_t values = 0, nulls = 0;  // of values with nulls; an empty list is one null
  std::optional<std::string> low, high;
};

told tell(const column& of, std::size_t begin, std::size_t end) {
  told made;
  std::optional<scalar> low, high;
  for (std::size_t i = begin; i < end; ++i) {
    made.values += (std::max)(std::int64_t{1}, static_cast<std::int64_t>(of.rows[i].size()));
    if (of.rows[i].empty()) ++made.nulls;
    for (const scalar& value : of.rows[i]) {
      if (value.is_null()) ++made.nulls;
      if (value.is_null() || is_nan(value)) continue;
      if (!low || value < *low) low = value;
      if (!high || value > *high) high = value;
    }
  }
  if (low) made.low = plain(*low, of.physical);
  if (high) made.high = plain(*high, of.physical);
  if (!of.exact && of.physical == physical_type::byte_array && high) {
    // As writers shorten texts.
    made.low = made.low->substr(0, 1);
    if (made.high->size() > 1) {
      made.high = made.high->substr(0, 1);
      ++made.high->back();
    }
  }
  return made;
}

bool compares(const scalar& value, const leaf_condition& condition) {
  return std::any_of(condition.values.begin(), condition.values.end(), [&](const scalar& other) {
    if (value.is_null() || other.is_null()) return false;
    switch (condition.what) {
      case comparison::less: return value < other;
      case comparison::less_equal: return value <= other;
      case comparison::equal:
      case comparison::in: return value == other;
      case comparison::not_equal: return value != other;
      case comparison::greater_equal: return value >= other;
      case comparison::greater: return value > other;
      default: return false;
    }
  });
}

bool meets(const row& values, const leaf_condition& condition) {
  return std::any_of(values.begin(), values.end(), [&](const scalar& value) {
    if (condition.what == comparison::is_null) return value.is_null();
    if (condition.what == comparison::is_not_null) return !value.is_null();
    return compares(value, condition);
  });
}

// A row group of these columns, and what the file says of it.
class told_file {
 public:
  explicit told_file(std::vector<column> columns) : columns_(std::move(columns)) {
    parquet::schema_element root;
    root.num_children = static_cast<std::int32_t>(columns_.size());
    file.schema = {root};
    for (const column& one : columns_) {
      parquet::logical_type logical;
      if (one.physical == physical_type::byte_array) logical.kind = logical_kind::string;
      if (one.in_list) {
        file.schema.push_back(group_element("l", parquet::repetition::optional, 1, logical_kind::list));
        file.schema.push_back(group_element("list", parquet::repetition::repeated, 1));
      }
      file.schema.push_back(leaf_element("c", parquet::repetition::optional, one.physical, logical));
    }
    file.type_defined_order.assign(columns_.size(), true);
    file.row_groups.resize(1);
    file.row_groups[0].num_rows = num_rows();
    for (const column& one : columns_) file.row_groups[0].columns.push_back(chunk_of(one));
    tree = parquet::make_schema_tree(file).value();
    for (std::size_t i = 0; i < columns_.size(); ++i) index.leaves.push_back(index_of(i));
  }

  const column& at(std::size_t leaf) const { return columns_[leaf]; }
  std::int64_t num_rows() const { return static_cast<std::int64_t>(columns_[0].rows.size()); }
  row_ranges kept(const std::vector<leaf_condition>& conditions) const {
    return parquet::rows_that_may_match(file, 0, tree, conditions, index);
  }
  row_ranges kept(const leaf_condition& condition) const { return kept(std::vector{condition}); }
  bool meets_all(std::size_t at_row, const std::vector<leaf_condition>& conditions) const {
    return std::all_of(conditions.begin(), conditions.end(),
                       [&](const leaf_condition& one) { return meets(columns_[one.leaf].rows[at_row], one); });
  }

  parquet::file_metadata file;
  parquet::schema_tree tree;
  parquet::row_group_page_index index;

 private:
  static parquet::column_chunk chunk_of(const column& of) {
    const told known = tell(of, 0, of.rows.size());
    parquet::column_chunk made;
    made.type = of.physical;
    made.num_values = known.values;
    made.statistics.emplace();
    made.statistics->null_count = known.nulls;
    made.statistics->min_value = known.low;
    made.statistics->max_value = known.high;
    return made;
  }
  parquet::leaf_page_index index_of(std::size_t leaf) const {
    parquet::leaf_page_index made{static_cast<std::uint32_t>(leaf), parquet::offset_index(), parquet::column_index()};
    std::size_t begin = 0;
    for (const std::size_t size : columns_[leaf].pages) {
      const told known = tell(columns_[leaf], begin, begin + size);
      made.offsets->pages.push_back({4, 1, static_cast<std::int64_t>(begin)});
      made.columns->null_pages.push_back(known.nulls == known.values);
      made.columns->min_values.push_back(known.low.value_or(""));
      made.columns->max_values.push_back(known.high.value_or(""));
      made.columns->null_counts.push_back(known.nulls);
      begin += size;
    }
    return made;
  }

  std::vector<column> columns_;
};

column ints(std::vector<std::optional<int>> values, std::vector<std::size_t> pages) {
  column made;
  for (const std::optional<int>& value : values) made.rows.push_back({value ? scalar(*value) : scalar()});
  made.pages = std::move(pages);
  return made;
}
column doubles(std::vector<double> values, std::vector<std::size_t> pages) {
  column made;
  made.physical = physical_type::float64;
  made.type = schema::data_type(kind::double_);
  for (const double value : values) made.rows.push_back({scalar(value)});
  made.pages = std::move(pages);
  return made;
}

template <class... Values>
leaf_condition condition(const column& of, comparison what, Values... values) {
  return {0, what, of.type, {scalar(values)...}};
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("prune: pages and row groups whose bounds miss the condition are left out") {
  const told_file made({ints({1, 5, 10, 15, 20, 25}, {2, 2, 2})});
  const auto kept = [&](comparison what, auto... values) { return made.kept(condition(made.at(0), what, values...)); };
  CHECK((kept(comparison::equal, 12) == row_ranges{{2, 4}}));
  CHECK((kept(comparison::equal, 30) == row_ranges()));
  CHECK((kept(comparison::equal, 7) == row_ranges()));
  CHECK((kept(comparison::less, 10) == row_ranges{{0, 2}}));
  CHECK((kept(comparison::less, 1) == row_ranges()));
  CHECK((kept(comparison::less_equal, 10) == row_ranges{{0, 4}}));
  CHECK((kept(comparison::greater, 15) == row_ranges{{4, 6}}));
  CHECK((kept(comparison::greater_equal, 15) == row_ranges{{2, 6}}));
  CHECK((kept(comparison::in, 3, 22) == row_ranges{{0, 2}, {4, 6}}));
  CHECK((kept(comparison::in) == row_ranges()));
  CHECK((kept(comparison::is_null) == row_ranges()));
  CHECK((kept(comparison::is_not_null) == row_ranges::all(6)));
  CHECK((made.kept(std::vector<leaf_condition>()) == row_ranges::all(6)));
}

TEST_CASE("prune: a page of one value misses what differs from it") {
  const told_file made({ints({7, 7, 7, 8}, {2, 2})});
  CHECK((made.kept(condition(made.at(0), comparison::not_equal, 7)) == row_ranges{{2, 4}}));
  CHECK((made.kept(condition(made.at(0), comparison::not_equal, 8)) == row_ranges::all(4)));
}

TEST_CASE("prune: all conditions must be met, each by what is known of its column") {
  const told_file made({ints({1, 5, 10, 15}, {2, 2}), ints({1, 2, 3, 4}, {1, 1, 1, 1})});
  leaf_condition first = condition(made.at(0), comparison::less, 8),
                 second = condition(made.at(1), comparison::greater, 1);
  second.leaf = 1;
  CHECK((made.kept({first, second}) == row_ranges{{1, 2}}));
  CHECK((made.kept({first, first}) == row_ranges{{0, 2}}));
}

TEST_CASE("prune: without an index the row group decides alone") {
  told_file made({ints({1, 5, 10, 15}, {2, 2})});
  made.index = {};
  CHECK((made.kept(condition(made.at(0), comparison::equal, 7)) == row_ranges::all(4)));
  CHECK((made.kept(condition(made.at(0), comparison::equal, 17)) == row_ranges()));
  made.file.row_groups[0].columns[0].statistics.reset();
  CHECK((made.kept(condition(made.at(0), comparison::equal, 17)) == row_ranges::all(4)));
}

TEST_CASE("prune: nulls are told by counts, and no comparison finds them") {
  told_file made({ints({1, {}, {}, {}, 5, 6}, {2, 2, 2})});
  const auto kept = [&](comparison what, auto... values) { return made.kept(condition(made.at(0), what, values...)); };
  CHECK((kept(comparison::is_null) == row_ranges{{0, 4}}));
  CHECK((kept(comparison::is_not_null) == row_ranges{{0, 2}, {4, 6}}));
  CHECK((kept(comparison::not_equal, 99) == row_ranges{{0, 2}, {4, 6}}));
  // Nothing is told of nulls: pages that are not of nulls alone may have some.
  made.index.leaves[0].columns->null_counts.clear();
  CHECK((kept(comparison::is_null) == row_ranges::all(6)));
  made.file.row_groups[0].columns[0].statistics->null_count.reset();
  CHECK((kept(comparison::is_not_null) == row_ranges::all(6)));
}

TEST_CASE("prune: a page of nulls is believed only if its nulls are counted") {
  // parquet-mr says so of pages without statistics, with -1 nulls, which reading makes of no known number.
  told_file made({ints({1, 2, 3, 4}, {2, 2})});
  parquet::column_index& columns = *made.index.leaves[0].columns;
  columns.null_pages = {true, false};
  columns.min_values[0] = columns.max_values[0] = "";
  columns.null_counts.clear();
  const auto kept = [&](comparison what, auto... values) { return made.kept(condition(made.at(0), what, values...)); };
  CHECK((kept(comparison::equal, 2) == row_ranges{{0, 2}}));
  CHECK((kept(comparison::is_not_null) == row_ranges::all(4)));
  columns.null_counts = {0, 0};
  CHECK((kept(comparison::equal, 2) == row_ranges{{0, 2}}));
  columns.null_counts = {2, 0};
  CHECK((kept(comparison::equal, 2) == row_ranges()));
}

TEST_CASE("prune: a row group of nulls alone has none of the values, one without nulls none of them") {
  told_file made({ints({{}, {}}, {2})});
  made.index = {};
  CHECK((made.kept(condition(made.at(0), comparison::less, 5)) == row_ranges()));
  CHECK((made.kept(condition(made.at(0), comparison::is_not_null)) == row_ranges()));
  CHECK((made.kept(condition(made.at(0), comparison::is_null)) == row_ranges::all(2)));
  told_file full({ints({1, 2}, {2})});
  full.index = {};
  CHECK((full.kept(condition(full.at(0), comparison::is_null)) == row_ranges()));
  full.file.row_groups[0].columns[0].statistics->null_count.reset();
  CHECK((full.kept(condition(full.at(0), comparison::is_null)) == row_ranges::all(2)));
}

TEST_CASE("prune: comparisons with NULL are met by no row, NULL among others is passed over") {
  const told_file made({ints({1, 5}, {1, 1})});
  CHECK((made.kept({{0, comparison::equal, made.at(0).type, {scalar()}}}) == row_ranges()));
  CHECK((made.kept({{0, comparison::not_equal, made.at(0).type, {scalar()}}}) == row_ranges()));
  CHECK((made.kept({{0, comparison::in, made.at(0).type, {scalar(), scalar(5)}}}) == row_ranges{{1, 2}}));
}

TEST_CASE("prune: values of another kind prove nothing") {
  const told_file made({ints({1, 5}, {1, 1})});
  CHECK((made.kept({{0, comparison::equal, made.at(0).type, {scalar("x")}}}) == row_ranges::all(2)));
  CHECK((made.kept({{0, comparison::equal, schema::data_type(kind::string), {scalar("x")}}}) == row_ranges::all(2)));
  CHECK((made.kept({{0, comparison::is_null, schema::data_type(kind::string), {}}}) == row_ranges::all(2)));
}

TEST_CASE("prune: a column that became wider is pruned by its narrower values") {
  const told_file made({ints({1, 5, 10, 15}, {2, 2})});
  const schema::data_type wide(kind::long_);
  CHECK((made.kept({{0, comparison::equal, wide, {scalar(std::int64_t{1} << 40)}}}) == row_ranges()));
  CHECK((made.kept({{0, comparison::equal, wide, {scalar(12)}}}) == row_ranges{{2, 4}}));
}

TEST_CASE("prune: a NaN may be anywhere, and is greater than all others") {
  const told_file made({doubles({1, nan, 5, 6}, {2, 2})});
  const auto kept = [&](comparison what, double value) { return made.kept(condition(made.at(0), what, value)); };
  CHECK((kept(comparison::greater, 100) == row_ranges::all(4)));
  CHECK((kept(comparison::greater_equal, 100) == row_ranges::all(4)));
  CHECK((kept(comparison::equal, nan) == row_ranges::all(4)));
  CHECK((kept(comparison::less, nan) == row_ranges::all(4)));
  CHECK((kept(comparison::not_equal, 1) == row_ranges::all(4)));
  CHECK((kept(comparison::less, 2) == row_ranges{{0, 2}}));
  CHECK((kept(comparison::equal, 5.5) == row_ranges{{2, 4}}));
}

TEST_CASE("prune: zeros of both signs are one value") {
  const told_file made({doubles({0.0, 0.0, -0.0, -0.0}, {2, 2})});
  for (const double zero : {0.0, -0.0}) {
    for (const comparison what : {comparison::equal, comparison::less_equal, comparison::greater_equal}) {
      CHECK((made.kept(condition(made.at(0), what, zero)) == row_ranges::all(4)));
    }
    CHECK((made.kept(condition(made.at(0), comparison::less, zero)) == row_ranges()));
  }
}

TEST_CASE("prune: in lists values are compared, but nulls prove nothing") {
  column of = ints({}, {1, 1, 1});
  of.in_list = true;
  of.rows = {{scalar(1), scalar(2)}, {scalar(), scalar(9)}, {}};
  const told_file made({of});
  CHECK((made.kept(condition(of, comparison::equal, 2)) == row_ranges{{0, 1}}));
  CHECK((made.kept(condition(of, comparison::greater, 2)) == row_ranges{{1, 2}}));
  CHECK((made.kept(condition(of, comparison::is_null)) == row_ranges::all(3)));
  CHECK((made.kept(condition(of, comparison::is_not_null)) == row_ranges::all(3)));
  // Writers count the nulls of lists in more than one way.
  told_file other({of});
  other.index = {};
  other.file.row_groups[0].columns[0].statistics->null_count = other.file.row_groups[0].columns[0].num_values;
  CHECK((other.kept(condition(of, comparison::equal, 2)) == row_ranges::all(3)));
}

TEST_CASE("prune: a Bloom filter proves that values are not there") {
  const column of = ints({}, {});
  told_file made({ints({1}, {1})});
  const parquet::leaf_column& leaf = made.tree.leaves[0];
  parquet::bloom_filter filter = parquet::bloom_filter::sized_for(100, 0.0001);
  for (std::int32_t i = 0; i < 10; ++i) filter.insert(deltalake::xxhash64(little_endian(i)));
  const auto may = [&](comparison what, auto... values) {
    return parquet::may_match(filter, leaf, condition(of, what, values...));
  };
  CHECK(may(comparison::equal, 3));
  CHECK_FALSE(may(comparison::equal, 1000));
  CHECK(may(comparison::in, 1000, 3));
  CHECK_FALSE(may(comparison::in, 1000, 2000));
  CHECK_FALSE(may(comparison::in));
  CHECK(may(comparison::not_equal, 1000));
  CHECK(may(comparison::less, 1000));
  CHECK(may(comparison::is_null));
  CHECK(may(comparison::equal, "text"));  // its hash is not known
  CHECK_FALSE(parquet::may_match(filter, leaf, {0, comparison::in, of.type, {scalar(), scalar(1000)}}));

  const auto worth = [&](comparison what, auto... values) {
    return parquet::may_be_filtered(made.file, 0, leaf, condition(of, what, values...));
  };
  CHECK_FALSE(worth(comparison::equal, 3));
  made.file.row_groups[0].columns[0].bloom_filter_offset = 4;
  CHECK(worth(comparison::equal, 3));
  CHECK(worth(comparison::in, 3, 4));
  CHECK_FALSE(worth(comparison::less, 3));
  CHECK_FALSE(worth(comparison::equal, "text"));
  CHECK_FALSE(worth(comparison::is_null));
}

// Random columns of few distinct values, so that conditions are met now and then.
class random_columns {
 public:
  explicit random_columns(unsigned seed) : random_(seed) {}

  std::vector<column> columns(std::size_t rows) {
    std::vector<column> made(3);
    for (column& one : made) one = some_column(rows);
    return made;
  }
  std::vector<leaf_condition> conditions(const told_file& of) {
    std::vector<leaf_condition> made(1 + below(2));
    for (leaf_condition& one : made) {
      one.leaf = static_cast<std::uint32_t>(below(of.tree.leaves.size()));
      one.type = of.at(one.leaf).type;
      one.what = static_cast<comparison>(below(9));
      const std::size_t count = one.what == comparison::in ? below(4) : one.what < comparison::in ? 1 : 0;
      for (std::size_t i = 0; i < count; ++i) one.values.push_back(value(of.at(one.leaf).type, 20));
    }
    return made;
  }
  // Takes away what writers may leave out.
  void forget(told_file& of) {
    for (parquet::column_chunk& chunk : of.file.row_groups[0].columns) {
      if (below(4) == 0) chunk.statistics->null_count.reset();
      if (below(4) == 0) chunk.statistics->min_value.reset();
      if (below(4) == 0) chunk.statistics->max_value.reset();
      if (below(6) == 0) chunk.statistics.reset();
    }
    for (parquet::leaf_page_index& one : of.index.leaves) {
      if (below(4) == 0) one.columns->null_counts.clear();
      if (below(6) == 0) one.columns.reset();
    }
    if (below(10) == 0) of.file.type_defined_order.clear();
  }
  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  // NULL once in `nulls` times.
  scalar value(const schema::data_type& type, std::size_t nulls) {
    if (below(nulls) == 0) return scalar();
    if (type.is(kind::string)) return scalar(std::string(1 + below(3), static_cast<char>('a' + below(4))));
    if (!type.is(kind::double_)) return scalar(static_cast<int>(below(16)) - 8);
    constexpr double few[] = {0.0, -0.0, 1.5, -1.5, 3, -3, nan, std::numeric_limits<double>::infinity()};
    return scalar(few[below(std::size(few))]);
  }
  column some_column(std::size_t rows) {
    column made;
    switch (below(4)) {
      case 0: break;
      case 1: made.physical = physical_type::int64, made.type = schema::data_type(kind::long_); break;
      case 2: made.physical = physical_type::float64, made.type = schema::data_type(kind::double_); break;
      default: made.physical = physical_type::byte_array, made.type = schema::data_type(kind::string); break;
    }
    made.exact = below(2) == 0;
    made.in_list = below(4) == 0;
    const std::size_t nulls = 1 + below(6);
    while (made.rows.size() < rows) {
      const std::size_t size = (std::min)(1 + below(6), rows - made.rows.size());
      made.pages.push_back(size);
      const scalar base = value(made.type, nulls);  // so that pages differ
      for (std::size_t i = 0; i < size; ++i) {
        row& one = made.rows.emplace_back(made.in_list ? below(3) : 1);
        for (scalar& each : one) each = below(3) == 0 ? value(made.type, nulls) : base;
      }
    }
    return made;
  }

  std::mt19937 random_;
};

void check_filter(const told_file& made, const leaf_condition& one) {
  const column& of = made.at(one.leaf);
  parquet::bloom_filter filter = parquet::bloom_filter::sized_for(20, 0.01);
  bool met = false;
  for (const row& values : of.rows) {
    met = met || meets(values, one);
    for (const scalar& value : values) {
      if (!value.is_null()) filter.insert(deltalake::xxhash64(plain(value, of.physical)));
    }
  }
  const bool may = parquet::may_match(filter, made.tree.leaves[one.leaf], one);
  if (met) REQUIRE(may);
}

TEST_CASE("prune: never leaves out a row that meets the conditions") {
  random_columns random(17);
  std::size_t met = 0, left_out = 0;
  for (int round = 0; round < 400; ++round) {
    told_file made(random.columns(30));
    random.forget(made);
    for (int times = 0; times < 10; ++times) {
      const std::vector<leaf_condition> conditions = random.conditions(made);
      const row_ranges kept = made.kept(conditions);
      left_out += static_cast<std::size_t>(made.num_rows() - kept.count());
      for (std::size_t i = 0; i < 30; ++i) {
        if (!made.meets_all(i, conditions)) continue;
        ++met;
        REQUIRE(kept.contains(static_cast<std::int64_t>(i)));
      }
      for (const leaf_condition& one : conditions) check_filter(made, one);
    }
  }
  CHECK(met > 1000);
  CHECK(left_out > 1000);
}

// Whether a page of such integers may hold what meets the condition, if no more is known than its bounds and nulls.
bool may_hold(const column& of, std::size_t begin, std::size_t end, const leaf_condition& condition) {
  std::optional<std::int64_t> low, high;
  bool has_nulls = false;
  for (std::size_t i = begin; i < end; ++i) {
    const auto* const value = of.rows[i][0].get_if<std::int64_t>();
    has_nulls = has_nulls || value == nullptr;
    if (value == nullptr) continue;
    low = (std::min)(low.value_or(*value), *value);
    high = (std::max)(high.value_or(*value), *value);
  }
  if (condition.what == comparison::is_null) return has_nulls;
  if (condition.what == comparison::is_not_null) return low.has_value();
  for (std::int64_t value = low.value_or(0); low && value <= *high; ++value) {
    if (compares(scalar(value), condition)) return true;
  }
  return false;
}

TEST_CASE("prune: leaves out each page whose exact bounds allow it") {
  random_columns random(19);
  for (int round = 0; round < 300; ++round) {
    column of = ints({}, {});
    for (std::size_t left = 8; left > 0; --left) {
      const std::size_t size = 1 + random.below(3);
      of.pages.push_back(size);
      const int base = static_cast<int>(random.below(12)) - 6;
      for (std::size_t i = 0; i < size; ++i) {
        const bool null = random.below(3) == 0;
        of.rows.push_back({null ? scalar() : scalar(base + static_cast<int>(random.below(3)))});
      }
    }
    const told_file made({of});
    for (int times = 0; times < 20; ++times) {
      const std::vector<leaf_condition> conditions = random.conditions(made);
      row_ranges expected;
      std::int64_t begin = 0;
      for (const std::size_t size : of.pages) {
        const std::int64_t end = begin + static_cast<std::int64_t>(size);
        const bool may = std::all_of(conditions.begin(), conditions.end(), [&](const leaf_condition& one) {
          return may_hold(of, static_cast<std::size_t>(begin), static_cast<std::size_t>(end), one);
        });
        if (may) expected.add(begin, end);
        begin = end;
      }
      REQUIRE((made.kept(conditions) == expected));
    }
  }
}

}  // namespace
}  // namespace deltalake_prune_test
