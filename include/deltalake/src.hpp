#pragma once
// The definitions of the compiled form: include this in exactly one translation unit of a program that is built with
// DELTALAKE_SEPARATE_COMPILATION (the CMake target deltalake::compiled does). Boost.JSON's own definitions are not
// here: link boost_json, or define DELTALAKE_MAIN_TU in that unit.
#if !defined(DELTALAKE_SEPARATE_COMPILATION)
#error "deltalake/src.hpp is for programs built with DELTALAKE_SEPARATE_COMPILATION"
#endif

#include <deltalake/deltalake.hpp>
#include <deltalake/base/impl/base85.ipp>
#include <deltalake/base/impl/crc32.ipp>
#include <deltalake/base/impl/environment.ipp>
#include <deltalake/base/impl/errc.ipp>
#include <deltalake/base/impl/error.ipp>
#include <deltalake/base/impl/md5.ipp>
#include <deltalake/base/impl/path.ipp>
#include <deltalake/base/impl/percent.ipp>
#include <deltalake/base/impl/timestamp.ipp>
#include <deltalake/base/impl/uuid.ipp>
#include <deltalake/base/impl/workers.ipp>
#include <deltalake/base/impl/xxhash64.ipp>
#include <deltalake/storage/impl/any_store.ipp>
#include <deltalake/storage/impl/local_read.ipp>
#include <deltalake/storage/impl/local_store.ipp>
#include <deltalake/storage/impl/local_write.ipp>
#include <deltalake/storage/impl/memory_store.ipp>
#include <deltalake/storage/impl/registry.ipp>
#include <deltalake/storage/impl/uri.ipp>
#include <deltalake/json/impl/boost_json.ipp>
#include <deltalake/json/impl/node.ipp>
#include <deltalake/json/impl/object_reader.ipp>
#include <deltalake/schema/impl/column_mapping.ipp>
#include <deltalake/schema/impl/data_type.ipp>
#include <deltalake/schema/impl/decimal.ipp>
#include <deltalake/schema/impl/field.ipp>
#include <deltalake/schema/impl/partition_value.ipp>
#include <deltalake/schema/impl/scalar.ipp>
#include <deltalake/schema/impl/schema_json.ipp>
#include <deltalake/schema/impl/struct_type.ipp>
#include <deltalake/column/impl/builder.ipp>
#include <deltalake/column/impl/cast.ipp>
#include <deltalake/column/impl/arrow_export.ipp>
#include <deltalake/column/impl/arrow_format.ipp>
#include <deltalake/column/impl/arrow_import.ipp>
#include <deltalake/column/impl/arrow_schema.ipp>
#include <deltalake/column/impl/arrow_stream.ipp>
#include <deltalake/column/impl/data_type.ipp>
#include <deltalake/column/impl/delta_type.ipp>
#include <deltalake/column/impl/filter.ipp>
#include <deltalake/column/impl/csv_reader.ipp>
#include <deltalake/column/impl/csv_text.ipp>
#include <deltalake/column/impl/ddl.ipp>
#include <deltalake/column/impl/inferred_type.ipp>
#include <deltalake/column/impl/json_row_sink.ipp>
#include <deltalake/column/impl/json_schema_sink.ipp>
#include <deltalake/column/impl/json_text.ipp>
#include <deltalake/column/impl/plain_text.ipp>
#include <deltalake/column/impl/value_parse.ipp>
#include <deltalake/column/impl/value_text.ipp>
#include <deltalake/column/impl/variant_builder.ipp>
#include <deltalake/column/impl/variant_json.ipp>
#include <deltalake/column/impl/variant_metadata.ipp>
#include <deltalake/column/impl/variant_shredding.ipp>
#include <deltalake/column/impl/variant_value.ipp>
#include <deltalake/column/impl/wide_integer.ipp>
#include <deltalake/expression/impl/operand.ipp>
#include <deltalake/expression/impl/bind.ipp>
#include <deltalake/expression/impl/evaluate.ipp>
#include <deltalake/expression/impl/expression.ipp>
#include <deltalake/expression/impl/like.ipp>
#include <deltalake/expression/impl/prune.ipp>
#include <deltalake/expression/impl/sql_parse.ipp>
#include <deltalake/expression/impl/sql_token.ipp>
#include <deltalake/parquet/encoding/impl/bits.ipp>
#include <deltalake/parquet/encoding/impl/byte_stream_split.ipp>
#include <deltalake/parquet/encoding/impl/byte_stream_split_encoder.ipp>
#include <deltalake/parquet/encoding/impl/delta.ipp>
#include <deltalake/parquet/encoding/impl/delta_encoder.ipp>
#include <deltalake/parquet/encoding/impl/dictionary.ipp>
#include <deltalake/parquet/encoding/impl/dictionary_encoder.ipp>
#include <deltalake/parquet/encoding/impl/plain.ipp>
#include <deltalake/parquet/encoding/impl/plain_encoder.ipp>
#include <deltalake/parquet/encoding/impl/rle.ipp>
#include <deltalake/parquet/encoding/impl/rle_encoder.ipp>
#include <deltalake/parquet/impl/assemble.ipp>
#include <deltalake/parquet/impl/batch_plan.ipp>
#include <deltalake/parquet/impl/bloom_filter.ipp>
#include <deltalake/parquet/impl/bloom_filter_io.ipp>
#include <deltalake/parquet/impl/calendar_rebase.ipp>
#include <deltalake/parquet/impl/chunk_reader.ipp>
#include <deltalake/parquet/impl/chunk_writer.ipp>
#include <deltalake/parquet/impl/codec_registry.ipp>
#include <deltalake/parquet/impl/convert.ipp>
#include <deltalake/parquet/impl/file_io.ipp>
#include <deltalake/parquet/impl/footer.ipp>
#include <deltalake/parquet/impl/footer_write.ipp>
#include <deltalake/parquet/impl/leaf_rows.ipp>
#include <deltalake/parquet/impl/lz4.ipp>
#include <deltalake/parquet/impl/metadata_thrift.ipp>
#include <deltalake/parquet/impl/page_decoder.ipp>
#include <deltalake/parquet/impl/page_header.ipp>
#include <deltalake/parquet/impl/page_header_write.ipp>
#include <deltalake/parquet/impl/page_index.ipp>
#include <deltalake/parquet/impl/page_index_io.ipp>
#include <deltalake/parquet/impl/page_parts.ipp>
#include <deltalake/parquet/impl/prune.ipp>
#include <deltalake/parquet/impl/prune_io.ipp>
#include <deltalake/parquet/impl/range_plan.ipp>
#include <deltalake/parquet/impl/reader_io.ipp>
#include <deltalake/parquet/impl/batch_reader_io.ipp>
#include <deltalake/parquet/impl/row_ranges.ipp>
#include <deltalake/parquet/impl/schema_tree.ipp>
#include <deltalake/parquet/impl/shred.ipp>
#include <deltalake/parquet/impl/shred_values.ipp>
#include <deltalake/parquet/impl/snappy.ipp>
#include <deltalake/parquet/impl/spare_memory.ipp>
#include <deltalake/parquet/impl/statistics.ipp>
#include <deltalake/parquet/impl/statistics_builder.ipp>
#include <deltalake/parquet/impl/thrift_compact.ipp>
#include <deltalake/parquet/impl/write_schema.ipp>
#include <deltalake/parquet/impl/writer_io.ipp>
#include <deltalake/action/impl/action_fields.ipp>
#include <deltalake/action/impl/action_parquet.ipp>
#include <deltalake/action/impl/commit_info_json.ipp>
#include <deltalake/action/impl/file_stats_builder.ipp>
#include <deltalake/action/impl/protocol_check.ipp>
#include <deltalake/action/impl/table_feature.ipp>
#include <deltalake/action/impl/table_property.ipp>
// The others build on what these two define.
#include <deltalake/deletion_vector/impl/roaring_bitmap.ipp>
#include <deltalake/deletion_vector/impl/vector_file.ipp>
#include <deltalake/deletion_vector/impl/deletion_vector_io.ipp>
#include <deltalake/deletion_vector/impl/inline_form.ipp>
// What is called once per file stands before what calls it, so that it can be inlined there.
#include <deltalake/log/impl/packed_texts.ipp>
#include <deltalake/log/impl/partition_tuples.ipp>
#include <deltalake/log/impl/removed_files.ipp>
#include <deltalake/log/impl/file_columns.ipp>
#include <deltalake/log/impl/checkpoint_adds.ipp>
#include <deltalake/log/impl/checkpoint_read_io.ipp>
#include <deltalake/log/impl/checkpoint_set.ipp>
#include <deltalake/log/impl/log_run.ipp>
#include <deltalake/log/impl/path_table.ipp>
#include <deltalake/log/impl/file_name.ipp>
#include <deltalake/log/impl/file_state.ipp>
#include <deltalake/log/impl/file_stream_io.ipp>
#include <deltalake/log/impl/fold.ipp>
#include <deltalake/log/impl/history.ipp>
#include <deltalake/log/impl/last_checkpoint.ipp>
#include <deltalake/log/impl/list_io.ipp>
#include <deltalake/log/impl/newer_files.ipp>
#include <deltalake/log/impl/parsed_partitions.ipp>
#include <deltalake/log/impl/read_io.ipp>
#include <deltalake/log/impl/read_plan.ipp>
#include <deltalake/log/impl/segment.ipp>
#include <deltalake/log/impl/version_checksum.ipp>
#include <deltalake/snapshot/impl/file_list.ipp>
#include <deltalake/snapshot/impl/file_stream_io.ipp>
#include <deltalake/snapshot/impl/hints_io.ipp>
#include <deltalake/snapshot/impl/load_io.ipp>
#include <deltalake/snapshot/impl/open_options.ipp>
#include <deltalake/snapshot/impl/partition_filter.ipp>
#include <deltalake/snapshot/impl/snapshot_state.ipp>
#include <deltalake/snapshot/impl/time_travel_io.ipp>
#include <deltalake/snapshot/impl/tombstone_io.ipp>
#include <deltalake/snapshot/impl/update_io.ipp>
#include <deltalake/scan/impl/change_feed_io.ipp>
#include <deltalake/scan/impl/data_file_io.ipp>
#include <deltalake/scan/impl/feed_commit.ipp>
#include <deltalake/scan/impl/file_ranges.ipp>
#include <deltalake/scan/impl/leaf_conditions.ipp>
#include <deltalake/scan/impl/location_io.ipp>
#include <deltalake/scan/impl/logical_schema.ipp>
#include <deltalake/scan/impl/plan.ipp>
#include <deltalake/scan/impl/row_filter.ipp>
#include <deltalake/scan/impl/row_stream_io.ipp>
#include <deltalake/scan/impl/scan_io.ipp>
#include <deltalake/scan/impl/scan_options.ipp>
#include <deltalake/scan/impl/transform.ipp>
#include <deltalake/impl/open.ipp>

