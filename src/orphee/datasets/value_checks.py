"""Checking one answer by its type. Each function returns a check made once an item, called once an answer."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping

from orphee.datasets import ages, speech
from orphee.datasets.code_checks import CodeCheck, shown, terminology_check, value_set_check
from orphee.datasets.definition import Confidential, Item, ItemType, Text
from orphee.datasets.findings import Findings
from orphee.datasets.formats import FORMATS
from orphee.datasets.problems import Path
from orphee.datasets.sentences import EXPECTED
from orphee.datasets.units import convert
from orphee.foundation.partial_date import PartialDate

LONGEST_TEXT = 20_000  # ten pages: a comment, not a document
GREATEST_KEPT_DEPTH = 60
LONGEST_NAME = 250  # of a file, of the key of an entry
LARGEST_ATTACHMENT = 1_000_000_000  # bytes said of a file; who stores it has a limit of its own
ValueCheck = Callable[[object, Path, Findings], None]

_DURATION = re.compile(
    r"P(?=[\dT])(?:\d{1,4}(?:\.\d{1,6})?Y)?(?:\d{1,4}(?:\.\d{1,6})?M)?(?:\d{1,4}(?:\.\d{1,6})?W)?"
    r"(?:\d{1,5}(?:\.\d{1,6})?D)?(?:T(?=\d)(?:\d{1,4}H)?(?:\d{1,4}M)?(?:\d{1,4}(?:\.\d{1,9})?S)?)?",
    re.ASCII,
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+\-]{0,60}/[a-z0-9][a-z0-9.+\-]{0,90}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_AGE_KEYS = frozenset(("period", "months"))
_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII)

_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[/.\- ](?P<month>\d{1,2})[/.\- ](?P<year>\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})", re.ASCII)


def value_check(item: Item) -> ValueCheck:
    """The check of one answer of an item (groups are walked by `validation`)."""
    return _MAKERS[item.type](item)


def _wrong_type(item: Item, path: Path, findings: Findings) -> None:
    findings.note("wrong-type", path, item, expected=EXPECTED[item.type.value])


def _boolean(item: Item) -> ValueCheck:
    def check(value: object, path: Path, findings: Findings) -> None:
        if not isinstance(value, bool):
            _wrong_type(item, path, findings)

    return check


def _number(item: Item) -> ValueCheck:
    whole = item.type is ItemType.INTEGER

    def check(value: object, path: Path, findings: Findings) -> None:
        number = ages.finite(value)
        if number is None or not isinstance(value, int if whole else int | float):
            _wrong_type(item, path, findings)
        else:
            _check_bounds(item, number, item.unit, path, findings)

    return check


def _check_bounds(item: Item, number: float, unit: str, path: Path, findings: Findings) -> None:
    low, high = item.minimum, item.maximum
    if low is not None and number < low:
        findings.note(
            "number-too-small", path, item, value=_said_quantity(number, unit), bound=_said_quantity(low, unit)
        )
    elif high is not None and number > high:
        findings.note(
            "number-too-great", path, item, value=_said_quantity(number, unit), bound=_said_quantity(high, unit)
        )


def _said_quantity(number: float, unit: str) -> Text:
    return Text(speech.spoken_quantity(number, unit, "fr"), speech.spoken_quantity(number, unit, "en"))


def _quantity(item: Item) -> ValueCheck:
    """`min` and `max` are in the first unit; a value in another one is converted when the factor is known."""
    keys = frozenset(("value", "unit"))

    def check(value: object, path: Path, findings: Findings) -> None:
        if not isinstance(value, dict | Mapping) or not value.keys() <= keys:
            _wrong_type(item, path, findings)
            return
        number, unit = ages.finite(value.get("value")), value.get("unit")
        if number is None:
            findings.note("wrong-type", (*path, "value"), item, expected=EXPECTED["decimal"])
        elif not isinstance(unit, str) or unit not in item.units:
            findings.note("unit-unexpected", (*path, "unit"), item, expected=", ".join(item.units))
        else:
            converted = convert(number, unit, item.units[0])
            if converted is not None:
                _check_bounds(item, converted, item.units[0], (*path, "value"), findings)

    return check


def _text(item: Item) -> ValueCheck:
    fits, expected = FORMATS[item.format] if item.format else (None, None)

    def check(value: object, path: Path, findings: Findings) -> None:
        if not isinstance(value, str):
            _wrong_type(item, path, findings)
        elif len(value) > LONGEST_TEXT:
            findings.note("too-long", path, item, length=len(value), most=LONGEST_TEXT)
        elif fits is not None and expected is not None and not fits(value.strip()):
            findings.note("wrong-format", path, item, expected=expected)

    return check


def _date(item: Item) -> ValueCheck:
    whole_day = item.type is ItemType.DATE
    with_time = item.type is ItemType.DATETIME
    secret = item.confidential is Confidential.IDENTITY

    def check(value: object, path: Path, findings: Findings) -> None:
        if not isinstance(value, str):
            _wrong_type(item, path, findings)
            return
        day, separator, time = value.partition("T")
        date = PartialDate.read(day if day.isascii() else "")
        if date is None:
            findings.note("no-such-day" if _is_no_day(day) else "date-unreadable", path, item)
            return
        if separator and not (with_time and date.is_full and _TIME.fullmatch(time)):
            findings.note("date-unreadable", path, item)
        elif whole_day and not date.is_full:
            findings.note("date-incomplete", path, item)
        elif not item.may_be_future and date.earliest > _latest_day(findings.context.today, with_time):
            if secret:
                findings.note("birth-date-in-future", path, item)
            else:
                said = Text(speech.spoken_date(value, "fr"), speech.spoken_date(value, "en"))
                findings.note("date-in-future", path, item, date=said)

    return check


def _is_no_day(text: str) -> bool:
    """Whether this is a day, a month and a year of no calendar: 30/02/2019, 2019-02-30."""
    match = _DAY_FIRST.fullmatch(text.strip()) or _YEAR_FIRST.fullmatch(text.strip())
    if match is None:
        return False
    try:
        dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return True
    return False


def _latest_day(today: dt.date, with_time: bool) -> dt.date:
    """An instant may be written in a zone where tomorrow has begun."""
    return today + dt.timedelta(days=1) if with_time else today


def _duration(item: Item) -> ValueCheck:
    def check(value: object, path: Path, findings: Findings) -> None:
        if not isinstance(value, str):
            _wrong_type(item, path, findings)
        elif not _DURATION.fullmatch(value):
            findings.note("duration-unreadable", path, item)

    return check


def _code(item: Item) -> ValueCheck:
    check_code = _code_check(item)

    def check(value: object, path: Path, findings: Findings) -> None:
        if isinstance(value, str):
            check_code(value, path, findings)
        else:
            _wrong_type(item, path, findings)

    return check


def _code_check(item: Item) -> CodeCheck:
    if item.value_set is not None:
        return value_set_check(item, item.value_set)
    if item.terminology is not None:
        return terminology_check(item, item.terminology)
    raise ValueError(f"the item {item.key} has neither a value set nor a terminology: reading refuses such a code")


def _age(item: Item) -> ValueCheck:
    check_period = value_set_check(item, item.value_set) if item.value_set is not None else None

    def check(value: object, path: Path, findings: Findings) -> None:
        if not isinstance(value, dict | Mapping) or not value.keys() <= _AGE_KEYS:
            _wrong_type(item, path, findings)
            return
        period, months = value.get("period"), value.get("months")
        if not isinstance(period, str) or not period:
            findings.note("age-period-missing", (*path, "period"), item)
        elif check_period is not None:
            check_period(period, (*path, "period"), findings)
        if months is not None:
            _check_months(item, period, months, path, findings)
        elif period == ages.AT_MONTHS:
            findings.note("age-months-missing", (*path, "months"), item)

    return check


def _check_months(item: Item, period: object, months: object, path: Path, findings: Findings) -> None:
    here = (*path, "months")
    if ages.finite(months) is None or not isinstance(months, int | float):
        findings.note("wrong-type", here, item, expected=EXPECTED["integer"])
        return
    if not 0 <= months <= ages.GREATEST_MONTHS or months != int(months):
        findings.note("age-months-out-of-range", here, item, months=f"{months:g}", most=ages.GREATEST_MONTHS)
        return
    if isinstance(period, str) and period and period != ages.AT_MONTHS:
        label = _period_label(item, period)
        findings.note("age-months-not-expected", here, item, months=int(months), age=_said(months), label=label)
        return
    greatest = findings.context.age_months
    if greatest is not None and months > greatest >= 0 and not findings.context.antenatal:
        findings.note("age-beyond-today", here, item, months=int(months), age=_said(months), today_age=_said(greatest))


def _period_label(item: Item, period: str) -> Text:
    if item.value_set is None:
        return Text(shown(period), shown(period))
    known = item.value_set.by_code.get(period) or item.value_set.by_former.get(period)
    return known.label if known else Text(shown(period), shown(period))


def _said(months: float) -> Text:
    return Text(ages.spoken_months(months, "fr"), ages.spoken_months(months, "en"))


def _kept(item: Item) -> ValueCheck:
    def check(value: object, path: Path, findings: Findings) -> None:
        if not _is_json(value):
            _wrong_type(item, path, findings)

    return check


def _is_json(value: object) -> bool:
    """JSON of a bearable depth, walked without recursion."""
    pending: list[tuple[object, int]] = [(value, 0)]
    while pending:
        current, depth = pending.pop()
        if depth > GREATEST_KEPT_DEPTH:
            return False
        if isinstance(current, Mapping):
            if not all(isinstance(key, str) for key in current):
                return False
            pending.extend((part, depth + 1) for part in current.values())
        elif isinstance(current, list | tuple):
            pending.extend((part, depth + 1) for part in current)
        elif isinstance(current, float):
            if not math.isfinite(current):
                return False
        elif not (current is None or isinstance(current, str | int | bool)):
            return False
    return True


def _attachment(item: Item) -> ValueCheck:
    def check(value: object, path: Path, findings: Findings) -> None:
        if not isinstance(value, Mapping) or not _describes_a_file(value):
            _wrong_type(item, path, findings)

    return check


def _describes_a_file(value: Mapping[str, object]) -> bool:
    return value.keys() == _ATTACHMENT.keys() and all(fits(value[name]) for name, fits in _ATTACHMENT.items())


def _is_short(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


_ATTACHMENT: Mapping[str, Callable[[object], bool]] = {
    "key": lambda value: isinstance(value, str) and _UUID.fullmatch(value) is not None,
    "name": _is_short,
    "media_type": lambda value: isinstance(value, str) and _MEDIA_TYPE.fullmatch(value) is not None,
    "size": lambda value: type(value) is int and 0 <= value <= LARGEST_ATTACHMENT,
    "digest": lambda value: isinstance(value, str) and _SHA256.fullmatch(value) is not None,
}


def _reference(item: Item) -> ValueCheck:
    def check(value: object, path: Path, findings: Findings) -> None:
        if not _is_short(value):
            _wrong_type(item, path, findings)

    return check


def _markdown(item: Item) -> ValueCheck:
    def check(value: object, path: Path, findings: Findings) -> None:
        findings.note("not-an-answer", path, item)

    return check


def _group(item: Item) -> ValueCheck:
    def check(value: object, path: Path, findings: Findings) -> None:
        if not isinstance(value, Mapping):
            _wrong_type(item, path, findings)

    return check


_MAKERS: Mapping[ItemType, Callable[[Item], ValueCheck]] = {
    ItemType.BOOLEAN: _boolean,
    ItemType.INTEGER: _number,
    ItemType.DECIMAL: _number,
    ItemType.TEXT: _text,
    ItemType.DATE: _date,
    ItemType.PARTIAL_DATE: _date,
    ItemType.DATETIME: _date,
    ItemType.AGE: _age,
    ItemType.DURATION: _duration,
    ItemType.CODE: _code,
    ItemType.QUANTITY: _quantity,
    ItemType.ATTACHMENT: _attachment,
    ItemType.REFERENCE: _reference,
    ItemType.MARKDOWN: _markdown,
    ItemType.GROUP: _group,
    ItemType.KEPT: _kept,
}
