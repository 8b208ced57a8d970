"""Write a checked directory file: compare with what is stored, write only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from orphee.network.models import Ern, Organisation, Site
from orphee.network.rules.directory_checks import hospitals_of
from orphee.network.rules.directory_file import DirectoryLines, OrganisationLine, SiteLine
from orphee.network.rules.import_report import DirectoryChange
from orphee.network.rules.line_problems import LineProblem, problem

Row = TypeVar("Row", Organisation, Site)


def known_sites() -> dict[str, tuple[str, str]]:
    """Every site of the directory: code -> (kind, code of its coordinator)."""
    rows = Site.objects.values_list("code", "kind", "coordinator__code")
    return {code: (kind, coordinator or "") for code, kind, coordinator in rows}


def replaced_synthetic(lines: DirectoryLines) -> Iterable[LineProblem]:
    """Lines that name a synthetic site or organisation: the real and the invented must never mix."""
    sites = set(Site.objects.filter(is_synthetic=True).values_list("code", flat=True))
    organisations = set(Organisation.objects.filter(is_synthetic=True).values_list("code", flat=True))
    for site in lines.sites:
        if site.code in sites:
            yield problem("replaces-synthetic", line=site.line, column="code")
        if site.coordinator in sites:
            yield problem("replaces-synthetic", line=site.line, column="coordinator")
    for one in hospitals_of(lines).values():
        if one.code in organisations:
            yield problem("replaces-synthetic", line=one.line, column="code")


def absent_sites(lines: DirectoryLines) -> tuple[str, ...]:
    """The real sites of the directory that the file does not name, by code."""
    named = [site.code for site in lines.sites]
    return tuple(
        Site.objects.filter(is_synthetic=False).exclude(code__in=named).values_list("code", flat=True).order_by("code")
    )


def write_directory(lines: DirectoryLines) -> tuple[tuple[DirectoryChange, ...], int]:
    """Add and change what the file says; what changed, and how many lines said nothing new."""
    organisations, changed_hospitals, same_hospitals = _write_organisations(hospitals_of(lines))
    sites, changed_sites, same_sites = _write_sites(lines.sites, organisations)
    attachments = _write_attachments(lines.sites, sites)
    networks = _write_erns(lines.sites, sites)
    new = {change.code for change in changed_sites if change.field == "new"}
    links = [change for change in (*attachments, *networks) if change.code not in new]
    touched = {change.code for change in links}
    return (*changed_hospitals, *changed_sites, *links), same_hospitals + len(same_sites - touched)


def _write_organisations(
    lines: dict[str, OrganisationLine],
) -> tuple[dict[str, Organisation], list[DirectoryChange], int]:
    """The organisations of the file by the code and by the FINESS under which lines name them."""
    stored = Organisation.objects.in_bulk(list(lines), field_name="code")
    finess = [line.finess for line in lines.values() if line.finess and line.kind == "hospital"]
    hospitals = Organisation.objects.filter(kind="hospital", finess__in=finess, is_synthetic=False)
    by_finess = {one.finess: one for one in hospitals}
    found: dict[str, Organisation] = {}
    changes: list[DirectoryChange] = []
    same = 0
    for code, line in lines.items():
        values = {
            "kind": line.kind,
            "name": line.name,
            "finess": line.finess,
            "city": line.city,
            "department_id": line.department,
            "is_provisional": False,
        }
        known = stored.get(code) or (by_finess.get(line.finess) if line.kind == "hospital" else None)
        organisation, differences = _kept(Organisation(code=code), known, values)
        found[code] = organisation
        if line.kind == "hospital":
            found[line.finess] = organisation
        changes += differences
        same += not differences
    return found, changes, same


def _write_sites(
    lines: Iterable[SiteLine], organisations: dict[str, Organisation]
) -> tuple[dict[str, Site], list[DirectoryChange], set[str]]:
    lines = list(lines)
    stored = Site.objects.in_bulk([line.code for line in lines], field_name="code")
    sites: dict[str, Site] = {}
    changes: list[DirectoryChange] = []
    same: set[str] = set()
    for line in lines:
        hospital = organisations.get(line.hospital.finess) if line.hospital.finess else None
        values = {
            "kind": line.kind,
            "name": line.name,
            "filiere_id": line.filiere or None,
            "hospital_id": (hospital or organisations[line.hospital.code]).pk,
            "is_provisional": False,
        }
        sites[line.code], differences = _kept(Site(code=line.code), stored.get(line.code), values)
        changes += differences
        if not differences:
            same.add(line.code)
    return sites, changes, same


def _kept(new: Row, known: Row | None, values: Mapping[str, object]) -> tuple[Row, list[DirectoryChange]]:
    """Store a row when it is new or differs; the row, and what changed."""
    row = known or new
    before = {field: getattr(row, field) for field in values}
    differing = [field for field, value in values.items() if known is None or before[field] != value]
    for field in differing:
        setattr(row, field, values[field])
    if differing:
        row.save()
    if known is None:
        return row, [DirectoryChange(new.code, "new", "", str(values["name"]))]
    return row, [
        DirectoryChange(row.code, field.removesuffix("_id"), str(before[field] or ""), str(values[field] or ""))
        for field in differing
    ]


def _write_attachments(lines: Iterable[SiteLine], sites: dict[str, Site]) -> list[DirectoryChange]:
    """Attach each site to its coordinator, once all exist."""
    wanted = {line.code: line.coordinator for line in lines}
    above = Site.objects.in_bulk([code for code in wanted.values() if code], field_name="code")
    current = dict(
        Site.objects.filter(code__in=wanted, coordinator__isnull=False).values_list("code", "coordinator__code")
    )
    changes = []
    for code, coordinator in wanted.items():
        if current.get(code, "") != coordinator:
            sites[code].coordinator = above.get(coordinator)
            sites[code].save(update_fields=["coordinator"])
            changes.append(DirectoryChange(code, "coordinator", current.get(code, ""), coordinator))
    return changes


def _write_erns(lines: Iterable[SiteLine], sites: dict[str, Site]) -> list[DirectoryChange]:
    links = Site.erns.through.objects.filter(site__code__in=list(sites)).values_list("site__code", "ern_id")
    current: dict[str, set[str]] = {}
    for code, ern in links:
        current.setdefault(code, set()).add(ern)
    changes = []
    for line in lines:
        before, after = current.get(line.code, set()), set(line.erns)
        if before != after:
            sites[line.code].erns.set(Ern.objects.filter(code__in=after))
            changes.append(DirectoryChange(line.code, "erns", ", ".join(sorted(before)), ", ".join(sorted(after))))
    return changes
