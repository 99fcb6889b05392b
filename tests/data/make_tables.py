#!/usr/bin/env python3
"""Makes the tables of this folder, and beside each what a reader must say of it (expected/<table>.json).

usage: make_tables.py           writes everything
       make_tables.py --check   says what would change, and fails if anything would

The expectations follow from what each table is meant to show; they are written here by hand and never taken from the
library. Data files and checkpoints in Parquet need pyarrow; without it those that lie here stay as they are.
"""
import json
import struct
import sys
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
TIME = 1_700_000_000_000  # 2023-11-14T22:13:20Z, when all of this is supposed to have happened
TABLES = []


# ---------------------------------------------------------------------------------------------------------------------
# Words for writing tables


def text_of(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def commit_name(version):
    return f"{version:020}.json"


def log_name(version):
    """A commit as errors name it."""
    return "_delta_log/" + commit_name(version)


def schema(*columns):
    """A schema's JSON text from (name, type) or (name, type, metadata)."""
    fields = [{"name": c[0], "type": c[1], "nullable": True, "metadata": c[2] if len(c) > 2 else {}} for c in columns]
    return text_of({"type": "struct", "fields": fields})


class Action(dict):
    """The content of an action, and under which key it stands in the log."""

    def __init__(self, kind, content, shown=None):
        super().__init__(content)
        self.kind = kind
        self.shown = shown

    def line(self):
        return text_of({self.kind: dict(self)})


def info(operation, **more):
    return Action("commitInfo", {"timestamp": TIME, "operation": operation, **more})


def protocol(reader=1, writer=2, reader_features=None, writer_features=None):
    content = {"minReaderVersion": reader, "minWriterVersion": writer}
    if reader_features is not None:
        content["readerFeatures"] = reader_features
    if writer_features is not None:
        content["writerFeatures"] = writer_features
    return Action("protocol", content)


def metadata(number, schema_text=schema(("id", "long")), partitions=(), **more):
    """`number` becomes a part of the table's id, so that each table has its own."""
    return Action("metaData", {
        "id": f"5b1d0a9e-0000-4000-8000-{number:012x}", "format": {"provider": "parquet", "options": {}},
        "schemaString": schema_text, "partitionColumns": list(partitions), "configuration": {}, "createdTime": TIME,
        **more})


def add(path, size=100, values=None, shown=None, **more):
    """A file, and how a reader shows its path: as it is, unless it is encoded."""
    assert shown or ("%" not in path and ":" not in path and path[0] != "/"), f"say how {path} is shown"
    return Action("add", {"path": path, "partitionValues": values or {}, "size": size, "modificationTime": TIME,
                          "dataChange": True, **more}, shown or path)


def remove(path, **more):
    return Action("remove", {"path": path, "deletionTimestamp": TIME + 1000, "dataChange": True, **more})


def txn(app, version, **more):
    return Action("txn", {"appId": app, "version": version, **more})


def domain(name, configuration, removed=False):
    return Action("domainMetadata", {"domain": name, "configuration": configuration, "removed": removed})


class Table:
    """A table under construction: its files, and what is expected of it."""

    def __init__(self, name, about, features="none"):
        self.name, self.about, self.features = name, about, features
        self.files = {}
        self.expected = {"table": name}
        self.origin = "ours"
        self.protocol = None
        TABLES.append(self)

    def put(self, path, content):
        assert path not in self.files, path
        self.files[path] = content.encode() if isinstance(content, str) else content

    def log(self, name, content):
        self.put("_delta_log/" + name, content)

    def commit(self, version, *lines, end="\n"):
        """Lines are actions or text as it is."""
        for line in lines:
            if isinstance(line, Action) and line.kind == "protocol":
                self.protocol = line
        text = "".join((line if isinstance(line, str) else line.line()) + end for line in lines)
        self.log(commit_name(version), text)

    def parquet(self, path, rows, spoil=None, **how):
        """A file of a checkpoint, or what `spoil` makes of it; returns its size."""
        for row in rows:
            if row.kind == "protocol":
                self.protocol = row
        made = lambda: checkpoint_bytes(rows, **how)  # noqa: E731
        return made_or_kept(self, "_delta_log/" + path, made if spoil is None else lambda: spoil(made()))

    def checkpoint(self, version, *rows, part=None, uuid=None, **how):
        """A checkpoint in Parquet: classic, a part of several, or one with a UUID."""
        name = f"{version:020}.checkpoint."
        if part:
            name += f"{part[0]:010}.{part[1]:010}."
        elif uuid:
            name += uuid + "."
        return self.parquet(name + "parquet", rows, **how)

    def sidecar(self, name, *rows, path=None, **how):
        """A sidecar, and the action that names it."""
        size = self.parquet("_sidecars/" + name, stored(*rows), **{"kinds": ("add", "remove"), **how})
        return Action("sidecar", {"path": path or name, "sizeInBytes": size, "modificationTime": TIME})

    def expect(self, version, files, protocol, metadata, history, txns=(), domains=(), tombstones=(), **more):
        """What the newest version says. `history` has the operation of each commit, newest first."""
        self.expected.update({
            "version": version,
            "files": [{"shown": f.shown, "add": dict(f)} for f in files],
            "num_files": len(files), "size_bytes": sum(f["size"] for f in files),
            "protocol": dict(protocol), "metaData": dict(metadata),
            "txns": {t["appId"]: dict(t) for t in txns}, "domains": {d["domain"]: dict(d) for d in domains},
            "tombstones": [dict(t) for t in tombstones],
            "history": [list(entry) for entry in history], **more})

    def refuse(self, code, version=None, file=None, line=None, field=None, **more):
        """The newest version cannot be opened: which error, and where it is found."""
        where = {"version": version, "file": file, "line": line, "field": field}
        self.expected.update({"error": {"code": code, **{k: v for k, v in where.items() if v is not None}}, **more})

    def expected_text(self):
        """A key a line, and an entry a line where there are lists of objects."""
        parts = []
        for key, value in self.expected.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                inner = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in value)
                parts.append(f" {json.dumps(key)}: [\n{inner}\n ]")
            else:
                parts.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
        return "{\n" + ",\n".join(parts) + "\n}\n"


def shown(*files):
    return [f.shown for f in files]


# ---------------------------------------------------------------------------------------------------------------------
# The first table: with data files and a checkpoint, like one that Delta Lake 0.2.0 wrote


def parquet_bytes(values):
    import pyarrow as pa
    import pyarrow.parquet as pq
    out = pa.BufferOutputStream()
    table = pa.table({"value": pa.array(values, pa.int32())})
    pq.write_table(table, out, compression="snappy", version="1.0", store_schema=False)
    return out.getvalue().to_pybytes()


def action_types():
    """The type of every column of a checkpoint, by its dotted name: PROTOCOL.md "Checkpoint Schema"."""
    import pyarrow as pa
    text, number, flag, texts = pa.string(), pa.int64(), pa.bool_(), pa.map_(pa.string(), pa.string())
    vector = pa.struct([("storageType", text), ("pathOrInlineDv", text), ("offset", pa.int32()),
                        ("sizeInBytes", pa.int32()), ("cardinality", number)])
    described = {"path": text, "partitionValues": texts, "size": number, "tags": texts, "deletionVector": vector,
                 "baseRowId": number, "defaultRowCommitVersion": number}
    kinds = {
        "txn": {"appId": text, "version": number, "lastUpdated": number},
        "add": {**described, "modificationTime": number, "dataChange": flag, "clusteringProvider": text, "stats": text},
        "remove": {**described, "deletionTimestamp": number, "dataChange": flag, "extendedFileMetadata": flag},
        "metaData": {"id": text, "name": text, "description": text,
                     "format": pa.struct([("provider", text), ("options", texts)]), "schemaString": text,
                     "partitionColumns": pa.list_(pa.field("element", text)), "configuration": texts,
                     "createdTime": number},
        "protocol": {"minReaderVersion": pa.int32(), "minWriterVersion": pa.int32(),
                     "readerFeatures": pa.list_(pa.field("element", text)),
                     "writerFeatures": pa.list_(pa.field("element", text))},
        "domainMetadata": {"domain": text, "configuration": text, "removed": flag},
        "checkpointMetadata": {"version": number, "tags": texts},
        "sidecar": {"path": text, "sizeInBytes": number, "modificationTime": number, "tags": texts},
    }
    return {f"{kind}.{name}": made for kind, fields in kinds.items() for name, made in fields.items()}


V1_KINDS = ("txn", "add", "remove", "metaData", "protocol", "domainMetadata")
V2_KINDS = V1_KINDS + ("checkpointMetadata", "sidecar")


def fitted(value, kind):
    """A value as pyarrow wants it for a type: maps as pairs."""
    import pyarrow as pa
    if value is None:
        return None
    if pa.types.is_map(kind):
        return list(value.items())
    if pa.types.is_struct(kind):
        return {field.name: fitted(value.get(field.name), field.type) for field in kind}
    return value


