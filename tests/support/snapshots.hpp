#pragma once
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include <deltalake/json/boost_json.hpp>
#include <deltalake/snapshot/json_functions.hpp>
#include <deltalake/snapshot/load_io.hpp>
#include <tests/support/run_task.hpp>

namespace deltalake_test {

/// What errors call the table that `load_it` loads.
inline const std::string loaded_table = "memory:///t";

inline deltalake::shared_snapshot load_it(const deltalake::storage::any_store& store,
                                          deltalake::open_options options = {}) {
  return run(deltalake::load_snapshot(store, loaded_table, std::move(options),
                                      deltalake::make_json_functions<deltalake::json::boost_json>()));
}

/// The name of the error that `attempt` throws, or "none". If a table is given, the error must name it.
template <class Attempt>
std::string refusal(Attempt attempt, const std::string& table = {}) {
  try {
    attempt();
  } catch (const deltalake::delta_error& thrown) {
    if (!table.empty()) CHECK(thrown.where().table == table);
    return std::string(name(thrown.reason()));
  }
  return "none";
}

}  // namespace deltalake_test
