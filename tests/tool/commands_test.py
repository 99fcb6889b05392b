#!/usr/bin/env python3
"""What the command-line tool promises to scripts: exit status, shapes of its JSON, errors, bytes as they are.

usage: commands_test.py TOOL      in the project's folder
"""
import json
import os
import subprocess
from pathlib import Path

import support
from support import DATA, SCRATCH, TOOL, check, error_of, objects_of, out_of, run, run_tests

SEED = str(support.SEED)
NEWEST = ["part-00000-cb6b150b-30b8-4662-ad28-ff32ddab96d2-c000.snappy.parquet",
          "part-00000-7c2deba3-1994-4fb8-bc07-d46c948aa415-c000.snappy.parquet",
          "part-00001-c373a5bd-85f0-4758-815e-7eb62007a15c-c000.snappy.parquet"]
PROTOCOL = {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}
SCHEMA = {"type": "struct", "fields": [{"name": "id", "type": "long", "nullable": True, "metadata": {}},
                                       {"name": "p", "type": "string", "nullable": True, "metadata": {}}]}
METADATA = {"metaData": {"id": "m", "format": {"provider": "parquet", "options": {}}, "partitionColumns": ["p"],
                         "schemaString": json.dumps(SCHEMA), "configuration": {"k": "v\x1b[31m"}}}


def add(path, **more):
    fields = {"path": path, "partitionValues": {"p": None}, "size": 1, "modificationTime": 2, "dataChange": True}
    return {"add": {**fields, **more}}


def make(name, *commits):
    """A table of commits: lists of actions, bytes, or None for one that is missing."""
    log = Path(SCRATCH.name) / name / "_delta_log"
    log.mkdir(parents=True)
    for version, content in enumerate(commits):
        if content is None:
            continue
        if not isinstance(content, bytes):
            content = "".join(json.dumps(action) + "\n" for action in content).encode()
        (log / f"{version:020}.json").write_bytes(content)
    return str(log.parent)


def test_command_line():
    check("0 fine" in out_of("--help") and "txns" in out_of("--help"), "--help tells too little")
    for command in ("files", "info", "history", "log", "schema", "txns", "checkpoints"):
        check("--at" in out_of(command, "--help"), command, "--help tells too little")
    check(out_of("--version").startswith("deltalake "), "--version")
    for wrong in ([], ["nonsense", SEED], ["info"], ["info", SEED, "--nonsense"], ["info", SEED, "--version", "x"],
                  ["info", SEED, "--version", "-1"], ["info", SEED, SEED], ["history", SEED, "--limit", "-1"],
                  ["info", SEED, "--version", "1", "--at", "2024-01-01T00:00:00Z"]):
        check(error_of(2, *wrong)["code"] == "usage", wrong, "is no wrong use")
    check(error_of(2, "info", SEED, "--at", "yesterday")["code"] == "invalid_timestamp", "--at yesterday")
    check(error_of(2, "info", "file://elsewhere/t")["code"] == "invalid_uri", "another machine's file")


def test_files():
    check(out_of("files", SEED).splitlines() == NEWEST, "files")
    check(out_of("files", "file://" + SEED).splitlines() == NEWEST, "files of a file: URI")
    check(len(out_of("files", SEED, "--version", "1").splitlines()) == 4, "files --version 1")
    check(run("files", SEED, "--null")[1] == b"".join(name.encode() + b"\0" for name in NEWEST), "files --null")
    lines = out_of("files", SEED, "--long").splitlines()
    check(lines[0].split()[-1] == "PATH" and [line.split()[-1] for line in lines[1:]] == NEWEST, "files --long", lines)
    rows = objects_of("files", SEED)
    keys = ["path", "log_path", "uri", "size", "modification_time", "partition_values", "stats", "deletion_vector"]
    check(all(list(row) == keys for row in rows), "the keys of files --json:", list(rows[0]))
    check([row["path"] for row in rows] == NEWEST and [row["log_path"] for row in rows] == NEWEST, "files --json", rows)
    check(rows[0]["uri"] == SEED + "/" + NEWEST[0], "the uri of a file:", rows[0]["uri"])


