"""Files of every kind, and the traps that archives hold."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib

import pytest

from orphee.exchange.phenopackets import opening
from orphee.exchange.phenopackets.opening import packets_in, packets_of

PACKETS = [{"id": f"packet-{number}"} for number in range(3)]
LINES = b"\n".join(json.dumps(one).encode() for one in PACKETS)
ONE = json.dumps(PACKETS[0], indent=2).encode()


def zipped(**members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return made.getvalue()


def packets_from(content, *, name):
    return packets_of(io.BytesIO(content), name=name, size=len(content))


def told(content, name):
    return [
        (piece.source, piece.line, piece.refusal.code if piece.refusal else json.loads(piece.raw)["id"])
        for piece in packets_from(content, name=name)
    ]


IDS = ["packet-0", "packet-1", "packet-2"]
KINDS = [
    ("a.json", ONE, [("a.json", 1, "packet-0")]),
    ("a.json", b"\xef\xbb\xbf" + ONE, None),
    ("a.jsonl", LINES, [("a.jsonl", n + 1, one) for n, one in enumerate(IDS)]),
    ("a.ndjson", LINES + b"\n\n", [("a.ndjson", n + 1, one) for n, one in enumerate(IDS)]),
    ("a.json", LINES, [("a.json", n + 1, one) for n, one in enumerate(IDS)]),
    ("a.jsonl", b"\n\n" + LINES.replace(b"\n", b"\r\n"), [("a.jsonl", n + 3, one) for n, one in enumerate(IDS)]),
    ("a.json.gz", gzip.compress(ONE, mtime=0), [("a.json.gz", 1, "packet-0")]),
    ("a.jsonl.gz", gzip.compress(LINES, mtime=0), [("a.jsonl.gz", n + 1, one) for n, one in enumerate(IDS)]),
    ("upload", gzip.compress(LINES, mtime=0), [("upload", n + 1, one) for n, one in enumerate(IDS)]),
    ("a.json", json.dumps(PACKETS).encode(), [("a.json", 1, one) for one in IDS]),
]


@pytest.mark.parametrize(("name", "content", "expected"), KINDS)
def test_kinds_of_files(name, content, expected):
    if expected is None:
        assert len(list(packets_from(content, name=name))) == 1
    else:
        assert told(content, name) == expected


def test_a_zip_of_many_names_the_member_and_the_line():
    content = zipped(
        b_dot_jsonl=LINES, a__c_dot_json=ONE, d_dot_json_dot_gz=gzip.compress(ONE, mtime=0), readme_dot_txt=b"no"
    )
    assert told(content, "all.zip") == [
        ("all.zip!b.jsonl", 1, "packet-0"),
        ("all.zip!b.jsonl", 2, "packet-1"),
        ("all.zip!b.jsonl", 3, "packet-2"),
        ("all.zip!a/c.json", 1, "packet-0"),
        ("all.zip!d.json.gz", 1, "packet-0"),
    ]


def test_a_name_that_climbs_out_of_its_archive_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../../climbed.json", ONE)
    assert [one[2] for one in told(made.getvalue(), "slip.zip")] == ["packet-0"]
    assert list(tmp_path.rglob("*")) == []


def test_shadow_files_of_macintosh_are_not_packets():
    content = zipped(__MACOSX___dot__a_dot_json=b"\0\5", a_dot_json=ONE)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("__MACOSX/._a.json", b"\0\5")
        archive.writestr("a.json", ONE)
    assert [one[2] for one in told(made.getvalue(), "mac.zip")] == ["packet-0"]
    assert content


BOMB = zlib.compress(b" " * 30_000_000)


@pytest.mark.parametrize("wrap", ["gz", "zip", "gz in zip"])
def test_bombs_stop_at_their_ratio(wrap):
    blank = b" " * 30_000_000
    content = {
        "gz": lambda: gzip.compress(blank, mtime=0),
        "zip": lambda: zipped(a_dot_json=blank),
        "gz in zip": lambda: zipped(a_dot_json_dot_gz=gzip.compress(blank, mtime=0)),
    }[wrap]()
    assert [one[2] for one in told(content, "bomb")] == ["archive_ratio"]


def test_packets_before_a_bomb_are_read_and_the_member_after_too():
    content = zipped(a_dot_json=ONE, b_dot_json=b" " * 30_000_000, c_dot_json=ONE)
    assert [one[2] for one in told(content, "all.zip")] == ["packet-0", "archive_ratio", "packet-0"]


def test_all_members_together_have_a_greatest_size(monkeypatch):
    monkeypatch.setattr(opening, "MAX_UNPACKED_BYTES", 3 * len(ONE))
    content = zipped(**{f"a{number}_dot_json": ONE for number in range(6)})
    codes = [one[2] for one in told(content, "all.zip")]
    assert codes == ["packet-0"] * 3 + ["archive_too_large"]


@pytest.mark.parametrize(("members", "code"), [(2, "packet-0"), (3, "archive_too_large")])
def test_an_archive_has_a_greatest_number_of_members(monkeypatch, members, code):
    monkeypatch.setattr(opening, "MAX_ARCHIVE_MEMBERS", 2)
    content = zipped(**{f"a{number}_dot_json": ONE for number in range(members)})
    assert told(content, "all.zip")[0][2] == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gzip.compress(LINES, mtime=0)[:-12], "not_gzip"),
        (b"\x1f\x8b\x08\x00garbage", "not_gzip"),
        (zipped(a_dot_json=ONE)[:-10], "not_zip"),
        (b"PK\x03\x04garbage", "not_zip"),
        (b"", "not_json"),
    ],
)
def test_damaged_files(content, code):
    assert told(content, "damaged")[-1][2] == code


def test_an_endless_line_is_refused_and_the_next_one_read(monkeypatch):
    monkeypatch.setattr(opening, "MAX_PACKET_BYTES", 1000)
    monkeypatch.setattr(opening, "BLOCK", 64)
    content = LINES + b"\n" + b"x" * 5000 + b"\n" + ONE.replace(b"\n", b"")
    assert [(line, what) for _, line, what in told(content, "a.jsonl")] == [
        (1, "packet-0"),
        (2, "packet-1"),
        (3, "packet-2"),
        (4, "packet_too_large"),
        (5, "packet-0"),
    ]


def test_a_line_that_is_no_json_does_not_stop_the_others():
    pieces = list(packets_from(LINES.replace(b'{"id": "packet-1"}', b"{broken"), name="a.jsonl"))
    assert [piece.raw for piece in pieces][1] == b"{broken"
    assert len(pieces) == 3


def test_directories_are_walked_in_order_and_a_missing_file_is_said(tmp_path):
    (tmp_path / "b.json").write_bytes(ONE)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.jsonl").write_bytes(LINES)
    (tmp_path / "notes.txt").write_bytes(b"no")
    pieces = list(packets_in([tmp_path, tmp_path / "missing.json"]))
    assert [piece.line for piece in pieces] == [1, 2, 3, 1, 0]
    assert pieces[-1].refusal.code == "unreadable"