def checkpoint_bytes(rows, kinds=V1_KINDS, without=(), types=None, beside=None, **how):
    """A checkpoint with a column for each of `kinds` but the fields `without`; `types` returns other types by dotted
    name, `beside` further columns, as (name, type, value)."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    chosen = {name: made for name, made in {**action_types(), **(types() if types else {})}.items()
              if name.split(".")[0] in kinds and name not in without}
    columns = {}
    for kind in kinds:
        fields = [pa.field(name.split(".")[1], made) for name, made in chosen.items() if name.split(".")[0] == kind]
        made = pa.struct(fields)
        columns[kind] = pa.array([fitted(dict(row), made) if row.kind == kind else None for row in rows], made)
    for name, made, value in beside() if beside else ():
        columns[name] = pa.array([value] * len(rows), made)
    out = pa.BufferOutputStream()
    how = {"compression": "snappy", "version": "1.0", "store_schema": False, **how}
    pq.write_table(pa.table(columns), out, **how)
    return out.getvalue().to_pybytes()


def stored(*rows):
    """Rows as writers put them into checkpoints: no file changes data, and removes have no statistics and tags."""
    lost = {"add": (), "remove": ("stats", "tags")}
    return [Action(row.kind, {**{k: v for k, v in row.items() if k not in lost[row.kind]}, "dataChange": False})
            if row.kind in lost else row for row in rows]


def made_or_kept(table, path, make):
    """Bytes that pyarrow makes, or those that are here if there is no pyarrow."""
    try:
        content = make()
    except ImportError:
        content = (HERE / table.name / path).read_bytes()
    table.put(path, content)
    return len(content)


def delta_0_2_0():
    table = Table("delta-0.2.0", "two appends, an overwrite, a streaming append; a checkpoint at the newest version")
    names = {
        "b44f": "part-00000-b44fcdb0-8b06-4f3a-8606-f8311a96f6dc-c000.snappy.parquet",
        "185e": "part-00001-185eca06-e017-4dea-ae49-fc48b973e37e-c000.snappy.parquet",
        "512e": "part-00000-512e1537-8aaa-4193-b8b4-bef3de0de409-c000.snappy.parquet",
        "4327": "part-00001-4327c977-2734-4477-9507-7ccf67924649-c000.snappy.parquet",
        "7c2d": "part-00000-7c2deba3-1994-4fb8-bc07-d46c948aa415-c000.snappy.parquet",
        "c373": "part-00001-c373a5bd-85f0-4758-815e-7eb62007a15c-c000.snappy.parquet",
        "cb6b": "part-00000-cb6b150b-30b8-4662-ad28-ff32ddab96d2-c000.snappy.parquet",
    }
    rows = {"b44f": [10], "185e": [11, 12], "512e": [20], "4327": [21, 22], "7c2d": [30], "c373": [31, 32],
            "cb6b": [40, 41, 42]}
    versions = {"b44f": 0, "185e": 0, "512e": 1, "4327": 1, "7c2d": 2, "c373": 2, "cb6b": 3}
    made = {}
    for key, name in names.items():
        size = made_or_kept(table, name, lambda values=rows[key]: parquet_bytes(values))
        made[key] = add(name, size, modificationTime=TIME + 60_000 * versions[key])
    gone = {key: remove(names[key], deletionTimestamp=TIME + 120_500) for key in ("512e", "b44f", "185e", "4327")}
    p, m = protocol(1, 2), metadata(1, schema(("value", "integer")))
    app = "0d9f3a52-6c1e-4b7a-9f2d-3e8b5c7a1d40"
    t = txn(app, 0, lastUpdated=TIME + 181_000)

    def written(version, mode, **more):
        return info("WRITE", timestamp=TIME + 60_000 * version + 1000,
                    operationParameters={"mode": mode, "partitionBy": "[]"}, **more)

    table.commit(0, written(0, "ErrorIfExists", isBlindAppend=True), p, m, made["b44f"], made["185e"])
    table.commit(1, written(1, "Append", readVersion=0, isBlindAppend=True), made["512e"], made["4327"])
    table.commit(2, written(2, "Overwrite", readVersion=1, isBlindAppend=False), made["7c2d"], made["c373"],
                 gone["512e"], gone["b44f"], gone["185e"], gone["4327"])
    table.commit(3, info("STREAMING UPDATE", timestamp=TIME + 181_000,
                         operationParameters={"outputMode": "Append", "queryId": app, "epochId": "0"},
                         readVersion=2, isBlindAppend=True), t, made["cb6b"])
    gone = {key: stored(one)[0] for key, one in gone.items()}
    checkpoint = [p, m, t, gone["512e"], gone["b44f"], made["cb6b"], gone["185e"], made["7c2d"], gone["4327"],
                  made["c373"]]
    newer = ("partitionValues", "size", "tags", "deletionVector", "baseRowId", "defaultRowCommitVersion",
             "extendedFileMetadata")
    without = ["remove." + name for name in newer] + ["add." + name for name in newer[3:]]
    without += ["add.clusteringProvider", "protocol.readerFeatures", "protocol.writerFeatures"]
    table.checkpoint(3, *stored(*checkpoint), kinds=V1_KINDS[:5], without=without)
    table.log("_last_checkpoint", text_of({"version": 3, "size": len(checkpoint)}))
    table.origin = "ours; file names, versions and operations follow delta-rs' test table of this name"
    table.expect(3, [made["cb6b"], made["7c2d"], made["c373"]], p, m,
                 [(3, "STREAMING UPDATE"), (2, "WRITE"), (1, "WRITE"), (0, "WRITE")], txns=[t],
                 tombstones=[gone["512e"], gone["b44f"], gone["185e"], gone["4327"]],
                 columns=[["value", "integer", True]],
                 versions={"0": shown(made["b44f"], made["185e"]),
                           "1": shown(made["512e"], made["4327"], made["b44f"], made["185e"]),
                           "2": shown(made["7c2d"], made["c373"])},
                 actions={"2": ["commitInfo", "add", "add", "remove", "remove", "remove", "remove"],
                          "3": ["commitInfo", "txn", "add"]}, cleanable=3)


delta_0_2_0()

# ---------------------------------------------------------------------------------------------------------------------
# How actions reconcile: PROTOCOL.md "Action Reconciliation"


def newest_wins():
    table = Table("r01-newest-wins", "the newest protocol, metaData, txn and domainMetadata win", "domainMetadata")
    p = protocol(1, 7, None, ["domainMetadata"])
    first, second = metadata(101), metadata(101, schema(("id", "long"), ("note", "string")), description="grown")
    old, new = txn("loader", 3), txn("loader", 4, lastUpdated=TIME)
    table.commit(0, protocol(), first, old, txn("other", 1))
    table.commit(1, info("ALTER TABLE"), p, second, new, domain("app.settings", '{"v":1}'))
    table.commit(2, info("WRITE"), domain("app.settings", '{"v":2}'))
    table.expect(2, [], p, second, [(2, "WRITE"), (1, "ALTER TABLE"), (0, None)], txns=[new, txn("other", 1)],
                 domains=[domain("app.settings", '{"v":2}')],
                 columns=[["id", "long", True], ["note", "string", True]])


def txn_goes_down():
    table = Table("r01-txn-goes-down", "a txn's version may fall: the newest commit counts, not the largest number")
    p, m = protocol(), metadata(102)
    table.commit(0, p, m, txn("stream", 900))
    table.commit(1, txn("stream", 7))
    table.expect(1, [], p, m, [(1, None), (0, None)], txns=[txn("stream", 7)])


def domain_tombstone():
    table = Table("r01-domain-removed", "a removed domain is hidden and may come back", "domainMetadata")
    p, m = protocol(1, 7, None, ["domainMetadata"]), metadata(103)
    table.commit(0, p, m, domain("gone", "{}"), domain("back", "1"), domain("stays", "plain text"))
    table.commit(1, domain("gone", "{}", True), domain("back", "1", True), domain("never-there", "", True))
    table.commit(2, domain("back", "2"))
    table.expect(2, [], p, m, [(2, None), (1, None), (0, None)],
                 domains=[domain("back", "2"), domain("stays", "plain text")])


def z85(data):
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
    return "".join(alphabet[word // 85**place % 85] for (word,) in struct.iter_unpack(">I", data)
                   for place in (4, 3, 2, 1, 0))


def inline_vector(*rows):
    """An inline deletion vector: a 64-bit roaring bitmap of one array container, in Z85."""
    data = struct.pack("<iqi", 1681511377, 1, 0) + struct.pack("<iiHHi", 12346, 1, 0, len(rows) - 1, 16)
    data += b"".join(struct.pack("<H", row) for row in rows)
    return {"storageType": "i", "pathOrInlineDv": z85(data + b"\0" * (-len(data) % 4)), "sizeInBytes": len(data),
            "cardinality": len(rows)}


VECTORS = protocol(3, 7, ["deletionVectors"], ["deletionVectors"])


def file_keys():
    table = Table("r02-file-keys", "a file is known by its path and deletion vector: a remove needs the right one",
                  "deletionVectors")
    m = metadata(104)
    plain, other = add("a.parquet", 10), add("b.parquet", 20)
    marked = add("a.parquet", 10, deletionVector=inline_vector(3))
    table.commit(0, VECTORS, m, plain, other)
    table.commit(1, remove("a.parquet"), marked)
    table.commit(2, remove("a.parquet"), remove("b.parquet", deletionVector=inline_vector(1)))
    table.expect(2, [marked, other], VECTORS, m, [(2, None), (1, None), (0, None)],
                 tombstones=[remove("a.parquet"), remove("b.parquet", deletionVector=inline_vector(1))],
                 versions={"0": ["a.parquet", "b.parquet"], "1": ["a.parquet", "b.parquet"]})


def added_twice():
    table = Table("r03-add-twice", "one commit adds a path twice")
    table.commit(0, protocol(), metadata(105))
    table.commit(1, add("a.parquet", 1), add("b.parquet"), add("a.parquet", 2))
    table.refuse("duplicate_action", version=1, file=log_name(1), versions={"0": []})


def added_twice_with_vectors():
    table = Table("r03-add-twice-vectors", "one commit adds a path twice, with different deletion vectors",
                  "deletionVectors")
    table.commit(0, VECTORS, metadata(106), add("a.parquet", deletionVector=inline_vector(1)),
                 add("a.parquet", deletionVector=inline_vector(2)))
    table.refuse("duplicate_action", version=0, file=log_name(0))


def remove_and_add():
    table = Table("r03-remove-and-add", "one commit removes a path and adds it with another deletion vector",
                  "deletionVectors")
    m = metadata(107)
    first = add("a.parquet", 10, deletionVector=inline_vector(1))
    second = add("a.parquet", 10, deletionVector=inline_vector(1, 2))
    table.commit(0, VECTORS, m, first)
    table.commit(1, second, remove("a.parquet", deletionVector=inline_vector(1)))
    table.expect(1, [second], VECTORS, m, [(1, None), (0, None)],
                 tombstones=[remove("a.parquet", deletionVector=inline_vector(1))])


def added_again():
    table = Table("r03-add-again", "the same file added again describes it anew; one that was removed comes back")
    p, m = protocol(), metadata(108)
    again = add("a.parquet", 10, stats='{"numRecords":5}', dataChange=False)
    back = add("b.parquet", 21)
    table.commit(0, p, m, add("a.parquet", 10), add("b.parquet", 20), add("c.parquet", 30))
    table.commit(1, remove("b.parquet"), remove("c.parquet"))
    table.commit(2, again, back)
    table.expect(2, [again, back], p, m, [(2, None), (1, None), (0, None)], tombstones=[remove("c.parquet")],
                 versions={"0": ["a.parquet", "b.parquet", "c.parquet"], "1": ["a.parquet"]})


def vector_without_remove():
    table = Table("r04-vector-without-remove", "a path added under another deletion vector without the remove: the "
                  "newest counts, and the older is gone for good", "deletionVectors")
    m = metadata(109)
    table.commit(0, VECTORS, m, add("a.parquet", 10), add("b.parquet", 20))
    table.commit(1, add("a.parquet", 10, deletionVector=inline_vector(1)))
    table.commit(2, add("a.parquet", 10, deletionVector=inline_vector(1, 2)))
    table.commit(3, remove("a.parquet", deletionVector=inline_vector(1, 2)))
    table.expect(3, [add("b.parquet", 20)], VECTORS, m, [(v, None) for v in (3, 2, 1, 0)],
                 tombstones=[remove("a.parquet", deletionVector=inline_vector(1, 2))],
                 versions={"0": ["a.parquet", "b.parquet"], "1": ["a.parquet", "b.parquet"],
                           "2": ["a.parquet", "b.parquet"]})


def line_order():
    table = Table("r05-line-order", "the order of lines within a commit means nothing", "deletionVectors")
    m = metadata(110)
    a2, c = add("a.parquet", 10, deletionVector=inline_vector(0)), add("c.parquet", 30)
    table.commit(0, add("a.parquet", 10), add("b.parquet", 20), m, VECTORS)
    table.commit(1, a2, c, remove("b.parquet"), remove("a.parquet"), txn("late", 1), info("MERGE"))
    table.expect(1, [a2, c], VECTORS, m, [(1, "MERGE"), (0, None)], txns=[txn("late", 1)],
                 tombstones=[remove("b.parquet"), remove("a.parquet")],
                 actions={"0": ["add", "add", "metaData", "protocol"],
                          "1": ["add", "add", "remove", "remove", "txn", "commitInfo"]})


def commit_info_and_cdc():
    table = Table("r06-commit-info-and-cdc", "commitInfo and cdc belong to their commit and to no state",
                  "changeDataFeed")
    p, m = protocol(1, 4), metadata(111, configuration={"delta.enableChangeDataFeed": "true"})
    new = add("b.parquet", 20)
    cdc = Action("cdc", {"path": "_change_data/cdc-1.parquet", "partitionValues": {}, "size": 5, "dataChange": False})
    table.commit(0, info("CREATE TABLE", engineInfo="hand", anything={"deep": [1, {"x": None}]}), p, m,
                 add("a.parquet", 10))
    table.commit(1, info("UPDATE", isBlindAppend=False), remove("a.parquet"), new, cdc)
    table.expect(1, [new], p, m, [(1, "UPDATE"), (0, "CREATE TABLE")], tombstones=[remove("a.parquet")],
                 actions={"1": ["commitInfo", "remove", "add", "cdc"]})


def sidecar_in_commit():
    table = Table("r07-sidecar-in-commit", "sidecar and checkpointMetadata in a commit take no part in replay",
                  "v2Checkpoint")
    p, m = protocol(3, 7, ["v2Checkpoint"], ["v2Checkpoint"]), metadata(112)
    table.commit(0, p, m, add("a.parquet", 10),
                 Action("sidecar", {"path": "s.parquet", "sizeInBytes": 9, "modificationTime": TIME}),
                 Action("checkpointMetadata", {"version": 0}))
    table.expect(0, [add("a.parquet", 10)], p, m, [(0, None)],
                 actions={"0": ["protocol", "metaData", "add", "sidecar", "checkpointMetadata"]})


def tombstones():
    table = Table("r08-tombstones", "removes stay as tombstones, newest first, with what they carry but statistics")
    p, m = protocol(), metadata(113, schema(("id", "long"), ("p", "string")), ["p"])
    kept = add("keep.parquet", 5, {"p": "x"})
    full = remove("a.parquet", extendedFileMetadata=True, partitionValues={"p": "x"}, size=10, tags={"k": "v"},
                  stats='{"numRecords":1}')
    bare = Action("remove", {"path": "b.parquet", "dataChange": False})
    unknown = remove("never-added.parquet", deletionTimestamp=0)
    table.commit(0, p, m, add("a.parquet", 10, {"p": "x"}), add("b.parquet", 20, {"p": "y"}), kept)
    table.commit(1, full)
    table.commit(2, bare, unknown)
    without_stats = {key: value for key, value in full.items() if key != "stats"}
    table.expect(2, [kept], p, m, [(2, None), (1, None), (0, None)], tombstones=[bare, unknown, without_stats])


def data_change():
    table = Table("r09-data-change", "a compaction of files: dataChange is false and changes nothing for readers")
    p, m = protocol(), metadata(114)
    big = add("big.parquet", 30, dataChange=False)
    table.commit(0, p, m, add("a.parquet", 10), add("b.parquet", 20))
    table.commit(1, info("OPTIMIZE"), remove("a.parquet", dataChange=False), remove("b.parquet", dataChange=False), big)
    table.expect(1, [big], p, m, [(1, "OPTIMIZE"), (0, None)],
                 tombstones=[remove("a.parquet", dataChange=False), remove("b.parquet", dataChange=False)])


def twice(name, number, what, *lines):
    table = Table(f"r10-two-{name}", f"one commit holds two {what}")
    table.commit(0, protocol(), metadata(number))
    table.commit(1, *lines)
    table.refuse("duplicate_action", version=1, file=log_name(1), versions={"0": []})


newest_wins()
txn_goes_down()
domain_tombstone()
file_keys()
added_twice()
added_twice_with_vectors()
remove_and_add()
added_again()
vector_without_remove()
line_order()
commit_info_and_cdc()
sidecar_in_commit()
tombstones()
data_change()
twice("protocols", 115, "protocol actions", protocol(), protocol(1, 3))
twice("metadatas", 116, "metaData actions", metadata(116), metadata(116))
twice("txns", 117, "txn actions of one application", txn("a", 1), txn("b", 1), txn("a", 2))
twice("domains", 118, "domainMetadata actions of one domain", domain("d", "1"), domain("d", "2"))

# ---------------------------------------------------------------------------------------------------------------------
# Columns, partitions, paths


def column_mapping(name, about, p, mode, number, ignored=False):
    table = Table(name, about, "columnMapping")
    columns = schema(("id", "long", {"delta.columnMapping.id": 1, "delta.columnMapping.physicalName": "col-1"}),
                     ("day", "date", {"delta.columnMapping.id": 2, "delta.columnMapping.physicalName": "col-2"}))
    m = metadata(number, columns, ["day"], configuration={"delta.columnMapping.mode": mode,
                                                           "delta.columnMapping.maxColumnId": "2"})
    key = "day" if ignored else "col-2"
    a, b = add("a.parquet", 1, {key: "2024-05-01"}), add("Zk/b.parquet", 2, {key: "2024-05-02"})
    n = add("n.parquet", 3, {key: None})
    table.commit(0, p, m, a, b, n)
    table.expect(0, [a, b, n], p, m, [(0, None)], columns=[["id", "long", True], ["day", "date", True]],
                 filters=[{"where": [["day", "=", "2024-05-01"]], "shown": shown(a)},
                          {"where": [["DAY", ">", "2024-05-01"]], "shown": shown(b)},
                          {"where": [["day", "=", ""]], "shown": shown(n)},
                          {"where": [["col-2", "=", "2024-05-01"]], "error": "invalid_argument"}])


def partition_encoding():
    table = Table("partition-encoding", "partition folders escaped as Hive does, encoded as URIs on top: decoded once")
    p, m = protocol(), metadata(122, schema(("id", "long"), ("part", "string")), ["part"])
    files = [
        add("part=a%2525percent/1.parquet", 1, {"part": "a%percent"}, "part=a%25percent/1.parquet"),
        add("part=x%252Fy/2.parquet", 2, {"part": "x/y"}, "part=x%2Fy/2.parquet"),
        add("part=%C3%A9%20%C3%BC/3.parquet", 3, {"part": "é ü"}, "part=é ü/3.parquet"),
        add("part=12%253A00/4.parquet", 4, {"part": "12:00"}, "part=12%3A00/4.parquet"),
        add("part=12:00/5.parquet", 5, {"part": "12:00"}, "part=12:00/5.parquet"),
        add("part=a+b&c=d/6.parquet", 6, {"part": "a+b&c=d"}),
        add("part=100%/7.parquet", 7, {"part": "100%"}, "part=100%/7.parquet"),
        add("part=plain space/8.parquet", 8, {"part": "plain space"}),
    ]
    table.commit(0, p, m, *files)
    table.expect(0, files, p, m, [(0, None)], objects=shown(*files),
                 filters=[{"where": [["part", "=", "a%percent"]], "shown": shown(files[0])},
                          {"where": [["part", "=", "12:00"]], "shown": shown(files[3], files[4])},
                          {"where": [["part", "in", ["x/y", "é ü"]]], "shown": shown(files[1], files[2])},
                          {"where": [["part", "=", "a%25percent"]], "shown": []}])


def partition_null():
    table = Table("partition-null", "null, empty text and an absent key are NULL as partition values")
    p, m = protocol(), metadata(123, schema(("id", "long"), ("p", "string"), ("n", "integer")), ["p", "n"])
    folder = "p=__HIVE_DEFAULT_PARTITION__/"
    null, empty, absent = (add(folder + name, 1, values) for name, values in (
        ("null.parquet", {"p": None, "n": None}), ("empty.parquet", {"p": "", "n": ""}), ("absent.parquet", {})))
    word = add("word.parquet", 1, {"p": "null", "n": "0"})
    table.commit(0, p, m, null, empty, absent, word)
    table.expect(0, [null, empty, absent, word], p, m, [(0, None)],
                 filters=[{"where": [["p", "=", ""]], "shown": shown(null, empty, absent)},
                          {"where": [["n", "=", ""]], "shown": shown(null, empty, absent)},
                          {"where": [["p", "!=", ""]], "shown": shown(word)},
                          {"where": [["p", "=", "null"]], "shown": shown(word)},
                          {"where": [["n", "<", "5"]], "shown": shown(word)},
                          {"where": [["p", "!=", "null"]], "shown": shown(null, empty, absent)},
                          {"where": [["p", "in", ["null", ""]]], "shown": shown(null, empty, absent, word)},
                          {"where": [["id", "=", "1"]], "error": "invalid_argument"}])


def many_partitions():
    table = Table("many-partitions", "120 files in typed partitions (date, integer, text with NULL), in large commits")
    p = protocol()
    m = metadata(124, schema(("id", "long"), ("day", "date"), ("bucket", "integer"), ("name", "string")),
                 ["day", "bucket", "name"])
    names = ["ann", "bob", None, "Zoe"]
    made = []
    for number in range(120):
        day, bucket, name = f"2024-02-{27 + number % 3}", number % 11 - 5, names[number % 4]
        made.append((day, bucket, name, add(f"part-{number:05}.parquet", 100 + number,
                                            {"day": day, "bucket": str(bucket), "name": name})))
    # Version 1 removes every fifth of the first files, before and behind its own adds.
    old, new = made[:60], made[60:]
    gone = [remove(f["path"]) for *_, f in old[::5]]
    table.commit(0, p, m, *(f for *_, f in old))
    table.commit(1, *gone[:6], *(f for *_, f in new), *gone[6:])
    live = new + [entry for at, entry in enumerate(old) if at % 5 != 0]

    def those(keep):
        return [f.shown for day, bucket, name, f in live if keep(day, bucket, name)]

    table.expect(1, [f for *_, f in live], p, m, [(1, None), (0, None)], tombstones=gone,
                 versions={"0": [f.shown for *_, f in old]},
                 filters=[{"where": [["day", "=", "2024-02-28"]], "shown": those(lambda d, b, n: d == "2024-02-28")},
                          {"where": [["day", ">=", "2024-02-28"], ["bucket", "<", "-1"]],
                           "shown": those(lambda d, b, n: d >= "2024-02-28" and b < -1)},
                          {"where": [["bucket", ">", "-2"], ["bucket", "<=", "4"]],
                           "shown": those(lambda d, b, n: -2 < b <= 4)},
                          {"where": [["name", "=", ""]], "shown": those(lambda d, b, n: n is None)},
                          {"where": [["name", "!=", "bob"]], "shown": those(lambda d, b, n: n != "bob")},
                          {"where": [["name", "<", "b"]], "shown": those(lambda d, b, n: n in ("ann", "Zoe"))},
                          {"where": [["name", "not in", ["ann", "Zoe"]], ["bucket", "in", ["0", "1"]]],
                           "shown": those(lambda d, b, n: n not in ("ann", "Zoe") and b in (0, 1))},
                          {"where": [["bucket", "=", "many"]], "error": "invalid_argument"}])


def absolute_paths():
    table = Table("absolute-paths", "locations below the table's own folder, in each form, are shown relative to it")
    p, m = protocol(), metadata(125)
    files = [add("file:///lake/absolute-paths/a.parquet", 1, shown="a.parquet"),
             add("file:/lake/absolute-paths/b%20b.parquet", 2, shown="b b.parquet"),
             add("/lake/absolute-paths/x=1/c.parquet", 3, shown="x=1/c.parquet"),
             add("d.parquet", 4),
             add("file:///lake/absolute-paths-not/e.parquet", 5, shown="file:///lake/absolute-paths-not/e.parquet")]
    table.commit(0, p, m, *files)
    table.expect(0, files, p, m, [(0, None)], root="file:///lake/absolute-paths", uris_error="outside_table_root",
                 uris_any=["file:///lake/absolute-paths/" + f.shown for f in files[:4]] + [files[4].shown])


def outside_paths():
    table = Table("shallow-clone", "files of another table, as a shallow clone has them: listed, opened on demand only")
    p, m = protocol(), metadata(126)
    files = [add("s3://lake/source/part=1/a.parquet", 1, shown="s3://lake/source/part=1/a.parquet"),
             add("file:///other/b%20b.parquet", 2, shown="file:///other/b%20b.parquet"),
             add("own.parquet", 3)]
    table.commit(0, info("CLONE"), p, m, *files)
    table.expect(0, files, p, m, [(0, "CLONE")], root="file:///lake/clone", uris_error="outside_table_root",
                 uris_any=["s3://lake/source/part=1/a.parquet", "file:///other/b%20b.parquet",
                           "file:///lake/clone/own.parquet"])


column_mapping("column-mapping-name", "physical names in partitionValues, logical ones in partitionColumns",
               protocol(2, 5), "name", 119)
column_mapping("column-mapping-id", "the same by id, as a writer feature only: legal with reader version 2",
               protocol(2, 7, None, ["columnMapping"]), "id", 120)
column_mapping("column-mapping-ignored", "the property without the feature counts for nothing", protocol(1, 2), "name",
               121, ignored=True)
partition_encoding()
partition_null()
many_partitions()
absolute_paths()
outside_paths()

# ---------------------------------------------------------------------------------------------------------------------
# Features


def deletion_vectors():
    table = Table("deletion-vectors", "inline vectors, files of vectors by name and by location", "deletionVectors")
    m = metadata(130, configuration={"delta.enableDeletionVectors": "true"})
    inline = add("a.parquet", 10, deletionVector=inline_vector(0, 7), stats='{"numRecords":9}')
    stored = add("b.parquet", 20, deletionVector={"storageType": "u", "pathOrInlineDv": "ab" + z85(bytes(range(16))),
                                                  "offset": 4, "sizeInBytes": 40, "cardinality": 6})
    moved = add("b.parquet", 20, deletionVector={**stored["deletionVector"], "offset": 48})
    absolute = add("c.parquet", 30, deletionVector={"storageType": "p", "pathOrInlineDv": "s3://lake/t/dv.bin",
                                                    "sizeInBytes": 34, "cardinality": 1})
    gone = remove("b.parquet", deletionVector=stored["deletionVector"])
    table.commit(0, VECTORS, m, inline, stored, absolute)
    table.commit(1, gone, moved)
    table.expect(1, [moved, inline, absolute], VECTORS, m, [(1, None), (0, None)], tombstones=[gone])


def row_tracking():
    table = Table("row-tracking", "row ids, commit versions, clustering, tags and statistics of files",
                  "rowTracking, domainMetadata, clustering")
    p, m = protocol(1, 7, None, ["rowTracking", "domainMetadata", "clustering"]), metadata(131)
    a = add("a.parquet", 10, baseRowId=0, defaultRowCommitVersion=0, clusteringProvider="liquid",
            tags={"ZCUBE_ID": "x", "EMPTY": "", "NONE": None},
            stats='{"numRecords":2,"minValues":{"id":1},"maxValues":{"id":9007199254740993},"nullCount":{"id":0}}')
    b = add("b.parquet", 20, baseRowId=2, defaultRowCommitVersion=1, stats='{"quotes":"\\" \\\\ \\n é"}')
    mark = domain("delta.rowTracking", '{"rowIdHighWaterMark":4}')
    clusters = domain("delta.clustering", '{"clusteringColumns":[["id"]]}')
    table.commit(0, p, m, clusters, domain("delta.rowTracking", '{"rowIdHighWaterMark":1}'), a)
    table.commit(1, mark, b)
    table.expect(1, [b, a], p, m, [(1, None), (0, None)], domains=[mark, clusters])


def unknown_things():
    table = Table("unknown-things", "unknown actions, fields, properties and writer features are passed over",
                  "timeMachine (for writers)")
    p = protocol(1, 7, None, ["appendOnly", "timeMachine"])
    m = metadata(132, configuration={"delta.appendOnly": "true", "delta.warp": "9", "user.key": "v"})
    a = add("a.parquet", 10)
    table.commit(0, '{"prophecy":{"path":"x","size":"big"}}', '{"add":null,"remove":null}', "{}",
                 text_of({"protocol": {**p, "minBirdVersion": [1, {"a": 2}]}}),
                 text_of({"metaData": {**m, "colour": "blue"}}),
                 text_of({"add": {**a, "later": {"deep": [[[]]]}, "tags": None, "stats": None, "baseRowId": None}}))
    table.expect(0, [a], p, m, [(0, None)], actions={"0": ["protocol", "metaData", "add"]})


def old_feature_name():
    table = Table("timestamp-without-timezone", "a feature under its old name in one list and its new one in the other",
                  "timestampNtz")
    p = protocol(3, 7, ["timestampWithoutTimezone"], ["timestampNtz"])
    m = metadata(133, schema(("at", "timestamp_ntz")))
    table.commit(0, p, m)
    table.expect(0, [], p, m, [(0, None)], columns=[["at", "timestamp_ntz", True]])


def no_schema():
    table = Table("no-schema", "a table whose metaData has no schemaString, as the first versions of Spark made them")
    p = protocol()
    m = Action("metaData", {k: v for k, v in metadata(134).items() if k != "schemaString"})
    table.commit(0, p, m)
    table.expect(0, [], p, m, [(0, None)])


def protocol_upgrade():
    table = Table("protocol-upgrade", "a version that this library cannot read: the ones before it open",
                  "warpDrive (unknown)")
    table.commit(0, protocol(), metadata(135), add("a.parquet"))
    table.commit(1, add("b.parquet"))
    table.commit(2, protocol(3, 7, ["warpDrive"], ["warpDrive"]))
    table.commit(3, add("c.parquet"))
    table.refuse("unsupported_feature", version=2, field="protocol.readerFeatures",
                 versions={"0": ["a.parquet"], "1": ["b.parquet", "a.parquet"]})


def protocol_downgrade():
    table = Table("protocol-downgrade", "only the newest protocol is judged: older versions may need more")
    p, m = protocol(), metadata(136)
    table.commit(0, protocol(3, 7, ["warpDrive"], ["warpDrive"]), m)
    table.commit(1, p, add("a.parquet"))
    table.expect(1, [add("a.parquet")], p, m, [(1, None), (0, None)],
                 unopenable={"0": "unsupported_feature"})


def refused_protocol(name, about, features, p, code, field):
    table = Table(name, about, features)
    table.commit(0, p, metadata(137))
    table.refuse(code, version=0, field="protocol." + field)


deletion_vectors()
row_tracking()
unknown_things()
old_feature_name()
no_schema()
protocol_upgrade()
protocol_downgrade()
refused_protocol("reader-version-4", "a reader version of the future", "none", protocol(4, 7, ["x"], ["x"]),
                 "unsupported_protocol", "minReaderVersion")
refused_protocol("catalog-managed", "a table that only its catalog may open", "catalogManaged, inCommitTimestamp",
                 protocol(3, 7, ["catalogManaged"], ["catalogManaged", "inCommitTimestamp"]), "catalog_required",
                 "readerFeatures")
refused_protocol("protocol-without-lists", "reader version 3 without its list of features", "none", protocol(3, 7),
                 "invalid_protocol", "readerFeatures")

# ---------------------------------------------------------------------------------------------------------------------
# The text of commits, and the files beside them


def text_forms():
    def made(name, about, number, first, second):
        table = Table(name, about)
        p, m, a, b = protocol(), metadata(number), add("a.parquet", 1), add("b.parquet", 2)
        table.log(commit_name(0), first([p, m, a]))
        table.log(commit_name(1), second([remove("a.parquet"), b]))
        table.expect(1, [b], p, m, [(1, None), (0, None)], tombstones=[remove("a.parquet")],
                     versions={"0": ["a.parquet"]})

    def joined(end, last=None, start=""):
        def form(actions):
            lines = end.join(a.line() for a in actions)
            return start + lines + (end if last is None else last)
        return form

    def pretty(actions):
        return "\n".join(json.dumps({a.kind: dict(a)}, indent=2) for a in actions) + "\n"

    made("pretty-printed", "actions over several lines", 140, pretty, pretty)
    made("byte-order-mark", "commits that begin with a byte-order mark", 141, joined("\n", start="\ufeff"),
         joined("\n", start="\ufeff"))
    made("crlf", "lines that end as on Windows", 142, joined("\r\n"), joined("\r\n"))
    made("two-values-on-a-line", "values one behind the other, with and without space", 143, joined(" "),
         joined("", "\n"))
    made("no-line-feed-at-end", "a last line without its end", 144, joined("\n", ""), joined("\n", ""))
    made("empty-lines", "empty lines and spaces around values", 145, joined("\n\n \t\n", "\n\n", "\n \n"),
         joined("\n\n"))


def empty_commits():
    table = Table("empty-commits", "commits without bytes or actions are versions all the same")
    p, m = protocol(), metadata(146)
    table.commit(0, p, m, add("a.parquet"))
    table.log(commit_name(1), "")
    table.log(commit_name(2), "\n")
    table.log(commit_name(3), "")
    table.expect(3, [add("a.parquet")], p, m, [(3, None), (2, None), (1, None), (0, None)])


def side_files():
    table = Table("side-files", "what lies beside the log and is none of it: checksums, temporary and staged files")
    p, m = protocol(), metadata(147)
    table.commit(0, p, m, add("a.parquet"))
    for name in (".00000000000000000000.json.crc", "..00000000000000000001.json.0a1b.tmp.crc",
                 "00000000000000000001.json.tmp", "_commit_1.json.tmp", "00000000000000000002.json.backup",
                 "000000000000000000003.json", "0000000000000000004.json", "00000000000000000005.JSON",
                 "99999999999999999999.json", "00000000000000000000.00000000000000000000.compacted.json",
                 "_staged_commits/00000000000000000001.3a0d65cd-4056-49b8-937b-95f9e3ee90e5.json",
                 "_sidecars/00000000000000000006.json", "00000000000000000007.json/file"):
        table.log(name, "not JSON")
    table.log("00000000000000000000.crc", text_of({"tableSizeBytes": 100, "numFiles": 1}))
    table.log("_last_checkpoint", "{broken")
    table.expect(0, [add("a.parquet")], p, m, [(0, None)])


def compaction():
    table = Table("log-compaction", "a log compaction stands in for commits that are gone")
    p, m = protocol(), metadata(148)
    a, b, c, d, e = (add(f"{name}.parquet", 10) for name in "abcde")
    table.commit(0, p, m, a, b)
    # Commit 1 added c and d, commit 2 removed a, commit 3 removed d, which the compaction still adds as well.
    table.log(f"{1:020}.{3:020}.compacted.json", "".join(x.line() + "\n" for x in (
        c, d, remove("a.parquet"), remove("d.parquet"), txn("loader", 3))))
    table.commit(4, info("WRITE"), e, remove("b.parquet"))
    table.expect(4, [e, c], p, m, [(4, "WRITE"), (0, None)], txns=[txn("loader", 3)],
                 tombstones=[remove("b.parquet"), remove("a.parquet"), remove("d.parquet")],
                 versions={"0": shown(a, b), "3": shown(c, b)},
                 unopenable={"1": "version_gap", "2": "version_gap"}, update_stops=[0])


def compaction_beside():
    table = Table("log-compaction-beside", "a log compaction beside its commits changes nothing")
    p, m = protocol(), metadata(149)
    a, b = add("a.parquet", 10), add("b.parquet", 20)
    table.commit(0, p, m)
    table.commit(1, a)
    table.commit(2, b)
    table.commit(3, remove("a.parquet"))
    table.log(f"{1:020}.{3:020}.compacted.json", b.line() + "\n" + remove("a.parquet").line() + "\n")
    table.log(f"{0:020}.{1:020}.compacted.json", "".join(x.line() + "\n" for x in (p, m, a)))
    table.expect(3, [b], p, m, [(v, None) for v in (3, 2, 1, 0)], tombstones=[remove("a.parquet")],
                 versions={"0": [], "1": shown(a), "2": shown(b, a)})


def version_gap():
    table = Table("version-gap", "a commit is missing")
    table.commit(0, protocol(), metadata(150), add("a.parquet"))
    table.commit(1, add("b.parquet"))
    table.commit(3, add("d.parquet"))
    table.refuse("version_gap", version=2, file=log_name(2), update_stops=[0, 1],
                 versions={"0": ["a.parquet"], "1": ["b.parquet", "a.parquet"]})


def bad_text():
    def refused(name, about, number, text, code, line, field=None):
        table = Table(name, about)
        table.commit(0, protocol(), metadata(number))
        table.log(commit_name(1), text)
        table.commit(2, add("b.parquet"))
        table.refuse(code, version=1, file=log_name(1), line=line, field=field, versions={"0": []})

    good = add("a.parquet").line() + "\n"
    refused("truncated-commit", "a commit that ends within a value", 151, good + good.replace("a.p", "b.p")[:50],
            "invalid_json", 2)
    refused("nul-tail", "a commit that ends in NUL bytes, as after a crash", 152, good.encode() + bytes(64),
            "invalid_json", 2)
    refused("invalid-utf8", "a commit that is not UTF-8", 153,
            good.encode() + b'{"txn":{"appId":"\xff","version":1}}\n', "invalid_utf8", 2)
    refused("wrong-type", "a size that is no integer", 154, good + good.replace('"size":100', '"size":1e30'),
            "wrong_type", 2, "add.size")
    refused("missing-field", "an add without its size", 155, good.replace('"size":100,', ""), "missing_field", 1,
            "add.size")


def missing_actions():
    table = Table("missing-metadata", "a log without metaData")
    table.commit(0, protocol(), add("a.parquet"))
    table.refuse("missing_metadata", version=0)
    table = Table("missing-protocol", "a log without protocol")
    table.commit(0, metadata(156), add("a.parquet"))
    table.commit(1, add("b.parquet"))
    table.refuse("missing_protocol", version=1)


def cleaned_log():
    table = Table("cleaned-log", "old commits were cleaned away behind a checkpoint, which is damaged")
    table.log("00000000000000000002.checkpoint.parquet", "PAR1 stands for a checkpoint PAR1")
    table.commit(2, add("b.parquet"))
    table.commit(3, add("c.parquet"))
    table.refuse("invalid_parquet", file="_delta_log/00000000000000000002.checkpoint.parquet")


def replaced():
    table = Table("replaced", "a table created anew in place: another identity, all files gone")
    p, m = protocol(), metadata(158, schema(("name", "string")))
    a, b = add("a.parquet", 1), add("b.parquet", 2)
    table.commit(0, protocol(), metadata(157), a)
    table.commit(1, info("CREATE OR REPLACE TABLE"), p, m, remove("a.parquet"), b)
    table.commit(2, info("WRITE"))
    table.expect(2, [b], p, m, [(2, "WRITE"), (1, "CREATE OR REPLACE TABLE"), (0, None)],
                 tombstones=[remove("a.parquet")], columns=[["name", "string", True]], versions={"0": ["a.parquet"]})


def many_commits():
    table = Table("many-commits", "more commits than an update fetches one by one; each replaces a file")
    p, m = protocol(), metadata(159)
    table.commit(0, p, m, add("0.parquet"), add("always.parquet"))
    for version in range(1, 41):
        table.commit(version, remove(f"{version - 1}.parquet"), add(f"{version}.parquet"), txn("loader", version))
    table.expect(40, [add("40.parquet"), add("always.parquet")], p, m, [(v, None) for v in range(40, -1, -1)],
                 txns=[txn("loader", 40)], tombstones=[remove(f"{v}.parquet") for v in range(39, -1, -1)],
                 versions={"7": ["7.parquet", "always.parquet"]})


text_forms()
empty_commits()
side_files()
compaction()
compaction_beside()
version_gap()
bad_text()
missing_actions()
cleaned_log()
replaced()
many_commits()

# ---------------------------------------------------------------------------------------------------------------------
# Time


def time_travel():
    table = Table("time-travel", "versions by the time of their files, which are made to rise where a clock went back")
    p, m = protocol(), metadata(160)
    table.commit(0, p, m)
    for version in (1, 2, 3):
        table.commit(version, add(f"{version}.parquet"))
    table.expect(3, [add(f"{v}.parquet") for v in (3, 2, 1)], p, m, [(v, None) for v in (3, 2, 1, 0)],
                 modified={"0": TIME, "1": TIME - 5000, "2": TIME + 1000, "3": TIME + 1000},
                 times={"0": TIME, "1": TIME + 1, "2": TIME + 1000, "3": TIME + 1001},
                 at=[[TIME - 1, "timestamp_too_early"], [TIME, 0], [TIME + 1, 1], [TIME + 999, 1], [TIME + 1000, 2],
                     [TIME + 1001, 3], [TIME + 10**9, 3]])


def in_commit_timestamps():
    table = Table("in-commit-timestamps", "enabled at version 2: before that the time of files counts, from then on "
                  "that of commits", "inCommitTimestamp")
    p = protocol(1, 7, None, ["inCommitTimestamp"])
    m = metadata(161, configuration={"delta.enableInCommitTimestamps": "true",
                                     "delta.inCommitTimestampEnablementVersion": "2",
                                     "delta.inCommitTimestampEnablementTimestamp": str(TIME + 5000)})
    table.commit(0, protocol(), metadata(161))
    table.commit(1, add("1.parquet"))
    table.commit(2, info("SET TBLPROPERTIES", inCommitTimestamp=TIME + 5000), p, m)
    table.commit(3, info("WRITE", inCommitTimestamp=TIME + 6000), add("3.parquet"))
    table.commit(4, info("WRITE", inCommitTimestamp=TIME + 6001), add("4.parquet"))
    table.expect(4, [add("4.parquet"), add("3.parquet"), add("1.parquet")], p, m,
                 [(4, "WRITE"), (3, "WRITE"), (2, "SET TBLPROPERTIES"), (1, None), (0, None)],
                 modified={"0": TIME, "1": TIME + 4000, "2": TIME + 10**9, "3": TIME, "4": 0},
                 times={"0": TIME, "1": TIME + 4000, "2": TIME + 5000, "3": TIME + 6000, "4": TIME + 6001},
                 at=[[TIME - 1, "timestamp_too_early"], [TIME, 0], [TIME + 3999, 0], [TIME + 4000, 1], [TIME + 4999, 1],
                     [TIME + 5000, 2], [TIME + 5999, 2], [TIME + 6000, 3], [TIME + 6001, 4], [TIME + 10**10, 4]])


def timestamps_from_the_start():
    table = Table("in-commit-timestamps-always", "there from version 0 on: the time of files counts for nothing",
                  "inCommitTimestamp")
    p = protocol(1, 7, None, ["inCommitTimestamp"])
    m = metadata(162, configuration={"delta.enableInCommitTimestamps": "true"})
    table.commit(0, info("CREATE TABLE", inCommitTimestamp=TIME), p, m)
    table.commit(1, info("WRITE", inCommitTimestamp=TIME + 10), add("1.parquet"))
    table.expect(1, [add("1.parquet")], p, m, [(1, "WRITE"), (0, "CREATE TABLE")],
                 modified={"0": 0, "1": 0}, times={"0": TIME, "1": TIME + 10},
                 at=[[0, "timestamp_too_early"], [TIME, 0], [TIME + 9, 0], [TIME + 10, 1]])


time_travel()
in_commit_timestamps()
timestamps_from_the_start()

# ---------------------------------------------------------------------------------------------------------------------
# Checkpoints: PROTOCOL.md "Checkpoints"

UUIDS = [f"{n}f3c7a10-5b2d-4e6f-8a91-0c1d2e3f4a5b" for n in range(4)]
V2 = protocol(3, 7, ["v2Checkpoint"], ["v2Checkpoint"])
DOMAINS = protocol(1, 7, None, ["domainMetadata"])


def v2_mark(version):
    return Action("checkpointMetadata", {"version": version})


def json_checkpoint(table, version, uuid, *rows):
    table.log(f"{version:020}.checkpoint.{uuid}.json", "".join(row.line() + "\n" for row in rows))


def cut(content):
    return content[:len(content) // 2]


def blanked(content):
    """Keeps the footer, and makes every page of it nonsense."""
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    return content[:4] + bytes(footer - 4) + content[footer:]


def classic_checkpoint():
    table = Table("checkpoint-classic", "a classic checkpoint; the commits before it are cleaned away")
    p, m = protocol(), metadata(170, schema(("id", "long"), ("p", "string")), ["p"])
    a, b, c, d = (add(f"{n}.parquet", size, {"p": value}) for n, size, value in
                  (("a", 1, "x"), ("b", 2, "y"), ("c", 3, None), ("d", 4, "x")))
    # Commit 0 added a and b, commit 1 removed a and added c.
    gone = remove("a.parquet", extendedFileMetadata=True, partitionValues={"p": "x"}, size=1)
    old, new = txn("loader", 1, lastUpdated=TIME), txn("loader", 3)
    table.checkpoint(2, *stored(old, p, b, m, gone, c, txn("other", 7)))
    table.commit(2, info("WRITE"), old)
    table.commit(3, info("WRITE"), d, remove("b.parquet"), new)
    table.log("_last_checkpoint", text_of({"version": 2, "size": 7}))
    table.expect(3, [d, c], p, m, [(3, "WRITE"), (2, "WRITE")], txns=[new, txn("other", 7)],
                 tombstones=[remove("b.parquet"), *stored(gone)],
                 versions={"2": shown(b, c)}, unopenable={"0": "version_not_found", "1": "version_not_found"},
                 filters=[{"where": [["p", "=", ""]], "shown": shown(c)},
                          {"where": [["p", "=", "x"]], "shown": shown(d)}])


def multi_part():
    table = Table("checkpoint-multi-part", "a checkpoint in two parts; the commits before it are cleaned away")
    p, m = protocol(), metadata(171)
    a, b, c, d = (add(f"{n}.parquet", 10) for n in "abcd")
    gone = remove("old.parquet")
    table.checkpoint(1, *stored(p, a, b), part=(1, 2))
    table.checkpoint(1, *stored(c, gone, m, txn("loader", 1)), part=(2, 2))
    table.commit(1)
    table.commit(2, d, remove("b.parquet"))
    table.log("_last_checkpoint", text_of({"version": 1, "size": 7, "parts": 2}))
    table.expect(2, [d, a, c], p, m, [(2, None), (1, None)], txns=[txn("loader", 1)],
                 tombstones=[remove("b.parquet"), *stored(gone)],
                 versions={"1": shown(a, b, c)}, unopenable={"0": "version_not_found"})


def multi_part_incomplete():
    table = Table("checkpoint-part-missing", "a checkpoint of which a part is missing counts for nothing")
    p, m = protocol(), metadata(172)
    a, b = add("a.parquet", 10), add("b.parquet", 20)
    table.commit(0, p, m, a)
    table.commit(1, b)
    table.commit(2, remove("a.parquet"))
    table.checkpoint(1, *stored(p, m, add("of-an-incomplete-one.parquet")), part=(2, 3))
    table.checkpoint(1, *stored(txn("x", 1)), part=(3, 3))
    table.log("_last_checkpoint", text_of({"version": 1, "size": 4, "parts": 3}))
    table.expect(2, [b], p, m, [(v, None) for v in (2, 1, 0)], tombstones=[remove("a.parquet")],
                 versions={"0": shown(a), "1": shown(b, a)})


def v2_in_parquet():
    table = Table("checkpoint-v2-parquet", "a V2 checkpoint in Parquet with two sidecars; commits before it cleaned "
                  "away", "v2Checkpoint")
    m = metadata(173)
    a, b, c, d = (add(f"{n}.parquet", 10) for n in "abcd")
    gone = remove("old.parquet")
    first = table.sidecar("016ae953-0000-4000-8000-000000000001.parquet", a, gone)
    second = table.sidecar("016ae953-0000-4000-8000-000000000002.parquet", b, c, kinds=("add",))
    rows = [v2_mark(2), V2, m, first, second, txn("loader", 2), domain("user.kept", "k")]
    table.checkpoint(2, *rows, uuid=UUIDS[0], kinds=V2_KINDS)
    table.commit(2, txn("loader", 2))
    table.commit(3, remove("b.parquet"), d)
    table.expect(3, [d, a, c], V2, m, [(3, None), (2, None)], txns=[txn("loader", 2)],
                 domains=[domain("user.kept", "k")], tombstones=[remove("b.parquet"), *stored(gone)],
                 versions={"2": shown(a, b, c)}, unopenable={"0": "version_not_found", "1": "version_not_found"})


def v2_in_json():
    table = Table("checkpoint-v2-json", "a V2 checkpoint in JSON with two sidecars, one of which is named by its "
                  "location as a URI", "v2Checkpoint")
    m = metadata(174)
    a, b, c, d = (add(f"{n}.parquet", 10) for n in "abcd")
    first = table.sidecar("first.parquet", a, b)
    second = table.sidecar("second part.parquet", c, remove("old.parquet"),
                           path="file:/elsewhere/a%20table/_delta_log/_sidecars/second%20part.parquet")
    json_checkpoint(table, 1, UUIDS[0], m, first, v2_mark(1), second, V2, txn("loader", 1))
    table.commit(1)
    table.commit(2, remove("a.parquet"), d)
    table.expect(2, [d, b, c], V2, m, [(2, None), (1, None)], txns=[txn("loader", 1)],
                 tombstones=[remove("a.parquet"), *stored(remove("old.parquet"))],
                 versions={"1": shown(a, b, c)}, unopenable={"0": "version_not_found"})


def v2_classic_name():
    table = Table("checkpoint-v2-classic-name", "a V2 checkpoint under the name of a classic one, with a sidecar; all "
                  "commits are there", "v2Checkpoint")
    m = metadata(175)
    a, b, c = (add(f"{n}.parquet", 10) for n in "abc")
    table.commit(0, V2, m, a)
    table.commit(1, b, remove("a.parquet"))
    table.commit(2, c)
    table.checkpoint(1, V2, m, v2_mark(1), table.sidecar("s.parquet", b, remove("a.parquet")), kinds=V2_KINDS)
    table.expect(2, [c, b], V2, m, [(v, None) for v in (2, 1, 0)], tombstones=stored(remove("a.parquet")),
                 versions={"0": shown(a), "1": shown(b)}, cleanable=1)


def v2_inline():
    def made(name, number, what, write):
        table = Table(name, f"a V2 checkpoint in {what} without sidecars: its files stand in it", "v2Checkpoint")
        m = metadata(number, schema(("id", "long"), ("p", "string")), ["p"])
        a, b = add("a.parquet", 10, {"p": "x"}, stats='{"numRecords":1}'), add("b.parquet", 20, {"p": None})
        table.commit(0, V2, m, a, add("old.parquet", 1, {"p": "x"}))
        table.commit(1, b, remove("old.parquet"))
        write(table, stored(v2_mark(1), b, V2, m, remove("old.parquet"), a))
        table.expect(1, [b, a], V2, m, [(1, None), (0, None)], tombstones=stored(remove("old.parquet")),
                     versions={"0": ["a.parquet", "old.parquet"]}, cleanable=1)

    made("checkpoint-v2-inline", 176, "Parquet",
         lambda table, rows: table.checkpoint(1, *rows, uuid=UUIDS[0], kinds=V2_KINDS))
    made("checkpoint-v2-json-inline", 177, "JSON", lambda table, rows: json_checkpoint(table, 1, UUIDS[0], *rows))


def parsed_statistics():
    table = Table("checkpoint-stats-parsed", "statistics only as columns of their own types, and parsed partition "
                  "values: read as the JSON text that commits have")
    place = {"type": "struct", "fields": [{"name": "lat", "type": "double", "nullable": True, "metadata": {}}]}
    columns = schema(("id", "long"), ("price", "decimal(10,2)"), ("day", "date"), ("at", "timestamp"),
                     ("local", "timestamp_ntz"), ("name", "string"), ("place", place), ("p", "integer"))
    p, m = protocol(3, 7, ["timestampNtz"], ["timestampNtz"]), metadata(178, columns, ["p"])
    low = {"id": -3, "price": Decimal("-1.50"), "day": date(1969, 12, 31),
           "at": datetime(2024, 2, 29, 12, 34, 56, 789_123, timezone.utc), "local": datetime(1900, 1, 2, 3, 4, 5),
           "name": "Änne \"x\"\n", "place": {"lat": -0.5}}
    high = {"id": 9_007_199_254_740_993, "price": Decimal("0.00"), "day": date(9999, 12, 31),
            "at": datetime(2024, 3, 1, tzinfo=timezone.utc), "local": datetime(2024, 3, 1, 0, 0, 0, 1000),
            "name": "ö", "place": {"lat": 2.25}}
    whole = {"numRecords": 3, "minValues": low, "maxValues": high, "tightBounds": True,
             "nullCount": {"id": 0, "price": 0, "day": 1, "at": 2, "local": 0, "name": 0, "place": {"lat": 1}}}
    some = {"numRecords": 1, "minValues": {"id": 7}, "maxValues": {"id": 7}, "nullCount": {"id": 0, "price": 1}}
    a = add("a.parquet", 10, {"p": "1"}, stats='{"numRecords":3,"minValues":{"id":-3,"price":-1.50,"day":"1969-12-31",'
            '"at":"2024-02-29T12:34:56.789123Z","local":"1900-01-02T03:04:05","name":"Änne \\"x\\"\\u000a",'
            '"place":{"lat":-0.5}},"maxValues":{"id":9007199254740993,"price":0.00,"day":"9999-12-31",'
            '"at":"2024-03-01T00:00:00Z","local":"2024-03-01T00:00:00.001000","name":"ö","place":{"lat":2.25}},'
            '"nullCount":{"id":0,"price":0,"day":1,"at":2,"local":0,"name":0,"place":{"lat":1}},"tightBounds":true}')
    b = add("b.parquet", 20, {"p": None},
            stats='{"numRecords":1,"minValues":{"id":7},"maxValues":{"id":7},"nullCount":{"id":0,"price":1}}')
    c = add("c.parquet", 30, {"p": "-2"})
    table.commit(0, p, m, a)
    table.commit(1, b, c)
    rows = [Action("add", {**{k: v for k, v in f.items() if k != "stats"}, "stats_parsed": parsed,
                           "partitionValues_parsed": {"p": number}})
            for f, parsed, number in ((b, some, None), (c, None, -2), (a, whole, 1))]

    def types():
        import pyarrow as pa
        bounds = [("id", pa.int64()), ("price", pa.decimal128(10, 2)), ("day", pa.date32()),
                  ("at", pa.timestamp("us", "UTC")), ("local", pa.timestamp("us")), ("name", pa.string()),
                  ("place", pa.struct([("lat", pa.float64())]))]
        counts = pa.struct([(name, pa.struct([("lat", pa.int64())]) if name == "place" else pa.int64())
                            for name, _ in bounds])
        return {"add.partitionValues_parsed": pa.struct([("p", pa.int32())]),
                "add.stats_parsed": pa.struct([("numRecords", pa.int64()), ("minValues", pa.struct(bounds)),
                                               ("maxValues", pa.struct(bounds)), ("nullCount", counts),
                                               ("tightBounds", pa.bool_())])}

    table.checkpoint(1, *stored(p, *rows, m), without=["add.stats"], types=types)
    table.expect(1, [b, c, a], p, m, [(1, None), (0, None)], versions={"0": shown(a)}, cleanable=1)


def all_fields():
    table = Table("checkpoint-all-fields", "a checkpoint with all that files can have, and removes with vectors",
                  "deletionVectors, rowTracking, domainMetadata, clustering")
    p = protocol(3, 7, ["deletionVectors"], ["deletionVectors", "rowTracking", "domainMetadata", "clustering"])
    m = metadata(179, schema(("id", "long"), ("p", "string")), ["p"], name="all", description="fields",
                 configuration={"delta.enableDeletionVectors": "true", "user.key": ""})
    stored_vector = {"storageType": "u", "pathOrInlineDv": "ab" + z85(bytes(range(16))), "offset": 4, "sizeInBytes": 40,
                     "cardinality": 6}
    absolute = {"storageType": "p", "pathOrInlineDv": "s3://lake/t/dv.bin", "sizeInBytes": 34, "cardinality": 1 << 40}
    a = add("a%20b.parquet", 10, {"p": "x"}, "a b.parquet", deletionVector=inline_vector(0, 7), baseRowId=0,
            defaultRowCommitVersion=0, stats='{"numRecords":9}', tags={"ZCUBE_ID": "x", "EMPTY": "", "NONE": None})
    b = add("b.parquet", 20, {"p": "y"}, deletionVector=stored_vector, baseRowId=9, defaultRowCommitVersion=0,
            clusteringProvider="liquid")
    c = add("c.parquet", 30, {"p": "x"}, deletionVector=absolute)
    d = add("d.parquet", 40, {"p": None}, baseRowId=20, defaultRowCommitVersion=1)
    e = add("e.parquet", 50, {"p": "x"})
    first = remove("b.parquet", extendedFileMetadata=True, partitionValues={"p": "y"}, size=20, baseRowId=9,
                   defaultRowCommitVersion=0)
    second = remove("c.parquet", deletionVector={**absolute, "cardinality": 0, "offset": 1})
    mark, clusters = domain("delta.rowTracking", '{"rowIdHighWaterMark":20}'), domain("delta.clustering", "[]")
    plain_b = add("b.parquet", 20, {"p": "y"}, baseRowId=9, defaultRowCommitVersion=0, clusteringProvider="liquid")
    plain_c = add("c.parquet", 30, {"p": "x"}, deletionVector=second["deletionVector"])
    table.commit(0, p, m, domain("delta.rowTracking", '{"rowIdHighWaterMark":9}'), clusters, a, plain_b, plain_c)
    table.commit(1, mark, first, b, second, c, d, txn("loader", 1, lastUpdated=0))
    table.commit(2, info("WRITE"), e)
    table.checkpoint(1, *stored(b, first, p, second, mark, c, d, clusters, m, a, txn("loader", 1, lastUpdated=0)))
    table.expect(2, [e, b, c, d, a], p, m, [(2, "WRITE"), (1, None), (0, None)],
                 txns=[txn("loader", 1, lastUpdated=0)], domains=[mark, clusters], tombstones=stored(first, second),
                 versions={"0": shown(a, plain_b, plain_c), "1": shown(b, c, d, a)}, cleanable=1)


def narrow_columns():
    table = Table("checkpoint-narrow", "a checkpoint with few columns, narrower integers, and columns of the future")
    p, m = protocol(), metadata(180, createdTime=5)
    a, b = add("a.parquet", 10, modificationTime=1000), add("b.parquet", 2_000_000_000, modificationTime=0)
    gone = Action("remove", {"path": "old.parquet", "dataChange": True})
    table.commit(0, p, m, a, add("old.parquet", 1))
    table.commit(1, gone, b, txn("loader", 4))

    def types():
        import pyarrow as pa
        return {"add.size": pa.int32(), "add.modificationTime": pa.int32(), "add.later": pa.struct([("x", pa.int8())]),
                "metaData.createdTime": pa.int16(), "txn.version": pa.int8(), "protocol.minReaderVersion": pa.int64(),
                "protocol.minWriterVersion": pa.int8(), "prophecy.path": pa.string()}

    def beside():
        import pyarrow as pa
        return [("number", pa.int32(), 7), ("words", pa.list_(pa.string()), ["x", None])]

    without = [f"add.{name}" for name in ("dataChange", "tags", "deletionVector", "baseRowId", "stats",
                                          "defaultRowCommitVersion", "clusteringProvider", "partitionValues")]
    without += [f"remove.{name}" for name in ("size", "tags", "deletionVector", "baseRowId", "extendedFileMetadata",
                                              "defaultRowCommitVersion", "partitionValues", "deletionTimestamp",
                                              "dataChange")]
    without += ["metaData.name", "metaData.description", "metaData.configuration", "metaData.partitionColumns",
                "txn.lastUpdated", "protocol.readerFeatures", "protocol.writerFeatures"]
    rows = [p, m, Action("add", {**b, "later": {"x": 1}}), a, gone, txn("loader", 4)]
    table.checkpoint(1, *rows, kinds=("prophecy",) + V1_KINDS[:5], without=without, types=types, beside=beside,
                     compression="none")
    table.expect(1, [b, a], p, m, [(1, None), (0, None)], txns=[txn("loader", 4)], tombstones=[gone],
                 versions={"0": ["a.parquet", "old.parquet"]}, cleanable=1)


def null_values():
    table = Table("checkpoint-null-values", "maps whose values are all null, and empty lists, are not missing columns",
                  "none")
    p, m = protocol(3, 7, [], ["appendOnly"]), metadata(181, schema(("id", "long"), ("p", "string")), ["p"])
    with_null = Action("metaData", {**m, "configuration": {"user.nothing": None}})
    a, b = add("a.parquet", 10, {"p": None}, tags={"t": None}), add("b.parquet", 20, {"p": None})
    gone = remove("old.parquet", extendedFileMetadata=True, partitionValues={"p": None}, size=1)
    table.commit(0, p, with_null, a, add("old.parquet", 1, {"p": None}))
    table.commit(1, b, gone)
    table.checkpoint(1, *stored(p, with_null, b, a, gone))
    table.expect(1, [b, a], p, m, [(1, None), (0, None)], tombstones=stored(gone),
                 versions={"0": ["a.parquet", "old.parquet"]},
                 filters=[{"where": [["p", "=", ""]], "shown": shown(b, a)}], cleanable=1)


class Compact:
    """Thrift's compact protocol, read into lists of [field, type, value] and written again."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def varint(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def value(self, kind):
        if kind in (1, 2):
            return None
        if kind == 3:
            self.at += 1
            return self.data[self.at - 1]
        if kind in (4, 5, 6):
            return self.varint()
        if kind == 8:
            size = self.varint()
            self.at += size
            return self.data[self.at - size:self.at]
        if kind == 9:
            head = self.value(3)
            count = head >> 4 if head >> 4 != 15 else self.varint()
            return [head & 15, [self.value(head & 15) for _ in range(count)]]
        assert kind == 12, kind
        fields, number = [], 0
        while head := self.value(3):
            number = number + (head >> 4) if head >> 4 else self.varint() // 2
            fields.append([number, head & 15, self.value(head & 15)])
        return fields

    @staticmethod
    def written(kind, value):
        def varint(number):
            return (bytes([number & 127 | 128]) + varint(number >> 7)) if number > 127 else bytes([number])

        if kind in (1, 2):
            return b""
        if kind == 3:
            return bytes([value])
        if kind in (4, 5, 6):
            return varint(value)
        if kind == 8:
            return varint(len(value)) + value
        if kind == 9:
            size = len(value[1])
            head = bytes([size << 4 | value[0]]) if size < 15 else bytes([0xF0 | value[0]]) + varint(size)
            return head + b"".join(Compact.written(value[0], one) for one in value[1])
        made, last = b"", 0
        for number, of, one in value:
            step = number - last
            made += bytes([step << 4 | of]) if 0 < step < 16 else bytes([of]) + varint(number * 2)
            made += Compact.written(of, one)
            last = number
        return made + b"\0"


