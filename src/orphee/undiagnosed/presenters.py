"""Cues and similar people in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from orphee.care.presenters.leads import REASONS
from orphee.care.presenters.words import status_words
from orphee.care.queries import names_of
from orphee.care.rules.fields import Choice
from orphee.care.rules.leads import percent
from orphee.care.terms import Labels
from orphee.foundation.language import current_language
from orphee.foundation.sealing import UnableToOpenSeal, open_sealed
from orphee.insight.ranking.answers import Term
from orphee.network.models import Site
from orphee.undiagnosed.alike import Alike
from orphee.undiagnosed.models import Cue, CueLine
from orphee.undiagnosed.rules.reasons import Act, Cause
from orphee.undiagnosed.rules.sharing import Degree, Line
from orphee.undiagnosed.rules.standing import Standing

MOST_NAMED = 3  # features named in one line


@dataclass(frozen=True, slots=True)
class CueWords:
    """A cue on the chart."""

    disease: str
    codes: tuple[str, ...]
    moved: str
    since: str
    because: str
    release: str
    on: str
    reasons: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about the last cue."""

    disease: str
    what: str
    by: str
    on: str
    words: str


@dataclass(frozen=True, slots=True)
class OursWords:
    """Someone of the reader's own centres."""

    record_key: str
    name: str
    number: str
    diagnosis: str
    status: str
    percent: str
    shared: str


@dataclass(frozen=True, slots=True)
class LineWords:
    """A line across centres: no person."""

    diagnosis: str
    centre: str
    where: str
    degree: str
    shared: str


@dataclass(frozen=True, slots=True)
class AlikeWords:
    """Similar people."""

    ours: tuple[OursWords, ...]
    others: tuple[LineWords, ...]
    compared: int


def line_of(cue: Cue) -> str:
    """A cue in one line, for the worklist."""
    said = _("To look at again: %(disease)s – %(since)s, %(moved)s%(because)s. An aid to thinking: it decides nothing.")
    reasons = _because(cue)
    because = _("; because of: %(features)s") % {"features": reasons} if reasons else ""
    return said % {"disease": _disease(cue), "since": _since(cue), "moved": _moved(cue), "because": because}


def cue_of(cue: Cue) -> CueWords:
    """A cue on the chart."""
    return CueWords(
        disease=_disease(cue),
        codes=tuple(cue.codes),
        moved=_moved(cue),
        since=_since(cue),
        because=_because(cue),
        release=cue.release,
        on=_day(cue),
        reasons=tuple(Choice(one.value, str(words)) for one, words in REASONS.items()),
    )


def done_of(line: CueLine) -> Done:
    """What was done about a cue, by whom and when."""
    what = {Act.SEEN.value: _("seen"), Act.ASIDE.value: _("set aside")}
    return Done(
        _disease(line.cue), what.get(line.act, line.act), names_of([line.by]).get(line.by, ""), _day(line), _words(line)
    )


def standing_words(standing: Standing) -> str:
    """Where someone stands, in words."""
    return {
        Standing.ERRANCE: _("No precise diagnosis yet (errance)."),
        Standing.IMPASSE: _("No diagnosis two years after the first signs, all investigations done (impasse)."),
    }.get(standing, "")


def _disease(cue: Cue) -> str:
    return str(cue.names.get(current_language()) or cue.names.get("en") or cue.codes[0])


def _moved(cue: Cue) -> str:
    now = percent(cue.after)
    if not cue.before:
        return _("it comes among the first possible diagnoses, at %(after)s %%") % {"after": now}
    return _("its score goes from %(before)s %% to %(after)s %%") % {"before": percent(cue.before), "after": now}


def _since(cue: Cue) -> str:
    if cue.cause == Cause.KNOWLEDGE:
        return _("since a new release of the knowledge (%(release)s)") % {"release": _short(cue.release)}
    if cue.cause == Cause.RESULT:
        genes = Labels(cue.news.get("genes", ()), current_language())
        named = ", ".join(genes(code) for code in cue.news.get("genes", ())[:MOST_NAMED])
        return _("since a result (%(genes)s)") % {"genes": named} if named else _("since a result was corrected")
    return _since_features(cue)


