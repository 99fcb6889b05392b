#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <deltalake/action/action_receiver.hpp>
#include <deltalake/base/result.hpp>

namespace deltalake::inline v0::detail {

/// Where the value of a JSON field goes: a member of the action under construction, or a nested object of it.
struct field_target {
  enum class kind : std::uint8_t {
    none,              ///< not a field of ours: skip
    text,              ///< std::string
    optional_text,     ///< std::optional<std::string>
    int64,             ///< std::int64_t
    optional_int64,    ///< std::optional<std::int64_t>
    int32,             ///< std::int32_t
    optional_int32,    ///< std::optional<std::int32_t>
    boolean,           ///< bool
    optional_boolean,  ///< std::optional<bool>
    letter,            ///< char: a text of one letter
    map,               ///< string_map
    property_map,      ///< std::map<std::string, std::string>; null values are left out
    texts,             ///< std::vector<std::string>
    optional_texts,    ///< std::optional<std::vector<std::string>>
    vector,            ///< std::optional<deletion_vector_descriptor>
    format,            ///< metadata: provider and options
    stats,             ///< as optional_text, but the receiver may not want it
  };
  kind what = kind::none;
  std::uint8_t required_bit = 0;  ///< 1-based place among the action's required fields; 0 if it may be absent
  void* where = nullptr;
};

/// The actions under construction, one of each kind: their memory is reused from line to line.
struct action_stage {
  add_file add;
  remove_file remove;
  deltalake::metadata metadata;
  deltalake::protocol protocol;
  set_transaction txn;
  deltalake::domain_metadata domain;
  cdc_file cdc;
  deltalake::checkpoint_metadata checkpoint;
  deltalake::sidecar sidecar;
};

/// The kind of the action whose JSON key is `key`; none if the protocol of today does not know it.
DELTALAKE_DECL action_kind action_kind_of(std::string_view key) noexcept;
/// The JSON key of an action kind: "add", "metaData", ...
DELTALAKE_DECL std::string_view key_of(action_kind kind) noexcept;
/// Empties the stage of one kind.
DELTALAKE_DECL void clear(action_stage& stage, action_kind kind);
/// The target of `key` in an action of kind `kind`. PROTOCOL.md "Actions".
DELTALAKE_DECL field_target find_target(action_stage& stage, action_kind kind, std::string_view key) noexcept;
/// The target of `key` in a deletion vector descriptor.
DELTALAKE_DECL field_target find_target(deletion_vector_descriptor& vector, std::string_view key) noexcept;
/// The JSON key of the field whose target that is, for error messages: one of an action of kind `kind`, of `vector`, or
/// of a format. Empty if it is of none.
DELTALAKE_DECL std::string_view key_of(action_stage& stage, deletion_vector_descriptor& vector, action_kind kind,
                                       const field_target& target) noexcept;
/// The JSON key of the first required field that `seen` (bit n for the field of required_bit n) lacks; empty if none.
DELTALAKE_DECL std::string_view missing_field(action_kind kind, std::uint32_t seen) noexcept;
DELTALAKE_DECL std::string_view missing_vector_field(std::uint32_t seen) noexcept;

/// Drops all but the last of entries with equal keys, as JSON readers agree to do.
DELTALAKE_DECL void keep_last_of_each_key(string_map& entries);

/// What a scalar of another JSON type than the target's says: "expected a number, found a string".
DELTALAKE_DECL error wrong_type(field_target::kind expected, std::string_view found);

/// Stores a text, number or boolean. Errors: wrong_type.
DELTALAKE_DECL std::optional<error> store_text(const field_target& target, std::string_view text);
DELTALAKE_DECL std::optional<error> store_number(const field_target& target, std::string_view literal,
                                                 std::optional<std::int64_t> exact);
DELTALAKE_DECL std::optional<error> store_boolean(const field_target& target, bool flag);

}  // namespace deltalake::inline v0::detail

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/action/impl/action_fields.ipp>
#endif
