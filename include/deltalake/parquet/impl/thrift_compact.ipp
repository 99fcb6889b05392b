#pragma once
#include <string>

#include <deltalake/parquet/thrift_compact.hpp>

namespace deltalake::inline v0::parquet {

DELTALAKE_DECL void thrift_reader::skip(const thrift_field& field) noexcept {
  // A field's boolean stands in its header, that of a collection in a byte of its own.
  const auto kind = static_cast<unsigned>(field.kind);
  if (!is_bool(kind)) skip_element(kind, 0);
}

DELTALAKE_DECL void thrift_reader::skip_element(unsigned kind, unsigned depth) noexcept {
  if (depth > most_depth) return fail(thrift_fault::too_large, "values nested too deep");
  switch (static_cast<thrift_kind>(kind)) {
    case thrift_kind::true_value:
    case thrift_kind::false_value:
    case thrift_kind::byte: return advance(1);
    case thrift_kind::int16:
    case thrift_kind::int32:
    case thrift_kind::int64: varint(); return;
    case thrift_kind::float64: return advance(8);
    case thrift_kind::uuid: return advance(16);
    case thrift_kind::binary: next_text(); return;
    case thrift_kind::list:
    case thrift_kind::set: return skip_list(depth);
    case thrift_kind::map: return skip_map(depth);
    case thrift_kind::structure: {
      for (thrift_field field; next(field);) {
        const auto inner = static_cast<unsigned>(field.kind);
        if (!is_bool(inner)) skip_element(inner, depth + 1);
      }
      return;
    }
    default: return fail(thrift_fault::invalid, "a value of no known kind");
  }
}

DELTALAKE_DECL void thrift_reader::skip_list(unsigned depth) noexcept {
  const unsigned head = next_byte();
  const std::size_t count = collection_size((head >> 4) == 15 ? varint() : head >> 4, 1);
  for (std::size_t i = 0; i < count && good(); ++i) skip_element(head & 0x0F, depth + 1);
}

DELTALAKE_DECL void thrift_reader::skip_map(unsigned depth) noexcept {
  const std::size_t count = collection_size(varint(), 2);
  if (count == 0) return;  // without the kinds
  const unsigned kinds = next_byte();
  for (std::size_t i = 0; i < count && good(); ++i) {
    skip_element(kinds >> 4, depth + 1);
    skip_element(kinds & 0x0F, depth + 1);
  }
}

DELTALAKE_DECL error thrift_reader::failure() const {
  const errc code = fault_ == thrift_fault::too_large ? errc::value_too_large : errc::invalid_parquet;
  return error(code, std::string(what_) + ", at byte " + std::to_string(offset()));
}

}  // namespace deltalake::inline v0::parquet
