#include <deltalake/deltalake.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/storage/storage_error.hpp>
#include <deltalake/testing/faulty_store.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/temp_folder.hpp>

// What a user sees for each kind of bad input. The rows below make the input and say which error it is and where it is
// found; the messages stand in docs/errors.md, which must be what the rows give: DELTALAKE_WRITE_DOCS=1 writes it anew.
namespace deltalake_bad_input_test {
namespace {

using deltalake::delta_error;
using deltalake::errc;
using deltalake::open_options;
using deltalake::path;
using deltalake::task;
using deltalake::storage::any_store;
using deltalake::storage::memory_store;
using deltalake_test::run;
using deltalake_test::temp_folder;

constexpr const char* document_name = "docs/errors.md";

std::string commit_name(std::int64_t version) { return deltalake::log::commit_file_name(version); }
std::string checkpoint_name(std::int64_t version) { return deltalake::log::checkpoint_file_name(version); }
std::string checkpoint_name(std::int64_t version, std::int64_t part, std::int64_t parts) {
  return deltalake::log::checkpoint_file_name(version, part, parts);
}
const std::string json_checkpoint_name = "00000000000000000010.checkpoint.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json";

// The table that each row spoils: memory:///orders, and a folder for what must be a file.
class lab {
 public:
  memory_store store{deltalake::system_environment(), "orders"};
  temp_folder folder;

  void put(const std::string& name, std::string_view text) const {
    const path where("_delta_log/" + name);
    run(store.put(where, deltalake::bytes::copy_of(text), deltalake::storage::put_mode::overwrite()));
  }
  void commit(std::int64_t version, std::string_view text) const { put(commit_name(version), text); }
  deltalake::basic_table<memory_store> open(open_options options = {}) const {
    return run(deltalake::open_table(store, std::move(options)));
  }
};

const std::string protocol_line = R"({"protocol":{"minReaderVersion":1,"minWriterVersion":2}})"
                                  "\n";

std::string metadata_line(const std::string& changed = {}, const std::string& with = {}) {
  std::string line =
      R"({"metaData":{"id":"8f1d","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",)"
      R"(\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},)"
      R"({\"name\":\"day\",\"type\":\"date\",\"nullable\":true,\"metadata\":{}}]}",)"
      R"("partitionColumns":["day"],"configuration":{}}})"
      "\n";
  if (changed.empty()) return line;
  const std::size_t at = line.find(changed);
  REQUIRE(at != std::string::npos);
  return line.replace(at, changed.size(), with);
}

std::string add_line(const std::string& file, const std::string& day = "2024-05-01") {
  return R"({"add":{"path":")" + file + R"(","partitionValues":{"day":")" + day +
         R"("},"size":10,"modificationTime":0,"dataChange":true}})"
         "\n";
}

std::string sidecar_line(const std::string& file) {
  return R"({"sidecar":{"path":")" + file +
         R"(","sizeInBytes":1000,"modificationTime":0}})"
         "\n";
}

// Where an error is found, and which one it is.
class finding {
 public:
  explicit finding(errc reason) : code(reason) {}
  finding&& version(std::int64_t number) && {
    version_ = number;
    return std::move(*this);
  }
  finding&& file(std::string name) && {
    file_ = std::move(name);
    return std::move(*this);
  }
  finding&& line(std::int64_t number) && {
    line_ = number;
    return std::move(*this);
  }
  finding&& field(std::string name) && {
    field_ = std::move(name);
    return std::move(*this);
  }
  /// In a commit's file.
  finding&& commit(std::int64_t number, std::int64_t line_number) && {
    return std::move(*this).version(number).file("_delta_log/" + commit_name(number)).line(line_number);
  }

  errc code;
  std::optional<std::int64_t> version_, line_;
  std::string file_, field_;
};

struct bad_input {
  bad_input(std::string what, finding where, std::function<void(lab&)> how)
      : about(std::move(what)), expected(std::move(where)), provoke(std::move(how)) {}
  std::string about;
  finding expected;
  std::function<void(lab&)> provoke;
};

struct chapter {
  std::string title;
  std::vector<bad_input> rows;
};

// A row whose commit 0 is good, and whose commit 1 holds `text`.
bad_input second_commit(std::string what, finding where, std::string text) {
  return bad_input(std::move(what), std::move(where), [text = std::move(text)](lab& l) {
    l.commit(0, protocol_line + metadata_line());
    l.commit(1, text);
    l.open();
  });
}

// A row whose only commit holds `text`.
bad_input first_commit(std::string what, finding where, std::string text) {
  return bad_input(std::move(what), std::move(where), [text = std::move(text)](lab& l) {
    l.commit(0, text);
    l.open();
  });
}

