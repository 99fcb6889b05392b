#pragma once
#include <concepts>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <deltalake/base/bytes.hpp>
#include <deltalake/storage/store.hpp>

namespace deltalake::inline v0::storage {

/// An object that is written part by part, so that it need not be in memory whole. Readers see nothing of it before
/// `finish`, and never a part. Used by one coroutine at a time; tasks must not outlive it. An upload that is destroyed
/// without `finish` leaves no object, at worst what a killed `put` leaves.
class upload {
 public:
  upload() = default;
  upload(const upload&) = delete;
  upload& operator=(const upload&) = delete;
  virtual ~upload() = default;

  /// Writes the next part. Throws what `put` throws; then nothing but `abort` makes sense. Cancellation: as of `put`.
  virtual task<void> write(bytes part) = 0;
  /// Makes the object appear, as `put` does with all parts in one. Throws what `put` throws.
  virtual task<put_outcome> finish() = 0;
  /// Gives up what was written. Throws nothing.
  virtual task<void> abort() = 0;
};

/// A store that can write an object part by part: `begin_upload(p, mode)` begins as `put(p, _, mode)` does. For stores
/// that cannot, `collecting_upload` keeps the parts and puts them at the end. Models: local_store, any_store,
/// prefix_store.
template <class S>
concept upload_store = store<S> && requires(S& s, path where, put_mode mode) {
  { s.begin_upload(where, mode) } -> std::same_as<task<std::unique_ptr<upload>>>;
};

namespace detail {
/// Joins parts to one object, and forgets them.
inline bytes joined(std::vector<bytes>& parts) {
  if (parts.size() == 1) return std::exchange(parts, {}).front();
  std::size_t size = 0;
  for (const bytes& part : parts) size += part.size();
  bytes whole = bytes::uninitialized(size);
  char* to = whole.mutable_data();
  for (const bytes& part : std::exchange(parts, {})) {
    if (!part.empty()) std::memcpy(to, part.data(), part.size());
    to += part.size();
  }
  return whole;
}
}  // namespace detail

/// Keeps all parts in memory and puts them as one object at the end, by any store.
template <class Store>
class collecting_upload final : public upload {
 public:
  collecting_upload(Store to, path where, put_mode mode)
      : to_(std::move(to)), where_(std::move(where)), mode_(std::move(mode)) {}

  task<void> write(bytes part) override {
    parts_.push_back(std::move(part));
    co_return;
  }
  task<put_outcome> finish() override {
    bytes whole = detail::joined(parts_);
    auto put = to_.put(where_, std::move(whole), mode_);
    co_return co_await std::move(put);
  }
  task<void> abort() override {
    parts_.clear();
    co_return;
  }

 private:
  Store to_;
  path where_;
  put_mode mode_;
  std::vector<bytes> parts_;
};

/// Collects what is written in memory: `content` has it after `finish`, which reports `created`.
class memory_upload final : public upload {
 public:
  explicit memory_upload(std::shared_ptr<bytes> content) : content_(std::move(content)) {}

  task<void> write(bytes part) override {
    parts_.push_back(std::move(part));
    co_return;
  }
  task<put_outcome> finish() override {
    *content_ = detail::joined(parts_);
    co_return put_outcome::created;
  }
  task<void> abort() override {
    parts_.clear();
    co_return;
  }

 private:
  std::shared_ptr<bytes> content_;
  std::vector<bytes> parts_;
};

/// Begins to write an object part by part, in whatever way the store has.
template <store Store>
task<std::unique_ptr<upload>> begin_upload(Store to, path where, put_mode mode) {
  if constexpr (upload_store<Store>) {
    auto begun = to.begin_upload(std::move(where), std::move(mode));
    co_return co_await std::move(begun);
  } else {
    std::unique_ptr<upload> made =
        std::make_unique<collecting_upload<Store>>(std::move(to), std::move(where), std::move(mode));
    co_return made;
  }
}

}  // namespace deltalake::inline v0::storage
