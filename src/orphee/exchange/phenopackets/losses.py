"""Why something of the record does not leave in a packet: codes for programs, sentences for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orphee.exchange.unfinished import REASON, SENTENCE
from orphee.record.rules.view import EntryView, Loss

SENTENCES: dict[str, tuple[str, str]] = {
    REASON: SENTENCE,
    "no_place": ("Un phénopaquet n’a pas de place pour cette information.", "A phenopacket has no place for this."),
    "identity_withheld": (
        "L’identité ne quitte pas le dossier dans un phénopaquet.",
        "Identity does not leave the record in a phenopacket.",
    ),
    "birth_date_withheld": (
        "La date de naissance n’a pas été demandée : seuls des âges partent.",
        "The birth date was not asked for: only ages leave.",
    ),
    "day_as_age": (
        "La date de naissance n’a pas été demandée : l’âge remplace ce jour.",
        "The birth date was not asked for: the age stands in place of this day.",
    ),
    "day_withheld": (
        "La date de naissance n’a pas été demandée et aucun âge ne peut remplacer ce jour : il ne part pas.",
        "The birth date was not asked for and no age can stand in place of this day: it does not leave.",
    ),
    "partial_date": (
        "Un phénopaquet n’accepte que des dates au jour près.",
        "A phenopacket takes only dates known to the day.",
    ),
    "not_dated": ("Cet âge ne désigne aucun moment.", "This age names no moment."),
    "less_precise": (
        "Une seule façon de dater tient dans un phénopaquet : la plus précise est partie.",
        "A phenopacket holds one way of dating: the most precise one left.",
    ),
    "unknown_key": (
        "Reçue dans un phénopaquet sans appartenir au format : elle n’en ressort pas.",
        "Received in a phenopacket without belonging to the format: it does not leave again.",
    ),
    "too_long": (
        "Trop long pour le dossier : resté dans l’original reçu.",
        "Too long for the record: it stayed in the original received.",
    ),
    "family_message": (
        "Dit d’une famille entière : un phénopaquet ne porte qu’une personne.",
        "Said of a whole family: a phenopacket holds one person.",
    ),
    "said_already": (
        "Déjà dit dans le paquet par une réponse plus précise.",
        "Already said in the packet by a more precise answer.",
    ),
    "not_allowed": (
        "Phenopackets 2 ne permet pas cette valeur : corrigez-la dans le dossier.",
        "Phenopackets 2 does not allow this value: correct it in the record.",
    ),
    "superseded": (
        "Reçu avec une réponse qui a été révisée depuis : la révision est partie, non l’ancien détail.",
        "Received with an answer that was revised since: the revision left, not the former detail.",
    ),
}


def path_of(entry: EntryView, item: str = "") -> str:
    """Where an entry, or one of its items, stands in the record."""
    parts = (entry.dataset, entry.instrument, entry.source_key, item)
    return "/".join(part for part in parts if part)


def items_lost(entry: EntryView, carried: Iterable[str] = (), reason: str = "no_place") -> Iterator[Loss]:
    """One loss for each answered item of an entry that is not among those carried."""
    said = set(carried)
    for name, value in entry.payload.items():
        if name not in said and value not in (None, "", [], {}):
            yield Loss(path_of(entry, name), reason)


def sentence(loss: Loss, language: str) -> str:
    """The reason of a loss in words."""
    french, english = SENTENCES.get(loss.reason, (loss.reason, loss.reason))
    return english if language == "en" else french


_WAYS = (("age",), ("age_start", "age_end"), ("gestation_weeks",), ("on", "until"), ("term",))


def moment_losses(entry: EntryView, name: str, moment: object) -> Iterator[Loss]:
    """What of a moment cannot leave: a partial date, or the second way in which it is dated."""
    if not isinstance(moment, Mapping):
        return
    for end in ("on", "until"):
        if 0 < len(str(moment.get(end) or "")) < len("2024-01-12"):
            yield Loss(path_of(entry, f"{name}.{end}"), "partial_date")
    told = [way for way in _WAYS if any(moment.get(item) not in (None, "") for item in way)]
    for way in told[1:]:
        yield Loss(path_of(entry, f"{name}.{way[0]}"), "less_precise")
