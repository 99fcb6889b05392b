// Checkpoints: any bytes as a classic one, which may name itself as its sidecar.
#include <memory>
#include <utility>
#include <vector>

#include <deltalake/json/boost_json.hpp>
#include <deltalake/log/checkpoint_read_io.hpp>
#include <deltalake/log/fold.hpp>
#include <deltalake/storage/memory_store.hpp>

#include "../tests/support/run_task.hpp"
#include "fuzz.hpp"
#include "parquet_limits.hpp"

namespace deltalake_fuzz {
namespace {

namespace log = deltalake::log;
namespace parquet = deltalake::parquet;
namespace storage = deltalake::storage;

constexpr const char* checkpoint_name = "00000000000000000001.checkpoint.parquet";

class removes_counter final : public deltalake::action_receiver {
 public:
  deltalake::action_kind wants() const override { return deltalake::action_kind::remove; }
  void on_remove(deltalake::remove_file&) override { ++count; }
  std::size_t count = 0;
};

parquet::read_options small_reads() {
  parquet::read_options made;
  made.batch_rows = 100;
  made.window_bytes = 100;
  made.limits = small_limits();
  made.limits.row_groups = 20;
  return made;
}

// Rows that a footer promises cost nothing until they are read: a few bytes may stand for any number of nulls.
bool has_few_rows(const parquet::file& file) {
  for (const parquet::row_group& group : file.metadata.row_groups) {
    if (group.num_rows > 2'000) return false;
  }
  return true;
}

deltalake::task<void> read_checkpoint(storage::any_store store, std::uint64_t size, log::log_parts parts) {
  log::read_options options;
  options.parts = parts;
  options.decoders = log::make_decoder_factory<deltalake::json::boost_json>(deltalake::json::limits());
  options.seed = 5;
  options.concurrency = 2;
  options.workers = co_await boost::asio::this_coro::executor;
  const parquet::read_options how = small_reads();
  const deltalake::path where(std::string("_delta_log/") + checkpoint_name);
  const std::shared_ptr<const parquet::file> file = co_await parquet::open_file(store, where, size, how);
  if (!has_few_rows(*file)) co_return;
  log::checkpoint_set files;
  files.version = 1;
  log::checkpoint_file part;
  part.name = log::parse_file_name(checkpoint_name);
  part.size_bytes = size;
  files.parts.push_back(std::move(part));
  std::vector<log::log_run> runs = co_await log::read_checkpoint(store, files, options, how);
  const auto state = log::fold_checkpoint(std::move(runs), 1, parts);
  if (state && parts == log::log_parts::all) {
    std::size_t count = 0;
    state->state.files.for_each([&](const log::file_columns& columns, std::size_t row) {
      count += columns.add(row).path.size() < 16 << 10 ? 1U : 0U;
    });
    require(count == state->state.files.num_files, "the number of files is right");
  }
  if (parts == log::log_parts::metadata) co_return;
  auto removes = std::make_shared<removes_counter>();
  co_await log::read_checkpoint_removes(store, files, options, how, removes);
}

}  // namespace

void try_input(std::string_view input) {
  const storage::memory_store store;
  for (const std::string& place :
       {std::string("_delta_log/") + checkpoint_name, std::string("_delta_log/_sidecars/s")}) {
    deltalake_test::run(
        store.put(deltalake::path(place), deltalake::bytes::copy_of(input), storage::put_mode::overwrite()));
  }
  for (const log::log_parts parts : {log::log_parts::all, log::log_parts::metadata}) {
    try {
      deltalake_test::run(read_checkpoint(storage::any_store(store), input.size(), parts));
    } catch (const deltalake::delta_error&) {
    }
  }
}

}  // namespace deltalake_fuzz
