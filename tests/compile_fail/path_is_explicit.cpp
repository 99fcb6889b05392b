// A raw string is never taken for a path by itself: the constructor may throw, so the caller has to write it.
// expect: invalid initialization of reference|could not convert|no viable conversion|no known conversion
#include <deltalake/base/path.hpp>

static std::size_t length(const deltalake::path& where) { return where.text().size(); }

int main() {
#if defined(EXPECT_ERROR)
  return static_cast<int>(length(std::string("part-0.parquet")));
#else
  return static_cast<int>(length(deltalake::path("part-0.parquet")));
#endif
}
