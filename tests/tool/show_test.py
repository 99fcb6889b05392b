#!/usr/bin/env python3
"""What the tool shows of Parquet files, checkpoints and partitions, and how it refuses.

usage: show_test.py TOOL      in the project's folder
"""
import shutil
from pathlib import Path

from support import DATA, SCRATCH, SEED, check, error_of, object_of, objects_of, out_of, run, run_tests

CHECKPOINT = SEED / "_delta_log" / "00000000000000000003.checkpoint.parquet"


def column_of(shown, name):
    (found,) = [column for column in shown["row_groups"][0]["columns"] if column["column"] == name]
    return found


def test_parquet():
    shown = object_of("parquet", CHECKPOINT)
    check(list(shown) == ["file", "size_bytes", "created_by", "format_version", "num_rows", "num_row_groups",
                          "num_columns", "key_value_metadata", "schema", "row_groups"], "keys", list(shown))
    check(shown["size_bytes"] == CHECKPOINT.stat().st_size and shown["file"] == str(CHECKPOINT), shown["file"])
    check(shown["num_rows"] == 10 and shown["num_row_groups"] == len(shown["row_groups"]) == 1, "rows")
    (add,) = [field for field in shown["schema"] if field["name"] == "add"]
    check(add["physical_type"] is None and add["column"] is None and add["repetition"] == "optional", add)
    check(add["arrow_type"].startswith("struct<path: utf8, "), add["arrow_type"])
    path = add["children"][0]
    check(path == {"name": "path", "repetition": "optional", "physical_type": "BYTE_ARRAY", "logical_type": "STRING",
                   "arrow_type": "utf8", "field_id": None, "max_definition_level": 2, "max_repetition_level": 0,
                   "column": "add.path", "children": []}, path)
    (values,) = [field for field in add["children"] if field["name"] == "partitionValues"]
    check(values["logical_type"] == "MAP" and values["children"][0]["repetition"] == "repeated", values)
    check(values["children"][0]["children"][1]["max_definition_level"] == 4, values)
    columns = shown["row_groups"][0]["columns"]
    check(len(columns) == shown["num_columns"], "one entry a column")
    size = column_of(shown, "add.size")
    check(size["statistics"] == {"min": 263, "max": 272, "min_exact": size["statistics"]["min_exact"],
                                 "max_exact": size["statistics"]["max_exact"], "order": "type_defined"}, size)
    check(size["null_count"] == 7 and size["num_values"] == 10 and size["codec"] == "SNAPPY", size)
    check(size["ratio"] == round(size["uncompressed_size"] / size["compressed_size"], 2), size)
    check(size["has_dictionary"] and size["bloom_filter"] is None and "pages" not in size, size)
    check(column_of(shown, "add.dataChange")["statistics"]["min"] is False, "a bound that is a truth value")
    paths = column_of(shown, "remove.path")["statistics"]
    check(paths["min"].startswith("part-00000-") and paths["max"].endswith(".parquet"), paths)
    check(column_of(shown, "add.stats")["statistics"] is None, "no bounds where all is null")
    text = out_of("parquet", "file://" + str(CHECKPOINT))
    check("\n    partitionValues " in text and "Row group 0: 10 rows" in text, "parquet as text")
    check("part-00000-7c2deba3-1994... (67 bytes)" in text and "PAGE" not in text, "long bounds are cut")


def test_parquet_pages():
    shown = object_of("parquet", CHECKPOINT, "--pages")
    for column in shown["row_groups"][0]["columns"]:
        pages = column["pages"]
        check(column["problem"] is None, column["column"], column["problem"])
        check(sum(page["num_values"] for page in pages if page["type"].startswith("DATA_PAGE")) == 10, pages)
        check((pages[0]["type"] == "DICTIONARY_PAGE") == column["has_dictionary"], pages)
        stored = sum(page["header_size"] + page["compressed_size"] for page in pages)
        check(stored == column["compressed_size"], column["column"], "has", stored, "bytes in pages")
        check([page["offset"] for page in pages] == sorted(page["offset"] for page in pages), pages)
        check(all(page["crc"] is None or page["crc"] >= 0 for page in pages), pages)
    text = out_of("parquet", CHECKPOINT, "--pages")
    check(text.count("DICTIONARY_PAGE") == 26 and "CHECKSUM" in text, "pages as text")


