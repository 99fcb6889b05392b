#!/usr/bin/env bash
# Proves that the fuzz targets find errors: plants known ones in a copy of the headers, each of which must be found in
# time. planted.sh [SECONDS], 60 if not given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-60}
compiler=${CXX:-clang++-16}
work=build/fuzz-planted
failed=0
mkdir -p "$work"

# planted NAME TARGET HEADER FROM TO: replaces a text, once, in a copy of the headers and fuzzes the target on it.
planted() {
  local name=$1 target=$2 header=$3 from=$4 to=$5 start=$SECONDS
  rm -rf "$work/include"
  cp -r include "$work/include"
  python3 - "$work/include/deltalake/$header" "$from" "$to" <<'PYTHON'
import sys
path, before, after = sys.argv[1:]
text = open(path).read()
if text.count(before) != 1:
    sys.exit(f"planted.sh: '{before}' stands {text.count(before)} times in {path}")
open(path, "w").write(text.replace(before, after))
PYTHON
  "$compiler" -std=c++20 -O1 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -D_GLIBCXX_ASSERTIONS \
    -I"$work/include" "fuzz/$target.cpp" -lboost_json -lsimdjson -pthread -o "$work/$name"
  mkdir -p "$work/corpus-$name"
  start=$SECONDS
  if "$work/$name" -max_total_time="$seconds" -artifact_prefix="$work/$name-" "$work/corpus-$name" "fuzz/corpus/$target" \
    >"$work/$name.log" 2>&1 </dev/null; then
    echo "planted $name: NOT found in $seconds s"
    failed=1
  else
    echo "planted $name: found after $((SECONDS - start)) s: $(grep -m1 -E 'ERROR|runtime error' "$work/$name.log" | cut -c -150)"
  fi
}

# A group of 5 characters of which the largest fits 32 bits by one too many.
planted base85_bound base85 base/impl/base85.ipp 'if (group > 0xFFFFFFFF)' 'if (group > 0x100000000)'
# A text one character too long is read past its end.
planted base85_length base85 base/impl/base85.ipp 'if (text.size() % 5 != 0)' 'if (text.size() % 5 > 1)'
# The last microseconds before the largest time.
planted timestamp_bound timestamp base/impl/timestamp.ipp 'if (utc * second > most - micros) return outside;' ''
# 29 February in every century.
planted timestamp_leap timestamp base/impl/timestamp.ipp '(year % 100 != 0 || year % 400 == 0)' 'true'
# A percent sign at the very end.
planted uri_percent uri storage/impl/uri.ipp 'i + 2 < encoded.size()' 'i + 2 <= encoded.size()'
# A checkpoint of no parts.
planted hint_parts last_checkpoint log/impl/last_checkpoint.ipp 'in.integer("parts", 1,' 'in.integer("parts", 0,'
exit $failed
