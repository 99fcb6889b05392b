#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include <deltalake/deltalake.hpp>

// What each unit of the program offers; unit.cpp is compiled once for each namespace, with other flags each time.
#define DECLARE_UNIT(name)                                        \
  namespace odr::name {                                           \
  std::vector<std::size_t> layout();                              \
  deltalake::table open(std::string uri);                         \
  std::vector<std::string> files(const deltalake::table& opened); \
  }

DECLARE_UNIT(plain)
DECLARE_UNIT(strict)
DECLARE_UNIT(single)