bad_input with_protocol(std::string what, finding where, const std::string& content) {
  return first_commit(std::move(what), std::move(where), R"({"protocol":)" + content + "}\n" + metadata_line());
}

bad_input with_metadata(std::string what, finding where, const std::string& changed, const std::string& with) {
  return first_commit(std::move(what), std::move(where), protocol_line + metadata_line(changed, with));
}

// A good table with one file, on which a program asks for something it should not.
bad_input good_table(std::string what, finding where, std::function<void(lab&)> how, std::string file = "a.parquet",
                     std::string day = "2024-05-01") {
  return bad_input(std::move(what), std::move(where),
                   [how = std::move(how), file = std::move(file), day = std::move(day)](lab& l) {
                     l.commit(0, protocol_line + metadata_line() + add_line(file, day));
                     how(l);
                   });
}

// A store whose listings show files that cannot be read.
class vanishing_store {
 public:
  explicit vanishing_store(memory_store inner) : inner_(std::move(inner)) {}
  task<deltalake::bytes> get(path where) const { return gone(std::move(where)); }
  task<deltalake::bytes> get_range(path where, std::uint64_t, std::uint64_t) const { return gone(std::move(where)); }
  task<std::optional<deltalake::storage::object_meta>> head(path where) const { return inner_.head(std::move(where)); }
  task<deltalake::storage::list_page> list_from(path folder, std::string from) const {
    return inner_.list_from(std::move(folder), std::move(from));
  }
  task<deltalake::storage::put_outcome> put(path where, deltalake::bytes content,
                                            deltalake::storage::put_mode mode) const {
    return inner_.put(std::move(where), std::move(content), std::move(mode));
  }
  task<void> remove(path where) const { return inner_.remove(std::move(where)); }
  std::string uri(const path& where) const { return inner_.uri(where); }

 private:
  static task<deltalake::bytes> gone(path where) {
    deltalake::throw_error(deltalake::storage::storage_error(errc::not_found, where));
    co_return deltalake::bytes();
  }
  memory_store inner_;
};

void open_location(const std::string& uri) { run(deltalake::open_table(uri)); }

chapter locations() {
  return {
      "Where the table is",
      {
          {"a folder that is not there", finding(errc::not_a_table),
           [](lab& l) { open_location(l.folder / "orders"); }},
          {"a file instead of a folder", finding(errc::not_a_table),
           [](lab& l) {
             std::ofstream(l.folder / "orders") << "text";
             open_location(l.folder / "orders");
           }},
          {"a folder without a log", finding(errc::not_a_table), [](lab& l) { open_location(l.folder.path()); }},
          {"a log without commits and checkpoints", finding(errc::not_a_table),
           [](lab& l) {
             l.put(".00000000000000000000.json.crc", "crc");
             l.put("0.json", protocol_line + metadata_line());
             l.open();
           }},
          {"no location", finding(errc::invalid_uri), [](lab&) { open_location(""); }},
          {"a Windows path", finding(errc::invalid_uri), [](lab&) { open_location("C:\\lake\\orders"); }},
          {"one slash behind the scheme", finding(errc::invalid_uri), [](lab&) { open_location("s3:/lake/orders"); }},
          {"a file of another machine", finding(errc::invalid_uri),
           [](lab&) { open_location("file://server/lake/orders"); }},
          {"a half escape in a file URI", finding(errc::invalid_uri),
           [](lab&) { open_location("file:///lake/100%/orders"); }},
          {"a scheme that nothing serves", finding(errc::unknown_scheme),
           [](lab&) { open_location("gopher://lake/orders"); }},
      }};
}

