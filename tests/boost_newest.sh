#!/usr/bin/env bash
# The README's program, and the tests that open the first table, against the headers of a much newer Boost, which the
# Python package cmeel-boost holds. Exits with 77 where no package index can be reached.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if ! { python3 -m venv "$scratch/venv" && "$scratch/venv/bin/pip" install --quiet --disable-pip-version-check \
  --only-binary :all: --no-deps 'cmeel-boost>=1.90'; } >"$scratch/log" 2>&1; then
  tail -n 3 "$scratch/log"
  echo "skipped: the package cmeel-boost cannot be had here"
  exit 77
fi
boost=$(dirname "$(find "$scratch/venv" -path '*/include/boost/version.hpp' -print -quit)")
BOOST_INCLUDE=$(dirname "$boost")
export BOOST_INCLUDE
sed -nE 's/^#define BOOST_LIB_VERSION "(.*)"/Boost \1/p' "$boost/version.hpp"

bash "$root/tests/plain_lines.sh"

mapfile -t tests < <(grep -rl 'delta-0\.2\.0' "$root/tests/unit" "$root/tests/golden" --include='*.cpp' 2>/dev/null | sort)
mapfile -t support < <(find "$root/tests/support" -name '*.cpp' 2>/dev/null | sort)
cd "$scratch"
printf '#include <deltalake/deltalake.hpp>\n' >test.cpp
printf '#include "%s"\n' "$root/tests/main.cpp" "${tests[@]}" "${support[@]}" >>test.cpp
"${CXX:-g++}" -I "$BOOST_INCLUDE" -I "$root/include" -I "$root" -I "$root/tests" -std=c++20 -DDELTALAKE_MAIN_TU \
  -DDELTALAKE_TEST_DATA="\"$root/tests/data\"" test.cpp -o test -pthread
cd "$root"
"$scratch/test"
