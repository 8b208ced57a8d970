"""What the environment says, read and judged in one place.

A value that cannot be used raises `Misconfigured`, with a sentence that `orphee doctor` and every command show. It
names the variable and says what to do; it never repeats the value, which may hold a password.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import parse_qsl, unquote, urlsplit

from orphee.foundation.key_files import key_in_file
from orphee.foundation.places import data_directory
from orphee.foundation.postgres.roles import SEARCH_PATH

DATABASES = ("DATABASE_URL", "ORPHEE_OWNER_DATABASE_URL", "ORPHEE_WAREHOUSE_DATABASE_URL")
SWITCHES = ("ORPHEE_DEBUG", "ORPHEE_HTTPS", "ORPHEE_NIGHTLY_LOOK", "ORPHEE_STATE_SERVICE")
HERE = ["127.0.0.1", "localhost", "[::1]"]
SHORTEST_SECRET = 32  # characters
_HOST = re.compile(r"\*|\.?[\w-]+(\.[\w-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)


class Misconfigured(ValueError):
    """A variable of the environment cannot be used; the message says which, and what to do."""


def is_on(switch: str, *, default: bool = False) -> bool:
    """Whether a variable that is 1 or 0 is on."""
    given = os.environ.get(switch, "").strip()
    if given not in ("", "0", "1"):
        raise Misconfigured(f"{switch} is neither 1 nor 0. Set it to 1, or to 0, or not at all")
    return given == "1" if given else default


def hosts() -> list[str]:
    """The names under which the site is reached."""
    given = [one.strip() for one in os.environ.get("ORPHEE_HOSTS", "").split(",") if one.strip()]
    if any(not _HOST.fullmatch(one) for one in given):
        raise Misconfigured(
            "ORPHEE_HOSTS holds something that is no name of a machine. Give names alone, separated by commas: "
            "orphee.example.fr, without https:// and without a port"
        )
    return given or HERE


def secret_key() -> str:
    """The key that signs sessions: given, or made once beside the data."""
    given = os.environ.get("ORPHEE_SECRET_KEY", "")
    try:
        key = given or key_in_file("secret.key", lambda: secrets.token_urlsafe(64))
    except OSError as error:
        what = f"secret.key cannot be made or read in the data directory ({error.strerror})"
        raise Misconfigured(f"{what}. Make room there, or set its rights") from None
    if len(key) >= SHORTEST_SECRET:
        return key
    if given:
        raise Misconfigured(f"ORPHEE_SECRET_KEY has {len(key)} characters and needs at least {SHORTEST_SECRET}")
    raise Misconfigured("secret.key in the data directory is damaged. Delete it: another is made, sessions end")


def nightly_hour() -> dt.time:
    """When people without a diagnosis are looked at again."""
    try:
        return dt.time.fromisoformat(os.environ.get("ORPHEE_NIGHTLY_LOOK_AT") or "02:30")
    except ValueError:
        raise Misconfigured("ORPHEE_NIGHTLY_LOOK_AT is no hour. Set it to one such as 02:30") from None


def database(variable: str) -> str:
    """The address of a database, empty when none is given. Raises `Misconfigured` when it cannot be read."""
    url = os.environ.get(variable, "")
    if url:
        connection(url, variable=variable)
    return url


def connection(url: str, options: str = "", *, variable: str = "DATABASE_URL") -> dict[str, object]:
    """A Django database from a libpq URL; the schemas are found by search path."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:  # its words hold a part of the address, and that may be of the password
        raise Misconfigured(_no_address(variable)) from None
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise Misconfigured(_no_address(variable))
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host or query.pop("host", ""),
        "PORT": str(port or query.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": f"-c search_path={SEARCH_PATH} {options}".strip(), **query},
        "TEST": {"NAME": unquote(parts.path.lstrip("/"))},
    }


def check_data_directory() -> None:
    """The place for what is written: made when it is not there, and written to."""
    folder = data_directory()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_open = os.access(folder, os.W_OK | os.X_OK)
    except OSError as error:
        raise Misconfigured(
            f"The data directory {folder} cannot be made ({error.strerror}). Set ORPHEE_DATA_DIR"
        ) from None
    if not is_open:
        raise Misconfigured(f"The data directory {folder} cannot be written. Set ORPHEE_DATA_DIR, or its rights")


def problems() -> Iterator[str]:
    """Everything that cannot be used, a sentence each."""
    checks: list[Callable[[], object]] = [check_data_directory, hosts, secret_key, nightly_hour]
    checks += [partial(is_on, switch) for switch in SWITCHES]
    checks += [partial(database, variable) for variable in DATABASES]
    for check in checks:
        try:
            check()
        except Misconfigured as problem:
            yield str(problem)
            if check is check_data_directory:  # where the key would be
                checks.remove(secret_key)


def _no_address(variable: str) -> str:
    return (
        f"{variable} is no address of PostgreSQL. Write postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE; in a password "
        "/ is written %2F, @ %40, : %3A, # %23, ? %3F and % %25"
    )
