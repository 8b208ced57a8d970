"""The page of a record's documents: texts with their marks, proposals in groups, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from orphee.care.presenters.words import status_words
from orphee.care.queries import names_of
from orphee.care.rules.fields import Choice as Option
from orphee.care.rules.typed import show_date, show_duration
from orphee.care.terms import Labels
from orphee.prefill.actions import drafts_of
from orphee.prefill.models import Document, State
from orphee.prefill.queries import Workspace
from orphee.prefill.rules.answers import EXCLUDED, OBSERVED, STATUSES, said_of
from orphee.prefill.rules.findings import Kind, Stand
from orphee.prefill.rules.proposals import Act, Decided, Passage, Proposal, Standing
from orphee.prefill.rules.segments import Piece, excerpt, pieces

PASSAGES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text as the page draws it: `of` are the proposals it belongs to."""

    text: str
    anchor: str
    of: str
    css: str


@dataclass(frozen=True, slots=True)
class Text:
    """A document beside the form."""

    key: str
    anchor: str
    title: str
    on: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A document in the list above."""

    key: str
    title: str
    on: str
    state: str
    state_words: str
    problems: tuple[str, ...]
    found: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A passage of a proposal, with the words around it, and where it stands on the page."""

    anchor: str
    title: str  # of the document, when there are several
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Item:
    """One proposal as the page shows it."""

    key: str
    mark: str
    kind: str
    label: str
    code: str
    status: str
    stand: str
    onset: str
    notes: tuple[str, ...]
    passages: tuple[Said, ...]
    more: int
    is_open: bool
    is_plain: bool
    state: str  # open, shown, known, accepted, corrected, rejected
    decided: str
    may_correct: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Proposals shown together. `together`: the key of the button that accepts its plain ones."""

    key: str
    title: str
    items: tuple[Item, ...]
    plain: int
    is_folded: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class Editing:
    """A proposal being corrected: the term it becomes, and what is said of it."""

    item: Item
    choices: tuple[Option, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page shows."""

    groups: tuple[Group, ...]
    open: int
    decided: int
    drafts: int
    can_undo: bool

    @property
    def order(self) -> list[str]:
        """The proposals to decide, as they follow each other on the page."""
        return [item.mark for group in self.groups if not group.is_folded for item in group.items]


def texts(space: Workspace) -> tuple[Text, ...]:
    """The documents with every proposal marked where it was read."""
    marks: dict[str, list[tuple[int, int, str]]] = {}
    shown = {one.mark: one for one in space.proposals}
    for one in space.proposals:
        for passage in one.passages:
            marks.setdefault(passage.document, []).append((passage.start, passage.end, one.mark))
    return tuple(
        Text(
            key=str(one.row.key),
            anchor=_anchor(str(one.row.key)),
            title=one.row.name,
            on=show_date(one.row.written_on),
            marks=tuple(
                _mark(piece, _anchor(str(one.row.key)), shown)
                for piece in pieces(one.text, marks.get(str(one.row.key), ()))
            ),
        )
        for one in space.opened
    )


def _anchor(document: str) -> str:
    return f"d-{document[:8]}"


def _mark(piece: Piece, anchor: str, shown: dict[str, Proposal]) -> Mark:
    if not piece.marks:
        return Mark(piece.text, "", "", "")
    first = shown[piece.marks[0]]
    return Mark(
        piece.text, f"{anchor}-{piece.start}", " ".join(piece.marks), first.stand.value if first.is_asked else "shown"
    )


def lines(space: Workspace, language: str) -> tuple[Line, ...]:
    """The documents, as a list."""
    counts = {str(one.row.key): len({(each.kind, each.code) for each in one.found}) for one in space.opened}
    return tuple(_line(row, counts, language) for row in space.rows)


def _line(row: Document, counts: dict[str, int], language: str) -> Line:
    return Line(
        key=str(row.key),
        title=row.name,
        on=show_date(row.written_on),
        state=row.state,
        state_words=str(State(row.state).label),
        problems=tuple(one["en" if language.startswith("en") else "fr"] for one in row.problems),
        found=counts.get(str(row.key), 0),
        is_waiting=row.state == State.WAITING,
    )


