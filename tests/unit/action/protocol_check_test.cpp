#include <deltalake/action/protocol_check.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deltalake_protocol_check_test {
namespace {

using deltalake::check_readable;
using deltalake::errc;
using deltalake::error;
using deltalake::protocol;
using deltalake::table_feature;
using names = std::optional<std::vector<std::string>>;

protocol versions(std::int32_t reader, std::int32_t writer, names reader_features = {}, names writer_features = {}) {
  protocol made;
  made.min_reader_version = reader;
  made.min_writer_version = writer;
  made.reader_features = std::move(reader_features);
  made.writer_features = std::move(writer_features);
  return made;
}
names list(std::vector<std::string> features) { return features; }

// The error with which a protocol is refused; a code of 0 if it is not.
error refusal(const protocol& given) {
  const auto checked = check_readable(given);
  error none;
  none.code = static_cast<errc>(0);
  return checked ? none : checked.error();
}
bool readable(const protocol& given) { return check_readable(given).has_value(); }

TEST_CASE("protocol_check: legacy protocols are readable") {
  for (std::int32_t writer = 1; writer <= 6; ++writer) {
    CHECK(readable(versions(1, writer)));
    CHECK(readable(versions(2, writer)));
  }
  CHECK(readable(protocol()));
}

TEST_CASE("protocol_check: a reader version above 3 is refused before anything else") {
  const error refused = refusal(versions(99, 7, list({"catalogManaged", "unheardOf"}), list({})));
  CHECK(refused.code == errc::unsupported_protocol);
  CHECK(refused.field == "protocol.minReaderVersion");
  CHECK(refused.detail.find("99") != std::string::npos);
  CHECK(refusal(versions(4, 7)).code == errc::unsupported_protocol);
}

TEST_CASE("protocol_check: a writer version above 7 is the writers' concern") {
  CHECK(readable(versions(1, 8)));
  CHECK(readable(versions(2, 99, {}, list({"unheardOf"}))));
  CHECK(readable(versions(3, 8, list({"deletionVectors"}))));
}

TEST_CASE("protocol_check: versions below 1 do not exist") {
  CHECK(refusal(versions(0, 2)).code == errc::invalid_protocol);
  CHECK(refusal(versions(-1, 2)).field == "protocol.minReaderVersion");
  CHECK(refusal(versions(1, 0)).field == "protocol.minWriterVersion");
}

TEST_CASE("protocol_check: every supported reader feature is readable") {
  for (const table_feature feature : deltalake::all_table_features()) {
    if (kind(feature) == deltalake::feature_kind::writer) continue;
    const std::string text(name(feature));
    CAPTURE(text);
    const error refused = refusal(versions(3, 7, list({text}), list({text})));
    switch (reading(feature)) {
      case deltalake::read_support::supported: CHECK(refused.code == static_cast<errc>(0)); break;
      case deltalake::read_support::catalog_required: CHECK(refused.code == errc::catalog_required); break;
      case deltalake::read_support::unsupported: CHECK(refused.code == errc::unsupported_feature); break;
    }
  }
}

TEST_CASE("protocol_check: an unknown reader feature is refused by name, an unknown writer feature is not") {
  const error refused = refusal(versions(3, 7, list({"deletionVectors", "unheardOf", "timestampNanos"}),
                                         list({"deletionVectors", "unheardOf", "timestampNanos"})));
  CHECK(refused.code == errc::unsupported_feature);
  CHECK(refused.detail == "unheardOf, timestampNanos");
  CHECK(refused.field == "protocol.readerFeatures");
  CHECK(readable(versions(1, 7, {}, list({"unheardOf", "liquid", "collations-preview"}))));
  CHECK(readable(versions(3, 7, list({"deletionVectors"}), list({"deletionVectors", "unheardOf"}))));
}

TEST_CASE("protocol_check: a table of a catalog is told so, whatever else is wrong with it") {
  for (const char* feature : {"catalogManaged", "catalogOwned", "catalogOwned-preview"}) {
    const error refused = refusal(versions(3, 7, list({"unheardOf", feature}), list({feature})));
    CHECK(refused.code == errc::catalog_required);
    CHECK(refused.detail == feature);
  }
  CHECK(refusal(versions(1, 2, {}, list({"catalogManaged"}))).code == errc::catalog_required);
  CHECK(readable(versions(1, 7, {}, list({"coordinatedCommits-preview"}))));
}

TEST_CASE("protocol_check: an unsupported feature outranks a contradiction") {
  CHECK(refusal(versions(3, 5, list({"unheardOf"}))).code == errc::unsupported_feature);
  CHECK(refusal(versions(1, 2, list({"unheardOf"}))).code == errc::unsupported_feature);
}

TEST_CASE("protocol_check: reader version 3 goes with writer version 7 and both lists") {
  CHECK(refusal(versions(3, 5, list({}))).field == "protocol.minWriterVersion");
  CHECK(refusal(versions(3, 7, {}, list({}))).field == "protocol.readerFeatures");
  CHECK(refusal(versions(3, 7, list({}))).field == "protocol.writerFeatures");
  CHECK(refusal(versions(1, 7)).field == "protocol.writerFeatures");
  CHECK(refusal(versions(1, 7)).code == errc::invalid_protocol);
  CHECK(readable(versions(3, 7, list({}), list({}))));
  CHECK(readable(versions(3, 7, list({}), list({"appendOnly", "invariants"}))));
}

TEST_CASE("protocol_check: a list without the version that has one is refused unless it is empty") {
  CHECK(refusal(versions(2, 7, list({"deletionVectors"}), list({"deletionVectors"}))).code == errc::invalid_protocol);
  CHECK(refusal(versions(1, 2, {}, list({"appendOnly"}))).code == errc::invalid_protocol);
  CHECK(readable(versions(1, 2, list({}), list({}))));
}

TEST_CASE("protocol_check: a feature for readers and writers stands in both lists") {
  CHECK(refusal(versions(3, 7, list({"deletionVectors"}), list({}))).field == "protocol.writerFeatures");
  CHECK(refusal(versions(3, 7, list({}), list({"deletionVectors"}))).field == "protocol.readerFeatures");
  CHECK(refusal(versions(1, 7, {}, list({"deletionVectors"}))).code == errc::invalid_protocol);
  CHECK(refusal(versions(3, 7, list({}), list({"columnMapping"}))).code == errc::invalid_protocol);
}

TEST_CASE("protocol_check: reader version 2 stands for column mapping, which writers list") {
  CHECK(readable(versions(2, 7, {}, list({"columnMapping", "icebergCompatV1"}))));
  CHECK(refusal(versions(1, 7, {}, list({"columnMapping"}))).code == errc::invalid_protocol);
}

TEST_CASE("protocol_check: the two names of timestamps without time zone are one feature") {
  CHECK(readable(versions(3, 7, list({"timestampWithoutTimezone"}), list({"timestampNtz"}))));
  CHECK(readable(versions(3, 7, list({"timestampNtz"}), list({"timestampWithoutTimezone"}))));
  CHECK(has_feature(versions(3, 7, list({"timestampWithoutTimezone"}), list({"timestampWithoutTimezone"})),
                    table_feature::timestamp_ntz));
}

TEST_CASE("implied_features: legacy writer versions stand for all features up to them") {
  using f = table_feature;
  CHECK(implied_features(versions(1, 1)).empty());
  CHECK(implied_features(versions(1, 2)) == std::vector{f::append_only, f::invariants});
  CHECK(implied_features(versions(1, 4)) ==
        std::vector{f::append_only, f::invariants, f::check_constraints, f::change_data_feed, f::generated_columns});
  CHECK(implied_features(versions(2, 5)) == std::vector{f::append_only, f::invariants, f::check_constraints,
                                                        f::change_data_feed, f::generated_columns, f::column_mapping});
  CHECK(implied_features(versions(2, 6)).size() == 7);
  CHECK(implied_features(versions(1, 6)).size() == 6);
  CHECK(implied_features(versions(2, 7, {}, list({}))).empty());
  CHECK(implied_features(versions(3, 7, list({}), list({}))).empty());
}

TEST_CASE("has_feature: listed or implied") {
  CHECK(has_feature(versions(2, 5), table_feature::column_mapping));
  CHECK_FALSE(has_feature(versions(1, 2), table_feature::column_mapping));
  CHECK_FALSE(has_feature(versions(2, 7, {}, list({})), table_feature::column_mapping));
  CHECK(has_feature(versions(2, 7, {}, list({"columnMapping"})), table_feature::column_mapping));
  CHECK(has_feature(versions(3, 7, list({"deletionVectors"}), list({"deletionVectors"})),
                    table_feature::deletion_vectors));
  CHECK_FALSE(has_feature(versions(3, 7, list({}), list({})), table_feature::append_only));
}

}  // namespace
}  // namespace deltalake_protocol_check_test
