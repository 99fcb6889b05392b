#pragma once
#include <exception>
#include <string>
#include <string_view>

#include <deltalake/base/error.hpp>

namespace deltalake_tool {

/// What the tool's exit status says. Scripts rely on the numbers.
enum class exit_status : int {
  ok = 0,
  unexpected = 1,   ///< none of the below
  usage = 2,        ///< the command line cannot be understood
  missing = 3,      ///< the table, version or object is not there
  unsupported = 4,  ///< the table is fine, but this tool cannot read it
  corrupt = 5,      ///< the table contradicts the protocol, or is beyond every limit
  storage = 6,      ///< the store failed
};

/// The exit status for an error of the library.
exit_status status_of(deltalake::errc reason) noexcept;

/// What went wrong, in words: the reason and what was found, without the place.
std::string message_of(const deltalake::error& where);

/// How failures are told.
enum class report_form { text, json };

/// Tells on standard error what was thrown, and returns the exit status.
exit_status report(std::exception_ptr thrown, report_form form);
/// Tells on standard error that the command line is wrong, and returns the exit status.
exit_status report_usage(std::string_view message, report_form form);

}  // namespace deltalake_tool