def test_files_are_told_as_they_are():
    vector = {"storageType": "u", "pathOrInlineDv": "ab^-aqEH.-t@S}K{vb[*k^", "offset": 4, "sizeInBytes": 40,
              "cardinality": 6}
    stats = '{"numRecords": 12345678901234567890123456789012345678,\n "x": 1.10}'
    table = make("odd", [PROTOCOL, METADATA, add("a%0Ab%FF%1B", stats="{oops"),
                         add("p=%25/b", stats=stats, partitionValues={"p": ""}),
                         add("file:///elsewhere/c", deletionVector=vector),
                         add("../d", stats="5", partitionValues={"p": "\u00e9"})])
    check(run("files", table)[1] == b"a\nb\xff\x1b\np=%/b\nfile:///elsewhere/c\n../d\n", "the bytes of paths")
    a, b, c, d = objects_of("files", table)
    check(a["path"] == "a\nb\ufffd\x1b" and a["log_path"] == "a%0Ab%FF%1B" and a["stats"] == "{oops", a)
    check(b["path"] == "p=%/b" and b["uri"] == table + "/p=%/b" and b["partition_values"] == {"p": None}, b)
    check(b["stats"]["numRecords"] == 12345678901234567890123456789012345678, "exact numbers", b)
    check('"x":1.10}' in out_of("files", table, "--json"), "numbers keep their text")
    check(c["uri"] is None and c["stats"] is None, c)
    check(c["deletion_vector"] == {"storage_type": "u", "path_or_inline": "ab^-aqEH.-t@S}K{vb[*k^", "offset": 4,
                                   "size_in_bytes": 40, "cardinality": 6}, c)
    check(d["uri"] is None and d["stats"] == "5" and d["partition_values"] == {"p": "\u00e9"}, d)
    check(d["deletion_vector"] is None, d)
    text = out_of("info", table)
    check("\x1b" not in text and "\\x1b[31m" in text, "control characters reach the terminal")
    mapped = objects_of("files", DATA / "column-mapping-name")
    check({key for row in mapped for key in row["partition_values"]} == {"day"}, "logical names of partitions", mapped)


def test_info():
    (info,) = objects_of("info", SEED)
    check(set(info) == {"version", "min_reader_version", "min_writer_version", "reader_features", "writer_features",
                        "partition_columns", "configuration", "schema", "num_files", "size_bytes", "num_tombstones",
                        "txns", "domains", "id", "name", "description", "created_time", "table_uri",
                        "findings"}, "keys", info)
    check(info["version"] == 3 and info["num_files"] == 3 and info["num_tombstones"] == 4, info)
    check(info["min_reader_version"] == 1 and info["reader_features"] is None and info["partition_columns"] == [], info)
    check(info["table_uri"] == "file://" + SEED and info["schema"]["type"] == "struct", info)
    check(list(info["txns"].values()) == [0], info)
    check("Version" in out_of("info", SEED), "info as text")
    check(objects_of("info", SEED, "--version", "1")[0]["version"] == 1, "info --version 1")
    (info,) = objects_of("info", DATA / "row-tracking")
    check(info["reader_features"] is None and "rowTracking" in info["writer_features"], info)
    check(info["domains"]["delta.rowTracking"] == '{"rowIdHighWaterMark":4}', info)
    check(objects_of("info", DATA / "no-schema")[0]["schema"] is None, "a table without schema")


def test_history_and_log():
    rows = objects_of("history", SEED)
    check([row["version"] for row in rows] == [3, 2, 1, 0], rows)
    check(rows[1]["operationParameters"]["mode"] == "Overwrite", rows)
    check(len(objects_of("history", SEED, "--limit", "2")) == 2, "--limit 2")
    check(objects_of("history", SEED, "--limit", "0") == [], "--limit 0")
    check(len(out_of("history", SEED).splitlines()) == 5, "a title and a line for each version")
    check([row["version"] for row in objects_of("history", SEED, "--version", "1")] == [1, 0], "history --version 1")
    rows = objects_of("log", SEED, "--version", "3")
    check(all(list(row)[0] == "version" and row["version"] == 3 for row in rows), rows)
    check([list(row)[1] for row in rows] == ["commitInfo", "txn", "add"], rows)
    check(rows[2]["add"]["path"] == NEWEST[0], rows)
    versions = [row["version"] for row in objects_of("log", SEED)]
    check(versions == sorted(versions) and versions[-1] == 3, "the order of log:", versions)
    check(out_of("log", SEED).count("\nversion ") == 3, "log as text")
    rows = objects_of("log", make("strange", [{"warp": {"n": 1.50}}, PROTOCOL]))
    check(rows[0] == {"version": 0, "warp": {"n": 1.5}}, "an unknown action in a log without metaData", rows)


def test_time_travel():
    table = DATA / "in-commit-timestamps-always"  # its versions were made at 22:13:20.000 and 22:13:20.010
    for at, version in (("2023-11-14T22:13:20.009Z", 0), ("2023-11-14T23:13:20.010+01:00", 1), ("2024-01-01", 1)):
        for command in ("info", "log"):
            check({row["version"] for row in objects_of(command, table, "--at", at)} == {version}, command, "--at", at)
    check(error_of(3, "info", table, "--at", "1999-01-01")["code"] == "timestamp_too_early", "1999")


