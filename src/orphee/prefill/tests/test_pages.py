"""Giving documents, deciding, where it was read, who may: through the pages."""

import datetime as dt
import re
from dataclasses import replace
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from orphee.access.context import as_system, reading_as
from orphee.access.queries import reader_of
from orphee.care.origins import sources_provided
from orphee.care.tests.conftest import diagnosis, enter, entries_of, member
from orphee.foundation.models import AuditLine
from orphee.insight.reading.tests.small_words import reader as small_reader
from orphee.prefill import documents as room
from orphee.prefill import opening, reading
from orphee.prefill.models import Decision, Document, ReadingUse
from orphee.prefill.reading import Desk
from orphee.prefill.tests.conftest import LATER, LETTER, decide, documents, page
from orphee.prefill.uses import stamp
from orphee.record.models import Entry
from orphee.record.rules.submission import EntryAsGiven, PersonAsGiven
from orphee.terminology.models import Concept

pytestmark = pytest.mark.django_db

SMALL_HEAD = "feature|HP:0000252|observed"
FLOPPY = "feature|HP:0001252|observed"
NO_SEIZURE = "feature|HP:0001250|excluded"
CURVED = "feature|HP:0002650|observed"
DEAF_MOTHER = "feature|HP:0000365|relative"
RELATED = "consanguinity|yes|observed"
GENE = "gene|HGNC:3603|observed"


def features(record_key):
    return {one.payload["term"]: one for one in entries_of(record_key, "feature") if one.state != "entered_in_error"}


def sources(record_key, user):
    reader = reader_of(user)
    with reading_as(reader):
        return sources_provided(UUID(str(record_key)), reader)


def count(shown):
    found = re.search(r'data-left="(\d+)"', shown)
    return int(found.group(1))


# Giving


def test_two_letters_are_one_set_of_proposals_with_their_places(give, record_key):
    shown = give(LETTER, LATER)
    assert count(shown) == 7  # small head, hypotonia, scoliosis; no seizure; gene, variant; related parents
    marks = re.findall(r'<mark[^>]*data-of="([^"]+)"[^>]*>([^<]+)</mark>', shown)
    small_heads = [words for _of, words in marks if words.casefold() == "microcéphalie"]
    assert len(small_heads) == 2
    assert "12/03/2021" in shown
    assert DEAF_MOTHER not in re.findall(r'name="accept" value="([^"]+)"', shown)
    assert {one.state for one in documents(record_key)} == {"read"}


def test_what_is_given_is_sealed(give, record_key):
    give(LETTER)
    row = documents(record_key)[0]
    for kept in (row.sealed, row.sealed_text, row.sealed_findings):
        assert kept
        assert "crocéphalie".encode() not in bytes(kept)
    assert "microcéphalie" not in str(row.problems)


def test_a_pasted_text_and_the_same_again(client, record_key, give):
    for _ in range(2):
        answer = client.post(reverse("reading-add", args=[record_key]), {"text": LETTER}, follow=True)
    assert "already here" in answer.content.decode()
    assert len(documents(record_key)) == 1


@pytest.mark.parametrize(("content", "said"), [
    (b"", "empty"),
    (b"  \n ", "empty"),
    (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 900, "ni un texte ni un PDF"),
    (b"%PDF-1.7 torn", "damaged"),
])  # fmt: skip
def test_what_cannot_be_read_is_not_kept_and_says_why(client, record_key, give, content, said):
    shown = give(content)
    said = {"ni un texte ni un PDF": "neither a text nor a PDF"}.get(said, said)
    assert said in shown
    assert not any(bytes(one.sealed) for one in documents(record_key))


def test_too_large_a_file_is_said(monkeypatch, client, record_key, give):
    monkeypatch.setattr("orphee.prefill.views.documents.LARGEST", 10)
    assert "larger than" in give(LETTER)
    assert not documents(record_key)


def test_too_many_files_at_once(monkeypatch, client, record_key, give):
    monkeypatch.setattr("orphee.prefill.views.documents.MOST_FILES", 1)
    assert "more than 1 files at once" in give(LETTER, LATER)
    assert len(documents(record_key)) == 1