def _because(cue: Cue) -> str:
    """The features that speak for the disease, unless they were just said to be what came."""
    is_said = cue.cause == Cause.FEATURE and set(cue.because) <= set(cue.news.get("observed", ()))
    return "" if is_said else _list(cue.because, cue)


def _short(release: str) -> str:
    """The first source of a release: the rest is said on the chart."""
    return release.split(" · ")[0].split(" (")[0]


def _since_features(cue: Cue) -> str:
    for key, said in (
        ("observed", _("since the entry of “%(features)s”")),
        ("excluded", _("since “%(features)s” was noted absent")),
        ("withdrawn", _("since “%(features)s” was taken off")),
    ):
        came = cue.news.get(key, ())
        if came:
            return said % {"features": _list([one for one in came if one in cue.because] or came, cue)}
    return _("since the answers of the record were corrected")


def _list(codes: Sequence[str], cue: Cue) -> str:
    place = 1 if current_language() == "fr" else 0
    names = (cue.terms.get(code, ["", ""]) for code in codes[:MOST_NAMED])
    said = [one[place] or one[1 - place] or code for one, code in zip(names, codes, strict=False)]
    return ", ".join(said) + (" …" if len(codes) > MOST_NAMED else "")


def _words(line: CueLine) -> str:
    try:
        return open_sealed(bytes(line.sealed)).decode() if line.sealed else ""
    except UnableToOpenSeal:
        return ""


def _day(row: Cue | CueLine) -> str:
    return timezone.localtime(row.at).strftime("%d/%m/%Y")


def alike_of(found: Alike) -> AlikeWords:
    """Similar people in words: names of diseases, centres and features."""
    language = current_language()
    diseases = {one.diagnosis for one in found.ours} | {one.diagnosis for one in found.others}
    features = {term.code for one in found.ours for term in one.shared} | set(found.terms)
    labels = Labels(diseases | features, language)
    sites = {site.code: site for site in _sites(one.site for one in found.others)}
    return AlikeWords(
        ours=tuple(
            OursWords(
                record_key=one.record_key,
                name=one.name,
                number=one.number,
                diagnosis=labels(one.diagnosis) if one.diagnosis else "",
                status=status_words(one.status, language),
                percent=percent(one.likeness),
                shared=_shared((term.code for term in one.shared), {term.code: term for term in one.shared}, labels),
            )
            for one in found.ours
        ),
        others=tuple(_line(one, found.terms, labels, sites) for one in found.others),
        compared=found.compared,
    )


def _line(one: Line, terms: Mapping[str, Term], labels: Labels, sites: Mapping[str, Site]) -> LineWords:
    few = _("a diagnosis that few people have: the centre can say which")
    none = _("no precise diagnosis yet")
    degrees = {
        Degree.VERY: _("very alike"), Degree.RATHER: _("rather alike"), Degree.SOMEWHAT: _("somewhat alike"),
    }  # fmt: skip
    site = sites.get(one.site)
    return LineWords(
        diagnosis=labels(one.diagnosis) if one.diagnosis else few if one.is_few else none,
        centre=site.name if site else one.site,
        where=", ".join(part for part in (site.hospital.name, site.hospital.city) if part) if site else "",
        degree=degrees[one.degree],
        shared=_shared(one.shared, terms, labels),
    )


def _shared(codes: Iterable[str], terms: Mapping[str, Term], labels: Labels) -> str:
    language = current_language()
    return ", ".join(label if (label := labels(code)) != code else terms[code].name(language) for code in codes)


def _sites(codes: Iterable[str]) -> Iterable[Site]:
    return Site.objects.filter(code__in=set(codes)).select_related("hospital")
