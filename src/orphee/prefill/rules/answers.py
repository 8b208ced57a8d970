"""What an accepted proposal becomes: answers of an entry, and how they are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orphee.datasets.sdm_mr_codes import CONFIRMED, ONGOING, PHENOTYPE, PROBABLE, REFUTED, SDM
from orphee.prefill.rules.findings import Kind, Stand
from orphee.prefill.rules.proposals import Proposal

Answers = Mapping[str, object]

FEATURE = (PHENOTYPE, "feature")
DIAGNOSIS = (SDM, "diagnosis")
FAMILY = (SDM, "family")
OBSERVED, EXCLUDED = "observed", "excluded"
STATUSES = (CONFIRMED, PROBABLE, ONGOING, REFUTED)
# “Stated” without a word of certainty is proposed as probable: whoever knows the proof says confirmed.
_STATUS_OF = {
    "confirmed": CONFIRMED, "stated": PROBABLE, "probable": PROBABLE, "possible": ONGOING, "excluded": REFUTED,
}  # fmt: skip
_ITEMS = {
    Kind.FEATURE: "phenotype.feature.term",
    Kind.DIAGNOSIS: "sdm-mr.diagnosis.disease",
    Kind.GENE: "sdm-mr.diagnosis.genes",
    Kind.VARIANT: "sdm-mr.diagnosis.other_genetics",
    Kind.CONSANGUINITY: "sdm-mr.family.consanguinity",
}
_WRITTEN = {  # the answers a choice may alter
    Kind.FEATURE: frozenset({"term", "excluded", "onset", "severity", "resolution"}),
    Kind.DIAGNOSIS: frozenset({"disease", "status"}),
    Kind.CONSANGUINITY: frozenset({"consanguinity"}),
    Kind.GENE: frozenset({"genes"}),
    Kind.VARIANT: frozenset({"other_genetics"}),
}
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Choice:
    """A proposal as someone takes it: `code` and `said` are the proposal's own, or a correction of them."""

    proposal: Proposal
    code: str
    said: str

    @property
    def is_corrected(self) -> bool:
        """Whether something else is written than was proposed."""
        return (self.code, self.said) != (self.proposal.code, said_of(self.proposal))


def item_of(kind: Kind) -> str:
    """The question a proposal answers."""
    return _ITEMS[kind]


def written_by(kind: Kind) -> tuple[str, ...]:
    """The answers of an entry that a proposal may alter."""
    return tuple(sorted(_WRITTEN[kind]))


def said_of(proposal: Proposal) -> str:
    """What is proposed to be said: observed or excluded, a diagnosis status, yes or no."""
    if proposal.kind is Kind.FEATURE:
        return EXCLUDED if proposal.stand is Stand.EXCLUDED else OBSERVED
    if proposal.kind is Kind.DIAGNOSIS:
        return _STATUS_OF.get(proposal.certainty, ONGOING)
    return proposal.code if proposal.kind is Kind.CONSANGUINITY else ""


def taken(proposal: Proposal) -> Choice:
    """A proposal accepted as it is."""
    return Choice(proposal, proposal.code, said_of(proposal))


def with_choice(choice: Choice, before: Answers, *, identifier: str) -> dict[str, object]:
    """The answers of the entry once the choice is written in it."""
    kind, answers = choice.proposal.kind, dict(before)
    if kind is Kind.FEATURE:
        return _feature(choice, answers)
    if kind is Kind.CONSANGUINITY:
        return answers | {"consanguinity": choice.said == "yes"}
    answers.setdefault("identifier", identifier)
    if kind is Kind.DIAGNOSIS:
        return answers | {"disease": choice.code, "status": choice.said}
    if kind is Kind.GENE:
        return answers | {"genes": [*_listed(answers.get("genes")), choice.code]}
    said = [one for one in str(answers.get("other_genetics") or "").split(BETWEEN) if one]
    return answers | {"other_genetics": BETWEEN.join([*said, choice.code])}


def _feature(choice: Choice, answers: dict[str, object]) -> dict[str, object]:
    is_absent = choice.said == EXCLUDED
    answers |= {"term": choice.code, "excluded": is_absent}
    if is_absent:
        for one in ("onset", "severity", "resolution"):
            answers.pop(one, None)
        return answers
    age, period = choice.proposal.age, choice.proposal.period
    if (age or period) and "onset" not in answers and choice.proposal.stand is Stand.OBSERVED:
        answers["onset"] = {"age": age} if age else {"term": period}
    return answers


def without(kind: Kind, code: str, before: Answers, was: Answers) -> dict[str, object]:
    """The answers of an entry once a choice written in it is taken back; `was`: what they were before it."""
    if kind is Kind.GENE:
        return dict(before) | {"genes": [one for one in _listed(before.get("genes")) if one != code]}
    if kind is Kind.VARIANT:
        left = [one for one in str(before.get("other_genetics") or "").split(BETWEEN) if one not in ("", code)]
        return dict(before) | {"other_genetics": BETWEEN.join(left)}
    written = _WRITTEN[kind]
    kept = {key: value for key, value in before.items() if key not in written}
    return kept | {key: value for key, value in was.items() if key in written}


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
