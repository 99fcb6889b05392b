#pragma once
#include <vector>

#include <deltalake/action/protocol.hpp>
#include <deltalake/action/table_feature.hpp>
#include <deltalake/base/result.hpp>

namespace deltalake::inline v0 {

/// The features that the versions alone imply, without a list: a writer version below 7 stands for all legacy features
/// up to it, column mapping only where the reader version has it too. PROTOCOL.md "Supported Features".
DELTALAKE_DECL std::vector<table_feature> implied_features(const protocol& found);

/// True if the table supports the feature, listed or implied. Supported is not active: most features have a switch of
/// their own in the metadata, which counts only if the feature is supported.
DELTALAKE_DECL bool has_feature(const protocol& found, table_feature feature);

/// Decides whether this library may read a table with that protocol, before it looks at anything else.
/// PROTOCOL.md "Protocol Evolution" and "Table Features".
///
/// Reader versions 1 to 3 are read. Writer versions above 7 do not stop a reader: a minWriterVersion is what a program
/// must implement in order to write. Nor do writer features of any name, known or not.
/// Errors, the first one that holds:
/// unsupported_protocol  the reader version is above 3
/// catalog_required      a feature says that a catalog manages the table
/// unsupported_feature   reader features that are unknown or not supported; the detail names all of them
/// invalid_protocol      versions and lists contradict each other: a version below 1; reader version 3 without a list
///                       of reader features or with a writer version below 7; writer version 7 without a list of writer
///                       features; a list that names features although its version has none; a feature for readers
///                       and writers in only one of the lists (column mapping with reader version 2 is not listed for
///                       readers)
DELTALAKE_DECL result<void> check_readable(const protocol& found);

}  // namespace deltalake::inline v0

#if defined(DELTALAKE_HEADER_ONLY)
#include <deltalake/action/impl/protocol_check.ipp>
#endif
