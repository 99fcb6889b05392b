#pragma once
// Version, compiler floor and the library's few macros. No other header defines one.

#if !defined(__cplusplus) || __cplusplus < 202002L
#if !defined(_MSVC_LANG) || _MSVC_LANG < 202002L
#error "deltalake needs C++20: compile with -std=c++20 or newer"
#endif
#endif

#define DELTALAKE_VERSION_MAJOR 0
#define DELTALAKE_VERSION_MINOR 1
#define DELTALAKE_VERSION_PATCH 0
#define DELTALAKE_VERSION_TEXT "0.1.0"

// Two forms of one library. By default every function is `inline` and its definition comes with its declaration.
// With DELTALAKE_SEPARATE_COMPILATION the headers only declare, and exactly one translation unit of the program
// includes <deltalake/src.hpp> (the CMake target deltalake::compiled does both), or, with the single header, defines
// DELTALAKE_MAIN_TU as well. No type differs between the two.
#if defined(DELTALAKE_SEPARATE_COMPILATION)
#define DELTALAKE_DECL
#else
#define DELTALAKE_HEADER_ONLY 1
#define DELTALAKE_DECL inline
#endif

/// Everything of the library. The inline namespace carries the version of the binary interface, so that two vendored
/// copies of different versions in one program do not clash silently.
namespace deltalake::inline v0 {}
