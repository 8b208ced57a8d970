"""The door: `rank(knowledge, query)`."""

from __future__ import annotations

import numpy as np

from orphee.insight.ranking import circumstances
from orphee.insight.ranking.answers import Candidate, Ranking
from orphee.insight.ranking.asking import LEADING, next_questions
from orphee.insight.ranking.circumstances import Circumstances
from orphee.insight.ranking.combining import Scored, effect, score
from orphee.insight.ranking.compiled import Knowledge
from orphee.insight.ranking.explaining import Explained, answered_terms
from orphee.insight.ranking.matching import View, touched, whole
from orphee.insight.ranking.ontology import Integers
from orphee.insight.ranking.query import Asked, Query, understand
from orphee.insight.ranking.signals import NAMES, Leading, signals

EXPLAINED = 20  # candidates with reasons; those further down have their place and score only


def rank(knowledge: Knowledge, query: Query, top: int = 50) -> Ranking:
    """Which diseases fit what is known of a person, best first, with reasons, problems and what to ask next.

    Never raises for what a person may have typed: `problems` says what was set aside. No candidate without an observed
    feature. At most about 400 candidates have a score; the others are further away than all of these.
    """
    asked = understand(query, knowledge.ontology)
    beyond = circumstances.of(knowledge, asked)
    scored = _scored(knowledge, asked, beyond)
    chosen = scored.order[: max(0, top)]
    candidates = tuple(_candidates(knowledge, asked, scored, chosen, beyond))
    leading = scored.order[:LEADING]
    view = _current(knowledge, asked, scored.diseases[leading])
    return Ranking(
        candidates=candidates,
        next_questions=next_questions(knowledge, view, scored.scores[leading], asked),
        problems=asked.problems + beyond.problems,
        release=knowledge.release.said(),
        considered=len(knowledge.diseases),
    )


def order(knowledge: Knowledge, query: Query) -> list[tuple[int, float]]:
    """(disease number, score), best first, without reasons: for measuring and for many people."""
    asked = understand(query, knowledge.ontology)
    scored = _scored(knowledge, asked, circumstances.of(knowledge, asked))
    return list(zip(scored.diseases[scored.order].tolist(), scored.scores[scored.order].tolist(), strict=True))


def _scored(knowledge: Knowledge, asked: Asked, beyond: Circumstances) -> Scored:
    """The diseases that lead, with what is known beside the features; only those of the genes when so asked."""
    leading = signals(knowledge, asked, also=beyond.raised)
    if beyond.is_filter:
        kept = np.isin(leading.diseases, np.array([*beyond.raised], np.int32))
        leading = Leading(leading.diseases[kept], leading.table[kept])
    return score(leading, beyond.added(leading.diseases))


def _candidates(
    knowledge: Knowledge, asked: Asked, scored: Scored, chosen: Integers, beyond: Circumstances
) -> list[Candidate]:
    view = _current(knowledge, asked, scored.diseases[chosen[:EXPLAINED]])
    left_out = knowledge.annotations.without(asked.left_out)
    answered = answered_terms(knowledge, asked)
    found = []
    for number, place in enumerate(chosen.tolist()):
        row = int(scored.diseases[place])
        disease = knowledge.diseases[row]
        explained = Explained(knowledge, view, number, left_out) if number < EXPLAINED else None
        for_it, against = explained.reasons(asked) if explained else ((), ())
        signal = scored.table[place]
        found.append(
            Candidate(
                codes=disease.codes,
                name_en=disease.name_en,
                name_fr=disease.name_fr,
                rank=number + 1,
                score=round(float(scored.scores[place]), 4),
                raw=float(scored.raw[place]),
                reasons_for=for_it,
                reasons_against=against,
                usually_present=explained.expected(answered) if explained else (),
                onset_weight=effect("onset", float(signal[NAMES.index("onset")])),
                sex_weight=effect("spared_sex", float(signal[NAMES.index("spared_sex")])),
                is_annotated=disease.annotated,
                genes=tuple(gene for gene in disease.genes if gene in beyond.suspects),
                evidence=beyond.evidence(row),
                inheritance=knowledge.modes_of(row),
                prevalence=knowledge.prevalence_of(row),
            )
        )
    return found


def _current(knowledge: Knowledge, asked: Asked, diseases: Integers) -> View:
    """These diseases, in this order, without what was left out."""
    everything = whole(knowledge)
    changed = touched(knowledge, asked.left_out) if asked.left_out else None
    if changed is None or not len(diseases):
        return everything.rows(diseases)
    place = {int(disease): number for number, disease in enumerate(changed.diseases)}
    return View.joined(
        [
            changed.rows(np.array([place[one]], np.int32))
            if one in place
            else everything.rows(np.array([one], np.int32))
            for one in diseases.tolist()
        ]
    )
