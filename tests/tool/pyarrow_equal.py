#!/usr/bin/env python3
"""Compares what the tool reads from Parquet files with what pyarrow reads, value by value.
usage: pyarrow_equal.py TOOL [FILE-OR-FOLDER ...]

Without files, all *.parquet of the test corpora beside the project (DELTALAKE_SHARED says where) are compared. Exit
status 77: pyarrow or the corpora are not there."""
import base64
import json
import os
import pathlib
import re
import subprocess
import sys

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError:
    print("pyarrow is not installed")
    sys.exit(77)

SKIPPED = 77
EXPECTED = {  # where pyarrow is another way, by file name
    "int96_from_spark.parquet": "pyarrow counts INT96 in nanoseconds at first, and so wraps in the year 2262",
}
PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
TIMESTAMP = re.compile(r"([+-]?\d+)-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(\+00:00)?)?")


def days_of(year, month, day):
    """Days since 1970-01-01 of any year, which datetime cannot count."""
    year -= month <= 2
    of_era = year % 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return year // 400 * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


# What pyarrow has, as plain values: times as numbers, structs as tuples, bytes and texts as bytes.
def plain(array):
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return plain(array.storage)
    if pa.types.is_dictionary(kind):
        return plain(array.dictionary_decode())
    if pa.types.is_null(kind):
        return [None] * len(array)
    valid = array.is_valid().to_pylist()
    if pa.types.is_struct(kind):
        rows = list(zip(*(plain(array.field(i)) for i in range(kind.num_fields))))
    elif pa.types.is_map(kind):
        ends, keys, items = array.offsets.to_pylist(), plain(array.keys), plain(array.items)
        rows = [list(zip(keys[a:b], items[a:b])) for a, b in zip(ends, ends[1:])]
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        ends, values = array.offsets.to_pylist(), plain(array.values)
        rows = [values[a:b] for a, b in zip(ends, ends[1:])]
    elif pa.types.is_fixed_size_list(kind):
        values, size = plain(array.values), kind.list_size
        rows = [values[i * size : (i + 1) * size] for i in range(array.offset, array.offset + len(array))]
    else:
        return plain_leaf(array)
    return [row if there else None for row, there in zip(rows, valid)]


