#pragma once
// Everything, in the order of the steps: a file includes only from its own step or from steps above it.

// 1 base: vocabulary
#include <deltalake/base/base85.hpp>
#include <deltalake/base/bytes.hpp>
#include <deltalake/base/config.hpp>
#include <deltalake/base/crc32.hpp>
#include <deltalake/base/environment.hpp>
#include <deltalake/base/errc.hpp>
#include <deltalake/base/error.hpp>
#include <deltalake/base/hash.hpp>
#include <deltalake/base/md5.hpp>
#include <deltalake/base/path.hpp>
#include <deltalake/base/percent.hpp>
#include <deltalake/base/result.hpp>
#include <deltalake/base/task.hpp>
#include <deltalake/base/timestamp.hpp>
#include <deltalake/base/utf8.hpp>
#include <deltalake/base/uuid.hpp>
#include <deltalake/base/workers.hpp>
#include <deltalake/fwd.hpp>
// 2 storage: bytes in, bytes out
#include <deltalake/storage/any_store.hpp>
#include <deltalake/storage/local_store.hpp>
#include <deltalake/storage/memory_store.hpp>
#include <deltalake/storage/metered_store.hpp>
#include <deltalake/storage/object_meta.hpp>
#include <deltalake/storage/prefix_store.hpp>
#include <deltalake/storage/put_mode.hpp>
#include <deltalake/storage/registry.hpp>
#include <deltalake/storage/retrying_store.hpp>
#include <deltalake/storage/store.hpp>
#include <deltalake/storage/uri.hpp>
// 3 json: text to values, by policy
#include <deltalake/json/boost_json.hpp>
#include <deltalake/json/node.hpp>
#include <deltalake/json/object_reader.hpp>
#include <deltalake/json/policy.hpp>
#include <deltalake/json/value_stream.hpp>
// 4 schema: types and scalars
#include <deltalake/schema/column_mapping.hpp>
#include <deltalake/schema/data_type.hpp>
#include <deltalake/schema/decimal.hpp>
#include <deltalake/schema/field.hpp>
#include <deltalake/schema/partition_value.hpp>
#include <deltalake/schema/scalar.hpp>
#include <deltalake/schema/schema_json.hpp>
#include <deltalake/schema/struct_type.hpp>
// 5 column: arrays in Arrow's layout
#include <deltalake/column/array.hpp>
#include <deltalake/column/buffer.hpp>
#include <deltalake/column/builder.hpp>
#include <deltalake/column/cast.hpp>
#include <deltalake/column/csv_reader.hpp>
#include <deltalake/column/csv_text.hpp>
#include <deltalake/column/data_type.hpp>
#include <deltalake/column/ddl.hpp>
#include <deltalake/column/inferred_type.hpp>
#include <deltalake/column/json_row_sink.hpp>
#include <deltalake/column/json_rows.hpp>
#include <deltalake/column/json_schema_sink.hpp>
#include <deltalake/column/json_text.hpp>
#include <deltalake/column/plain_text.hpp>
#include <deltalake/column/text_input.hpp>
#include <deltalake/column/text_limits.hpp>
#include <deltalake/column/value_parse.hpp>
#include <deltalake/column/value_text.hpp>
#include <deltalake/column/variant_builder.hpp>
#include <deltalake/column/variant_bytes.hpp>
#include <deltalake/column/variant_json.hpp>
#include <deltalake/column/variant_metadata.hpp>
#include <deltalake/column/variant_shredding.hpp>
#include <deltalake/column/variant_value.hpp>
#include <deltalake/column/wide_integer.hpp>
// 7 parquet: columns to and from bytes
#include <deltalake/parquet/assemble.hpp>
#include <deltalake/parquet/batch_plan.hpp>
#include <deltalake/parquet/chunk_reader.hpp>
#include <deltalake/parquet/codec_registry.hpp>
#include <deltalake/parquet/convert.hpp>
#include <deltalake/parquet/encoding/bits.hpp>
#include <deltalake/parquet/encoding/byte_stream_split.hpp>
#include <deltalake/parquet/encoding/delta.hpp>
#include <deltalake/parquet/encoding/dictionary.hpp>
#include <deltalake/parquet/encoding/plain.hpp>
#include <deltalake/parquet/encoding/rle.hpp>
#include <deltalake/parquet/file_io.hpp>
#include <deltalake/parquet/footer.hpp>
#include <deltalake/parquet/leaf_rows.hpp>
#include <deltalake/parquet/leaf_values.hpp>
#include <deltalake/parquet/levels.hpp>
#include <deltalake/parquet/limits.hpp>
#include <deltalake/parquet/lz4.hpp>
#include <deltalake/parquet/match_copy.hpp>
#include <deltalake/parquet/metadata.hpp>
#include <deltalake/parquet/metadata_thrift.hpp>
#include <deltalake/parquet/page_decoder.hpp>
#include <deltalake/parquet/page_header.hpp>
#include <deltalake/parquet/page_parts.hpp>
#include <deltalake/parquet/range_plan.hpp>
#include <deltalake/parquet/reader_io.hpp>
#include <deltalake/parquet/schema_tree.hpp>
#include <deltalake/parquet/snappy.hpp>
#include <deltalake/parquet/statistics.hpp>
#include <deltalake/parquet/thrift_compact.hpp>
// 8 action: the protocol's nouns
#include <deltalake/action/action.hpp>
#include <deltalake/action/action_fields.hpp>
#include <deltalake/action/action_json.hpp>
#include <deltalake/action/action_parquet.hpp>
#include <deltalake/action/action_receiver.hpp>
#include <deltalake/action/commit_info_json.hpp>
#include <deltalake/action/protocol_check.hpp>
#include <deltalake/action/table_feature.hpp>
#include <deltalake/action/table_property.hpp>
// 10 log: files to state
#include <deltalake/log/checkpoint_adds.hpp>
#include <deltalake/log/checkpoint_read_io.hpp>
#include <deltalake/log/checkpoint_set.hpp>
#include <deltalake/log/decoder.hpp>
#include <deltalake/log/file_columns.hpp>
#include <deltalake/log/file_name.hpp>
#include <deltalake/log/file_state.hpp>
#include <deltalake/log/file_stream_io.hpp>
#include <deltalake/log/fold.hpp>
#include <deltalake/log/history.hpp>
#include <deltalake/log/last_checkpoint.hpp>
#include <deltalake/log/list_io.hpp>
#include <deltalake/log/log_run.hpp>
#include <deltalake/log/newer_files.hpp>
#include <deltalake/log/packed_texts.hpp>
#include <deltalake/log/parsed_partitions.hpp>
#include <deltalake/log/partition_predicate.hpp>
#include <deltalake/log/partition_tuples.hpp>
#include <deltalake/log/path_key.hpp>
#include <deltalake/log/path_table.hpp>
#include <deltalake/log/read_io.hpp>
#include <deltalake/log/read_plan.hpp>
#include <deltalake/log/removed_files.hpp>
#include <deltalake/log/segment.hpp>
#include <deltalake/log/version_checksum.hpp>
// 11 snapshot: one version of a table
#include <deltalake/snapshot/file_list.hpp>
#include <deltalake/snapshot/file_stream_io.hpp>
#include <deltalake/snapshot/hints_io.hpp>
#include <deltalake/snapshot/history_io.hpp>
#include <deltalake/snapshot/json_functions.hpp>
#include <deltalake/snapshot/load_io.hpp>
#include <deltalake/snapshot/open_options.hpp>
#include <deltalake/snapshot/partition_filter.hpp>
#include <deltalake/snapshot/snapshot.hpp>
#include <deltalake/snapshot/snapshot_state.hpp>
#include <deltalake/snapshot/time_travel_io.hpp>
#include <deltalake/snapshot/tombstone_io.hpp>
#include <deltalake/snapshot/update_io.hpp>
// the door
#include <deltalake/open.hpp>
#include <deltalake/table.hpp>

// Boost.JSON's definitions must stand once in a program: link boost_json, or define this in one translation unit. It
// changes no type.
#if defined(DELTALAKE_MAIN_TU)
#include <boost/json/src.hpp>
#endif
