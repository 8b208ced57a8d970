"""The data sets the desk works with, and which of their instruments are filled on screen."""

from __future__ import annotations

from functools import lru_cache

from orphee.datasets import catalogue
from orphee.datasets.definition import Dataset, Instrument, StoredIn, UnknownName

MAIN = "sdm-mr"
PHENOTYPE = "phenotype"
DESK = (MAIN, PHENOTYPE)
# Kept as published cases give them; shown on the chart, not typed at the desk.
READ_ONLY = {
    (PHENOTYPE, "measurement"),
    (PHENOTYPE, "interpretation"),
    (PHENOTYPE, "encounter"),
    (PHENOTYPE, "disease"),
}


@lru_cache(maxsize=16)
def latest(key: str) -> Dataset:
    """The newest version of a data set. Raises UnknownName."""
    return catalogue.dataset(key)


def is_filled_here(instrument: Instrument) -> bool:
    """Whether an instrument is a form of the desk: not a document's header, nor something only kept."""
    return instrument.stored_in is not StoredIn.DOCUMENT and (instrument.dataset, instrument.key) not in READ_ONLY


def desk_instrument(dataset: str, instrument: str) -> Instrument:
    """A form of the desk. Raises UnknownName for anything else."""
    if dataset not in DESK:
        raise UnknownName(dataset)
    found = latest(dataset).instrument(instrument)
    if not is_filled_here(found):
        raise UnknownName(instrument)
    return found


def instrument_of(dataset: str, instrument: str) -> Instrument | None:
    """Any instrument of a desk data set, for showing an entry; None when the definition does not know it."""
    try:
        return latest(dataset).instrument(instrument)
    except UnknownName:
        return None
