#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string_view>

#include <deltalake/base/config.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/parquet/metadata.hpp>

namespace deltalake::inline v0::parquet {

/// Decompresses `from` to exactly `size` bytes at `to`, behind which 64 bytes more are writable and may be lost. It is
/// an error if `from` holds more or less than `size` bytes. Called from several threads at once.
using decompressor = std::function<result<void>(std::string_view from, char* to, std::size_t size)>;

/// What decompresses which codec, chosen at run time. A value: there is no global registry. Copies share one immutable
/// table and are cheap; const members are safe from any thread.
class codec_registry {
 public:
  /// Makes a registry that knows no codec.
  codec_registry() = default;

  /// Returns a registry of our own Snappy and LZ4 and of what the system has: gzip, zstd and brotli look for libz.so.1,
  /// libzstd.so.1 and libbrotlidec.so.1 when one of their pages is first met, once in a process.
  DELTALAKE_DECL static codec_registry standard();

  /// Returns this registry with `use` for `codec`, in place of what served it before.
  DELTALAKE_DECL codec_registry with(compression codec, decompressor use) const;

  /// Decompresses `from` to exactly `size` bytes at `to`, behind which 64 bytes more must be writable: their content is
  /// lost. Nothing outside `from` is read; it must not overlap what is written. An empty `from` is an empty page in
  /// every codec. After an error the bytes at `to` mean nothing. May throw std::bad_alloc, and what a registered
  /// decompressor throws.
  /// Errors: invalid_parquet if `from` is damaged or holds more or less than `size` bytes; missing_codec, which names
  /// the codec, the library and its package; value_too_large for gzip pages of 4 GiB and more; unsupported_parquet for
  /// LZO and for codecs that Parquet does not have.
  DELTALAKE_DECL result<void> decompress(compression codec, std::string_view from, char* to, std::size_t size) const;

 private:
  using table = std::map<compression, decompressor>;

  std::shared_ptr<const table> table_;  ///< none: an empty one
};

}  // namespace deltalake::inline v0::parquet

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/parquet/impl/codec_registry.ipp>
#endif
