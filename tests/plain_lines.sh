#!/usr/bin/env bash
# The compiler lines that the documentation promises, with each compiler there is, on the README's program: the first
# ```cpp block of README.md that holds `int main`. All must print the same, which is what the ```text block behind it
# says, if there is one. Without a README, examples/01_*.cpp is the program. Variables: BOOST_INCLUDE, a folder with
# other Boost headers (the line that links -lboost_json is then left out).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

python3 - "$root/README.md" <<'PYTHON'
import pathlib, re, sys
readme = pathlib.Path(sys.argv[1])
blocks = re.findall(r"^```(\w*)[^\n]*\n(.*?)^```$", readme.read_text() if readme.exists() else "", re.M | re.S)
for number, (language, text) in enumerate(blocks):
    if language == "cpp" and "int main" in text:
        pathlib.Path("app.cpp").write_text(text)
        behind = blocks[number + 1 : number + 2]
        if behind and behind[0][0] == "text":
            pathlib.Path("expected").write_text(behind[0][1])
        break
PYTHON
if [[ ! -f app.cpp ]]; then
  echo "README.md holds no program: the first example instead"
  cp "$root"/examples/01_*.cpp app.cpp
fi

failed=0
# try NAME COMPILER FLAG...: compiles app.cpp, runs it in the project's folder, compares what it prints.
try() {
  local name=$1 start=$SECONDS verdict=passed
  shift
  if ! "$@" -I "$root/single_include" >log 2>&1; then
    tail -n 40 log
    verdict="does not compile"
  elif ! (cd "$root" && "$scratch/app" tests/data/delta-0.2.0) >out 2>&1; then
    cat out
    verdict="does not run"
  else
    [[ -f expected ]] || cp out expected
    diff expected out || verdict="prints something else"
  fi
  [[ $verdict == passed ]] || failed=1
  printf '%-34s %s (%d s)\n' "$name" "$verdict" $((SECONDS - start))
}

# The single header, its definitions compiled in one file of the program.
once() {
  local compiler=$1
  shift
  printf '#include <deltalake/deltalake.hpp>\n' >once.cpp
  [[ -f once-$compiler.o ]] ||
    "$compiler" "$@" -std=c++20 -DDELTALAKE_SEPARATE_COMPILATION -DDELTALAKE_MAIN_TU -c once.cpp -o "once-$compiler.o"
  "$compiler" "$@" -std=c++20 -DDELTALAKE_SEPARATE_COMPILATION app.cpp "once-$compiler.o" -o app -pthread
}

for compiler in g++ clang++-16; do
  if ! command -v $compiler >/dev/null; then
    echo "$compiler is not installed"
  elif [[ -n ${BOOST_INCLUDE:-} ]]; then
    try "$compiler, this Boost" $compiler -I "$BOOST_INCLUDE" -std=c++20 -DDELTALAKE_MAIN_TU app.cpp -o app -pthread
  else
    try "$compiler, nothing to link" $compiler -std=c++20 -DDELTALAKE_MAIN_TU app.cpp -o app -pthread
    try "$compiler, -lboost_json" $compiler -std=c++20 app.cpp -o app -pthread -lboost_json
    try "$compiler, definitions in one file" once $compiler
  fi
done
exit $failed
