#!/usr/bin/env python3
"""The commands that write rows: cat of a Parquet file, and convert.  usage: rows_test.py TOOL"""
import json
import os
import subprocess
from pathlib import Path

from support import DATA, SCRATCH, TOOL, check, error_of, out_of, run, run_tests

FOLDER = Path(SCRATCH.name)
PARQUET = next(iter(sorted((DATA / "delta-0.2.0").glob("*.parquet"))))


def file(name, content):
    path = FOLDER / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def piped(arguments, content):
    done = subprocess.run([TOOL, *map(str, arguments)], input=content, capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def leftovers():
    return [name for name in os.listdir(FOLDER) if name.startswith(".deltalake")]


def test_cat():
    rows = [json.loads(line) for line in out_of("cat", PARQUET).splitlines()]
    check(rows and all(list(row) == ["value"] for row in rows), rows)
    check(out_of("cat", PARQUET, "--limit", "0") == "", "--limit 0")
    check(len(out_of("cat", PARQUET, "--limit", "1").splitlines()) == 1, "--limit 1")
    check(out_of("cat", PARQUET, "--format", "csv").splitlines() == ["value"] + [str(r["value"]) for r in rows], "csv")
    check(out_of("cat", PARQUET, "--columns", "VALUE") == out_of("cat", PARQUET), "names in any case")
    found = error_of(2, "cat", PARQUET, "--columns", "valu")
    check(found["code"] == "invalid_argument" and "'value'" in found["message"], found)
    check(error_of(3, "cat", FOLDER / "nothing")["code"] == "not_found", "a file that is not there")
    odd = file("no suffix, but a comma", PARQUET.read_bytes())
    check(out_of("cat", odd) == out_of("cat", PARQUET), "a file of any name")
    check(run("cat", PARQUET, "--format", "xml")[0] == 2, "an unknown format")
    check(run("cat", PARQUET, "--limit", "-1")[0] == 2, "a limit below 0")


def test_convert():
    source = file("in.csv", 'a,b,c\n1,x,2024-01-01\n2,"q""\nz",\n')
    target = FOLDER / "out.jsonl"
    check(run("convert", source, target) == (0, b"", ""), "convert")
    expected = '{"a":1,"b":"x","c":"2024-01-01"}\n{"a":2,"b":"q\\"\\u000az","c":null}\n'
    check(target.read_text() == expected, target.read_text())
    back = FOLDER / "back.csv"
    check(run("convert", target, back)[0] == 0 and back.read_bytes() == source.read_bytes(), "there and back")
    check(out_of("convert", source, "-", "--to", "csv", "--columns", "c,A", "--limit", "1") == "c,a\n2024-01-01,1\n",
          "columns and a limit")
    check(piped(["convert", "-", "-", "--from", "csv", "--to", "json"], source.read_bytes())
          == (0, expected.encode(), ""), "from standard input")
    tabs = file("in.tsv", "1\tNULL\n")
    check(out_of("convert", tabs, "-", "--to", "json", "--no-header", "--null", "NULL", "--schema",
                 "a decimal(5,1), b string") == '{"a":"1.0","b":null}\n', "a text with a schema")
    check(out_of("convert", PARQUET, "-", "--to", "json") == out_of("cat", PARQUET), "from Parquet")
    check(leftovers() == [], leftovers())


def test_parquet_and_back():
    text = ('{"a":9007199254740993,"b":{"x":[1.5,null],"y":"\u00e9"},"c":{"b64":"AAE="},'
            '"d":"2024-01-01T00:00:00+00:00"}\n'
            '{"a":null,"b":null,"c":null,"d":null}\n{"a":1,"b":{"x":[],"y":null},"c":{"b64":""},"d":null}\n')
    source, target = file("rows.jsonl", text), FOLDER / "rows.parquet"
    check(run("convert", source, target) == (0, b"", ""), "to Parquet")
    check(out_of("cat", target) == text, out_of("cat", target))
    check(out_of("cat", target, "--columns", "b.y,a", "--limit", "1") == '{"b":{"y":"\u00e9"},"a":9007199254740993}\n',
          "a part of a struct")
    first = FOLDER / "first.parquet"
    check(run("convert", target, first, "--limit", "2")[0] == 0, "--limit")
    check(out_of("cat", first) == "".join(text.splitlines(True)[:2]), out_of("cat", first))
    check(run("convert", file("none.csv", "a,b\n"), first)[0] == 0 and out_of("cat", first) == "", "no rows")
    found = error_of(5, "convert", file("broken.csv", "a,b\n1\n"), FOLDER / "broken.parquet")
    check(found["code"] == "invalid_row" and not (FOLDER / "broken.parquet").exists() and leftovers() == [], found)


def test_failures_leave_nothing():
    target = FOLDER / "kept.json"
    target.write_text("old\n")
    wrong = file("wrong.csv", "a,b\n" + "1,2\n" * 400_000 + "1,x\n")
    found = error_of(5, "convert", wrong, target)
    check(found["code"] == "invalid_row" and found["line"] == 400_002 and found["field"] == "b", found)
    check(found["file"] == str(wrong), found)
    check(target.read_text() == "old\n" and leftovers() == [], "a failed conversion wrote", leftovers())
    check(error_of(3, "convert", FOLDER / "nothing.csv", target)["code"] == "not_found", "no input")
    check(error_of(3, "convert", wrong, FOLDER / "no" / "a.json")["code"] == "not_found", "no folder")
    fresh = FOLDER / "fresh.json"
    check(run("convert", wrong, fresh)[0] == 5 and not fresh.exists(), "a failed conversion made a file")
    ok = file("ok.csv", "a\n1\n")
    check(run("convert", ok, ok, "--to", "json")[0] == 0 and ok.read_text() == '{"a":1}\n', "a file onto itself")


def test_hostile_texts():
    deep = file("deep.json", '{"a":' + "[" * 100_000)
    check(error_of(5, "convert", deep, "-", "--to", "json")["code"] == "json_too_deep", "deep JSON")
    text = "printf 'a,b\\n1,\"'; head -c 1000000000 /dev/zero | tr '\\0' x"
    endless = subprocess.Popen(f"({text}) | '{TOOL}' convert - - --from csv --to json --json", shell=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = endless.communicate(timeout=100)
    check(endless.returncode == 5 and out == b"", endless.returncode, err)
    check(json.loads(err)["error"]["code"] == "value_too_large", err)
    check(error_of(5, "convert", file("ragged.csv", "a,b\n1\n"), "-", "--to", "json")["line"] == 2, "a ragged row")
    check(error_of(5, "convert", file("empty.csv", ""), "-", "--to", "json")["code"] == "invalid_row", "no text")


def test_wrong_usage():
    source = file("in2.csv", "a\n1\n")
    for arguments in ([], [source], [source, "out"], ["in", "-", "--to", "json"], ["-", "-", "--to", "json"],
                      [source, "-"], [source, "-", "--to", "xml"], [source, "-", "--to", "csv", "--delimiter", "ab"],
                      [source, "-", "--to", "csv", "--delimiter", '"'], [source, "-", "--to", "csv", "--null", "a,b"],
                      [PARQUET, "-", "--to", "json", "--schema", "a int"],
                      ["-", "-", "--from", "parquet", "--to", "json"]):
        status, out, err = run("convert", *arguments)
        check(status == 2 and out == b"" and err.startswith("deltalake: "), arguments, status, err)
    found = error_of(2, "convert", source, "-", "--to", "json", "--schema", "a no_type")
    check(found["code"] == "invalid_argument" and "no_type" in found["message"], found)


def test_output_that_nobody_reads():
    source = file("many.csv", "a,b\n" + "1,some text\n" * 100_000)
    for command in (["convert", source, "-", "--to", "json"], ["convert", source, "-", "--to", "csv"]):
        reader = subprocess.Popen([TOOL, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        reader.stdout.readline()
        reader.stdout.close()
        err = reader.stderr.read()
        check(reader.wait(60) == 0 and err == b"", "a closed pipe:", command, reader.returncode, err)
    check(run("convert", source, "/dev/null", "--to", "json")[0] == 0, "into a device")
    if os.path.exists("/dev/full"):
        found = error_of(6, "convert", source, "/dev/full", "--to", "json")
        check(found["code"] == "no_space", "a full disk", found)


run_tests(globals())
