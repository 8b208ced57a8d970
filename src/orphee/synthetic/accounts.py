"""Demo accounts: one a role, made once, with passwords and a token of this installation only.

The secrets are drawn when first needed and kept in the data directory, readable by its owner alone, so that a
second run can print the same lines. In the database there are only hashes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from orphee.access.context import as_system
from orphee.access.models import Membership, Role, Token, User
from orphee.access.queries import token_digest
from orphee.access.rules.policy import Purpose
from orphee.foundation.places import data_directory
from orphee.network.models import Organisation, Site
from orphee.record.models import Reach
from orphee.synthetic.rules.network_plan import EXAMPLE_SITE

SECRETS_FILE = "demo-accounts.json"
DOMAIN = "demo.orphee.example"  # RFC 2606: nobody receives mail there
SITES_OF_THE_CLINICIAN = 3
_HASH = " (stored hash)"


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One way in, for the command line to print. `secret` is a password, or a token for the integrator."""

    role: str
    sign_in: str
    secret: str
    what: dict[str, str]  # {"fr": …, "en": …}

    def as_json(self) -> dict[str, object]:
        """One object for programs."""
        return {"role": self.role, "sign_in": self.sign_in, "secret": self.secret, "what": self.what}


@dataclass(frozen=True, slots=True)
class _Person:
    role: Role
    login: str
    name: str
    what: dict[str, str]


_PEOPLE = (
    _Person(
        Role.CLINICIAN,
        "clinicien",
        "Dr Camille Exemple",
        {"fr": "suit les patients de ses sites", "en": "follows the people of their sites"},
    ),
    _Person(
        Role.RESEARCH_STAFF,
        "arc",
        "Alex Exemple",
        {"fr": "complète les dossiers d'un site", "en": "completes the records of a site"},
    ),
    _Person(
        Role.NETWORK_COORDINATOR,
        "filiere",
        "Dominique Exemple",
        {"fr": "voit les chiffres de sa filière", "en": "sees the figures of their network"},
    ),
    _Person(
        Role.NETWORK_DATA_MANAGER,
        "dossiers",
        "Maud Exemple",
        {
            "fr": "construit les dossiers de sa filière et relit les réponses, sans les noms",
            "en": "builds the dossiers of their network and reviews answers, without names",
        },
    ),
    _Person(
        Role.DATA_MANAGER,
        "donnees",
        "Sacha Exemple",
        {"fr": "suit les flux et la qualité", "en": "watches deliveries and quality"},
    ),
    _Person(
        Role.NATIONAL_TEAM,
        "national",
        "Claude Exemple",
        {"fr": "pilote le plan avec les chiffres nationaux", "en": "steers the plan with national figures"},
    ),
    _Person(
        Role.INTEGRATOR,
        "integrateur",
        "Maxime Exemple",
        {"fr": "suit les envois de son hôpital", "en": "watches what their hospital sends"},
    ),
)
TOKEN = "integrator-token"  # noqa: S105 - the name of the line, not a secret
_TOKEN_FOR = {
    "fr": "envoie des documents à POST /api/cda (jeton)",
    "en": "sends documents to POST /api/cda (token)",
}


class UnableToMakeAccounts(ValueError):
    """The synthetic network is not in place yet."""


@transaction.atomic
def ensure_accounts(*, now: dt.datetime) -> tuple[SignInLine, ...]:
    """The demo's accounts, made or brought up to date, and how to sign in with each. Idempotent.

    A password that someone changed since is set back: the printed line must work.
    Raises `UnableToMakeAccounts` when there is no synthetic site.
    """
    sites = _busiest_sites()
    if not sites:
        raise UnableToMakeAccounts("no synthetic site: put the synthetic network in place first")
    kept = _secrets()
    lines = []
    for person in _PEOPLE:
        user = _user(person, kept[person.role.value], kept.get(f"{person.role.value}{_HASH}", ""))
        kept[f"{person.role.value}{_HASH}"] = user.password
        _memberships(user, person.role, sites)
        lines.append(SignInLine(person.role.value, user.email, kept[person.role.value], person.what))
    hospital = sites[0].hospital
    _ensure_token(kept[TOKEN], hospital, now=now)
    lines.append(SignInLine(TOKEN, hospital.name, kept[TOKEN], _TOKEN_FOR))
    _keep(kept)
    return tuple(lines)


