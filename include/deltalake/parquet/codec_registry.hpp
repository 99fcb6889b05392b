#pragma once
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string_view>

#include <deltalake/base/config.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/column/buffer.hpp>
#include <deltalake/parquet/metadata.hpp>

namespace deltalake::inline v0::parquet {

/// Decompresses `from` to exactly `size` bytes at `to`, behind which 64 bytes more are writable and may be lost. It is
/// an error if `from` holds more or less than `size` bytes. Called from several threads at once.
using decompressor = std::function<result<void>(std::string_view from, char* to, std::size_t size)>;

/// Appends `from`, compressed, to `to`. After an error what was appended means nothing. Called from several threads at
/// once.
using compressor = std::function<result<void>(std::string_view from, int level, column::buffer& to)>;

/// The level at which each codec compresses unless it is told otherwise: gzip at 6, Zstandard and Brotli at 1.
inline constexpr int default_compression_level = (std::numeric_limits<int>::min)();

/// What compresses and decompresses which codec, chosen at run time. A value: there is no global registry. Copies share
/// one immutable table and are cheap; const members are safe from any thread.
class codec_registry {
 public:
  /// Makes a registry that knows no codec.
  codec_registry() = default;

  /// Returns a registry of our own Snappy and LZ4 and of what the system has: gzip, zstd and brotli look for libz.so.1,
  /// libzstd.so.1, libbrotlidec.so.1 and libbrotlienc.so.1 when one of their pages is first met, once in a process.
  DELTALAKE_DECL static codec_registry standard();

  /// Returns this registry with `use` for `codec`, in place of what served it before.
  DELTALAKE_DECL codec_registry with(compression codec, decompressor use) const;

  /// Returns this registry with `use` for `codec`, in place of what compressed it before.
  DELTALAKE_DECL codec_registry with_compressor(compression codec, compressor use) const;

  /// Decompresses `from` to exactly `size` bytes at `to`, behind which 64 bytes more must be writable: their content is
  /// lost. Nothing outside `from` is read; it must not overlap what is written. An empty `from` is an empty page in
  /// every codec. After an error the bytes at `to` mean nothing. May throw std::bad_alloc, and what a registered
  /// decompressor throws.
  /// Errors: invalid_parquet if `from` is damaged or holds more or less than `size` bytes; missing_codec, which names
  /// the codec, the library and its package; value_too_large for gzip pages of 4 GiB and more; unsupported_parquet for
  /// LZO and for codecs that Parquet does not have.
  DELTALAKE_DECL result<void> decompress(compression codec, std::string_view from, char* to, std::size_t size) const;

  /// Appends `from`, compressed, to `to`. Levels are those of the codec's library: gzip has 0 to 9, Brotli 0 to 11,
  /// Zstandard negative ones for speed and up to 22; the others have none and pass over it. After an error `to` is as
  /// long as before. May throw std::bad_alloc, and what a registered compressor throws.
  /// Errors: missing_codec, which names the codec, the library and its package; invalid_argument for a level that the
  /// codec does not have; value_too_large for more bytes than it takes; unsupported_parquet for LZO, for the deprecated
  /// LZ4, which nobody should write, and for codecs that Parquet does not have.
  DELTALAKE_DECL result<void> compress(compression codec, std::string_view from, int level, column::buffer& to) const;

 private:
  struct codec_functions {
    decompressor decompress;
    compressor compress;
  };
  using table = std::map<compression, codec_functions>;

  DELTALAKE_DECL const codec_functions* find(compression codec) const noexcept;

  std::shared_ptr<const table> table_;  ///< none: an empty one
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/codec_registry.ipp>
#endif