def test_a_record_is_no_store_of_documents(monkeypatch, give, record_key):
    monkeypatch.setattr(room, "MOST_OF_A_RECORD", 1)
    assert "as many as can be" in give(LETTER, LATER)


def test_a_letter_named_after_the_person_loses_the_name(give, record_key):
    shown = give(LETTER, name="courrier MARTIN Lina")
    assert documents(record_key)[0].name == "file.txt"
    assert "courrier MARTIN" not in shown


@pytest.mark.parametrize(("given", "kept"), [
    ("letter." + "x" * 140, "letter."), ("visite.MARTIN", "file.txt"), ("MARTIN.Lina.txt", "file.txt"),
    ("visite.docx", "visite.docx.txt"), ("visite.pdf", "visite.txt"), ("visite", "visite.txt"),
])  # fmt: skip
def test_a_name_is_short_of_nobody_and_says_what_the_file_is(given, kept):
    name = room.shown_name(given, PersonAsGiven(birth_name="MARTIN", first_given_name="Lina"), is_pdf=False)
    assert name.startswith(kept)
    assert name.endswith(".txt")
    assert len(name) <= 120


def test_capitals_missing_accents_and_encodings_say_the_same(give):
    shown = give(
        LETTER.upper(), LETTER.encode("cp1252"), LETTER.encode("utf-16"),
        LETTER.translate(str.maketrans("éêàè", "eeae")), LETTER.encode() + LETTER.encode("cp1252"),
    )  # fmt: skip
    assert count(shown) == 4
    assert shown.count("5 findings") == 5


def test_another_language_is_said(give):
    text = "The patient is a girl with microcephaly and she was seen in the clinic for hearing loss without ataxia."
    assert "does not seem to be French" in give(text)


def test_marks_say_only_what_the_text_says(give):
    shown = give("Microcéphalie <script>alert(1)</script> & scoliose.")
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(opening, "SECONDS", 0.05)
    assert [one.code for one in opening.text_of(b"%PDF-1.7").problems] == ["too-hard"]


def test_without_words_to_read_with_documents_wait(monkeypatch, client, record_key, give):
    monkeypatch.setattr(reading, "DESK", Desk(load=lambda: None))
    shown = give(LETTER)
    assert "Reading is not possible now" in shown
    assert documents(record_key)[0].state == "waiting"
    monkeypatch.setattr(reading, "DESK", Desk(load=small_reader))
    answer = client.get(reverse("reading-progress", args=[record_key]))
    for _ in range(50):
        if answer.headers.get("HX-Refresh"):
            break
        reading.DESK.wait(str(documents(record_key)[0].key), 60)
        answer = client.get(reverse("reading-progress", args=[record_key]))
    assert answer.headers["HX-Refresh"] == "true"
    assert count(page(client, record_key)) == 4


def test_a_reader_that_fails_says_so_without_words(monkeypatch, give, record_key, caplog):
    class Failing:
        def read(self, text):
            raise RuntimeError(text)

    monkeypatch.setattr(reading, "DESK", Desk(load=Failing))
    assert "Reading this document failed" in give(LETTER)
    assert "Microcéphalie".casefold() not in caplog.text.casefold()


# Deciding


def test_an_accepted_sign_is_a_draft_with_its_onset_and_its_places(client, give, record_key, clinician):
    give(LETTER, LATER)
    decide(client, record_key, accept=FLOPPY)
    entry = features(record_key)["HP:0001252"]
    assert (entry.state, entry.channel, entry.author) == ("draft", "prefill", f"user:{clinician.pk}")
    assert entry.payload["excluded"] is False
    assert entry.payload["onset"] == {"term": "HP:0003577"}
    source = sources(record_key, clinician)[0]
    assert (source.document, source.written_on, source.passage) == ("letter-1.txt", "12/03/2021", "hypotonie")
    opened = client.get(source.url.partition("#")[0]).content.decode()
    assert re.search(r'<mark[^>]*id="here"[^>]*>hypotonie</mark>', opened)
    history = client.get(reverse("entry-history", args=[record_key, entry.key])).content.decode()
    assert "hypotonie" in history
    assert source.url.replace("&", "&amp;") in history


