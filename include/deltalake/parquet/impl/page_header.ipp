#pragma once
#include <cstdint>
#include <string>
#include <utility>

#include <deltalake/parquet/metadata_thrift.hpp>
#include <deltalake/parquet/page_header.hpp>
#include <deltalake/parquet/thrift_compact.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

// Fills a page_header: all of it is parsed first, then checked, so that a header which the window cuts off is told
// apart from one that is wrong.
class page_header_parser {
 public:
  page_header_parser(std::string_view window, const limits& bounds)
      : in_(window.substr(0, bounds.page_header_bytes), bounds.string_bytes), bounds_(&bounds),
        window_bytes_(window.size()) {}

  result<std::optional<page_header>> parse() {
    take_header();
    if (in_.fault() == thrift_fault::truncated && window_bytes_ < bounds_->page_header_bytes) {
      return std::optional<page_header>();
    }
    if (in_.fault() == thrift_fault::truncated) {
      return too_large("a page header of", window_bytes_, "page_header_bytes", bounds_->page_header_bytes);
    }
    if (!in_.good()) return in_.failure().in_field("page header");
    made_.header_bytes = static_cast<std::uint32_t>(in_.offset());
    if (negative_ != nullptr)
      return error(errc::invalid_parquet, std::string("a page whose ") + negative_ + " is negative");
    if (std::optional<error> problem = check(); problem) return *std::move(problem);
    return std::optional<page_header>(std::move(made_));
  }

 private:
  static error too_large(const char* what, std::size_t found, const char* name, std::uint32_t limit) {
    return error(errc::value_too_large, std::string(what) + ' ' + std::to_string(found) + " bytes; the limit is " +
                                            std::to_string(limit) + " (" + name + ')');
  }

  void take_header() {
    std::int32_t type = -1;
    for (thrift_field field; in_.next(field);) {
      if (field.id == 1 && type >= 0) in_.fail(thrift_fault::invalid, "a page of two types");
      switch (field.id) {
        case 1: in_.take(field, type); break;
        case 2: take_count(field, made_.uncompressed_bytes, "uncompressed size"); break;
        case 3: take_count(field, made_.compressed_bytes, "compressed size"); break;
        case 4: take_crc(field); break;
        default: take_body(field, type);
      }
      seen_.add(field);
    }
    made_.type = type >= 0 && type <= 3 ? static_cast<page_type>(type) : page_type::unknown;
  }

  void take_count(thrift_field& field, std::uint32_t& into, const char* name) {
    std::int32_t value = 0;
    in_.take(field, value);
    if (value < 0) negative_ = name;
    into = static_cast<std::uint32_t>(value);
  }
  void take_crc(thrift_field& field) {
    std::int32_t value = 0;
    in_.take(field, value);
    made_.crc = static_cast<std::uint32_t>(value);
  }
  void take_encoding(thrift_field& field, encoding& into) {
    std::int32_t number = 0;
    in_.take(field, number);
    into = encoding_of(number);
  }

  // The struct that goes with the page's type; others would mix their counts with its own.
  void take_body(thrift_field& at, std::int32_t type) {
    if (at.id == 5 && type == 0) return take_data_v1(at);
    if (at.id == 7 && type == 2) return take_dictionary(at);
    if (at.id == 8 && type == 3) return take_data_v2(at);
    in_.skip(at);
  }

  void take_data_v1(thrift_field& at) {
    if (!in_.enter(at)) return;
    seen_fields seen;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: take_count(field, made_.num_values, "number of values"); break;
        case 2: take_encoding(field, made_.encoding); break;
        case 3: take_encoding(field, made_.definition_encoding); break;
        case 4: take_encoding(field, made_.repetition_encoding); break;
        case 5: take_statistics(in_, field, made_.statistics); break;
        default: in_.skip(field);
      }
      seen.add(field);
    }
    complete_ = seen.first_missing({1, 2, 3, 4}) == 0;
  }

  void take_dictionary(thrift_field& at) {
    if (!in_.enter(at)) return;
    seen_fields seen;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: take_count(field, made_.num_values, "number of entries"); break;
        case 2: take_encoding(field, made_.encoding); break;
        default: in_.skip(field);
      }
      seen.add(field);
    }
    complete_ = seen.first_missing({1, 2}) == 0;
  }

  void take_data_v2(thrift_field& at) {
    if (!in_.enter(at)) return;
    seen_fields seen;
    for (thrift_field field; in_.next(field);) {
      switch (field.id) {
        case 1: take_count(field, made_.num_values, "number of values"); break;
        case 2: take_count(field, made_.num_nulls, "number of nulls"); break;
        case 3: take_count(field, made_.num_rows, "number of rows"); break;
        case 4: take_encoding(field, made_.encoding); break;
        case 5: take_count(field, made_.definition_bytes, "size of the definition levels"); break;
        case 6: take_count(field, made_.repetition_bytes, "size of the repetition levels"); break;
        case 7: in_.take(field, made_.is_compressed); break;
        case 8: take_statistics(in_, field, made_.statistics); break;
        default: in_.skip(field);
      }
      seen.add(field);
    }
    complete_ = seen.first_missing({1, 2, 3, 4, 5, 6}) == 0;
  }

  // Pages to be skipped need no struct.
  bool is_complete() const noexcept {
    return complete_ || made_.type == page_type::index || made_.type == page_type::unknown;
  }

  std::optional<error> check() const {
    if (seen_.first_missing({1, 2, 3}) != 0) return error(errc::invalid_parquet, "a page header without type or sizes");
    if (!is_complete()) {
      return error(errc::invalid_parquet, "a page header that lacks what pages of its type need");
    }
    if (made_.compressed_bytes > bounds_->page_bytes) {
      return too_large("a page of", made_.compressed_bytes, "page_bytes", bounds_->page_bytes);
    }
    if (made_.uncompressed_bytes > bounds_->page_bytes) {
      return too_large("a page of decompressed", made_.uncompressed_bytes, "page_bytes", bounds_->page_bytes);
    }
    if (made_.type == page_type::dictionary && made_.uncompressed_bytes > bounds_->dictionary_bytes) {
      return too_large("a dictionary of", made_.uncompressed_bytes, "dictionary_bytes", bounds_->dictionary_bytes);
    }
    if (made_.type != page_type::data_v2) return std::nullopt;
    const std::uint64_t levels = std::uint64_t{made_.definition_bytes} + made_.repetition_bytes;
    if (levels > made_.compressed_bytes || levels > made_.uncompressed_bytes) {
      return error(errc::invalid_parquet, "levels of " + std::to_string(levels) + " bytes in a page of " +
                                              std::to_string(made_.compressed_bytes) + ", decompressed " +
                                              std::to_string(made_.uncompressed_bytes));
    }
    if (made_.num_nulls > made_.num_values) {
      return error(errc::invalid_parquet,
                   std::to_string(made_.num_nulls) + " nulls among " + std::to_string(made_.num_values) + " values");
    }
    return std::nullopt;
  }

  thrift_reader in_;
  const limits* bounds_;
  std::size_t window_bytes_;
  page_header made_;
  const char* negative_ = nullptr;  // what is negative
  seen_fields seen_;
  bool complete_ = false;  // the struct that goes with the type was there, with all that it must have
};

}  // namespace detail

DELTALAKE_DECL result<std::optional<page_header>> parse_page_header(std::string_view window, const limits& bounds) {
  return detail::page_header_parser(window, bounds).parse();
}

}  // namespace deltalake::inline v0::parquet
