"""The texts of a definition: a few marks become tags, whatever else is written stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.care.rules.markdown import LONGEST, as_html

LINK = '<a href="{}" target="_blank" rel="noopener external">{}</a>'
TAG = re.compile(r"<[^>]*>")
ALLOWED = re.compile(
    r"</?(?:p|strong|em|ul|ol|li|a)>|<br>|<ol start=\"\d+\">"
    r"|<a href=\"https://[^\"<>]*\"(?: title=\"[^\"<>]*\")? target=\"_blank\" rel=\"noopener external\">"
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("un\ndeux\n\ntrois", "<p>un<br>deux</p><p>trois</p>"),
        ("**gras** et *italique*", "<p><strong>gras</strong> et <em>italique</em></p>"),
        ("## Titre\nsuite", "<p><strong>Titre</strong></p><p>suite</p>"),
        ("texte :\n- un\n- deux", "<p>texte :</p><ul><li>un</li><li>deux</li></ul>"),
        ("1. un\n2. deux", "<ol><li>un</li><li>deux</li></ol>"),
        ("[**là**](https://x.org/a_b_c)", f"<p>{LINK.format('https://x.org/a_b_c', '<strong>là</strong>')}</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](JAVASCRIPT:alert(1))", "<p>[a](JAVASCRIPT:alert(1))</p>"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>"),
        ("[a](//x.org)", "<p>[a](//x.org)</p>"),
        ("[a](http://x.org)", "<p>[a](http://x.org)</p>"),
        ('[a](https://x"onclick=1)', f"<p>{LINK.format('https://x%22onclick=1', 'a')}</p>"),
        ("![a](https://x.org/i.png)", f"<p>!{LINK.format('https://x.org/i.png', 'a')}</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("<https://x.org> &amp; <!-- -->", "<p>&lt;https://x.org&gt; &amp;amp; &lt;!-- --&gt;</p>"),
        ("    code", "<p>code</p>"),
        ("```\nx\n```", "<p>```<br>x<br>```</p>"),
        ("> dit", "<p>&gt; dit</p>"),
        ("", ""),
    ],
)
def test_these_marks_and_no_other(text, shown):
    assert as_html(text).replace("\n", "") == shown


@given(st.text(alphabet="<>[]()!*_#-&\"'`~\\:/ \n1.ahtpsjvcrip", max_size=120))
def test_nothing_goes_through_but_the_tags_of_these_marks(text):
    shown = as_html(text)
    assert all(ALLOWED.fullmatch(tag) for tag in TAG.findall(shown))
    assert "<" not in TAG.sub("", shown)


def test_a_text_without_end_is_cut():
    assert len(as_html("a" * (LONGEST + 5_000))) < LONGEST + 20
