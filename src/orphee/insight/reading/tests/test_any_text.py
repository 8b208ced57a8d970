"""Whatever the text: no failure, exact places, a stated limit of time."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orphee.insight.reading.cleaning import clean, fold_in_place
from orphee.insight.reading.documents import LARGEST_FILE, document
from orphee.insight.reading.reader import LONGEST_TEXT

from .small_pdf import pdf, pdf_of
from .small_words import reader

PIECES = (
    "pas de ", "épilepsie", "microcéphalie", ", ", ".\n", "sa mère ", "surdité", "œdème", "Ã©", "e\u0301", " PC -3 DS",
    "ﬁ", "-\n", "cheveux fins et clairsemés", " à 5 mois", "c.123A>G", "\x00", "😀", " ni ", "\t|", "TA 12/8", "12/03/2020",
    "Antécédents familiaux :\n", "(-)", "?", "İ", "ß", "Valproate 30 mg",
)  # fmt: skip


def every_span(reading):
    for kind in ("features", "diagnoses", "genes", "variants", "dates", "ages", "drugs", "family", "results"):
        for one in getattr(reading, kind):
            yield one.span
    for feature in reading.features:
        if feature.onset:
            yield feature.onset.span


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map("".join))
def test_every_span_is_the_text_it_says(text):
    for span in every_span(reader().read(text)):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_folding_keeps_every_letter_in_its_place(text):
    assert len(fold_in_place(text)) == len(text)
    page = clean(text)
    assert len(page.folded) == len(page.text)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_reason(content):
    given_document = document(content)
    assert given_document.text or given_document.problems or not content.strip()


@pytest.mark.slow
def test_ten_megabytes_are_read_up_to_the_limit_and_said():
    text = "Pas d'épilepsie ni de surdité. Microcéphalie. " * 230_000
    assert len(text) > 10_000_000
    started = time.process_time()
    found = reader().read(text)
    assert [one.code for one in found.problems] == ["too-long"]
    assert found.features[-1].span.end <= LONGEST_TEXT
    assert time.process_time() - started < 240


@pytest.mark.parametrize(
    "text", ["a" * 300_000, "épilepsie " * 5_000, "(" * 20_000, "1/" * 20_000, "mère, " * 5_000, "d'" * 20_000]
)
def test_monstrous_lines_do_not_hang(text):
    started = time.process_time()
    reader().read(text)
    assert time.process_time() - started < 30


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The patient is a boy with seizures and he was seen in the clinic for hearing loss without ataxia.", "en"),
        ("Der Patient ist ein Junge mit Epilepsie und wurde in der Klinik nicht auf Taubheit untersucht.", "de"),
        ("Le patient est un garçon avec une épilepsie et il a été vu en consultation pour une surdité.", "fr"),
    ],
)
def test_another_language_is_said(text, language):
    found = reader().read(text)
    assert found.language == language
    assert [one.code for one in found.problems] == ([] if language == "fr" else ["language"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 400, "binary"),
        (b"%PDF-1.7 nothing that is a PDF", "damaged-pdf"),
        (b"x" * (LARGEST_FILE + 1), "too-large"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, code):
    found = document(content)
    assert found.text == ""
    assert [one.code for one in found.problems] == [code]
    assert all(one.fr and one.en for one in found.problems)


@pytest.mark.parametrize(
    "content",
    [
        "Épilepsie".encode(),
        "Épilepsie".encode("utf-8-sig"),
        "Épilepsie".encode("cp1252"),
        "Épilepsie".encode("utf-16"),
    ],
)
def test_usual_encodings(content):
    assert document(content).text == "Épilepsie"


def test_one_text_may_mix_encodings():
    assert document("Épilepsie\n".encode() + "Surdité\n".encode("cp1252")).text == "Épilepsie\nSurdité\n"


def test_a_pdf_with_text_is_read():
    found = document(pdf_of(["Microcéphalie et surdité"]))
    assert (found.kind, found.problems) == ("pdf", ())
    assert "Microcéphalie" in found.text


def test_a_scanned_pdf_says_so_and_what_to_do():
    found = document(pdf(b"0 0 100 100 re f"))
    assert [one.code for one in found.problems] == ["scanned"]
    assert "reconnaissance" in found.problems[0].fr