def test_damaged_pages_are_shown_as_far_as_they_are_good():
    good = column_of(object_of("parquet", CHECKPOINT, "--pages"), "add.path")["pages"]
    content = bytearray(CHECKPOINT.read_bytes())
    content[good[1]["offset"]] = 0
    file = Path(SCRATCH.name) / "damaged.parquet"
    file.write_bytes(content)
    out_of("parquet", file)
    shown = object_of("parquet", file, "--pages", status_expected=5)
    damaged = column_of(shown, "add.path")
    check(damaged["pages"] == good[:1] and damaged["problem"]["code"] == "invalid_parquet", damaged)
    check(all(column["problem"] is None for column in shown["row_groups"][0]["columns"] if column != damaged), "others")
    found = error_of(5, "parquet", file, "--pages")
    check(found["code"] == "invalid_parquet" and found["field"] == "add.path" and found["file"] == file.name, found)


def test_parquet_failures():
    check(error_of(3, "parquet", SEED)["code"] == "not_found", "a folder")
    check(error_of(3, "parquet", SCRATCH.name + "/nothing")["code"] == "not_found", "a file that is not there")
    check(error_of(3, "cat", SCRATCH.name + "/nothing")["code"] == "not_found", "cat of a file that is not there")
    check(error_of(5, "parquet", DATA / "README.md")["code"] == "invalid_parquet", "a text")
    check(error_of(4, "parquet", "s3://bucket/file.parquet")["code"] == "unknown_scheme", "a scheme without store")
    for wrong in (["parquet"], ["parquet", CHECKPOINT, "--nonsense"], ["parquet", CHECKPOINT, CHECKPOINT]):
        check(error_of(2, *wrong)["code"] == "usage", wrong)
    content = CHECKPOINT.read_bytes()
    cut = Path(SCRATCH.name) / "cut.parquet"
    for size in (0, 7, 100, len(content) - 1):
        cut.write_bytes(content[:size])
        check(error_of(5, "parquet", cut)["code"] == "invalid_parquet", size, "bytes of a file")


def state_of(shown):
    return [(one["version"], one["kind"], one["state"]) for one in shown["checkpoints"]]


def test_checkpoints():
    shown = object_of("checkpoints", SEED)
    check(list(shown) == ["table_uri", "read", "checkpoints", "last_checkpoint", "checksums", "findings"], list(shown))
    check(shown["read"]["version"] == 3 and shown["read"]["commits"] == [], shown["read"])
    check(shown["read"]["checkpoint"] == {"version": 3, "kind": "classic", "files": [CHECKPOINT.name]}, shown["read"])
    (one,) = shown["checkpoints"]
    check(one["complete"] and one["files"][0]["name"] == CHECKPOINT.name and one["v2"] is False, one)
    check(one["size_bytes"] == one["files"][0]["size"] == CHECKPOINT.stat().st_size and one["sidecars"] is None, one)
    hint = shown["last_checkpoint"]
    check(hint["version"] == 3 and hint["confirmed"] and hint["newest"], hint)
    check("checkpoint 3 (classic, 1 file) alone" in out_of("checkpoints", SEED), "checkpoints as text")
    shown = object_of("checkpoints", SEED, "--version", "2")
    check(state_of(shown) == [(3, "classic", "newer")] and shown["read"]["commits"] == [0, 1, 2], shown)
    text = out_of("checkpoints", SEED, "--version", "2")
    check("3 commits: 0..2" in text and "no complete checkpoint at or before version 2" in text, text)
    shown = object_of("checkpoints", DATA / "many-commits")
    check(shown["checkpoints"] == [] and shown["last_checkpoint"] is None, shown)
    check("There are no checkpoints." in out_of("checkpoints", DATA / "many-commits"), "no checkpoints")


