"""The words of the definition language: which keys each part of a definition may have, and what stands behind them.

Reading refuses a key that is not here, `schema` publishes the same tables, `writing` follows their order.
The kinds are explained in `schema._KINDS`; “…[]” is a list of that kind, “a|b” one or the other.
"""

from __future__ import annotations

DATASET_KEYS = {
    "key": "key!",
    "version": "text!",
    "kind": "kind",
    "title": "label!",
    "source": "text",
    "sources": "texts",
    "licence": "text",
    "description": "label",
    "status": "status",
    "inclusion": "inclusion",
    "instruments": "instrument[]!",
    "value_sets": "value_sets",
}
INCLUSION_KEYS = {"diseases": "texts", "sites": "texts"}
INSTRUMENT_KEYS = {
    "key": "key!",
    "title": "label!",
    "subject": "text!",
    "repeats": "flag",
    "stored_in": "stored_in",
    "asked": "asked",
    "answered_by": "answered_by",
    "help": "label",
    "source": "text",
    "maps": "maps",
    "legacy": "flag",
    "sections": "section[]",
    "items": "item[]!",
    "check": "check[]",
}
SECTION_KEYS = {"key": "key!", "title": "label!", "help": "label"}
ITEM_KEYS = {
    "key": "key!",
    "type": "type!",
    "section": "key",
    "label": "label!",
    "asked": "asked",
    "repeats": "flag",
    "unit": "text",
    "units": "texts",
    "values": "values",
    "terminology": "terminology",
    "target": "text",
    "min": "number",
    "max": "number",
    "format": "format",
    "future": "flag",
    "text": "label",
    "legacy": "flag",
    "confidential": "confidential",
    "help": "label",
    "source": "text",
    "when": "condition",
    "compute": "computation",
    "check": "check[]",
    "prefill": "prefill",
    "maps": "maps",
    "items": "item[]",
}
TERMINOLOGY_KEYS = {"system": "texts!", "levels": "texts", "under": "texts", "status": "text"}
PREFILL_KEYS = {"from": "text!", "recode": "recode", "precision": "precision"}
VALUE_SET_KEYS = {
    "title": "label!",
    "oid": "text",
    "name": "text",
    "revision": "text",
    "source": "text",
    "system": "text",
    "codes": "code[]!",
}
CODE_KEYS = {
    "code": "text!",
    "label": "label!",
    "system": "text",
    "official": "text",
    "former": "texts",
    "retired": "flag",
    "becomes": "label",
    "score": "number",
    "maps": "maps",
}
CHECK_KEYS = {
    "code": "text!",
    "if": "condition",
    "must": "condition!",
    "say": "label!",
    "severity": "severity",
    "source": "text",
}
CASE_KEYS = {"if": "condition!", "then": "value!"}

SYSTEMS = ("orpha", "hpo", "hgnc", "omim", "icd10", "mondo", "insee", "site", "any")
PRECISIONS = ("month", "year")

MIGRATION_KEYS = ("from", "to", "steps")
STEP_KEYS = {
    "renamed": ("instrument", "item", "to"),
    "recoded": ("instrument", "item", "codes"),
    "split": ("instrument", "item", "into"),
    "dropped": ("instrument", "item", "reason"),
    "moved": ("instrument", "to"),
}
