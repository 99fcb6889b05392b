#pragma once
#include <deltalake/open.hpp>

// In the compiled form, what the default policies make of the templates is compiled once, by deltalake/src.hpp, and not
// in every translation unit that uses it.
#if defined(DELTALAKE_SEPARATE_COMPILATION)
namespace deltalake::inline v0 {

extern template result<json::node> json::parse_node<json::boost_json>(std::string_view, json::limits);
extern template log::decoder_factory log::make_decoder_factory<json::boost_json>(json::limits);
extern template result<schema::struct_type> schema::parse_schema<json::boost_json>(std::string_view);
extern template std::optional<std::int64_t> detail::in_commit_timestamp<json::boost_json>(std::string_view);
extern template result<log::last_checkpoint> log::parse_last_checkpoint<json::boost_json>(std::string_view,
                                                                                          json::limits);
extern template result<log::version_checksum> log::parse_version_checksum<json::boost_json>(std::string_view,
                                                                                            json::limits);
extern template json_functions make_json_functions<json::boost_json>();
extern template task<std::vector<commit_info>> read_history<json::boost_json>(shared_snapshot,
                                                                              std::optional<std::size_t>);
extern template task<std::vector<action>> read_actions<json::boost_json>(shared_snapshot, std::int64_t);
extern template class basic_snapshot<storage::any_store, json::boost_json, parquet::built_in>;
extern template class basic_table<storage::any_store, json::boost_json, parquet::built_in>;
extern template task<table> detail::open_in<json::boost_json, storage::any_store, parquet::built_in>(storage::any_store,
                                                                                                     std::string,
                                                                                                     open_options);
extern template task<table> open_table<json::boost_json, parquet::built_in>(std::string, open_options);

}  // namespace deltalake::inline v0
#endif
