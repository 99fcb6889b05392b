#include <deltalake/open.hpp>

#include <doctest/doctest.h>

#include <barrier>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/promise.hpp>
#include <boost/asio/experimental/use_promise.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <tests/support/memory_log.hpp>
#include <tests/support/run_task.hpp>
#include <tests/support/suspending_store.hpp>

namespace deltalake_open_coroutine_test {
namespace {

namespace asio = boost::asio;
using deltalake::async_open_table;
using deltalake::errc;
using deltalake::load;
using deltalake::open_options;
using deltalake::open_table;
using deltalake::table;
using deltalake::task;
using deltalake_test::memory_log;
using deltalake_test::run;
using deltalake_test::suspending_store;
using deltalake_test::suspensions;

const char* const seed = "tests/data/delta-0.2.0";

// ---- completion tokens ----------------------------------------------------------------------------------------------

TEST_CASE("async_open_table: a future") {
  asio::io_context context;
  std::future<table> opened =
      async_open_table(context.get_executor(), seed, open_options().version(1), asio::use_future);
  context.run();
  CHECK(opened.get().version() == 1);
}

TEST_CASE("async_open_table: a callback, which gets errors as well") {
  asio::io_context context;
  int calls = 0;
  async_open_table(context.get_executor(), seed, open_options(), [&](std::exception_ptr failure, table opened) {
    CHECK_FALSE(failure);
    CHECK(opened.version() == 3);
    ++calls;
  });
  async_open_table(context.get_executor(), "tests/data", open_options(), [&](std::exception_ptr failure, table opened) {
    CHECK(failure);
    CHECK_FALSE(static_cast<bool>(opened));
    ++calls;
  });
  context.run();
  CHECK(calls == 2);
}

TEST_CASE("async_open_table: a location that cannot be understood is an error of the operation, not of the call") {
  asio::io_context context;
  std::future<table> opened =
      async_open_table(context.get_executor(), "nobody-knows://x", open_options(), asio::use_future);
  context.run();
  CHECK_THROWS_AS(opened.get(), deltalake::delta_error);
}

TEST_CASE("async_open_table: deferred, started later and once") {
  asio::io_context context;
  auto later = async_open_table(context.get_executor(), seed, open_options().version(2), asio::deferred);
  context.run();
  context.restart();
  std::int64_t version = -1;
  std::move(later)([&](std::exception_ptr, table opened) { version = opened.version(); });
  context.run();
  CHECK(version == 2);
}

task<std::int64_t> opens_with_use_awaitable() {
  const auto here = co_await asio::this_coro::executor;
  const table opened =
      co_await async_open_table(here, std::string(seed), open_options().version(0), asio::use_awaitable);
  co_return opened.version();
}
TEST_CASE("async_open_table: awaited by a coroutine") { CHECK(run(opens_with_use_awaitable()) == 0); }

// Boost 1.81 hands a promise's waiter objects that were moved from if it waited before there was a result.
TEST_CASE("async_open_table: promises run side by side and wait to be asked") {
  asio::io_context context;
  const auto where = context.get_executor();
  auto first = async_open_table(where, seed, open_options().version(1), asio::experimental::use_promise);
  auto second = async_open_table(where, seed, open_options().version(2), asio::experimental::use_promise);
  context.run();
  context.restart();
  REQUIRE(first.completed());
  REQUIRE(second.completed());
  std::int64_t sum = 0;
  second([&](std::exception_ptr, table opened) { sum += opened.version(); });
  first([&](std::exception_ptr, table opened) { sum += opened.version(); });
  context.run();
  CHECK(sum == 3);
}

TEST_CASE("async_open_table: a handler runs where it is bound to") {
  asio::io_context context;
  asio::thread_pool other(1);
  std::promise<std::thread::id> ran_on;
  auto handler = [&](std::exception_ptr, table) { ran_on.set_value(std::this_thread::get_id()); };
  async_open_table(context.get_executor(), seed, open_options(), asio::bind_executor(other.get_executor(), handler));
  context.run();
  other.join();
  CHECK(ran_on.get_future().get() != std::this_thread::get_id());
}

TEST_CASE("async_open_table: an operation that is dropped before it runs leaves nothing behind") {
  asio::io_context context;
  async_open_table(context.get_executor(), seed, open_options(),
                   [](std::exception_ptr, table) { FAIL("it never ran"); });
}

// ---- cancellation ---------------------------------------------------------------------------------------------------

// Four versions, the first one large enough to be read in several pieces.
memory_log four_versions() {
  memory_log log;
  std::string first = deltalake_test::start();
  for (int i = 0; i < 200; ++i) first += deltalake_test::add_line("file-" + std::to_string(i));
  log.commit(0, first);
  for (int version = 1; version < 4; ++version) {
    log.commit(version, deltalake_test::remove_line("file-" + std::to_string(version)) +
                            deltalake_test::add_line("new-" + std::to_string(version)));
  }
  return log;
}

enum class outcome { completed, aborted };

// Runs `work`, in which `where` counts suspensions, and cancels it at the one that is special.
struct experiment {
  std::shared_ptr<suspensions> where = std::make_shared<suspensions>();
  asio::io_context context{1};
  asio::cancellation_signal signal;