def test_schema_and_txns():
    check(objects_of("schema", SEED) == [objects_of("info", SEED)[0]["schema"]], "schema --json")
    check(out_of("schema", SEED).splitlines()[1].split() == ["value", "integer", "yes"], out_of("schema", SEED))
    check(out_of("schema", DATA / "no-schema", "--json") == "null\n", "the schema of a table without one")
    (txn,) = objects_of("txns", SEED)
    check(list(txn) == ["app_id", "version", "last_updated"] and txn["version"] == 0, txn)
    check(txn["app_id"] in out_of("txns", SEED), "txns as text")


def test_failures():
    for command in ("files", "info", "history", "log", "schema", "txns", "checkpoints"):
        found = error_of(3, command, SCRATCH.name + "/nothing")
        check(found["code"] == "not_a_table" and found["table"].endswith("/nothing") and found["advice"], found)
    check(error_of(3, "files", SEED, "--version", "9")["code"] == "version_not_found", "version 9")
    check(error_of(3, "log", SEED, "--version", "9")["code"] == "version_not_found", "log of version 9")
    check(error_of(4, "info", DATA / "catalog-managed")["code"] == "catalog_required", "a catalog's table")
    check(error_of(4, "info", DATA / "protocol-upgrade")["code"] == "unsupported_feature", "an unknown feature")
    check(error_of(4, "info", "s3://bucket/t")["code"] == "unknown_scheme", "a scheme without store")
    found = error_of(5, "info", make("gap", [PROTOCOL, METADATA], None, [add("a")]))
    check(found["code"] == "version_gap" and found["version"] == 1, found)
    check(found["file"] == "_delta_log/00000000000000000001.json", found)
    table = make("broken", [PROTOCOL, METADATA], json.dumps(add("a")).encode() + b'\n{"add":{"path":')
    found = error_of(5, "info", table)
    check(found["code"] == "invalid_json" and found["line"] == 2, found)
    check(found["file"] == "_delta_log/00000000000000000001.json", found)
    check(error_of(5, "log", table)["line"] == 2, "log of a broken table")
    check(run("log", table)[1].count(b"\n") == 5, "log shows what is good")
    found = error_of(5, "info", make("wrong", [PROTOCOL, METADATA, add("a", size="big")]))
    check(found["code"] == "wrong_type" and found["field"] == "add.size" and found["line"] == 3, found)
    check(error_of(5, "log", make("number", b"5\n"))["code"] == "wrong_type", "log of what is no action")
    loop = Path(SCRATCH.name) / "loop"
    loop.mkdir()
    (loop / "_delta_log").symlink_to("_delta_log")
    check(error_of(6, "info", loop)["code"] == "storage_io", "a store that fails")


def test_every_table_that_must_be_refused():
    unsupported = ("catalog_required", "unsupported_feature", "unsupported_protocol")
    for expectation in sorted((DATA / "expected").glob("*.json")):
        error = json.loads(expectation.read_text()).get("error")
        if error:
            found = error_of(4 if error["code"] in unsupported else 5, "info", DATA / expectation.stem)
            check(all(found.get(key) == error[key] for key in error), expectation.stem, found, "instead of", error)


def test_output_that_nobody_reads():
    actions = [add(f"part-{i:05}-{'x' * 60}.parquet", stats='{"numRecords":1}') for i in range(20000)]
    table = make("large", [PROTOCOL, METADATA] + actions)
    check(len(objects_of("files", table)) == 20000, "files --json of many files")
    check(out_of("files", table).splitlines() == [action["add"]["path"] for action in actions], "many files")
    reader = subprocess.Popen([TOOL, "files", table], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    reader.stdout.readline()
    reader.stdout.close()
    err = reader.stderr.read()
    check(reader.wait(60) == 0 and err == b"", "a closed pipe:", reader.returncode, err)
    closed = subprocess.run(f"'{TOOL}' files '{table}' >&-", shell=True, stderr=subprocess.PIPE, timeout=60)
    check(closed.returncode == 0 and closed.stderr == b"", "a closed output:", closed)
    if os.path.exists("/dev/full"):
        full = subprocess.run(f"'{TOOL}' files '{table}' >/dev/full", shell=True, stderr=subprocess.PIPE, timeout=60)
        check(full.returncode == 1 and full.stderr.startswith(b"deltalake: "), "a full disk:", full)


run_tests(globals())