def with_legacy_groups(content):
    """Lists in two levels, and maps as Hive and old versions of Spark wrote them: only the footer tells them apart."""
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    root = Compact(content[footer:]).value(12)
    top = {number: value for number, _, value in root}
    schema_list = top[2][1]
    old, schema_list[:] = list(schema_list), []
    for at, element in enumerate(old):
        fields = {number: value for number, _, value in element}

        def change(number, kind, value):
            added = [] if value is None else [[number, kind, value]]
            element[:] = sorted([f for f in element if f[0] != number] + added)

        if fields[4] == b"list":
            continue
        if fields[4] == b"element":
            change(3, 5, 4)  # repeated, in zigzag
            change(4, 8, b"array")
        if fields[4] == b"key_value":
            change(4, 8, b"map")
        if fields[4] == b"partitionValues":
            change(6, 5, 4)  # MAP_KEY_VALUE on the outer group
            change(10, 12, None)
        if fields[4] == b"configuration" and 5 in fields:  # a map, not a domain's text
            change(10, 12, None)  # MAP there, MAP_KEY_VALUE on the inner one
            old[at + 1].append([6, 5, 4])
        schema_list.append(element)
    for group in top[4][1]:
        for column in dict((f[0], f[2]) for f in group)[1][1]:
            path = dict((f[0], f[2]) for f in dict((f[0], f[2]) for f in column)[3])[3][1]
            path[:] = [{b"element": b"array", b"key_value": b"map"}.get(name, name) for name in path if name != b"list"]
    made = Compact.written(12, [f for f in root])
    return content[:footer] + made + len(made).to_bytes(4, "little") + b"PAR1"