def page(space: Workspace, language: str) -> Page:
    """The proposals in their groups."""
    labels = Labels(_codes(space.proposals), language)
    names = names_of(one.decided.by for one in space.proposals if one.decided)
    words = _Words(space, labels, names, language)
    items = [(one, words.item(one)) for one in space.proposals if one.is_asked]
    waiting = [(one, item) for one, item in items if one.is_open and one.is_proposed]
    groups = [
        _group("observed", _("Features observed"), waiting, (Kind.FEATURE,), Stand.OBSERVED),
        _group("excluded", _("Looked for and absent"), waiting, (Kind.FEATURE,), Stand.EXCLUDED),
        _group("diagnosis", _("Diagnoses"), waiting, (Kind.DIAGNOSIS,)),
        _group("genetics", _("Genes and variants"), waiting, (Kind.GENE, Kind.VARIANT)),
        _group("family", _("Family"), waiting, (Kind.CONSANGUINITY,)),
        Group(
            "shown", _("Shown, not proposed"), _only(items, "shown"), 0, is_folded=True,
            help=_("Supposed, of a relative, or past: say what it is of the person (Correct), or leave it."),
        ),
        Group("known", _("Already in the record"), _only(items, "known"), 0, is_folded=True),
        Group("decided", _("Decided"), _only(items, "accepted", "corrected", "rejected"), 0, is_folded=True),
        Group(
            "rest", _("Also read: no question asks for it here"),
            tuple(words.item(one) for one in space.proposals if not one.is_asked), 0, is_folded=True,
        ),
    ]  # fmt: skip
    return Page(
        groups=tuple(one for one in groups if one.items),
        open=len(waiting),
        decided=sum(one.decided is not None for one, _item in items),
        drafts=len(drafts_of(space.view)),
        can_undo=bool(space.last_batch),
    )


def editing(space: Workspace, proposal: Proposal, language: str) -> Editing:
    """A proposal with what it can be corrected to."""
    labels = Labels(_codes([proposal]), language)
    item = _Words(space, labels, {}, language).item(proposal)
    said = said_of(proposal) if proposal.is_proposed else ""
    options = _options(proposal, language)
    return Editing(
        item=item,
        choices=(Option(proposal.code, labels(proposal.code), chosen=True),),
        options=tuple(Option(one.code, one.label, one.code == said) for one in options),
    )


def _options(proposal: Proposal, language: str) -> tuple[Option, ...]:
    if proposal.kind is Kind.FEATURE:
        return (Option(OBSERVED, _("observed")), Option(EXCLUDED, _("looked for and absent")))
    return tuple(Option(code, status_words(code, language)) for code in STATUSES)


def _group(
    key: str, title: str, waiting: Sequence[tuple[Proposal, Item]], kinds: Sequence[Kind], stand: Stand | None = None
) -> Group:
    chosen = [item for one, item in waiting if one.kind in kinds and stand in (None, one.stand)]
    return Group(key, title, tuple(chosen), sum(one.is_plain for one in chosen))


def _only(items: Iterable[tuple[Proposal, Item]], *states: str) -> tuple[Item, ...]:
    return tuple(item for _one, item in items if item.state in states)


def _codes(listed: Iterable[Proposal]) -> list[str]:
    found: list[str] = []
    for one in listed:
        if one.kind in (Kind.FEATURE, Kind.DIAGNOSIS, Kind.GENE):
            found += [one.code, *([one.decided.code] if one.decided and one.decided.code else ())]
        if one.period:
            found.append(one.period)
    return found


