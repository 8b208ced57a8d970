"""How much of what is asked a record answers: of the SDM-MR for its summary, of any other data set form by form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from orphee.datasets import catalogue
from orphee.datasets.completeness import in_short, name_of, of_entry
from orphee.datasets.conditions import Context
from orphee.datasets.definition import Asked, Dataset, Instrument, StoredIn, UnknownName
from orphee.datasets.sdm_mr_codes import PHENOTYPE, SDM
from orphee.record.rules.changes import ENTERED_IN_ERROR, Revision
from orphee.record.rules.others import others_of
from orphee.record.rules.submission import Payload

OF_EVERY_RECORD = frozenset((SDM, PHENOTYPE))  # told by the summary, or nothing to tell


@dataclass(frozen=True, slots=True)
class FormProgress:
    """How far one record is with one form of a data set: questions asked and answered, those without an answer."""

    dataset: str
    version: str
    instrument: str
    entries: int
    asked: int
    answered: int
    missing: tuple[str, ...]


def completeness_of(revisions: Iterable[Revision], context: Context) -> tuple[int, list[str]]:
    """The answered share of what the SDM-MR asks (0 to 100) and the missing items as "instrument.item"."""
    payloads = others_of(revisions, SDM)
    return in_short(catalogue.dataset(SDM), payloads, replace(context, others=payloads))


def progress_of(revisions: Iterable[Revision], context: Context) -> list[FormProgress]:
    """Form by form, for each data set that a record has entries of, the SDM-MR and the phenotype apart."""
    by_set: dict[str, list[Revision]] = {}
    for one in revisions:
        if one.dataset not in OF_EVERY_RECORD and one.state != ENTERED_IN_ERROR:
            by_set.setdefault(one.dataset, []).append(one)
    found: list[FormProgress] = []
    for key, entries in by_set.items():
        dataset = _dataset(key, entries[-1].version)
        if dataset is not None:
            payloads = others_of(entries, key)
            beside = replace(context, others=payloads)
            found += (_form(dataset, one, payloads.get(one.key, ()), beside) for one in dataset.instruments)
    return [one for one in found if one.asked or one.entries]


def _form(
    dataset: Dataset, instrument: Instrument, payloads: Sequence[Payload], context: Context
) -> FormProgress:  # fmt: skip
    """A form that a record should have and has not counts as an empty one."""
    is_asked = instrument.stored_in is StoredIn.RECORD and not instrument.legacy
    empty: tuple[Payload, ...] = ({},) if is_asked and instrument.asked is not Asked.OPTIONAL else ()
    told = [of_entry(instrument, one, context, entry=number) for number, one in enumerate(payloads or empty)]
    missing = dict.fromkeys(name_of(one.path) for counted in told for one in counted.missing)
    return FormProgress(
        dataset=dataset.key,
        version=dataset.version,
        instrument=instrument.key,
        entries=len(payloads),
        asked=sum(one.asked for one in told),
        answered=sum(one.answered for one in told),
        missing=tuple(missing),
    )


def _dataset(key: str, version: str) -> Dataset | None:
    """The latest version in use; else the one the entries were made with, unless nobody knows it any more."""
    try:
        return catalogue.dataset(key)
    except UnknownName:
        pass
    try:
        return catalogue.load(key, version)
    except UnknownName:
        return None
