"""The tool that keeps the French: spaces that hold, and one French for one message, whichever room says it."""

import importlib.util
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

TOOL = Path(__file__).resolve().parent.parent / "tools" / "translations.py"
THIN, WIDE = "\u202f", "\u00a0"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("translations", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("plain", "held"),
    [
        ("Pourquoi ?", "Pourquoi⎵?"),
        ("lu ; gardé !", "lu⎵; gardé⎵!"),
        ("Dossier : « un » à 3 %", "Dossier␣: «␣un␣» à 3␣%"),
        ("à %(n)s %%, de %(n)s cas", "à %(n)s␣%%, de %(n)s cas"),
        ("Pourquoi␣?", "Pourquoi⎵?"),  # the wrong one of the two
        ("à 10:30, ou 08:15 : fermé", "à 10:30, ou 08:15␣: fermé"),
        ("voir https://a.fr/?q=1 et %(what)s ; %s", "voir https://a.fr/?q=1 et %(what)s⎵; %s"),
        ('<a title="a : b">ici</a> : <code>x ? y : z</code>', '<a title="a : b">ici</a>␣: <code>x ? y : z</code>'),
        ("écrivez `a : b` ou x != y", "écrivez `a : b` ou x != y"),
        ("d’un mot, 20 {unit} ; rien", "d’un mot, 20 {unit}⎵; rien"),
        ("", ""),
    ],
)
def test_signs_are_held_to_their_word_and_code_is_left_alone(tool, plain, held):
    written = plain.replace("⎵", THIN).replace("␣", WIDE)
    said = held.replace("⎵", THIN).replace("␣", WIDE)
    assert tool.spaced(written) == said
    assert tool.spaced(said) == said  # run again: nothing moves


def test_a_plain_space_is_told_with_the_command_that_mends_it(tool):
    catalogue = [polib.POEntry(msgid="Why?", msgstr="Pourquoi ?"), polib.POEntry(msgid="Yes", msgstr="Oui")]
    (told,) = tool.plain_spaces_of("care", catalogue)
    assert "“Why?”" in told
    assert "spaces care" in told


def test_a_plural_is_looked_at_too(tool):
    plural = polib.POEntry(msgid="%(n)s row:", msgid_plural="%(n)s rows:")
    plural.msgstr_plural = {0: f"%(n)s ligne{WIDE}:", 1: "%(n)s lignes :"}
    assert len(list(tool.plain_spaces_of("care", [plural]))) == 1


def test_two_rooms_may_not_say_one_message_in_two_ways(tool):
    rooms = [
        ("exchange", [polib.POEntry(msgid="Accepted", msgstr="Accepté")]),
        ("prefill", [polib.POEntry(msgid="Accepted", msgstr="Acceptées")]),
    ]
    (told,) = tool.disagreements(rooms)
    assert "“Accepté” in exchange" in told
    assert "“Acceptées” in prefill" in told


@pytest.mark.parametrize(
    "second",
    [
        polib.POEntry(msgid="Accepted", msgstr="Acceptées", msgctxt="proposals"),  # another meaning
        polib.POEntry(msgid="Accepted", msgstr="Accepté"),  # the same words
    ],
)
def test_a_context_or_the_same_words_agree(tool, second):
    rooms = [("exchange", [polib.POEntry(msgid="Accepted", msgstr="Accepté")]), ("prefill", [second])]
    assert list(tool.disagreements(rooms)) == []


def test_the_rooms_say_what_their_own_catalogue_says():
    with translation.override("fr"):
        assert gettext("Accepted") == "Accepté"  # a document
        assert pgettext("proposals", "Accepted") == "Acceptées"
        assert pgettext("sex", "female") == "féminin"  # after “Sexe :”
        assert pgettext("a correction", "Keep") == "Garder"
