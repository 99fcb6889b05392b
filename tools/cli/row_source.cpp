#include "row_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "parquet_file.hpp"

namespace deltalake_tool {
namespace {

using deltalake::column::batch;
using deltalake::column::field;

class parquet_rows final : public row_source {
 public:
  parquet_rows(std::shared_ptr<const deltalake::parquet::file> from, const std::vector<std::string>& columns,
               std::optional<std::size_t> limit)
      : file_(std::move(from)), wanted_(fields_of(file_->schema), columns), leaves_(wanted_.leaves(file_->schema)) {
    if (limit) options_.batch_rows = static_cast<std::int64_t>(std::clamp<std::size_t>(*limit, 1, 65'536));
  }

  const std::vector<field>& fields() const override { return wanted_.fields(); }

  deltalake::task<std::optional<batch>> next() override {
    while (true) {
      if (!reader_) {
        if (group_ == file_->metadata.row_groups.size()) co_return std::nullopt;
        deltalake::parquet::read_options options = options_;
        reader_.emplace(file_, group_++, leaves_, std::move(options));
      }
      std::optional<batch> rows = co_await reader_->next();
      if (rows) co_return wanted_.reorder(*std::move(rows));
      reader_.reset();
    }
  }

 private:
  std::shared_ptr<const deltalake::parquet::file> file_;
  projection wanted_;
  std::vector<bool> leaves_;
  deltalake::parquet::read_options options_;
  std::size_t group_ = 0;
  std::optional<deltalake::parquet::row_group_reader> reader_;
};

void drop_int96_zones(deltalake::parquet::schema_node& node, deltalake::parquet::schema_tree& tree) {
  using deltalake::parquet::node_kind;
  for (deltalake::parquet::schema_node& child : node.children) drop_int96_zones(child, tree);
  if (node.kind != node_kind::leaf) return set_group_type(node);
  deltalake::parquet::leaf_column& leaf = tree.leaves[node.leaf_begin];
  if (leaf.physical == deltalake::parquet::physical_type::int96) node.type.utc = leaf.type.utc = false;
}

std::shared_ptr<const deltalake::parquet::file> without_int96_zones(const deltalake::parquet::file& from) {
  auto made = std::make_shared<deltalake::parquet::file>(from);
  for (deltalake::parquet::schema_node& field : made->schema.fields) drop_int96_zones(field, made->schema);
  return made;
}

// A file, or standard input, that is read from its start to its end.
class byte_source {
 public:
  explicit byte_source(std::string location) : name_(std::move(location)) {
    if (name_ == "-") return;
    file_ = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file_ < 0) fail(errno);
  }
  byte_source(const byte_source&) = delete;
  byte_source& operator=(const byte_source&) = delete;
  ~byte_source() {
    if (file_ > STDIN_FILENO) ::close(file_);
  }

  const std::string& name() const noexcept { return name_; }
  /// The next bytes; none at the end. Valid until the next call.
  std::string_view read() {
    if (chunk_.empty()) chunk_.resize(std::size_t{1} << 20);
    while (true) {
      const ::ssize_t count = ::read(file_, chunk_.data(), chunk_.size());
      if (count >= 0) return {chunk_.data(), static_cast<std::size_t>(count)};
      if (errno != EINTR) fail(errno);
    }
  }

 private:
  [[noreturn]] void fail(int code) const {
    using deltalake::errc;
    const errc reason = code == ENOENT || code == ENOTDIR ? errc::not_found
                        : code == EACCES || code == EPERM ? errc::permission_denied
                                                          : errc::storage_io;
    deltalake::throw_error(deltalake::error(reason, std::strerror(code)).in_file(name_));
  }

  std::string name_;
  int file_ = STDIN_FILENO;
  std::string chunk_;
};

// Rows is csv_reader or json_rows.
template <class Rows>
class text_rows final : public row_source {
 public:
  text_rows(std::string location, std::vector<std::string> columns, Rows rows)
      : from_(std::move(location)), columns_(std::move(columns)), rows_(std::move(rows)) {}

  const std::vector<field>& fields() const override {
    static const std::vector<field> none;
    return wanted_ ? wanted_->fields() : none;
  }

  deltalake::task<std::optional<batch>> next() override {
    std::optional<batch> rows = read();
    while (!rows && !ended_) {
      const std::string_view bytes = from_.read();
      ended_ = bytes.empty();
      rows_.feed(bytes, ended_);
      rows = read();
    }
    if (!wanted_ && rows_.fields() != nullptr) wanted_.emplace(*rows_.fields(), columns_);
    if (!rows) co_return std::nullopt;
    co_return wanted_->apply(*std::move(rows));
  }

 private:
  std::optional<batch> read() {
    deltalake::result<std::optional<batch>> rows = rows_.next();
    if (!rows) deltalake::throw_error(deltalake::error(rows.error()).in_file(from_.name()));
    return *std::move(rows);
  }

  byte_source from_;
  std::vector<std::string> columns_;
  Rows rows_;
  bool ended_ = false;
  std::optional<projection> wanted_;
};

}  // namespace

deltalake::task<std::unique_ptr<row_source>> open_parquet_rows(std::string location, std::vector<std::string> columns,
                                                               std::optional<std::size_t> limit, int96_times times) {
  std::shared_ptr<const deltalake::parquet::file> file = co_await open_parquet_file(std::move(location));
  if (times == int96_times::as_stored) file = without_int96_zones(*file);
  co_return std::make_unique<parquet_rows>(std::move(file), columns, limit);
}

std::unique_ptr<row_source> open_csv_rows(std::string location, std::vector<std::string> columns,
                                          text_options options) {
  using deltalake::column::csv_reader;
  csv_reader rows(std::move(options.schema), std::move(options.csv));
  return std::make_unique<text_rows<csv_reader>>(std::move(location), std::move(columns), std::move(rows));
}

std::unique_ptr<row_source> open_json_rows(std::string location, std::vector<std::string> columns,
                                           text_options options) {
  using deltalake::column::json_rows;
  json_rows rows(std::move(options.schema));
  return std::make_unique<text_rows<json_rows>>(std::move(location), std::move(columns), std::move(rows));
}

namespace {

// Lists keep elements that no list has any more.
void shorten(deltalake::column::array& from, std::int64_t length) noexcept {
  for (std::int64_t row = length; row < from.length; ++row) from.null_count -= from.is_null(row) ? 1 : 0;
  from.length = length;
  using deltalake::column::type_id;
  if (from.type.id != type_id::structure && from.type.id != type_id::variant) return;
  for (deltalake::column::array& part : from.children) shorten(part, length);
}

}  // namespace

void row_limit::cut(batch& rows) noexcept {
  if (!left_) return;
  if (static_cast<std::uint64_t>(rows.num_rows) > *left_) {
    rows.num_rows = static_cast<std::int64_t>(*left_);
    for (deltalake::column::array& column : rows.columns) shorten(column, rows.num_rows);
  }
  *left_ -= static_cast<std::size_t>(rows.num_rows);
}

}  // namespace deltalake_tool
