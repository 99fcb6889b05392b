#pragma once
#include <array>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <deltalake/parquet/footer.hpp>
#include <deltalake/parquet/metadata_thrift.hpp>
#include <deltalake/parquet/thrift_compact.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline logical_type logical_of_kind(logical_kind kind) {
  logical_type made;
  made.kind = kind;
  return made;
}

inline logical_type logical_of_time(logical_kind kind, column::time_unit unit) {
  logical_type made = logical_of_kind(kind);
  made.unit = unit;
  made.utc = true;
  return made;
}

inline logical_type logical_of_integer(int bit_width, bool is_signed) {
  logical_type made = logical_of_kind(logical_kind::integer);
  made.bit_width = static_cast<std::uint8_t>(bit_width);
  made.is_signed = is_signed;
  return made;
}

// What the deprecated ConvertedType means. LogicalTypes.md: its times and time stamps are adjusted to UTC.
inline logical_type logical_of_converted(std::int32_t number, std::int32_t precision, std::int32_t scale) {
  switch (number) {
    case 0: return logical_of_kind(logical_kind::string);
    case 1: return logical_of_kind(logical_kind::map);
    case 2: return logical_of_kind(logical_kind::map_key_value);
    case 3: return logical_of_kind(logical_kind::list);
    case 4: return logical_of_kind(logical_kind::enumeration);
    case 5: {
      logical_type made = logical_of_kind(logical_kind::decimal);
      made.precision = precision;
      made.scale = scale;
      return made;
    }
    case 6: return logical_of_kind(logical_kind::date);
    case 7: return logical_of_time(logical_kind::time, column::time_unit::milli);
    case 8: return logical_of_time(logical_kind::time, column::time_unit::micro);
    case 9: return logical_of_time(logical_kind::timestamp, column::time_unit::milli);
    case 10: return logical_of_time(logical_kind::timestamp, column::time_unit::micro);
    case 11:
    case 12:
    case 13:
    case 14: return logical_of_integer(8 << (number - 11), false);
    case 15:
    case 16:
    case 17:
    case 18: return logical_of_integer(8 << (number - 15), true);
    case 19: return logical_of_kind(logical_kind::json);
    case 20: return logical_of_kind(logical_kind::bson);
    case 21: return logical_of_kind(logical_kind::interval);
    default: return {};
  }
}

// Fills a file_metadata. The first problem stops the reader, and so all loops.
class footer_parser {
 public:
  footer_parser(std::string_view metadata, const limits& bounds)
      : in_(metadata, bounds.string_bytes), bounds_(&bounds) {}

  result<file_metadata> parse() {
    take_file();
    if (!problem_ && !in_.good()) problem_ = in_.failure().in_field(place());
    if (!problem_) check_schema();
    if (!problem_) check_row_groups();
    if (!problem_) check_column_orders();
    if (problem_) return *std::move(problem_);
    return std::move(made_);
  }

 private:
  enum class part { none, schema, row_groups };
  static constexpr std::size_t none = (std::numeric_limits<std::size_t>::max)();

  // Where the parser is.
  std::string place() const {
    if (part_ == part::schema) return "schema[" + std::to_string(element_) + "]";
    if (part_ != part::row_groups) return {};
    std::string text = "row_groups[" + std::to_string(element_) + "]";
    if (column_ != none) text += ".columns[" + std::to_string(column_) + "]";
    return text;
  }
  void refuse(errc code, std::string what) {
    if (problem_ || !in_.good()) return;
    problem_ = error(code, std::move(what)).in_field(place());
    in_.fail(thrift_fault::invalid, "refused");
  }
  // A number that a later version of the format may have defined.
  void refuse_number(std::int32_t number, const char* name) {
    refuse(number < 0 ? errc::invalid_parquet : errc::unsupported_parquet, name + std::to_string(number));
  }
  void require(const seen_fields& seen, const char* name, std::initializer_list<int> required) {
    if (const int id = seen.first_missing(required); id != 0) {
      refuse(errc::invalid_parquet, std::string(name) + " without its field " + std::to_string(id));
    }
  }
  void require_count(std::int64_t value, const char* name) {
    if (value < 0) refuse(errc::invalid_parquet, std::string(name) + " is " + std::to_string(value));
  }
  template <class T>
  void require_count(const std::optional<T>& value, const char* name) {
    if (value) require_count(*value, name);
  }