def legacy_groups():
    table = Table("checkpoint-legacy-groups", "a checkpoint with lists in two levels and maps of old writers",
                  "none")
    p = protocol(3, 7, ["deletionVectors", "columnMapping"], ["deletionVectors", "columnMapping", "appendOnly"])
    m = metadata(182, schema(("id", "long"), ("p", "string"), ("q", "string")), ["p", "q"],
                 configuration={"delta.appendOnly": "true", "user.key": "v"})
    a, b = add("a.parquet", 10, {"p": "x", "q": None}), add("b.parquet", 20, {"p": "y", "q": "z"})
    table.commit(0, p, m, a)
    table.commit(1, b)

    def types():
        import pyarrow as pa
        made = pa.list_(pa.field("element", pa.string(), nullable=False))
        return {"metaData.partitionColumns": made, "protocol.readerFeatures": made, "protocol.writerFeatures": made}

    table.checkpoint(1, *stored(p, m, b, a), spoil=with_legacy_groups, types=types)
    table.expect(1, [b, a], p, m, [(1, None), (0, None)], versions={"0": shown(a)}, cleanable=1)


def damaged():
    table = Table("checkpoint-damaged", "a damaged checkpoint beside all commits: they tell the same")
    p, m = protocol(), metadata(183)
    a, b, c = (add(f"{n}.parquet", 10) for n in "abc")
    table.commit(0, p, m, a)
    table.commit(1, b)
    table.commit(2, c, remove("a.parquet"))
    table.checkpoint(1, *stored(p, m, b, a), spoil=cut)
    table.log("_last_checkpoint", text_of({"version": 1, "size": 4}))
    table.expect(2, [c, b], p, m, [(v, None) for v in (2, 1, 0)], tombstones=[remove("a.parquet")],
                 versions={"0": shown(a), "1": shown(b, a)})