def test_a_group_is_accepted_in_one_go(client, give, record_key):
    give(LETTER, LATER)
    shown = decide(client, record_key, accept_group="observed")
    assert set(features(record_key)) == {"HP:0000252", "HP:0001252", "HP:0002650"}
    assert count(shown) == 4
    assert "3 accepted, kept as drafts." in shown


def test_the_ticked_ones_are_accepted_or_rejected(client, give, record_key):
    give(LETTER, LATER)
    decide(client, record_key, accept_chosen="1", chosen=[FLOPPY, NO_SEIZURE])
    assert {code: one.payload["excluded"] for code, one in features(record_key).items()} == {
        "HP:0001252": False, "HP:0001250": True,
    }  # fmt: skip
    shown = decide(client, record_key, reject_chosen="1", chosen=[SMALL_HEAD, CURVED, FLOPPY])
    assert count(shown) == 3
    assert len(features(record_key)) == 2


def test_what_is_of_a_relative_cannot_be_accepted_as_it_is(client, give, record_key):
    give(LETTER)
    for given in ({"accept": DEAF_MOTHER}, {"accept_chosen": "1", "chosen": [DEAF_MOTHER]}):
        decide(client, record_key, **given)
    assert not features(record_key)
    decide(client, record_key, correct=DEAF_MOTHER, code="HP:0000365", said="excluded")
    assert features(record_key)["HP:0000365"].payload["excluded"] is True


def test_a_correction_writes_another_term_and_counts_as_one(client, give, record_key):
    give(LETTER)
    with as_system("test"):
        Concept.objects.create(code="HP:0008936", system="hpo", status="active", label_en="Axial hypotonia")
    assert "data-editing" in decide(client, record_key, edit=FLOPPY)
    decide(client, record_key, correct=FLOPPY, code="HP:0008936", said="observed")
    assert set(features(record_key)) == {"HP:0008936"}
    assert [(one.act, one.item) for one in ReadingUse.objects.all()] == [("corrected", "phenotype.feature.term")]


UNFIT = (
    {"code": "ORPHA:558", "said": "observed"}, {"code": "HP:0000252", "said": ""}, {"code": "", "said": "observed"},
    {"code": "HP:0000252", "said": "255545003"}, {"code": "x" * 3000, "said": "observed"},
)  # fmt: skip
FORGED = (
    {}, {"accept": "feature|HP:0000001|observed"}, {"accept": "\x00"}, {"accept_group": "everything"}, {"undo": "x"},
    {"reject": "|"}, {"accept_chosen": "1", "chosen": ["'; drop table"]}, {"_since": "forged", "accept": "x"},
)  # fmt: skip


def test_unfit_corrections_and_forged_decisions_do_nothing(client, give, record_key):
    give(LETTER)
    for given in UNFIT:
        assert "nothing was kept" in decide(client, record_key, correct=FLOPPY, **given), given
    for given in FORGED:
        decide(client, record_key, **given)
    assert not features(record_key)
    with as_system("test"):
        assert not Decision.objects.exists()


def test_undoing_withdraws_and_proposes_again(client, give, record_key, clinician):
    before = count(give(LETTER))
    decide(client, record_key, accept_group="observed")
    shown = decide(client, record_key, undo_last="1")
    assert count(shown) == before
    assert not features(record_key)
    assert not sources(record_key, clinician)
    assert sum(one.count for one in ReadingUse.objects.all()) == 0


def test_what_someone_changed_since_is_not_undone(client, give, record_key):
    give(LETTER)
    decide(client, record_key, accept=FLOPPY)
    client.post(reverse("reading-confirm", args=[record_key]))
    assert features(record_key)["HP:0001252"].state == "complete"
    assert "nothing was overwritten" in decide(client, record_key, undo=FLOPPY)
    assert set(features(record_key)) == {"HP:0001252"}


