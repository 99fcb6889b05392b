#include "projection.hpp"

#include <algorithm>
#include <utility>

#include <deltalake/base/error.hpp>
#include <deltalake/schema/struct_type.hpp>

namespace deltalake_tool {
namespace {

using deltalake::column::array;
using deltalake::column::batch;
using deltalake::column::field;
using deltalake::column::type_id;

[[noreturn]] void refuse(std::string what) {
  deltalake::throw_error(deltalake::error(deltalake::errc::invalid_argument, std::move(what)));
}

// How many letters must be changed, added or dropped to make one text the other.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

constexpr std::size_t names_most = 5'000;

void list_names(const std::vector<field>& in, const std::string& before, std::vector<std::string>& to) {
  for (const field& one : in) {
    if (to.size() == names_most) return;
    to.push_back(before + one.name);
    if (one.type.id == type_id::structure) list_names(one.type.children, to.back() + '.', to);
  }
}

[[noreturn]] void refuse_unknown(const std::vector<field>& fields, const std::string& name) {
  constexpr std::size_t length_most = 200, told_most = 5;
  std::vector<std::string> names;
  list_names(fields, {}, names);
  const std::string folded = deltalake::schema::fold_name(name.substr(0, length_most));
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& one : names) {
    const std::string other = deltalake::schema::fold_name(one.substr(0, length_most));
    const bool inside = folded.size() >= 3 && other.find(folded) != std::string::npos;
    const std::size_t far = inside ? 1 : distance(folded, other);
    if (far <= std::max<std::size_t>(1, folded.size() / 3)) near.emplace_back(far, one);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string what = "there is no column '" + name + "'; ";
  what += near.empty() ? "the columns are" : "near it are";
  for (std::size_t i = 0; i < std::min(told_most, near.empty() ? names.size() : near.size()); ++i)
    what.append(i == 0 ? " '" : ", '").append(near.empty() ? names[i] : near[i].second).append("'");
  if ((near.empty() ? names.size() : near.size()) > told_most) what += ", ...";
  if (names.empty()) what = "there is no column '" + name + "', nor any other";
  refuse(std::move(what));
}

}  // namespace

std::vector<field> fields_of(const deltalake::parquet::schema_tree& schema) {
  std::vector<field> made;
  for (const deltalake::parquet::schema_node& node : schema.fields)
    made.push_back(field{node.name, node.type, node.nullable});
  return made;
}

// A whole name goes before a path, so that names with dots are found.
bool projection::find(const std::vector<field>& in, const std::string& name, bool any_case, part_path& path) {
  const auto same = [any_case](const std::string& a, const std::string& b) {
    return any_case ? deltalake::schema::fold_name(a) == deltalake::schema::fold_name(b) : a == b;
  };
  bool found = false;
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (!same(in[i].name, name)) continue;
    if (found && any_case) refuse("several columns are called '" + name + "' but for case");
    if (!found) path.push_back(i);
    found = true;
  }
  for (std::size_t dot = name.find('.'); !found && dot != std::string::npos; dot = name.find('.', dot + 1)) {
    for (std::size_t i = 0; i < in.size() && !found; ++i) {
      if (in[i].type.id != type_id::structure || !same(in[i].name, name.substr(0, dot))) continue;
      path.push_back(i);
      found = find(in[i].type.children, name.substr(dot + 1), any_case, path);
      if (!found) path.pop_back();
    }
  }
  return found;
}

void projection::want(std::vector<part>& parts, const part_path& path, std::size_t depth, bool keep_order) {
  auto at = std::find_if(parts.begin(), parts.end(), [&](const part& one) { return one.index == path[depth]; });
  if (at == parts.end()) {
    part made;
    made.index = path[depth];
    const auto place =
        keep_order ? parts.end()
                   : std::find_if(parts.begin(), parts.end(), [&](const part& one) { return one.index > path[depth]; });
    at = parts.insert(place, std::move(made));
  }
  if (depth + 1 == path.size())
    at->whole = true;
  else
    want(at->parts, path, depth + 1, false);
}

field projection::project(const field& from, const part& wanted) {
  if (wanted.whole) return from;
  field made = from;
  made.type.children.clear();
  for (const part& one : wanted.parts) made.type.children.push_back(project(from.type.children[one.index], one));
  return made;
}

array projection::project(array from, const part& wanted) {
  if (wanted.whole) return from;
  deltalake::column::data_type type = from.type;
  type.children.clear();
  std::vector<array> children;
  for (const part& one : wanted.parts) {
    type.children.push_back(project(from.type.children[one.index], one));
    children.push_back(project(std::move(from.children[one.index]), one));
  }
  from.type = std::move(type);
  from.children = std::move(children);
  return from;
}

projection::projection(std::vector<field> fields, const std::vector<std::string>& names) : all_(names.empty()) {
  if (all_) {
    fields_ = std::move(fields);
    return;
  }
  for (const std::string& name : names) {
    part_path path;
    if (!find(fields, name, false, path) && !find(fields, name, true, path)) refuse_unknown(fields, name);
    want(wanted_, path, 0, true);
  }
  for (const part& one : wanted_) fields_.push_back(project(fields[one.index], one));
}

void projection::mark(const deltalake::parquet::schema_node& node, const part& wanted, std::vector<bool>& leaves) {
  for (const part& one : wanted.parts) {
    if (!wanted.whole) mark(node.children[one.index], one, leaves);
  }
  if (wanted.whole) std::fill(leaves.begin() + node.leaf_begin, leaves.begin() + node.leaf_end, true);
}

std::vector<bool> projection::leaves(const deltalake::parquet::schema_tree& schema) const {
  std::vector<bool> made(schema.leaves.size(), all_);
  for (const part& one : wanted_) mark(schema.fields[one.index], one, made);
  return made;
}

batch projection::apply(batch all) const {
  if (all_) return all;
  batch made;
  made.num_rows = all.num_rows;
  made.fields = fields_;
  for (const part& one : wanted_) made.columns.push_back(project(std::move(all.columns[one.index]), one));
  return made;
}

batch projection::reorder(batch read) const {
  if (all_) return read;
  batch made;
  made.num_rows = read.num_rows;
  made.fields = fields_;
  for (const part& one : wanted_) {
    // Of the columns that were read, those that stand before this one in the file.
    const auto before =
        std::count_if(wanted_.begin(), wanted_.end(), [&](const part& other) { return other.index < one.index; });
    made.columns.push_back(std::move(read.columns[static_cast<std::size_t>(before)]));
  }
  return made;
}

}  // namespace deltalake_tool
