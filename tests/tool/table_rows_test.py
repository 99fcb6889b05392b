"""The commands that read the rows of tables: cat, count and changes.

usage: table_rows_test.py TOOL"""
import json
import os
import shutil

from support import SCRATCH, SEED, check, error_of, out_of, run, run_tests


# The values of tests/data/delta-0.2.0 by version.
VALUES = {0: [10, 11, 12], 1: [10, 11, 12, 20, 21, 22], 2: [30, 31, 32], 3: [30, 31, 32, 40, 41, 42]}


def rows_of(*arguments):
    return [json.loads(line) for line in out_of(*arguments, "--format", "json").splitlines()]


def test_cat_writes_the_rows_of_a_version_of_a_table():
    newest = [row["value"] for row in rows_of("cat", SEED)]
    check(sorted(newest) == sorted(VALUES[3]), "cat of the newest version wrote", newest)
    for version, values in VALUES.items():
        rows = [row["value"] for row in rows_of("cat", SEED, "--version", version)]
        check(sorted(rows) == sorted(values), "cat of version", version, "wrote", rows)
        count = out_of("count", SEED, "--version", version)
        check(count == "%d\n" % len(values), "count of version", version, "wrote", count)


def test_cat_takes_columns_and_a_limit_for_tables_and_files():
    file = next(SEED.glob("*.parquet"))
    for place in (SEED, file):
        rows = rows_of("cat", place, "--columns", "value", "--limit", 1)
        check(len(rows) == 1 and list(rows[0]) == ["value"], "cat of a part of", place, "wrote", rows)
        check(rows_of("cat", place, "--limit", 0) == [], "cat of nothing of", place)
        check(error_of(2, "cat", place, "--columns", "nope")["code"] == "invalid_argument", "a column that is not there")


def test_conditions_choose_rows_whether_statistics_tell_or_not():
    for condition, holds in [("value > 31", lambda v: v > 31), ("value = 30 OR value = 42", lambda v: v in (30, 42)),
                             ("value % 2 = 0", lambda v: v % 2 == 0), ("value IS NULL", lambda v: False)]:
        expected = [value for value in VALUES[3] if holds(value)]
        rows = [row["value"] for row in rows_of("cat", SEED, "--where", condition)]
        check(sorted(rows) == expected, "cat where", condition, "wrote", rows)
        count = out_of("count", SEED, "--where", condition)
        check(count == "%d\n" % len(expected), "count where", condition, "wrote", count)
    check(len(rows_of("cat", SEED, "--where", "value > 1", "--limit", 2)) == 2, "a condition with a limit")


def test_a_condition_that_is_none_is_told():
    for command in ("cat", "count", "plan"):
        status, _, err = run(command, SEED, "--where", "value >")
        check(status == 2 and "value >" in err, command, "takes a cut condition", status, err)
        found = error_of(2, command, SEED, "--where", "nope = 1")
        check(found["code"] == "invalid_argument", command, "takes any name", found)
    file = next(SEED.glob("*.parquet"))
    check(error_of(2, "cat", file, "--where", "value > 1")["code"] == "invalid_argument", "a condition on a file")


