#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::column {

/// Growing memory of an array: 64-byte aligned, as Arrow asks. What it grows by is not initialized, so that decoders
/// write every byte once. At least `buffer::slack` bytes past the end belong to it: kernels may read and write whole
/// vectors there. Emptying it keeps the memory for the next batch. Movable, not copyable.
class buffer {
 public:
  static constexpr std::size_t slack = 64;

  buffer() noexcept = default;
  buffer(buffer&& other) noexcept
      : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)), room_(std::exchange(other.room_, 0)) {}
  buffer& operator=(buffer&& other) noexcept {
    data_ = std::move(other.data_);
    size_ = std::exchange(other.size_, 0);
    room_ = std::exchange(other.room_, 0);
    return *this;
  }

  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return room_; }
  bool empty() const noexcept { return size_ == 0; }
  const std::uint8_t* data() const noexcept { return data_.get(); }
  std::uint8_t* data() noexcept { return data_.get(); }
  std::string_view view() const noexcept { return {reinterpret_cast<const char*>(data_.get()), size_}; }

  /// The content as values of a trivial type.
  template <class T>
  T* as() noexcept {
    return reinterpret_cast<T*>(data_.get());
  }
  template <class T>
  const T* as() const noexcept {
    return reinterpret_cast<const T*>(data_.get());
  }

  void clear() noexcept { size_ = 0; }
  /// Makes room for `size` bytes. Throws std::bad_alloc.
  void reserve(std::size_t size) {
    if (size > room_ || data_ == nullptr) grow(size);
  }
  /// Sets the size; new bytes are not initialized. Throws std::bad_alloc.
  void resize(std::size_t size) {
    reserve(size);
    size_ = size;
  }
  /// Adds `count` bytes that the caller fills, and returns where they begin. Throws std::bad_alloc.
  std::uint8_t* extend(std::size_t count) {
    const std::size_t begin = size_;
    resize(size_ + count);
    return data_.get() + begin;
  }
  void append(const void* from, std::size_t count) {
    if (count != 0) std::memcpy(extend(count), from, count);
  }
  template <class T>
  void push_back(const T& value) {
    append(&value, sizeof(T));
  }

 private:
  struct release {
    void operator()(std::uint8_t* memory) const noexcept { ::operator delete(memory, std::align_val_t{64}); }
  };
  void grow(std::size_t size) {
    std::size_t room = room_ < 192 ? 192 : room_ * 2;
    if (room < size) room = size;
    room = (room + slack + 63) / 64 * 64;
    std::unique_ptr<std::uint8_t[], release> made(
        static_cast<std::uint8_t*>(::operator new(room, std::align_val_t{64})));
    if (size_ != 0) std::memcpy(made.get(), data_.get(), size_);
    std::memset(made.get() + room - slack, 0, slack);
    data_ = std::move(made);
    room_ = room - slack;
  }

  std::unique_ptr<std::uint8_t[], release> data_;
  std::size_t size_ = 0, room_ = 0;
};

}  // namespace deltalake::inline v0::column
