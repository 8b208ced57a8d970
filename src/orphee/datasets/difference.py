"""What changed between two versions of a data set, said in French and English.

difference(before, after) -> Difference        each change with its place, its kind, and a sentence
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from orphee.datasets.definition import Dataset, Instrument, Item, Text, ValueSet
from orphee.datasets.writing import as_plain, code_as_plain, instrument_as_plain, item_as_plain
from orphee.datasets.yaml_text import scalar

LONGEST_VALUE = 60  # characters of a value shown in a sentence


class Kind(StrEnum):
    """What happened."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `place`: "" the data set, "visit" a form, "visit.weight" an item, "value_sets.often" a list, and
    "value_sets.often.3" one of its codes. `aspect`: the key of the definition that changed, empty for a whole thing.
    """

    kind: Kind
    place: str
    aspect: str
    label: Text
    sentence: Text


@dataclass(frozen=True, slots=True)
class Difference:
    """Every change from a version to another, in the order of the definition."""

    before: str
    after: str
    changes: tuple[Change, ...]

    @property
    def added(self) -> tuple[Change, ...]:
        """What has come."""
        return tuple(one for one in self.changes if one.kind is Kind.ADDED)

    @property
    def removed(self) -> tuple[Change, ...]:
        """What has gone."""
        return tuple(one for one in self.changes if one.kind is Kind.REMOVED)

    @property
    def changed(self) -> tuple[Change, ...]:
        """What is there in both, and not the same."""
        return tuple(one for one in self.changes if one.kind is Kind.CHANGED)

    def sentences(self, language: str) -> tuple[str, ...]:
        """Each change in words."""
        return tuple(one.sentence.in_(language) for one in self.changes)


def difference(before: Dataset, after: Dataset) -> Difference:
    """Compare two definitions, of one data set or of two."""
    found = [*_dataset(before, after), *_instruments(before, after), *_value_sets(before, after)]
    return Difference(before.version, after.version, tuple(found))


_APART = frozenset(("key", "version", "instruments", "value_sets", "items", "sections", "codes", "code"))
_ASPECTS: Mapping[str, Text] = {
    "asked": Text("le caractère attendu", "how much it is expected"),
    "answered_by": Text("la personne qui répond", "who answers"),
    "becomes": Text("ce qui le remplace", "what replaces it"),
    "check": Text("les contrôles", "the checks"),
    "compute": Text("le calcul", "the computation"),
    "confidential": Text("la confidentialité", "the confidentiality"),
    "description": Text("la description", "the description"),
    "format": Text("la forme attendue", "the expected form"),
    "former": Text("les anciens codes", "the former codes"),
    "future": Text("l’accord d’une date future", "whether it may lie ahead"),
    "help": Text("l’aide", "the help"),
    "inclusion": Text("les personnes concernées", "whom it concerns"),
    "kind": Text("la nature", "the kind"),
    "label": Text("le libellé", "the label"),
    "legacy": Text("le statut d’ancienne question", "whether it is an old question"),
    "licence": Text("la licence", "the licence"),
    "maps": Text("les correspondances", "the names elsewhere"),
    "max": Text("le maximum", "the maximum"),
    "min": Text("le minimum", "the minimum"),
    "official": Text("le libellé officiel", "the official name"),
    "order": Text("l’ordre", "the order"),
    "prefill": Text("le préremplissage", "the prefill"),
    "repeats": Text("la répétition", "whether it repeats"),
    "retired": Text("le retrait", "whether it is retired"),
    "score": Text("le score", "the score"),
    "section": Text("la section", "the section"),
    "sections": Text("les sections", "the sections"),
    "source": Text("la source", "the source"),
    "sources": Text("les sources", "the sources"),
    "status": Text("l’état", "the status"),
    "stored_in": Text("le lieu de conservation", "where it is kept"),
    "subject": Text("le sujet", "the subject"),
    "system": Text("le système de codes", "the code system"),
    "target": Text("la saisie désignée", "the entry it names"),
    "terminology": Text("la terminologie", "the terminology"),
    "text": Text("le texte", "the text"),
    "title": Text("le titre", "the title"),
    "type": Text("le type", "the type"),
    "unit": Text("l’unité", "the unit"),
    "units": Text("les unités", "the units"),
    "values": Text("le jeu de valeurs", "the value set"),
    "when": Text("la condition", "the condition"),
}
_WHOLES = {
    "form": Text("le formulaire", "the form"),
    "item": Text("la question", "the question"),
    "code": Text("la réponse", "the answer"),
    "list": Text("le jeu de valeurs", "the value set"),
}


def _dataset(before: Dataset, after: Dataset) -> Iterator[Change]:
    yield from _aspects("", after.title, as_plain(before), as_plain(after))


def _instruments(before: Dataset, after: Dataset) -> Iterator[Change]:
    for form in after.instruments:
        earlier = before.by_key.get(form.key)
        if earlier is None:
            yield _whole(Kind.ADDED, form.key, "form", form.title)
        else:
            yield from _form(earlier, form)
    for form in before.instruments:
        if form.key not in after.by_key:
            yield _whole(Kind.REMOVED, form.key, "form", form.title)


def _form(before: Instrument, after: Instrument) -> Iterator[Change]:
    yield from _aspects(after.key, after.title, instrument_as_plain(before), instrument_as_plain(after))
    if before.sections != after.sections:
        yield _aspect(after.key, "sections", after.title, None, None)
    for path, item in after.by_path.items():
        earlier = before.by_path.get(path)
        place = ".".join((after.key, *path))
        if earlier is None:
            yield _whole(Kind.ADDED, place, "item", item.label)
        else:
            yield from _aspects(place, item.label, item_as_plain(earlier), item_as_plain(item))
    for path, item in before.by_path.items():
        if path not in after.by_path:
            yield _whole(Kind.REMOVED, ".".join((before.key, *path)), "item", item.label)
    if _is_reordered(before.items, after.items):
        yield _aspect(after.key, "order", after.title, None, None)


def _is_reordered(before: tuple[Item, ...], after: tuple[Item, ...]) -> bool:
    """Whether the questions that are in both come in another order."""
    kept = {item.key for item in before} & {item.key for item in after}
    return [item.key for item in before if item.key in kept] != [item.key for item in after if item.key in kept]


def _value_sets(before: Dataset, after: Dataset) -> Iterator[Change]:
    for key, values in after.value_sets.items():
        earlier = before.value_sets.get(key)
        if earlier is None:
            yield _whole(Kind.ADDED, f"value_sets.{key}", "list", values.title)
        else:
            yield from _codes(earlier, values)
    for key, values in before.value_sets.items():
        if key not in after.value_sets:
            yield _whole(Kind.REMOVED, f"value_sets.{key}", "list", values.title)


def _codes(before: ValueSet, after: ValueSet) -> Iterator[Change]:
    place = f"value_sets.{after.key}"
    if before.title != after.title:
        yield _aspect(place, "title", after.title, None, None)
    for code in after:
        earlier = before.by_code.get(code.code)
        if earlier is None:
            yield _whole(Kind.ADDED, f"{place}.{code.code}", "code", code.label, after.title)
        else:
            here = f"{place}.{code.code}"
            yield from _aspects(here, code.label, code_as_plain(earlier), code_as_plain(code))
    for code in before:
        if code.code not in after:
            yield _whole(Kind.REMOVED, f"{place}.{code.code}", "code", code.label, after.title)


def _aspects(place: str, label: Text, before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Change]:
    for aspect in sorted((before.keys() | after.keys()) - _APART):
        if before.get(aspect) != after.get(aspect):
            yield _aspect(place, aspect, label, before.get(aspect), after.get(aspect))


def _aspect(place: str, aspect: str, label: Text, before: object, after: object) -> Change:
    name = _ASPECTS.get(aspect, Text(aspect, aspect))
    french = f"« {label.fr} » : {name.fr} {_from_to(before, after, 'fr')}."
    english = f"“{label.en}”: {name.en} {_from_to(before, after, 'en')}."
    return Change(Kind.CHANGED, place, aspect, label, Text(french, english))


def _from_to(before: object, after: object, language: str) -> str:
    """“changed from 3 to 4” when both fit in a sentence, else only that it changed."""
    old, new = _shown(before, language), _shown(after, language)
    if language == "fr":
        return f"change : {old or 'rien'} → {new or 'rien'}" if _fits(old, new) else "change"
    return f"changed: {old or 'nothing'} → {new or 'nothing'}" if _fits(old, new) else "changed"


def _fits(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and bool(old or new) and len(old) + len(new) <= LONGEST_VALUE * 2


def _shown(value: object, language: str) -> str | None:
    """A value in words; None when it takes more than a line to say."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return str(value[language]) if value.keys() == {"fr", "en"} else None
    if isinstance(value, list):
        return ", ".join(map(str, value)) if all(isinstance(one, str) for one in value) else None
    return scalar(value)


def _whole(kind: Kind, place: str, what: str, label: Text, inside: Text | None = None) -> Change:
    name = _WHOLES[what]
    french = f"{'Ajout' if kind is Kind.ADDED else 'Retrait'} : {name.fr} « {label.fr} »"
    english = f"{'Added' if kind is Kind.ADDED else 'Removed'}: {name.en} “{label.en}”"
    if inside is not None:
        french, english = f"{french} ({inside.fr})", f"{english} ({inside.en})"
    return Change(kind, place, "", label, Text(f"{french}.", f"{english}."))
