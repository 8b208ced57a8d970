"""What a reader of the dashboard chose: everyone, one filière or one region; and how far back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from orphee.warehouse.records import names

PERIODS = (1, 3, 10)  # years
USUAL_PERIOD = 3
MONTHLY_UP_TO = 3  # years; further back, figures are by year


@dataclass(frozen=True, slots=True)
class Choices:
    """A filière or a region, never both: such groups would be too small to publish."""

    filiere: str = ""
    region: str = ""
    years: int = USUAL_PERIOD

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Choices:
        """From an address; what is not understood counts as not chosen."""
        scope, _, value = given.get("scope", "").partition(":")
        known = value in names().get(scope, {}) and scope in ("filiere", "region")
        years = given.get("years", "")
        return cls(
            filiere=value if known and scope == "filiere" else "",
            region=value if known and scope == "region" else "",
            years=int(years) if years in {str(one) for one in PERIODS} else USUAL_PERIOD,
        )

    @property
    def scope(self) -> str:
        """As written in an address: "region:84", or nothing."""
        return f"filiere:{self.filiere}" if self.filiere else f"region:{self.region}" if self.region else ""

    @property
    def where(self) -> dict[str, str]:
        """As `warehouse.figures` takes it."""
        return {"filiere": self.filiere, "region": self.region}

    @property
    def name(self) -> str:
        """The chosen filière or region as people call it; empty for the whole country."""
        if self.filiere:
            return names()["filiere"][self.filiere]
        return names()["region"].get(self.region, "")

    @property
    def query(self) -> str:
        """The end of an address that says the same."""
        return urlencode({"scope": self.scope, "years": self.years})
