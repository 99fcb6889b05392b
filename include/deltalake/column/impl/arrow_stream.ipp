#pragma once
#include <cerrno>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include <deltalake/column/arrow_stream.hpp>

namespace deltalake::inline v0::column {
namespace detail {

struct exported_stream {
  std::vector<field> fields;
  batch_source next;
  batch_return give_back;
  std::string last_error;
  bool is_over = false;
};

inline exported_stream& stream_of(ArrowArrayStream* stream) noexcept {
  return *static_cast<exported_stream*>(stream->private_data);
}

inline int fail_stream(exported_stream& stream, int number, std::string text) {
  stream.is_over = true;
  stream.last_error = std::move(text);
  return number;
}

/// Calls a function of the stream for a caller that knows no exceptions.
template <class Function>
int call_guarded(exported_stream& stream, Function function) noexcept {
  try {
    return function(stream);
  } catch (const std::bad_alloc&) {
    stream.is_over = true;
    stream.last_error.clear();  // a text would need memory
    return ENOMEM;
  } catch (const std::exception& problem) {
    try {
      return fail_stream(stream, EIO, problem.what());
    } catch (...) {
      return ENOMEM;
    }
  } catch (...) {
    stream.is_over = true;
    return EIO;
  }
}

inline int give_schema(ArrowArrayStream* stream, ArrowSchema* out) noexcept {
  return call_guarded(stream_of(stream), [out](exported_stream& from) {
    const result<void> done = export_schema(from.fields, out);
    return done.has_error() ? fail_stream(from, EINVAL, done.error().to_string()) : 0;
  });
}

inline std::string differing_column(const std::vector<field>& fields, const batch& rows) {
  if (rows.columns.size() != fields.size()) return "a batch has another number of columns than the stream";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const data_type& type = rows.columns[i].type;
    if (type == fields[i].type) continue;
    return "column '" + fields[i].name + "' of a batch is " + to_string(type) + ", the stream's is " +
           to_string(fields[i].type);
  }
  return {};
}

inline int give_next(ArrowArrayStream* stream, ArrowArray* out) noexcept {
  *out = ArrowArray{};
  return call_guarded(stream_of(stream), [out](exported_stream& from) {
    if (from.is_over) return from.last_error.empty() ? 0 : EIO;
    result<std::optional<batch>> next = from.next();
    if (next.has_error()) return fail_stream(from, EIO, next.error().to_string());
    if (!next->has_value()) {
      from.is_over = true;
      return 0;
    }
    std::string difference = differing_column(from.fields, **next);
    if (!difference.empty()) return fail_stream(from, EINVAL, std::move(difference));
    export_batch(*std::move(*next), out, from.give_back);
    return 0;
  });
}

inline const char* give_error(ArrowArrayStream* stream) noexcept {
  const std::string& text = stream_of(stream).last_error;
  return text.empty() ? nullptr : text.c_str();
}

inline void release_stream(ArrowArrayStream* stream) noexcept {
  const std::unique_ptr<exported_stream> owned(&stream_of(stream));
  stream->release = nullptr;
}

// What a stream that is read shares between the copies of its function.
struct imported_stream {
  imported_stream(ArrowArrayStream* from, const import_options& how) : stream(from), options(how) {}

  // A producer's text is valid until its next call only.
  error failure(int number) {
    const char* const text = stream->get_last_error == nullptr ? nullptr : stream->get_last_error(&*stream);
    std::string what = "the Arrow stream failed with errno " + std::to_string(number);
    if (text != nullptr) what.append(": ").append(text);
    return error{errc::storage_io, std::move(what)};
  }
  result<std::optional<batch>> next() {
    if (broken) return *broken;
    if (is_over) return std::optional<batch>();
    ArrowArray values{};
    const int number = stream->get_next(&*stream, &values);
    if (number != 0) return *(broken = failure(number));
    if (values.release == nullptr) {
      is_over = true;
      return std::optional<batch>();
    }
    result<batch> made = import_rows(&values, **schema, options);
    if (made.has_error()) return *(broken = made.error());
    return std::optional<batch>(*std::move(made));
  }

  arrow_owner<ArrowArrayStream> stream;
  std::unique_ptr<arrow_owner<ArrowSchema>> schema;
  import_options options;
  std::optional<error> broken;
  bool is_over = false;
};

}  // namespace detail

DELTALAKE_DECL result<void> export_stream(std::vector<field> fields, batch_source next, ArrowArrayStream* to,
                                          batch_return give_back) {
  *to = ArrowArrayStream{};
  ArrowSchema tried{};
  result<void> done = export_schema(fields, &tried);
  if (done.has_error()) return done;
  tried.release(&tried);
  auto owned = std::make_unique<detail::exported_stream>();
  owned->fields = std::move(fields);
  owned->next = std::move(next);
  owned->give_back = std::move(give_back);
  to->get_schema = &detail::give_schema;
  to->get_next = &detail::give_next;
  to->get_last_error = &detail::give_error;
  to->release = &detail::release_stream;
  to->private_data = owned.release();
  return done;
}

DELTALAKE_DECL result<arrow_stream> import_stream(ArrowArrayStream* from, const import_options& options) {
  const auto state = std::make_shared<detail::imported_stream>(from, options);
  ArrowArrayStream& stream = *state->stream;
  if (stream.release == nullptr) return error{errc::invalid_argument, "the Arrow stream was released"};
  if (stream.get_schema == nullptr || stream.get_next == nullptr) {
    return error{errc::invalid_argument, "the Arrow stream lacks a function"};
  }
  ArrowSchema schema{};
  const int number = stream.get_schema(&stream, &schema);
  if (number != 0) return state->failure(number);
  state->schema = std::make_unique<detail::arrow_owner<ArrowSchema>>(&schema);
  result<field> described = detail::read_schema(**state->schema, options);
  if (described.has_error()) return described.error();
  if (described->type.id != type_id::structure) {
    return error{errc::invalid_argument, "the arrays of a stream must be structs, not " + to_string(described->type)};
  }
  arrow_stream made;
  made.fields = std::move(described->type.children);
  made.next = [state] { return state->next(); };
  return made;
}

}  // namespace deltalake::inline v0::column
