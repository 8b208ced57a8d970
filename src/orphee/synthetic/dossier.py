"""One published dossier, so that people who try Orphée see what a dossier is. Marked as an example everywhere."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files

from orphee.dossiers.actions import publish_text
from orphee.dossiers.models import Version
from orphee.dossiers.rules.editing import parse, render
from orphee.network.models import Site
from orphee.synthetic.rules.network_plan import EXAMPLE_SITE
from orphee.terminology.queries import descendants

FILE = "dossier_anomalies.yaml"
GROUP = "ORPHA:93890"  # rare developmental defect during embryogenesis


class UnableToMakeDossier(ValueError):
    """The synthetic network is not in place yet."""


def ensure_example_dossier(*, now: dt.datetime) -> Version:
    """The example, published for the network of the demo's clinician, once. Idempotent.

    Where the nomenclature has no hierarchy (a machine without the reference files), everyone with a diagnosis is
    included: an example that nobody sees shows nothing. Raises `UnableToMakeDossier`.
    """
    site = Site.objects.filter(code=EXAMPLE_SITE).first()
    if site is None or site.filiere_id is None:
        raise UnableToMakeDossier("no synthetic site: put the synthetic network in place first")
    definition = parse((files("orphee.synthetic") / "data" / FILE).read_text(encoding="utf-8"))
    stood = Version.objects.filter(dossier__key=definition["key"], version=definition["version"]).first()
    if stood is not None:
        return stood
    definition["inclusion"] = {"diseases": [GROUP]} if len(descendants(GROUP)) > 1 else {}
    return publish_text(render(definition), actor="command:demo", now=now, filiere=site.filiere_id, synthetic=True)
