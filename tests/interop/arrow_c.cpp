// What arrow_c_test.py calls through ctypes: values go in and come out by Arrow's C interfaces.
#include <deltalake/column/arrow_export.hpp>
#include <deltalake/column/arrow_import.hpp>
#include <deltalake/column/arrow_stream.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

namespace {

using namespace deltalake::column;

// Returns 1 and writes the error into `text`, which holds `room` bytes.
int tell(const deltalake::error& problem, char* text, std::size_t room) {
  const std::string whole = problem.to_string();
  const std::size_t size = (std::min)(whole.size(), room - 1);
  std::memcpy(text, whole.data(), size);
  text[size] = '\0';
  return 1;
}

// A column of views, by hand: one in place, one in each of two buffers, a null.
array make_views() {
  array made;
  made.type = type_id::utf8_view;
  made.length = 4;
  made.null_count = 1;
  made.validity.push_back(std::uint8_t{0b1011});
  const std::string_view texts[] = {"short", "a text that is long", "", "another long text"};
  for (std::int32_t row = 0; row < 4; ++row) {
    const std::string_view text = texts[row];
    text_view view;
    view.size = static_cast<std::int32_t>(text.size());
    if (text.size() <= text_view::inline_max) {
      std::memcpy(reinterpret_cast<char*>(&view) + sizeof(view.size), text.data(), text.size());
    } else {
      std::copy_n(text.begin(), 4, view.prefix.begin());
      view.buffer = static_cast<std::int32_t>(made.viewed.size());
      view.offset = 2;
      buffer bytes;
      bytes.append("__", 2);
      bytes.append(text.data(), text.size());
      made.viewed.push_back(std::make_shared<const buffer>(std::move(bytes)));
    }
    made.values.push_back(view);
  }
  return made;
}

}  // namespace

extern "C" {

int round_trip_array(ArrowArray* values, ArrowSchema* schema, ArrowArray* values_out, ArrowSchema* schema_out,
                     char* text, std::size_t room) {
  // The description is copied beside, since both are taken with the values.
  const deltalake::result<field> described = detail::read_schema(*schema, {});
  deltalake::result<array> read = import_array(values, schema);
  if (read.has_error()) return tell(read.error(), text, room);
  const deltalake::result<void> done = export_schema(*described, schema_out);
  if (done.has_error()) return tell(done.error(), text, room);
  export_array(*std::move(read), values_out);
  return 0;
}

int round_trip_batch(ArrowArray* values, ArrowSchema* schema, ArrowArray* values_out, ArrowSchema* schema_out,
                     char* text, std::size_t room) {
  deltalake::result<batch> read = import_batch(values, schema);
  if (read.has_error()) return tell(read.error(), text, room);
  const deltalake::result<void> done = export_batch(*std::move(read), schema_out, values_out);
  return done.has_error() ? tell(done.error(), text, room) : 0;
}

int round_trip_stream(ArrowArrayStream* from, ArrowArrayStream* to, char* text, std::size_t room) {
  deltalake::result<arrow_stream> read = import_stream(from);
  if (read.has_error()) return tell(read.error(), text, room);
  const deltalake::result<void> done = export_stream(read->fields, std::move(read->next), to);
  return done.has_error() ? tell(done.error(), text, room) : 0;
}

int export_views(ArrowArray* values_out, ArrowSchema* schema_out, char* text, std::size_t room) {
  array made = make_views();
  const deltalake::result<void> done = export_schema(field{"v", made.type, true}, schema_out);
  if (done.has_error()) return tell(done.error(), text, room);
  export_array(std::move(made), values_out);
  return 0;
}

}  // extern "C"
