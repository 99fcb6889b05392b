#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <deltalake/base/error.hpp>
#include <deltalake/base/workers.hpp>
#include <deltalake/storage/store.hpp>

namespace deltalake::inline v0::testing {

/// One promise of a contract, and whether it was kept.
class conformance_check {
 public:
  conformance_check() = default;
  conformance_check(std::string promise, std::string found) : name(std::move(promise)), failure(std::move(found)) {}

  std::string name;     ///< the promise, as a sentence
  std::string failure;  ///< what was seen instead; empty if the promise was kept

  bool passed() const noexcept { return failure.empty(); }
};

/// What a conformance kit found. It belongs to no test framework: assert `passed()` and print `to_string()`.
class conformance_report {
 public:
  conformance_report() = default;

  std::vector<conformance_check> checks;

  /// True if there are checks and all were kept.
  bool passed() const noexcept {
    return !checks.empty() && std::all_of(checks.begin(), checks.end(), [](const auto& one) { return one.passed(); });
  }
  /// One line a check: "pass  <promise>" or "FAIL  <promise>: <what was seen>".
  std::string to_string() const {
    std::string text;
    for (const conformance_check& one : checks) {
      text += one.passed() ? "pass  " + one.name : "FAIL  " + one.name + ": " + one.failure;
      text += '\n';
    }
    return text;
  }
};

namespace detail {

// What a check throws when a promise is broken.
struct broken_promise {
  std::string found;
};

inline void promise(bool kept, std::string found) {
  if (!kept) throw broken_promise{std::move(found)};
}

inline std::string show(std::string_view text) { return '"' + std::string(text) + '"'; }

inline std::string show(storage::put_outcome outcome) {
  switch (outcome) {
    case storage::put_outcome::created: return "created";
    case storage::put_outcome::already_exists: return "already_exists";
    case storage::put_outcome::not_matched: return "not_matched";
    case storage::put_outcome::unknown: return "unknown";
  }
  return "no outcome at all";
}

// The checks of one store. Each gets a folder of its own, so that one failure does not make the next.
template <class Store>
class store_checks {
 public:
  store_checks(Store tested, path folder) : store_(std::move(tested)), root_(std::move(folder)) {}

  task<conformance_report> run() {
    co_await one("get returns what was put", &store_checks::round_trip);
    co_await one("get of an absent object throws not_found", &store_checks::get_absent);
    co_await one("an empty object is an object", &store_checks::empty_object);
    co_await one("get_range is cut at the object's end", &store_checks::ranges);
    co_await one("head tells size and location, and nothing of an absent object", &store_checks::heads);
    co_await one("put with overwrite replaces the object and its etag", &store_checks::overwrites);
    co_await one("put with create leaves an object that is there alone", &store_checks::creates);
    co_await one("of many concurrent creates exactly one is created", &store_checks::races);
    co_await one("readers never see a part of an object", &store_checks::whole_objects);
    co_await one("put with if_match replaces only what it matches, or is refused", &store_checks::matches);
    co_await one("remove removes, and absent is success", &store_checks::removes);
    co_await one("list_from lists one folder in byte order", &store_checks::lists);
    co_await one("list_from starts at the name given", &store_checks::lists_from);
    co_await one("list_from pages add up to the folder", &store_checks::list_pages);
    co_await one("names are bytes: spaces, percent signs and Unicode", &store_checks::odd_names);
    co_await one("uri is absolute and different for every object", &store_checks::uris);
    co_await one("copies are the same store", &store_checks::copies);
    co_return std::move(report_);
  }

 private:
  using check = task<void> (store_checks::*)();

  task<void> one(std::string name, check what) {
    folder_ = root_ / std::to_string(report_.checks.size());
    names_.clear();
    std::string failure;
    try {
      co_await (this->*what)();
    } catch (const broken_promise& broken) {
      failure = broken.found;
    } catch (const std::exception& thrown) {
      failure = std::string("threw ") + thrown.what();
    }
    co_await clean_up();
    report_.checks.emplace_back(std::move(name), std::move(failure));
  }
  // Leaves the store as it was, as far as it lets us.
  task<void> clean_up() {
    for (const std::string& name : names_) {
      try {
        co_await store_.remove(folder_ / name);
      } catch (const delta_error&) {
        // The check of remove tells.
      }
    }
  }

  // --- what the checks are made of

