#pragma once
#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>

#include <deltalake/base/environment.hpp>
#include <deltalake/base/workers.hpp>

namespace deltalake::inline v0 {
namespace detail {

// Present in every context whose threads may block.
class worker_mark final : public boost::asio::execution_context::service {
 public:
  inline static boost::asio::execution_context::id id;
  explicit worker_mark(boost::asio::execution_context& owner) : service(owner) {}
  executor pool;  // where the context is a pool of ours: all of its threads

 private:
  void shutdown() override {}
};

// The pool of a context that must not block. Asio shuts services down in the reverse order of their making, so the
// threads are gone before the context's own scheduler is. What is queued is dropped then as well, while the services
// that the dropped frames belong to are still there; the pool itself stays until they are destroyed, since frames that
// wait in the context hold strands of the pool.
class worker_pool final : public boost::asio::execution_context::service {
 public:
  inline static boost::asio::execution_context::id id;
  explicit worker_pool(boost::asio::execution_context& owner) : service(owner), pool_(hardware_threads()) {
    boost::asio::use_service<worker_mark>(pool_).pool = pool_.get_executor();
  }
  executor get_executor() { return pool_.get_executor(); }

 private:
  struct pool : boost::asio::thread_pool {
    using boost::asio::thread_pool::thread_pool;
    void drop_queued() { boost::asio::execution_context::shutdown(); }
  };
  void shutdown() override {
    pool_.stop();
    pool_.join();
    pool_.drop_queued();
  }
  pool pool_;
};

inline boost::asio::execution_context& context_of(const executor& where) {
  return boost::asio::query(where, boost::asio::execution::context);
}

inline boost::system::system_error aborted() {
  return boost::system::system_error(boost::asio::error::operation_aborted);
}

// One run of for_each_limited. Lanes take the next index until none is left; the last lane to end resumes the caller.
class fan_out : public std::enable_shared_from_this<fan_out> {
 public:
  fan_out(executor workers, std::size_t count, std::size_t lanes, std::function<task<void>(std::size_t)> body)
      : workers_(std::move(workers)), body_(std::move(body)), count_(count), failed_at_(count),
        lane_count_((std::max)(std::size_t{1}, (std::min)(lanes, count))),
        lanes_(new std::optional<lane>[lane_count_]) {}

  // The caller keeps a reference of its own: the last lane may end, and resume the handler, before this returns.
  template <class Handler>
  void start(Handler handler) {
    running_ = lane_count_;
    for (std::size_t i = 0; i < lane_count_; ++i) lanes_[i].emplace(workers_);
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) {
      slot.assign([self = weak_from_this()](boost::asio::cancellation_type kind) {
        if (const auto run = self.lock()) run->cancel(kind);
      });
    }
    waiter_ = std::make_unique<waiter_for<Handler>>(std::move(handler), workers_);
    for (std::size_t i = 0; i < lane_count_; ++i) {
      const auto ended = [self = shared_from_this()](std::exception_ptr) { self->lane_ended(); };
      boost::asio::co_spawn(lanes_[i]->strand, run_lane(shared_from_this()),
                            boost::asio::bind_cancellation_slot(lanes_[i]->signal.slot(), ended));
    }
  }

 private:
  struct lane {
    explicit lane(const executor& workers) : strand(boost::asio::make_strand(workers)) {}
    boost::asio::strand<executor> strand;
    boost::asio::cancellation_signal signal;
  };
  struct waiter {
    virtual ~waiter() = default;
    virtual void resume(std::unique_ptr<waiter> self, std::exception_ptr failure) = 0;
  };
  template <class Handler>
  struct waiter_for final : waiter {
    using handler_executor = boost::asio::associated_executor_t<Handler, executor>;
    waiter_for(Handler h, const executor& fallback)
        : handler(std::move(h)), work(boost::asio::prefer(boost::asio::get_associated_executor(handler, fallback),
                                                          boost::asio::execution::outstanding_work.tracked)) {}
    void resume(std::unique_ptr<waiter> self, std::exception_ptr failure) override {
      boost::asio::post(work, [kept = std::move(self), this, failure = std::move(failure)]() mutable {
        const auto slot = boost::asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) boost::asio::cancellation_slot(slot).clear();
        Handler last = std::move(handler);
        kept.reset();
        std::move(last)(std::move(failure));
      });
    }
    Handler handler;
    typename std::decay<typename boost::asio::prefer_result<
        handler_executor, boost::asio::execution::outstanding_work_t::tracked_t>::type>::type work;
  };

