"""Every problem a packet can have, said in French and in English: what, how much, and what to do.

The sentences hold counts, positions and codes only: never a text of the packet.
"""

from __future__ import annotations

from orphee.record.rules.receipt import Finding

SENTENCES: dict[str, tuple[str, str]] = {
    # refusals: nothing is stored but the sealed original
    "packet_too_large": (
        "Le paquet dépasse {limit} Mo. Envoyez un paquet par personne.",
        "The packet is larger than {limit} MB. Send one packet a person.",
    ),
    "invalid_utf8": (
        "L’octet {offset} n’est pas de l’UTF-8. Enregistrez le fichier en UTF-8.",
        "Byte {offset} is not UTF-8. Save the file as UTF-8.",
    ),
    "not_json": (
        "Ce n’est pas du JSON : erreur ligne {line}, colonne {column}. Vérifiez que le fichier est entier.",
        "This is not JSON: error at line {line}, column {column}. Check that the file is complete.",
    ),
    "duplicate_key": (
        "Une même clé figure deux fois dans un objet JSON. Gardez-en une seule.",
        "One JSON object has the same key twice. Keep one of them.",
    ),
    "nested_too_deep": (
        "Le JSON est imbriqué trop profondément pour être un phénopaquet.",
        "The JSON is nested too deeply to be a phenopacket.",
    ),
    "number_out_of_range": (
        "Un nombre n’est pas fini ou dépasse ce que le format permet. Corrigez-le à la source.",
        "A number is not finite or exceeds what the format allows. Correct it at the source.",
    ),
    "text_not_storable": (
        "Un texte contient un caractère nul ou un demi-caractère UTF-16. Retirez-le à la source.",
        "A text holds a NUL or half a UTF-16 character. Remove it at the source.",
    ),
    "not_a_phenopacket": (
        "Ce JSON n’est pas un phénopaquet : aucune de ses clés n’est connue. Envoyez un Phenopacket v2.",
        "This JSON is not a phenopacket: it has none of its keys. Send a Phenopacket v2.",
    ),
    "several_packets": (
        "Une liste, une famille ou une cohorte ne se lit pas comme un seul paquet. "
        "Envoyez-la comme fichier : elle sera découpée en paquets.",
        "A list, a family or a cohort cannot be read as one packet. Send it as a file: it is cut into packets.",
    ),
    "phenopacket_v1": (
        "C’est un phénopaquet v1. Convertissez-le en v2 (phenopacket-tools convert) et renvoyez-le.",
        "This is a v1 phenopacket. Convert it to v2 (phenopacket-tools convert) and send it again.",
    ),
    "packet_without_id": (
        "Ni le paquet ni son sujet n’ont d’identifiant. Donnez « id » au paquet.",
        "Neither the packet nor its subject has an identifier. Give the packet an “id”.",
    ),
    "too_many_elements": (
        "{count} éléments, alors qu’un paquet en porte au plus {limit}. Envoyez un paquet par personne.",
        "{count} elements, while a packet holds at most {limit}. Send one packet a person.",
    ),
    "wrong_type": (
        "La valeur n’est pas du type attendu par Phenopackets 2 ({expected}).",
        "The value is not of the type that Phenopackets 2 expects ({expected}).",
    ),
    "two_of_one": (
        "Une seule de ces clés est permise : {allowed}. Gardez-en une.",
        "Only one of these keys is allowed: {allowed}. Keep one.",
    ),
    "not_valid": (
        "Phenopackets 2 ne permet pas cette valeur. Vérifiez-la avec phenopacket-tools validate.",
        "Phenopackets 2 does not allow this value. Check it with phenopacket-tools validate.",
    ),
    "not_gzip": (
        "Le fichier gzip est incomplet ou abîmé. Renvoyez-le.",
        "The gzip file is incomplete or damaged. Send it again.",
    ),
    "not_zip": (
        "L’archive zip est incomplète, abîmée ou chiffrée. Renvoyez-la sans mot de passe.",
        "The zip archive is incomplete, damaged or encrypted. Send it again without a password.",
    ),
    "archive_too_large": (
        "L’archive dépasse {limit} une fois décompressée. Découpez-la.",
        "The archive exceeds {limit} once unpacked. Cut it into several.",
    ),
    "archive_ratio": (
        "Le fichier se décompresse plus de {limit} fois : la lecture s’est arrêtée là.",
        "The file unpacks more than {limit} times its size: reading stopped there.",
    ),
    "unreadable": (
        "Le fichier ne peut pas être lu. Vérifiez qu’il existe et que ses droits le permettent.",
        "The file cannot be read. Check that it exists and that its permissions allow it.",
    ),
    "not_stored": (
        "Ce paquet n’a pas pu être enregistré. Rien n’en est resté dans un dossier : signalez-le à l’exploitation.",
        "This packet could not be stored. Nothing of it is in a record: tell the operations team.",
    ),
    # queries: stored, to be looked at
    "feature_present_and_absent": (
        "Le signe {code} est dit à la fois présent et absent. Vérifiez lequel est vrai, ou datez-le.",
        "Feature {code} is said to be both present and absent. Check which is true, or date it.",
    ),
    "duplicate_feature": (
        "Le signe {code} figure {count} fois à l’identique. Une fois suffit.",
        "Feature {code} stands {count} times in the same words. Once is enough.",
    ),
    "date_in_future": (
        "La date est postérieure à la réception du paquet. Vérifiez-la.",
        "The date lies after the packet was received. Check it.",
    ),
    "date_before_birth": (
        "La date est antérieure à la naissance. Vérifiez les deux.",
        "The date lies before birth. Check both.",
    ),
    "not_a_code": (
        "L’identifiant n’est pas de la forme PRÉFIXE:code. Vérifiez-le.",
        "The identifier is not of the form PREFIX:code. Check it.",
    ),
    "onset_after_last_encounter": (
        "L’âge de début dépasse l’âge à la dernière rencontre. Vérifiez les deux.",
        "The age of onset exceeds the age at the last encounter. Check both.",
    ),
    "metadata_missing": (
        "Le paquet n’a pas de métadonnées (auteur, date, versions des terminologies). Ajoutez-les.",
        "The packet has no metadata (author, date, versions of terminologies). Add them.",
    ),
    # kept: not understood, kept as received
    "unknown_key": (
        "Phenopackets 2 ne connaît pas cette clé : elle est conservée sans être lue.",
        "Phenopackets 2 does not know this key: it is kept without being read.",
    ),
    "id_and_label_swapped": (
        "L’identifiant et le libellé sont intervertis : le code a été lu dans le libellé.",
        "Identifier and label are swapped: the code was read from the label.",
    ),
    "age_not_iso8601": (
        "L’âge n’est pas une durée ISO 8601 (P3Y2M) : il est conservé tel quel.",
        "The age is not an ISO 8601 duration (P3Y2M): it is kept as given.",
    ),
    "alternate_id_too_long": (
        "Cet autre identifiant du sujet est trop long pour l’identité (plus de 80 caractères) : il reste dans"
        " l’original conservé. Donnez-en un plus court.",
        "This other identifier of the subject is too long for the identity (over 80 characters): it stays in"
        " the original, which is kept. Give a shorter one.",
    ),
    "more_remainders": (
        "D’autres parties non comprises figurent dans l’original conservé.",
        "More parts that were not understood are in the original, which is kept.",
    ),
}


def finding(code: str, path: str = "$", severity: str = "refusal", /, **params: object) -> Finding:
    """The finding `code` at a JSON path; `params` are counts, limits or codes, never texts of the packet."""
    told = {name: str(value) for name, value in params.items()}
    french, english = SENTENCES[code]
    text = {"fr": french.format(**told), "en": english.format(**told)}
    return Finding(code=code, severity=severity, path=path, text=text, params=tuple(told.items()))