def test_what_the_record_knows_is_not_proposed_again(client, give, record_key):
    give(LETTER)
    decide(client, record_key, accept=SMALL_HEAD)
    shown = give(LATER, name="later")
    assert shown.count(f'value="{SMALL_HEAD}"') == 1  # to undo it, and nothing else
    other = enter(name="DUPONT", entries=[diagnosis(clinical_description=["HP:0000252"])])
    client.post(reverse("reading-add", args=[other]), {"text": LETTER})
    assert "Already in the record" in page(client, other)


def test_genes_and_parents_go_to_the_entries_that_stand(client, give, record_key):
    give(LETTER, LATER)
    decide(client, record_key, accept_group="genetics")
    found = entries_of(record_key, "diagnosis")
    assert [(one.payload["genes"], one.payload["other_genetics"], one.state) for one in found] == [
        (["HGNC:3603"], "FBN1:c.763C>T", "draft")
    ]
    decide(client, record_key, accept=RELATED)
    assert entries_of(record_key, "family")[0].payload == {"consanguinity": True}
    decide(client, record_key, undo=GENE)
    assert entries_of(record_key, "diagnosis")[0].payload["genes"] == []
    left = next(one for one in re.findall(r'name="undo" value="([^"]+)"', page(client, record_key)) if "variant" in one)
    decide(client, record_key, undo=left)
    assert entries_of(record_key, "diagnosis")[0].state == "entered_in_error"
    decide(client, record_key, undo=RELATED)
    assert entries_of(record_key, "family")[0].state == "entered_in_error"
    decide(client, record_key, accept=RELATED)
    assert [(one.state, one.payload) for one in entries_of(record_key, "family")] == [
        ("draft", {"consanguinity": True})
    ]


def test_a_gene_joins_the_diagnosis_of_the_record_which_stays_as_complete_as_it_was(client, sites):
    record_key = enter(entries=[diagnosis()])
    was = entries_of(record_key, "diagnosis")[0].state
    client.post(reverse("reading-add", args=[record_key]), {"text": LATER})
    decide(client, record_key, accept=GENE)
    found = entries_of(record_key, "diagnosis")
    assert [(one.payload["disease"], one.payload["genes"], one.state) for one in found] == [
        ("ORPHA:586", ["HGNC:3603"], was)
    ]


MARFAN_OUT = "diagnosis|ORPHA:558|excluded"


def test_undoing_gives_back_what_the_record_said_before(client, sites):
    record_key = enter(entries=[diagnosis(disease="ORPHA:558", status="255545003")])
    was = entries_of(record_key, "diagnosis")[0].payload
    client.post(reverse("reading-add", args=[record_key]), {"text": "Pas de syndrome de Marfan."})
    decide(client, record_key, accept=MARFAN_OUT)
    assert entries_of(record_key, "diagnosis")[0].payload["status"] == "723511001"
    decide(client, record_key, undo=MARFAN_OUT)
    assert entries_of(record_key, "diagnosis")[0].payload == was


def change(record_key, instrument, state="", **answers):
    """Someone changes an entry elsewhere, or withdraws it."""
    with as_system("test"):
        entry = Entry.objects.get(record_id=record_key, instrument=instrument, is_current=True)
        Entry.objects.filter(pk=entry.pk).update(is_current=False)
        entry.pk, entry.revision, entry.channel = None, entry.revision + 1, "form"
        entry.payload, entry.state = entry.payload | answers, state or entry.state
        entry.save(force_insert=True)


def test_undoing_overwrites_nobody(client, sites):
    record_key = enter(entries=[diagnosis(disease="ORPHA:558", status="255545003")])
    client.cookies["django_language"] = "en"
    client.post(reverse("reading-add", args=[record_key]), {"text": "Pas de syndrome de Marfan."})
    decide(client, record_key, accept=MARFAN_OUT)
    change(record_key, "diagnosis", status="2931005")
    assert "nothing was overwritten" in decide(client, record_key, undo=MARFAN_OUT)
    assert entries_of(record_key, "diagnosis")[0].payload["status"] == "2931005"
    client.post(reverse("reading-add", args=[record_key]), {"text": LATER})
    decide(client, record_key, accept=GENE)  # a later answer of this room hides nobody's change
    assert "nothing was overwritten" in decide(client, record_key, undo=MARFAN_OUT)


