"""What is gathered while a body is read: entries in progress, people met, marks, and what is left over."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orphee.exchange.cda import definition, values
from orphee.exchange.cda.gate import is_negated, why_not
from orphee.exchange.cda.leftovers import Left, excerpt
from orphee.exchange.cda.marks import Marks
from orphee.exchange.cda.nodes import BLANK, Node, attribute, child, children, code_of, name, select, xpath_of
from orphee.exchange.cda.table import Kind, Row, Rows, by_code
from orphee.exchange.cda.vocabulary import CURIE_PREFIXES
from orphee.record.rules.submission import Remainder

if TYPE_CHECKING:
    from orphee.exchange.cda.subjects import Subject

MOST_REMAINDERS = 1000  # listed one by one; an honest document has fewer than twenty


@dataclass(frozen=True, slots=True)
class SiteAsNamed:
    """A rare-disease site as the document names it, for a directory that does not know it yet; `at` is its XPath.

    `finess`: the establishment that the document says it stands in, empty when it does not say.
    """

    code: str
    name: str = ""
    finess: str = ""
    postal_code: str = ""
    at: str = ""


@dataclass
class Draft:
    """An entry in progress: its payload, and the element each item was read in.

    `item_prefix` is where a group of a list stands in the definition ("foetuses"), for its value sets. `aliases` are
    what the source calls the entry besides its key.
    """

    instrument: str
    at: Node
    key: str = ""
    aliases: tuple[str, ...] = ()
    item_prefix: str = ""
    payload: dict[str, object] = field(default_factory=dict)
    where: dict[str, Node] = field(default_factory=dict)

    def path_of(self, item: str) -> str:
        """The item's path in the definition."""
        return f"{self.item_prefix}.{item}" if self.item_prefix else item

    def put(self, item: str, value: object, at: Node) -> bool:
        """Set an answer; False when another answer is already there."""
        holder, last = self._holder(item)
        if last in holder:
            return holder[last] == value
        holder[last] = value
        self._locate(item, at)
        return True

    def add(self, item: str, value: object, at: Node) -> None:
        """Add an answer to a list; the same answer twice is one."""
        holder, last = self._holder(item)
        answers = holder.setdefault(last, [])
        if not isinstance(answers, list):
            raise TypeError(f"{item} has one answer already: it is no list")
        if value not in answers:
            self._locate(f"{item}[{len(answers)}]", at)
            self._locate(item, at)
            answers.append(value)

    def join(self, item: str, text: str, at: Node) -> None:
        """Set a text, or a further line of it."""
        before = str(self.payload.get(item, ""))
        if text not in before.split("\n"):
            self.payload[item] = f"{before}\n{text}" if before else text
            self._locate(item, at)

    def _holder(self, item: str) -> tuple[dict[str, object], str]:
        whole, _, last = item.rpartition(".")
        if not whole:
            return self.payload, last
        group = self.payload.setdefault(whole, {})
        if not isinstance(group, dict):
            raise TypeError(f"{whole} has an answer already: it is no group")
        return group, last

    def _locate(self, item: str, at: Node) -> None:
        self.where.setdefault(item, at)
        self.where.setdefault(item.rpartition(".")[0] or item, at)


