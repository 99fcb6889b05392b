#pragma once
#include <dlfcn.h>

#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include <deltalake/parquet/codec_registry.hpp>
#include <deltalake/parquet/lz4.hpp>
#include <deltalake/parquet/snappy.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

inline std::string_view codec_name(compression codec) noexcept {
  switch (codec) {
    case compression::uncompressed: return "uncompressed";
    case compression::snappy: return "Snappy";
    case compression::gzip: return "gzip";
    case compression::lzo: return "LZO";
    case compression::brotli: return "Brotli";
    case compression::lz4: return "LZ4";
    case compression::zstd: return "Zstandard";
    case compression::lz4_raw: return "LZ4_RAW";
    case compression::unknown: break;
  }
  return "an unknown codec";
}

inline error codec_error(std::string_view codec, const std::string& problem, std::string_view from, std::size_t size) {
  return error(errc::invalid_parquet, std::string(codec) + " data of " + std::to_string(from.size()) + " bytes for " +
                                          std::to_string(size) + " is damaged: " + problem);
}

// A library that is looked for at run time, and stays loaded. Its headers are not needed to compile this one.
class codec_library {
 public:
  codec_library(std::string_view codec, const char* file, const char* package) {
    handle_ = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (handle_ != nullptr) return;
    const char* const reason = ::dlerror();
    problem_ = std::string(codec) + " needs " + file + " (package " + package + ")";
    if (reason != nullptr) problem_ += std::string(": ") + reason;
  }

  /// Finds a function, once; the first that is not there is named by `problem()`.
  template <class Function>
  void find(Function*& function, const char* name) {
    if (handle_ == nullptr) return;
    function = reinterpret_cast<Function*>(::dlsym(handle_, name));
    if (function == nullptr && problem_.empty()) problem_ = std::string("the library has no function ") + name;
  }
  const std::string& problem() const noexcept { return problem_; }

 private:
  void* handle_ = nullptr;
  std::string problem_;  // empty: the library is usable
};

// zlib's z_stream, whose layout has been the same since its version 1.
struct zlib_stream {
  const unsigned char* next_in = nullptr;
  unsigned int avail_in = 0;
  unsigned long total_in = 0;
  unsigned char* next_out = nullptr;
  unsigned int avail_out = 0;
  unsigned long total_out = 0;
  const char* msg = nullptr;
  void* state = nullptr;
  void* (*zalloc)(void*, unsigned int, unsigned int) = nullptr;
  void (*zfree)(void*, void*) = nullptr;
  void* opaque = nullptr;
  int data_type = 0;
  unsigned long adler = 0;
  unsigned long reserved = 0;
};

struct zlib_library : codec_library {
  zlib_library() : codec_library("gzip", "libz.so.1", "zlib1g") {
    find(init, "inflateInit2_");
    find(inflate, "inflate");
    find(reset, "inflateReset");
    find(end, "inflateEnd");
  }
  int (*init)(zlib_stream*, int window_bits, const char* version, int stream_bytes) = nullptr;
  int (*inflate)(zlib_stream*, int flush) = nullptr;
  int (*reset)(zlib_stream*) = nullptr;
  int (*end)(zlib_stream*) = nullptr;

  static const zlib_library& get() {
    static const zlib_library loaded;
    return loaded;
  }
};

// Ends a stream whose initialisation succeeded.
struct zlib_end {
  void operator()(zlib_stream* stream) const noexcept { zlib_library::get().end(stream); }
};

inline std::string zlib_problem(const zlib_stream& stream, int status) {
  if (stream.msg != nullptr) return stream.msg;
  if (status == 2) return "it needs a dictionary";
  return stream.avail_out == 0 && stream.avail_in != 0 ? "more bytes than expected" : "it is cut off";
}

// Members one after another, in gzip's or zlib's wrapping: Hadoop's writers make several of one page.
inline result<void> gzip_decompress(std::string_view from, char* to, std::size_t size) {
  constexpr int finish = 4, ok = 0, stream_end = 1, memory_error = -4, any_wrapping = 15 + 32;
  const zlib_library& library = zlib_library::get();
  if (!library.problem().empty()) return error(errc::missing_codec, library.problem());
  constexpr std::size_t most = (std::numeric_limits<unsigned int>::max)();
  if (from.size() > most || size > most) {
    return error(errc::value_too_large, "a gzip page of " + std::to_string(from.size()) + " bytes for " +
                                            std::to_string(size) + "; the limit is " + std::to_string(most));
  }
  zlib_stream stream;
  stream.next_in = reinterpret_cast<const unsigned char*>(from.data());
  stream.avail_in = static_cast<unsigned int>(from.size());
  stream.next_out = reinterpret_cast<unsigned char*>(to);
  stream.avail_out = static_cast<unsigned int>(size);
  const int started = library.init(&stream, any_wrapping, "1.2.11", static_cast<int>(sizeof stream));
  if (started == memory_error) throw std::bad_alloc();
  if (started != ok) return error(errc::missing_codec, "gzip: libz.so.1 is none that this library knows");
  const std::unique_ptr<zlib_stream, zlib_end> ended(&stream);
  for (;;) {
    const int status = library.inflate(&stream, finish);
    if (status == memory_error) throw std::bad_alloc();
    if (status != stream_end) return codec_error("gzip", zlib_problem(stream, status), from, size);
    if (stream.avail_in == 0) break;
    library.reset(&stream);
  }
  if (stream.avail_out != 0) return codec_error("gzip", "fewer bytes than expected", from, size);
  return {};
}

