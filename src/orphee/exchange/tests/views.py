"""A record view made from a submission, as the record would show it: for tests without a database."""

from __future__ import annotations

import datetime as dt

from orphee.record.rules.submission import ConsentAsGiven, Submission
from orphee.record.rules.view import DocumentView, EntryView, RecordView

NOW = dt.datetime(2025, 6, 1, 12, 0, tzinfo=dt.UTC)


def view_of(submission: Submission, **changes: object) -> RecordView:
    """The view that holds exactly what the submission says."""
    entries = tuple(
        EntryView(
            key=f"00000000-0000-4000-8000-{number:012d}",
            dataset=entry.dataset,
            version=entry.version,
            instrument=entry.instrument,
            source_key=entry.key,
            payload=entry.payload,
            state="complete",
            revision=1,
            site="S001",
            author="",
            channel="cda",
            said_at=NOW,
        )
        for number, entry in enumerate(submission.entries)
    )
    document = submission.document
    documents = ()
    if document is not None:
        documents = (
            DocumentView(
                key="d",
                identifier=document.identifier,
                set_id=document.set_id,
                version=document.version,
                template=document.template,
                received_at=NOW,
                is_current=True,
                header=document.header,
            ),
        )
    values = {
        "key": "11111111-1111-4111-8111-111111111111",
        "number": "R1",
        "person": submission.person,
        "sex": submission.person.sex,
        "birth_month": submission.person.birth_date[:7],
        "department": "75",
        "consent": submission.consent or ConsentAsGiven(),
        "synthetic": False,
        "created_at": NOW,
        "updated_at": NOW,
        "follow_ups": (),
        "entries": entries,
        "documents": documents,
    }
    return RecordView(**{**values, **changes})
