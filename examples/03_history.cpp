// Tells who did what to a table: 03_history [TABLE]
#include <iostream>

#include <deltalake/deltalake.hpp>

void print(const deltalake::commit_info& info) {
  std::cout << "version " << info.version << ": " << info.operation.value_or("no operation given");
  if (info.timestamp) std::cout << " at " << deltalake::format_rfc3339_ms(*info.timestamp);
  // What has no field of its own is in `value`, the whole commitInfo object as the JSON policy has it.
  const boost::json::object* const members = info.value.if_object();
  const boost::json::value* const parameters = members ? members->if_contains("operationParameters") : nullptr;
  if (parameters) std::cout << ' ' << deltalake::json::boost_json::write(*parameters);
  std::cout << '\n';
}

deltalake::task<void> tell(std::string uri) {
  // The list of files is not needed here, so it is not read.
  deltalake::open_options options;
  options.files(deltalake::load::on_demand);
  const deltalake::table table = co_await deltalake::open_table(std::move(uri), std::move(options));

  const std::vector<deltalake::commit_info> infos = co_await table.history(10);
  for (const deltalake::commit_info& info : infos) print(info);

  // The newest commit, action by action. Actions are a std::variant; get_if picks a kind.
  const std::vector<deltalake::action> actions = co_await table.actions(table.version());
  for (const deltalake::action& action : actions) {
    if (const auto* added = action.get_if<deltalake::add_file>()) {
      std::cout << "+ " << added->path << ", " << added->size << " bytes\n";
    } else if (const auto* removed = action.get_if<deltalake::remove_file>()) {
      std::cout << "- " << removed->path << '\n';
    } else if (const auto* txn = action.get_if<deltalake::set_transaction>()) {
      std::cout << "application " << txn->app_id << " is at " << txn->version << '\n';
    }
  }
}

int main(int count, char** arguments) {
  try {
    deltalake::wait(tell(count > 1 ? arguments[1] : "tests/data/delta-0.2.0"));
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}
