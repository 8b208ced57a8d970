"""The entries a centre fills in for one life: SDM-MR 2025.01 and, for some, the phenotype term by term.

Missing answers are part of the picture: each optional answer is there as often as the constants say.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from orphee.datasets import ages
from orphee.datasets.sdm_mr_codes import BORN, CONFIRMED, DEAD, NOT_THEIRS, ONGOING, PHENOTYPE, PROBABLE, SDM
from orphee.record.rules.submission import EntryAsGiven
from orphee.synthetic.rules.care import Stay, Visit, day_of
from orphee.synthetic.rules.lives import Life

SDM_VERSION, PHENOTYPE_VERSION = "2025.01", "1.0"
MOST_FEATURES = 14
ANSWERED = 0.86  # of what a centre is asked and knows
WITH_PHENOTYPE = 0.1
# How often a centre fills in a form that it may leave out
WITH_FAMILY, WITH_VITAL_STATUS, WITH_FUNCTIONING, WITH_BIRTH, WITH_RESEARCH = 0.4, 0.4, 0.05, 0.25, 0.35
_AGE_UNKNOWN = {"period": ages.UNDETERMINED}
_SEVERITIES = ("HP:0012825", "HP:0012826", "HP:0012828")  # mild, moderate, severe
_ALIVE = (("27624003", 0.7), ("102499006", 0.88), ("21134002", 0.96), ("161045001", 1.0))  # cumulated shares
_ICF = ("b117", "b140", "b167", "b210", "b230", "b280", "b410", "b440", "b730", "d450", "d550", "d760")
_TECHNIQUES = ("MED-083", "MED-083", "MED-083", "MED-084", "MED-084", "MED-082", "73735000")

Payload = dict[str, object]


def entries(
    rng: Random,
    number: str,
    life: Life,
    followed: list[Stay],
    seen: list[Visit],
    family: Payload | None,
    own: Random,
) -> Iterator[EntryAsGiven]:
    """Every entry, in the order of the form. `number` makes the identifiers; `family` is given for relatives.

    `own` draws what no centre makes up: two that ask the same person hear of the same birth.
    """
    yield _entry("case_file", _case_file(rng, number, followed, seen), f"{number}-F")
    if family is not None or rng.random() < WITH_FAMILY:
        yield _entry("family", _family(rng, life, family))
    if life.died is not None or rng.random() < WITH_VITAL_STATUS:
        yield _entry("vital_status", _vital_status(rng, life))
    if rng.random() < WITH_FUNCTIONING:
        icf = f"{_ICF[int(rng.random() * len(_ICF))]}.{int(rng.random() * 5)}"
        yield _entry("functioning", {"icf_code": icf, "assessed_on": day_of(seen[-1].day)}, f"{number}-C")
    for place, stay in enumerate(followed, start=1):
        yield _entry("follow_up", _follow_up(rng, f"{number}-P{place}", stay), f"{number}-P{place}")
    for place, visit in enumerate(seen, start=1):
        yield _entry("activity", _activity(rng, f"{number}-A{place}", visit), f"{number}-A{place}")
    features = _features(rng, life, life.months_at(life.died or seen[-1].day))
    yield _entry("diagnosis", _diagnosis(rng, f"{number}-D1", life, followed, features), f"{number}-D1")
    if rng.random() < WITH_BIRTH:
        yield _entry("birth", _birth(own, life))
    if life.sex == "F" and rng.random() < 0.1:
        yield from _pregnancy(rng, number, life, seen)
    if rng.random() < WITH_RESEARCH:
        yield _entry("research", _research(rng, life))
    if features and rng.random() < WITH_PHENOTYPE:
        yield from _phenotype(rng, number, life, features)


def _entry(instrument: str, payload: Payload, key: str = "") -> EntryAsGiven:
    return EntryAsGiven(SDM, SDM_VERSION, instrument, payload, key)


def _case_file(rng: Random, number: str, followed: list[Stay], seen: list[Visit]) -> Payload:
    payload: Payload = {
        "identifier": f"{number}-F",
        "created_on": day_of(followed[0].since),
        "updated_on": day_of(seen[-1].day),
    }
    if rng.random() < 0.04:
        payload["lost_to_follow_up"] = True
    return payload


def _family(rng: Random, life: Life, given: Payload | None) -> Payload:
    payload: Payload = dict(given or {})
    related = 0.14 if life.disease.is_recessive else 0.02
    if given is None or rng.random() < ANSWERED:
        payload["consanguinity"] = rng.random() < related
    return payload


def _vital_status(rng: Random, life: Life) -> Payload:
    if life.died is None:
        share = rng.random()
        return {"status": next(code for code, upto in _ALIVE if share < upto)}
    payload: Payload = {"status": DEAD, "died_on": _perhaps_partial(rng, day_of(life.died), 0.12)}
    if life.status == CONFIRMED and rng.random() < 0.6:
        payload["died_of"] = life.disease.curie
    return payload


def _follow_up(rng: Random, identifier: str, stay: Stay) -> Payload:
    return {
        "identifier": identifier,
        "encounter_type": "AMB" if rng.random() < 0.8 else "SS" if rng.random() < 0.6 else "IMP",
        "included_on": day_of(stay.since),
        "physician": {"rpps": stay.physician[0], "name": stay.physician[1]},
        "referred_by": [stay.referred_by],
        "site": stay.centre.code,
        "outside_label": rng.random() < 0.06,
    }


def _activity(rng: Random, identifier: str, visit: Visit) -> Payload:
    payload: Payload = {
        "identifier": identifier,
        "context": visit.context,
        "performed_on": day_of(visit.day),
        "performer_profession": visit.profession,
        "site": visit.stay.centre.code,
        "objectives": list(visit.objectives),
    }
    if visit.profession == "G15_10" and rng.random() < 0.9:
        payload["performer"] = {"rpps": visit.stay.physician[0], "name": visit.stay.physician[1]}
    return payload


def _features(rng: Random, life: Life, months: int) -> list[str]:
    """The terms this person has by that age, each as often as published."""
    if life.onset is None:
        return []
    found = [one.term for one in life.disease.features if rng.random() < one.share and one.concerns(life.sex, months)]
    return found[:MOST_FEATURES] if rng.random() < 0.9 else found[:1]


def _diagnosis(rng: Random, identifier: str, life: Life, followed: list[Stay], features: list[str]) -> Payload:
    payload: Payload = {"identifier": identifier, "status": life.status}
    named = life.diagnosed is not None or life.status == PROBABLE or (life.status == ONGOING and rng.random() < 0.35)
    if named:
        payload["disease"] = life.disease.curie
    if life.diagnosed is not None:
        if rng.random() < 0.93:
            payload["diagnosed_on"] = _perhaps_partial(rng, day_of(life.diagnosed), 0.15)
        if life.diagnosed >= followed[0].since:
            payload["site"] = followed[0].centre.code
    if features:
        payload["clinical_description"] = features
    if rng.random() < 0.8:
        familial = life.is_relative or rng.random() < 0.22
        payload["sporadic_or_familial"] = "255401001" if familial else "75741005"
    payload["first_signs"] = _first_signs(rng, life)
    payload["appraisal_on_entry"] = (
        "88323005" if life.known_on_arrival else "2667000" if rng.random() < 0.8 else "71978007"
    )
    return payload | _ages_at_diagnosis(rng, life, payload["first_signs"])


def _first_signs(rng: Random, life: Life) -> Payload:
    if life.onset is None:
        return {"period": ages.NO_SIGN}
    if rng.random() < 0.1:
        return dict(_AGE_UNKNOWN)
    return _age(life.onset)


def _age(months: int) -> Payload:
    if months < 0:
        return {"period": ages.ANTENATAL}
    return {"period": ages.AT_MONTHS, "months": months} if months else {"period": ages.AT_BIRTH}


def _ages_at_diagnosis(rng: Random, life: Life, first_signs: object) -> Payload:
    payload: Payload = {}
    if life.diagnosed is not None and life.status not in NOT_THEIRS:
        months = max(life.months_at(life.diagnosed), life.onset or 0)
        known = rng.random() < ANSWERED and life.onset is not None
        payload["clinical_diagnosis"] = _age(months) if known else dict(_AGE_UNKNOWN)
    if life.genetic is not None and life.disease.genes:
        months = max(life.months_at(life.genetic), life.onset or 0)
        payload["genetic_diagnosis"] = _age(months) if rng.random() < ANSWERED else dict(_AGE_UNKNOWN)
        payload["techniques"] = [_TECHNIQUES[int(rng.random() * len(_TECHNIQUES))]]
        if life.status == CONFIRMED:
            genes = life.disease.genes
            payload["genes"] = [genes[int(rng.random() ** 2 * len(genes))]]
    return payload


def _birth(rng: Random, life: Life) -> Payload:
    weeks = min(42, max(24, round(rng.gauss(39.2, 1.9))))
    weight = max(450, round(rng.gauss(3300 - (40 - weeks) * 170, 380), -1))
    payload: Payload = {"assisted_procreation": rng.random() < 0.04}
    if rng.random() < 0.8:
        payload["antenatal_malformation"] = "50607009" if life.onset == -1 and rng.random() < 0.7 else "373067005"
    if rng.random() < ANSWERED:
        payload["gestational_age_weeks"] = weeks
        payload["weight_g"] = min(int(weight), 2200) if weeks <= 30 else min(int(weight), 5600)
        payload["length_cm"] = min(57, max(28, round(50 - (40 - weeks) * 1.1 + rng.gauss(0, 1.8))))
    if rng.random() < 0.6:
        payload["head_circumference_cm"] = min(39, max(21, round(34.5 - (40 - weeks) * 0.8 + rng.gauss(0, 1.3))))
    return payload


def _pregnancy(rng: Random, number: str, life: Life, seen: list[Visit]) -> Iterator[EntryAsGiven]:
    """A pregnancy of a woman of age to bear a child, over before her last visit."""
    ended = seen[-1].day - int(rng.random() * 900)
    if not 18 * 12 <= life.months_at(ended) <= 44 * 12:
        return
    weeks = max(24, min(41, round(rng.gauss(38.5, 2.2))))
    is_twin = rng.random() < 0.03
    foetuses: list[Payload] = []
    for order in range(1, 3 if is_twin else 2):
        foetus: Payload = {
            "local_id": f"{number}-G1-{order}",
            "sex": "F" if rng.random() < 0.5 else "M",
            "multiple_birth": is_twin,
            "born_on": day_of(ended),
            "outcome": BORN,
            "gestational_age_weeks": weeks,
        }
        foetuses.append(foetus | ({"birth_order": order} if is_twin else {}))
    payload: Payload = {
        "identifier": f"{number}-G1",
        "started_on": day_of(ended - weeks * 7),
        "ended_on": day_of(ended),
        "foetus_count": len(foetuses),
        "assisted_procreation": rng.random() < 0.04,
        "foetuses": foetuses,
    }
    yield _entry("pregnancy", payload, f"{number}-G1")


def _research(rng: Random, life: Life) -> Payload:
    payload: Payload = {"contact_agreement": rng.random() < 0.6}
    if rng.random() < 0.8:
        payload["sample_for_research"] = rng.random() < 0.3
        payload["sample_for_molecular_diagnosis"] = life.genetic is not None or rng.random() < 0.35
    return payload


def _phenotype(rng: Random, number: str, life: Life, features: list[str]) -> Iterator[EntryAsGiven]:
    """Some of the terms with onset and severity, and one that was looked for and is absent."""
    for place, term in enumerate(features[:5], start=1):
        payload: Payload = {"term": term}
        if rng.random() < 0.7:
            payload["onset"] = {"age": _duration(life, rng)}
        if rng.random() < 0.4:
            payload["severity"] = _SEVERITIES[int(rng.random() * 3)]
        yield EntryAsGiven(PHENOTYPE, PHENOTYPE_VERSION, "feature", payload, f"{number}-S{place}")
    absent = [one.term for one in life.disease.features if one.term not in features and one.sex in ("", life.sex)]
    if absent:
        term = absent[int(rng.random() * len(absent))]
        yield EntryAsGiven(PHENOTYPE, PHENOTYPE_VERSION, "feature", {"term": term, "excluded": True}, f"{number}-S0")


def _duration(life: Life, rng: Random) -> str:
    end = life.months_at(life.died or life.arrived)
    months = max(life.onset or 0, 0)
    months += int(max(0, end - months) * rng.random() * 0.5)
    years, rest = divmod(months, 12)
    return f"P{years}Y{rest}M" if years and rest else f"P{years}Y" if years else f"P{rest}M"


def _perhaps_partial(rng: Random, iso: str, chance: float) -> str:
    share = rng.random()
    if share >= chance:
        return iso
    return iso[:4] if share < chance / 3 else iso[:7]
