"""Documents that must never get further than the door, each with its own problem."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.exchange.cda.problems import PROBLEMS
from orphee.exchange.cda.safety import LARGEST_DOCUMENT, parse
from orphee.foundation.prologs import has_doctype
from orphee.record.rules.receipt import Refused
from orphee.record.rules.submission import Submission

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def problem_of(content: bytes) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as refused:
        parse(content)
    (finding,) = refused.value.findings
    assert finding.severity == "refusal"
    assert finding.text["fr"]
    assert finding.text["en"]
    return finding.code


def refusals_of(content: bytes) -> set[str]:
    """The codes of the refusal, none when the bytes are read."""
    try:
        parse(content)
    except Refused as refused:
        return {finding.code for finding in refused.findings}
    return set()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not xml", "not_xml"),
        (b"<a><b></a>", "not_xml"),
        (b"<a>&unknown;</a>", "not_xml"),
        ((HEAD + LAUGHS).encode(), "doctype"),
        ((HEAD + EXTERNAL).encode(), "doctype"),
        (b"<!-- <a> --><?p <b>?>\n<!DOCTYPE a SYSTEM 'http://example.org/a.dtd'><a/>", "doctype"),
        (("﻿" + LAUGHS).encode(), "doctype"),
        (LAUGHS.encode("utf-16"), "encoding"),
        (LAUGHS.encode("utf-16-le"), "encoding"),
        (LAUGHS.encode("utf-32"), "encoding"),
        (b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-', "encoding"),
        (b"+/v8-<a/>", "encoding"),
        (b'<?xml version="1.0" encoding="EBCDIC-FR"?><a/>', "encoding"),
        (b'\xef\xbb\xbf<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "encoding"),
        (b"<a>\xff\xfe</a>", "invalid_characters"),
        (b'<?xml version="1.0" encoding="US-ASCII"?><a>\xe9</a>', "invalid_characters"),
        (b"<a>" * 101 + b"</a>" * 101, "too_deep"),
        (b"<a>" * 100_000 + b"</a>" * 100_000, "too_deep"),
        (b"x" * (LARGEST_DOCUMENT + 1), "too_large"),
    ],
)
def test_each_hostile_document_has_its_own_problem(content: bytes, problem: str) -> None:
    assert problem_of(content) == problem


def test_a_hundred_megabytes_and_a_hundred_thousand_levels_are_refused_at_once() -> None:
    huge = b"<a>" + b"x" * 100_000_000 + b"</a>"
    tracemalloc.start()
    start = time.monotonic()
    assert problem_of(huge) == "too_large"
    assert problem_of(b"<a>" * 100_000) in ("too_deep", "not_xml")
    assert time.monotonic() - start < 5
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("depth", [99, 100])
def test_a_hundred_levels_are_read(depth: int) -> None:
    parse(b"<a>" * depth + b"</a>" * depth)


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252"])
def test_accents_survive_each_accepted_encoding(encoding: str) -> None:
    root = parse(f'<?xml version="1.0" encoding="{encoding}"?><a>Éléonore</a>'.encode(encoding))
    assert root.text == "Éléonore"


def test_processing_instructions_and_a_doctype_in_a_comment_or_a_text_are_harmless() -> None:
    root = parse(b"<?xml-stylesheet href='x.xsl'?><!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE b>]]><?x y?></a>")
    assert root.text == "<!DOCTYPE b>"


@given(st.binary(max_size=300))
def test_any_bytes_give_a_tree_or_a_known_problem(content: bytes) -> None:
    assert refusals_of(content) <= PROBLEMS.keys()


@given(st.text(max_size=60))
def test_a_doctype_is_seen_behind_any_comment(text: str) -> None:
    hidden = text.replace("--", "").rstrip("-")
    assert has_doctype(f"<!--{hidden}--><!DOCTYPE a><a/>")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ((b"urn:hl7-org:v3", b"urn:hl7-org:v2"), "other_root"),
        ((b'code="34133-9"', b'code="11488-4"'), "other_document_type"),
        ((b'root="1.2.250.1.213.1.1.1.30"', b'root="1.2.250.1.213.1.1.1.39"'), "other_template"),
        ((b'extension="2025.01"', b'extension="2031.01"'), "unknown_version"),
        ((b"<recordTarget>", b"<recordTarget/><recordTarget>"), ""),
        ((b"structuredBody", b"nonXMLBody"), "no_body"),
        ((b"255081416802538", b"2550814168025"), "ins_format"),
        ((b'birthTime value="19900517"', b'birthTime value="19900231"'), "birth_date_unreadable"),
        ((b'birthTime value="19900517"', b'birthTime value="20900517"'), "birth_in_future"),
    ],
)
def test_each_unfit_document_has_its_own_problem(
    change: tuple[bytes, bytes], problem: str, document: bytes, reader: Callable[[bytes], Submission]
) -> None:
    assert change[0] in document
    content = document.replace(*change)
    if not problem:
        reader(content)
        return
    with pytest.raises(Refused) as refused:
        reader(content)
    (finding,) = refused.value.findings
    assert finding.code == problem
    assert finding.path
    assert "ESSAI" not in str(finding)
    assert "2550814" not in str(finding)


@pytest.mark.parametrize("system", ["8", "9", "10", "11"])
@pytest.mark.parametrize("number", ["224027511583555", "22402751158355X", "2240275115835"])
def test_a_number_with_a_wrong_key_is_kept_for_intake_to_answer(
    number: str, system: str, document: bytes, reader: Callable[[bytes], Submission]
) -> None:
    content = document.replace(b"255081416802538", number.encode()).replace(
        b'root="1.2.250.1.213.1.4.8"', f'root="1.2.250.1.213.1.4.{system}"'.encode()
    )
    if number == "224027511583555":
        assert reader(content).person.ins == number
        return
    with pytest.raises(Refused) as refused:
        reader(content)
    (finding,) = refused.value.findings
    assert (finding.code, finding.path) == ("ins_format", "/ClinicalDocument/recordTarget/patientRole/id[1]")


@pytest.mark.parametrize(("system", "problem"), [("8", "ins_key"), ("9", "ins_key"), ("10", ""), ("11", "")])
def test_nobody_is_known_by_a_wrong_key_alone(
    system: str, problem: str, document: bytes, reader: Callable[[bytes], Submission]
) -> None:
    content = document.replace(b"255081416802538", b"224027511583555").replace(
        b'root="1.2.250.1.213.1.4.8"', f'root="1.2.250.1.213.1.4.{system}"'.encode()
    )
    alone = content.replace(b'<id extension="A1" root="1.2.3.4"/>', b"")
    assert alone != content
    if not problem:
        assert reader(alone).person.local_ids == ()
        return
    with pytest.raises(Refused) as refused:
        reader(alone)
    assert [one.code for one in refused.value.findings] == [problem]
