#pragma once
#include <cstdint>
#include <string>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0::storage {

/// How `put` treats an object that is there already.
class put_mode {
 public:
  enum class kind : std::uint8_t {
    overwrite,  ///< replace it
    create,     ///< of N callers exactly one sees created, the others already_exists; nobody ever sees half an object
    if_match,   ///< replace it only if its etag is the one given
  };

  static put_mode overwrite() { return put_mode(kind::overwrite, {}); }
  static put_mode create() { return put_mode(kind::create, {}); }
  static put_mode if_match(std::string etag) { return put_mode(kind::if_match, std::move(etag)); }

  kind what() const noexcept { return what_; }
  const std::string& etag() const noexcept { return etag_; }
  /// True if sending the same put again could turn its own success into a refusal.
  bool conditional() const noexcept { return what_ != kind::overwrite; }

 private:
  put_mode(kind what, std::string etag) : what_(what), etag_(std::move(etag)) {}
  kind what_;
  std::string etag_;
};

/// What became of a `put`. Everything else (no rights, no space, ...) is thrown: then nothing was written.
enum class put_outcome : std::uint8_t {
  created,         ///< the object is there, durable, with these bytes
  already_exists,  ///< mode create: another object was there first
  not_matched,     ///< mode if_match: the object is another one, or gone
  unknown,         ///< the reply was lost: the object may be there now, or later
};

}  // namespace deltalake::inline v0::storage
