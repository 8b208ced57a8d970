"""Writes of the network: the nation's tables, the directory file, sites named by received documents."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

from django.db import transaction

from orphee.network.directory_writing import absent_sites, known_sites, replaced_synthetic, write_directory
from orphee.network.models import Department, Ern, Filiere, Organisation, OrganisationKind, Region, Site, SiteKind
from orphee.network.rules.directory_checks import check_directory
from orphee.network.rules.directory_file import read_directory
from orphee.network.rules.finess import HOSPITAL_ITSELF, bare_finess
from orphee.network.rules.geography import REGIONS, department_of
from orphee.network.rules.import_report import DirectoryChange, ImportReport
from orphee.network.rules.line_problems import ERROR, LineProblem, problem
from orphee.network.rules.rare_disease_networks import ERNS, FILIERES, NetworkFacts
from orphee.network.rules.table_reading import MAX_BYTES, read_table


class UnableToNameSite(ValueError):
    """A document names neither the code nor the FINESS of a site."""


@transaction.atomic
def ensure_nation() -> None:
    """Regions, departments, filières and ERNs as the official tables say. Idempotent."""
    regions = [Region(code=region.code, name=region.name) for region in REGIONS]
    departments = [
        Department(code=code, name=name, region_id=region.code)
        for region in REGIONS
        for code, name in region.departments
    ]
    Region.objects.bulk_create(regions, update_conflicts=True, update_fields=["name"], unique_fields=["code"])
    Department.objects.bulk_create(
        departments, update_conflicts=True, update_fields=["name", "region"], unique_fields=["code"]
    )
    Filiere.objects.bulk_create(
        [Filiere(**_named(facts)) for facts in FILIERES],
        update_conflicts=True,
        update_fields=["acronym", "title", "title_en"],
        unique_fields=["code"],
    )
    Ern.objects.bulk_create(
        [Ern(**_named(facts)) for facts in ERNS],
        update_conflicts=True,
        update_fields=["acronym", "title", "title_en"],
        unique_fields=["code"],
    )


def _named(facts: NetworkFacts) -> dict[str, str]:
    return {
        "code": facts.code,
        "acronym": facts.acronym,
        "title": facts.title_fr,
        "title_en": facts.title_en,
    }


def import_network(source: Path | str | bytes, *, now: dt.datetime, dry_run: bool = False) -> ImportReport:
    """Bring the directory to what a file says: everything or, when one line is wrong, nothing.

    `source` is a path, or the content itself (bytes, or a text with a line break). Sites that the file does
    not name are left as they are. With `dry_run` the report says what would change.
    """
    content = _content(source)
    if isinstance(content, LineProblem):
        return ImportReport(problems=(content,), dry_run=dry_run)
    table = read_table(content)
    if isinstance(table, LineProblem):
        return ImportReport(problems=(table,), dry_run=dry_run)
    lines = read_directory(table)
    with transaction.atomic():
        ensure_nation()
        problems = [*lines.problems, *check_directory(lines, known_sites()), *replaced_synthetic(lines)]
        changes: tuple[DirectoryChange, ...] = ()
        absent: tuple[str, ...] = ()
        unchanged = 0
        if not any(found.severity == ERROR for found in problems):
            changes, unchanged = write_directory(lines)
            absent = absent_sites(lines)
        if dry_run:
            transaction.set_rollback(True)
    return ImportReport(
        problems=tuple(sorted(problems, key=lambda found: (found.line, found.column))),
        changes=changes,
        unchanged=unchanged,
        absent=absent,
        lines=len(table.lines),
        encoding=table.encoding,
        separator=table.separator,
        digest=hashlib.sha256(content).hexdigest(),
        imported_at=now,
        dry_run=dry_run,
    )


def _content(source: Path | str | bytes) -> bytes | LineProblem:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str) and ("\n" in source or not source):
        return source.encode()
    path = Path(source)
    size = path.stat().st_size
    if size > MAX_BYTES:
        return problem("file-too-large", size=size // 1_000_000, limit=MAX_BYTES // 1_000_000)
    return path.read_bytes()


@transaction.atomic
def site_for_document(code: str, *, name: str = "", finess: str = "", postal_code: str = "") -> Site:
    """The site that a received document names, created as provisional when the directory does not know it.

    No document is refused for an unknown site. Without a code the site stands for the hospital itself.
    Raises UnableToNameSite when the document gives neither code nor FINESS.
    """
    finess = bare_finess(finess)
    code = _site_code(code) or (f"{HOSPITAL_ITSELF}{finess}" if finess else "")
    if not code:
        raise UnableToNameSite("the document names neither the code nor the FINESS of the site")
    if known := Site.objects.filter(code=code).first():
        return known
    hospital = _hospital_for_document(code, finess=finess, postal_code=postal_code)
    site, _ = Site.objects.get_or_create(
        code=code,
        defaults={
            "kind": SiteKind.UNCONFIRMED,
            "name": " ".join(name.split())[:200] or code,
            "hospital": hospital,
            "is_provisional": True,
        },
    )
    return site


def _hospital_for_document(site_code: str, *, finess: str, postal_code: str) -> Organisation:
    if finess and (known := Organisation.objects.filter(kind="hospital", finess=finess).first()):
        return known
    department = Department.objects.filter(code=department_of(postal_code) or department_of(finess)).first()
    code = finess.lower() or re.sub(r"[^a-z0-9-]", "-", f"of-{site_code.lower()}")[:40]
    hospital, _ = Organisation.objects.get_or_create(
        code=code,
        defaults={
            "kind": OrganisationKind.HOSPITAL,
            "name": f"FINESS {finess}" if finess else f"Site {site_code}",
            "finess": finess,
            "department": department,
            "is_provisional": True,
        },
    )
    return hospital


def _site_code(text: str) -> str:
    bare = re.sub(r"[^A-Za-z0-9_.-]", "-", text.strip()).strip("-")
    if len(bare) <= 40:
        return bare
    return f"{bare[:27]}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
