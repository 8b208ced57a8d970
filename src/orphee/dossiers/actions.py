"""Writes: make a dossier, change a draft, undo, decide, publish. Each in one transaction, each with its author."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from orphee.access.rules.policy import Purpose, Reader, system_reader
from orphee.datasets import catalogue
from orphee.datasets.vocabulary import DATASET_KEYS
from orphee.datasets.yaml_tree import Fault
from orphee.dossiers import queries
from orphee.dossiers.models import Decision, Dossier, FormerText, Version, VersionState
from orphee.dossiers.moving import plan
from orphee.dossiers.rules import editing
from orphee.dossiers.rules.editing import Change, Tree
from orphee.dossiers.rules.names import next_version, slug_of
from orphee.dossiers.rules.rights import manages
from orphee.dossiers.rules.states import STEPS, State, Step, obstacle
from orphee.dossiers.source import touch
from orphee.network.models import Filiere

PREFIX = "dossier-"
MOST_STEPS = 50  # former texts kept for undo
FIRST = "1.0"


class UnableToDecide(ValueError):
    """The step cannot be taken now; the message is a code of `telling`."""


class UnableToMake(ValueError):
    """The dossier cannot be made; the message is a code of `telling`."""


class ChangedMeanwhile(Exception):
    """Someone else changed the draft since the page was shown: nothing was stored."""

    def __init__(self, version: Version) -> None:
        super().__init__("the draft changed meanwhile")
        self.version = version


class UnableToPublish(ValueError):
    """The text cannot be published: every fault with its path and line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Imported:
    """Where a text comes from: the format, and what it could not carry over ({path, line, fr, en})."""

    kind: str
    losses: tuple[dict[str, object], ...] = ()


@transaction.atomic
def create(
    *,
    reader: Reader,
    filiere: str,
    title: Tree,
    now: dt.datetime,
    text: str = "",
    imported: Imported | None = None,
    synthetic: bool = False,
) -> Version:
    """A new dossier with one draft, empty or from a text. Raises UnableToMake."""
    _may_make(reader, filiere)
    title = {language: str(title.get(language) or title.get("fr") or "").strip()[:200] for language in ("fr", "en")}
    if not title["fr"]:
        raise UnableToMake("title-missing")
    key = _free_key(PREFIX + slug_of(title["fr"]))
    made = Dossier.objects.create(
        key=key, filiere_id=filiere or None, title_fr=title["fr"], title_en=title["en"], is_synthetic=synthetic,
        created_by=reader.actor, created_at=now,
    )  # fmt: skip
    definition = editing.parse(text) if text else editing.blank(key=key, version=FIRST, title=title)
    definition |= {"key": key, "version": FIRST, "kind": "specialty", "title": title}
    definition.pop("status", None)
    definition.setdefault("inclusion", {})
    return _draft(made, definition, reader=reader, now=now, imported=imported)


@transaction.atomic
def new_version(*, reader: Reader, key: str, now: dt.datetime, text: str = "") -> Version:
    """A draft that begins with the newest published version. Raises UnableToMake when there is a draft already."""
    found = queries.dossier(reader, key)
    Dossier.objects.select_for_update().get(pk=found.pk)
    versions = list(found.versions.all())
    if any(one.state in {VersionState.DRAFT, VersionState.REVIEW} for one in versions):
        raise UnableToMake("draft-already")
    last = versions[-1]
    definition = editing.parse(text or last.text)
    definition |= {"key": key, "version": next_version([one.version for one in versions]), "kind": "specialty"}
    return _draft(found, definition, reader=reader, now=now)


def _draft(
    dossier: Dossier, definition: Tree, *, reader: Reader, now: dt.datetime, imported: Imported | None = None
) -> Version:
    text = editing.render(_in_order(definition))
    losses = list(imported.losses) if imported else []
    made = Version.objects.create(
        dossier=dossier, version=str(definition["version"]), text=text, digest=_digest(text),
        imported_from=imported.kind if imported else "", losses=losses, losses_seen=not losses,
        created_by=reader.actor, created_at=now, updated_by=reader.actor, updated_at=now,
    )  # fmt: skip
    FormerText.objects.create(version=made, step=0, text=text)
    Decision.objects.create(version=made, state=State.DRAFT, by=reader.actor, at=now)
    return made


@transaction.atomic
def change(*, reader: Reader, key: str, name: str, based_on: int | None, what: Change, now: dt.datetime) -> Version:
    """Change a draft. Raises ChangedMeanwhile when it is not the one that was shown, UnableToChange, UnableToDecide."""
    found = _open_draft(reader, key, name, based_on)
    definition = editing.parse(found.text)
    what(definition)
    return _store(found, editing.render(definition), reader=reader, now=now)


@transaction.atomic
def replace_text(*, reader: Reader, key: str, name: str, based_on: int | None, text: str, now: dt.datetime) -> Version:
    """Put another YAML in the place of a draft's; its key and version stay. Raises as `change` and `parse` do."""
    found = _open_draft(reader, key, name, based_on)
    definition = editing.parse(text) | {"key": key, "version": name, "kind": "specialty"}
    return _store(found, editing.render(_in_order(definition)), reader=reader, now=now)


@transaction.atomic
def step_through(*, reader: Reader, key: str, name: str, by: int, now: dt.datetime) -> Version:
    """Undo (-1) or redo (1); nothing happens at either end."""
    found = _open_draft(reader, key, name, None)
    former = found.former_texts.filter(step=found.step + by).first()
    if former is not None:
        found.step, found.text = former.step, former.text
        _touch(found, reader=reader, now=now)
    return found


