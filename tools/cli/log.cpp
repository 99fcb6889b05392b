#include "command.hpp"
#include "json_writer.hpp"

namespace deltalake_tool {
namespace {

namespace json = deltalake::json;

// Writes each action of a commit as it stands in the log, unknown ones and unknown fields included: this is for looking
// at a log whose table cannot be opened, too.
class action_lines {
 public:
  action_lines(std::int64_t version, bool as_json, output& out) : version_(version), as_json_(as_json), out_(out) {}

  void begin_object() {
    if (depth_++ == 0)
      start();
    else
      writer_->begin_object();
  }
  void end_object() {
    writer_->end_object();
    if (--depth_ == 0) finish();
  }
  void begin_array() {
    if (depth_++ == 0) refuse();
    writer_->begin_array();
  }
  void end_array() {
    --depth_;
    writer_->end_array();
  }
  json::directive key(std::string_view name) {
    writer_->key(name);
    if (depth_ == 1 && keys_++ == 0) {
      kind_ = name;
      body_ = line_.size();
    }
    return json::directive::events;
  }
  void text(std::string_view value) {
    scalar();
    writer_->text(value);
  }
  void number(std::string_view literal, std::optional<std::int64_t>) {
    scalar();
    writer_->raw(literal);
  }
  void boolean(bool value) {
    scalar();
    writer_->boolean(value);
  }
  void null() {
    scalar();
    writer_->null();
  }
  template <class Value>
  void value(Value&&) {}
  const std::optional<deltalake::error>& failure() const noexcept { return failure_; }

 private:
  void start() {
    line_.clear();
    keys_ = 0;
    writer_.emplace(line_);
    writer_->begin_object();
    if (as_json_) writer_->key("version").number(version_);
  }
  void finish() {
    std::string& text = out_.text();
    if (as_json_) {
      text += line_;
    } else if (keys_ == 1) {
      text.append("  ").append(printable(kind_)).append(kind_.size() < 16 ? 16 - kind_.size() : 0, ' ').append(" ");
      text += printable(std::string_view(line_).substr(body_, line_.size() - body_ - 1));
    } else {
      text.append("  ").append(printable(line_));
    }
    text += '\n';
    out_.ready();
  }
  void scalar() {
    if (depth_ == 0) refuse();
  }
  void refuse() {
    line_.clear();
    writer_.emplace(line_);
    failure_ = deltalake::error(deltalake::errc::wrong_type, "an action is an object");
  }

  std::int64_t version_;
  bool as_json_;
  output& out_;
  std::string line_, kind_;
  std::optional<json_writer> writer_;
  std::size_t body_ = 0;
  int depth_ = 0, keys_ = 0;
  std::optional<deltalake::error> failure_;
};

deltalake::task<void> write_commit(deltalake::storage::any_store store, std::string table, std::int64_t version,
                                   bool as_json, output& out) {
  const std::string name = deltalake::log::commit_file_name(version);
  const deltalake::path where = deltalake::path(std::string(deltalake::log::log_folder)) / name;
  const deltalake::bytes content = co_await store.get(where);
  const std::string_view text = content.view().substr(json::byte_order_mark(content.view()));
  if (!as_json) {
    const auto size = static_cast<std::int64_t>(content.size());
    out.text().append("version ").append(std::to_string(version)).append("  ").append(name);
    out.text().append(" (").append(human_size(size)).append(")\n");
  }
  action_lines lines(version, as_json, out);
  json::boost_json::reader<action_lines> reader;
  const json::read_result got = reader.read(text, true, lines);
  if (!got.failure) co_return;
  deltalake::error found = *got.failure;
  found.in_table(table).in_file(name).at_version(version).at_line(json::line_at(text, got.failure_offset));
  deltalake::throw_error(std::move(found));
}

// The version that `--at` means.
deltalake::task<std::int64_t> version_at(request wanted) {
  deltalake::open_options options = options_of(wanted, deltalake::load::on_demand, deltalake::keep_stats::no);
  const deltalake::table opened = co_await deltalake::open_table(wanted.table, std::move(options));
  co_return opened.version();
}

}  // namespace

deltalake::task<void> run_log(request wanted, output& out) {
  namespace storage = deltalake::storage;
  const storage::uri where = storage::uri::parse(wanted.table, storage::process_context()).value();
  storage::any_store store = storage::registry::standard().open(where).value();
  const std::string table = where.to_string();
  std::optional<std::int64_t> only = wanted.version;
  if (wanted.at) only = co_await version_at(wanted);

  const deltalake::log::log_listing listing = co_await deltalake::log::list_log(store);
  bool written = false;
  for (const deltalake::log::log_file& commit : listing.commits) {
    if (only && commit.version_final != *only) continue;
    written = true;
    co_await write_commit(store, table, commit.version_final, wanted.json, out);
  }
  if (written) co_return;
  const bool there = !listing.commits.empty() || !listing.compactions.empty() || !listing.checkpoints.empty();
  deltalake::error failure(there ? deltalake::errc::version_not_found : deltalake::errc::not_a_table);
  if (there && only) failure.detail = "there is no commit " + std::to_string(*only);
  if (there && !only) failure.detail = "all commits have been cleaned up";
  deltalake::throw_error(std::move(failure.in_table(table)));
}

}  // namespace deltalake_tool
