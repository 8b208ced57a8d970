"""People followed at two sites, and who imports for one of them."""

import datetime as dt
import io

import pytest

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose, Reader, Scope
from orphee.datasets import catalogue
from orphee.exchange.sheets.importing import Import
from orphee.exchange.sheets.opening import open_file
from orphee.network.queries import site_keys
from orphee.record.intake import accept_many
from orphee.record.rules.submission import Channel, LocalId, PersonAsGiven, Submission

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
NAMES = ("MARTIN", "DURAND", "PETIT", "LEROY", "MOREAU", "SIMON")


def person(number, site="S001"):
    return Submission(
        Channel.FORM,
        "hospital",
        PersonAsGiven(
            local_ids=(LocalId(f"1.2.{site[1:]}", f"IPP{number}"),),
            birth_name=NAMES[number % len(NAMES)] + "ABCDEFGHIJ"[number // len(NAMES)],
            first_given_name="Alix",
            birth_date=f"19{50 + number % 40}-03-{1 + number % 28:02}",
            sex="F",
        ),
        (),
        NOW,
        site_codes=(site,),
    )


@pytest.fixture
def people(db):
    """Numbers of the records: IPP0 to IPP4 at S001, IPP9 at S002."""
    receipts = accept_many([*(person(number) for number in range(5)), person(9, "S002")], now=NOW)
    return [receipt.record_number for receipt in receipts]


@pytest.fixture
def clinician(people):
    with as_system("test"):
        site = site_keys(["S001"])["S001"]
    return Reader("user:7", frozenset({"clinician"}), frozenset({site}), scope=Scope.SITES, purpose=Purpose.CARE)


@pytest.fixture
def bring(clinician):
    """Make an import of some bytes, by the clinician of S001."""

    def make(content, *, reader=None, dataset="sdm-mr", instrument="diagnosis", now=NOW):
        found = catalogue.dataset(dataset)
        content = content.encode() if isinstance(content, str) else content
        return Import(reader or clinician, found, open_file(content, found, instrument), now)

    return make


def workbook(**sheets):
    """An XLSX of rows by sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()
