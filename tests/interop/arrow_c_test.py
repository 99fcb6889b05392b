#!/usr/bin/env python3
"""Arrow's C interfaces beside Arrow itself: what pyarrow hands over comes back equal and is valid.

usage: arrow_c_test.py LIBRARY      the shared library made of arrow_c.cpp
"""
import ctypes
import datetime
import decimal
import random
import sys

try:
    import pyarrow as pa
except ImportError:
    print("skipped: no pyarrow in this Python; DELTALAKE_PYTHON names another one")
    sys.exit(77)

LIBRARY = ctypes.CDLL(sys.argv[1])
ROOM = 1000
RANDOM = random.Random(20261128)


class Refused(Exception):
    pass


class CStruct:
    """Memory for one of the C structs, none of which is larger than 128 bytes."""

    def __init__(self):
        self.memory = (ctypes.c_uint64 * 16)()
        self.address = ctypes.addressof(self.memory)


def call(name, *structs):
    text = ctypes.create_string_buffer(ROOM)
    addresses = [ctypes.c_void_p(struct.address) for struct in structs]
    if getattr(LIBRARY, name)(*addresses, text, ctypes.c_size_t(ROOM)):
        raise Refused(text.value.decode(errors="replace"))


def round_trip(values):
    arrays, schemas = CStruct(), CStruct()
    made, described = CStruct(), CStruct()
    batch = isinstance(values, pa.RecordBatch)
    values._export_to_c(arrays.address, schemas.address)
    try:
        call("round_trip_batch" if batch else "round_trip_array", arrays, schemas, made, described)
    finally:
        # The release callback is the eighth word of a schema and the ninth of an array.
        check(schemas.memory[7] == 0 and arrays.memory[8] == 0, "both structs are released or moved away")
    back = (pa.RecordBatch if batch else pa.Array)._import_from_c(made.address, described.address)
    back.validate(full=True)
    return back


def check(true, what):
    if not true:
        raise AssertionError(what)


def same(before, after, what):
    check(len(before) == len(after), f"{what}: {len(after)} rows instead of {len(before)}")
    check(after.null_count == sum(value is None for value in before.to_pylist()), f"{what}: count of nulls")
    check(before.to_pylist() == after.to_pylist(), f"{what}: values of {before.type} differ as {after.type}")


def some(values, count=200):
    """Values and nulls, in an order that repeats from run to run."""
    return [None if RANDOM.random() < 0.2 else RANDOM.choice(values) for _ in range(count)]


def lists(values, most=5):
    return [None if RANDOM.random() < 0.2 else some(values, RANDOM.randrange(most)) for _ in range(200)]


TEXTS = ["", "a", "twelve bytes", "thirteen byte", "Grüße aus Köln", "x" * 100]
NUMBERS = [0, 1, -1, 100, -128, 127]
DAY = datetime.date(2024, 2, 29)
TIME = datetime.datetime(1969, 12, 31, 23, 59, 59, 123000)
MEASURE = decimal.Decimal

# (type, values, the type after the trip or None for the same)
TYPES = [
    (pa.null(), [None], None), (pa.bool_(), [True, False], None),
    *((kind, NUMBERS, None) for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float32(), pa.float64())),
    *((kind, [0, 1, 255], None) for kind in (pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())),
    (pa.date32(), [DAY], None), (pa.date64(), [DAY, datetime.date(1960, 1, 1)], pa.date32()),
    (pa.time32("s"), [datetime.time(1, 2, 3)], None), (pa.time32("ms"), [datetime.time(1, 2, 3)], None),
    (pa.time64("us"), [datetime.time(1, 2, 3)], None), (pa.time64("ns"), [datetime.time(1, 2, 3)], None),
    (pa.timestamp("s"), [datetime.datetime(2024, 1, 1)], None), (pa.timestamp("us"), [TIME], None),
    (pa.timestamp("ms", "UTC"), [TIME], None), (pa.timestamp("us", "UTC"), [TIME], None),
    (pa.decimal128(20, 3), [MEASURE("-1.500"), MEASURE("12345678901234567.890")], None),
    (pa.decimal256(60, 3), [MEASURE("-1.500"), MEASURE(10) ** 50], None),
    (pa.decimal32(9, 2), [MEASURE("-1.50"), MEASURE("7654321.12")], pa.decimal128(9, 2)),
    (pa.decimal64(18, 2), [MEASURE("-1.50"), MEASURE("1234567890123456.12")], pa.decimal128(18, 2)),
    (pa.string(), TEXTS, None), (pa.large_string(), TEXTS, pa.string()), (pa.string_view(), TEXTS, pa.string()),
    (pa.binary(), [b"", b"\xff\0", b"x" * 40], None), (pa.large_binary(), [b"\xff"], pa.binary()),
    (pa.binary_view(), [b"\xff", b"\xfe" * 40], pa.binary()), (pa.binary(3), [b"abc", b"\xff\0\1"], None),
]


