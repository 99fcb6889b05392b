#include <deltalake/base/md5.hpp>

#include <doctest/doctest.h>

#include <string>

namespace deltalake_md5_test {
namespace {

using deltalake::md5_hex;

TEST_CASE("md5: the vectors of RFC 1321") {
  CHECK(md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5_hex("a") == "0cc175b9c0f1b6a831c399e269772661");
  CHECK(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(md5_hex("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(md5_hex("abcdefghijklmnopqrstuvwxyz") == "c3fcd3d76192e4007dfb496cca67e13b");
  CHECK(md5_hex("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
        "d174ab98d277d9f5a5611c2c9f419d9f");
  CHECK(md5_hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
        "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("md5: every length around the ends of blocks") {
  // The digest of the digests of 0 to 199 bytes, which another implementation gave.
  std::string all, content;
  for (int size = 0; size < 200; ++size) {
    all += md5_hex(content);
    content += static_cast<char>(size * 7 + 1);
  }
  CHECK(md5_hex(all) == "c226d6cf94ef6c76647e8511e5afe97b");
  CHECK(md5_hex(std::string(1'000'000, '\xFF')) == "d1aa92b05d1f2638f423661ae4735446");
}

}  // namespace
}  // namespace deltalake_md5_test
