#pragma once
#include <algorithm>
#include <functional>
#include <utility>

#include <deltalake/base/bytes.hpp>
#include <deltalake/json/object_reader.hpp>
#include <deltalake/log/version_checksum.hpp>

namespace deltalake::inline v0::log {
namespace detail {

// Takes the actions that a version checksum holds to where they belong.
class checksum_receiver final : public action_receiver {
 public:
  explicit checksum_receiver(version_checksum& into) : into_(&into) {}

  action_kind wants() const override {
    return action_kind::add | action_kind::metadata | action_kind::protocol | action_kind::txn |
           action_kind::domain_metadata;
  }
  void on_add(add_file& a) override { into_->all_files->push_back(a); }
  void on_metadata(deltalake::metadata& a) override { into_->metadata = a; }
  void on_protocol(deltalake::protocol& a) override { into_->protocol = a; }
  void on_txn(set_transaction& a) override { into_->set_transactions->push_back(a); }
  void on_domain_metadata(deltalake::domain_metadata& a) override { into_->domain_metadata->push_back(a); }

 private:
  version_checksum* into_;
};

// The fields of actions have one home, the decoder of commits: a member becomes a line of a commit.
class embedded_actions {
 public:
  embedded_actions(json::object_reader& in, version_checksum& into, decoder& actions)
      : in_(&in), receiver_(into), decoder_(&actions) {}

  void take(std::string_view member, std::string_view action) {
    if (const json::node* const found = in_->find(member, json::node::kind::object)) decode(*found, member, action);
  }
  template <class Action>
  void take_all(std::string_view member, std::string_view action, std::optional<std::vector<Action>>& into) {
    const json::node* const found = in_->find(member, json::node::kind::array);
    if (found == nullptr) return;
    into.emplace();
    for (std::size_t i = 0; i < found->items().size() && !in_->failure(); ++i) {
      decode(found->items()[i], std::string(member) + '[' + std::to_string(i) + ']', action);
    }
  }

 private:
  void decode(const json::node& from, std::string_view member, std::string_view action) {
    if (!from.is(json::node::kind::object)) {
      std::string what = "expected an object, found " + std::string(json::name(from.what()));
      return in_->fail(member, error(errc::wrong_type, std::move(what)));
    }
    std::string line = "{\"" + std::string(action) + "\":" + from.to_text() + '}';
    const std::size_t size = line.size();
    line.append(bytes::slack, '\0');
    const json::read_result got = decoder_->decode(std::string_view(line.data(), size), receiver_);
    if (!got.failure) return;
    // The decoder names the field from its action on: "metaData.id".
    error problem = *got.failure;
    std::string field(member);
    if (problem.field.size() > action.size()) field += problem.field.substr(action.size());
    problem.field.clear();
    in_->fail(field, std::move(problem));
  }

  json::object_reader* in_;
  checksum_receiver receiver_;
  decoder* decoder_;
};

inline void take_histogram(json::object_reader& in, std::string_view key, std::optional<file_size_histogram>& into) {
  const json::node* const found = in.find(key, json::node::kind::object);
  if (found == nullptr) return;
  json::object_reader inner(*found, key);
  const auto take = [&inner](std::string_view name) {
    std::optional<std::vector<std::int64_t>> list = inner.integers(name, 0);
    if (!list) inner.fail(name, error(errc::missing_field));
    return std::move(list).value_or(std::vector<std::int64_t>());
  };
  file_size_histogram made;
  made.sorted_bin_boundaries = take("sortedBinBoundaries");
  made.file_counts = take("fileCounts");
  made.total_bytes = take("totalBytes");
  const std::vector<std::int64_t>& bounds = made.sorted_bin_boundaries;
  if (bounds.empty() || bounds.front() != 0 ||
      std::adjacent_find(bounds.begin(), bounds.end(), std::greater_equal<>()) != bounds.end()) {
    inner.fail("sortedBinBoundaries", error(errc::invalid_value, "they do not rise from 0"));
  }
  if (made.file_counts.size() != bounds.size() || made.total_bytes.size() != bounds.size()) {
    inner.fail({}, error(errc::invalid_value, "its lists differ in length"));
  }
  if (inner.failure()) return in.fail({}, *inner.failure());
  into = std::move(made);
}

inline void take_deleted_counts(json::object_reader& in, std::optional<std::vector<std::int64_t>>& into) {
  constexpr std::size_t bins = 10;
  const json::node* const found = in.find("deletedRecordCountsHistogramOpt", json::node::kind::object);
  if (found == nullptr) return;
  json::object_reader inner(*found, "deletedRecordCountsHistogramOpt");
  into = inner.integers("deletedRecordCounts", 0);
  if (!into)
    inner.fail("deletedRecordCounts", error(errc::missing_field));
  else if (into->size() != bins)
    inner.fail("deletedRecordCounts", error(errc::invalid_value, "it should have 10 bins"));
  if (inner.failure()) in.fail({}, *inner.failure());
}

}  // namespace detail

DELTALAKE_DECL result<version_checksum> decode_version_checksum(const json::node& from, decoder& actions) {
  json::object_reader in(from);
  version_checksum made;
  made.table_size_bytes = in.required_integer("tableSizeBytes", 0);
  made.num_files = in.required_integer("numFiles", 0);
  in.required_integer("numMetadata", 1, 1);
  in.required_integer("numProtocol", 1, 1);
  made.txn_id = in.text("txnId");
  made.in_commit_timestamp = in.integer("inCommitTimestampOpt");
  made.num_deleted_records = in.integer("numDeletedRecordsOpt", 0);
  made.num_deletion_vectors = in.integer("numDeletionVectorsOpt", 0);
  detail::take_deleted_counts(in, made.deleted_record_counts);
  detail::take_histogram(in, "fileSizeHistogram", made.file_size_histogram);
  // Spark's older releases called it so.
  if (!made.file_size_histogram) detail::take_histogram(in, "histogramOpt", made.file_size_histogram);
  detail::embedded_actions embedded(in, made, actions);
  embedded.take("metadata", "metaData");
  embedded.take("protocol", "protocol");
  embedded.take_all("setTransactions", "txn", made.set_transactions);
  embedded.take_all("domainMetadata", "domainMetadata", made.domain_metadata);
  embedded.take_all("allFiles", "add", made.all_files);
  if (in.failure()) return *in.failure();
  return made;
}

}  // namespace deltalake::inline v0::log