class Gathering:
    """One reading of one document, of a `version` of the volet.

    `own_names`: the words of the person's names, which others' names may repeat.
    """

    def __init__(self, body: Node, marks: Marks, own_names: frozenset[str] = frozenset(), *, version: str = "") -> None:
        self.marks = marks
        self.version = version
        self.own_names = own_names
        self.drafts: list[Draft] = []
        self.subjects: list[Subject] = []
        self.remainders: list[Remainder] = []
        self.sites: dict[tuple[str, str], SiteAsNamed] = {}  # by the instrument that names it, and its code
        self._body = body
        self._untold = 0
        self._narrative: dict[str, Node] | None = None

    def start(self, instrument: str, at: Node, key: str = "") -> Draft:
        """A new entry; an instrument that is filled once is started once. Its element is known from now on."""
        self.enter(at)
        draft = None if key else self.draft_of(instrument)
        if draft is None:
            draft = Draft(instrument, at, key)
            self.drafts.append(draft)
        return draft

    def draft_of(self, instrument: str) -> Draft | None:
        """The entry in progress of an instrument that is filled once."""
        return next((one for one in self.drafts if one.instrument == instrument and not one.key), None)

    def stated(
        self,
        node: Node,
        *path: str,
        negatable: Callable[[Node], bool] = lambda statement: False,
        about_others: bool = False,
    ) -> Iterator[Node]:
        """The statements reached by a path that say what is: the one way to them, for every reader.

        What is negated, nullified, not done yet, or about somebody else is listed with its reason, and not yielded.
        `negatable`: statements whose negation the data set can hold; `about_others`: a subject is expected.
        """
        step, *further = path
        for one in children(node, step):
            if self.marks.is_whole(one):
                continue
            reason = why_not(one, negatable=negatable, about_others=about_others)
            if reason:
                self.keep(one, reason)
            elif further:
                yield from self.stated(one, *further, negatable=negatable, about_others=about_others)
            else:
                yield one

    def enter(self, statement: Node) -> None:
        """The statement is known by its code; what it holds may still be left over."""
        self.marks.enter(statement)
        code = child(statement, "code")
        if code is not None and attribute(code, "code") and name(statement) != "encounter":  # there, it is an answer
            self.marks.read_code(code)

    def keep(self, node: Node, reason: str) -> None:
        """The element is left over as a whole."""
        self.marks.take(node)
        self.note(node, reason)

    def note(self, node: Node, reason: str) -> None:
        """Something of the element is left over; the rest may have been read."""
        if len(self.remainders) < MOST_REMAINDERS:
            self.remainders.append(Remainder(xpath_of(node, self.marks.paths), reason, excerpt(node)))
        else:
            self._untold += 1

    def told(self, left: Sequence[Left]) -> tuple[Remainder, ...]:
        """Every remainder, with what nothing read; past the limit, how many more there are."""
        room = max(0, MOST_REMAINDERS - len(self.remainders))
        for one in left[:room]:
            self.remainders.append(Remainder(one.path(self.marks), one.reason(self.marks), one.excerpt))
        more = self._untold + len(left[room:])
        if more:
            self.remainders.append(Remainder("/ClinicalDocument", "many_more", str(more)))
        return tuple(self.remainders)

    def referred(self, node: Node | None) -> str:
        """The text that an element holds or refers to in the narrative; notes a reference that leads nowhere."""
        if node is None:
            return ""
        reference = child(node, "reference")
        if reference is None:
            self.marks.read_text(node)
            return values.plain_text(node)
        target = self._targets().get(attribute(reference, "value").lstrip("#").strip(BLANK))
        if target is None:
            if not self.marks.is_whole(reference):
                self.keep(reference, "dangling_reference")
            return ""
        self.marks.read(reference, "value")
        return values.narrated_text(target)

    def _targets(self) -> dict[str, Node]:
        if self._narrative is None:
            found = select(self._body, "descendant::*[@ID]")
            self._narrative = {attribute(one, "ID"): one for one in found}
        return self._narrative


def observe(gathering: Gathering, draft: Draft, statements: Iterable[Node], rows: Rows) -> None:
    """Read every statement that a row names into the entry, current rows before those of former versions."""
    known = by_code(rows)
    matched = [(known[code], one) for one in statements if (code := _code(one)) in known]
    for row, statement in sorted(matched, key=lambda pair: pair[0].legacy):
        take(gathering, draft, row, statement)


def negated_flags(rows: Rows) -> Callable[[Node], bool]:
    """Statements of a yes: negated, they say no, and the data set can hold it."""
    flags = {row.code for row in rows if row.kind is Kind.FLAG}
    return lambda statement: code_of(statement) in flags and values.flag(child(statement, "value")) is True