  /// `stuck`: the suspension lasts so long that only the cancellation ends it.
  void prepare(int special, asio::cancellation_type kind, bool stuck) {
    where->count = 0;
    where->special = special;
    where->there = stuck ? std::chrono::nanoseconds(std::chrono::hours(1)) : std::chrono::microseconds(50);
    where->at = [this, kind] { asio::post(context, [this, kind] { signal.emit(kind); }); };
  }
  template <class T>
  outcome finish(std::optional<std::exception_ptr>& ended, std::optional<T>& result) {
    context.restart();
    context.run_for(std::chrono::seconds(60));
    REQUIRE_MESSAGE(ended.has_value(), "the operation hangs");
    if (!*ended) return outcome::completed;
    result.reset();
    try {
      std::rethrow_exception(*ended);
    } catch (const boost::system::system_error& failure) {
      REQUIRE_MESSAGE(failure.code() == asio::error::operation_aborted, failure.what());
    }
    return outcome::aborted;
  }
};

const asio::cancellation_type every_kind[] = {asio::cancellation_type::terminal, asio::cancellation_type::partial,
                                              asio::cancellation_type::total};

// Opens a table of a suspending store under a URI, as async_open_table wants it.
open_options options_of(const memory_log& log, const std::shared_ptr<suspensions>& where, std::size_t concurrency) {
  deltalake::storage::registry stores;
  stores.add("slow", [store = suspending_store(log.store, where)](const deltalake::storage::uri&) {
    return deltalake::result<deltalake::storage::any_store>(deltalake::storage::any_store(store));
  });
  open_options options;
  options.stores(std::move(stores)).concurrency(concurrency).piece_bytes(4096);
  return options;
}

int cancel_opening_everywhere(asio::cancellation_type kind, bool stuck, std::size_t concurrency) {
  const memory_log log = four_versions();
  experiment trial;
  for (int special = 0;; ++special) {
    CAPTURE(special);
    trial.prepare(special, kind, stuck);
    std::optional<std::exception_ptr> ended;
    std::optional<table> opened;
    async_open_table(trial.context.get_executor(), "slow://x", options_of(log, trial.where, concurrency),
                     asio::bind_cancellation_slot(trial.signal.slot(), [&](std::exception_ptr failure, table made) {
                       ended = failure;
                       opened = std::move(made);
                     }));
    const outcome how = trial.finish(ended, opened);
    if (how == outcome::completed) CHECK(opened->num_files() == 200);
    if (trial.where->count <= special) {
      CHECK(how == outcome::completed);
      return special;
    }
    if (stuck) CHECK(how == outcome::aborted);
  }
}

TEST_CASE("async_open_table: it is cancelled wherever it waits, by every kind of cancellation") {
  for (const asio::cancellation_type kind : every_kind) {
    for (const std::size_t concurrency : {1, 8}) {
      CAPTURE(static_cast<int>(kind));
      CAPTURE(concurrency);
      CHECK(cancel_opening_everywhere(kind, true, concurrency) > 5);
    }
  }
}

TEST_CASE("async_open_table: a cancellation that comes late completes or aborts") {
  for (const asio::cancellation_type kind : every_kind) CHECK(cancel_opening_everywhere(kind, false, 8) > 5);
}

TEST_CASE("async_open_table: cancelled before it begins") {
  const memory_log log = four_versions();
  experiment trial;
  trial.prepare(-1, asio::cancellation_type::terminal, false);
  std::optional<std::exception_ptr> ended;
  std::optional<table> opened;
  async_open_table(trial.context.get_executor(), "slow://x", options_of(log, trial.where, 8),
                   asio::bind_cancellation_slot(trial.signal.slot(), [&](std::exception_ptr failure, table made) {
                     ended = failure;
                     opened = std::move(made);
                   }));
  trial.signal.emit(asio::cancellation_type::terminal);
  CHECK(trial.finish(ended, opened) == outcome::aborted);
}

template <class T>
task<T> all_kinds(task<T> inner) {
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  co_return co_await std::move(inner);
}

// Cancels `work(table)` at each suspension, for each kind; checks that the table is as it was, and that it still works.
template <class Work>
void cancel_everywhere(Work work, open_options options, int waits_min = 2) {
  const memory_log log = four_versions();
  for (const asio::cancellation_type kind : every_kind) {
    experiment trial;
    const suspending_store store(log.store, trial.where);
    auto t = run(open_table(store, options));
    const auto before = t.snapshot().shared();
    for (int special = 0;; ++special) {
      CAPTURE(special);
      trial.prepare(special, kind, true);
      std::optional<std::exception_ptr> ended;
      std::optional<bool> unused;
      asio::co_spawn(
          trial.context, all_kinds(work(t)),
          asio::bind_cancellation_slot(trial.signal.slot(), [&](std::exception_ptr failure) { ended = failure; }));
      const outcome how = trial.finish(ended, unused);
      if (trial.where->count <= special) {
        CHECK(how == outcome::completed);
        CHECK(special >= waits_min);
        break;
      }
      CHECK(how == outcome::aborted);
      CHECK(t.snapshot().shared() == before);
    }
  }
}

template <class T>
task<void> dropped(task<T> work) {
  co_await std::move(work);
}

TEST_CASE("table: a cancelled update or load leaves the table as it was") {
  cancel_everywhere([](auto& t) { return t.update(); }, open_options().version(0));
  cancel_everywhere([](auto& t) { return t.load_version(2); }, open_options().version(0).concurrency(2));
  cancel_everywhere([](auto& t) { return t.load_with_datetime(std::string("2199-01-01T00:00:00Z")); },
                    open_options().version(0));
  cancel_everywhere([](auto& t) { return t.load_newest(); }, open_options().version(3));
  cancel_everywhere([](auto& t) { return t.load_files(); }, open_options().files(load::on_demand));
}

TEST_CASE("table: history, tombstones, actions and times are cancelled wherever they wait") {
  const auto has_two = [](auto& t) { return dropped(t.history()); };
  cancel_everywhere(has_two, open_options());
  cancel_everywhere([](auto& t) { return dropped(t.tombstones()); }, open_options());
  cancel_everywhere([](auto& t) { return dropped(t.actions(1)); }, open_options(), 1);
  cancel_everywhere([](auto& t) { return dropped(t.version_timestamp(1)); }, open_options(), 1);
}

TEST_CASE("open_table: awaited by co_spawn itself, terminal cancellation is let through") {
  const memory_log log = four_versions();
  experiment trial;
  trial.prepare(3, asio::cancellation_type::terminal, true);
  std::optional<std::exception_ptr> ended;
  std::optional<bool> unused;
  asio::co_spawn(
      trial.context, open_table(suspending_store(log.store, trial.where)),
      asio::bind_cancellation_slot(trial.signal.slot(), [&](std::exception_ptr failure, auto) { ended = failure; }));
  CHECK(trial.finish(ended, unused) == outcome::aborted);
}

TEST_CASE("open_table: dropped with its context wherever it waits") {
  const memory_log log = four_versions();
  for (int special = 0; special < 8; ++special) {
    const auto where = std::make_shared<suspensions>();
    where->special = special;
    where->there = std::chrono::hours(1);
    asio::io_context context(1);
    where->at = [&context] { context.stop(); };
    const suspending_store store(log.store, where);
    open_options options;
    options.piece_bytes(4096);
    asio::co_spawn(context, open_table(store, options), [](std::exception_ptr, auto) {});
    context.run_for(std::chrono::seconds(60));
    CHECK(where->count > special);
  }
}

// ---- executors and threads ------------------------------------------------------------------------------------------

// Notes the threads on which objects are read.
class noting_store : public suspending_store {
 public:
  struct notes {
    std::mutex mutex;
    std::set<std::thread::id> threads;
  };
  noting_store(const memory_log& log, std::shared_ptr<notes> into)
      : suspending_store(log.store, std::make_shared<suspensions>()), notes_(std::move(into)) {}
  task<deltalake::bytes> get(deltalake::path p) const { return get_noted(*this, notes_, std::move(p)); }

