// PLAIN values, dictionaries of them, and split streams: whole or in portions the same, or refused.
#include <deltalake/parquet/encoding/byte_stream_split.hpp>
#include <deltalake/parquet/encoding/dictionary.hpp>
#include <deltalake/parquet/encoding/plain.hpp>

#include <utility>
#include <vector>

#include <deltalake/base/bytes.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

namespace parquet = deltalake::parquet;
using deltalake::column::buffer;

void try_texts(std::string_view page, std::size_t count, std::size_t portion) {
  buffer offsets, content, again_offsets, again;
  const auto used = parquet::plain_byte_arrays(page, count, offsets, content);
  const auto skipped = parquet::plain_skip_byte_arrays(page, count);
  require(used.has_value() == skipped.has_value() && (!used || used->bytes == *skipped), "skipping is as reading");
  std::size_t done = 0, at = 0;
  while (done < count) {
    const std::size_t part = portion < count - done ? portion : count - done;
    const auto some = parquet::plain_byte_arrays(page.substr(at), part, again_offsets, again);
    if (!some) break;
    at += some->bytes;
    done += part;
  }
  require((done == count) == used.has_value(), "portions end as the whole");
  if (!used || count == 0) return;
  require(content.view() == again.view() && offsets.view() == again_offsets.view(), "portions are the same");
  require(used->bytes == content.size() + 4 * count, "each value has a length of four bytes");
  require(used->count == count, "there are as many as asked for");
  buffer few_offsets, few;
  const auto bounded = parquet::plain_byte_arrays(page, count, few_offsets, few, 3 * portion);
  require(bounded.has_value() && few.size() <= 3 * portion, "a bound in bytes is kept");
  require(content.view().starts_with(few.view()) && offsets.view().starts_with(few_offsets.view()),
          "what is within a bound is as without");
  const auto ends = offsets.as<std::int32_t>();
  require(bounded->count == count || static_cast<std::size_t>(ends[bounded->count + 1]) > 3 * portion,
          "no value is left out that is within a bound");
}

void try_dictionary(parquet::physical_type type, std::string_view page, std::size_t count) {
  buffer kept;
  kept.append(page.data(), page.size());
  const auto made = parquet::dictionary::make(type, 5, count, std::move(kept));
  if (!made) return;
  std::vector<std::uint32_t> indexes;
  std::size_t size = 0;
  for (std::size_t i = 0; i < count; ++i) {
    indexes.push_back(static_cast<std::uint32_t>((i * 7 + page.size()) % count));
    size += (*made)[indexes.back()].size();
  }
  buffer offsets, values;
  const bool fixed = made->width() != 0;
  const auto gather = [&](std::size_t size_max) {
    if (fixed) return made->gather_fixed(indexes.data(), indexes.size(), values).has_value();
    return made->gather_byte_arrays(indexes.data(), indexes.size(), offsets, values, size_max).has_value();
  };
  if (!fixed) {
    require(gather(size / 2) && values.size() <= size / 2, "a bound in bytes is kept");
    values.clear();
    offsets.clear();
  }
  require(gather(size) && values.size() == size, "all values are gathered");
  std::size_t at = 0;
  for (const std::uint32_t index : indexes) {
    require(values.view().substr(at, (*made)[index].size()) == (*made)[index], "each is the one of its index");
    at += (*made)[index].size();
  }
  indexes.push_back(static_cast<std::uint32_t>(count));
  require(!gather(size), "an index past the end is refused");
}

void try_input(std::string_view input) {
  if (input.size() < 3) return;
  const auto number = [input](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(input[at]));
  };
  const std::size_t count = number(0), portion = 1 + number(1) % 16, width = number(2) % 40;
  const auto page = deltalake::bytes::copy_of(input.substr(3));
  try_texts(page.view(), count, portion);
  try_dictionary(parquet::physical_type::byte_array, page.view(), count);
  try_dictionary(parquet::physical_type::int96, page.view(), count);
  try_dictionary(parquet::physical_type::fixed_len_byte_array, page.view(), count);
  buffer values, joined;
  const auto fixed = parquet::plain_fixed(page.view(), count, width, values);
  const auto split = parquet::byte_stream_split(page.view(), count, 0, count, width, joined);
  require(fixed.has_value() == split.has_value() && values.size() == joined.size(), "both need the same bytes");
  buffer bits;
  const bool enough = portion + count <= 8 * page.size();
  require(parquet::plain_booleans(page.view(), portion, count, bits, 0).has_value() == enough, "a bit a boolean");
}

}  // namespace deltalake_fuzz
