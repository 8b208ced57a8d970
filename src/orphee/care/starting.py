"""What a new form already says: what the system knows, nobody types."""

from __future__ import annotations

from orphee.access.models import User
from orphee.access.rules.policy import Reader
from orphee.care.actions import writing_site
from orphee.care.desk_sets import MAIN
from orphee.care.places import Place


def starting_answers(place: Place, user: User, reader: Reader) -> dict[str, object]:
    """The first answers of a new entry: its identifier, my site, me, today's date of a file."""
    keys = place.instrument.by_key
    answers: dict[str, object] = {}
    if place.instrument.repeats and "identifier" in keys:
        answers["identifier"] = place.source_key
    if place.instrument.dataset != MAIN:
        return answers
    if "site" in keys and place.instrument.key in ("follow_up", "activity") and (site := writing_site(place, reader)):
        answers["site"] = site
    for key in ("physician", "performer"):
        if key in keys:
            answers[key] = {name: value for name, value in (("rpps", user.rpps), ("name", user.name)) if value}
    if place.instrument.key == "case_file":
        answers["created_on"] = answers["updated_on"] = place.today.isoformat()
    return answers
