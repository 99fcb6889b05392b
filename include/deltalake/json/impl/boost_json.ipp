#pragma once
#include <algorithm>

#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <deltalake/json/boost_json.hpp>

namespace deltalake::inline v0::json {

DELTALAKE_DECL error detail::boost_failure(const boost::system::error_code& reason, std::string_view text,
                                           std::size_t offset) {
  if (reason == boost::json::error::too_deep) return error(errc::json_too_deep);
  // Boost.JSON reports both as a syntax error. The window may cut a good character behind the offset, never one before.
  const std::size_t invalid = first_invalid_utf8(text.substr(0, std::min(text.size(), offset + 4)));
  if (invalid != std::string_view::npos && invalid <= offset) return error(errc::invalid_utf8);
  return error(errc::invalid_json,
               reason == boost::json::error::incomplete ? "the text ends within a value" : reason.message());
}

DELTALAKE_DECL result<boost_json::value> boost_json::parse(std::string_view text, const limits& bounds) {
  if (text.size() > bounds.value_bytes) return error(errc::value_too_large);
  boost::json::parse_options options;
  options.max_depth = bounds.depth;
  boost::system::error_code problem;
  boost::json::value parsed = boost::json::parse({text.data(), text.size()}, problem, {}, options);
  if (problem) return detail::boost_failure(problem, text, text.size());
  return parsed;
}

DELTALAKE_DECL std::string boost_json::write(const value& any) { return boost::json::serialize(any); }

static_assert(policy<boost_json>);

}  // namespace deltalake::inline v0::json
