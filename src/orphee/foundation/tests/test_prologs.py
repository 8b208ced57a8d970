"""A DOCTYPE is found wherever it stands, and not where it does not; an encoding that could hide one is refused."""

import pytest

from orphee.foundation.prologs import has_doctype, hides, root_at

DECLARATION = '<?xml version="1.0" encoding="{}"?>'


@pytest.mark.parametrize(("text", "has_one", "root"), [
    ("<a/>",                                       False, 0),
    ("  <!-- x --> <?p <q?> <a/>",                 False, 22),
    ("<!DOCTYPE a><a/>",                           True,  -1),
    ("<!-- <a --><!DOCTYPE a><a/>",                True,  -1),
    ("<?p <a ?><!DOCTYPE a><a/>",                  True,  -1),
    ("<!--><a/>--><!DOCTYPE a><a/>",               True,  -1),   # "<!-->" ends no comment
    ("<a><![CDATA[<!DOCTYPE a>]]></a>",            False, 0),
    ("<!-- <!DOCTYPE a> --><a/>",                  False, 21),
    ("<!-- without end <!DOCTYPE a><a/>",          False, -1),
    ("",                                           False, -1),
    ("<",                                          False, 0),
])  # fmt: skip
def test_a_doctype_stands_before_the_root(text, has_one, root):
    assert (has_doctype(text), root_at(text)) == (has_one, root)


@pytest.mark.parametrize(("content", "hidden"), [
    (b"<a/>", False),
    (b"\xef\xbb\xbf<a/>", False),
    *((DECLARATION.format(name).encode() + b"<a/>", False) for name in ("UTF-8", "utf-8", "ISO-8859-1", "US-ASCII")),
    ((DECLARATION.format("UTF-16") + "<a/>").encode("utf-16"), False),
    ("<a/>".encode("utf-16-le"), False),
    (DECLARATION.format("UTF-7").encode() + b"+ADwAIQ-DOCTYPE a+AD4-<a/>", True),
    ((DECLARATION.format("cp037") + "<a/>").encode("cp037"), True),
    ((DECLARATION.format("UTF-7") + "<a/>").encode("utf-16"), True),
    (b"<?xml version='1.0'  encoding = 'utf-7' ?><a/>", True),
    (b"+ADw-a/>", True),
    (b"", True),
])  # fmt: skip
def test_an_encoding_that_could_hide_one_is_told(content, hidden):
    assert hides(content) is hidden