def test_checkpoints_of_all_kinds():
    shown = object_of("checkpoints", DATA / "checkpoint-several")
    check(state_of(shown) == [(0, "classic", "not_needed"), (2, "classic", "not_needed"), (4, "v2", "not_needed"),
                              (4, "v2", "not_needed"), (4, "classic", "used"), (5, "multi_part", "incomplete")], shown)
    check(shown["checkpoints"][5]["missing_parts"] == [[2, 2]] and shown["checkpoints"][5]["parts"] == 2, shown)
    check(shown["last_checkpoint"]["confirmed"] and not shown["last_checkpoint"]["newest"], shown["last_checkpoint"])
    check([one["format"] for one in shown["checkpoints"][2:4]] == ["json", "parquet"], shown["checkpoints"])
    text = out_of("checkpoints", DATA / "checkpoint-several")
    check("checkpoint 4 (classic, 1 file) and 1 commit: 5" in text and "1 of 2" in text, text)
    shown = object_of("checkpoints", DATA / "checkpoint-several", "--version", "3")
    check(shown["read"]["checkpoint"]["version"] == 2 and shown["read"]["commits"] == [3], shown["read"])
    shown = object_of("checkpoints", DATA / "checkpoint-part-missing")
    check(not shown["last_checkpoint"]["confirmed"] and shown["read"]["checkpoint"] is None, shown)
    (one,) = shown["checkpoints"]
    check(not one["complete"] and one["missing_parts"] == [[1, 1]] and one["parts"] == 3, one)
    shown = object_of("checkpoints", DATA / "checkpoint-multi-part")
    check(len(shown["read"]["checkpoint"]["files"]) == 2 and shown["last_checkpoint"]["parts"] == 2, shown)
    check(shown["last_checkpoint"]["confirmed"], shown["last_checkpoint"])
    for table, count in (("checkpoint-v2-json", 2), ("checkpoint-v2-parquet", 2), ("checkpoint-v2-inline", 0),
                         ("checkpoint-v2-json-inline", 0), ("checkpoint-v2-classic-name", 1)):
        (one,) = object_of("checkpoints", DATA / table)["checkpoints"]
        sidecars = one["sidecars"]
        check(one["v2"] and sidecars["count"] == count and sidecars["missing"] == [], table, one)
        folder = DATA / table / "_delta_log" / "_sidecars"
        sizes = sum(file.stat().st_size for file in folder.iterdir()) if count else 0
        check(sidecars["size_bytes"] == sizes, table, sidecars, "instead of", sizes)
    shown = object_of("checkpoints", DATA / "log-compaction")
    check(shown["read"]["compactions"] == [[1, 3]] and shown["read"]["commits"] == [0, 4], shown["read"])


def test_damaged_checkpoints_and_findings():
    table = DATA / "checkpoint-damaged-newest"
    shown = object_of("checkpoints", table)
    check([state for _, _, state in state_of(shown)] == ["used", "damaged", "damaged"], shown["checkpoints"])
    check(shown["checkpoints"][1]["sidecars"]["missing"] == ["nowhere.parquet"], shown["checkpoints"][1])
    check([one["problem"] and one["problem"]["code"] for one in shown["checkpoints"]] ==
          [None, "not_found", "invalid_parquet"], shown["checkpoints"])
    (info,) = [object_of("info", table)]
    check(info["findings"] == shown["findings"] and len(info["findings"]) == 2, info["findings"])
    check([list(finding) for finding in info["findings"]] == [["code", "message", "file", "field"]] * 2, info)
    check(info["findings"][0]["file"].endswith("3.checkpoint.parquet") and info["findings"][1]["field"] is None, info)
    for command in ("info", "checkpoints"):
        check("\nFindings:\n  invalid_parquet " in out_of(command, table), command, "tells no findings")
    check(object_of("info", SEED)["findings"] == [] and "Findings" not in out_of("info", SEED), "a good log")


def test_checksums_and_torn_hints():
    table = Path(SCRATCH.name) / "checked"
    shutil.copytree(SEED, table)
    log = table / "_delta_log"
    (log / "_last_checkpoint").write_text('{"version":')
    (log / f"{2:020}.crc").write_text('{"tableSizeBytes":1}')
    (log / f"{3:020}.crc").write_text('{"tableSizeBytes":1,"numFiles":99,"numMetadata":1,"numProtocol":1}')
    shown = object_of("checkpoints", table)
    check(shown["checksums"] == [2, 3] and shown["read"]["has_checksum"], shown["checksums"])
    check([finding["code"] for finding in shown["findings"]] == ["checksum_mismatch"], shown["findings"])
    check(shown["findings"][0]["field"] == "numFiles", shown["findings"])
    check(state_of(shown) == [(3, "classic", "used")], "a wrong checksum is no fault of the checkpoint", shown)
    hint = shown["last_checkpoint"]
    check(hint["version"] is None and hint["problem"]["code"] == "invalid_json" and not hint["confirmed"], hint)
    text = out_of("checkpoints", table)
    check("_last_checkpoint   cannot be read" in text and "Version checksums  2..3" in text, text)


def test_hints_whose_checksum_disagrees():
    table = Path(SCRATCH.name) / "hinted"
    shutil.copytree(DATA / "checkpoint-damaged-newest", table)
    (table / "_delta_log" / "_last_checkpoint").write_text('{"version":1,"size":4,"checksum":"0"}')
    shown = object_of("checkpoints", table)
    check([one["code"] for one in shown["findings"]] == ["checksum_mismatch", "invalid_parquet", "not_found"], shown)
    check([one["problem"] and one["problem"]["code"] for one in shown["checkpoints"]] ==
          [None, "not_found", "invalid_parquet"], "a wrong hint is no fault of a checkpoint", shown["checkpoints"])
    check(shown["last_checkpoint"]["problem"]["code"] == "checksum_mismatch", shown["last_checkpoint"])


