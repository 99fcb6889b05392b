# Link to deltalake_warnings for the warnings that this project keeps clean.
# Newer compilers warn of new things; only those that the project is checked with make errors of them.
set(checked_compiler OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\." OR
   CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^16\\.")
  set(checked_compiler ON)
endif()
option(DELTALAKE_WARNINGS_AS_ERRORS "Fail on a warning" ${checked_compiler})
add_library(deltalake_warnings INTERFACE)
target_compile_options(deltalake_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow
                                                    $<$<BOOL:${DELTALAKE_WARNINGS_AS_ERRORS}>:-Werror>)
target_link_libraries(deltalake_compiled PRIVATE $<BUILD_INTERFACE:deltalake_warnings>)