SAID = {
    "Pas de microcéphalie.": ("feature|HP:0000252|excluded", "feature"),
    "Pas de consanguinité.": ("consanguinity|no|observed", "family"),
}


@pytest.mark.parametrize("text", SAID)
def test_undoing_gives_back_a_sign_and_a_family(client, sites, text):
    feature = EntryAsGiven(
        "phenotype", "1.0", "feature", {"term": "HP:0000252", "excluded": False, "onset": {"age": "P1Y"}}, key="1.2.5"
    )
    family = EntryAsGiven("sdm-mr", "2025.01", "family", {"consanguinity": True})
    record_key = enter(entries=[feature, family])
    key, instrument = SAID[text]
    was = entries_of(record_key, instrument)[0].payload
    client.post(reverse("reading-add", args=[record_key]), {"text": text})
    decide(client, record_key, accept=key)
    assert entries_of(record_key, instrument)[0].payload != was
    decide(client, record_key, undo=key)
    assert entries_of(record_key, instrument)[0].payload == was


def test_a_diagnosis_is_undone_after_a_gene_joined_it(client, give, record_key):
    give("Syndrome de Marfan. Gène FBN1.")
    marfan = "diagnosis|ORPHA:558|observed"
    decide(client, record_key, accept=marfan)
    decide(client, record_key, accept=GENE)
    decide(client, record_key, undo=marfan)
    (entry,) = entries_of(record_key, "diagnosis")
    assert (entry.payload["genes"], "disease" in entry.payload, entry.state) == (["HGNC:3603"], False, "draft")
    decide(client, record_key, undo=GENE)
    assert entries_of(record_key, "diagnosis")[0].state == "entered_in_error"


NOT_THEIRS = """Le panel n'a pas retrouvé de variant pathogène du gène SCN1A.
La mère est porteuse du variant c.763C>T du gène FBN1.
"""


def test_genes_that_are_not_the_persons_are_shown_and_accepted_by_no_button(client, give, record_key):
    shown = give(NOT_THEIRS)
    assert count(shown) == 0
    assert "SCN1A" in shown
    for given in (
        {"accept_group": "genetics"}, {"accept": "gene|HGNC:10585|excluded"}, {"accept": "gene|HGNC:3603|relative"},
    ):  # fmt: skip
        decide(client, record_key, **given)
    assert not entries_of(record_key, "diagnosis")


def test_a_gene_chooses_between_no_two_diagnoses(client, sites):
    other = replace(diagnosis(disease="ORPHA:558"), key="1.2.4")
    record_key = enter(entries=[diagnosis(), other])
    client.cookies["django_language"] = "en"
    client.post(reverse("reading-add", args=[record_key]), {"text": LATER})
    assert "several diagnoses" in decide(client, record_key, accept=GENE)
    assert not any(one.payload.get("genes") for one in entries_of(record_key, "diagnosis"))


# Documents afterwards


def test_a_document_is_erased_once_its_entries_are_withdrawn(client, give, record_key):
    give(LETTER)
    row = documents(record_key)[0]
    decide(client, record_key, accept=FLOPPY)
    change(record_key, "feature", state="entered_in_error")
    client.post(reverse("reading-remove", args=[record_key, row.key]))
    assert not documents(record_key)


def test_a_document_is_erased_unless_answers_rest_on_it(client, give, record_key):
    give(LETTER)
    row = documents(record_key)[0]
    decide(client, record_key, accept=FLOPPY)
    address = reverse("reading-remove", args=[record_key, row.key])
    assert "rest on this document" in client.post(address, follow=True).content.decode()
    decide(client, record_key, undo=FLOPPY)
    client.post(address)
    assert not documents(record_key)


