#!/usr/bin/env bash
# Which lines of the parsers the fuzz corpora execute: coverage.sh. Builds the targets with clang's counters, runs each
# once over its seeds and over what it has found so far, and prints the share of lines for each file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=build/fuzz-coverage
mkdir -p "$work"
export CMAKE_GENERATOR=${CMAKE_GENERATOR:-$(command -v ninja >/dev/null && echo Ninja || echo 'Unix Makefiles')}
cmake -S . -B "$work" -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG='-O1 -g1' \
  -DDELTALAKE_DEV_MODE=OFF -DDELTALAKE_BUILD_TOOL=OFF -DDELTALAKE_FUZZ=ON -DDELTALAKE_SANITIZE=fuzzer-no-link \
  -DCMAKE_CXX_FLAGS='-fprofile-instr-generate -fcoverage-mapping' >"$work/build.log"
cmake --build "$work" -j "${JOBS:-2}" >>"$work/build.log"

objects=()
rm -f "$work"/*.profraw
for source in fuzz/*.cpp; do
  name=$(basename "$source" .cpp)
  seeds=("fuzz/corpus/$name")
  for found in "build/fuzz/work/$name" "$work/work/$name"; do [[ ! -d $found ]] || seeds+=("$found"); done
  LLVM_PROFILE_FILE="$work/$name.profraw" "$work/bin/fuzz_$name" -runs=0 "${seeds[@]}" >"$work/$name.log" 2>&1
  objects+=(-object "$work/bin/fuzz_$name")
done
llvm-profdata-16 merge -sparse "$work"/*.profraw -o "$work/all.profdata"
llvm-cov-16 export -summary-only -instr-profile="$work/all.profdata" "${objects[@]}" >"$work/summary.json"
python3 - "$work/summary.json" <<'PYTHON'
import json, re, sys
parsers = re.compile(r"include/deltalake/(base/.*(base85|timestamp|percent|path|uuid)|storage/.*uri|json/|schema/|action/action|"
                     r"log/.*(decoder|fold|file_|log_run|path_table|last_checkpoint|version_checksum|removed)).*pp$")
rows = []
for entry in json.load(open(sys.argv[1]))["data"][0]["files"]:
    lines = entry["summary"]["lines"]
    if parsers.search(entry["filename"]) and lines["count"]:
        rows.append((entry["filename"].split("include/deltalake/")[1], lines["covered"], lines["count"]))
for name, covered, count in sorted(rows):
    print(f"{100 * covered / count:6.1f} %  {covered:5} of {count:5} lines  {name}")
covered, count = sum(r[1] for r in rows), sum(r[2] for r in rows)
print(f"{100 * covered / max(count, 1):6.1f} %  {covered:5} of {count:5} lines  altogether")
PYTHON