  task<storage::put_outcome> put(std::string name, std::string content, storage::put_mode mode) {
    names_.push_back(name);
    co_return co_await store_.put(folder_ / name, bytes::copy_of(content), std::move(mode));
  }
  task<void> write(std::string name, std::string content) {
    const auto outcome = co_await put(name, std::move(content), storage::put_mode::overwrite());
    promise(outcome == storage::put_outcome::created, "put of " + show(name) + " with overwrite was " + show(outcome));
  }
  task<void> expect(std::string name, std::string content) {
    const bytes got = co_await store_.get(folder_ / name);
    promise(got.view() == content, show(name) + " holds " + show(got.view()) + " instead of " + show(content));
  }
  task<void> expect_range(std::string name, std::uint64_t offset, std::uint64_t length, std::string content) {
    const bytes got = co_await store_.get_range(folder_ / name, offset, length);
    promise(got.view() == content, std::to_string(length) + " bytes at " + std::to_string(offset) + " are " +
                                       show(got.view()) + " instead of " + show(content));
  }
  task<void> expect_absent(std::string name) {
    const auto found = co_await store_.head(folder_ / name);
    promise(!found, "head finds " + show(name));
    std::string seen = "nothing was thrown";
    try {
      co_await store_.get(folder_ / name);
    } catch (const delta_error& thrown) {
      seen = thrown.reason() == errc::not_found ? std::string() : thrown.what();
    }
    promise(seen.empty(), "get of absent " + show(name) + ": " + seen);
  }
  // All pages from `from` on, names only; checks what must hold of every page.
  task<std::vector<std::string>> names_from(path folder, std::string from) {
    std::vector<std::string> names;
    for (;;) {
      const storage::list_page page = co_await store_.list_from(folder, from);
      for (const storage::object_meta& object : page.objects) {
        const std::string name(object.location.name());
        const std::string& where = object.location.text();
        promise(object.location == folder / name, "the location " + show(where) + " is not in the folder");
        promise(name >= from, show(name) + " comes before " + show(from));
        promise(names.empty() || names.back() < name, show(name) + " is out of order in " + joined(names));
        names.push_back(name);
      }
      if (!page.next) break;
      promise(*page.next > from || (page.objects.empty() && *page.next == from), "the next page does not come later");
      promise(names.empty() || *page.next > names.back(), "the next page begins in this one");
      from = *page.next;
    }
    co_return names;
  }
  static std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += name + ' ';
    return text;
  }
  // Not a braced list: g++ 12 loses those of a coroutine.
  static std::vector<std::string> lines(std::string_view text) {
    std::vector<std::string> found;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = (std::min)(text.find('\n', begin), text.size());
      found.emplace_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    return found;
  }

  // --- the checks

