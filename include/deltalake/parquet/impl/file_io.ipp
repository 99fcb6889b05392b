#pragma once
#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/this_coro.hpp>

#include <deltalake/base/workers.hpp>
#include <deltalake/parquet/file_io.hpp>
#include <deltalake/parquet/footer.hpp>
#include <deltalake/parquet/range_plan.hpp>

namespace deltalake::inline v0::parquet {
namespace detail {

[[noreturn]] inline void throw_in_file(error found, const path& where) {
  throw_error(std::move(found.in_file(where.text())));
}

inline task<bytes> read_exactly(storage::any_store store, path where, std::uint64_t offset, std::uint64_t size) {
  bytes got = co_await store.get_range(where, offset, size);
  if (got.size() != size) {
    throw_in_file(error(errc::invalid_parquet, "bytes " + std::to_string(offset) + " to " +
                                                   std::to_string(offset + size) + " are not all there"),
                  where);
  }
  co_return got;
}

inline task<std::uint64_t> size_of(storage::any_store store, path where, std::optional<std::uint64_t> known) {
  if (known) co_return *known;
  const std::optional<storage::object_meta> meta = co_await store.head(where);
  if (!meta) throw_in_file(error(errc::not_found), where);
  co_return meta->size_bytes;
}

inline constexpr std::uint64_t footer_tail_bytes = 8;

// Requests that run at once. Each writes its own slot.
struct range_job {
  std::shared_ptr<const file> from;
  std::vector<range_request> requests;
  std::vector<bytes> got;
};

inline task<void> read_range(std::shared_ptr<range_job> job, std::size_t index) {
  storage::any_store store = job->from->store;
  const std::uint64_t begin = job->requests[index].begin, size = job->requests[index].end - begin;
  job->got[index] = co_await store.get_range(job->from->where, begin, size);
}

inline task<void> read_ranges(std::shared_ptr<range_job> job, std::size_t limit) {
  job->got.resize(job->requests.size());
  if (job->requests.size() == 1) {
    co_await read_range(job, 0);
    co_return;
  }
  const executor here = co_await boost::asio::this_coro::executor;
  std::function<task<void>(std::size_t)> body = [job](std::size_t index) { return read_range(job, index); };
  co_await for_each_limited(here, job->requests.size(), limit, std::move(body));
}

}  // namespace detail

DELTALAKE_DECL task<std::shared_ptr<const file>> open_file(storage::any_store store, path where,
                                                           std::optional<std::uint64_t> size_bytes,
                                                           read_options options) {
  auto made = std::make_shared<file>();
  made->size_bytes = co_await detail::size_of(store, where, size_bytes);
  made->store = std::move(store);
  made->where = std::move(where);
  const std::uint64_t size = made->size_bytes;
  if (size < detail::footer_tail_bytes) {
    detail::throw_in_file(error(errc::invalid_parquet, "a file of " + std::to_string(size) + " bytes"), made->where);
  }
  const std::uint64_t guess = (std::min)(size, (std::max)(options.footer_guess, detail::footer_tail_bytes));
  bytes tail = co_await detail::read_exactly(made->store, made->where, size - guess, guess);
  const result<footer_tail> end = read_footer_tail(tail.view().substr(tail.size() - detail::footer_tail_bytes));
  if (!end) detail::throw_in_file(end.error(), made->where);
  const std::uint64_t footer = end->metadata_bytes;
  if (footer + detail::footer_tail_bytes > size) {
    detail::throw_in_file(error(errc::invalid_parquet, "a footer of " + std::to_string(footer) +
                                                           " bytes in a file of " + std::to_string(size)),
                          made->where);
  }
  if (footer > options.limits.footer_bytes) {
    detail::throw_in_file(error(errc::value_too_large, "a footer of " + std::to_string(footer) + " bytes"),
                          made->where);
  }
  if (footer + detail::footer_tail_bytes > guess) {
    const std::uint64_t begin = size - footer - detail::footer_tail_bytes;
    tail = co_await detail::read_exactly(made->store, made->where, begin, footer + detail::footer_tail_bytes);
  }
  const std::string_view text = tail.view().substr(tail.size() - detail::footer_tail_bytes - footer, footer);
  result<file_metadata> metadata = parse_footer(text, options.limits);
  if (!metadata) detail::throw_in_file(metadata.error(), made->where);
  result<schema_tree> schema = make_schema_tree(*metadata, options.limits);
  if (!schema) detail::throw_in_file(schema.error(), made->where);
  made->metadata = std::move(*metadata);
  made->schema = std::move(*schema);
  co_return made;
}

}  // namespace deltalake::inline v0::parquet