def test_flat():
    for kind, values, after in TYPES:
        before = pa.array(some(values), kind)
        back = round_trip(before)
        check(back.type == (after or kind), f"{kind} became {back.type}")
        same(before, back, kind)
        for begin, end in ((0, 0), (1, 200), (7, 9), (13, 150), (199, 200)):
            same(before[begin:end], round_trip(before[begin:end]), f"{kind}[{begin}:{end}]")
        same(pa.array([], kind), round_trip(pa.array([], kind)), kind)
        full = pa.array([value for value in values if value is not None], kind)
        same(full, round_trip(full), f"{kind} without nulls")


def test_float16():
    import struct
    raw = pa.py_buffer(struct.pack("<4e", 0.0, -1.5, 65504.0, 0.25))
    before = pa.Array.from_buffers(pa.float16(), 4, [None, raw])
    same(before, round_trip(before), "float16")


def nested_arrays():
    numbers = [0, 1, 2, 3]
    yield pa.array(lists(numbers), pa.list_(pa.int32()))
    yield pa.array(lists(TEXTS), pa.large_list(pa.string_view()))
    yield pa.array([None if RANDOM.random() < 0.2 else some(numbers, 3) for _ in range(200)], pa.list_(pa.int16(), 3))
    yield pa.array(lists(TEXTS), pa.list_view(pa.string()))
    yield pa.array(lists(numbers), pa.large_list_view(pa.int64()))
    yield pa.ListViewArray.from_arrays(pa.array([4, 0, 2], pa.int32()), pa.array([2, 3, 0], pa.int32()),
                                       pa.array(range(6), pa.int8()))
    maps = [None if RANDOM.random() < 0.2 else [(key, RANDOM.choice([None, 1, 2])) for key in ("a", "bb", "ccc")]
            for _ in range(200)]
    yield pa.array(maps, pa.map_(pa.string(), pa.int32()))
    pair = pa.struct([pa.field("x", pa.int32()), pa.field("y", pa.list_(pa.struct([pa.field("z", pa.string())])))])
    rows = [{"x": 1, "y": [{"z": "a"}, None]}, {"x": None, "y": None}, {"x": 3, "y": []}]
    yield pa.array(some(rows), pair)
    yield pa.array(lists([["a"], [], None]), pa.list_(pa.list_(pa.string())))
    yield pa.array([{}, None, {}], pa.struct([]))