def take(gathering: Gathering, draft: Draft, row: Row, statement: Node) -> None:
    """Read one statement by its row; what cannot be read is kept and listed."""
    gathering.enter(statement)
    value = child(statement, "value")
    if value is None:
        gathering.note(statement, "no_value")
        return
    understood = value
    if row.kind is Kind.CODE:
        understood = coding_of(draft.instrument, draft.path_of(row.item), value)
    elif row.kind is Kind.TERM:
        understood = term_in(value, CURIE_PREFIXES)
    gathering.marks.enter(value)
    if understood is not value:
        gathering.marks.read(value, "nullFlavor")
    if not values.is_null(understood):
        _take_value(gathering, draft, row, statement, understood)


def _take_value(gathering: Gathering, draft: Draft, row: Row, statement: Node, value: Node) -> None:
    read = READERS[row.kind](gathering, draft, row, value)
    if read is None or read == "":
        if row.kind in (Kind.TEXT, Kind.NARRATIVE):
            gathering.marks.read_text(value)
        else:
            gathering.keep(value, "unknown_unit" if _other_unit(row, value) else "no_value")
        return
    mark_value(gathering.marks, row.kind, value)
    if is_negated(statement):
        gathering.marks.read(statement, "negationInd")
        read = not read
    if row.many:
        draft.add(row.item, read, value)
    elif row.kind is Kind.TEXT:
        draft.join(row.item, str(read), value)
    elif not draft.put(row.item, read, value):
        gathering.note(statement, "repeated")


def coding_of(instrument: str, path: str, node: Node) -> Node:
    """The element whose code is of the value set: itself, or the first of its translations that is."""
    codes = definition.value_set(instrument, path)
    if codes is not None and values.code(node) not in codes.by_code:
        for one in (node, *children(node, "translation")):
            if definition.stored(instrument, path, values.code(one)) in codes:
                return one
    return node


def term_in(node: Node, systems: Container[str]) -> Node:
    """The element whose code is of one of the terminologies: itself, or the first of its translations that is."""
    for one in (node, *children(node, "translation")):
        if values.code(one) and attribute(one, "codeSystem") in systems:
            return one
    return node


def mark_value(marks: Marks, kind: Kind, value: Node) -> None:
    """What the reader of a kind reads of a value."""
    if kind in (Kind.CODE, Kind.TERM):
        marks.read_code(value)
    elif kind is Kind.DATE:
        marks.read_day(value)
    elif kind in (Kind.TEXT, Kind.NARRATIVE):
        marks.read_text(value)
    else:
        marks.read(value, "value", "unit")


def _other_unit(row: Row, value: Node) -> bool:
    return row.kind is Kind.QUANTITY and (attribute(value, "unit"), row.unit) not in values.UNITS


def _code(statement: Node) -> str:
    return attribute(child(statement, "code"), "code")


def _coded(gathering: Gathering, draft: Draft, row: Row, value: Node) -> str:
    given = values.code(value)
    stored = definition.stored(draft.instrument, draft.path_of(row.item), given)
    expected = definition.system_of(draft.instrument, draft.path_of(row.item), given)
    if expected and attribute(value, "codeSystem") not in ("", expected):
        gathering.note(value, "other_code_system")
    return stored


def _narrated(gathering: Gathering, draft: Draft, row: Row, value: Node) -> str:
    return gathering.referred(child(value, "originalText")) or values.plain_text(value)


Reader = Callable[[Gathering, Draft, Row, Node], object]
READERS: Mapping[Kind, Reader] = {
    Kind.CODE: _coded,
    Kind.TERM: lambda _g, _d, _r, value: values.curie(value),
    Kind.FLAG: lambda _g, _d, _r, value: values.flag(value),
    Kind.COUNT: lambda _g, _d, _r, value: values.number(attribute(value, "value")),
    Kind.QUANTITY: lambda _g, _d, row, value: values.quantity(value, row.unit),
    Kind.DATE: lambda _g, _d, _r, value: values.date_of(values.time_text(value)),
    Kind.TEXT: lambda gathering, _d, _r, value: gathering.referred(value),
    Kind.NARRATIVE: _narrated,
}
