#pragma once
#include <functional>
#include <map>
#include <utility>

#include <deltalake/action/add_file.hpp>
#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::log {

/// Which files are wanted, by their partition values as the log has them. Called from several threads at once, once for
/// each combination of values and batch. Its errors are those of who asked.
using partition_predicate = std::function<result<bool>(const string_map&)>;

/// Asks a predicate once for each combination of values, not once a file: files share them. Combinations are known by
/// their address, so whoever holds them keeps them where they are. Used by one thread.
class judged_partitions {
 public:
  explicit judged_partitions(partition_predicate wanted) : wanted_(std::move(wanted)) {}

  /// Throws the delta_error of the predicate's error.
  bool is_wanted(const string_map& values) {
    auto at = judged_.find(&values);
    if (at == judged_.end()) at = judged_.emplace(&values, wanted_(values).value()).first;
    return at->second;
  }

 private:
  partition_predicate wanted_;
  std::map<const string_map*, bool> judged_;
};

}  // namespace deltalake::inline v0::log