 private:
  static task<deltalake::bytes> get_noted(suspending_store inner, std::shared_ptr<notes> into, deltalake::path p) {
    deltalake::bytes content = co_await inner.get(std::move(p));
    const std::lock_guard lock(into->mutex);
    into->threads.insert(std::this_thread::get_id());
    co_return content;
  }
  std::shared_ptr<notes> notes_;
};

// The ids of a pool's threads: as many functions that wait for each other need as many threads.
std::set<std::thread::id> threads_of(asio::thread_pool& pool, std::ptrdiff_t count) {
  const auto meeting = std::make_shared<std::barrier<>>(count);
  std::vector<std::future<std::thread::id>> ids;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    ids.push_back(asio::post(pool, asio::use_future([meeting] {
                               meeting->arrive_and_wait();
                               return std::this_thread::get_id();
                             })));
  }
  std::set<std::thread::id> all;
  for (auto& id : ids) all.insert(id.get());
  return all;
}

TEST_CASE("open_table: text is read and parsed on the workers that were given, and the caller resumes where it was") {
  const memory_log log = four_versions();
  const auto notes = std::make_shared<noting_store::notes>();
  asio::thread_pool pool(2);
  const std::set<std::thread::id> own = threads_of(pool, 2);
  asio::io_context context(1);
  std::thread::id resumed;
  asio::co_spawn(context, open_table(noting_store(log, notes), open_options().workers(pool.get_executor())),
                 [&](std::exception_ptr failure, auto t) {
                   CHECK_FALSE(failure);
                   CHECK(t.num_files() == 200);
                   resumed = std::this_thread::get_id();
                 });
  context.run();
  CHECK(resumed == std::this_thread::get_id());
  CHECK_FALSE(notes->threads.empty());
  for (const std::thread::id& id : notes->threads) CHECK(own.count(id) == 1);
  pool.join();
}

TEST_CASE("open_table: on a pool of many threads, and from many threads at once") {
  const memory_log log = four_versions();
  asio::thread_pool pool(4);
  std::vector<std::future<table>> opened;
  for (int i = 0; i < 24; ++i) {
    opened.push_back(async_open_table(pool.get_executor(), seed, open_options().version(i % 4), asio::use_future));
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&log] {
      for (int round = 0; round < 4; ++round) {
        auto t = deltalake::wait(open_table(log.store, open_options().version(0)));
        deltalake::wait(t.update());
        if (t.version() != 3 || t.num_files() != 200) throw std::logic_error("wrong state");
        if (deltalake::wait(open_table(seed)).num_files() != 3) throw std::logic_error("wrong files");
      }
    });
  }
  for (std::thread& one : threads) one.join();
  for (int i = 0; i < 24; ++i) CHECK(opened[static_cast<std::size_t>(i)].get().version() == i % 4);
}

}  // namespace
}  // namespace deltalake_open_coroutine_test