chapter log_files() {
  return {
      "The files of the log",
      {
          {"a commit is missing", finding(errc::version_gap).version(1).file("_delta_log/" + commit_name(1)),
           [](lab& l) {
             l.commit(0, protocol_line + metadata_line());
             l.commit(2, add_line("a"));
             l.open();
           }},
          {"the first commit is missing", finding(errc::version_gap).version(0).file("_delta_log/" + commit_name(0)),
           [](lab& l) {
             l.commit(1, protocol_line + metadata_line());
             l.open();
           }},
          {"commits were cleaned away behind a damaged checkpoint",
           finding(errc::invalid_parquet).file("_delta_log/" + checkpoint_name(10)),
           [](lab& l) {
             l.put(checkpoint_name(10), "PAR1");
             l.commit(10, add_line("a"));
             l.commit(11, add_line("b"));
             l.open();
           }},
          {"a damaged checkpoint and no commits",
           finding(errc::invalid_parquet).file("_delta_log/" + checkpoint_name(10)),
           [](lab& l) {
             l.put(checkpoint_name(10), "PAR1");
             l.open();
           }},
          {"a damaged checkpoint beside all commits, where the program does not tolerate that",
           finding(errc::invalid_parquet).file("_delta_log/" + checkpoint_name(0)),
           [](lab& l) {
             l.commit(0, protocol_line + metadata_line());
             l.put(checkpoint_name(0), "a text of some length, but no Parquet");
             l.open(open_options().check(deltalake::checking::strict));
           }},
          {"a hint at a checkpoint whose checksum disagrees, where the program does not tolerate that",
           finding(errc::checksum_mismatch).file("_delta_log/_last_checkpoint").field("checksum"),
           [](lab& l) {
             l.commit(0, protocol_line + metadata_line());
             l.put("_last_checkpoint", R"({"version":0,"size":2,"checksum":"0123456789abcdef0123456789abcdef"})");
             l.open(open_options().check(deltalake::checking::strict));
           }},
          {"a part of a checkpoint is missing",
           finding(errc::checkpoint_required).version(11).file("_delta_log/" + checkpoint_name(10, 2, 2)),
           [](lab& l) {
             l.put(checkpoint_name(10, 2, 2), "PAR1");
             l.commit(11, add_line("a"));
             l.open();
           }},
          {"a checkpoint's sidecar is missing",
           finding(errc::checkpoint_required).version(10).file("_delta_log/_sidecars/files.parquet"),
           [](lab& l) {
             l.put(json_checkpoint_name, protocol_line + metadata_line() + sidecar_line("files.parquet"));
             l.open();
           }},
          {"a checkpoint's sidecar lies elsewhere", finding(errc::invalid_path).version(10).field("sidecar.path"),
           [](lab& l) {
             l.put(json_checkpoint_name, protocol_line + metadata_line() + sidecar_line("../../secrets.parquet"));
             l.open();
           }},
          {"a checkpoint that is cut short",
           finding(errc::invalid_json).version(10).file("_delta_log/" + json_checkpoint_name).line(3),
           [](lab& l) {
             l.put(json_checkpoint_name, protocol_line + metadata_line() + add_line("a").substr(0, 40));
             l.open();
           }},
          {"a checkpoint without protocol action", finding(errc::missing_protocol).version(10),
           [](lab& l) {
             l.put(json_checkpoint_name, metadata_line());
             l.open();
           }},
          {"a checkpoint without metaData action, though commits have one", finding(errc::missing_metadata).version(11),
           [](lab& l) {
             for (std::int64_t v = 0; v <= 11; ++v) {
               l.commit(v, v == 0 ? protocol_line + metadata_line() : add_line(std::to_string(v)));
             }
             l.put(json_checkpoint_name, protocol_line);
             l.open();
           }},
          {"a checkpoint with two metaData actions", finding(errc::duplicate_action).version(10),
           [](lab& l) {
             l.put(json_checkpoint_name, protocol_line + metadata_line() + metadata_line());
             l.open();
           }},
          first_commit("the first commit is empty", finding(errc::missing_protocol).version(0), ""),
          first_commit("no protocol action", finding(errc::missing_protocol).version(0), metadata_line()),
          first_commit("no metaData action", finding(errc::missing_metadata).version(0), protocol_line),
          {"listed files cannot be read, however often the log is listed",
           finding(errc::log_changed_while_reading).file("_delta_log/" + commit_name(0)),
           [](lab& l) {
             l.commit(0, protocol_line + metadata_line());
             run(deltalake::open_table(vanishing_store(l.store)));
           }},
          {"the store fails", finding(errc::storage_io).file("_delta_log/" + commit_name(0)),
           [](lab& l) {
             l.commit(0, protocol_line + metadata_line());
             deltalake::testing::faulty_store<memory_store> faulty(l.store);
             faulty.at(deltalake::storage::operation_kind::get, 1, deltalake::testing::fault::before());
             run(deltalake::open_table(faulty));
           }},
          {"a commit is larger than the program's limit",
           finding(errc::value_too_large).version(1).file("_delta_log/" + commit_name(1)),
           [](lab& l) {
             l.commit(0, protocol_line + metadata_line());
             l.commit(1, std::string(2000, ' '));
             deltalake::json::limits limits;
             limits.value_bytes = 1000;
             l.open(open_options().json_limits(limits));
           }},
      }};
}

