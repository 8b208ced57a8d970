"""A problem as people read it: its label, a colon that holds to it, and what follows in small letters."""

from __future__ import annotations

import pytest

from orphee.datasets.definition import Severity, Text
from orphee.datasets.problems import Problem

WIDE = "\u00a0"
SAID = [
    ("Le décès précède la naissance.", f"Décès{WIDE}: le décès précède la naissance."),
    ("L’âge manque.", f"Décès{WIDE}: l’âge manque."),
    ("À corriger.", f"Décès{WIDE}: à corriger."),
    ("HPO ne le connaît pas.", f"Décès{WIDE}: HPO ne le connaît pas."),
    ("14 mois.", f"Décès{WIDE}: 14 mois."),
    ("« autre » est coché.", f"Décès{WIDE}: «{WIDE}autre{WIDE}» est coché."),
    ("", f"Décès{WIDE}: "),
]


def problem(fr, label="Décès"):
    return Problem((), "c", Severity.ERROR, Text(label, "Death"), Text(fr, "The death."), {})


@pytest.mark.parametrize(("text", "said"), SAID)
def test_after_its_label_a_french_sentence_begins_small(text, said):
    assert problem(text).sentence("fr") == said


def test_alone_it_keeps_its_capital_and_english_is_left_as_it_is():
    assert problem("Le décès manque.", label="").sentence("fr") == "Le décès manque."
    assert problem("Le décès manque.").sentence("en") == "Death: The death."


def test_a_page_shows_a_text_with_its_spaces_and_a_file_takes_it_as_it_was_written():
    text = Text("Si « autre » : précisez", "If “other”: say which")
    assert text.said("fr") == f"Si «{WIDE}autre{WIDE}»{WIDE}: précisez"
    assert text.in_("fr") == "Si « autre » : précisez"
    assert text.said("en") == "If “other”: say which"