def damaged_newest():
    table = Table("checkpoint-damaged-newest", "the newest checkpoint is damaged, an older one is good; early commits "
                  "are cleaned away")
    p, m = protocol(), metadata(184)
    a, b, c, d = (add(f"{n}.parquet", 10) for n in "abcd")
    table.checkpoint(1, *stored(p, m, a, remove("old.parquet")))
    table.commit(1)
    table.commit(2, b, remove("a.parquet"))
    table.commit(3, c)
    table.checkpoint(3, *stored(p, m, c, b, remove("a.parquet"), remove("old.parquet")), spoil=blanked)
    json_checkpoint(table, 3, UUIDS[1], p, m, Action("sidecar", {"path": "nowhere.parquet", "sizeInBytes": 9,
                                                                 "modificationTime": TIME}))
    table.commit(4, d)
    table.expect(4, [d, c, b], p, m, [(v, None) for v in (4, 3, 2, 1)],
                 tombstones=[remove("a.parquet"), *stored(remove("old.parquet"))],
                 versions={"1": shown(a), "2": shown(b), "3": shown(c, b)}, unopenable={"0": "version_not_found"})


def missing_sidecar():
    table = Table("checkpoint-sidecar-missing", "a checkpoint with a sidecar that is gone, beside all commits",
                  "v2Checkpoint")
    m = metadata(185)
    a, b = add("a.parquet", 10), add("b.parquet", 20)
    table.commit(0, V2, m, a)
    table.commit(1, b)
    table.commit(2, remove("a.parquet"))
    gone = Action("sidecar", {"path": "gone.parquet", "sizeInBytes": 2000, "modificationTime": TIME})
    table.checkpoint(1, v2_mark(1), V2, m, table.sidecar("there.parquet", b), gone, uuid=UUIDS[0], kinds=V2_KINDS)
    table.expect(2, [b], V2, m, [(v, None) for v in (2, 1, 0)], tombstones=[remove("a.parquet")],
                 versions={"0": shown(a), "1": shown(b, a)})