chapter texts() {
  const auto bad_json = [](std::int64_t line) { return finding(errc::invalid_json).commit(1, line); };
  return {
      "The text of a commit",
      {
          second_commit("cut short", bad_json(1), add_line("a").substr(0, 40)),
          second_commit("cut short in its third line", bad_json(3),
                        add_line("a") + add_line("b") + add_line("c").substr(0, 40)),
          second_commit("pretty-printed and cut short", bad_json(4), "{\n  \"add\": {\n    \"path\": \"a\",\n"),
          second_commit("a tail of NUL bytes, as a crash leaves it", bad_json(2),
                        add_line("a") + std::string(100, '\0')),
          second_commit("nothing but NUL bytes", bad_json(1), std::string(100, '\0')),
          second_commit("a byte-order mark amid the file", bad_json(2), add_line("a") + "\xEF\xBB\xBF" + add_line("b")),
          second_commit("text behind the last value", bad_json(2), add_line("a") + "-- written by hand\n"),
          second_commit("not JSON at all", bad_json(1), "<html><body>404 Not Found</body></html>\n"),
          second_commit("a comma between the lines", bad_json(1),
                        R"({"txn":{"appId":"a","version":1}},)"
                        "\n"),
          second_commit("single quotes", bad_json(1), "{'add':{}}\n"),
          second_commit("a line break within a text", bad_json(1), "{\"add\":{\"path\":\"a\nb\"}}\n"),
          second_commit("invalid UTF-8", finding(errc::invalid_utf8).commit(1, 2), add_line("a") + add_line("\xC3(")),
          second_commit("a name in Latin-1", finding(errc::invalid_utf8).commit(1, 1), add_line("K\xF6ln.parquet")),
          second_commit("nested deeper than the limit of 1000", finding(errc::json_too_deep).commit(1, 1),
                        "{\"add\":{\"tags\":" + std::string(2000, '[') + std::string(2000, ']') + "}}\n"),
          second_commit("an array at top level", finding(errc::wrong_type).commit(1, 1), "[" + add_line("a") + "]"),
          second_commit("a number at top level", finding(errc::wrong_type).commit(1, 2), add_line("a") + "42\n"),
          second_commit("a text at top level", finding(errc::wrong_type).commit(1, 1), "\"add\"\n"),
          second_commit("null at top level", finding(errc::wrong_type).commit(1, 1), "null\n"),
          bad_input("deep in a large commit that is read in parts", bad_json(5001),
                    [](lab& l) {
                      std::string text;
                      for (int i = 0; i < 5000; ++i) text += add_line("file-" + std::to_string(i));
                      l.commit(0, protocol_line + metadata_line());
                      l.commit(1, text + "{\"add\":oops}\n" + text);
                      l.open(open_options().piece_bytes(4096));
                    }),
      }};
}

std::string add_with(const std::string& member) {
  return R"({"add":{"path":"a","partitionValues":{},"size":1,"modificationTime":0,"dataChange":true,)" + member +
         "}}\n";
}
std::string add_without(const std::string& name) {
  std::string line = R"({"add":{)";
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{{"path", "\"a\""},
                                                                                   {"partitionValues", "{}"},
                                                                                   {"size", "1"},
                                                                                   {"modificationTime", "0"},
                                                                                   {"dataChange", "true"}}) {
    if (key != name) line += (line.back() == '{' ? "\"" : ",\"") + key + "\":" + value;
  }
  return line + "}}\n";
}

