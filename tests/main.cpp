// The one file of the test program that holds doctest's definitions and main.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

int main(int count, char** arguments) {
  doctest::Context context(count, arguments);
  return context.run();
}