def plain_leaf(array):
    kind = array.type
    if pa.types.is_timestamp(kind) or pa.types.is_time64(kind) or pa.types.is_duration(kind):
        return array.cast(pa.int64()).to_pylist()
    if pa.types.is_date32(kind) or pa.types.is_time32(kind):
        return array.cast(pa.int32()).to_pylist()
    if pa.types.is_date64(kind):
        return [None if ms is None else ms // 86_400_000 for ms in array.cast(pa.int64()).to_pylist()]
    if pa.types.is_string(kind):
        return array.cast(pa.binary()).to_pylist()
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return array.cast(pa.large_binary()).to_pylist()
    if pa.types.is_floating(kind):
        return [None if value is None else repr(float(value)) for value in array.to_pylist()]
    if pa.types.is_decimal(kind):
        return [None if value is None else format(value, "f") for value in array.to_pylist()]
    return array.to_pylist()


# What was written as JSON, as the same plain values. INT96 has no zone for pyarrow and the tool; it is an instant for who
# writes it.
def plain_json(value, kind, int96=False):
    if value is None:
        return None
    if isinstance(kind, pa.BaseExtensionType):
        return plain_json(value, kind.storage_type, int96)
    if pa.types.is_dictionary(kind):
        return plain_json(value, kind.value_type, int96)
    if pa.types.is_struct(kind):
        if len(value) != kind.num_fields or any(value[i][0] != kind.field(i).name for i in range(len(value))):
            return ("other fields", value)
        return tuple(plain_json(value[i][1], kind.field(i).type, int96) for i in range(len(value)))
    if pa.types.is_map(kind):
        return [
            (plain_json(key, kind.key_type, int96), plain_json(item, kind.item_type, int96)) for key, item in value
        ]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return [plain_json(item, kind.value_type, int96) for item in value]
    if pa.types.is_timestamp(kind):
        return time_of(value, kind, int96)
    if pa.types.is_time(kind):
        hours, minutes, seconds = value.split(":")
        return (int(hours) * 3600 + int(minutes) * 60) * PER_SECOND[kind.unit] + units_of(seconds, kind.unit)
    if pa.types.is_date(kind):
        return days_of(*map(int, TIMESTAMP.fullmatch(value).group(1, 2, 3)))
    if pa.types.is_floating(kind):
        return repr(float(value))  # "NaN" and "-Infinity" are texts
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return value.encode("utf-8", "surrogateescape")
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        (name, text), = value
        return base64.b64decode(text, validate=True) if name == "b64" else ("no bytes", value)
    return value


def units_of(seconds, unit):
    whole, _, fraction = seconds.partition(".")
    per_second = PER_SECOND[unit]
    return int(whole) * per_second + (int(fraction) * per_second // 10 ** len(fraction) if fraction else 0)


def time_of(text, kind, int96):
    year, month, day, hour, minute, second, fraction, zone = TIMESTAMP.fullmatch(text).groups()
    if not int96 and (zone is not None) != (kind.tz is not None):
        return "another zone: " + text
    seconds = (days_of(int(year), int(month), int(day)) * 24 + int(hour)) * 3600 + int(minute) * 60 + int(second)
    return seconds * PER_SECOND[kind.unit] + units_of("0." + fraction if fraction else "0", kind.unit)


def read_tool(tool, path):
    done = subprocess.run([tool, "cat", str(path)], capture_output=True, timeout=600)
    if done.returncode != 0:
        return None, done.stderr.decode("utf-8", "replace").strip()
    text = done.stdout.decode("utf-8", "surrogateescape")
    return [json.loads(line, object_pairs_hook=list) for line in text.split("\n")[:-1]], ""


def read_pyarrow(path):
    try:
        with pq.ParquetFile(path, coerce_int96_timestamp_unit="us", page_checksum_verification=True) as file:
            leaves = [file.schema.column(i) for i in range(len(file.schema))]
            int96 = {leaf.path.split(".")[0] for leaf in leaves if leaf.physical_type == "INT96"}
            return file.read(use_threads=False), int96, ""
    except Exception as error:  # whatever is wrong with the file
        return None, set(), f"{type(error).__name__}: {error}"


def difference(table, int96, rows):
    if len(rows) != table.num_rows:
        return f"{len(rows)} rows instead of {table.num_rows}"
    names = [[name for name, _ in row] for row in rows[:1]]
    if names and names[0] != table.column_names:
        return f"columns {names[0]} instead of {table.column_names}"
    for i, field in enumerate(table.schema):
        expected = [value for chunk in table.column(i).chunks for value in plain(chunk)]
        for number, (row, value) in enumerate(zip(rows, expected)):
            got = plain_json(row[i][1], field.type, field.name in int96)
            if got != value:
                return f"column {field.name} ({field.type}), row {number}: {got!r:.200} instead of {value!r:.200}"
    return None


def compare(tool, path):
    """What came of a file, and what there is to say of it."""
    table, int96, reason = read_pyarrow(path)
    rows, failure = read_tool(tool, path)
    if rows is None:
        return ("refused by both", "") if table is None else ("refused by the tool alone", failure)
    if table is None:
        return "refused by pyarrow alone", reason
    try:
        found = difference(table, int96, rows)
    except Exception as error:  # a type that this check does not know
        return "not compared", f"{type(error).__name__}: {error}"
    return ("different", found) if found else ("equal", "")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    tool, places = sys.argv[1], [pathlib.Path(place) for place in sys.argv[2:]]
    if not places:
        places = [pathlib.Path(os.environ.get("DELTALAKE_SHARED", "../shared")) / "corpora"]
        if not places[0].is_dir():
            print("there are no corpora at", places[0])
            sys.exit(SKIPPED)
    counts = {}
    for place in places:
        for path in sorted(place.rglob("*.parquet")) if place.is_dir() else [place]:
            if not path.is_file():
                continue
            what, why = compare(tool, path)
            if what == "different" and path.name in EXPECTED:
                what, why = "different as expected", why + ": " + EXPECTED[path.name]
            counts[what] = counts.get(what, 0) + 1
            if why:
                print(f"{what}: {path}: {why[:500]}", flush=True)
    print(", ".join(f"{what} {count}" for what, count in sorted(counts.items())))
    failed = sum(counts.get(what, 0) for what in ("different", "refused by the tool alone", "not compared"))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
