"""The problems that intake itself can find, each with what to do. Texts hold no identity."""

from __future__ import annotations

from orphee.record.rules.receipt import Finding

_TEXTS: dict[str, tuple[str, dict[str, str]]] = {
    "identifier-of-another-person": (
        "refusal",
        {
            "fr": "Cet identifiant désigne déjà une autre personne : le nom de naissance et la date de naissance diffèrent "
            "tous deux. Vérifiez l’identifiant du patient avant de renvoyer le document.",
            "en": "This identifier already belongs to another person: the birth name and the birth date both differ. "
            "Check the patient identifier before sending the document again.",
        },
    ),
    "identifiers-disagree": (
        "refusal",
        {
            "fr": "Deux des identifiants donnés désignent deux personnes différentes. Vérifiez lequel est le bon avant de renvoyer.",
            "en": "Two of the identifiers given designate two different people. Check which is right before sending again.",
        },
    ),
    "document-of-another-sender": (
        "refusal",
        {
            "fr": "Ce lot de versions appartient à un autre établissement. Donnez à votre document son propre identifiant de lot.",
            "en": "This version set belongs to another organisation. Give your document a set identifier of its own.",
        },
    ),
    "said-since": (
        "query",
        {
            "fr": "Le dossier contient une réponse plus récente que ce document ({instrument}) : elle est gardée. Comparez les deux.",
            "en": "The record holds a newer answer than this document ({instrument}): it is kept. Compare the two.",
        },
    ),
    "said-otherwise": (
        "query",
        {
            "fr": "Une autre source avait répondu autrement ({instrument}) : la réponse de ce document, plus récente, "
            "est gardée. Comparez les deux.",
            "en": "Another source had answered otherwise ({instrument}): the answer of this document is newer and kept. "
            "Compare the two.",
        },
    ),
    "opposition-kept": (
        "query",
        {
            "fr": "Opposition conservée : ce document ne la redit pas. Seul un mot exprès la lève : la non-opposition "
            "(GEN-317) dans le document, ou le formulaire d’opposition rempli avec la personne.",
            "en": "Opposition kept: this document does not state it again. Only an explicit word lifts it: the "
            "non-opposition (GEN-317) in the document, or the opposition form filled in with the person.",
        },
    ),
    "not-an-entry": (
        "refusal",
        {
            "fr": "Le formulaire « {instrument} » ne s’enregistre pas comme une saisie du dossier.",
            "en": "Instrument “{instrument}” is not stored as an entry of the record.",
        },
    ),
    "version-reused": (
        "refusal",
        {
            "fr": "La version {version} de ce document a déjà été reçue avec un autre contenu. Augmentez le numéro de version.",
            "en": "Version {version} of this document was already received with other content. Increase the version number.",
        },
    ),
    "older-version": (
        "query",
        {
            "fr": "La version {version} arrive après la version {current}, plus récente : elle est conservée et ne change rien.",
            "en": "Version {version} arrives after the newer version {current}: it is kept and changes nothing.",
        },
    ),
    "document-of-another-person": (
        "refusal",
        {
            "fr": "Une version précédente de ce document concerne une autre personne. Vérifiez l’identifiant du lot de versions.",
            "en": "An earlier version of this document is about another person. Check the identifier of the version set.",
        },
    ),
    "no-site": (
        "refusal",
        {
            "fr": "Aucun site maladies rares n’est indiqué : indiquez au moins une prise en charge avec son site.",
            "en": "No rare-disease site is given: give at least one follow-up with its site.",
        },
    ),
    "site-not-yours": (
        "refusal",
        {
            "fr": "Vous ne travaillez pas dans le site indiqué. Choisissez l’un de vos sites.",
            "en": "You do not work at the site given. Choose one of your sites.",
        },
    ),
    "changed-meanwhile": (
        "refusal",
        {
            "fr": "Quelqu’un a enregistré cette page depuis que vous l’avez ouverte. Comparez les deux versions, puis enregistrez.",
            "en": "Someone saved this page after you opened it. Compare the two versions, then save.",
        },
    ),
    "unknown-definition": (
        "kept",
        {
            "fr": "Le jeu de données « {dataset} » {version}, formulaire « {instrument} », n’est pas connu ici : rien n’en est lu.",
            "en": "Data set “{dataset}” {version}, instrument “{instrument}” is not known here: nothing of it is read.",
        },
    ),
    "ins-key": (
        "query",
        {
            "fr": "La clé du matricule INS est fausse : il est conservé tel quel et ne sert pas à reconnaître la personne. "
            "Vérifiez-le auprès du téléservice INSi.",
            "en": "The key of the INS number is wrong: it is kept as given and not used to recognise the person. "
            "Check it with the national INS service.",
        },
    ),
    "not-included": (
        "refusal",
        {
            "fr": "Ce recueil ne concerne pas cette personne, ou pas votre centre : il suit certaines maladies dans certains centres. "
            "Vérifiez le diagnostic, ou voyez avec la filière qui gère le recueil.",
            "en": "This collection does not concern this person, or not your centre: it follows some diseases at some centres. "
            "Check the diagnosis, or ask the network that manages the collection.",
        },
    ),
    "record-not-found": (
        "refusal",
        {
            "fr": "Ce dossier n’existe pas ou ne vous est pas ouvert.",
            "en": "This record does not exist or is not open to you.",
        },
    ),
    "not-allowed": (
        "refusal",
        {
            "fr": "Votre rôle ne permet pas d’écrire dans un dossier.",
            "en": "Your role does not allow writing to a record.",
        },
    ),
}


def finding(code: str, *, path: str = "", **params: str) -> Finding:
    """The finding of this code, its numbers filled in."""
    severity, texts = _TEXTS[code]
    spoken = {language: text.format(**params) for language, text in texts.items()}
    return Finding(code, severity, path, spoken, tuple(params.items()))