chapter fields() {
  const auto wrong = [](const char* field) { return finding(errc::wrong_type).commit(1, 1).field(field); };
  const auto lacks = [](const char* field) { return finding(errc::missing_field).commit(1, 1).field(field); };
  return {
      "The fields of an action",
      {
          second_commit("a size of 1e30", wrong("add.size"), add_with(R"("size":1e30)")),
          second_commit("a size of 30 digits", wrong("add.size"), add_with(R"("size":123456789012345678901234567890)")),
          second_commit("a size with a fraction", wrong("add.size"), add_with(R"("size":1.5)")),
          second_commit("a size as text", wrong("add.size"), add_with(R"("size":"1")")),
          second_commit("a number for a path", wrong("add.path"), add_with(R"("path":1)")),
          second_commit("an object for a path", wrong("add.path"), add_with(R"("path":{})")),
          second_commit("text for a flag", wrong("add.dataChange"), add_with(R"("dataChange":"true")")),
          second_commit("a number for a flag", wrong("add.dataChange"), add_with(R"("dataChange":1)")),
          second_commit("an array for partition values", wrong("add.partitionValues"),
                        add_with(R"("partitionValues":[])")),
          second_commit("text for partition values", wrong("add.partitionValues"),
                        add_with(R"("partitionValues":"day=1")")),
          second_commit("an object for a partition value", wrong("add.partitionValues.day"),
                        add_with(R"("partitionValues":{"day":{}})")),
          second_commit("an object for statistics, which are JSON in a text", wrong("add.stats"),
                        add_with(R"("stats":{"numRecords":1})")),
          second_commit("text for a deletion vector", wrong("add.deletionVector"), add_with(R"("deletionVector":"u")")),
          second_commit("a size of a deletion vector above 32 bits", wrong("add.deletionVector.sizeInBytes"),
                        add_with(R"("deletionVector":{"storageType":"u","pathOrInlineDv":"x","sizeInBytes":2147483648,)"
                                 R"("cardinality":1})")),
          second_commit("a storage type of several letters", wrong("add.deletionVector.storageType"),
                        add_with(R"("deletionVector":{"storageType":"inline","pathOrInlineDv":"x","sizeInBytes":1,)"
                                 R"("cardinality":1})")),
          second_commit("a deletion vector without cardinality", lacks("add.deletionVector.cardinality"),
                        add_with(R"("deletionVector":{"storageType":"u","pathOrInlineDv":"x","sizeInBytes":1})")),
          second_commit("an array for an action", wrong("add"), R"({"add":[]})"),
          second_commit("text for an action", wrong("remove"), R"({"remove":"a.parquet"})"),
          second_commit("an add without path", lacks("add.path"), add_without("path")),
          second_commit("an add without partition values", lacks("add.partitionValues"),
                        add_without("partitionValues")),
          second_commit("an add without size", lacks("add.size"), add_without("size")),
          second_commit("an add without time", lacks("add.modificationTime"), add_without("modificationTime")),
          second_commit("an add without dataChange", lacks("add.dataChange"), add_without("dataChange")),
          second_commit("null for a required field", lacks("add.path"),
                        add_with(R"("path":null)").replace(8, 11, "\"x\":0,")),
          second_commit("an empty path", finding(errc::invalid_value).commit(1, 1).field("add.path"), add_line("")),
          second_commit("a remove without path", lacks("remove.path"), R"({"remove":{"dataChange":true}})"),
          second_commit("text for a time of deletion", wrong("remove.deletionTimestamp"),
                        R"({"remove":{"path":"a","dataChange":true,"deletionTimestamp":"yesterday"}})"),
          second_commit("a version of an application that is no integer", wrong("txn.version"),
                        R"({"txn":{"appId":"loader","version":1.0}})"),
          second_commit("a txn without application", lacks("txn.appId"), R"({"txn":{"version":1}})"),
          second_commit("a domain without removed", lacks("domainMetadata.removed"),
                        R"({"domainMetadata":{"domain":"d","configuration":""}})"),
          second_commit("text for partition columns", wrong("metaData.partitionColumns"),
                        R"({"metaData":{"id":"8f1d","format":{},"partitionColumns":"day"}})"),
          second_commit("a number among partition columns", wrong("metaData.partitionColumns"),
                        R"({"metaData":{"id":"8f1d","format":{},"partitionColumns":["day",1]}})"),
          second_commit("text for a format", wrong("metaData.format"),
                        R"({"metaData":{"id":"8f1d","format":"parquet"}})"),
          second_commit("a number for a format's provider", wrong("metaData.format.provider"),
                        R"({"metaData":{"id":"8f1d","format":{"provider":1}}})"),
          second_commit("an array for the configuration", wrong("metaData.configuration"),
                        R"({"metaData":{"id":"8f1d","format":{},"partitionColumns":[],"configuration":[]}})"),
          second_commit("a metaData without id", lacks("metaData.id"),
                        R"({"metaData":{"format":{},"partitionColumns":[]}})"),
          second_commit("text for a protocol version", wrong("protocol.minReaderVersion"),
                        R"({"protocol":{"minReaderVersion":"1","minWriterVersion":2}})"),
          second_commit("a protocol version above 32 bits", wrong("protocol.minReaderVersion"),
                        R"({"protocol":{"minReaderVersion":4294967297,"minWriterVersion":2}})"),
          second_commit(
              "text for a list of features", wrong("protocol.readerFeatures"),
              R"({"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":"deletionVectors"}})"),
          second_commit("a protocol without writer version", lacks("protocol.minWriterVersion"),
                        R"({"protocol":{"minReaderVersion":1}})"),
      }};
}

chapter actions() {
  const auto twice = [] { return finding(errc::duplicate_action).version(1).file("_delta_log/" + commit_name(1)); };
  return {"The actions of one commit",
          {
              second_commit("two protocol actions", twice(), protocol_line + protocol_line),
              second_commit("two metaData actions", twice(), metadata_line() + metadata_line()),
              second_commit("two adds of one file", twice(), add_line("a") + add_line("b") + add_line("a")),
              second_commit("two progresses of one application", twice(),
                            R"({"txn":{"appId":"loader","version":1}}{"txn":{"appId":"loader","version":2}})"),
              second_commit("one domain twice", twice(),
                            R"({"domainMetadata":{"domain":"d","configuration":"","removed":false}})"
                            R"({"domainMetadata":{"domain":"d","configuration":"","removed":true}})"),
          }};
}

