#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/error.hpp>
#include <deltalake/column/builder.hpp>
#include <deltalake/column/text_limits.hpp>
#include <deltalake/json/policy.hpp>

namespace deltalake::inline v0::column {

/// What happens to members of objects that the schema does not know.
enum class unknown_members : std::uint8_t { skipped, refused };

/// The JSON sink that builds a batch: one object a row. See json_rows, which drives it.
class json_row_sink {
 public:
  /// Throws as batch_builder.
  DELTALAKE_DECL json_row_sink(std::vector<field> fields, unknown_members unknown, const text_limits& bounds);
  json_row_sink(const json_row_sink&) = delete;
  json_row_sink& operator=(const json_row_sink&) = delete;
  DELTALAKE_DECL ~json_row_sink();

  DELTALAKE_DECL void begin_object();
  DELTALAKE_DECL void end_object();
  DELTALAKE_DECL void begin_array();
  DELTALAKE_DECL void end_array();
  DELTALAKE_DECL json::directive key(std::string_view name);
  DELTALAKE_DECL void text(std::string_view t);
  DELTALAKE_DECL void number(std::string_view literal, std::optional<std::int64_t> exact);
  DELTALAKE_DECL void boolean(bool b);
  DELTALAKE_DECL void null();
  template <class Value>
  void value(Value&&) {}
  const std::optional<error>& failure() const noexcept { return failure_; }

  const std::vector<field>& fields() const noexcept { return rows_.fields(); }
  std::int64_t num_rows() const noexcept { return rows_.num_rows(); }
  /// True if the batch has all the rows that it may have: `failure()` says so to the reader, and is none.
  bool full() const noexcept { return full_; }
  /// Drops what was pushed of a row that did not end.
  DELTALAKE_DECL void restart();
  /// Gives the rows that ended.
  DELTALAKE_DECL batch take();

 private:
  struct plan;  // the builder of a value, and those of its parts by name
  enum class place : std::uint8_t { structure, list, map_object, map_array, map_pair, bytes };
  struct frame {
    place what;
    const plan* at;
    std::size_t child = 0;  // of structure and map_pair
    std::int64_t begin = 0;
  };

  DELTALAKE_DECL const plan* target();
  DELTALAKE_DECL void refuse(std::string_view found);
  DELTALAKE_DECL void fail(error what);
  DELTALAKE_DECL void check(const result<void>& done);
  DELTALAKE_DECL std::string path() const;
  DELTALAKE_DECL void ended();
  DELTALAKE_DECL void end_row();
  DELTALAKE_DECL void close_structure(const frame& closed);
  DELTALAKE_DECL json::directive structure_key(frame& in, std::string_view name);
  DELTALAKE_DECL static plan make_plan(const field& from, array_builder& builder);

  batch_builder rows_;
  std::unique_ptr<plan> root_;
  std::vector<frame> open_;
  unknown_members unknown_;
  text_limits bounds_;
  std::size_t bytes_ = 0, ended_bytes_ = 0;  // of the batch, about; without the row that is open
  bool full_ = false;
  std::optional<error> failure_;
};

}  // namespace deltalake::inline v0::column

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/column/impl/json_row_sink.ipp>
#endif
