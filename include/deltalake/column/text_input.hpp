#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <deltalake/column/buffer.hpp>

namespace deltalake::inline v0::column {

/// Text that comes in chunks and is taken off at the front in whole records: keeps what is left of one chunk for the
/// next. A byte-order mark at the very start is passed over.
class text_input {
 public:
  /// Adds a chunk; after the last one nothing may be added.
  void feed(std::string_view chunk, bool is_last) {
    if (begin_ != 0) {
      std::memmove(kept_.data(), kept_.data() + begin_, kept_.size() - begin_);
      kept_.resize(kept_.size() - begin_);
      begin_ = 0;
    }
    kept_.append(chunk.data(), chunk.size());
    last_ = is_last;
    if (started_ || (kept_.size() < 3 && !is_last)) return;
    started_ = true;
    if (kept_.view().starts_with("\xEF\xBB\xBF")) begin_ = 3;
  }

  /// What was not taken yet. At least bytes::slack bytes behind it are readable. Valid until the next `feed`.
  std::string_view view() const noexcept { return kept_.view().substr(begin_); }
  bool last() const noexcept { return last_; }
  /// True if there may be a record that `starve` did not see in part.
  bool worth_reading() const noexcept { return started_ && (last_ || view().size() >= wanted_) && !view().empty(); }
  /// Takes bytes off the front.
  void take(std::size_t count) noexcept {
    const std::string_view taken = view().substr(0, count);
    line_ += std::count(taken.begin(), taken.end(), '\n');
    begin_ += taken.size();
    wanted_ = 0;
  }
  /// Tells that there is no whole record: it is worth looking again when twice as much is there.
  void starve() noexcept { wanted_ = view().size() * 2; }
  /// The line, from 1, on which `view()` begins.
  std::int64_t line() const noexcept { return line_; }

 private:
  buffer kept_;
  std::size_t begin_ = 0, wanted_ = 0;
  std::int64_t line_ = 1;
  bool last_ = false, started_ = false;
};

}  // namespace deltalake::inline v0::column