def _busiest_sites() -> list[Site]:
    """The site of the public examples first, the busiest one of its network, then those that follow most people."""
    synthetic = Site.objects.filter(is_synthetic=True).select_related("hospital")
    with as_system("command:demo", Purpose.STATISTICS):
        followed = (
            Reach.objects.filter(site__is_synthetic=True)
            .exclude(site__code=EXAMPLE_SITE)
            .values_list("site_id")
            .annotate(people=Count("pk"))
            .order_by("-people", "site_id")
        )
        busiest = [site for site, _ in followed[: SITES_OF_THE_CLINICIAN - 1]]
        beside = followed.filter(site__filiere__sites__code=EXAMPLE_SITE).exclude(site_id__in=busiest)
        busiest[:0] = [site for site, _ in beside[:1]]  # so that a dossier of the network is seen at two centres
    found = synthetic.in_bulk(busiest)
    example = list(synthetic.filter(code=EXAMPLE_SITE))
    return [*example, *(found[key] for key in busiest)] or list(synthetic.order_by("code")[:1])


def _user(person: _Person, password: str, kept_hash: str) -> User:
    """The account. Comparing with the hash that was stored costs nothing; checking a password takes a second."""
    email = f"{person.login}@{DOMAIN}"
    user = User.objects.filter(email=email).first()
    if user is None:
        return User.objects.create_user(email, password, name=person.name, is_synthetic=True)
    if user.password != kept_hash or user.locked_until or user.failed_attempts or not user.is_active:
        user.set_password(password)
        user.failed_attempts, user.locked_until, user.is_active = 0, None, True
        user.save()
    return user


def _memberships(user: User, role: Role, sites: list[Site]) -> None:
    held = Membership.objects.filter(user=user)
    if role is Role.CLINICIAN:
        for site in sites:
            held.get_or_create(user=user, role=role, site=site)
    elif role is Role.RESEARCH_STAFF:
        held.get_or_create(user=user, role=role, site=sites[0])
    elif role in {Role.NETWORK_COORDINATOR, Role.NETWORK_DATA_MANAGER}:
        held.get_or_create(user=user, role=role, filiere=sites[0].filiere)
    elif role is Role.INTEGRATOR:
        held.get_or_create(user=user, role=role, organisation=sites[0].hospital)
    else:
        held.get_or_create(user=user, role=role)


def _ensure_token(secret: str, hospital: Organisation, *, now: dt.datetime) -> None:
    Token.objects.update_or_create(
        digest=token_digest(secret),
        defaults={"label": "Démonstration", "organisation": hospital, "revoked_at": None},
        create_defaults={"label": "Démonstration", "organisation": hospital, "created_at": now},
    )


def _secrets() -> dict[str, str]:
    """The secrets of this installation, drawn where there are none yet, and the hashes stored for them."""
    path = data_directory() / SECRETS_FILE
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known | {key: known.get(key) or _draw(key) for key in (*(role.value for role in Role), TOKEN)}


def _draw(key: str) -> str:
    if key == TOKEN:
        return f"orphee_{secrets.token_urlsafe(32)}"
    return "-".join(secrets.token_hex(2) for _ in range(4))


def _keep(kept: dict[str, str]) -> None:
    """Write the secrets for the next run: a new file, readable by its owner alone, put in the place of the old."""
    path = data_directory() / SECRETS_FILE
    text = json.dumps(kept, indent=1)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