def incomplete_state(name, number, lacks, code):
    table = Table(name, f"a checkpoint without {lacks}: well-formed and wrong, so no other way is tried")
    p, m = protocol(), metadata(number)
    a, b = add("a.parquet", 10), add("b.parquet", 20)
    table.commit(0, p, m, a)
    table.commit(1, b)
    table.commit(2, add("c.parquet"))
    table.checkpoint(1, *stored(*(row for row in (p, m, a, b) if row.kind != lacks)))
    table.refuse(code, version=2, versions={"0": shown(a)}, updates_pass=[0])


def newer_vectors():
    table = Table("checkpoint-newer-vectors", "commits after a checkpoint remove its files and add them again with "
                  "other deletion vectors", "deletionVectors")
    m = metadata(188)
    one, two, three = ({"deletionVector": inline_vector(*rows)} for rows in ((1,), (1, 2), (1, 2, 3)))
    a1, a2 = add("a.parquet", 10, **one), add("a.parquet", 10, **two)
    b, b1, b3 = add("b.parquet", 20), add("b.parquet", 20, **one), add("b.parquet", 20, **three)
    c, c_again = add("c.parquet", 30), add("c.parquet", 30, stats='{"numRecords":5}')
    d1, back = add("d.parquet", 40, **one), add("e.parquet", 50)
    gone_d = remove("d.parquet", **two)  # of a vector that d no longer has
    table.commit(0, VECTORS, m, a1, b, c, d1, add("e.parquet", 5))
    table.commit(1, remove("e.parquet"))
    table.checkpoint(1, *stored(a1, VECTORS, b, remove("e.parquet"), c, m, d1))
    table.commit(2, remove("a.parquet", **one), a2)
    table.commit(3, remove("b.parquet"), b1, gone_d)
    table.commit(4, c_again, back, remove("b.parquet", **one), b3)
    table.expect(4, [c_again, back, b3, a2, d1], VECTORS, m, [(v, None) for v in (4, 3, 2, 1, 0)],
                 tombstones=[remove("b.parquet", **one), remove("b.parquet"), gone_d, remove("a.parquet", **one)],
                 versions={"1": shown(a1, b, c, d1), "2": shown(a2, b, c, d1), "3": shown(b1, a2, c, d1)}, cleanable=1)


