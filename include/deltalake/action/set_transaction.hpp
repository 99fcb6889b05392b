#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <deltalake/base/config.hpp>

namespace deltalake::inline v0 {

/// The progress of an application that writes idempotently. PROTOCOL.md "Transaction Identifiers".
struct set_transaction {
  std::string app_id;
  std::int64_t version = 0;                  ///< the application's own number; it may go down
  std::optional<std::int64_t> last_updated;  ///< milliseconds since 1970-01-01T00:00:00Z

  friend bool operator==(const set_transaction&, const set_transaction&) = default;
};

}  // namespace deltalake::inline v0
