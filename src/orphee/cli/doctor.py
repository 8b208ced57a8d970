"""`orphee doctor`: what is configured, what is missing, what to do."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict

from rich.markup import escape

from orphee.cli import doctor_data, doctor_database
from orphee.cli.answers import DONE, NOT_READY, answer, paper
from orphee.cli.diagnosis import ADVICE, MISSING, OK, Diagnosis, Look
from orphee.cli.options import AsJson
from orphee.cli.readiness import ready
from orphee.config.environment import problems
from orphee.foundation.places import data_directory

GIBIBYTE = 1024**3
FULL = 0.05  # GiB left
_COLOURS = {OK: "green", ADVICE: "yellow", MISSING: "red"}


def doctor(as_json: AsJson = False) -> None:
    """Say what is configured, what is missing, and what to do."""
    found = list(environment())
    if not found:
        ready(database=False, as_json=as_json)
        found = [diagnosis for look in LOOKS for diagnosis in look()]
    for one in found if not as_json else ():
        said = escape(f"{one.what}: {one.found}" + (f"\n         → {one.todo}" if one.todo else ""))
        paper.print(f"[{_COLOURS[one.state]}]{one.state:8}[/] {said}", soft_wrap=True)
    is_ready = all(one.state != MISSING for one in found)
    answer(
        {"ready": is_ready, "checks": [asdict(one) for one in found]},
        as_json=as_json,
        code=DONE if is_ready else NOT_READY,
    )


def environment() -> Iterator[Diagnosis]:
    """What cannot be used of what the environment says: nothing else can be looked at before it is corrected."""
    for problem in problems():
        said, _, todo = problem.partition(". ")
        yield Diagnosis("Environment", MISSING, said, f"{todo or 'Correct it'}.")


def machine() -> Iterator[Diagnosis]:
    """The program, and room for what it writes."""
    yield Diagnosis("Python", OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    folder = data_directory()
    free = shutil.disk_usage(folder).free / GIBIBYTE
    state, todo = (OK, "") if free > 2 else (ADVICE, "Free some space: 150,000 people need about 2 GiB.")
    if free < FULL:
        state, todo = MISSING, "Free some space: nothing more can be written."
    yield Diagnosis("Data directory", state, f"{folder} ({free:.1f} GiB free)", todo)


def secrets() -> Iterator[Diagnosis]:
    """The keys: given, and fit for their use."""
    for variable, what in (
        ("ORPHEE_SECRET_KEY", "Session key"),
        ("ORPHEE_SEAL_KEYS", "Keys that seal documents"),
        ("ORPHEE_WAREHOUSE_KEY", "Key of the pseudonyms"),
    ):
        unfit = _unfit(variable)
        if unfit:
            yield Diagnosis(what, MISSING, "cannot be used", f"{unfit}.")
        elif os.environ.get(variable):
            yield Diagnosis(what, OK, f"{variable} is set")
        else:
            yield Diagnosis(what, ADVICE, "a file in the data directory", f"Set {variable} in production.")


def _unfit(variable: str) -> str:
    """Why a key cannot be used, given or in its file; nothing is made when there is none."""
    from orphee.foundation.sealing import UnableToUseKeys, check_keys
    from orphee.warehouse.pseudonyms import UnableToUseKey, warehouse_key

    check, file = {
        "ORPHEE_SEAL_KEYS": (check_keys, "seal.key"),
        "ORPHEE_WAREHOUSE_KEY": (warehouse_key, "warehouse.key"),
    }.get(variable, (None, ""))
    if check is None or not (os.environ.get(variable) or (data_directory() / file).exists()):
        return ""
    try:
        check()
    except (UnableToUseKeys, UnableToUseKey) as problem:
        return str(problem)
    return ""


def fhir() -> Iterator[Diagnosis]:
    """The name under which our definitions leave."""
    from orphee.datasets.interchange.fhir_names import OURS, UNSET

    todo = "Set ORPHEE_FHIR_BASE to an address that you own before definitions are published as FHIR."
    if not _is_address(OURS):
        yield Diagnosis("FHIR base", MISSING, "is no address", "Set ORPHEE_FHIR_BASE to one: https://fhir.example.fr")
    else:
        yield Diagnosis("FHIR base", *((ADVICE, "a reserved name", todo) if OURS == UNSET else (OK, OURS)))


def _is_address(text: str) -> bool:
    return re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[^\s?#]*)?", text) is not None


def contact() -> Iterator[Diagnosis]:
    """Whom to tell of a weakness."""
    from django.conf import settings

    todo = "Set ORPHEE_SECURITY_CONTACT to an e-mail address or a page that somebody reads."
    found = settings.SECURITY_CONTACT
    yield Diagnosis("Security contact", *((OK, found) if found else (ADVICE, "none", todo)))


def browser() -> Iterator[Diagnosis]:
    """How browsers reach the site: whether pages travel encrypted, and under which names."""
    from django.conf import settings

    if settings.IS_BEHIND_HTTPS:
        yield Diagnosis("HTTPS", OK, "ORPHEE_HTTPS is set")
    else:
        yield Diagnosis("HTTPS", ADVICE, "off", "Set ORPHEE_HTTPS=1 behind a reverse proxy in production.")
    todo = "" if os.environ.get("ORPHEE_HOSTS") else "Set ORPHEE_HOSTS to the names under which the site is reached."
    yield Diagnosis("Names of the site", ADVICE if todo else OK, ", ".join(settings.ALLOWED_HOSTS), todo)


LOOKS: tuple[Look, ...] = (machine, secrets, fhir, contact, browser, *doctor_database.LOOKS, *doctor_data.LOOKS)