def checkpoint_alone():
    table = Table("checkpoint-alone", "a checkpoint, and no commit is left at all")
    p, m = protocol(), metadata(189)
    a = add("a.parquet", 10)
    table.checkpoint(7, *stored(p, m, a, txn("loader", 9), remove("old.parquet")))
    table.expect(7, [a], p, m, [], txns=[txn("loader", 9)], tombstones=stored(remove("old.parquet")),
                 unopenable={str(v): "version_not_found" for v in range(7)})


def checkpoint_tombstones():
    table = Table("checkpoint-tombstones", "tombstones of a checkpoint: one is superseded, one was left out of it "
                  "because it had expired")
    p, m = protocol(), metadata(190)
    a, b, c = add("a.parquet", 10), add("b.parquet", 20), add("c.parquet", 30)
    expired = remove("expired.parquet", deletionTimestamp=1000)
    table.commit(0, p, m, a, b, c, add("expired.parquet", 1))
    table.commit(1, remove("a.parquet"), expired)
    table.commit(2, remove("b.parquet", deletionTimestamp=TIME + 2000))
    table.checkpoint(2, *stored(remove("a.parquet"), p, c, remove("b.parquet", deletionTimestamp=TIME + 2000), m))
    table.commit(3, a, remove("c.parquet"))
    table.commit(4, remove("never-there.parquet"))
    table.expect(4, [a], p, m, [(v, None) for v in (4, 3, 2, 1, 0)],
                 tombstones=[remove("never-there.parquet"), remove("c.parquet"),
                             *stored(remove("b.parquet", deletionTimestamp=TIME + 2000))],
                 expired=["expired.parquet"], versions={"1": ["b.parquet", "c.parquet"], "2": ["c.parquet"]},
                 cleanable=2)


