"""Diseases, genes, variants, drugs, dates, ages, family, tests: what stands around the signs."""

import pytest

from orphee.insight.reading.genetics import problem_of

from .small_words import reader


def read(text):
    return reader().read(text)


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Syndrome de Marfan confirmé.", "confirmed"),
        ("Suivi pour un syndrome de Marfan.", "stated"),
        ("Syndrome de Marfan probable.", "probable"),
        ("On évoque un syndrome de Marfan.", "possible"),
        ("Pas de syndrome de Marfan.", "excluded"),
        ("Son père a un syndrome de Marfan.", "relative"),
    ],
)
def test_how_sure_a_disease_is(text, certainty):
    (found,) = read(text).diagnoses
    assert (found.orpha, found.certainty) == ("ORPHA:558", certainty)


@pytest.mark.parametrize(
    ("level", "change", "well_formed"),
    [
        ("c", "2593C>T", True),
        ("c", "1001+1G>A", True),
        ("c", "5266dup", True),
        ("c", "76_77insACG", True),
        ("c", "-15_-12del", True),
        ("c", "2593", False),
        ("c", "C2593T", False),
        ("p", "(Arg865*)", True),
        ("p", "Gln1756Profs*74", True),
        ("p", "Phe508del", True),
        ("p", "R865X", False),
        ("p", "Arg", False),
    ],
)
def test_the_syntax_of_a_variant(level, change, well_formed):
    assert (problem_of(level, change) == "") is well_formed


def test_a_variant_knows_its_gene_and_zygosity():
    (variant,) = read("NM_001165963.4(SCN1A):c.2593C>T hétérozygote de novo").variants
    assert (variant.hgvs, variant.gene, variant.zygosity) == ("NM_001165963.4:c.2593C>T", "SCN1A", "heterozygous")


def test_an_ambiguous_symbol_needs_a_word_of_genetics():
    assert [one.symbol for one in read("Patient atteint de DMD.").genes] == []
    assert [one.symbol for one in read("Délétion du gène DMD.").genes] == ["DMD"]


def test_drugs_and_doses():
    found = read("Valproate 30 mg/kg/j, paracétamol si besoin, fer sérique normal.").drugs
    assert [(one.name, one.atc, one.dose) for one in found] == [
        ("Valproate", "N03AG01", "30 mg/kg/j"),
        ("paracétamol", "N02BE01", ""),
    ]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("le 12 mars 2021", ["2021-03-12"]),
        ("le 03/04/2019", ["2019-04-03"]),
        ("en mai 2020", ["2020-05"]),
        ("depuis 2015", ["2015"]),
        ("le 31/02/2020", []),
        ("TA 12/8", []),
    ],
)
def test_dates(text, iso):
    assert [one.iso for one in read(text).dates] == iso


@pytest.mark.parametrize(
    ("text", "onset"),
    [
        ("Épilepsie à 5 mois.", "P5M"),
        ("Épilepsie débutée à l'âge de 2 ans et demi.", "P2Y6M"),
        ("Surdité depuis la naissance.", "birth"),
        ("RCIU à 28 SA", "P28W"),
        ("Épilepsie. Vu à 5 mois.", ""),
        ("Épilepsie depuis 3 mois.", ""),  # a duration is no age
    ],
)
def test_onset(text, onset):
    (feature,) = read(text).features
    assert ((feature.onset and (feature.onset.iso or feature.onset.period)) or "") == onset


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Parents cousins germains.", "yes"),
        ("Parents non apparentés.", "no"),
        ("Pas de notion de consanguinité.", "no"),
        ("Les parents ne sont pas apparentés.", "no"),
    ],
)
def test_consanguinity(text, value):
    assert [one.value for one in read(text).family if one.what == "consanguinity"] == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exome négatif.", [("exome", "negative")]),
        ("Caryotype 46,XY normal.", [("karyotype", "normal")]),
        ("Un exome en trio est demandé.", [("exome", "pending")]),
        ("CGH-array normale, IRM cérébrale anormale.", [("array", "normal"), ("mri", "abnormal")]),
        ("Exome non contributif.", [("exome", "inconclusive")]),
    ],
)
def test_results(text, expected):
    assert [(one.test, one.outcome) for one in read(text).results] == expected


FOUND, DENIED, SOUGHT, ELSEWHERE = "observed", "negated", "hypothetical", "relative"


@pytest.mark.parametrize(("text", "said"), [
    ("Le panel n'a pas retrouvé de variant pathogène des gènes SCN1A et FBN1.", [DENIED, DENIED]),
    ("Pas de variant pathogène retrouvé dans le panel (SCN1A, FBN1).", [DENIED, DENIED]),
    ("Séquençage de SCN1A et FBN1 négatif.", [DENIED, DENIED]),
    ("L'étude du gène FBN1 ne retrouve pas de mutation.", [DENIED]),
    ("Le variant c.763C>T de FBN1 n'a pas été retrouvé.", [DENIED, DENIED]),
    ("La mère est porteuse du variant c.763C>T du gène FBN1.", [ELSEWHERE, ELSEWHERE]),
    ("Antécédents familiaux : mutation du gène FBN1.", [ELSEWHERE]),
    ("Suspicion de mutation du gène FBN1.", [SOUGHT]),
    ("Analyse du gène FBN1 en cours.", [SOUGHT]),
    ("Variant c.763C>T du gène FBN1 hérité de sa mère.", [FOUND, FOUND]),
    ("Variant c.763C>T du gène FBN1, absent chez les parents, de novo.", [FOUND, FOUND]),
    ("Variant c.763C>T du gène FBN1 d'origine maternelle.", [FOUND, FOUND]),
    ("La recherche de mutation du gène FBN1 a retrouvé un variant c.763C>T.", [FOUND, FOUND]),
    ("Pas d'anomalie à la CGH, l'exome retrouve un variant c.763C>T de FBN1.", [FOUND, FOUND]),
    ("Sans dysmorphie, porteur d'une mutation du gène FBN1, caryotype normal.", [FOUND]),
    ("Antécédents : variant pathogène c.763C>T de FBN1.", [FOUND, FOUND]),
])  # fmt: skip
def test_a_gene_is_the_persons_only_when_it_was_found_in_them(text, said):
    found = read(text)
    assert [one.status.value for one in (*found.genes, *found.variants)] == said
