#!/usr/bin/env python3
"""Reads the Parquet files that write_parquet writes with pyarrow, DuckDB and Polars, and compares the rows with what was
to be written; and the statistics with those that pyarrow writes of the same rows.
usage: parquet_test.py WRITE_PARQUET

Exit status 77: pyarrow is not there. DuckDB and Polars are left out, saying so, where they are not there. Started by
another interpreter if the environment variable DELTALAKE_PYTHON names one."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

if os.environ.get("DELTALAKE_PYTHON", sys.executable) != sys.executable:
    python = os.environ.pop("DELTALAKE_PYTHON")
    os.execvp(python, [python, *sys.argv])

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tool"))
from pyarrow_equal import difference, plain, read_pyarrow  # exits with 77 without pyarrow

import pyarrow as pa
import pyarrow.parquet as pq

try:
    import duckdb
except ImportError:
    duckdb = None
try:
    import polars
except ImportError:
    polars = None

REFUSED = (  # what peers say of encodings that they do not have for all types
    "BYTE_STREAM_SPLIT encoding is only supported for",
    '"ByteStreamSplit"-encoded',
)

failures = []


def fail(*what):
    failures.append(" ".join(str(one) for one in what)[:600])


def any_type(kind, test):
    """Whether a type or one inside of it is such a one."""
    if test(kind):
        return True
    return any(any_type(kind.field(i).type, test) for i in range(kind.num_fields))


# What a peer has no type for, or reads as another value.
def duckdb_differs(kind):
    return (
        (pa.types.is_decimal(kind) and kind.precision > 38)
        or pa.types.is_float16(kind)
        or pa.types.is_time(kind)  # counts microseconds, whatever the unit
        or (pa.types.is_timestamp(kind) and (kind.unit != "us" or kind.tz is not None))
        or pa.types.is_null(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def polars_differs(kind):
    return (
        pa.types.is_decimal(kind)
        and kind.precision > 38
        or pa.types.is_map(kind)
        or pa.types.is_time(kind)  # counts nanoseconds, whatever the unit
        or pa.types.is_null(kind)
        or pa.types.is_timestamp(kind)
        or pa.types.is_float16(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def compare_peer(name, path, expected, read, differs):
    """How many columns were compared."""
    count = 0
    for field in expected.schema:
        if any_type(field.type, differs):
            continue
        try:
            found = read(path, field.name)
        except Exception as error:
            if any(words in str(error) for words in REFUSED):
                continue
            fail(path.name, name, "refuses column", field, type(error).__name__, error)
            continue
        rows = [value for chunk in found.column(0).chunks for value in plain(chunk)]
        wanted = [value for chunk in expected.column(field.name).chunks for value in plain(chunk)]
        count += 1
        if rows != wanted:
            at = next((i for i, pair in enumerate(zip(rows, wanted)) if pair[0] != pair[1]), min(len(rows), len(wanted)))
            fail(path.name, name, "reads column", field, "row", at, rows[at : at + 1], "instead of", wanted[at : at + 1])
    return count


def read_duckdb(path, column):
    return duckdb.sql(f"SELECT {column} FROM read_parquet('{path}')").to_arrow_table()


def read_polars(path, column):
    return polars.read_parquet(path, columns=[column]).to_arrow(compat_level=polars.CompatLevel.oldest())


def as_bytes(text):
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


def compare_statistics(path, table, folder):
    """Both writers say the same of the same rows, where both bounds are exact."""
    ours, count = pq.ParquetFile(path).metadata, 0
    if ours.num_row_groups == 0:
        return 0
    again = folder / "again.parquet"
    pq.write_table(table, again, row_group_size=ours.row_group(0).num_rows, store_decimal_as_integer=True)
    theirs = pq.ParquetFile(again).metadata
    if [ours.row_group(i).num_rows for i in range(ours.num_row_groups)] != [
        theirs.row_group(i).num_rows for i in range(theirs.num_row_groups)
    ]:
        fail(path.name, "pyarrow cuts other row groups")
        return 0
    for group in range(ours.num_row_groups):
        for column in range(ours.num_columns):
            one, two = ours.row_group(group).column(column), theirs.row_group(group).column(column)
            a, b = one.statistics, two.statistics
            if a is None or b is None:
                continue
            if a.null_count != b.null_count:
                fail(path.name, one.path_in_schema, "null count", a.null_count, "instead of", b.null_count)
            if one.physical_type != two.physical_type or not (a.has_min_max and b.has_min_max):
                continue
            # Long texts are shortened by us alone: their bounds contain those of pyarrow.
            cut = isinstance(b.min, (str, bytes)) and max(len(as_bytes(b.min)), len(as_bytes(b.max))) > 64
            wide = cut and as_bytes(a.min) <= as_bytes(b.min) and as_bytes(a.max) >= as_bytes(b.max)
            count += 1
            if not wide and (repr(a.min), repr(a.max)) != (repr(b.min), repr(b.max)):
                fail(path.name, one.path_in_schema, "bounds", (a.min, a.max), "instead of", (b.min, b.max))
    return count


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    counts = dict.fromkeys(("files", "duckdb columns", "polars columns", "bounds"), 0)
    for name, there in (("DuckDB", duckdb), ("Polars", polars)):
        if there is None:
            print(name, "is not installed and not asked")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([sys.argv[1], name], check=True, timeout=120)
        for path in sorted(folder.glob("random_*.parquet")):
            table, int96, reason = read_pyarrow(path)
            if table is None:
                fail(path.name, "pyarrow refuses it:", reason)
                continue
            text = path.with_suffix(".json").read_text("utf-8", "surrogateescape")
            rows = [json.loads(line, object_pairs_hook=list) for line in text.split("\n")[:-1]]
            if (found := difference(table, int96, rows)) is not None:
                fail(path.name, "pyarrow:", found)
            counts["files"] += 1
            if duckdb is not None:
                counts["duckdb columns"] += compare_peer("DuckDB", path, table, read_duckdb, duckdb_differs)
            if polars is not None:
                counts["polars columns"] += compare_peer("Polars", path, table, read_polars, polars_differs)
            counts["bounds"] += compare_statistics(path, table, folder)
    print(", ".join(f"{what} {count}" for what, count in counts.items()))
    for failure in failures:
        print(failure)
    if counts["files"] == 0 or counts["bounds"] == 0:
        sys.exit("nothing was compared")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