def expired_transactions():
    table = Table("checkpoint-expired-txns", "transactions that expired are not in the checkpoint, and an older one of "
                  "the same application does not come back")
    p, m = protocol(), metadata(191, configuration={"delta.setTransactionRetentionDuration": "interval 1 days"})
    table.commit(0, p, m, txn("old", 5, lastUpdated=1), txn("kept", 1, lastUpdated=TIME))
    table.commit(1, txn("old", 6, lastUpdated=2), txn("no-time", 3))
    table.checkpoint(1, p, m, txn("kept", 1, lastUpdated=TIME), txn("no-time", 3))
    table.commit(2, txn("kept", 2, lastUpdated=TIME))
    table.expect(2, [], p, m, [(2, None), (1, None), (0, None)],
                 txns=[txn("kept", 2, lastUpdated=TIME), txn("no-time", 3)], expired=["old"], cleanable=1)


def removed_domain():
    table = Table("checkpoint-domain-removed", "domains of a checkpoint that newer commits remove, change and bring "
                  "back", "domainMetadata")
    m = metadata(192)
    table.commit(0, DOMAINS, m, domain("gone", "{}"), domain("changed", "1"), domain("kept", "k"),
                 domain("dead", "x"))
    table.commit(1, domain("dead", "x", True))
    # Tombstones of domains have no place in a checkpoint; this writer left one in.
    table.checkpoint(1, DOMAINS, domain("gone", "{}"), domain("dead", "x", True), m, domain("changed", "1"),
                     domain("kept", "k"))
    table.commit(2, domain("gone", "{}", True), domain("changed", "2"), domain("never-there", "", True))
    table.expect(2, [], DOMAINS, m, [(v, None) for v in (2, 1, 0)],
                 domains=[domain("changed", "2"), domain("kept", "k")], cleanable=1)


def several_checkpoints():
    table = Table("checkpoint-several", "checkpoints of several versions, and several of one: time travel uses the one "
                  "that fits", "v2Checkpoint")
    first, m = metadata(193), metadata(193, schema(("id", "long"), ("note", "string")))
    files = [add(f"{n}.parquet", 10 + n) for n in range(6)]
    table.commit(0, V2, first, files[0])
    for version in (1, 2, 4, 5):
        table.commit(version, files[version], remove(f"{version - 2}.parquet"))
    table.commit(3, m, files[3], txn("loader", 3))
    table.checkpoint(0, *stored(files[0], V2, first))
    table.checkpoint(2, *stored(files[2], files[1], V2, first, remove("-1.parquet"), remove("0.parquet")))
    table.checkpoint(4, *stored(m, V2, txn("loader", 3), files[4], files[3], files[1], remove("-1.parquet"),
                                remove("0.parquet"), remove("2.parquet")))
    json_checkpoint(table, 4, UUIDS[0], v2_mark(4), m, V2, txn("loader", 3), *stored(files[1], files[3], files[4]))
    table.checkpoint(4, v2_mark(4), V2, uuid=UUIDS[1], kinds=V2_KINDS, spoil=cut)
    table.checkpoint(5, *stored(m, V2, add("of-an-incomplete-one.parquet")), part=(1, 2))
    table.log("_last_checkpoint", text_of({"version": 2, "size": 6}))
    table.expect(5, [files[n] for n in (5, 4, 1)], V2, m, [(v, None) for v in range(5, -1, -1)],
                 txns=[txn("loader", 3)],
                 tombstones=[remove("3.parquet"), *stored(*(remove(f"{n}.parquet") for n in (-1, 0, 2)))],
                 versions={"0": ["0.parquet"], "1": ["1.parquet", "0.parquet"], "2": ["2.parquet", "1.parquet"],
                           "3": ["3.parquet", "2.parquet", "1.parquet"],
                           "4": ["4.parquet", "3.parquet", "1.parquet"]}, cleanable=4)


def row_groups():
    table = Table("checkpoint-row-groups", "a checkpoint of many small row groups, with all commits; files of typed "
                  "partitions")
    p, m = protocol(), metadata(194, schema(("id", "long"), ("day", "date"), ("n", "integer")), ["day", "n"])

    def file(n):
        values = {"day": f"2024-02-{27 + n // 20}", "n": None if n % 7 == 0 else str(n % 7)}
        stats = {"stats": text_of({"numRecords": n})} if n % 3 else {}
        tags = {"tags": {"odd": "yes"}} if n % 10 == 9 else {}
        return add(f"part-{n:03}.parquet", 100 + n, values, **stats, **tags)

    files = [file(n) for n in range(60)]
    gone = [remove(f"old-{n}.parquet", deletionTimestamp=TIME + n) for n in range(5)]
    table.commit(0, p, m, *files[:30], *(add(f"old-{n}.parquet", 1, {"day": "2024-01-01", "n": "1"}) for n in range(5)))
    table.commit(1, *gone, *files[30:])
    table.commit(2, remove("part-059.parquet"), remove("part-000.parquet"))
    rows = stored(*files[40:], p, gone[0], *files[:20], *gone[1:], m, *files[20:40])
    table.checkpoint(1, *rows, row_group_size=12, data_page_size=64)
    order = files[40:59] + files[1:20] + files[20:40]
    table.expect(2, order, p, m, [(2, None), (1, None), (0, None)],
                 tombstones=[remove("part-059.parquet"), remove("part-000.parquet"), *stored(*gone)],
                 versions={"1": shown(*files[40:], *files[:20], *files[20:40])},
                 filters=[{"where": [["day", "=", "2024-02-28"]], "shown": shown(*files[20:40])},
                          {"where": [["n", "=", ""]],
                           "shown": [f.shown for f in order if f["partitionValues"]["n"] is None]}], cleanable=1)


def parsed_partitions():
    table = Table("checkpoint-parsed-partitions", "partition values also in their own types, by whose statistics row "
                  "groups can be told apart; in one row group they were not parsed", "columnMapping")
    named = {"day": "col-1", "n": "col-2"}
    p = protocol(2, 5)
    m = metadata(195, schema(*((name, kind, {"delta.columnMapping.id": number,
                                             "delta.columnMapping.physicalName": named.get(name, name)})
                               for number, (name, kind) in enumerate((("id", "long"), ("day", "date"),
                                                                      ("n", "integer")), 1))),
                 ["day", "n"], configuration={"delta.columnMapping.mode": "name",
                                              "delta.columnMapping.maxColumnId": "3"})

    def values_of(n):
        return date(2024, 2, 26 + n // 16), None if n % 5 == 4 else n // 8

    def file(n):
        day, number = values_of(n)
        return add(f"part-{n:02}.parquet", 100 + n,
                   {"col-1": day.isoformat(), "col-2": None if number is None else str(number)})

    def with_parsed(n):
        if n // 8 == 2:
            return file(n)
        return Action("add", {**file(n), "partitionValues_parsed": dict(zip(("col-1", "col-2"), values_of(n)))})

    def types():
        import pyarrow as pa
        return {"add.partitionValues_parsed": pa.struct([("col-1", pa.date32()), ("col-2", pa.int32())])}

    files = [file(n) for n in range(48)]
    gone = [remove(f"old-{n}.parquet") for n in range(6)]
    table.commit(0, p, m, *files)
    table.commit(1, *gone, *(txn(name, 1) for name in "abcd"))
    parsed = [with_parsed(n) for n in range(48)]
    # Two rows that are no files of this version at the begin of each row group, the protocol in the last one.
    rows = [row for k, others in enumerate((gone[:2], gone[2:4], gone[4:], [txn("a", 1), txn("b", 1)],
                                            [txn("c", 1), txn("d", 1)], [p, m]))
            for row in (*others, *parsed[8 * k:8 * k + 8])]
    table.checkpoint(1, *stored(*rows), row_group_size=10, types=types)
    table.commit(2, remove("part-40.parquet"), add("part-48.parquet", 148, {"col-1": "2024-02-28", "col-2": "5"}))
    kept = [n for n in range(48) if n != 40]
    live = [add("part-48.parquet", 148, {"col-1": "2024-02-28", "col-2": "5"}), *(files[n] for n in kept)]

    def those(keep):
        return [f.shown for n, f in zip((48, *kept), live)
                if keep(*((date(2024, 2, 28), 5) if n == 48 else values_of(n)))]

    table.expect(2, live, p, m, [(2, None), (1, None), (0, None)],
                 txns=[txn(name, 1) for name in "abcd"],
                 tombstones=[remove("part-40.parquet"), *stored(*gone)],
                 versions={"1": shown(*files)},
                 filters=[{"where": [["day", "=", "2024-02-28"]], "shown": those(lambda d, n: d.day == 28)},
                          {"where": [["day", "<", "2024-02-27"]], "shown": those(lambda d, n: d.day < 27)},
                          {"where": [["n", "=", "2"]], "shown": those(lambda d, n: n == 2)},
                          {"where": [["n", "=", "3"]], "shown": those(lambda d, n: n == 3)},
                          {"where": [["n", "=", ""], ["day", "=", "2024-02-26"]],
                           "shown": those(lambda d, n: n is None and d.day == 26)},
                          {"where": [["n", "!=", "0"], ["day", "!=", "2024-02-27"]],
                           "shown": those(lambda d, n: n != 0 and d.day != 27)},
                          {"where": [["day", ">", "2024-02-28"]], "shown": []}], cleanable=1)


classic_checkpoint()
multi_part()
multi_part_incomplete()
v2_in_parquet()
v2_in_json()
v2_classic_name()
v2_inline()
parsed_statistics()
all_fields()
narrow_columns()
null_values()
legacy_groups()
damaged()
damaged_newest()
missing_sidecar()
incomplete_state("checkpoint-without-protocol", 186, "protocol", "missing_protocol")
incomplete_state("checkpoint-without-metadata", 187, "metaData", "missing_metadata")
newer_vectors()
checkpoint_alone()
checkpoint_tombstones()
expired_transactions()
removed_domain()
several_checkpoints()
row_groups()
parsed_partitions()

# ---------------------------------------------------------------------------------------------------------------------
# Writing it all


def catalogue():
    lines = [
        "# Tables for tests", "",
        "Made by `python3 tests/data/make_tables.py` (Python 3.11 or newer; pyarrow 26 for data files and for",
        "checkpoints in Parquet, whose bytes stay as they are without it); `--check` says whether anything would",
        "change. Do not edit the tables, their expectations or this file by hand. What a reader must say of a table",
        "stands in `expected/<table>.json`, derived by hand in the script from what the table shows.", "",
        "A state that comes from a checkpoint says of every file that it changed data, since checkpoints do not keep",
        "what the commit said. What a checkpoint left out because it had expired is named under `expired`.", "",
        "All tables are used by `tests/golden/tables_test.cpp`; delta-0.2.0 also by `tests/golden/seed_test.cpp`, the",
        "examples and the tests of the tool. Most have a log and no data files.", "",
        "| Table | What it shows | Protocol | Features | Opens | Origin |", "|---|---|---|---|---|---|"]
    for table in sorted(TABLES, key=lambda t: t.name):
        p = table.expected.get("protocol", table.protocol)
        versions = f"{p['minReaderVersion']}/{p['minWriterVersion']}" if p else "-"
        error = table.expected.get("error")
        opens = f"no: `{error['code']}`" if error else "yes"
        lines.append(f"| {table.name} | {table.about} | {versions} | {table.features} | {opens} | {table.origin} |")
    return "\n".join(lines) + "\n"


def main():
    wanted = {HERE / "README.md": catalogue().encode()}
    for table in TABLES:
        wanted[HERE / "expected" / f"{table.name}.json"] = table.expected_text().encode()
        for path, content in table.files.items():
            wanted[HERE / table.name / path] = content
    own = [HERE / "expected", *(HERE / table.name for table in TABLES)]
    stale = [p for folder in own for p in folder.rglob("*") if p.is_file() and p not in wanted]
    changed = [p for p, content in wanted.items() if not p.is_file() or p.read_bytes() != content]
    if sys.argv[1:] == ["--check"]:
        for path in sorted(stale + changed):
            print(path.relative_to(HERE))
        sys.exit(1 if stale or changed else 0)
    if sys.argv[1:]:
        sys.exit(__doc__)
    for path in stale:
        path.unlink()
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[path])
    print(f"{len(TABLES)} tables, {len(changed)} files written, {len(stale)} removed")


if __name__ == "__main__":
    main()
