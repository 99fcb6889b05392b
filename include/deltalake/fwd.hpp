#pragma once
#include <cstdint>

#include <deltalake/base/config.hpp>

// Every public name and every default template argument, without definitions. Templates are unconstrained here and
// assert their concepts in the class body: a constrained template whose default is still incomplete does not compile.

namespace deltalake::inline v0 {

namespace storage {
class any_store;
class local_store;
class memory_store;
class registry;
}  // namespace storage

namespace json {
struct boost_json;
struct simdjson;
}  // namespace json

namespace parquet {
struct built_in;  // the built-in codec; it chooses how data files are decoded
}  // namespace parquet

namespace schema {
class data_type;
class struct_type;
struct field;
}  // namespace schema

enum class errc : std::uint8_t;
enum class condition : std::uint8_t;
struct error;
class delta_error;
class environment;

struct protocol;
struct metadata;
struct add_file;
struct remove_file;
struct cdc_file;
struct set_transaction;
struct domain_metadata;
struct sidecar;
struct checkpoint_metadata;
struct deletion_vector_descriptor;
template <class Json = json::boost_json>
struct basic_commit_info;
template <class Json = json::boost_json>
struct basic_action;

class open_options;
class file_list;
class file_portion;
class file_stream;
template <class Store = storage::any_store, class Json = json::boost_json, class Parquet = parquet::built_in>
class basic_snapshot;
template <class Store = storage::any_store, class Json = json::boost_json, class Parquet = parquet::built_in>
class basic_table;

using commit_info = basic_commit_info<>;
using action = basic_action<>;
using snapshot = basic_snapshot<>;
using table = basic_table<>;

}  // namespace deltalake::inline v0