  static task<void> run_lane(std::shared_ptr<fan_out> run) {
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::enable_total_cancellation());
    // On a worker a lane would run where it is started, to its end if its bodies never wait, before the next starts.
    if (run->lane_count_ > 1) co_await boost::asio::post(boost::asio::use_awaitable);
    while (!run->cancelled_) {
      const std::size_t index = run->next_++;
      if (index >= run->failed_at_) break;
      try {
        co_await run->body_(index);
      } catch (...) {
        run->record(index, std::current_exception());
      }
    }
  }
  void record(std::size_t index, std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (index >= failed_at_) return;
    failed_at_ = index;
    failure_ = std::move(failure);
  }
  void cancel(boost::asio::cancellation_type kind) {
    cancelled_ = true;
    for (std::size_t i = 0; i < lane_count_; ++i) {
      boost::asio::post(lanes_[i]->strand,
                        [self = shared_from_this(), i, kind] { self->lanes_[i]->signal.emit(kind); });
    }
  }
  void lane_ended() {
    if (--running_ != 0) return;
    if (cancelled_ && !failure_ && next_ < count_) failure_ = std::make_exception_ptr(aborted());
    body_ = nullptr;  // what it refers to may be gone once the caller resumes
    auto last = std::move(waiter_);
    waiter* const target = last.get();
    target->resume(std::move(last), std::move(failure_));
  }

  executor workers_;
  std::function<task<void>(std::size_t)> body_;
  std::size_t count_;
  std::atomic<std::size_t> next_{0}, failed_at_, running_{0};
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::size_t lane_count_;
  std::unique_ptr<std::optional<lane>[]> lanes_;
  std::unique_ptr<waiter> waiter_;
};

// Hands its reference over: it lies in the caller's frame, which the handler owns and the run owns the handler, and the
// frame may be gone before start returns.
struct start_fan_out {
  std::shared_ptr<fan_out> run;
  template <class Handler>
  void operator()(Handler&& handler) {
    const auto kept = std::move(run);
    kept->start(std::forward<Handler>(handler));
  }
};

// Not a coroutine: the closure must not be a temporary of a co_await expression (g++ 12 destroys it twice).
inline task<void> join(std::shared_ptr<fan_out> run) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(std::exception_ptr)>(
      start_fan_out{std::move(run)}, boost::asio::use_awaitable);
}

inline task<void> call_on_worker(std::function<void()> function) {
  function();
  co_return;
}

DELTALAKE_DECL task<void> run_on(executor workers, std::function<void()> function) {
  auto call = call_on_worker(std::move(function));
  // Without a slot: co_spawn would emit on whatever worker is free, beside the function or after the end of this frame.
  auto token = boost::asio::bind_cancellation_slot(boost::asio::cancellation_slot(), boost::asio::use_awaitable);
  co_await boost::asio::co_spawn(std::move(workers), std::move(call), std::move(token));
}

}  // namespace detail

DELTALAKE_DECL executor workers_of(const executor& where) {
  if (may_block(where)) {
    const executor& pool = boost::asio::use_service<detail::worker_mark>(detail::context_of(where)).pool;
    return pool ? pool : where;
  }
  return boost::asio::use_service<detail::worker_pool>(detail::context_of(where)).get_executor();
}

DELTALAKE_DECL bool may_block(const executor& where) {
  return boost::asio::has_service<detail::worker_mark>(detail::context_of(where));
}

DELTALAKE_DECL void mark_as_workers(const executor& where) {
  boost::asio::use_service<detail::worker_mark>(detail::context_of(where));
}

DELTALAKE_DECL task<void> for_each_limited(executor workers, std::size_t count, std::size_t limit,
                                           std::function<task<void>(std::size_t)> body) {
  if (count == 0) co_return;
  auto run = std::make_shared<detail::fan_out>(std::move(workers), count, limit, std::move(body));
  auto joined = detail::join(std::move(run));
  co_await std::move(joined);
}

}  // namespace deltalake::inline v0
