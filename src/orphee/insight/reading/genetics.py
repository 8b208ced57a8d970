"""Genes, variants (HGVS syntax checked) and the outcome of genetic and other tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orphee.insight.reading.cleaning import word_set

_SYMBOL = re.compile(r"\b[A-Z][A-Z0-9]{1,9}(?:orf\d+)?(?:-[A-Z0-9]{1,3})?\b")
# Symbols that are also common words or abbreviations of French letters: a gene only beside a word that says so.
AMBIGUOUS = word_set(
    """AR CA CAD CAT CP CS DI DMD F2 F5 F7 F8 F9 FH GC GH HR IDS IRM KIT LPL MAX MET MS NF1 NM PAH PC PCA REST RET SET
    SMS TAT TG TH TNF TSC TTR VIP WAS ACE ACP AGA AMH APC ASL ATM BCR CALM CEL CFH CHM CIC CLN CRP CTH DBH DBT DLD EGF
    EPO FAT FES FSH GAA GAN GBA GCK GIF GPI GPT HAL HD HK1 HGD IGF1 INS LCT LDLR LH MB MCC MDK MPO MPZ MVK NPC NPS OTC
    PAM PNP POR PRL PTH REN SI SIL SLA SLC SLN SRI TEC TEK TPO TRH TSH UMPS VDR ALPL IVD ABO GRP HTR CS TAC ADA"""
)
_GENE_NEAR = re.compile(
    r"\b(?:genes?|panel|mutations?|variants?|variation|exons?|deletion|duplication|sequencage|analyse|pathogene)\b"
)
_HGVS = re.compile(
    r"(?:(?P<reference>(?:N[CMGRP]|LRG|ENST|ENSP)_?\d+(?:\.\d+)?(?:[tp]\d+)?)\s?(?:\((?P<inner>[A-Z0-9-]{2,12})\))?\s?:\s?)?"
    r"(?<![\w.])(?P<level>[cgmnpr])\.\s?(?P<change>\(?[A-Za-z*?=\d_+\-\[\];>()^/]{2,80})"
)
_POSITION = r"[*-]?\d+(?:[+-]\d+)?"
_NUCLEOTIDES = r"[ACGTacgtuU]"
_DNA = re.compile(
    rf"^(?:{_POSITION}(?:_{_POSITION})?(?:{_NUCLEOTIDES}+>{_NUCLEOTIDES}+|del{_NUCLEOTIDES}*(?:ins{_NUCLEOTIDES}+)?|dup{_NUCLEOTIDES}*|"
    rf"ins{_NUCLEOTIDES}+|inv|=|(?:{_NUCLEOTIDES}*\[\d+\])))$|^\(?\?_\S+$|^\([\d_?+\-*]+\)_\([\d_?+\-*]+\)(?:del|dup)$"
)
_AMINO = r"(?:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val|Sec|Ter|[ARNDCQEGHILKMFPSTWYV*])"
_PROTEIN = re.compile(
    rf"^\(?(?:{_AMINO}\d+(?:_{_AMINO}\d+)?(?:{_AMINO}|=|\*|\?|del|dup|fs(?:\*|Ter)?\d*|{_AMINO}fs(?:\*|Ter)?\d*|"
    rf"delins{_AMINO}+|ins{_AMINO}+|ext\S+)|0|\?|=)\)?$"
)
_ZYGOSITY = re.compile(
    r"\b(homozygot\w*|heterozygot\w* composite\w*|heterozygot\w*|hemizygot\w*|homoplasm\w*|heteroplasm\w*|mosaique)\b"
)
_ZYGOSITIES = (("homozyg", "homozygous"), ("heterozygot", "heterozygous"), ("hemizyg", "hemizygous"),
               ("homoplasm", "homoplasmic"), ("heteroplasm", "heteroplasmic"), ("mosa", "mosaic"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundGene:
    """A gene at a place of the clean text."""

    start: int
    end: int
    symbol: str
    hgnc: str


@dataclass(frozen=True, slots=True)
class FoundVariant:
    """A variant at a place of the clean text."""

    start: int
    end: int
    level: str
    hgvs: str
    gene: str
    zygosity: str
    problem: str


def genes(text: str, folded: str, known: Mapping[str, str]) -> list[FoundGene]:
    """Approved symbols, in capitals; ambiguous ones only near a word of genetics."""
    found = []
    named = [match for match in _SYMBOL.finditer(text) if match.group() in known]
    shouting = bool(named) and sum(map(str.isupper, text)) > 0.5 * sum(map(str.isalpha, text))
    for match in named:
        symbol = match.group()
        beside = folded[max(0, match.start() - 60) : match.end() + 40]
        sure = symbol not in AMBIGUOUS and len(symbol) >= 4 and any(c.isdigit() for c in symbol) and not shouting
        if (
            sure
            or _GENE_NEAR.search(beside)
            or re.match(r"\)?\s?:?\s?[(:]?\s?[cp]\.", text[match.end() : match.end() + 6])
        ):
            found.append(FoundGene(match.start(), match.end(), symbol, known[symbol]))
    return found


def variants(text: str, folded: str, found_genes: list[FoundGene]) -> Iterator[FoundVariant]:
    """Variants written in HGVS, well formed or not."""
    for match in _HGVS.finditer(text):
        change = match.group("change").rstrip(".,;")
        change = _balanced(change)
        end = match.start("change") + len(change)
        level = match.group("level")
        if not any(letter.isdigit() for letter in change) and change not in ("=", "?", "0", "(?)", "(=)"):
            continue
        nearest = [gene for gene in found_genes if -80 <= gene.end - match.start() <= 40]
        gene = match.group("inner") or (nearest[-1].symbol if nearest else "")
        zygosity = _zygosity(folded[end : end + 60]) or _zygosity(folded[max(0, match.start() - 50) : match.start()])
        reference = f"{match.group('reference')}:" if match.group("reference") else ""
        yield FoundVariant(
            match.start(), end, level, f"{reference}{level}.{change}", gene, zygosity, problem_of(level, change)
        )


def _balanced(change: str) -> str:
    while change and (change.count("(") < change.count(")") or change.count("[") < change.count("]")):
        change = change[:-1]
    if change.count("(") > change.count(")"):
        change = change[: change.rfind("(")] or change
    return change


def problem_of(level: str, change: str) -> str:
    """What the HGVS syntax of a change lacks (v21 nomenclature), or an empty text."""
    inner = change.strip("[]").split(";")
    pattern = _PROTEIN if level == "p" else _DNA
    bad = [one for one in inner if not pattern.match(one.strip("[]"))]
    if not bad:
        return ""
    return f"{level}.{bad[0]} is not HGVS: check the position and the kind of change"


def _zygosity(beside: str) -> str:
    match = _ZYGOSITY.search(beside)
    if not match:
        return ""
    if "composite" in match.group():
        return "compound heterozygous"
    return next(name for start, name in _ZYGOSITIES if match.group().startswith(start))


_TESTS = (
    ("exome", r"exome(?: (?:en )?(?:trio|solo|clinique))?|\bwes\b"),
    ("genome", r"genome(?: (?:en )?(?:trio|solo))?|\bwgs\b|pfmg"),
    ("array", r"cgh(?:[- ]?array)?|\bacpa\b|puce a adn|snp[- ]?array|analyse chromosomique sur puce"),
    ("karyotype", r"caryotype(?: (?:sanguin|foetal|standard))?"),
    ("panel", r"panels?(?: (?:de genes? )?[a-z]+)?"),
    ("fish", r"\bfish\b"),
    ("sequencing", r"(?:sequencage|analyse moleculaire|etude moleculaire|analyse genetique)(?: (?:du gene |de )?[a-z0-9]{2,10})?"),
    ("metabolic", r"bilan metabolique|chromatographie\w* des acides (?:amines|organiques)|\bcao\b|\bcaa\b"),
    ("mri", r"irm(?: (?:cerebrale|medullaire|encephalique))?"),
    ("eeg", r"\beeg\b|electroencephalogramme"),
    ("emg", r"\bemg\b|electromyogramme"),
    ("ecg", r"\becg\b|electrocardiogramme"),
    ("echocardiography", r"echocardiographie|echographie cardiaque|\bett\b|echocoeur"),
    ("ultrasound", r"echographie (?:renale|abdominale|pelvienne|hepatique)"),
    ("fundus", r"fond d.oeil"),
    ("sweat test", r"test (?:de|a) la sueur"),
    ("audiogram", r"audiogramme|\bpea\b"),
    ("fragile x", r"recherche d.x fragile|x[- ]fragile|\bfmr1\b"),
)  # fmt: skip
_TEST = re.compile(
    r"\b(?=[abcefgiprstwx])(?:"
    + "|".join(f"(?P<t{number}>{pattern})" for number, (_, pattern) in enumerate(_TESTS))
    + ")"
)
_OUTCOMES = (
    ("pending", r"en cours|en attente|demandee?|prevue?|programmee?|a (?:prevoir|faire|realiser|venir)|propose\w*|sera realisee?|prescrit\w*"),
    ("inconclusive", r"non contributi\w+|non concluant\w*|vsi|signification (?:incertaine|inconnue)"),
    ("negative", r"negati\w+|n'(?:a|ont) (?:pas|rien) (?:retrouve|montre|mis|identifie)\w*|pas de (?:variant|mutation|anomalie)\w*|"
                 r"sans anomalie|non retrouvee?|n'a rien"),
    ("normal", r"normale?s?|sans particularite|ras|46,? ?x[xy](?!,? ?[-+a-z])"),
    ("positive", r"positi\w+|pathogene|mutation|variant|deletion|duplication|homozygot\w*|heterozygot\w*|47,? ?x|45,? ?x"),
    ("abnormal", r"anormale?s?|montre|retrouve|met en evidence|objective|revele|hypersign\w+|eteint"),
)  # fmt: skip
_OUTCOME = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _OUTCOMES))


@dataclass(frozen=True, slots=True)
class FoundResult:
    """A test and its outcome at a place of the folded passage."""

    start: int
    end: int
    test: str
    outcome: str


def results(passage: str) -> Iterator[FoundResult]:
    """Tests of a folded passage whose outcome is said in the same clause."""
    named = list(_TEST.finditer(passage))
    for number, match in enumerate(named):
        limit = named[number + 1].start() if number + 1 < len(named) else len(passage)
        clause = re.split(r"[;\n]|\.\s", passage[match.end() : min(limit, match.end() + 90)], maxsplit=1)[0]
        outcome = _OUTCOME.search(clause) or _OUTCOME.search(_shared(passage, match, limit))
        before = re.search(
            r"\b(?:demand\w+|propos\w+|prev\w+|prescri\w+|program\w+)\b[^.;]{0,30}$", passage[: match.start()]
        )
        if outcome is None and before is None:
            continue
        name = _TESTS[int((match.lastgroup or "t0")[1:])][0]
        if outcome is None or (before is not None and outcome.lastgroup not in ("negative", "positive")):
            yield FoundResult(match.start(), match.end(), name, "pending")
        else:
            yield FoundResult(match.start(), match.end() + outcome.end(), name, outcome.lastgroup or "")


def _shared(passage: str, match: re.Match[str], limit: int) -> str:
    """ "Caryotype et CGH normaux": the outcome said once for both."""
    if re.fullmatch(r"[\s,]*(?:et|,)?[\s,]*(?:l'|la |le )?", passage[match.end() : limit]):
        return re.split(r"[;\n]|\.\s", passage[limit : limit + 60], maxsplit=1)[0]
    return ""