class _Words:
    """A proposal in the reader's language."""

    def __init__(self, space: Workspace, labels: Labels, names: dict[str, str], language: str) -> None:
        self.labels, self.names, self.language = labels, names, language
        self.texts = {str(one.row.key): one for one in space.opened}

    def item(self, one: Proposal) -> Item:
        """What the page shows of it."""
        return Item(
            key=one.key,
            mark=one.mark,
            kind=one.kind.value,
            label=self._label(one),
            code=one.code if one.kind in (Kind.FEATURE, Kind.DIAGNOSIS, Kind.GENE) else "",
            status=self._status(one),
            stand=one.stand.value,
            onset=self._onset(one),
            notes=self._notes(one),
            passages=tuple(self._said(passage) for passage in one.passages[:PASSAGES_SHOWN]),
            more=max(0, len(one.passages) - PASSAGES_SHOWN),
            is_open=one.is_open,
            is_plain=one.is_plain,
            state=_state(one),
            decided=self._decided(one),
            may_correct=one.is_open and one.kind in (Kind.FEATURE, Kind.DIAGNOSIS),
        )

    def _label(self, one: Proposal) -> str:
        if one.kind is Kind.CONSANGUINITY:
            return _("Parents related") if one.code == "yes" else _("Parents not related")
        if one.kind is Kind.GENE:
            return one.details[0] if one.details else self.labels(one.code)
        if one.kind in (Kind.DRUG, Kind.TEST, Kind.VARIANT):
            first = one.passages[0]
            return " ".join(self.texts[first.document].text[first.start : first.end].split())
        return self.labels(one.code)

    def _status(self, one: Proposal) -> str:
        if one.kind is Kind.DIAGNOSIS:
            said = {
                "confirmed": _("said to be confirmed"), "stated": _("stated"), "probable": _("said to be probable"),
                "possible": _("supposed"), "excluded": _("ruled out"), "relative": _("of a relative"),
            }.get(one.certainty, "")  # fmt: skip
            proposed = status_words(said_of(one), self.language) if one.is_proposed else ""
            return f"{said} → {proposed}" if proposed else said
        if one.kind is Kind.FEATURE or not one.is_proposed:
            return stand_words(one.stand)
        return ""

    def _onset(self, one: Proposal) -> str:
        if one.kind is not Kind.FEATURE:
            return ""
        if one.age:
            return _("onset: at %(age)s") % {"age": show_duration(one.age, self.language)}
        period = self.labels(one.period) if one.period else ""
        return period[:1].lower() + period[1:]

    def _notes(self, one: Proposal) -> tuple[str, ...]:
        notes = []
        if one.standing is Standing.CONTRADICTED and one.decided is None:
            notes.append(_("The record says the contrary: accepting changes it."))
        if one.standing is Standing.IMPLIED and one.decided is None:
            notes.append(_("A more precise answer is in the record."))
        if one.is_disputed and one.is_open:
            notes.append(_("Another passage says the contrary."))
        return tuple(notes)

    def _decided(self, one: Proposal) -> str:
        if one.decided is None:
            return ""
        by = self.names.get(one.decided.by, "")
        said = {
            Act.ACCEPTED: _("accepted by %(by)s"), Act.REJECTED: _("rejected by %(by)s"),
            Act.CORRECTED: _("corrected by %(by)s: %(code)s"),
        }.get(one.decided.act, "")  # fmt: skip
        return said % {"by": by, "code": self._written(one.decided)}

    def _written(self, decided: Decided) -> str:
        named = self.labels(decided.code) if decided.code else ""
        said = decided.said
        words = {OBSERVED: _("observed"), EXCLUDED: _("absent")}.get(said) or status_words(said, self.language)
        return ", ".join(part for part in (named, words) if part)

    def _said(self, passage: Passage) -> Said:
        text = self.texts[passage.document]
        before, words, after = excerpt(text.text, passage.start, passage.end)
        title = (show_date(text.row.written_on) or text.row.name) if len(self.texts) > 1 else ""
        return Said(f"{_anchor(passage.document)}-{passage.start}", title, before, words, after)


def stand_words(stand: Stand) -> str:
    """How something was said, in a word."""
    return {
        Stand.OBSERVED: _("observed"), Stand.EXCLUDED: _("absent"), Stand.HYPOTHETICAL: _("supposed"),
        Stand.RELATIVE: _("of a relative"), Stand.HISTORICAL: _("past"),
    }[stand]  # fmt: skip


def _state(one: Proposal) -> str:
    if one.decided is not None:
        return one.decided.act.value
    if not one.is_asked or not one.is_proposed:
        return "shown"
    return "open" if one.is_open else "known"
