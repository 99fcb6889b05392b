#pragma once
#include <string>
#include <string_view>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// Returns the MD5 digest of `content` (RFC 1321) as 32 hexadecimal digits in lower case. It tells accidents, not
/// attacks: whoever wants to can make two contents with one digest.
DELTALAKE_DECL std::string md5_hex(std::string_view content);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/base/impl/md5.ipp>
#endif
