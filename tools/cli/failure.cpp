#include "failure.hpp"

#include <cerrno>

#include <unistd.h>

#include "json_writer.hpp"
#include "output.hpp"

namespace deltalake_tool {
namespace {

void write_error_line(std::string line) {
  line += '\n';
  for (std::string_view left = line; !left.empty();) {
    const ::ssize_t count = ::write(STDERR_FILENO, left.data(), left.size());
    if (count > 0)
      left.remove_prefix(static_cast<std::size_t>(count));
    else if (count == 0 || errno != EINTR)
      return;
  }
}

std::string error_object(std::string_view code, std::string_view message, const deltalake::error* where) {
  std::string line;
  json_writer json(line);
  json.begin_object().key("error").begin_object();
  json.key("code").text(code).key("message").text(message);
  if (where != nullptr) {
    if (!where->table.empty()) json.key("table").text(where->table);
    if (where->version) json.key("version").number(*where->version);
    if (!where->file.empty()) json.key("file").text(where->file);
    if (where->line) json.key("line").number(*where->line);
    if (!where->field.empty()) json.key("field").text(where->field);
    if (const auto advice = deltalake::advice(where->code); !advice.empty()) json.key("advice").text(advice);
  }
  json.end_object().end_object();
  return line;
}

void tell(std::string_view code, std::string_view message, report_form form) {
  if (form == report_form::json)
    write_error_line(error_object(code, message, nullptr));
  else
    write_error_line("deltalake: " + printable(message));
}

}  // namespace

exit_status status_of(deltalake::errc reason) noexcept {
  using deltalake::errc;
  switch (reason) {
    case errc::not_a_table:
    case errc::version_not_found:
    case errc::timestamp_too_early:
    case errc::not_found: return exit_status::missing;
    case errc::unsupported_protocol:
    case errc::unsupported_feature:
    case errc::catalog_required:
    case errc::unsupported_parquet:
    case errc::change_feed_not_enabled:
    case errc::incompatible_schema:
    case errc::missing_codec:
    case errc::unknown_scheme:
    case errc::no_atomic_create: return exit_status::unsupported;
    case errc::version_gap:
    case errc::missing_protocol:
    case errc::missing_metadata:
    case errc::invalid_protocol:
    case errc::invalid_json:
    case errc::invalid_utf8:
    case errc::json_too_deep:
    case errc::value_too_large:
    case errc::wrong_type:
    case errc::missing_field:
    case errc::invalid_value:
    case errc::duplicate_action:
    case errc::invalid_schema:
    case errc::invalid_partition_value:
    case errc::checkpoint_required:
    case errc::invalid_parquet:
    case errc::invalid_deletion_vector:
    case errc::checksum_mismatch:
    case errc::invalid_path:
    case errc::outside_table_root:
    case errc::invalid_row: return exit_status::corrupt;
    case errc::log_changed_while_reading:
    case errc::permission_denied:
    case errc::storage_io:
    case errc::storage_busy:
    case errc::no_space: return exit_status::storage;
    case errc::invalid_timestamp:
    case errc::invalid_uri:
    case errc::invalid_argument: return exit_status::usage;
    case errc::not_loaded:
    case errc::files_not_loaded:
    case errc::version_downgrade: return exit_status::unexpected;
  }
  return exit_status::unexpected;
}

std::string message_of(const deltalake::error& where) {
  std::string message(deltalake::message(where.code));
  if (!where.detail.empty()) message += ": " + where.detail;
  return message;
}

exit_status report(std::exception_ptr thrown, report_form form) {
  try {
    std::rethrow_exception(thrown);
  } catch (const output_closed&) {
    return exit_status::ok;
  } catch (const deltalake::delta_error& failure) {
    const deltalake::error& where = failure.where();
    if (form == report_form::text) {
      write_error_line("deltalake: " + printable(failure.what()));
    } else {
      write_error_line(error_object(deltalake::name(where.code), message_of(where), &where));
    }
    return status_of(where.code);
  } catch (const std::exception& failure) {
    tell("unexpected", failure.what(), form);
  } catch (...) {
    tell("unexpected", "an exception of an unknown type", form);
  }
  return exit_status::unexpected;
}

exit_status report_usage(std::string_view message, report_form form) {
  tell("usage", message, form);
  if (form == report_form::text) write_error_line("Run 'deltalake --help' or 'deltalake COMMAND --help' for help.");
  return exit_status::usage;
}

}  // namespace deltalake_tool