  task<void> round_trip() {
    std::string content;
    for (int i = 0; i < 100'000; ++i) content += static_cast<char>(i * 31 + i / 256);
    co_await write("object", content);
    co_await expect("object", content);
    co_await write("deep/er/object", "below");
    co_await expect("deep/er/object", "below");
  }

  task<void> get_absent() {
    co_await expect_absent("absent");
    co_await expect_absent("absent/below");
    std::string seen = "nothing was thrown";
    try {
      co_await store_.get_range(folder_ / "absent", 0, 1);
    } catch (const delta_error& thrown) {
      seen = thrown.reason() == errc::not_found ? std::string() : thrown.what();
      if (thrown.where().file.empty()) seen = "the error names no file";
    }
    promise(seen.empty(), "get_range of an absent object: " + seen);
  }

  task<void> empty_object() {
    const auto outcome = co_await put("empty", "", storage::put_mode::create());
    promise(outcome == storage::put_outcome::created, "create was " + show(outcome));
    co_await expect("empty", "");
    co_await expect_range("empty", 0, 10, "");
    const auto found = co_await store_.head(folder_ / "empty");
    promise(found && found->size_bytes == 0, "head does not find it with size 0");
  }

  task<void> ranges() {
    co_await write("object", "0123456789");
    co_await expect_range("object", 0, 10, "0123456789");
    co_await expect_range("object", 3, 4, "3456");
    co_await expect_range("object", 8, 100, "89");
    co_await expect_range("object", 9, 1, "9");
    co_await expect_range("object", 10, 1, "");
    co_await expect_range("object", 1000, 1000, "");
    co_await expect_range("object", 5, 0, "");
    co_await expect_range("object", 5, UINT64_MAX, "56789");
    co_await expect_range("object", UINT64_MAX, UINT64_MAX, "");
  }

  task<void> heads() {
    co_await write("object", "12345");
    const auto found = co_await store_.head(folder_ / "object");
    promise(found.has_value(), "head does not find the object");
    promise(found->location == folder_ / "object", "the location is " + show(found->location.text()));
    promise(found->size_bytes == 5, "the size is " + std::to_string(found->size_bytes));
    promise(found->modified_ms != 0, "there is no time of change");
    const auto absent = co_await store_.head(folder_ / "objec");
    promise(!absent, "head finds an object by a part of its name");
    const auto folder = co_await store_.head(folder_);
    promise(!folder, "head finds a folder");
  }

  task<void> overwrites() {
    co_await write("object", "a longer first content");
    const auto before = co_await store_.head(folder_ / "object");
    co_await write("object", "second");
    co_await expect("object", "second");
    const auto after = co_await store_.head(folder_ / "object");
    promise(before && after, "head does not find the object");
    promise(after->etag.empty() || before->etag != after->etag, "the etag is still " + show(after->etag));
  }

  task<void> creates() {
    const auto first = co_await put("object", "first", storage::put_mode::create());
    promise(first == storage::put_outcome::created, "the first create was " + show(first));
    const auto second = co_await put("object", "second", storage::put_mode::create());
    promise(second == storage::put_outcome::already_exists, "the second create was " + show(second));
    const auto same = co_await put("object", "first", storage::put_mode::create());
    promise(same == storage::put_outcome::already_exists, "a create of the same bytes was " + show(same));
    co_await expect("object", "first");
    co_await store_.remove(folder_ / "object");
    const auto again = co_await put("object", "again", storage::put_mode::create());
    promise(again == storage::put_outcome::created, "create after remove was " + show(again));
    co_await expect("object", "again");
  }

  struct race {
    race(Store tested, path object) : store(std::move(tested)), where(std::move(object)) {}
    Store store;
    path where;
    std::atomic<std::size_t> created{0}, existing{0}, winner{0};
  };
  static task<void> race_one(std::shared_ptr<race> shared, std::size_t index) {
    const bytes content = bytes::copy_of("written by " + std::to_string(index));
    const auto outcome = co_await shared->store.put(shared->where, content, storage::put_mode::create());
    if (outcome == storage::put_outcome::already_exists) ++shared->existing;
    if (outcome != storage::put_outcome::created) co_return;
    ++shared->created;
    shared->winner = index;
  }
  task<void> races() {
    constexpr std::size_t racers = 16;
    for (int round = 0; round < 5; ++round) {
      const std::string name = std::to_string(round);
      names_.push_back(name);
      auto shared = std::make_shared<race>(store_, folder_ / name);
      std::function<task<void>(std::size_t)> body = [shared](std::size_t index) { return race_one(shared, index); };
      const executor here = co_await boost::asio::this_coro::executor;
      co_await for_each_limited(workers_of(here), racers, racers, std::move(body));
      promise(shared->created == 1, std::to_string(shared->created) + " of 16 were created");
      promise(shared->existing == racers - 1, std::to_string(shared->existing) + " of 16 saw already_exists");
      co_await expect(name, "written by " + std::to_string(shared->winner));
    }
  }

  // Even indexes write an object of equal bytes, odd ones read it.
  static task<void> write_or_read(std::shared_ptr<race> shared, std::size_t index) {
    if (index % 2 == 0) {
      const std::string content(50'000 + index * 100, static_cast<char>('a' + index % 26));
      co_await shared->store.put(shared->where, bytes::copy_of(content), storage::put_mode::overwrite());
      co_return;
    }
    const bytes got = co_await shared->store.get(shared->where);
    const bool even = got.view().find_first_not_of(got.empty() ? '\0' : got.view()[0]) == std::string_view::npos;
    if (!even || got.size() < 50'000) ++shared->existing;
  }
  task<void> whole_objects() {
    co_await write("object", std::string(50'000, '-'));
    auto shared = std::make_shared<race>(store_, folder_ / "object");
    std::function<task<void>(std::size_t)> body = [shared](std::size_t index) { return write_or_read(shared, index); };
    const executor here = co_await boost::asio::this_coro::executor;
    co_await for_each_limited(workers_of(here), 40, 8, std::move(body));
    promise(shared->existing == 0, std::to_string(shared->existing) + " of 20 reads saw a mixture");
  }

  task<void> matches() {
    co_await write("object", "first");
    const auto before = co_await store_.head(folder_ / "object");
    promise(before.has_value(), "head does not find the object");
    std::optional<storage::put_outcome> outcome;
    try {
      outcome = co_await put("object", "second", storage::put_mode::if_match(before->etag));
    } catch (const delta_error& thrown) {
      if (thrown.reason() != errc::no_atomic_create) throw;
    }
    if (!outcome) {
      co_await expect("object", "first");
      co_return;
    }
    promise(*outcome == storage::put_outcome::created, "if_match of the etag was " + show(*outcome));
    co_await expect("object", "second");
    const auto stale = co_await put("object", "third", storage::put_mode::if_match(before->etag));
    promise(stale == storage::put_outcome::not_matched, "if_match of a stale etag was " + show(stale));
    co_await expect("object", "second");
    const auto absent = co_await put("absent", "new", storage::put_mode::if_match(before->etag));
    promise(absent == storage::put_outcome::not_matched, "if_match of an absent object was " + show(absent));
    co_await expect_absent("absent");
  }

  task<void> removes() {
    co_await write("object", "content");
    co_await write("other", "content");
    co_await store_.remove(folder_ / "object");
    co_await expect_absent("object");
    co_await expect("other", "content");
    co_await store_.remove(folder_ / "object");
    co_await store_.remove(folder_ / "no/such/folder");
  }

  task<void> lists() {
    const auto absent = co_await names_from(folder_, "");
    promise(absent.empty(), "an absent folder lists " + joined(absent));
    const auto written = lines("b\nc.json\nB\na.1\na-1\na0\n_x\n.hidden\na/below\nz/b/c");
    for (const std::string& name : written) co_await write(name, name);
    const auto names = co_await names_from(folder_, "");
    promise(names == lines(".hidden\nB\n_x\na-1\na.1\na0\nb\nc.json"), "listed were " + joined(names));
    const auto below = co_await names_from(folder_ / "z" / "b", "");
    promise(below == lines("c"), "the sub folder lists " + joined(below));
  }

  task<void> lists_from() {
    const auto all = lines("1\n2\n2a\n3");
    for (const std::string& name : all) co_await write(name, "size");
    const auto starts = lines("\n1\n10\n2\n2a\n2b\n3\n30\n~");
    for (const std::string& from : starts) {
      const std::vector<std::string> wanted(std::lower_bound(all.begin(), all.end(), from), all.end());
      const auto names = co_await names_from(folder_, from);
      promise(names == wanted, "from " + show(from) + " on lists " + joined(names));
    }
    const auto page = co_await store_.list_from(folder_, "2");
    promise(!page.objects.empty() && page.objects.front().size_bytes == 4, "the listing does not tell the size");
    const auto found = co_await store_.head(folder_ / "2");
    promise(found && page.objects.front() == *found, "the listing tells other than head");
  }

  task<void> list_pages() {
    std::vector<std::string> wanted;
    for (int i = 0; i < 40; ++i) wanted.push_back("object-" + std::to_string(100 + i));
    for (auto name = wanted.rbegin(); name != wanted.rend(); ++name) co_await write(*name, "");
    const auto names = co_await names_from(folder_, "");
    promise(names == wanted, std::to_string(names.size()) + " of 40 objects were listed");
    const auto half = co_await names_from(folder_, wanted[25]);
    promise(half.size() == 15, std::to_string(half.size()) + " of the last 15 objects were listed");
  }

  task<void> odd_names() {
    auto odd = lines(
        "a b\n100%\nx=A%2FA\n%20\na+b\na#b\na?b\na&b=c\n'quoted'\na\\b\ntab\t\n~\na:b\n"
        "caf\xC3\xA9\ncafe\xCC\x81\n\xE6\x97\xA5\xE6\x9C\xAC\n\xF0\x9F\x90\xA2");
    for (const std::string& name : odd) co_await write(name, "content of " + name);
    for (const std::string& name : odd) co_await expect(name, "content of " + name);
    std::sort(odd.begin(), odd.end());
    const auto names = co_await names_from(folder_, "");
    promise(names == odd, "listed were " + joined(names));
    co_await write("x=%2F/y z/\xC3\xA9", "in odd folders");
    co_await expect("x=%2F/y z/\xC3\xA9", "in odd folders");
  }

  task<void> uris() {
    const std::string first = store_.uri(folder_ / "a"), second = store_.uri(folder_ / "b");
    promise(first != second, "both are " + show(first));
    promise(first.starts_with('/') || first.find("://") != std::string::npos, show(first) + " is not absolute");
    co_return;
  }

  task<void> copies() {
    Store copy = store_;
    co_await write("object", "seen by both");
    const bytes got = co_await copy.get(folder_ / "object");
    promise(got.view() == "seen by both", "the copy reads " + show(got.view()));
  }

  Store store_;
  path root_;
  path folder_;                     // of the check that runs
  std::vector<std::string> names_;  // what it put there
  conformance_report report_;
};

template <class Store>
task<conformance_report> run_store_checks(Store tested, path folder) {
  store_checks<Store> checks(std::move(tested), std::move(folder));
  co_return co_await checks.run();
}

}  // namespace detail

/// Holds a store against the contract of storage/store.hpp: every promise is a check with a name. It works in `folder`,
/// which must be absent or empty, and removes what it wrote. `if_match` may be refused with no_atomic_create.
/// Errors: what breaks a promise goes into the report; nothing is thrown but operation_aborted.
template <class Store>
task<conformance_report> check_store(Store tested, path folder = path("conformance")) {
  static_assert(storage::store<Store>);
  return detail::run_store_checks(std::move(tested), std::move(folder));
}

}  // namespace deltalake::inline v0::testing
