#!/usr/bin/env bash
# Builds and runs the projects beside this file as a stranger would: copied to a folder of their own, without any build
# tree of this project.  usage: run.sh [find_package | compiled | add_subdirectory | fetch_content | single_header]...
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
table=$root/tests/data/delta-0.2.0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if command -v ninja >/dev/null; then export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}; fi
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi

# Runs a step quietly; shows what it said if it fails.
step() {
  "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log"; return 1; }
}

install_library() {
  [[ -d $scratch/prefix ]] && return
  step cmake -S "$root" -B "$scratch/library" -DDELTALAKE_DEV_MODE=OFF -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_INSTALL_PREFIX="$scratch/prefix" &&
    step cmake --build "$scratch/library" &&
    step cmake --install "$scratch/library"
}

run_one() {
  local kind=$1 build=$scratch/build/$1
  [[ $kind == find_package || $kind == compiled ]] && { install_library || return 1; }
  step cmake -S "$scratch/consumer/$kind" -B "$build" -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_PREFIX_PATH="$scratch/prefix" -DDELTALAKE_SOURCE="$root" &&
    step cmake --build "$build" --target consumer &&
    "$build/consumer" "$table" >"$scratch/out" || { cat "$scratch/out" 2>/dev/null; return 1; }
  # All of them must say the same.
  [[ -f $scratch/expected ]] || cp "$scratch/out" "$scratch/expected"
  diff "$scratch/expected" "$scratch/out"
}

cp -R "$here" "$scratch/consumer"
kinds=("$@")
[[ $# -gt 0 ]] || kinds=(find_package compiled add_subdirectory fetch_content single_header)
failed=0
for kind in "${kinds[@]}"; do
  start=$SECONDS
  if run_one "$kind"; then verdict=passed; else verdict=FAILED; failed=1; fi
  printf '%-18s %s (%d s)\n' "$kind" "$verdict" $((SECONDS - start))
done
exit $failed