  void take_file() {
    seen_fields seen;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: in_.take(field, made_.version); break;
        case 2: take_schema(field); break;
        case 3: in_.take(field, made_.num_rows); break;
        case 4: take_row_groups(field); break;
        case 5: take_key_values(field); break;
        case 6: in_.take(field, made_.created_by); break;
        case 7: take_column_orders(field); break;
        default: in_.skip(field);
      }
      seen.add(field);
    }
    require(seen, "file metadata", {1, 2, 3, 4});
    require_count(made_.num_rows, "the number of rows");
  }

  void take_schema(thrift_field& at) {
    constexpr std::size_t least_bytes = 3;  // a name and the end
    const std::size_t count = in_.enter_list(at, thrift_kind::structure, least_bytes);
    if (count > bounds_->schema_elements) {
      return refuse(errc::value_too_large, "a schema of " + std::to_string(count) + " elements; the limit is " +
                                               std::to_string(bounds_->schema_elements) + " (schema_elements)");
    }
    made_.schema.clear();
    made_.schema.reserve(count);
    part_ = part::schema;
    for (element_ = 0; element_ < count; ++element_) {
      take_schema_element(made_.schema.emplace_back());
      if (!in_.good()) return;
    }
    part_ = part::none;
  }

  void take_schema_element(schema_element& made) {
    seen_fields seen;
    std::optional<std::int32_t> type, repetition, converted;
    std::int32_t scale = 0, precision = 0;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: in_.take(field, type); break;
        case 2: in_.take(field, made.type_length); break;
        case 3: in_.take(field, repetition); break;
        case 4: in_.take(field, made.name); break;
        case 5: in_.take(field, made.num_children); break;
        case 6: in_.take(field, converted); break;
        case 7: in_.take(field, scale); break;
        case 8: in_.take(field, precision); break;
        case 9: in_.take(field, made.field_id); break;
        case 10: take_logical_type(field, made.logical); break;
        default: in_.skip(field);
      }
      seen.add(field);
    }
    require(seen, "a schema element", {4});
    if (type) made.type = physical_type_of(*type);
    if (repetition) made.repetition = repetition_of(*repetition);
    if (converted && made.logical.kind == logical_kind::none) {
      made.logical = logical_of_converted(*converted, precision, scale);
    }
  }

  physical_type physical_type_of(std::int32_t number) {
    if (number >= 0 && number <= 7) return static_cast<physical_type>(number);
    refuse_number(number, "the physical type ");
    return physical_type::boolean;
  }
  parquet::repetition repetition_of(std::int32_t number) {
    if (number >= 0 && number <= 2) return static_cast<parquet::repetition>(number);
    refuse_number(number, "the repetition ");
    return repetition::required;
  }

  void take_logical_type(thrift_field& at, logical_type& into) {
    // By the number of the union's member; time stamps and the like have fields of their own.
    constexpr std::array<logical_kind, 19> kinds{
        logical_kind::none,        logical_kind::string,   logical_kind::map,      logical_kind::list,
        logical_kind::enumeration, logical_kind::decimal,  logical_kind::date,     logical_kind::time,
        logical_kind::timestamp,   logical_kind::none,     logical_kind::integer,  logical_kind::unknown_null,
        logical_kind::json,        logical_kind::bson,     logical_kind::uuid,     logical_kind::float16,
        logical_kind::variant,     logical_kind::geometry, logical_kind::geography};
    if (!in_.enter(at)) return;
    for (thrift_field field; in_.next(field);) {
      const bool known = field.id > 0 && static_cast<std::size_t>(field.id) < kinds.size();
      into = logical_of_kind(known ? kinds[static_cast<std::size_t>(field.id)] : logical_kind::none);
      switch (into.kind) {
        case logical_kind::decimal: take_decimal(field, into); break;
        case logical_kind::time:
        case logical_kind::timestamp: take_time(field, into); break;
        case logical_kind::integer: take_integer(field, into); break;
        default: in_.skip(field);
      }
    }
  }

  void take_decimal(thrift_field& at, logical_type& into) {
    if (!in_.enter(at)) return;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: in_.take(field, into.scale); break;
        case 2: in_.take(field, into.precision); break;
        default: in_.skip(field);
      }
    }
  }

  // A unit that is not known takes the annotation with it: nobody could tell what the values mean.
  void take_time(thrift_field& at, logical_type& into) {
    bool has_unit = false;
    if (in_.enter(at)) {
      for (thrift_field field; in_.next(field);) {
        switch (field.id) {
          case 1: in_.take(field, into.utc); break;
          case 2: has_unit = take_time_unit(field, into.unit); break;
          default: in_.skip(field);
        }
      }
    }
    if (!has_unit) into = {};
  }

  bool take_time_unit(thrift_field& at, column::time_unit& into) {
    if (!in_.enter(at)) return false;
    bool known = false;
    for (thrift_field field; in_.next(field);) {
      known = field.id >= 1 && field.id <= 3;
      if (known) into = static_cast<column::time_unit>(field.id);  // milli, micro, nano
      in_.skip(field);
    }
    return known;
  }

  void take_integer(thrift_field& at, logical_type& into) {
    if (!in_.enter(at)) return;
    std::int8_t bit_width = 0;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: in_.take(field, bit_width); break;
        case 2: in_.take(field, into.is_signed); break;
        default: in_.skip(field);
      }
    }
    into.bit_width = static_cast<std::uint8_t>(bit_width);
  }

  void take_row_groups(thrift_field& at) {
    constexpr std::size_t least_bytes = 7;  // three fields and the end
    const std::size_t count = in_.enter_list(at, thrift_kind::structure, least_bytes);
    if (count > bounds_->row_groups) {
      return refuse(errc::value_too_large, std::to_string(count) + " row groups; the limit is " +
                                               std::to_string(bounds_->row_groups) + " (row_groups)");
    }
    made_.row_groups.clear();
    made_.row_groups.reserve(count);
    part_ = part::row_groups;
    column_ = none;
    for (element_ = 0; element_ < count; ++element_) {
      take_row_group(made_.row_groups.emplace_back());
      if (!in_.good()) return;
    }
    part_ = part::none;
  }

  void take_row_group(row_group& made) {
    seen_fields seen;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: take_columns(field, made.columns); break;
        case 2: in_.take(field, made.total_byte_size); break;
        case 3: in_.take(field, made.num_rows); break;
        case 5: in_.take(field, made.file_offset); break;
        case 6: in_.take(field, made.total_compressed_size); break;
        default: in_.skip(field);
      }
      seen.add(field);
    }
    require(seen, "a row group", {1, 2, 3});
    require_count(made.num_rows, "the number of rows");
    require_count(made.total_byte_size, "the size");
  }

  void take_columns(thrift_field& at, std::vector<column_chunk>& into) {
    constexpr std::size_t least_bytes = 19;  // what ColumnMetaData requires
    const std::size_t count = in_.enter_list(at, thrift_kind::structure, least_bytes);
    if (count > bounds_->schema_elements) {
      return refuse(errc::value_too_large, std::to_string(count) + " columns; the limit is " +
                                               std::to_string(bounds_->schema_elements) + " (schema_elements)");
    }
    into.clear();
    into.reserve(count);
    for (column_ = 0; column_ < count; ++column_) {
      take_column_chunk(into.emplace_back());
      if (!in_.good()) return;
    }
    column_ = none;
  }

  void take_column_chunk(column_chunk& made) {
    bool has_metadata = false;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: in_.take(field, made.file_path); break;
        case 3:
          take_column_metadata(field, made);
          has_metadata = field.kind == thrift_kind::structure;
          break;
        case 4: in_.take(field, made.offset_index_offset); break;
        case 5: in_.take(field, made.offset_index_length); break;
        case 6: in_.take(field, made.column_index_offset); break;
        case 7: in_.take(field, made.column_index_length); break;
        case 8:
        case 9:  // how the column is encrypted; its metadata once more, encrypted
          made.encrypted = true;
          in_.skip(field);
          break;
        default: in_.skip(field);
      }
    }
    if (!has_metadata) refuse(errc::unsupported_parquet, "a column whose metadata are encrypted or elsewhere");
    require_count(made.offset_index_offset, "the offset index's offset");
    require_count(made.offset_index_length, "the offset index's size");
    require_count(made.column_index_offset, "the column index's offset");
    require_count(made.column_index_length, "the column index's size");
  }

  void take_column_metadata(thrift_field& at, column_chunk& made) {
    if (!in_.enter(at)) return;
    seen_fields seen;
    std::int32_t type = 0, codec = 0;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: in_.take(field, type); break;
        case 2: take_encodings(field, made.encodings); break;
        case 3: take_path(field, made.path_in_schema); break;
        case 4: in_.take(field, codec); break;
        case 5: in_.take(field, made.num_values); break;
        case 6: in_.take(field, made.total_uncompressed_size); break;
        case 7: in_.take(field, made.total_compressed_size); break;
        case 9: in_.take(field, made.data_page_offset); break;
        case 11: in_.take(field, made.dictionary_page_offset); break;
        case 12: take_statistics(in_, field, made.statistics); break;
        case 14: in_.take(field, made.bloom_filter_offset); break;
        case 15: in_.take(field, made.bloom_filter_length); break;
        default: in_.skip(field);
      }
      seen.add(field);
    }
    require(seen, "a column's metadata", {1, 2, 3, 4, 5, 6, 7, 9});
    made.type = physical_type_of(type);
    made.codec = codec >= 0 && codec <= 7 ? static_cast<compression>(codec) : compression::unknown;
    require_count(made.num_values, "the number of values");
    require_count(made.total_uncompressed_size, "the uncompressed size");
    require_count(made.total_compressed_size, "the compressed size");
    require_count(made.data_page_offset, "the data pages' offset");
    require_count(made.dictionary_page_offset, "the dictionary's offset");
    require_count(made.bloom_filter_offset, "the Bloom filter's offset");
    require_count(made.bloom_filter_length, "the Bloom filter's size");
  }

  void take_encodings(thrift_field& at, std::vector<encoding>& into) {
    const std::size_t count = in_.enter_list(at, thrift_kind::int32);
    into.clear();
    into.reserve(count);
    for (std::size_t i = 0; i < count; ++i) into.push_back(encoding_of(in_.next_int32()));
  }

  void take_path(thrift_field& at, std::vector<std::string>& into) {
    const std::size_t count = in_.enter_list(at, thrift_kind::binary);
    if (count > bounds_->schema_depth) {
      return refuse(errc::value_too_large, "a path of " + std::to_string(count) + " names; the limit is " +
                                               std::to_string(bounds_->schema_depth) + " (schema_depth)");
    }
    into.clear();
    into.reserve(count);
    for (std::size_t i = 0; i < count; ++i) into.emplace_back(in_.next_text());
  }

  void take_key_values(thrift_field& at) {
    constexpr std::size_t least_bytes = 3;  // a key and the end
    const std::size_t count = in_.enter_list(at, thrift_kind::structure, least_bytes);
    made_.key_value_metadata.clear();
    made_.key_value_metadata.reserve(count);
    for (std::size_t i = 0; i < count && in_.good(); ++i) {
      auto& [key, value] = made_.key_value_metadata.emplace_back();
      seen_fields seen;
      for (thrift_field field; in_.next(field);) {
        switch (field.id) {
          case 1: in_.take(field, key); break;
          case 2: in_.take(field, value); break;
          default: in_.skip(field);
        }
        seen.add(field);
      }
      require(seen, "key and value", {1});
    }
  }

  void take_column_orders(thrift_field& at) {
    const std::size_t count = in_.enter_list(at, thrift_kind::structure);
    made_.type_defined_order.assign(count, false);
    for (std::size_t i = 0; i < count && in_.good(); ++i) {
      for (thrift_field field; in_.next(field); in_.skip(field)) made_.type_defined_order[i] = field.id == 1;
    }
  }

  // That the elements are one tree, by counting the children that each open group still has to come.
  void check_schema() {
    const std::vector<schema_element>& elements = made_.schema;
    if (elements.empty()) return refuse(errc::invalid_parquet, "a schema without a root");
    part_ = part::schema;
    element_ = 0;
    require_count(elements[0].num_children, "the number of children");
    if (elements[0].type) refuse(errc::invalid_parquet, "the schema's root is a column");
    std::vector<std::int32_t> open{elements[0].num_children};
    for (element_ = 1; element_ < elements.size(); ++element_) {
      while (!open.empty() && open.back() == 0) open.pop_back();
      if (open.empty()) return refuse(errc::invalid_parquet, "an element that belongs to no group");
      --open.back();
      check_element(elements[element_], open);
      if (problem_) return;
    }
    part_ = part::none;
    for (const std::int32_t missing : open) {
      if (missing != 0) refuse(errc::invalid_parquet, "a schema that ends before the last children of its groups");
    }
  }

  void check_element(const schema_element& element, std::vector<std::int32_t>& open) {
    if (open.size() > bounds_->schema_depth) {
      return refuse(errc::value_too_large,
                    "a schema nested deeper than " + std::to_string(bounds_->schema_depth) + " (schema_depth)");
    }
    if (!element.repetition) return refuse(errc::invalid_parquet, "an element without repetition");
    require_count(element.num_children, "the number of children");
    if (!element.type) return open.push_back(element.num_children);
    if (element.num_children != 0) return refuse(errc::invalid_parquet, "a column with children");
    if (*element.type == physical_type::fixed_len_byte_array && element.type_length <= 0) {
      return refuse(errc::invalid_parquet, "values of " + std::to_string(element.type_length) + " bytes");
    }
    leaves_.push_back(*element.type);
  }

  void check_row_groups() {
    std::int64_t rows = 0;
    part_ = part::row_groups;
    for (element_ = 0; element_ < made_.row_groups.size(); ++element_) {
      const row_group& group = made_.row_groups[element_];
      column_ = none;
      if (group.num_rows > (std::numeric_limits<std::int64_t>::max)() - rows) {
        return refuse(errc::invalid_parquet, "more rows than a number can count");
      }
      rows += group.num_rows;
      check_columns(group);
      if (problem_) return;
    }
    part_ = part::none;
  }

  void check_columns(const row_group& group) {
    if (group.columns.size() != leaves_.size()) {
      return refuse(errc::invalid_parquet, std::to_string(group.columns.size()) + " columns, but the schema has " +
                                               std::to_string(leaves_.size()));
    }
    for (column_ = 0; column_ < leaves_.size(); ++column_) {
      if (group.columns[column_].type == leaves_[column_]) continue;
      return refuse(errc::invalid_parquet, "another physical type than the schema's");
    }
    column_ = none;
  }

  void check_column_orders() {
    const std::size_t count = made_.type_defined_order.size();
    if (count == 0 || count == leaves_.size()) return;
    refuse(errc::invalid_parquet,
           std::to_string(count) + " column orders, but the schema has " + std::to_string(leaves_.size()) + " columns");
  }

  thrift_reader in_;
  const limits* bounds_;
  file_metadata made_;
  std::vector<physical_type> leaves_;
  std::optional<error> problem_;
  part part_ = part::none;
  std::size_t element_ = 0, column_ = none;
};

}  // namespace detail

