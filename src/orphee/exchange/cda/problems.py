"""Every problem a document can have, in words: what, and what to do. No name, no INS, no birth date in any.

Rows, so that a translator or an integrator can read them all at once. Braces are filled from the parameters.
"""

from __future__ import annotations

from orphee.foundation.typography import spaced
from orphee.record.rules.receipt import Finding, Refused

REFUSAL, ERROR, QUERY, KEPT = "refusal", "error", "query", "kept"

# code: (severity, French, English)
PROBLEMS: dict[str, tuple[str, str, str]] = {
    "empty": (
        REFUSAL,
        "Le document est vide. Renvoyez le fichier complet.",
        "The document is empty. Send the whole file again.",
    ),
    "too_large": (
        REFUSAL,
        "Le document pèse {size} octets, la limite est de {limit}. Un document SDM-MR en pèse environ 100 000 :"
        " vérifiez le fichier envoyé.",
        "The document is {size} bytes long, the limit is {limit}. An SDM-MR document has about 100,000:"
        " check the file.",
    ),
    "no_file": (
        REFUSAL,
        "Ce fichier n’existe pas ou ne peut pas être lu. Vérifiez le chemin.",
        "This file does not exist or cannot be read. Check the path.",
    ),
    "no_length": (
        REFUSAL,
        "La requête ne dit pas la taille du document. Ajoutez l’en-tête Content-Length.",
        "The request does not say how large the document is. Add the Content-Length header.",
    ),
    "encoding": (
        REFUSAL,
        "L’encodage {encoding} n’est pas accepté. Envoyez le document en UTF-8 (ou ISO-8859-1, Windows-1252,"
        " US-ASCII), sans octet nul.",
        "The encoding {encoding} is not accepted. Send the document in UTF-8 (or ISO-8859-1, Windows-1252, US-ASCII),"
        " without null bytes.",
    ),
    "invalid_characters": (
        REFUSAL,
        "L’octet {offset} n’est pas valide en {encoding}. Corrigez l’encodage déclaré ou les caractères.",
        "Byte {offset} is not valid {encoding}. Correct the declared encoding or the characters.",
    ),
    "doctype": (
        REFUSAL,
        "Le document contient une déclaration DOCTYPE. Retirez-la : aucune entité n’est acceptée.",
        "The document has a DOCTYPE declaration. Remove it: no entity is accepted.",
    ),
    "not_xml": (
        REFUSAL,
        "Le document n’est pas du XML bien formé (ligne {line}). Corrigez-le à cet endroit.",
        "The document is not well-formed XML (line {line}). Correct it there.",
    ),
    "too_deep": (
        REFUSAL,
        "Les éléments sont imbriqués sur plus de {limit} niveaux. Un document CDA en compte moins de 40.",
        "Elements are nested more than {limit} levels deep. A CDA document has fewer than 40.",
    ),
    "other_root": (
        REFUSAL,
        "L’élément racine n’est pas ClinicalDocument (urn:hl7-org:v3). Envoyez un document CDA R2.",
        "The root element is not ClinicalDocument (urn:hl7-org:v3). Send a CDA R2 document.",
    ),
    "other_document_type": (
        REFUSAL,
        "Ce n’est pas un document SDM-MR : le code {code} n’est pas 34133-9 (LOINC). Seul le volet SDM-MR est lu ici.",
        "This is not an SDM-MR document: the code {code} is not 34133-9 (LOINC). Only the SDM-MR volet is read here.",
    ),
    "other_template": (
        REFUSAL,
        "Le document ne se déclare pas conforme au volet SDM-MR (templateId 1.2.250.1.213.1.1.1.30).",
        "The document does not declare the SDM-MR template (templateId 1.2.250.1.213.1.1.1.30).",
    ),
    "unknown_version": (
        REFUSAL,
        "La version {version} du volet SDM-MR n’est pas lue. Versions acceptées : {accepted}.",
        "Version {version} of the SDM-MR volet is not read. Accepted versions: {accepted}.",
    ),
    "no_identifier": (
        REFUSAL,
        "Le document n’a pas d’identifiant (ClinicalDocument/id). Ajoutez-le.",
        "The document has no identifier (ClinicalDocument/id). Add it.",
    ),
    "bad_version_number": (
        REFUSAL,
        "Le numéro de version du document n’est pas un entier positif (versionNumber).",
        "The version number of the document is not a positive whole number (versionNumber).",
    ),
    "not_one_person": (
        REFUSAL,
        "Le document doit concerner une personne et une seule ; il en compte {count} (recordTarget).",
        "The document must be about one person, and one only; it has {count} (recordTarget).",
    ),
    "no_body": (
        REFUSAL,
        "Le document n’a pas de corps structuré (component/structuredBody) : rien ne peut être lu.",
        "The document has no structured body (component/structuredBody): nothing can be read.",
    ),
    "ins_format": (
        REFUSAL,
        "Le matricule INS n’a pas la forme attendue (13 caractères et une clé de 2). Corrigez-le ou retirez-le.",
        "The INS does not have the expected form (13 characters and a key of 2). Correct it or remove it.",
    ),
    "ins_key": (
        REFUSAL,
        "La clé du matricule INS est fausse : l’identité n’est pas sûre. Vérifiez-la auprès du téléservice INS.",
        "The key of the INS is wrong: the identity is not safe. Check it with the national INS service.",
    ),
    "ins_repeated": (
        REFUSAL,
        "Le document porte deux matricules INS différents. N’en laissez qu’un.",
        "The document bears two different INS. Leave only one.",
    ),
    "no_person_identifier": (
        REFUSAL,
        "La personne n’a ni matricule INS ni identifiant local. Ajoutez l’IPP (recordTarget/patientRole/id).",
        "The person has neither an INS nor a local identifier. Add one (recordTarget/patientRole/id).",
    ),
    "birth_date_unreadable": (
        REFUSAL,
        "La date de naissance n’est pas une date du calendrier. Écrivez-la AAAAMMJJ, AAAAMM ou AAAA.",
        "The birth date is not a date of the calendar. Write it YYYYMMDD, YYYYMM or YYYY.",
    ),
    "birth_in_future": (
        REFUSAL,
        "La date de naissance est dans l’avenir. Corrigez-la.",
        "The birth date is in the future. Correct it.",
    ),
    "name_too_long": (
        REFUSAL,
        "Ce nom a {length} caractères, la limite est de {limit}. Un nom coupé serait celui d’un autre : vérifiez-le.",
        "This name has {length} characters, the limit is {limit}. A name cut short would be another’s: check it.",
    ),
    "identifier_too_long": (
        REFUSAL,
        "Cet identifiant a {length} caractères, la limite est de {limit}. Vérifiez root et extension.",
        "This identifier has {length} characters, the limit is {limit}. Check root and extension.",
    ),
    "could_not_be_stored": (
        REFUSAL,
        "Le document n’a pas pu être enregistré, pour une raison imprévue. Prévenez l’équipe d’Orphée en donnant le"
        " numéro de cette réponse, puis renvoyez le document : il sera essayé de nouveau.",
        "The document could not be stored, for an unforeseen reason. Tell the Orphée team the number of this answer,"
        " then send the document again: it will be tried once more.",
    ),
    "too_large_to_keep": (
        REFUSAL,
        "Le document pèse {size} octets : au-delà de {limit}, il n’est ni lu ni conservé. Un document SDM-MR en pèse"
        " environ 100 000 : vérifiez le fichier envoyé.",
        "The document is {size} bytes long: beyond {limit} it is neither read nor kept. An SDM-MR document has about"
        " 100,000: check the file.",
    ),
    "cut_short": (
        REFUSAL,
        "{received} octets sont arrivés sur les {length} annoncés : rien n’est conservé. Renvoyez le document entier.",
        "{received} bytes of the {length} announced arrived: nothing is kept. Send the whole document again.",
    ),
    # What was read and does not fit
    "unknown_sex": (
        ERROR,
        "Le sexe n’est ni M, ni F, ni UN : il est noté inconnu. Corrigez le code (administrativeGenderCode).",
        "The sex is none of M, F and UN: it is stored as unknown. Correct the code (administrativeGenderCode).",
    ),
    "birth_order_out_of_range": (
        ERROR,
        "Le rang de naissance n’est pas possible : il n’est pas retenu. Corrigez-le (multipleBirthOrderNumber).",
        "The birth order is not possible: it is not used. Correct it (multipleBirthOrderNumber).",
    ),
    "place_too_long": (
        ERROR,
        "Le lieu de naissance est trop long (commune 120 caractères, code 10, pays 60) : cette partie n’est pas"
        " retenue. Vérifiez-la.",
        "The birth place is too long (city 120 characters, code 10, country 60): this part is not used. Check it.",
    ),
    "site_code_too_long": (
        ERROR,
        "Le code de site est plus long que l’annuaire ne le permet (20 caractères) : ce site n’est pas retenu."
        " Donnez le code de l’annuaire, comme S001.",
        "The site code is longer than the directory allows (20 characters): this site is not used."
        " Give the code of the directory, such as S001.",
    ),
    "site_of_another_hospital": (
        REFUSAL,
        "Le site {site} appartient à un autre établissement : votre jeton n’écrit qu’au nom des sites du vôtre."
        " Vérifiez le code ; si l’annuaire se trompe, demandez à l’équipe nationale de le rattacher.",
        "The site {site} belongs to another hospital: your token writes in the name of your own sites only."
        " Check the code; if the directory is wrong, ask the national team to attach the site to you.",
    ),
    "key_shortened": (
        QUERY,
        "L’identifiant de cette saisie dépasse 200 caractères : une empreinte le remplace. Donnez-en un plus court.",
        "The identifier of this entry exceeds 200 characters: a digest replaces it. Give a shorter one.",
    ),
    # What could not be understood: kept as received
    "unknown_section": (
        KEPT,
        "Cette section n’est pas prévue par le volet SDM-MR. Elle est conservée telle quelle, sans être exploitée.",
        "This section is not part of the SDM-MR volet. It is kept as received and not used.",
    ),
    "not_understood": (
        KEPT,
        "Cet élément n’est pas prévu à cet endroit. Il est conservé tel quel ; vérifiez son code et sa place.",
        "This element is not expected here. It is kept as received; check its code and its place.",
    ),
    "no_item": (
        KEPT,
        "Le jeu de données n’a pas de question pour cette information. Elle est conservée dans le document.",
        "The data set has no question for this information. It is kept in the document.",
    ),
    "repeated": (
        KEPT,
        "Une seule réponse est attendue ; celle-ci est de trop et n’est pas retenue. Laissez la bonne.",
        "One answer is expected; this one comes in addition and is not used. Leave the right one.",
    ),
    "named_before_birth": (
        KEPT,
        "Le nom donné au fœtus n’est pas retenu : ceux de son acte de naissance le remplacent. Il reste dans le"
        " document.",
        "The name given to the foetus is not used: those of its birth certificate replace it. It stays in the"
        " document.",
    ),
    "precision": (
        KEPT,
        "Seul le jour est retenu : le jeu de données ne demande pas l’heure. Elle reste dans le document.",
        "Only the day is used: the data set does not ask for the time. It stays in the document.",
    ),
    "negated": (
        KEPT,
        "Cette information est niée (negationInd), ce que le jeu de données ne sait pas dire : elle n’est pas retenue.",
        "This statement is negated (negationInd), which the data set cannot say: it is not used.",
    ),
    "nullified": (
        KEPT,
        "Cette information est annulée ou déclarée absente (statusCode, nullFlavor) : elle n’est pas retenue."
        " Si elle est vraie, renvoyez-la avec le statut active ou completed.",
        "This statement is nullified, cancelled or declared missing (statusCode, nullFlavor): it is not used."
        " If it is true, send it again with the status active or completed.",
    ),
    "not_done_yet": (
        KEPT,
        "Cette information est prévue ou demandée (moodCode, statusCode), pas constatée : elle n’est pas retenue."
        " Renvoyez-la (EVN) quand elle sera faite.",
        "This statement is planned or asked for (moodCode, statusCode), not observed: it is not used."
        " Send it again (EVN) once it is done.",
    ),
    "no_value": (
        KEPT,
        "L’observation n’a pas de valeur lisible. Renseignez l’élément value du type attendu.",
        "The observation has no readable value. Fill the value element with the expected type.",
    ),
    "unreadable": (
        KEPT,
        "Cette valeur ne peut pas être lue : elle n’est pas retenue. Corrigez-la.",
        "This value cannot be read: it is not used. Correct it.",
    ),
    "unknown_unit": (
        KEPT,
        "L’unité n’est pas celle attendue (mo, wk, g ou cm selon l’élément). La valeur n’est pas retenue.",
        "The unit is not the expected one (mo, wk, g or cm by element). The value is not used.",
    ),
    "other_code_system": (
        QUERY,
        "Le code est lu, mais son système de codes n’est pas celui du jeu de valeurs. Corrigez l’attribut codeSystem.",
        "The code is read, but its code system is not that of the value set. Correct the codeSystem attribute.",
    ),
    "dangling_reference": (
        KEPT,
        "La référence vers le texte de la section ne mène nulle part : le texte est perdu. Corrigez l’identifiant.",
        "The reference to the section’s text leads nowhere: the text is lost. Correct the identifier.",
    ),
    "weeks_before_term": (
        KEPT,
        "Cette valeur ne peut pas être un âge gestationnel en semaines de grossesse ; elle n’est pas convertie.",
        "This value cannot be a gestational age in weeks of pregnancy; it is not converted.",
    ),
    "foetus_subject": (
        KEPT,
        "Cette information concerne un fœtus ou un proche : elle n’est pas attribuée à la personne du dossier.",
        "This information is about a foetus or a relative: it is not attributed to the person of the record.",
    ),
    "many_more": (
        KEPT,
        "Le document contient plus de 1000 éléments qui ne sont pas exploités ; les suivants ne sont pas énumérés ici."
        " Ils sont conservés dans le document. Vérifiez qu’il suit bien le volet SDM-MR.",
        "More than 1000 elements of the document are not used; the others are not listed here one by one."
        " They are kept in the document. Check that it follows the SDM-MR volet.",
    ),
    "deaths_disagree": (
        QUERY,
        "L’identité (deceasedInd, deceasedTime) et la section des problèmes ne disent pas la même chose du décès :"
        " la section est retenue. Corrigez l’une des deux.",
        "The identity (deceasedInd, deceasedTime) and the section of problems say different things of the death:"
        " the section is kept. Correct one of them.",
    ),
    "contradiction": (
        KEPT,
        "Le document dit à la fois l’opposition et la non-opposition : l’opposition est retenue.",
        "The document states both opposition and non-opposition: the opposition is kept.",
    ),
}


def finding(code: str, path: str = "", /, **values: object) -> Finding:
    """A problem with its place and its numbers. The code must be one of `PROBLEMS`."""
    severity, french, english = PROBLEMS[code]
    params = tuple((key, str(value)) for key, value in values.items())
    filled = dict(params)
    text = {"fr": spaced(french).format_map(filled), "en": english.format_map(filled)}
    return Finding(code=code, severity=severity, path=path, text=text, params=params)


def refusal(code: str, path: str = "", /, **values: object) -> Refused:
    """The exception to raise when nothing of the document can be stored."""
    return Refused(finding(code, path, **values))