def test_the_original_comes_back_as_it_was_given(client, give, record_key):
    give(LETTER)
    row = documents(record_key)[0]
    answer = client.get(reverse("reading-original", args=[record_key, row.key]))
    assert answer.content == LETTER.encode()
    assert "attachment" in answer["Content-Disposition"]


# Who may


def test_another_site_sees_nothing_of_it(client, give, record_key, stranger, national):
    give(LETTER)
    row = documents(record_key)[0]
    gets = ("reading", "reading-progress")
    for user, status in ((stranger, 404), (national, 403)):
        client.force_login(user)
        for name in gets:
            assert client.get(reverse(name, args=[record_key])).status_code == status
        for name in ("reading-document", "reading-original"):
            assert client.get(reverse(name, args=[record_key, row.key])).status_code == status
        for name in ("reading-add", "reading-decide", "reading-confirm"):
            assert client.post(reverse(name, args=[record_key]), {"accept": FLOPPY}).status_code == status
        assert client.post(reverse("reading-remove", args=[record_key, row.key])).status_code == status
    with reading_as(reader_of(stranger)):
        assert not Document.objects.exists()
        assert not Decision.objects.exists()


def test_a_document_of_another_record_is_not_found(client, give, record_key):
    give(LETTER)
    other = enter(name="DUPONT")
    row = documents(record_key)[0]
    for name in ("reading-document", "reading-original"):
        assert client.get(reverse(name, args=[other, row.key])).status_code == 404
    assert client.post(reverse("reading-remove", args=[other, row.key])).status_code == 404
    assert documents(record_key)


def test_each_opening_leaves_a_line(client, give, record_key):
    give(LETTER)
    row = documents(record_key)[0]
    with as_system("test"):
        before = AuditLine.objects.filter(record_key=record_key).count()
    client.get(reverse("reading", args=[record_key]))
    client.get(reverse("reading-document", args=[record_key, row.key]))
    client.get(reverse("reading-original", args=[record_key, row.key]))
    with as_system("test"):
        lines = AuditLine.objects.filter(record_key=record_key).order_by("pk")
        assert [one.detail["page"] for one in lines[before:]] == ["reading", "document-read", "document-read"]


