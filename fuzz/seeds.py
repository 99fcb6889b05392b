#!/usr/bin/env python3
"""Takes more seeds out of the test corpora beside the project, if they are there: seeds.py FOLDER-OF-CORPORA WORK-FOLDER

What a fuzz target has found so far lies in WORK-FOLDER/<target>; the seeds go there too."""
import hashlib
import json
import pathlib
import re
import sys

LARGEST = 8 * 1024  # bytes; larger inputs slow the fuzzer down and teach it nothing
LARGEST_CHECKPOINT = 32 * 1024  # their footers alone are long
MOST = 200  # seeds for each target


class Seeds:
    def __init__(self, folder):
        self.folder = folder
        self.counts = {}

    def add(self, target, content, largest=LARGEST):
        if len(content) > largest or self.counts.get(target, 0) >= MOST:
            return
        path = self.folder / target / ("seed-" + hashlib.sha1(content).hexdigest()[:16])
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            self.counts[target] = self.counts.get(target, 0) + 1


def actions_of(commit):
    for line in commit.splitlines():
        try:
            action = json.loads(line)
        except ValueError:
            continue
        if isinstance(action, dict):
            yield action


def take_commit(seeds, content):
    seeds.add("commit", content)
    seeds.add("commit_simdjson", content)
    for action in actions_of(content):
        schema = (action.get("metaData") or {}).get("schemaString")
        if isinstance(schema, str):
            seeds.add("schema", schema.encode())
        for value in ((action.get("add") or {}).get("partitionValues") or {}).values():
            for kind in range(20) if isinstance(value, str) else ():
                seeds.add("partition_value", bytes([120 + kind]) + value.encode())


def main():
    corpora, work = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    if not corpora.is_dir():
        return
    seeds = Seeds(work)
    for path in sorted(corpora.rglob("_delta_log/*")):
        if not path.is_file():
            continue
        seeds.add("file_name", path.name.encode())
        if re.fullmatch(r"\d{20}\.json", path.name):
            take_commit(seeds, path.read_bytes())
        elif re.fullmatch(r"\d{20}\.crc", path.name):
            seeds.add("version_checksum", path.read_bytes())
        elif path.name == "_last_checkpoint":
            seeds.add("last_checkpoint", path.read_bytes())
    # What shows the format at its strangest comes first.
    for path in sorted(corpora.rglob("*"), key=lambda path: ("parquet-testing" not in path.parts, path)):
        is_hostile = path.parent.name == "fuzzing" and path.parent.parent.name == "parquet"
        if not path.is_file() or not (is_hostile or path.suffix == ".parquet"):
            continue
        content = path.read_bytes()
        seeds.add("parquet_file", content)
        if is_hostile or "_delta_log" in path.parts:
            seeds.add("checkpoint", content, LARGEST_CHECKPOINT)
    print("seeds from the corpora:", ", ".join(f"{name} {count}" for name, count in sorted(seeds.counts.items())) or "none")


if __name__ == "__main__":
    main()
