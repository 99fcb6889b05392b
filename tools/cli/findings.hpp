#pragma once
#include <vector>

#include <deltalake/base/error.hpp>

#include "json_writer.hpp"
#include "output.hpp"

namespace deltalake_tool {

/// What is wrong with a log that could be read all the same, as an array of {code, message, file, field}.
void write_findings(json_writer& json, const std::vector<deltalake::error>& findings);
/// The same for people, under a title; nothing if nothing is wrong.
void print_findings(const std::vector<deltalake::error>& findings, output& out);

}  // namespace deltalake_tool