def test_the_measure_tells_of_nobody(client, give, record_key, sites):
    give(LETTER, LATER)
    decide(client, record_key, accept=FLOPPY, _since=stamp(timezone.now() - dt.timedelta(seconds=42)))
    decide(client, record_key, reject=CURVED)
    assert [one.seconds // 10 for one in ReadingUse.objects.order_by("pk")] == [4, 0]
    assert {field.name for field in ReadingUse._meta.fields} == {
        "id", "item", "stand", "act", "count", "seconds", "together", "release", "decided_on",
    }  # fmt: skip
    client.force_login(member("gestion@example.org", "data-manager"))
    shown = client.get(reverse("reading-use")).content.decode()
    assert "50\u00a0%" in shown
    table = client.get(reverse("reading-use-csv")).content.decode("utf-8-sig")
    assert "phenotype.feature.term" in table
    assert reverse("reading-use") in client.get(reverse("form-use")).content.decode()


def test_a_document_sealed_with_a_lost_key_does_not_close_the_page(client, give, record_key):
    give(LETTER, LATER)
    with as_system("test"):
        Document.objects.filter(name="letter-1.txt").update(sealed_text=b"sealed with another key")
    assert count(page(client, record_key)) == 4  # what the other letter says
    row = next(one for one in documents(record_key) if one.name == "letter-1.txt")
    assert client.get(reverse("reading-document", args=[record_key, row.key])).status_code == 404


def test_a_waiting_document_that_cannot_be_opened_is_refused_and_closes_no_page(client, record_key, give, monkeypatch):
    monkeypatch.setattr(reading, "DESK", Desk(load=lambda: None))
    give(LETTER)
    with as_system("test"):
        Document.objects.update(sealed=b"sealed with another key")
    row = documents(record_key)[0]
    assert client.get(reverse("reading-original", args=[record_key, row.key])).status_code == 404
    monkeypatch.setattr(reading, "DESK", Desk(load=small_reader))
    assert "sealed with a key" in page(client, record_key)
    assert documents(record_key)[0].state == "refused"


def test_a_source_says_that_its_answer_was_changed_since(client, give, record_key):
    give(LETTER)
    decide(client, record_key, accept=SMALL_HEAD)
    address = reverse("entry-form", args=[record_key, "phenotype", "feature", features(record_key)["HP:0000252"].key])
    assert "the answer was changed since" not in client.get(address).content.decode()
    change(record_key, "feature", excluded=True)
    assert "the answer was changed since" in client.get(address).content.decode()


# What a page says of a document


def test_erasing_is_asked_first_and_names_the_file(client, give, record_key):
    shown = give(LETTER)
    row = documents(record_key)[0]
    address = reverse("reading-remove", args=[record_key, row.key])
    assert f'action="{address}"' not in shown  # one click erases nothing
    asked = client.get(address).content.decode()
    assert "Erase letter-1.txt?" in asked
    assert documents(record_key)
    client.post(address)
    assert not documents(record_key)


def test_each_refused_file_is_an_alert_and_the_list_is_open(client, give, record_key):
    give(LETTER)
    shown = give(b"%PDF-1.7 torn", b"%PDF-1.7 torn too", name="scan")
    assert re.findall(r'<div role="alert">.*?title">([^<]+) was not read', shown, re.S) == ["scan-1.pdf", "scan-2.pdf"]
    assert '<details class="o-fold" open><summary>Documents (3)' in shown


def test_without_a_refused_file_nothing_is_said_and_the_list_is_folded(client, give, record_key):
    shown = give(LETTER)
    assert "was not read" not in shown
    assert '<details class="o-fold" ><summary>Documents (1)' in shown


def test_a_draft_that_lacks_an_answer_leads_to_its_form(client, give, record_key):
    give(LATER)
    decide(client, record_key, accept_group="genetics")
    (entry,) = entries_of(record_key, "diagnosis")
    said = client.post(reverse("reading-confirm", args=[record_key]), follow=True).content.decode()
    assert "1 draft still lacks an answer. Complete it on its form:" in said
    address = reverse("entry-form", args=[record_key, "sdm-mr", "diagnosis", entry.key])
    assert f'<a href="{address}">' in said


@pytest.mark.parametrize(("text", "said"), [
    ("Microcéphalie découverte à 6 ans.", "apparition\u00a0: à 6 ans"),
    ("Hypotonie depuis la naissance.", "début congénital"),
])  # fmt: skip
def test_when_it_began_does_not_read_as_how_long(client, record_key, give, text, said):
    give(text)
    client.cookies["django_language"] = "fr"
    with as_system("test"):
        Concept.objects.create(
            code="HP:0003577", system="hpo", status="active", label_en="Congenital onset", label_fr="Début congénital"
        )
    shown = page(client, record_key)
    assert said in shown
    assert "depuis\u00a0:" not in shown


def test_why_a_file_was_left_out_is_one_sentence_in_french(client, record_key, give):
    client.post("/i18n/setlang/", {"language": "fr"})
    empty = SimpleUploadedFile("vide.txt", b"")
    said = client.post(reverse("reading-add", args=[record_key]), {"files": [empty]}, follow=True).content.decode()
    assert "vide.txt\u00a0: vide. Choisissez un autre fichier" in said


def test_what_was_refused_is_still_said_once_the_others_are_read(client, record_key, give, monkeypatch):
    left = iter((1, 1, 0, 0))  # after giving, on the page that comes then, on the one that comes by itself, later
    monkeypatch.setattr(room, "read_waiting", lambda *_given, **_more: next(left))
    assert "letter-1.txt: empty" in give(b"", LETTER)
    assert "letter-1.txt: empty" in page(client, record_key)
    assert "letter-1.txt: empty" not in page(client, record_key)
