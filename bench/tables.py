#!/usr/bin/env python3
"""Makes the tables that the benchmarks read, the same bytes on every machine. Only logs are made: listing a table never
looks at its data files.

usage: tables.py [--into FOLDER] [NAME...]     by default all of them, into build/bench/data

  L1       10,000 commits of 10 adds
  L2       one commit of 100,000 adds
  L2tail   L2 and then 11 commits of 10 adds
  small    12 commits of 10 adds
  commitsN N commits of 10 adds, for any number N

Every add has statistics of ten columns and values of two partition columns; no path occurs twice in a table.
"""
import argparse
import datetime
import json
import pathlib
import re
import shutil

HOME = pathlib.Path(__file__).resolve().parents[1] / "build" / "bench" / "data"
EDITION = "1"  # to be raised when the bytes change: older tables are then made anew
NAMES = ("L1", "L2", "L2tail", "small")

EPOCH_S = 1_735_689_600  # 2025-01-01T00:00:00Z
DAYS = [(datetime.date(2025, 1, 1) + datetime.timedelta(days=n)).isoformat() for n in range(365)]
REGIONS = ["berlin", "dublin", "lisbon", "milan", "osaka", "quito", "sydney", "tunis"]
COLUMNS = {
    "id": "long", "batch": "integer", "weight": "double", "pieces": "integer", "label": "string",
    "family": "string", "seen_at": "timestamp", "due": "date", "cost": "decimal(18,2)", "grade": "float",
}
PARTITIONS = {"date": "date", "region": "string"}
ROWS = 1000  # per data file, were there any


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def scramble(number):
    """Spreads numbers over 32 bits, without two that fall together (the multiplier is odd)."""
    number = number * 0x9E3779B1 & 0xFFFFFFFF
    return number ^ number >> 15


def instant(number):
    moment = datetime.datetime.fromtimestamp(EPOCH_S + number, datetime.timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{number % 1000:03d}Z"


def statistics(number):
    noise = scramble(number)
    low = {
        "id": number * ROWS, "batch": noise % 500, "weight": noise % 9973 / 16, "pieces": noise % 13,
        "label": f"item {noise:08x}", "family": f"family {noise % 60:02d}", "seen_at": instant(number),
        "due": DAYS[number % 365], "cost": noise % 400000 / 100, "grade": noise % 41 / 8,
    }
    high = {
        "id": number * ROWS + ROWS - 1, "batch": 500 + noise % 500, "weight": 1000 + noise % 9973 / 16,
        "pieces": 100 + noise % 13, "label": f"item {noise | 0xF0000000:08x}", "family": f"family {60 + noise % 40:02d}",
        "seen_at": instant(number + 1), "due": DAYS[(number + 7) % 365], "cost": 4000 + noise % 400000 / 100,
        "grade": 10 + noise % 41 / 8,
    }
    nulls = {name: noise % 7 if name in ("batch", "pieces", "cost") else 0 for name in COLUMNS}
    return compact({"numRecords": ROWS, "minValues": low, "maxValues": high, "nullCount": nulls})


def add(number):
    date, region = DAYS[number % 365], REGIONS[number // 365 % len(REGIONS)]
    name = f"part-{number % 200:05d}-{scramble(number):08x}-{scramble(number + 1) >> 16:04x}-4a7e-{number:012x}.c000.snappy.parquet"
    return compact({"add": {
        "path": f"date={date}/region={region}/{name}", "partitionValues": {"date": date, "region": region},
        "size": 900_000 + scramble(number) % 200_000, "modificationTime": EPOCH_S * 1000 + number, "dataChange": True,
        "stats": statistics(number),
    }})


def commit_info(version):
    return compact({"commitInfo": {
        "timestamp": EPOCH_S * 1000 + version * 1000, "operation": "WRITE",
        "operationParameters": {"mode": "Append", "partitionBy": compact(list(PARTITIONS))}, "isBlindAppend": True,
    }})


def first_lines(name):
    fields = [{"name": n, "type": t, "nullable": True, "metadata": {}} for n, t in {**COLUMNS, **PARTITIONS}.items()]
    metadata = {
        "id": f"00000000-0000-4000-8000-{scramble(sum(name.encode())):012x}",
        "format": {"provider": "parquet", "options": {}}, "schemaString": compact({"type": "struct", "fields": fields}),
        "partitionColumns": list(PARTITIONS), "configuration": {}, "createdTime": EPOCH_S * 1000,
    }
    return [compact({"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}), compact({"metaData": metadata})]


def commits(name):
    """The number of adds of each commit."""
    if name.startswith("commits"):
        return [10] * int(name.removeprefix("commits"))
    return {"L1": [10] * 10_000, "L2": [100_000], "L2tail": [100_000] + [10] * 11, "small": [10] * 12}[name]


def make(name, folder):
    """Returns false if the table is there already."""
    table, stamp = folder / name, folder / name / "edition"
    if stamp.exists() and stamp.read_text() == EDITION:
        return False
    shutil.rmtree(table, ignore_errors=True)
    log = table / "_delta_log"
    log.mkdir(parents=True)
    number = 0
    for version, adds in enumerate(commits(name)):
        lines = [commit_info(version)] + (first_lines(name) if version == 0 else [])
        lines += [add(number + i) for i in range(adds)]
        number += adds
        (log / f"{version:020d}.json").write_text("\n".join(lines) + "\n")
    stamp.write_text(EDITION)
    return True


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--into", type=pathlib.Path, default=HOME)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    given = options.parse_args()
    for name in given.names or NAMES:
        if name not in NAMES and not re.fullmatch("commits[0-9]+", name):
            options.error(f"there is no table '{name}'")
        print(f"{name}: {'made' if make(name, given.into) else 'there'} in {given.into / name}")


if __name__ == "__main__":
    main()