chapter protocols() {
  const auto invalid = [](const char* field) { return finding(errc::invalid_protocol).version(0).field(field); };
  const auto unsupported = [](errc code, const char* field) { return finding(code).version(0).field(field); };
  return {
      "The protocol",
      {
          with_protocol("a reader version of the future",
                        unsupported(errc::unsupported_protocol, "protocol.minReaderVersion"),
                        R"({"minReaderVersion":4,"minWriterVersion":7})"),
          with_protocol(
              "an unknown reader feature", unsupported(errc::unsupported_feature, "protocol.readerFeatures"),
              R"({"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors","warpDrive"],)"
              R"("writerFeatures":["deletionVectors","warpDrive"]})"),
          with_protocol("several features that cannot be read",
                        unsupported(errc::unsupported_feature, "protocol.readerFeatures"),
                        R"({"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["warpDrive","timestampNanos"],)"
                        R"("writerFeatures":["warpDrive","timestampNanos"]})"),
          with_protocol("a table that a catalog manages",
                        unsupported(errc::catalog_required, "protocol.readerFeatures"),
                        R"({"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["catalogManaged"],)"
                        R"("writerFeatures":["catalogManaged","inCommitTimestamp"]})"),
          second_commit("what is needed comes before what is wrong",
                        finding(errc::unsupported_protocol).version(1).field("protocol.minReaderVersion"),
                        R"({"protocol":{"minReaderVersion":9,"minWriterVersion":9}})"
                        "\n{\"add\":oops}\n"),
          with_protocol("reader version 0", invalid("protocol.minReaderVersion"),
                        R"({"minReaderVersion":0,"minWriterVersion":2})"),
          with_protocol("a writer version below 1", invalid("protocol.minWriterVersion"),
                        R"({"minReaderVersion":1,"minWriterVersion":-1})"),
          with_protocol("reader version 3 with writer version 6", invalid("protocol.minWriterVersion"),
                        R"({"minReaderVersion":3,"minWriterVersion":6,"readerFeatures":[]})"),
          with_protocol("reader version 3 without a list", invalid("protocol.readerFeatures"),
                        R"({"minReaderVersion":3,"minWriterVersion":7,"writerFeatures":[]})"),
          with_protocol("writer version 7 without a list", invalid("protocol.writerFeatures"),
                        R"({"minReaderVersion":1,"minWriterVersion":7})"),
          with_protocol("reader features with reader version 1", invalid("protocol.readerFeatures"),
                        R"({"minReaderVersion":1,"minWriterVersion":7,"readerFeatures":["deletionVectors"],)"
                        R"("writerFeatures":["deletionVectors"]})"),
          with_protocol("writer features with writer version 5", invalid("protocol.writerFeatures"),
                        R"({"minReaderVersion":1,"minWriterVersion":5,"writerFeatures":["appendOnly"]})"),
          with_protocol("a feature for readers only", invalid("protocol.writerFeatures"),
                        R"({"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],)"
                        R"("writerFeatures":[]})"),
          with_protocol("a reader feature for writers only", invalid("protocol.readerFeatures"),
                        R"({"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[],)"
                        R"("writerFeatures":["deletionVectors"]})"),
      }};
}