struct zstd_library : codec_library {
  zstd_library() : codec_library("Zstandard", "libzstd.so.1", "libzstd1") {
    find(create, "ZSTD_createDCtx");
    find(free, "ZSTD_freeDCtx");
    find(decompress, "ZSTD_decompressDCtx");
    find(is_error, "ZSTD_isError");
    find(error_name, "ZSTD_getErrorName");
  }
  void* (*create)() = nullptr;
  std::size_t (*free)(void*) = nullptr;
  std::size_t (*decompress)(void*, void* to, std::size_t size, const void* from, std::size_t bytes) = nullptr;
  unsigned (*is_error)(std::size_t) = nullptr;
  const char* (*error_name)(std::size_t) = nullptr;

  static const zstd_library& get() {
    static const zstd_library loaded;
    return loaded;
  }
};

struct zstd_free {
  void operator()(void* context) const noexcept { zstd_library::get().free(context); }
};

inline result<void> zstd_decompress(std::string_view from, char* to, std::size_t size) {
  const zstd_library& library = zstd_library::get();
  if (!library.problem().empty()) return error(errc::missing_codec, library.problem());
  // A context is some 100 KiB: one for each thread.
  thread_local const std::unique_ptr<void, zstd_free> context(library.create());
  if (context == nullptr) throw std::bad_alloc();
  const std::size_t made = library.decompress(context.get(), to, size, from.data(), from.size());
  if (library.is_error(made) != 0) return codec_error("Zstandard", library.error_name(made), from, size);
  if (made != size) return codec_error("Zstandard", "fewer bytes than expected", from, size);
  return {};
}

struct brotli_library : codec_library {
  brotli_library() : codec_library("Brotli", "libbrotlidec.so.1", "libbrotli1") {
    find(decompress, "BrotliDecoderDecompress");
  }
  int (*decompress)(std::size_t bytes, const unsigned char* from, std::size_t* size, unsigned char* to) = nullptr;

  static const brotli_library& get() {
    static const brotli_library loaded;
    return loaded;
  }
};

inline result<void> brotli_decompress(std::string_view from, char* to, std::size_t size) {
  const brotli_library& library = brotli_library::get();
  if (!library.problem().empty()) return error(errc::missing_codec, library.problem());
  std::size_t made = size;
  const int status = library.decompress(from.size(), reinterpret_cast<const unsigned char*>(from.data()), &made,
                                        reinterpret_cast<unsigned char*>(to));
  if (status != 1) return codec_error("Brotli", "it is not Brotli, is cut off or holds more", from, size);
  if (made != size) return codec_error("Brotli", "fewer bytes than expected", from, size);
  return {};
}

struct zlib_compressor_library : codec_library {
  zlib_compressor_library() : codec_library("gzip", "libz.so.1", "zlib1g") {
    find(init, "deflateInit2_");
    find(bound, "deflateBound");
    find(deflate, "deflate");
    find(end, "deflateEnd");
  }
  int (*init)(zlib_stream*, int level, int method, int window_bits, int memory_level, int strategy, const char* version,
              int stream_bytes) = nullptr;
  unsigned long (*bound)(zlib_stream*, unsigned long size) = nullptr;
  int (*deflate)(zlib_stream*, int flush) = nullptr;
  int (*end)(zlib_stream*) = nullptr;

  static const zlib_compressor_library& get() {
    static const zlib_compressor_library loaded;
    return loaded;
  }
};

struct zlib_compressor_end {
  void operator()(zlib_stream* stream) const noexcept { zlib_compressor_library::get().end(stream); }
};

inline error level_error(std::string_view codec, int level, int least, int most) {
  return error(errc::invalid_argument, std::string(codec) + " has no level " + std::to_string(level) + ", but " +
                                           std::to_string(least) + " to " + std::to_string(most));
}

