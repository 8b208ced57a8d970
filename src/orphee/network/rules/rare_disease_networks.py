"""The 23 French filières (FSMR) and the 24 European Reference Networks (ERN), as labelled.

Sources: filières by ministerial labelling 2023, titles as on their public sites; ERNs by Commission Decision
2014/287/EU and the network's own titles. English titles of filières and French titles of ERNs are ours.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """A network: `code` is how files and addresses name it, `acronym` how people do."""

    code: str
    acronym: str
    title_fr: str
    title_en: str


FILIERES: tuple[NetworkFacts, ...] = (
    NetworkFacts(
        "anddi-rares",
        "AnDDI-Rares",
        "Anomalies du développement avec ou sans déficience intellectuelle de causes rares",
        "Developmental anomalies with or without intellectual disability of rare causes",
    ),
    NetworkFacts(
        "brain-team",
        "BRAIN-TEAM",
        "Maladies rares du système nerveux central à expression motrice ou cognitive",
        "Rare diseases of the central nervous system with motor or cognitive expression",
    ),
    NetworkFacts(
        "cardiogen",
        "CARDIOGEN",
        "Maladies cardiaques héréditaires ou rares",
        "Hereditary or rare heart diseases",
    ),
    NetworkFacts(
        "defiscience", "DéfiScience", "Maladies rares du neurodéveloppement", "Rare neurodevelopmental diseases"
    ),
    NetworkFacts(
        "fai2r",
        "FAI2R",
        "Maladies auto-immunes et auto-inflammatoires systémiques rares",
        "Rare systemic autoimmune and autoinflammatory diseases",
    ),
    NetworkFacts(
        "fava-multi",
        "FAVA-Multi",
        "Maladies vasculaires rares avec atteinte multisystémique",
        "Rare vascular diseases with multisystemic involvement",
    ),
    NetworkFacts(
        "filfoie",
        "FILFOIE",
        "Maladies hépatiques rares de l'enfant et de l'adulte",
        "Rare liver diseases of children and adults",
    ),
    NetworkFacts("filnemus", "FILNEMUS", "Maladies neuromusculaires", "Neuromuscular diseases"),
    NetworkFacts(
        "filslan",
        "FILSLAN",
        "Sclérose latérale amyotrophique et maladies du neurone moteur",
        "Amyotrophic lateral sclerosis and motor neuron diseases",
    ),
    NetworkFacts("fimarad", "FIMARAD", "Maladies rares en dermatologie", "Rare skin diseases"),
    NetworkFacts("fimatho", "FIMATHO", "Maladies rares abdomino-thoraciques", "Rare abdominal and thoracic diseases"),
    NetworkFacts("firendo", "FIRENDO", "Maladies rares endocriniennes", "Rare endocrine diseases"),
    NetworkFacts("g2m", "G2M", "Maladies héréditaires du métabolisme", "Hereditary metabolic diseases"),
    NetworkFacts(
        "marih", "MARIH", "Maladies rares immuno-hématologiques", "Rare immunological and haematological diseases"
    ),
    NetworkFacts(
        "mcgre",
        "MCGRE",
        "Maladies constitutionnelles rares du globule rouge et de l'érythropoïèse",
        "Rare constitutional diseases of red blood cells and erythropoiesis",
    ),
    NetworkFacts("mhemo", "MHEMO", "Maladies hémorragiques constitutionnelles", "Constitutional bleeding disorders"),
    NetworkFacts(
        "muco-cftr",
        "MUCO-CFTR",
        "Mucoviscidose et affections liées à une anomalie de CFTR",
        "Cystic fibrosis and CFTR-related disorders",
    ),
    NetworkFacts(
        "neurosphinx",
        "NEUROSPHINX",
        "Malformations pelviennes et médullaires rares",
        "Rare pelvic and spinal cord malformations",
    ),
    NetworkFacts("orkid", "ORKiD", "Maladies rénales rares", "Rare kidney diseases"),
    NetworkFacts(
        "oscar",
        "OSCAR",
        "Maladies rares de l'os, du calcium et du cartilage",
        "Rare diseases of bone, calcium and cartilage",
    ),
    NetworkFacts("respifil", "RESPIFIL", "Maladies respiratoires rares", "Rare respiratory diseases"),
    NetworkFacts("sensgene", "SENSGENE", "Maladies rares sensorielles", "Rare sensory diseases"),
    NetworkFacts(
        "tetecou",
        "TETECOU",
        "Maladies rares de la tête, du cou et des dents",
        "Rare diseases of the head, neck and teeth",
    ),
)


def _ern(code: str, acronym: str, subject_fr: str, subject_en: str) -> NetworkFacts:
    return NetworkFacts(
        code,
        acronym,
        f"Réseau européen de référence : {subject_fr}",
        f"European Reference Network on {subject_en}",
    )


ERNS: tuple[NetworkFacts, ...] = (
    _ern("endo-ern", "Endo-ERN", "maladies endocriniennes rares", "rare endocrine conditions"),
    _ern("erknet", "ERKNet", "maladies rénales rares", "rare kidney diseases"),
    _ern("ern-bond", "ERN BOND", "maladies osseuses rares", "rare bone disorders"),
    _ern(
        "ern-cranio",
        "ERN CRANIO",
        "anomalies craniofaciales et troubles ORL rares",
        "rare craniofacial anomalies and ear, nose and throat (ENT) disorders",
    ),
    _ern("ern-epicare", "ERN EpiCARE", "épilepsies rares et complexes", "rare and complex epilepsies"),
    _ern("ern-euracan", "ERN EURACAN", "cancers solides rares de l'adulte", "rare adult solid cancers"),
    _ern(
        "ern-eurogen",
        "ERN eUROGEN",
        "maladies urogénitales rares et affections complexes",
        "rare urogenital diseases and complex conditions",
    ),
    _ern("ern-euro-nmd", "ERN EURO-NMD", "maladies neuromusculaires rares", "neuromuscular diseases"),
    _ern(
        "ern-genturis",
        "ERN GENTURIS",
        "syndromes rares de prédisposition génétique aux tumeurs",
        "rare genetic tumour risk syndromes",
    ),
    _ern(
        "ern-guard-heart",
        "ERN GUARD-Heart",
        "maladies cardiaques rares ou peu fréquentes",
        "uncommon and rare diseases of the heart",
    ),
    _ern(
        "ern-paedcan",
        "ERN PaedCan",
        "cancers de l'enfant (hémato-oncologie)",
        "paediatric cancer (haemato-oncology)",
    ),
    _ern("ern-rare-liver", "ERN RARE-LIVER", "maladies hépatiques rares", "rare hepatological diseases"),
    _ern(
        "ern-reconnet",
        "ERN ReCONNET",
        "maladies rares du tissu conjonctif et musculosquelettiques",
        "rare connective tissue and musculoskeletal diseases",
    ),
    _ern(
        "ern-rita",
        "ERN RITA",
        "immunodéficiences et maladies auto-inflammatoires et auto-immunes rares",
        "rare immunodeficiency, autoinflammatory and autoimmune diseases",
    ),
    _ern(
        "ern-transplantchild",
        "ERN TransplantChild",
        "transplantation chez l'enfant",
        "transplantation in children",
    ),
    _ern("ern-eurobloodnet", "ERN EuroBloodNet", "maladies hématologiques rares", "rare haematological diseases"),
    _ern("ern-eye", "ERN EYE", "maladies rares de l'œil", "rare eye diseases"),
    _ern(
        "ern-ithaca",
        "ERN ITHACA",
        "syndromes malformatifs rares, déficience intellectuelle et autres troubles du neurodéveloppement",
        "rare malformation syndromes, intellectual and other neurodevelopmental disorders",
    ),
    _ern("ern-lung", "ERN LUNG", "maladies respiratoires rares", "rare respiratory diseases"),
    _ern("ern-rnd", "ERN-RND", "maladies neurologiques rares", "rare neurological diseases"),
    _ern(
        "ern-skin",
        "ERN Skin",
        "maladies de la peau rares, complexes et non diagnostiquées",
        "rare, complex and undiagnosed skin disorders",
    ),
    _ern(
        "ernica",
        "ERNICA",
        "anomalies héréditaires et congénitales rares (digestives et gastro-intestinales)",
        "rare inherited and congenital (digestive and gastrointestinal) anomalies",
    ),
    _ern("metabern", "MetabERN", "maladies métaboliques héréditaires", "hereditary metabolic disorders"),
    _ern(
        "vascern",
        "VASCERN",
        "maladies vasculaires rares multisystémiques",
        "rare multisystemic vascular diseases",
    ),
)