chapter schemas() {
  const auto invalid = [](const char* field) { return finding(errc::invalid_schema).version(0).field(field); };
  const std::string mapped = R"({"protocol":{"minReaderVersion":2,"minWriterVersion":5}})"
                             "\n";
  const std::string by_name = R"("configuration":{"delta.columnMapping.mode":"name"})";
  return {
      "The schema and the columns",
      {
          with_metadata("a schema that is no JSON",
                        finding(errc::invalid_json).version(0).field("metaData.schemaString"),
                        R"("{\"type\":\"struct\",)", R"("{\"type\":struct,)"),
          with_metadata("a schema of another type", invalid("metaData.schemaString"), R"("{\"type\":\"struct\",)",
                        R"("{\"type\":\"table\",)"),
          with_metadata("a column without a type", invalid("metaData.schemaString.id"), R"(\"type\":\"long\",)", ""),
          with_metadata("two columns of one name", invalid("metaData.schemaString.ID"), R"(\"name\":\"day\")",
                        R"(\"name\":\"ID\")"),
          with_metadata("a partition column that is no column", invalid("metaData.partitionColumns"),
                        R"("partitionColumns":["day"])", R"("partitionColumns":["month"])"),
          first_commit("column mapping without physical names", invalid("metaData.schemaString.id"),
                       mapped + metadata_line(R"("configuration":{})", by_name)),
          first_commit("a column mapping mode that there is not",
                       finding(errc::invalid_value).version(0).field("metaData.configuration.delta.columnMapping.mode"),
                       mapped + metadata_line(R"("configuration":{})",
                                              R"("configuration":{"delta.columnMapping.mode":"nickname"})")),
          with_metadata("data files of another format",
                        finding(errc::unsupported_feature).version(0).field("metaData.format.provider"),
                        R"("provider":"parquet")", R"("provider":"csv")"),
          bad_input("the schema of a table that has none", finding(errc::invalid_schema),
                    [](lab& l) {
                      l.commit(0, protocol_line + R"({"metaData":{"id":"8f1d","format":{},"partitionColumns":[]}})");
                      static_cast<void>(l.open().schema());
                    }),
      }};
}

void set_times(const lab& l, std::int64_t versions) {
  for (std::int64_t v = 0; v < versions; ++v) {
    l.store.set_modified(path("_delta_log/" + commit_name(v)), 1'700'000'000'000 + v * 1000);
  }
}

chapter versions() {
  return {
      "Versions and times",
      {
          good_table("a version that is not there yet", finding(errc::version_not_found),
                     [](lab& l) { l.open(open_options().version(7)); }),
          good_table("a negative version", finding(errc::version_not_found),
                     [](lab& l) { l.open(open_options().version(-1)); }),
          {"a version whose commits were cleaned away",
           finding(errc::version_not_found).version(1).file("_delta_log/" + commit_name(1)),
           [](lab& l) {
             l.put("00000000000000000002.checkpoint.0f3c7a10-5b2d-4e6f-8a91-0c1d2e3f4a5b.json",
                   protocol_line + metadata_line());
             l.commit(3, "");
             l.open(open_options().version(1));
           }},
          good_table("going to a version that is not there", finding(errc::version_not_found),
                     [](lab& l) {
                       auto table = l.open();
                       run(table.load_version(2));
                     }),
          good_table("an update to an older version", finding(errc::version_downgrade).version(1),
                     [](lab& l) {
                       l.commit(1, "");
                       auto table = l.open();
                       run(table.update_incremental(0));
                     }),
          good_table("the actions of a version that is not there", finding(errc::version_not_found),
                     [](lab& l) { run(l.open().actions(2)); }),
          good_table("the time of a version that is not there", finding(errc::version_not_found),
                     [](lab& l) { run(l.open().version_timestamp(2)); }),
          good_table("a time before the first commit", finding(errc::timestamp_too_early),
                     [](lab& l) {
                       set_times(l, 1);
                       l.open(open_options().datestring("2020-01-31T12:00:00Z"));
                     }),
          good_table("text that is no time", finding(errc::invalid_timestamp),
                     [](lab& l) { l.open(open_options().datestring("yesterday")); }),
          bad_input(
              "a commit without the in-commit timestamp that the table promises",
              finding(errc::missing_field)
                  .version(0)
                  .file("_delta_log/" + commit_name(0))
                  .field("commitInfo.inCommitTimestamp"),
              [](lab& l) {
                l.commit(
                    0,
                    R"({"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["inCommitTimestamp"]}})" +
                        metadata_line(R"("configuration":{})",
                                      R"("configuration":{"delta.enableInCommitTimestamps":"true"})"));
                l.open(open_options().timestamp_ms(0));
              }),
      }};
}

chapter files() {
  const auto outside = [] { return finding(errc::outside_table_root).version(0); };
  const auto uris = [](lab& l) { static_cast<void>(l.open().get_file_uris()); };
  using filter = deltalake::partition_filter;
  return {
      "Data files and partitions",
      {
          good_table("a path that climbs out of the table", outside(), uris, "../customers/a.parquet"),
          good_table("the same, encoded", outside(), uris, "x/%2e%2e/../../customers/a.parquet"),
          good_table("a file of another folder", outside(), uris, "/etc/passwd"),
          good_table("a file of another table", outside(), uris, "memory:///customers/a.parquet"),
          good_table("a file of another store", outside(), uris, "s3://lake/orders/a.parquet"),
          good_table("a path with an empty segment", finding(errc::invalid_path).version(0), uris, "x//a.parquet"),
          good_table("a filter on a column that does not partition", finding(errc::invalid_argument).version(0),
                     [](lab& l) { static_cast<void>(l.open().get_files_by_partitions({filter::equal("id", "1")})); }),
          good_table(
              "a filter's value of another type", finding(errc::invalid_argument).version(0).field("day"),
              [](lab& l) { static_cast<void>(l.open().get_files_by_partitions({filter::less("day", "soon")})); }),
          good_table(
              "a partition value of another type",
              finding(errc::invalid_partition_value).version(0).field("add.partitionValues.day"),
              [](lab& l) { static_cast<void>(l.open().get_files_by_partitions({filter::less("day", "2024-05-01")})); },
              "a.parquet", "2024-13-01"),
      }};
}

chapter programs() {
  return {
      "Programs",
      {
          good_table(
              "files of a table that was opened without them", finding(errc::files_not_loaded),
              [](lab& l) { static_cast<void>(l.open(open_options().files(deltalake::load::on_demand)).get_files()); }),
          {"a table that was never opened", finding(errc::not_loaded),
           [](lab&) { static_cast<void>(deltalake::table().version()); }},
          {"a store that is none", finding(errc::not_loaded), [](lab&) { run(deltalake::open_table(any_store())); }},
      }};
}

std::vector<chapter> all_chapters() {
  return {locations(), log_files(), texts(),    fields(), actions(),
          protocols(), schemas(),   versions(), files(),  programs()};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// What the row throws, with the temporary folder called /lake.
std::optional<std::string> message_of(const bad_input& row) {
  lab place;
  try {
    row.provoke(place);
  } catch (const delta_error& thrown) {
    const deltalake::error& found = thrown.where();
    CHECK(name(found.code) == name(row.expected.code));
    CHECK(found.version == row.expected.version_);
    CHECK(found.file == row.expected.file_);
    CHECK(found.line == row.expected.line_);
    CHECK(found.field == row.expected.field_);
    return replaced(thrown.what(), place.folder.path(), "/lake");
  } catch (const std::exception& other) {
    FAIL_CHECK("not an error of the library: " << other.what());
  }
  return std::nullopt;
}

std::string read_document() {
  std::ifstream in(document_name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// What Markdown would take for its own.
std::string escaped(std::string text) {
  text = replaced(std::move(text), "|", "\\|");
  return replaced(std::move(text), "<", "&lt;");
}

std::string document_of(const std::vector<chapter>& chapters, const std::vector<std::string>& messages) {
  std::ostringstream out;
  out << "# What a user sees\n\n"
         "Each bad input that the library knows, and the message it gives. Every message says where, what, and what to "
         "do\n"
         "next; the word in brackets is the error's stable name (`deltalake::errc`). A test makes each input, compares "
         "the\n"
         "error's parts, and fails if this page differs; `DELTALAKE_WRITE_DOCS=1 deltalake_tests` writes it anew.\n";
  std::size_t at = 0;
  for (const chapter& one : chapters) {
    out << "\n## " << one.title << "\n\n| Bad input | Message |\n|---|---|\n";
    for (const bad_input& row : one.rows) out << "| " << row.about << " | " << escaped(messages[at++]) << " |\n";
  }
  return out.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("bad input: each is refused with the right error, at the right place, and as the document says") {
  const std::vector<chapter> chapters = all_chapters();
  std::vector<std::string> messages;
  for (const chapter& one : chapters) {
    for (const bad_input& row : one.rows) {
      CAPTURE(row.about);
      std::optional<std::string> message = message_of(row);
      CHECK_MESSAGE(message.has_value(), "nothing was refused");
      messages.push_back(message.value_or("nothing"));
    }
  }
  CHECK(messages.size() >= 100);
  const std::string made = document_of(chapters, messages);
  if (std::getenv("DELTALAKE_WRITE_DOCS") != nullptr) std::ofstream(document_name, std::ios::binary) << made;
  const std::vector<std::string> expected = lines_of(read_document());
  const std::vector<std::string> actual = lines_of(made);
  for (std::size_t i = 0; i < std::max(expected.size(), actual.size()); ++i) {
    CHECK((i < actual.size() ? actual[i] : "") == (i < expected.size() ? expected[i] : ""));
  }
}

TEST_CASE("bad input: the error does not depend on how the log is cut and on how many read it at once") {
  for (const std::uint64_t piece : {std::uint64_t{4096}, std::uint64_t{1} << 20}) {
    for (const std::size_t concurrency : {1, 8}) {
      lab place;
      std::string text;
      for (int i = 0; i < 200; ++i) text += add_line("file-" + std::to_string(i));
      place.commit(0, protocol_line + metadata_line());
      place.commit(1, text + "{\"add\":oops}\n" + text);
      place.commit(2, text +
                          R"({"add":{"path":1}})"
                          "\n" +
                          text + "{\"add\":oops}\n");
      place.commit(3, R"({"txn":{"appId":"loader","version":1}})");
      try {
        place.open(open_options().piece_bytes(piece).concurrency(concurrency));
        FAIL_CHECK("nothing was refused");
      } catch (const delta_error& thrown) {
        CHECK(thrown.where().code == errc::wrong_type);
        CHECK(thrown.where().version == 2);
        CHECK(thrown.where().line == 201);
      }
    }
  }
}

}  // namespace deltalake_bad_input_test