def partitioned_table():
    """Two files of values 10, 11 and 12, in partitions a and b, of which one has statistics."""
    copy = SCRATCH.name + "/partitioned"
    shutil.copytree(SEED, copy)
    path = json.loads(out_of("files", copy, "--json", "--version", 0).splitlines()[0])["path"]
    shutil.copy(copy + "/" + path, copy + "/other.parquet")
    log = copy + "/_delta_log"
    shutil.rmtree(log)
    fields = [{"name": name, "type": type, "nullable": True, "metadata": {}}
              for name, type in (("value", "integer"), ("p", "string"))]
    metadata = {"id": "0", "format": {"provider": "parquet", "options": {}}, "partitionColumns": ["p"],
                "schemaString": json.dumps({"type": "struct", "fields": fields}), "configuration": {}}
    stats = {"numRecords": 3, "minValues": {"value": 10}, "maxValues": {"value": 12}, "nullCount": {"value": 0}}
    add = {"size": 1000, "modificationTime": 0, "dataChange": True}
    lines = [{"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}, {"metaData": metadata},
             {"add": {**add, "path": path, "partitionValues": {"p": "a"}, "stats": json.dumps(stats)}},
             {"add": {**add, "path": "other.parquet", "partitionValues": {"p": "b"}}}]
    os.mkdir(log)
    with open(log + "/%020d.json" % 0, "w") as commit:
        commit.writelines(json.dumps(action) + "\n" for action in lines)
    return copy, path


def test_plan_tells_what_becomes_of_each_file():
    table, path = partitioned_table()
    for condition, first, second in [("value > 11", "read", "read"), ("value > 12", "skipped_by_statistics", "read"),
                                     ("value > 9", "read_whole", "read"),
                                     ("p = 'b'", "skipped_by_partition", "read_whole"),
                                     ("p = 'a' AND value IS NULL", "skipped_by_statistics", "skipped_by_partition")]:
        files = [json.loads(line) for line in out_of("plan", table, "--where", condition, "--json").splitlines()]
        found = {file["path"]: file["verdict"] for file in files}
        check(found == {path: first, "other.parquet": second}, "plan where", condition, "wrote", files)
    text = out_of("plan", table, "--where", "p = 'b'")
    check("2 files: 1 read whole, 1 skipped by partition; 1000 B of 2.0 KiB" in text, "plan wrote", text)
    check("2 read whole" in out_of("plan", table), "plan without a condition")


def test_a_data_file_that_is_gone_is_named():
    copy = SCRATCH.name + "/gone"
    shutil.copytree(SEED, copy)
    path = json.loads(out_of("files", copy, "--json").splitlines()[0])["path"]
    shutil.move(copy + "/" + path, copy + "/elsewhere.parquet")
    found = error_of(3, "cat", copy)
    check(found["code"] == "not_found" and found["file"] == path and found["version"] == 3, "cat says", found)
    status, out, _ = run("count", copy, "--version", 3)
    check(status in (0, 3), "count ends with", status, out)


def test_changes_are_refused_where_nobody_keeps_them():
    check(error_of(4, "changes", SEED, "--from", 0)["code"] == "change_feed_not_enabled", "changes without a feed")
    status, _, _ = run("changes", SEED)
    check(status == 2, "changes without --from ends with", status)


def feed_table():
    """A table with a change data feed whose second commit removes what the first one adds."""
    copy = SCRATCH.name + "/feed"
    shutil.copytree(SEED, copy)
    path = json.loads(out_of("files", copy, "--json", "--version", 0).splitlines()[0])["path"]
    log = SCRATCH.name + "/feed/_delta_log"
    shutil.rmtree(log)
    schema = json.dumps({"type": "struct", "fields": [{"name": "value", "type": "integer", "nullable": True,
                                                       "metadata": {}}]})
    metadata = {"id": "0", "format": {"provider": "parquet", "options": {}}, "schemaString": schema,
                "partitionColumns": [], "configuration": {"delta.enableChangeDataFeed": "true"}}
    add = {"path": path, "partitionValues": {}, "size": 0, "modificationTime": 0, "dataChange": True}
    lines = [[{"protocol": {"minReaderVersion": 1, "minWriterVersion": 4}}, {"metaData": metadata}, {"add": add}],
             [{"remove": {"path": path, "dataChange": True}}]]
    os.mkdir(log)
    for version, actions in enumerate(lines):
        with open("%s/%020d.json" % (log, version), "w") as commit:
            commit.writelines(json.dumps(action) + "\n" for action in actions)
    return copy


def test_changes_writes_what_came_and_went():
    table = feed_table()
    rows = rows_of("changes", table, "--from", 0)
    kinds = [(row["_change_type"], row["_commit_version"]) for row in rows]
    half = len(kinds) // 2
    check(half > 0 and kinds == [("insert", 0)] * half + [("delete", 1)] * half, "changes wrote", kinds)
    check(all(row["_commit_timestamp"] for row in rows), "changes wrote no times")
    check(len(rows_of("changes", table, "--from", 1, "--to", 1)) == half, "changes of one version")
    check(error_of(3, "changes", table, "--from", 0, "--to", 9)["code"] == "version_not_found", "a later version")


if __name__ == "__main__":
    run_tests(globals())