@transaction.atomic
def acknowledge(*, reader: Reader, key: str, name: str) -> None:
    """Someone read what the import could not carry over."""
    found = _open_draft(reader, key, name, None)
    found.losses_seen = True
    found.save(update_fields=["losses_seen"])


@transaction.atomic
def keep_migration(*, reader: Reader, key: str, name: str, text: str) -> None:
    """Keep how entries come from the version before. Only while a draft: what is reviewed does not change."""
    found = _open_draft(reader, key, name, None)
    found.migration = text
    found.save(update_fields=["migration"])


@transaction.atomic
def decide(
    *, reader: Reader, key: str, name: str, step: Step, now: dt.datetime, why: str = "", after: int | None = None
) -> Version:
    """Submit, return, publish or retire a version. Raises UnableToDecide.

    `after`: the last decision that the reader saw. A version taken back, changed and submitted again is another text.
    """
    found = queries.version(reader, key, name, lock=True)
    if after is not None and after != found.decisions.values_list("pk", flat=True).last():
        raise UnableToDecide("decided-meanwhile")
    way = plan(found) if step in {Step.SUBMIT, Step.PUBLISH} else None
    standing = replace(queries.standing_of(found, reader), has_migration_faults=bool(way and way.faults))
    problem = obstacle(step, standing, actor=reader.actor)
    if problem:
        raise UnableToDecide(problem)
    return _move(found, STEPS[step][1], actor=reader.actor, now=now, why=why)


@transaction.atomic
def publish_text(text: str, *, actor: str, now: dt.datetime, filiere: str = "", synthetic: bool = False) -> Version:
    """Publish a definition from the command line: whoever commands the machine answers for the review.

    Its key begins with “dossier-”. The same text again changes nothing. Raises UnableToPublish.
    """
    judged = queries.judged(text)
    if judged.dataset is None:
        raise UnableToPublish(judged.faults)
    dataset, reader = judged.dataset, system_reader(actor, Purpose.EXCHANGE)
    _refuse_key(dataset.key, filiere)
    made, _ = Dossier.objects.get_or_create(
        key=dataset.key,
        defaults={
            "filiere_id": filiere or None, "title_fr": dataset.title.fr[:200], "title_en": dataset.title.en[:200],
            "is_synthetic": synthetic, "created_by": actor, "created_at": now,
        },
    )  # fmt: skip
    stood = made.versions.filter(version=dataset.version).first()
    if stood is not None:
        if stood.digest != _digest(text):
            raise UnableToPublish([Fault("version", 1, f"version {dataset.version} exists already: give a new number")])
        return stood
    found = _draft(made, editing.parse(text), reader=reader, now=now)
    found.text, found.digest = text, _digest(text)
    return _move(found, State.PUBLISHED, actor=actor, now=now, why="")


def _refuse_key(key: str, filiere: str) -> None:
    if not key.startswith(PREFIX):
        raise UnableToPublish([Fault("key", 1, f"the key of a dossier begins with “{PREFIX}”")])
    if len(key) > 40:
        raise UnableToPublish([Fault("key", 1, f"the key has {len(key)} characters; at most 40")])
    if filiere and not Filiere.objects.filter(pk=filiere).exists():
        raise UnableToPublish([Fault("", 1, "no such network (filière) in the directory")])


def _move(found: Version, state: State, *, actor: str, now: dt.datetime, why: str) -> Version:
    """Write a new state, and tell every process when what is published changes."""
    found.state = state
    if state is State.REVIEW:
        found.submitted_by = actor
    if state is State.PUBLISHED:
        found.published_by, found.published_at, found.digest = actor, now, _digest(found.text)
        found.former_texts.all().delete()
        found.migration = way.text if (way := plan(found)) else ""
        dataset = queries.judged(found.text).dataset
        if dataset is not None:
            titles = {"title_fr": dataset.title.fr[:200], "title_en": dataset.title.en[:200]}
            Dossier.objects.filter(pk=found.dossier_id).update(**titles)
    found.save()
    Decision.objects.create(version=found, state=state, by=actor, at=now, why=why.strip()[:2000])
    if state in {State.PUBLISHED, State.RETIRED}:
        touch()
    return found


def _open_draft(reader: Reader, key: str, name: str, based_on: int | None) -> Version:
    found = queries.version(reader, key, name, lock=True)
    if found.state != VersionState.DRAFT:
        raise UnableToDecide("not-a-draft")
    if based_on is not None and based_on != found.edits:
        raise ChangedMeanwhile(found)
    return found


def _store(found: Version, text: str, *, reader: Reader, now: dt.datetime) -> Version:
    if text == found.text:
        return found
    found.former_texts.filter(step__gt=found.step).delete()
    found.step, found.text = found.step + 1, text
    FormerText.objects.create(version=found, step=found.step, text=text)
    found.former_texts.filter(step__lte=found.step - MOST_STEPS).delete()
    _touch(found, reader=reader, now=now)
    return found


def _touch(found: Version, *, reader: Reader, now: dt.datetime) -> None:
    found.digest, found.edits = _digest(found.text), found.edits + 1
    found.updated_by, found.updated_at = reader.actor, now
    found.save()


def _may_make(reader: Reader, filiere: str) -> None:
    if not manages(reader, filiere):
        raise UnableToMake("not-yours")
    if filiere and not Filiere.objects.filter(pk=filiere).exists():
        raise UnableToMake("no-such-network")


def _free_key(wanted: str) -> str:
    taken = {*Dossier.objects.filter(key__startswith=wanted).values_list("key", flat=True), *catalogue.file_keys()}
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found


def _in_order(definition: Tree) -> Tree:
    order = list(DATASET_KEYS)
    return dict(sorted(definition.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
