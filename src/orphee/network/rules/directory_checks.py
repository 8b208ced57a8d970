"""What only shows when the lines of a directory stand side by side: doubles, attachments, circles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from orphee.network.rules.directory_file import DirectoryLines, OrganisationLine, SiteLine
from orphee.network.rules.finess import has_wrong_key, is_elsewhere
from orphee.network.rules.line_problems import LineProblem, problem

REFERENCE_CENTRES = frozenset({"crmr-coordinator", "crmr-constitutive"})


def check_directory(lines: DirectoryLines, known_sites: Mapping[str, tuple[str, str]]) -> list[LineProblem]:
    """Every problem between lines. `known_sites`: code -> (kind, coordinator code) of the directory as it is."""
    return [
        *_doubles(lines.sites),
        *_doubles(lines.organisations),
        *_hospitals(lines),
        *_finess(lines),
        *_coordinators(lines.sites, known_sites),
        *_circles(lines.sites, known_sites),
    ]


def hospitals_of(lines: DirectoryLines) -> dict[str, OrganisationLine]:
    """Organisation lines by code: those with a line of their own first, then the hospitals that sites name."""
    found: dict[str, OrganisationLine] = {line.code: line for line in lines.organisations}
    by_finess = {line.finess for line in lines.organisations if line.finess and line.kind == "hospital"}
    for site in lines.sites:
        if site.hospital.finess not in by_finess:
            found.setdefault(site.hospital.code, site.hospital)
    return found


def _doubles(lines: Iterable[SiteLine | OrganisationLine]) -> Iterable[LineProblem]:
    first: dict[str, int] = {}
    for line in lines:
        code = line.code.casefold()
        if code in first:
            yield problem("code-twice", line=line.line, column="code", first=first[code])
        first.setdefault(code, line.line)


def _hospitals(lines: DirectoryLines) -> Iterable[LineProblem]:
    first = {line.finess: line for line in lines.organisations if line.finess and line.kind == "hospital"}
    for site in lines.sites:
        named = first.setdefault(site.hospital.finess, site.hospital) if site.hospital.finess else site.hospital
        if named.name.casefold() != site.hospital.name.casefold():
            yield problem("hospital-differs", line=site.line, column="hospital", first=named.line)
        if named.department != site.hospital.department:
            first_said = {"first": named.line, "department": named.department}
            yield problem("hospital-elsewhere", line=site.line, column="department", **first_said)


def _finess(lines: DirectoryLines) -> Iterable[LineProblem]:
    """Numbers that a hand mistyped: said of hospitals and laboratories, never a reason to refuse the file."""
    for one in (*lines.organisations, *(site.hospital for site in lines.sites)):
        if has_wrong_key(one.finess):
            yield problem("finess-key", line=one.line, column="finess")
        elif is_elsewhere(one.finess, one.department):
            said = {"finess": one.finess[:2], "department": one.department}
            yield problem("finess-elsewhere", line=one.line, column="finess", **said)


def _coordinators(sites: Iterable[SiteLine], known_sites: Mapping[str, tuple[str, str]]) -> Iterable[LineProblem]:
    kinds = {code: kind for code, (kind, _) in known_sites.items()} | {site.code: site.kind for site in sites}
    for site in sites:
        if not site.coordinator:
            continue
        kind = kinds.get(site.coordinator)
        if kind is None:
            yield problem("coordinator-unknown", line=site.line, column="coordinator")
        elif kind not in REFERENCE_CENTRES:
            yield problem("coordinator-not-a-reference-centre", line=site.line, column="coordinator")


def _circles(sites: Iterable[SiteLine], known_sites: Mapping[str, tuple[str, str]]) -> Iterable[LineProblem]:
    above = {code: coordinator for code, (_, coordinator) in known_sites.items()}
    above |= {site.code: site.coordinator for site in sites}
    for site in sites:
        chain = [site.code]
        while (next_up := above.get(chain[-1], "")) and next_up not in chain:
            chain.append(next_up)
        if next_up == site.code:
            yield problem(
                "coordinator-cycle", line=site.line, column="coordinator", chain=" → ".join([*chain, next_up])
            )