inline result<void> gzip_compress(std::string_view from, int level, column::buffer& to) {
  constexpr int finish = 4, ok = 0, stream_end = 1, memory_error = -4, deflated = 8, gzip_wrapping = 15 + 16;
  const zlib_compressor_library& library = zlib_compressor_library::get();
  if (!library.problem().empty()) return error(errc::missing_codec, library.problem());
  if (level == default_compression_level) level = 6;
  if (level < 0 || level > 9) return level_error("gzip", level, 0, 9);
  zlib_stream stream;
  const int started =
      library.init(&stream, level, deflated, gzip_wrapping, 8, 0, "1.2.11", static_cast<int>(sizeof stream));
  if (started == memory_error) throw std::bad_alloc();
  if (started != ok) return error(errc::missing_codec, "gzip: libz.so.1 is none that this library knows");
  const std::unique_ptr<zlib_stream, zlib_compressor_end> ended(&stream);
  const std::size_t begin = to.size(), room = library.bound(&stream, static_cast<unsigned long>(from.size()));
  if (from.size() > (std::numeric_limits<unsigned int>::max)() || room > (std::numeric_limits<unsigned int>::max)()) {
    return error(errc::value_too_large, "a gzip page of " + std::to_string(from.size()) + " bytes");
  }
  to.resize(begin + room);
  stream.next_in = reinterpret_cast<const unsigned char*>(from.data());
  stream.avail_in = static_cast<unsigned int>(from.size());
  stream.next_out = to.data() + begin;
  stream.avail_out = static_cast<unsigned int>(room);
  if (library.deflate(&stream, finish) != stream_end) return error(errc::invalid_argument, "gzip failed to compress");
  to.resize(begin + room - stream.avail_out);
  return {};
}

struct zstd_compressor_library : codec_library {
  zstd_compressor_library() : codec_library("Zstandard", "libzstd.so.1", "libzstd1") {
    find(create, "ZSTD_createCCtx");
    find(free, "ZSTD_freeCCtx");
    find(bound, "ZSTD_compressBound");
    find(compress, "ZSTD_compressCCtx");
    find(least_level, "ZSTD_minCLevel");
    find(most_level, "ZSTD_maxCLevel");
    find(is_error, "ZSTD_isError");
    find(error_name, "ZSTD_getErrorName");
  }
  void* (*create)() = nullptr;
  std::size_t (*free)(void*) = nullptr;
  std::size_t (*bound)(std::size_t) = nullptr;
  std::size_t (*compress)(void*, void* to, std::size_t room, const void* from, std::size_t bytes, int level) = nullptr;
  int (*least_level)() = nullptr;
  int (*most_level)() = nullptr;
  unsigned (*is_error)(std::size_t) = nullptr;
  const char* (*error_name)(std::size_t) = nullptr;

  static const zstd_compressor_library& get() {
    static const zstd_compressor_library loaded;
    return loaded;
  }
};

struct zstd_compressor_free {
  void operator()(void* context) const noexcept { zstd_compressor_library::get().free(context); }
};
using zstd_compressor_context = std::unique_ptr<void, zstd_compressor_free>;

inline result<void> zstd_compress(std::string_view from, int level, column::buffer& to) {
  constexpr int level_kept_max = 9;
  const zstd_compressor_library& library = zstd_compressor_library::get();
  if (!library.problem().empty()) return error(errc::missing_codec, library.problem());
  if (level == default_compression_level) level = 1;
  if (level < library.least_level() || level > library.most_level()) {
    return level_error("Zstandard", level, library.least_level(), library.most_level());
  }
  // A context is a megabyte or more, and at high levels a hundred: one for each thread, but not of these.
  thread_local const zstd_compressor_context kept(library.create());
  const zstd_compressor_context made(level > level_kept_max ? library.create() : nullptr);
  void* const context = level > level_kept_max ? made.get() : kept.get();
  if (context == nullptr) throw std::bad_alloc();
  const std::size_t begin = to.size(), room = library.bound(from.size());
  if (library.is_error(room) != 0) {
    return error(errc::value_too_large, "a Zstandard page of " + std::to_string(from.size()) + " bytes");
  }
  to.resize(begin + room);
  const std::size_t size = library.compress(context, to.data() + begin, room, from.data(), from.size(), level);
  if (library.is_error(size) != 0) {
    return error(errc::invalid_argument, std::string("Zstandard failed to compress: ") + library.error_name(size));
  }
  to.resize(begin + size);
  return {};
}

struct brotli_compressor_library : codec_library {
  brotli_compressor_library() : codec_library("Brotli", "libbrotlienc.so.1", "libbrotli1") {
    find(bound, "BrotliEncoderMaxCompressedSize");
    find(compress, "BrotliEncoderCompress");
  }
  std::size_t (*bound)(std::size_t) = nullptr;
  int (*compress)(int quality, int window_bits, int mode, std::size_t bytes, const unsigned char* from,
                  std::size_t* size, unsigned char* to) = nullptr;

