"""Our addresses follow the base that is set; the catalogue's own names do not change with it."""

import pytest

from orphee.datasets.interchange import fhir_names
from orphee.datasets.interchange.fhir_names import UNSET, system_name, system_uri

OWN = f"{UNSET}/CodeSystem/route"


@pytest.mark.parametrize("base", [UNSET, "https://fhir.example.fr/orphee"])
@pytest.mark.parametrize(
    ("system", "address"),
    [
        ("", "{base}/CodeSystem/set"),
        (OWN, "{base}/CodeSystem/route"),
        ("2.16.840.1.113883.6.1", "http://loinc.org"),
        ("1.2.3.4", "urn:oid:1.2.3.4"),
        ("https://orphee.example.org/fhirs", "https://orphee.example.org/fhirs"),
    ],
)
def test_a_system_has_one_address_and_one_name(monkeypatch, base, system, address):
    monkeypatch.setattr(fhir_names, "OURS", base)
    assert system_uri(system, "set") == address.format(base=base)
    assert system_name(address.format(base=base), "set") == system
