"""The eighteen columns of a REDCap data dictionary, and its field types. Source: REDCap's own exports."""

from __future__ import annotations

import re

# our word: (the title in an exported file, the name in the API)
COLUMNS: dict[str, tuple[str, str]] = {
    "name": ("Variable / Field Name", "field_name"),
    "form": ("Form Name", "form_name"),
    "section": ("Section Header", "section_header"),
    "type": ("Field Type", "field_type"),
    "label": ("Field Label", "field_label"),
    "choices": ("Choices, Calculations, OR Slider Labels", "select_choices_or_calculations"),
    "note": ("Field Note", "field_note"),
    "validation": ("Text Validation Type OR Show Slider Number", "text_validation_type_or_show_slider_number"),
    "min": ("Text Validation Min", "text_validation_min"),
    "max": ("Text Validation Max", "text_validation_max"),
    "identifier": ("Identifier?", "identifier"),
    "branching": ("Branching Logic (Show field only if...)", "branching_logic"),
    "required": ("Required Field?", "required_field"),
    "alignment": ("Custom Alignment", "custom_alignment"),
    "question": ("Question Number (surveys only)", "question_number"),
    "matrix": ("Matrix Group Name", "matrix_group_name"),
    "ranking": ("Matrix Ranking?", "matrix_ranking"),
    "annotation": ("Field Annotation", "field_annotation"),
}
NEEDED = ("name", "form", "type", "label")
FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}", re.ASCII)

CHOICES = ("dropdown", "radio", "checkbox")
INTEGERS = ("integer",)
DECIMALS = ("number", "float")  # also number_1dp, number_comma_decimal…
DAYS = ("date_ymd", "date_mdy", "date_dmy")
MOMENTS = ("datetime_", "datetime_seconds_")


def columns_of(header: list[str]) -> dict[str, int]:
    """Where each column stands, whatever its spelling."""
    names = {_folded(title): word for word, titles in COLUMNS.items() for title in titles}
    found: dict[str, int] = {}
    for position, title in enumerate(header):
        word = names.get(_folded(title))
        if word is not None and word not in found:
            found[word] = position
    return found


def _folded(title: str) -> str:
    return re.sub(r"[^a-z]", "", title.split("(")[0].lower() if "(" in title else title.lower())