  static const brotli_compressor_library& get() {
    static const brotli_compressor_library loaded;
    return loaded;
  }
};

inline result<void> brotli_compress(std::string_view from, int level, column::buffer& to) {
  constexpr int window_bits = 22, generic = 0;
  const brotli_compressor_library& library = brotli_compressor_library::get();
  if (!library.problem().empty()) return error(errc::missing_codec, library.problem());
  if (level == default_compression_level) level = 1;
  if (level < 0 || level > 11) return level_error("Brotli", level, 0, 11);
  const std::size_t begin = to.size();
  std::size_t size = library.bound(from.size());
  if (size == 0) return error(errc::value_too_large, "a Brotli page of " + std::to_string(from.size()) + " bytes");
  to.resize(begin + size);
  const int status = library.compress(level, window_bits, generic, from.size(),
                                      reinterpret_cast<const unsigned char*>(from.data()), &size, to.data() + begin);
  if (status == 0) return error(errc::invalid_argument, "Brotli failed to compress");
  to.resize(begin + size);
  return {};
}

// Ours have no levels.
inline result<void> snappy_compress_page(std::string_view from, int, column::buffer& to) {
  return snappy_compress(from, to);
}
inline result<void> lz4_raw_compress_page(std::string_view from, int, column::buffer& to) {
  return lz4_raw_compress(from, to);
}
inline result<void> append_uncompressed(std::string_view from, int, column::buffer& to) {
  to.append(from.data(), from.size());
  return {};
}

inline result<void> copy_uncompressed(std::string_view from, char* to, std::size_t size) {
  if (from.size() != size) {
    return error(errc::invalid_parquet,
                 "an uncompressed page of " + std::to_string(from.size()) + " bytes; expected " + std::to_string(size));
  }
  std::memcpy(to, from.data(), size);
  return {};
}

}  // namespace detail

DELTALAKE_DECL codec_registry codec_registry::standard() {
  static const std::shared_ptr<const table> known = std::make_shared<const table>(table{
      {compression::uncompressed, {detail::copy_uncompressed, detail::append_uncompressed}},
      {compression::snappy, {snappy_decompress, detail::snappy_compress_page}},
      {compression::gzip, {detail::gzip_decompress, detail::gzip_compress}},
      {compression::brotli, {detail::brotli_decompress, detail::brotli_compress}},
      {compression::lz4, {lz4_decompress, nullptr}},
      {compression::zstd, {detail::zstd_decompress, detail::zstd_compress}},
      {compression::lz4_raw, {lz4_raw_decompress, detail::lz4_raw_compress_page}},
  });
  codec_registry made;
  made.table_ = known;
  return made;
}

DELTALAKE_DECL codec_registry codec_registry::with(compression codec, decompressor use) const {
  table changed;
  if (table_ != nullptr) changed = *table_;
  changed[codec].decompress = std::move(use);
  codec_registry made;
  made.table_ = std::make_shared<const table>(std::move(changed));
  return made;
}

DELTALAKE_DECL codec_registry codec_registry::with_compressor(compression codec, compressor use) const {
  table changed;
  if (table_ != nullptr) changed = *table_;
  changed[codec].compress = std::move(use);
  codec_registry made;
  made.table_ = std::make_shared<const table>(std::move(changed));
  return made;
}

DELTALAKE_DECL const codec_registry::codec_functions* codec_registry::find(compression codec) const noexcept {
  if (table_ == nullptr) return nullptr;
  const auto found = table_->find(codec);
  return found == table_->end() ? nullptr : &found->second;
}

DELTALAKE_DECL result<void> codec_registry::decompress(compression codec, std::string_view from, char* to,
                                                       std::size_t size) const {
  const codec_functions* const found = find(codec);
  if (found != nullptr && found->decompress) {
    if (from.empty() && size == 0) return {};
    return found->decompress(from, to, size);
  }
  const std::string name(detail::codec_name(codec));
  if (codec == compression::lzo || codec == compression::unknown) {
    return error(errc::unsupported_parquet, "a page compressed with " + name);
  }
  return error(errc::missing_codec, "nothing is registered for " + name);
}

DELTALAKE_DECL result<void> codec_registry::compress(compression codec, std::string_view from, int level,
                                                     column::buffer& to) const {
  const codec_functions* const found = find(codec);
  if (found != nullptr && found->compress) {
    const std::size_t size = to.size();
    result<void> done = found->compress(from, level, to);
    if (!done) to.resize(size);
    return done;
  }
  const std::string name(detail::codec_name(codec));
  if (codec == compression::lzo || codec == compression::lz4 || codec == compression::unknown) {
    return error(errc::unsupported_parquet, "to compress with " + name);
  }
  return error(errc::missing_codec, "nothing is registered for " + name);
}

}  // namespace deltalake::inline v0::parquet
