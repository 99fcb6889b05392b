// The delta encodings: whole or in portions the same, skipped alike, and never more than was asked for.
#include <deltalake/parquet/encoding/delta.hpp>

#include <deltalake/base/bytes.hpp>

#include "fuzz.hpp"

namespace deltalake_fuzz {

namespace parquet = deltalake::parquet;
using deltalake::column::buffer;

constexpr std::uint64_t values_max = 5000;

template <class Reader>
std::size_t count_of(const Reader& reader) {
  return static_cast<std::size_t>(reader.left() < values_max ? reader.left() : values_max);
}

template <class T>
void try_numbers(std::string_view body, std::size_t portion) {
  const auto made = parquet::delta_binary_decoder<T>::make(body);
  if (!made) return;
  auto whole = *made, parts = *made, skipped = *made;
  const std::size_t count = count_of(whole);
  buffer values, again;
  const bool good = whole.decode(count, values).has_value();
  require(values.size() == (good ? count * sizeof(T) : 0), "all values or none");
  require(skipped.skip(count).has_value() == good, "skipping is as reading");
  std::size_t done = 0;
  while (done < count) {
    const std::size_t part = portion < count - done ? portion : count - done;
    if (!parts.decode(part, again)) break;
    done += part;
  }
  require((done == count) == good, "portions end as the whole");
  require(!good || values.view() == again.view(), "portions are the same");
}

// The same, as far as a number of bytes goes each time, or one value.
template <class Reader>
void try_bounded(std::string_view body, std::size_t bytes, std::string_view content, std::string_view offsets) {
  auto reader = Reader::make(body);
  buffer some_offsets, some;
  std::size_t done = 0;
  const std::size_t count = offsets.size() / 4 - 1;
  while (done < count) {
    const std::size_t before = some.size();
    const auto within = reader->decode(count - done, some_offsets, some, before + bytes);
    require(within.has_value() && some.size() <= before + bytes, "a bound in bytes is kept");
    done += *within;
    if (*within != 0) continue;
    require(reader->decode(1, some_offsets, some).has_value() && some.size() > before + bytes,
            "no value is left out that is within a bound");
    ++done;
  }
  require(some.view() == content && some_offsets.view() == offsets, "bounds change no values");
}

template <class Reader>
void try_texts(std::string_view body, std::size_t portion) {
  auto whole = Reader::make(body), parts = Reader::make(body), skipped = Reader::make(body);
  require(whole.has_value() == parts.has_value(), "a body is good or not");
  if (!whole) return;
  const std::size_t count = count_of(*whole);
  buffer offsets, content, again_offsets, again;
  const bool good = whole->decode(count, offsets, content).has_value();
  require(good || (content.empty() && offsets.empty()), "all values or none");
  require(skipped->skip(count).has_value() == good, "skipping is as reading");
  std::size_t done = 0;
  while (done < count) {
    const std::size_t part = portion < count - done ? portion : count - done;
    if (!parts->decode(part, again_offsets, again)) break;
    done += part;
  }
  require((done == count) == good, "portions end as the whole");
  if (!good || count == 0) return;
  require(offsets.size() == 4 * (count + 1), "an end for each value");
  require(content.view() == again.view() && offsets.view() == again_offsets.view(), "portions are the same");
  try_bounded<Reader>(body, portion, content.view(), offsets.view());
}

void try_fixed(std::string_view body, std::size_t width) {
  auto reader = parquet::delta_byte_array_decoder::make(body);
  if (!reader) return;
  const std::size_t count = count_of(*reader);
  buffer values;
  const bool good = reader->decode_fixed(count, width, values).has_value();
  require(values.size() == (good ? count * width : 0), "all values of one width, or none");
}

void try_input(std::string_view input) {
  if (input.empty()) return;
  const std::size_t portion = 1 + static_cast<unsigned char>(input[0]);
  const auto body = deltalake::bytes::copy_of(input.substr(1));
  try_numbers<std::int32_t>(body.view(), portion);
  try_numbers<std::int64_t>(body.view(), portion);
  try_texts<parquet::delta_length_decoder>(body.view(), portion);
  try_texts<parquet::delta_byte_array_decoder>(body.view(), portion);
  try_fixed(body.view(), portion % 20);
}

}  // namespace deltalake_fuzz
