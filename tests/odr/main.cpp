// Opens a table in one unit and reads it in another, for each pair of units.
#include <cstdio>

#include "unit.hpp"

namespace {

struct unit {
  const char* name;
  std::vector<std::size_t> (*layout)();
  deltalake::table (*open)(std::string);
  std::vector<std::string> (*files)(const deltalake::table&);
};

const unit units[] = {
    {"plain", odr::plain::layout, odr::plain::open, odr::plain::files},
    {"strict", odr::strict::layout, odr::strict::open, odr::strict::files},
    {"single", odr::single::layout, odr::single::open, odr::single::files},
};

int failures = 0;

void expect(bool holds, const char* what, const unit& a, const unit& b) {
  if (holds) return;
  ++failures;
  std::printf("%s: %s and %s differ\n", what, a.name, b.name);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return std::puts("usage: deltalake_odr TABLE"), 2;
  const auto expected = units[0].files(units[0].open(arguments[1]));
  for (const unit& a : units) {
    const deltalake::table opened = a.open(arguments[1]);
    for (const unit& b : units) {
      expect(a.layout() == b.layout(), "layout", a, b);
      expect(b.files(opened) == expected, "files", a, b);
    }
  }
  std::printf("%zu files, %d failures\n", expected.size(), failures);
  return expected.empty() || failures != 0 ? 1 : 0;
}
