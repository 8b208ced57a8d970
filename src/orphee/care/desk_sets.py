"""The data sets the desk works with, and which of their instruments are filled on screen."""

from __future__ import annotations

from orphee.access.rules.policy import Reader
from orphee.care.panels import sets_provided
from orphee.datasets import catalogue
from orphee.datasets.definition import Dataset, Instrument, Item, StoredIn, UnknownName
from orphee.datasets.sdm_mr_codes import PHENOTYPE, SDM
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.view import RecordView

MAIN = SDM
DESK = (MAIN, PHENOTYPE)
# Kept as published cases give them; shown on the chart, not typed at the desk.
READ_ONLY = {
    (PHENOTYPE, "measurement"),
    (PHENOTYPE, "interpretation"),
    (PHENOTYPE, "encounter"),
    (PHENOTYPE, "disease"),
}


def latest(key: str) -> Dataset:
    """The newest published version of a data set. Raises UnknownName."""
    return catalogue.dataset(key)


def in_version(key: str, version: str | None) -> Dataset:
    """A data set in the version an entry was made with; the newest when nobody has that one any more.

    Raises UnknownName.
    """
    if not version:
        return latest(key)
    try:
        return catalogue.dataset(key, version)
    except UnknownName:
        return latest(key)


def is_filled_here(instrument: Instrument) -> bool:
    """Whether an instrument is a form of the desk: not a document's header, nor something only kept."""
    return instrument.stored_in is not StoredIn.DOCUMENT and (instrument.dataset, instrument.key) not in READ_ONLY


def desk_instrument(dataset: str, instrument: str, version: str | None = None) -> Instrument:
    """A form of the desk, by default in its newest version. Raises UnknownName for anything else."""
    found = in_version(dataset, version).instrument(instrument)
    if not is_filled_here(found):
        raise UnknownName(instrument)
    return found


def instrument_of(dataset: str, instrument: str, version: str | None = None) -> Instrument | None:
    """Any instrument, for showing an entry; None when the definition does not know it."""
    try:
        return in_version(dataset, version).instrument(instrument)
    except UnknownName:
        return None


def item_at(path: str) -> Item:
    """The item that a path names: “sdm-mr.diagnosis.disease”. Raises UnknownName."""
    dataset, instrument, item = path.split(".", 2)
    return latest(dataset).instrument(instrument).item(item)


def sets_for(view: RecordView, reader: Reader) -> tuple[Dataset, ...]:
    """The data sets of a record: SDM-MR and phenotype, those that include this person, those with entries."""
    return tuple(found for key in _keys(view, reader) if (found := _published(key) or _entered(view, key)) is not None)


def others_for(view: RecordView, reader: Reader) -> tuple[Dataset, ...]:
    """The collections that can be added to a record: open to everyone, and not on it yet."""
    here = _keys(view, reader)
    return tuple(
        one for one in catalogue.all_datasets() if one.key not in here and is_open(one) and forms_of(one)
    )  # fmt: skip


def may_have(view: RecordView, reader: Reader, key: str) -> bool:
    """Whether a record may have entries of a data set: it is on it, or open to everyone."""
    if key in _keys(view, reader):
        return True
    found = _published(key)
    return found is not None and is_open(found)


def is_open(dataset: Dataset) -> bool:
    """Whether a data set is for every record: one made for some diseases or some centres is not."""
    return dataset.inclusion is None


def forms_of(dataset: Dataset) -> tuple[Instrument, ...]:
    """The forms of a data set that are filled on screen, without those of older models."""
    return tuple(one for one in dataset.instruments if is_filled_here(one) and not one.legacy)


def _keys(view: RecordView, reader: Reader) -> dict[str, None]:
    said = (entry.dataset for entry in view.entries if entry.state != ENTERED_IN_ERROR)
    return dict.fromkeys((*DESK, *sets_provided(view, reader), *said))


def _published(key: str) -> Dataset | None:
    try:
        return latest(key)
    except UnknownName:
        return None


def _entered(view: RecordView, key: str) -> Dataset | None:
    """A data set that is no longer offered, as the record's last entry was made with it."""
    version = next((entry.version for entry in reversed(view.entries) if entry.dataset == key), "")
    try:
        return catalogue.dataset(key, version) if version else None
    except UnknownName:
        return None
