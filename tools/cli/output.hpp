#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace deltalake_tool {

/// Thrown when nobody reads the output any more. It is no failure: whoever reads has seen enough.
struct output_closed : std::runtime_error {
  output_closed() : std::runtime_error("the output is closed") {}
};

/// Standard output or another open file, written in large pieces.
class output {
 public:
  output();
  /// Writes to an open file, which stays the caller's. `name` stands in errors.
  output(int file, std::string name);
  /// What is still to be written; append to it, and call `ready` after each line.
  std::string& text() noexcept { return text_; }
  /// Writes if enough has gathered.
  void ready() {
    if (text_.size() >= piece) flush();
  }
  /// Writes everything. Throws output_closed and std::system_error; of another file than standard output
  /// delta_error(no_space, storage_io).
  void flush();
  /// True if a person is reading.
  bool terminal() const noexcept { return terminal_; }

 private:
  static constexpr std::size_t piece = std::size_t{1} << 18;
  [[noreturn]] void fail(int code) const;

  std::string text_;
  int file_;
  std::string name_;
  bool terminal_;
};

/// Makes the standard streams safe to use: a write to a closed pipe becomes an error code, and a stream that the caller
/// closed is opened on nothing, so that no other file gets its number.
void prepare_streams();

/// Text from a table as a terminal may show it: control characters and what is not UTF-8 become \xNN.
std::string printable(std::string_view text);
/// "812 B", "1.2 KiB", ...
std::string human_size(std::int64_t size_bytes);
/// "2026-01-31 12:00:00" in UTC.
std::string human_time(std::int64_t ms);

/// Lines of cells, printed as columns that are as wide as their widest cell.
class columns {
 public:
  enum class align { left, right };

  explicit columns(std::vector<align> how, std::string indent = {})
      : how_(std::move(how)), indent_(std::move(indent)) {}
  void add(std::vector<std::string> cells) { lines_.push_back(std::move(cells)); }
  bool empty() const noexcept { return lines_.empty(); }
  void print(output& out) const;

 private:
  std::vector<align> how_;
  std::string indent_;
  std::vector<std::vector<std::string>> lines_;
};

}  // namespace deltalake_tool
