"""French sentences annotated by hand: what is found, and how it is said."""

import pytest

from .small_words import said

SENTENCES = [
    # denied
    ("Pas d'épilepsie.", [("épilepsie", "negated")]),
    ("Pas de fente palatine ni de cardiopathie.", [("fente palatine", "negated"), ("cardiopathie", "negated")]),
    (
        "Pas de surdité, de scoliose ni d'épilepsie.",
        [("surdité", "negated"), ("scoliose", "negated"), ("épilepsie", "negated")],
    ),
    ("Il n'y a ni épilepsie, ni surdité.", [("épilepsie", "negated"), ("surdité", "negated")]),
    ("Absence d'hépatomégalie, rate palpable.", [("hépatomégalie", "negated"), ("rate palpable", "observed")]),
    ("Sans dysmorphie mais microcéphale.", [("dysmorphie", "negated"), ("microcéphale", "observed")]),
    ("Épilepsie : non. Surdité : oui.", [("Épilepsie", "negated"), ("Surdité", "observed")]),
    ("Surdité (-), scoliose (+)", [("Surdité", "negated"), ("scoliose", "observed")]),
    ("Scoliose non retrouvée.", [("Scoliose", "negated")]),
    ("L'échographie élimine une cardiomyopathie.", [("cardiomyopathie", "negated")]),
    ("Pas d'épilepsie, cependant une ataxie.", [("épilepsie", "negated"), ("ataxie", "observed")]),
    ("Enfant non fébrile.", [("fébrile", "negated")]),
    # the absence is the sign
    ("Absence de langage à 5 ans.", [("Absence de langage", "observed")]),
    # supposed
    ("Suspicion de surdité.", [("surdité", "hypothetical")]),
    ("Surdité ?", [("Surdité", "hypothetical")]),
    ("Une épilepsie est évoquée.", [("épilepsie", "hypothetical")]),
    ("Échographie à la recherche d'une cardiopathie.", [("cardiopathie", "hypothetical")]),
    ("Une cardiopathie n'est pas exclue.", [("cardiopathie", "hypothetical")]),
    ("En cas de fièvre, consulter.", [("fièvre", "hypothetical")]),
    ("Le risque d'épilepsie a été expliqué.", [("épilepsie", "hypothetical")]),
    # a relative's
    ("Sa mère est sourde.", [("sourde", "relative mother")]),
    ("Surdité chez le frère.", [("Surdité", "relative brother")]),
    ("Chez le frère, pas d'épilepsie.", [("épilepsie", "relative brother")]),
    ("Antécédents familiaux : épilepsie.", [("épilepsie", "relative family")]),
    ("La mère signale une surdité.", [("surdité", "observed")]),
    ("Accompagné de sa mère, il a une scoliose.", [("scoliose", "observed")]),
    ("Enfant microcéphale.", [("microcéphale", "observed")]),
    ("Fille de 3 ans avec scoliose.", [("scoliose", "observed")]),
    (
        "Antécédents familiaux\nMère : surdité\nExamen clinique\nScoliose.",
        [("surdité", "relative mother"), ("Scoliose", "observed")],
    ),
    ("ATCD\n- RCIU\nExamen :\n- hypotonie", [("RCIU", "historical"), ("hypotonie", "observed")]),
    # past
    ("Antécédent de convulsion fébrile.", [("convulsion fébrile", "historical")]),
    ("ATCD : hernie inguinale.", [("hernie inguinale", "historical")]),
    ("Les convulsions ont disparu.", [("convulsions", "historical")]),
    ("Histoire de la maladie : épilepsie à 4 ans.", [("épilepsie", "observed")]),
    ("Une histoire d'épilepsie dans l'enfance.", [("épilepsie", "historical")]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_how_a_sign_is_said(text, expected):
    assert said(text) == expected


WORDINGS = [
    ("Cheveux fins et clairsemés.", ["Cheveux fins et clairsemés", "Cheveux fins"]),
    ("Petites mains et petits pieds.", ["Petites mains", "petits pieds"]),
    ("Les mains sont petites.", ["mains sont petites"]),
    ("Oreilles basses, bas implantées.", []),
    ("Les oreilles sont bas implantées.", ["oreilles sont bas implantées"]),
    ("HYPOTONIE AXIALE, RETARD PSYCHOMOTEUR", ["HYPOTONIE AXIALE", "RETARD PSYCHOMOTEUR"]),
    ("oreilles bas implantees", ["oreilles bas implantees"]),
    ("mikrocéphalie et hypertélorysme", ["mikrocéphalie", "hypertélorysme"]),
    ("Une DI sévère, un RCIU.", ["DI sévère", "RCIU"]),
    ("Kystes du rein gauche", ["Kystes du rein"]),
    ("surdité bilatérale de perception", ["surdité bilatérale de perception"]),
    ("MicrocÃ©phalie et surditÃ©", ["MicrocÃ©phalie", "surditÃ©"]),
    ("micro-\ncéphalie", ["micro-\ncéphalie"]),
    ("microce\u0301phalie", ["microce\u0301phalie"]),
    ("Consultation au centre de référence des surdités génétiques.", []),
    ("Panel épilepsies en cours.", []),
    ("Absences scolaires fréquentes.", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDINGS)
def test_a_name_is_found_however_it_is_written(text, expected):
    assert [span for span, _ in said(text)] == expected


MEASURES = [
    ("PC à -3 DS", ["HP:0000252"]),
    ("PC -2 DS", ["HP:0000252"]),
    ("PC -1,9 DS", []),
    ("PC +2DS", ["HP:0000256"]),
    ("PC au 50e percentile, TA 12/8", []),
    ("PC inférieur au 3e percentile", ["HP:0000252"]),
    ("taille 92 cm (-2 DS)", []),
    ("taille 92 cm (-2,1 DS)", ["HP:0004322"]),
    ("PC 34 cm (M), taille +3 DS", ["HP:0000098"]),
    ("TA 14/8", ["HP:0000822"]),
    ("TA 139/89 mmHg", []),
    ("T 37,9 °C", []),
    ("Température à 38 °C", ["HP:0001945"]),
    ("IMC 29,9", []),
    ("IMC à 30", ["HP:0001513"]),
    ("marche acquise à 18 mois", []),
    ("marche acquise à 19 mois", ["HP:0031936"]),
    ("marche à 2 ans", ["HP:0031936"]),
]


@pytest.mark.parametrize(("text", "expected"), MEASURES)
def test_a_measure_is_a_sign_only_out_of_its_range(text, expected):
    from .small_words import reader

    assert [one.hpo for one in reader().read(text).features] == expected