def test_nested():
    for before in nested_arrays():
        before.validate(full=True)
        count = len(before)
        same(before, round_trip(before), before.type)
        for begin, end in ((1, count), (count // 3, count // 2), (count - 1, count), (0, 0)):
            same(before[begin:end], round_trip(before[begin:end]), f"{before.type}[{begin}:{end}]")


def test_slices_in_slices():
    inner = pa.array(some(TEXTS, 60), pa.string())[7:47]
    outer = pa.StructArray.from_arrays([inner, pa.array(range(100), pa.int16())[50:90]], ["s", "n"])[3:33]
    same(outer, round_trip(outer), "struct of slices")
    lists_of = pa.ListArray.from_arrays(pa.array([0, 3, 3, 10, 40], pa.int32())[1:], inner)[1:]
    same(lists_of, round_trip(lists_of), "list of a slice")


def test_dictionaries():
    values = pa.array(["a", None, "long enough for a view", "b"])
    for kind in (pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64()):
        before = pa.DictionaryArray.from_arrays(pa.array(some([0, 1, 2, 3]), kind), values)
        back = round_trip(before)
        check(pa.types.is_dictionary(back.type), f"a dictionary became {back.type}")
        same(before, back, before.type)
        same(before[11:70], round_trip(before[11:70]), before.type)
    numbers = pa.DictionaryArray.from_arrays(pa.array([1, 0, None], pa.int8()), pa.array([10, 20]))
    same(numbers, round_trip(numbers), numbers.type)
    rows = pa.ListArray.from_arrays(pa.array([0, 2, 3], pa.int32()), numbers)
    same(rows, round_trip(rows), rows.type)


def test_run_ends():
    for ends in (pa.int16(), pa.int32(), pa.int64()):
        before = pa.RunEndEncodedArray.from_arrays(pa.array([3, 4, 90, 100], ends), pa.array(["a", None, "ccc", ""]))
        plain = ["a"] * 3 + [None] + ["ccc"] * 86 + [""] * 10
        for begin, end in ((0, 100), (2, 5), (4, 4), (89, 100)):
            back = round_trip(before[begin:end])
            check(back.type == pa.string(), f"runs became {back.type}")
            check(back.to_pylist() == plain[begin:end], f"runs {begin}:{end}")


def test_views_of_ours():
    made, described = CStruct(), CStruct()
    call("export_views", made, described)
    back = pa.Array._import_from_c(made.address, described.address)
    back.validate(full=True)
    check(back.type == pa.string_view(), "the type of views")
    check(back.to_pylist() == ["short", "a text that is long", None, "another long text"], "the values of views")
    same(back, round_trip(back), "views of ours")


def test_variant():
    storage = pa.struct([pa.field("metadata", pa.binary(), False), pa.field("value", pa.binary(), False)])
    before = pa.array([{"metadata": b"\1\0\0", "value": b"\0"}, None], storage)
    described = pa.field("v", storage, metadata={"ARROW:extension:name": "arrow.parquet.variant",
                                                "ARROW:extension:metadata": ""})
    batch = pa.record_batch([before], schema=pa.schema([described]))
    back = round_trip(batch)
    field = back.schema.field("v")
    told = (field.metadata or {}).get(b"ARROW:extension:name", b"").decode()
    name = getattr(field.type, "extension_name", None) or told
    check(name == "arrow.parquet.variant", f"the extension's name is {name}")
    check(batch.to_pylist() == back.to_pylist(), "the values of variants")


def test_batches():
    before = pa.record_batch({"a": pa.array(some(NUMBERS), pa.int64()), "b": pa.array(some(TEXTS), pa.string())})
    for part in (before, before[10:50], before[:0], before.select([])):
        back = round_trip(part)
        check(back.equals(part), f"a batch of {part.num_rows} rows comes back equal")


def test_streams():
    rows = [pa.record_batch({"a": pa.array(some(NUMBERS, count), pa.int64())}) for count in (5, 0, 300)]
    given, made = CStruct(), CStruct()
    pa.RecordBatchReader.from_batches(rows[0].schema, rows)._export_to_c(given.address)
    call("round_trip_stream", given, made)
    back = pa.RecordBatchReader._import_from_c(made.address).read_all()
    check(back == pa.Table.from_batches(rows), "a stream's rows")


def test_stream_errors():
    def fail():
        yield pa.record_batch({"a": pa.array([1])})
        raise ValueError("the producer is out of rows")

    given, made = CStruct(), CStruct()
    pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), fail())._export_to_c(given.address)
    call("round_trip_stream", given, made)
    reader = pa.RecordBatchReader._import_from_c(made.address)
    check(reader.read_next_batch().num_rows == 1, "the rows before the error")
    try:
        reader.read_next_batch()
        check(False, "the error is lost")
    except (OSError, pa.ArrowException) as problem:
        check("the producer is out of rows" in str(problem), f"the text of the error: {problem}")


def test_refusals():
    def refused(values, *words):
        try:
            round_trip(values)
        except Refused as problem:
            check(all(word in str(problem) for word in words), f"the error says {problem}")
            return
        check(False, f"{values.type} was not refused")

    refused(pa.array([1], pa.duration("s")), "duration", "invalid_argument")
    refused(pa.array([(1, 2, 3)], pa.month_day_nano_interval()), "interval")
    refused(pa.UnionArray.from_dense(pa.array([0], pa.int8()), pa.array([0], pa.int32()), [pa.array([1])]), "union")
    bad = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")])
    refused(bad, "invalid_utf8")
    offsets = pa.py_buffer(b"\1\0\0\0\0\0\0\0\1\0\0\0")
    falling = pa.Array.from_buffers(pa.binary(), 2, [None, offsets, pa.py_buffer(b"x")])
    refused(falling, "outside of its buffer")
    wild = pa.DictionaryArray.from_arrays(pa.array([7], pa.int8()), pa.array(["a"]), safe=False)
    refused(wild, "index 7")
    deep = pa.array([1])
    for _ in range(101):
        deep = pa.StructArray.from_arrays([deep], ["d"])
    refused(deep, "value_too_large", "d.d.d")


def test_memory_comes_back():
    before = pa.total_allocated_bytes()
    for _ in range(20):
        test_nested()
    check(pa.total_allocated_bytes() == before, "pyarrow's memory is not all released")


def main():
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_")]
    for name, test in tests:
        try:
            test()
        except Exception as problem:
            print(f"{name}: {type(problem).__name__}: {problem}")
            raise
    print(f"{len(tests)} tests passed with pyarrow {pa.__version__}")


if __name__ == "__main__":
    main()