def test_checkpoints_of_tables_that_do_not_open():
    for command, status, code in (("cleaned-log", 5, "invalid_parquet"), ("catalog-managed", 4, "catalog_required"),
                                  ("version-gap", 5, "version_gap")):
        shown = object_of("checkpoints", DATA / command, status_expected=status)
        check(all(one["state"] != "used" for one in shown["checkpoints"]), shown)
        check(error_of(status, "checkpoints", DATA / command)["code"] == code, command)
    check(error_of(3, "checkpoints", SCRATCH.name + "/nothing")["code"] == "not_a_table", "no table")
    check(error_of(3, "checkpoints", SEED, "--version", "9")["code"] == "version_not_found", "version 9")
    check(run("checkpoints", SEED, "--version", "9")[1] == b"", "nothing is shown of a version that is not there")
    check(error_of(2, "checkpoints", SEED, "--at", "yesterday")["code"] == "invalid_timestamp", "--at yesterday")


MANY = DATA / "many-partitions"


def rows_of(*conditions):
    where = [part for condition in conditions for part in ("--where", condition)]
    return objects_of("files", MANY, *where)


def test_files_where():
    everything = rows_of()
    partition = [(row["partition_values"]["day"], row["partition_values"]["bucket"] and
                  int(row["partition_values"]["bucket"]), row["partition_values"]["name"]) for row in everything]
    for conditions, holds in ((["day = 2024-02-29"], lambda d, b, n: d == "2024-02-29"),
                              (["DAY<'2024-02-28'"], lambda d, b, n: d < "2024-02-28"),
                              (["bucket>=3"], lambda d, b, n: b is not None and b >= 3),
                              (["bucket > -5", "`bucket` <= 0"], lambda d, b, n: b is not None and -5 < b <= 0),
                              (["bucket != 4"], lambda d, b, n: b != 4),
                              (["name is null"], lambda d, b, n: n is None),
                              (["name IS NOT NULL"], lambda d, b, n: n is not None),
                              (["name in (bob, \"Zoe\")"], lambda d, b, n: n in ("bob", "Zoe")),
                              (["name not in ('bob' , ann)"], lambda d, b, n: n not in ("bob", "ann")),
                              (["name = nobody"], lambda d, b, n: False)):
        expected = [row for row, values in zip(everything, partition) if holds(*values)]
        check(rows_of(*conditions) == expected, conditions, "gives", len(rows_of(*conditions)), "of", len(expected))
    where = ["--where", "bucket = 4", "--where", "name = bob"]
    paths = [row["path"] for row in rows_of("bucket = 4", "name = bob")]
    check(paths and out_of("files", *where, MANY).splitlines() == paths, "files --where before the table")
    check([line.split()[-1] for line in out_of("files", MANY, "-l", *where).splitlines()[1:]] == paths, "-l --where")
    check(out_of("files", MANY, "-0", *where) == "".join(path + "\0" for path in paths), "-0 --where")
    mapped = out_of("files", DATA / "column-mapping-name", "--where", "day = 2024-05-01").splitlines()
    check(len(mapped) == 1, "the logical name of a column:", mapped)
    odd = out_of("files", DATA / "partition-encoding", "--where", "part = 'x/y'").splitlines()
    check(len(odd) == 1, "a quoted value:", odd)
    check("is not null" in out_of("files", "--help"), "files --help tells too little")


def test_filters_that_are_none():
    for wrong in ("", "day", "= 1", "day == 2024-01-01", "day between 1 and 2", "day in", "day in (", "day in ()",
                  "day in (2024-01-01", "day in (2024-01-01) x", "day is", "day is not", "day is nothing", "day =",
                  "day = null", "day = ''", "day = 'x", "day = 'x' y", "`day = 1", "day not 1", "day ! 1"):
        check(error_of(2, "files", MANY, "--where", wrong)["code"] == "usage", "'" + wrong + "' is no filter")
    found = error_of(2, "files", MANY, "--where", "day = soon")
    check(found["code"] == "invalid_argument" and "'soon' is no value of column 'day'" in found["message"], found)
    found = error_of(2, "files", MANY, "--where", "id = 1")
    check(found["code"] == "invalid_argument" and "day, bucket, name" in found["message"], found)
    found = error_of(2, "files", SEED, "--where", "value = 1")
    check("the table has none" in found["message"], found)
    check(error_of(2, "files", MANY, "--where")["code"] == "usage", "--where without a filter")


run_tests(globals())
