"""What a document says for people: sections in order, paragraphs, lists, tables; and the official samples."""

import pytest

from orphee.exchange.cda.passages import Passage, passages
from orphee.foundation.places import samples_directory
from orphee.record.rules.receipt import Refused

DOCUMENT = """<ClinicalDocument xmlns="urn:hl7-org:v3"><component>{}</component></ClinicalDocument>"""


def body(*sections: str) -> bytes:
    inner = "".join(f"<component><section>{one}</section></component>" for one in sections)
    return DOCUMENT.format(f"<structuredBody>{inner}</structuredBody>").encode()


@pytest.mark.parametrize(("section", "expected"), [
    ("<title>A</title><text>Une  phrase\n nue</text>", Passage("A", 1, ("Une phrase nue",))),
    ("<title>A</title><text><paragraph>Un</paragraph><paragraph>Deux</paragraph></text>",
     Passage("A", 1, ("Un", "Deux"))),
    ("<title>A</title><text><list><item>x</item><item>y</item></list></text>", Passage("A", 1, ("• x", "• y"))),
    ("<title>A</title><text><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td/></tr><tr><td/></tr></table></text>",
     Passage("A", 1, (), (("a", "b"), ("1", "")))),
    ("<title>A</title><text><table><tr><td><paragraph>dans la table</paragraph></td></tr></table>"
     "<paragraph>à côté</paragraph></text>", Passage("A", 1, ("à côté",), (("dans la table",),))),
    ("<text>sans titre</text>", Passage("", 1, ("sans titre",))),
])  # fmt: skip
def test_a_section_is_read_as_it_stands(section, expected):
    assert passages(body(section)) == (expected,)


def test_sections_in_sections_follow_theirs_and_empty_ones_are_left_out():
    inner = "<component><section><title>B</title><text>b</text></section></component>"
    found = passages(
        body(f"<title>A</title><text>a</text>{inner}", "<title>C</title><text> </text>", "<title>D</title>")
    )
    assert [(one.title, one.depth) for one in found] == [("A", 1), ("B", 2)]


def test_a_document_without_sections_says_nothing():
    assert passages(DOCUMENT.format("<nonXMLBody><text>QUJD</text></nonXMLBody>").encode()) == ()


def test_a_document_with_a_doctype_is_refused():
    with pytest.raises(Refused):
        passages(b'<!DOCTYPE x [<!ENTITY a "b">]>' + body("<text>&a;</text>"))


@pytest.mark.samples
def test_the_official_samples_read_in_order():
    for path in sorted((samples_directory() / "cda").glob("*.xml")):
        found = passages(path.read_bytes())
        assert [found[0].title, found[-1].title] == ["Dossier MR du patient", "Recherche"]
        assert max(one.depth for one in found) == 3
