#include <deltalake/testing/json_conformance.hpp>

#include <doctest/doctest.h>

#include <deltalake/json/boost_json.hpp>
#if defined(DELTALAKE_TEST_SIMDJSON)
#include <deltalake/json/simdjson.hpp>
#endif

namespace {

template <class Json>
void expect_conformance() {
  for (const std::string& fault : deltalake::testing::json_conformance<Json>::check()) FAIL_CHECK(fault);
}

TEST_CASE("boost_json keeps the contract of a JSON policy") { expect_conformance<deltalake::json::boost_json>(); }

#if defined(DELTALAKE_TEST_SIMDJSON)
TEST_CASE("simdjson keeps the contract of a JSON policy") { expect_conformance<deltalake::json::simdjson>(); }
#endif

}  // namespace
