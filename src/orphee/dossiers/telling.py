"""What the room says: obstacles, types and operators in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OBSTACLES: dict[str, Promise] = {
    "not-now": _("This step does not follow the present state of the version. Reload the page to see it."),
    "decided-meanwhile": _("Someone decided on this version since you opened the page: read it again first."),
    "has-faults": _("Problems are left: correct what is listed, then try again."),
    "migration-faults": _("The migration from the version before has problems: correct it, then try again."),
    "foreign-sites": _("The inclusion names centres that this network does not have: correct it, then try again."),
    "unknown-diseases": _("The inclusion names ORPHA codes that nobody knows: correct it, then try again."),
    "losses-unseen": _("Read first what the import could not carry over, and confirm that you did."),
    "four-eyes": _("You submitted this version: another person must publish it."),
    "not-a-draft": _("This version is not a draft any more: make a new version to change it."),
    "not-yours": _("You do not manage the dossiers of this network."),
    "no-such-network": _("The directory has no such network."),
    "title-missing": _("Give the dossier a title in French."),
    "draft-already": _("A draft of this dossier exists already: go on with it."),
    "key-taken": _("Another item of the same level has this key: choose another."),
    "key-shape": _("A key has small letters, figures, - and _, and begins with a letter."),
    "last-section": _("A form keeps at least one section."),
    "gone": _("What you changed is not there any more: someone may have deleted it."),
    "not-a-list": _("The text has an unexpected shape here: mend it as YAML."),
}

TYPES: dict[str, Promise] = {
    "text": _("Text"),
    "integer": _("Whole number"),
    "decimal": _("Decimal number"),
    "boolean": _("Yes or no"),
    "code": _("Choice in a list or a terminology"),
    "date": _("Date (full day)"),
    "partial_date": _("Date (day, month or year)"),
    "datetime": _("Date and time"),
    "age": _("Age"),
    "duration": _("Duration"),
    "quantity": _("Quantity with its unit"),
    "attachment": _("Attached file"),
    "reference": _("Reference to another entry"),
    "group": _("Group of questions"),
    "markdown": _("Text to read, nothing to answer"),
}

OPERATORS: dict[str, Promise] = {
    "is": _("is"),
    "is_not": _("is not"),
    "in": _("is one of (separated by commas)"),
    "not_in": _("is none of (separated by commas)"),
    "answered": _("is answered"),
    "not_answered": _("is not answered"),
    "at_least": _("is at least"),
    "at_most": _("is at most"),
    "above": _("is above"),
    "below": _("is below"),
    "before": _("is before"),
    "after": _("is after"),
    "not_before": _("is not before"),
    "not_after": _("is not after"),
}

OPERATIONS: dict[str, Promise] = {
    "sum": _("Sum"),
    "mean": _("Mean"),
    "product": _("Product"),
    "score": _("Score (sum of the scores of the codes)"),
    "count": _("Number of answers"),
    "first": _("First one answered"),
    "difference": _("Difference (first minus second)"),
    "ratio": _("Ratio (first divided by second)"),
    "months_between": _("Months from the first to the second"),
}
PAIRS = ("difference", "ratio", "months_between")

SYSTEMS: dict[str, Promise] = {
    "orpha": _("ORPHA: rare diseases"),
    "hpo": _("HPO: phenotypic features"),
    "hgnc": _("HGNC: genes"),
    "omim": _("OMIM: genetic diseases"),
    "icd10": _("ICD-10: diseases"),
    "mondo": _("MONDO: diseases"),
    "insee": _("INSEE: communes"),
    "site": _("Sites of the network"),
    "any": _("Any terminology"),
}

ASKED: dict[str, Promise] = {
    "optional": _("Optional"),
    "usually": _("Expected: counts in completeness"),
    "always": _("Required: an entry is not complete without it"),
}

STEPS: dict[str, Promise] = {
    "submit": _("Submit for review"),
    "return": _("Return to the author"),
    "publish": _("Publish"),
    "retire": _("Retire"),
}
STATE_BADGES = {"draft": "new", "review": "info", "published": "success", "retired": "grey"}
