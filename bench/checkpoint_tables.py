#!/usr/bin/env python3
"""Makes tables whose files stand in a checkpoint, with pyarrow. Only logs are made.

usage: checkpoint_tables.py [--into FOLDER] [--files N] [--kind classic|parts|sidecars] [--codec snappy|zstd] NAME

The checkpoint stands at version 10; 20 commits follow, each of which adds ten files and removes two of the checkpoint's.
Paths, sizes, partitions and statistics are those of tables.py.
"""
import argparse
import json
import pathlib
import shutil

import pyarrow as pa
import pyarrow.parquet as pq

import tables

VERSION, LATER, PARTS, ROWS_A_GROUP = 10, 20, 8, 100_000

TEXT, LONG, FLAG = pa.string(), pa.int64(), pa.bool_()
MAP = pa.map_(TEXT, TEXT)
ADD = pa.struct([("path", TEXT), ("partitionValues", MAP), ("size", LONG), ("modificationTime", LONG),
                 ("dataChange", FLAG), ("tags", MAP), ("stats", TEXT)])
REMOVE = pa.struct([("path", TEXT), ("deletionTimestamp", LONG), ("dataChange", FLAG)])
FORMAT = pa.struct([("provider", TEXT), ("options", MAP)])
METADATA = pa.struct([("id", TEXT), ("name", TEXT), ("description", TEXT), ("format", FORMAT), ("schemaString", TEXT),
                      ("partitionColumns", pa.list_(TEXT)), ("configuration", MAP), ("createdTime", LONG)])
PROTOCOL = pa.struct([("minReaderVersion", pa.int32()), ("minWriterVersion", pa.int32()),
                      ("readerFeatures", pa.list_(TEXT)), ("writerFeatures", pa.list_(TEXT))])
SIDECAR = pa.struct([("path", TEXT), ("sizeInBytes", LONG), ("modificationTime", LONG), ("tags", MAP)])
TOP = pa.struct([("version", LONG), ("tags", MAP)])
SCHEMA = pa.schema([("protocol", PROTOCOL), ("metaData", METADATA), ("add", ADD), ("remove", REMOVE)])
TOP_SCHEMA = pa.schema([*SCHEMA, ("sidecar", SIDECAR), ("checkpointMetadata", TOP)])


def rows(schema, found):
    return pa.table([pa.array([row.get(name) for row in found], schema.field(name).type) for name in schema.names],
                    schema=schema)


def head_rows(name, kind):
    protocol, metadata = (json.loads(line) for line in tables.first_lines(name))
    if kind == "sidecars":
        protocol["protocol"] = {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": ["v2Checkpoint"],
                                "writerFeatures": ["v2Checkpoint"]}
    inside = metadata["metaData"]
    inside.update(configuration=[], format={"provider": "parquet", "options": []})
    return [protocol, metadata]


def adds(begin, end):
    found = []
    for number in range(begin, end):
        one = json.loads(tables.add(number))["add"]
        one["partitionValues"] = list(one["partitionValues"].items())
        one["dataChange"] = False
        found.append({"add": one})
    return found


def write(where, begin, end, codec, head=(), schema=SCHEMA):
    with pq.ParquetWriter(where, schema, compression=codec) as out:
        if head:
            out.write_table(rows(schema, list(head)))
        for first in range(begin, end, ROWS_A_GROUP):
            out.write_table(rows(schema, adds(first, min(first + ROWS_A_GROUP, end))))


def checkpoint(log, given):
    head = head_rows(given.name, given.kind)
    cuts = [given.files * part // PARTS for part in range(PARTS + 1)]
    if given.kind == "classic":
        write(log / f"{VERSION:020d}.checkpoint.parquet", 0, given.files, given.codec, head)
    elif given.kind == "parts":
        for part in range(PARTS):
            name = f"{VERSION:020d}.checkpoint.{part + 1:010d}.{PARTS:010d}.parquet"
            write(log / name, cuts[part], cuts[part + 1], given.codec, head if part == 0 else ())
    else:
        (log / "_sidecars").mkdir()
        top = [{"checkpointMetadata": {"version": VERSION}}, *head]
        for part in range(PARTS):
            where = log / "_sidecars" / f"{part:08x}-0000-4000-8000-000000000000.parquet"
            write(where, cuts[part], cuts[part + 1], given.codec)
            top.append({"sidecar": {"path": where.name, "sizeInBytes": where.stat().st_size, "modificationTime": 0}})
        name = f"{VERSION:020d}.checkpoint.00000000-0000-4000-8000-000000000000.parquet"
        write(log / name, 0, 0, given.codec, top, TOP_SCHEMA)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--into", type=pathlib.Path, default=tables.HOME)
    options.add_argument("--files", type=int, default=1_000_000)
    options.add_argument("--kind", choices=["classic", "parts", "sidecars"], default="classic")
    options.add_argument("--codec", choices=["snappy", "zstd"], default="snappy")
    options.add_argument("name")
    given = options.parse_args()
    log = given.into / given.name / "_delta_log"
    shutil.rmtree(log.parent, ignore_errors=True)
    log.mkdir(parents=True)
    (log / f"{VERSION:020d}.json").write_text(tables.commit_info(VERSION) + "\n")
    checkpoint(log, given)
    number = given.files
    for version in range(VERSION + 1, VERSION + 1 + LATER):
        lines = [tables.commit_info(version)] + [tables.add(number + i) for i in range(10)]
        number += 10
        for i in range(2):
            gone = json.loads(tables.add(((version * 7919 + i * 104729) % given.files)))["add"]["path"]
            lines.append(tables.compact({"remove": {"path": gone, "deletionTimestamp": 0, "dataChange": True}}))
        (log / f"{version:020d}.json").write_text("\n".join(lines) + "\n")
    (log / "_last_checkpoint").write_text(tables.compact({"version": VERSION, "size": given.files + 2}))
    print(f"{given.name}: {given.files} files in {log.parent}")


main()