DELTALAKE_DECL result<footer_tail> read_footer_tail(std::string_view last_8_bytes) {
  if (last_8_bytes.size() != footer_tail::size_bytes) {
    return error(errc::invalid_parquet,
                 "a file's tail of " + std::to_string(last_8_bytes.size()) + " bytes instead of 8");
  }
  const std::string_view magic = last_8_bytes.substr(4);
  if (magic == "PARE") return error(errc::unsupported_parquet, "the footer is encrypted");
  if (magic != "PAR1") return error(errc::invalid_parquet, "the file does not end in PAR1");
  footer_tail made;
  for (std::size_t i = 0; i < 4; ++i) {
    made.metadata_bytes |= std::uint32_t{static_cast<unsigned char>(last_8_bytes[i])} << (8 * i);
  }
  return made;
}

DELTALAKE_DECL result<file_metadata> parse_footer(std::string_view metadata, const limits& bounds) {
  if (metadata.size() > bounds.footer_bytes) {
    return error(errc::value_too_large, "metadata of " + std::to_string(metadata.size()) + " bytes; the limit is " +
                                            std::to_string(bounds.footer_bytes) + " (footer_bytes)");
  }
  return detail::footer_parser(metadata, bounds).parse();
}

}  // namespace deltalake::inline v0::parquet
