"""Invented definitions: a journal in three sections with every type of answer, and dossiers of any length."""

from orphee.datasets import catalogue
from orphee.datasets.definition import UnknownName
from orphee.datasets.reading import read

JOURNAL = """\
key: journal
version: "1"
title: {fr: Carnet inventé, en: Invented journal}
source: Tests
value_sets:
  often:
    title: {fr: Fréquence, en: Frequency}
    source: Tests
    codes:
      - {code: "0", system: "urn:tests", label: {fr: Jamais, en: Never}, score: 0}
      - {code: "1", system: "urn:tests", label: {fr: Parfois, en: Sometimes}, score: 1}
instruments:
  - key: visit
    title: {fr: Visite, en: Visit}
    subject: person
    sections:
      - {key: body, title: {fr: Corps, en: Body}}
      - {key: mood, title: {fr: Humeur, en: Mood}, help: {fr: Sur deux semaines., en: Over two weeks.}}
      - {key: files, title: {fr: Pièces, en: Files}}
    items:
      - key: notice
        type: markdown
        section: body
        text: {fr: "**Avant** la visite <b>", en: "**Before** the visit <b>"}
        label: {fr: Note, en: Note}
      - {key: seen_on, type: date, section: body, asked: always, label: {fr: Vu le, en: Seen on}}
      - {key: weight, type: quantity, units: [kg, g], section: body, asked: usually, label: {fr: Poids, en: Weight}}
      - {key: stamp, type: text, section: body, label: {fr: Cachet, en: Stamp}}
      - {key: tired, type: code, values: often, section: mood, label: {fr: Fatigue, en: Tired}}
      - {key: sad, type: code, values: often, section: mood, label: {fr: Tristesse, en: Sad}}
      - {key: total, type: integer, section: mood, label: {fr: Total, en: Total}, compute: {score: [tired, sad]}}
      - key: born
        type: partial_date
        section: mood
        label: {fr: Né en, en: Born in}
        prefill: [{from: sdm-mr.identity.birth_date, precision: month}]
      - key: disease
        type: code
        terminology: {system: orpha}
        section: mood
        label: {fr: Maladie, en: Disease}
        prefill: [sdm-mr.diagnosis.disease]
      - {key: report, type: attachment, section: files, label: {fr: Compte rendu, en: Report}}
      - {key: about, type: reference, target: sdm-mr.diagnosis, section: files, label: {fr: Diagnostic, en: Diagnosis}}
"""


class Shelf:
    """A source of definitions for one test."""

    def __init__(self, *texts):
        self.sets = {found.key: found for found in map(read, texts)}

    def dataset_keys(self):
        return tuple(self.sets)

    def versions(self, key):
        return (self.sets[key].version,)

    def load(self, key, version):
        found = self.sets[key]
        if found.version != version:
            raise UnknownName(version)
        return found


def put(monkeypatch, *texts):
    """Let the catalogue know some invented data sets until the end of a test."""
    shelf = Shelf(*texts)
    monkeypatch.setattr(catalogue, "_SOURCES", [*catalogue._SOURCES, shelf])
    return shelf


def long_dossier(items, sections=10):
    """A dossier of many items in sections, with conditions."""
    head = 'key: long\nversion: "1"\ntitle: {fr: Long, en: Long}\nsource: Tests\ninstruments:\n  - key: dossier\n'
    head += "    title: {fr: Dossier, en: Dossier}\n    subject: person\n    sections:\n"
    head += "".join(f"      - {{key: s{n}, title: {{fr: Partie {n}, en: Part {n}}}}}\n" for n in range(sections))
    kinds = ("text", "boolean", "partial_date", "integer", "decimal")
    lines = []
    for n in range(items):
        when = f", when: {{item: i{n - 4}, is: true}}" if n >= 4 and kinds[(n - 4) % 5] == "boolean" else ""
        lines.append(
            f"      - {{key: i{n}, type: {kinds[n % 5]}, section: s{n * sections // items}, asked: usually, "
            f"label: {{fr: Question {n}, en: Question {n}}}{when}}}\n"
        )
    return head + "    items:\n" + "".join(lines)
