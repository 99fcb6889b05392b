#pragma once
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// Bytes of an object: a length and shared ownership of a buffer. Copies share; nobody writes once the producer has
/// handed it out. At least `bytes::slack` bytes past the end are readable (their values mean nothing): decoders load
/// whole vectors without a special last step.
class bytes {
 public:
  static constexpr std::size_t slack = 64;

  bytes() noexcept = default;

  /// Makes `size` bytes that the caller fills through `mutable_data()` before anyone else sees them.
  /// Only the slack is zeroed. Throws std::bad_alloc.
  static bytes uninitialized(std::size_t size) {
    bytes made;
    made.owner_ = std::shared_ptr<char[]>(new char[size + slack]);
    std::memset(made.owner_.get() + size, 0, slack);
    made.data_ = made.owner_.get();
    made.size_ = size;
    return made;
  }

  /// Makes a copy of `text`.
  static bytes copy_of(std::string_view text) {
    bytes made = uninitialized(text.size());
    if (!text.empty()) std::memcpy(made.mutable_data(), text.data(), text.size());
    return made;
  }

  const char* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::string_view view() const noexcept { return {data_, size_}; }

  /// Only for the producer, before the bytes are shared.
  char* mutable_data() noexcept { return owner_.get() + (data_ - owner_.get()); }
  /// Shortens to `size`, which must not exceed the current one: a short read. The slack follows the new end.
  void truncate(std::size_t size) noexcept { size_ = size < size_ ? size : size_; }

  /// A part of these bytes, cut to what is there; it shares the buffer.
  bytes slice(std::size_t offset, std::size_t length) const noexcept {
    bytes part = *this;
    const std::size_t begin = offset < size_ ? offset : size_;
    part.data_ += begin;
    part.size_ = length < size_ - begin ? length : size_ - begin;
    return part;
  }

  friend bool operator==(const bytes& a, const bytes& b) noexcept { return a.view() == b.view(); }

 private:
  std::shared_ptr<char[]> owner_;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace deltalake::inline v0