namespace deltalake::inline v0 {
static_assert(storage::store<storage::metered_store<storage::any_store>>);
static_assert(storage::store<storage::prefix_store<storage::any_store>>);
static_assert(storage::store<storage::retrying_store<storage::any_store>>);

template result<json::node> json::parse_node<json::boost_json>(std::string_view, json::limits);
template log::decoder_factory log::make_decoder_factory<json::boost_json>(json::limits);
template result<schema::struct_type> schema::parse_schema<json::boost_json>(std::string_view);
template std::optional<std::int64_t> detail::in_commit_timestamp<json::boost_json>(std::string_view);
template result<log::last_checkpoint> log::parse_last_checkpoint<json::boost_json>(std::string_view, json::limits);
template result<log::version_checksum> log::parse_version_checksum<json::boost_json>(std::string_view, json::limits);
template json_functions make_json_functions<json::boost_json>();
template task<std::vector<commit_info>> read_history<json::boost_json>(shared_snapshot, std::optional<std::size_t>);
template task<std::vector<action>> read_actions<json::boost_json>(shared_snapshot, std::int64_t);
template class basic_snapshot<storage::any_store, json::boost_json, parquet::built_in>;
template class basic_table<storage::any_store, json::boost_json, parquet::built_in>;
template task<table> detail::open_in<json::boost_json, storage::any_store, parquet::built_in>(storage::any_store,
                                                                                              std::string,
                                                                                              open_options);
template task<table> open_table<json::boost_json, parquet::built_in>(std::string, open_options);
}  // namespace deltalake::inline v0
