"""The people indicator on the map: departments for everyone or one region, regions for one filière."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orphee.foundation.language import current_language
from orphee.steering.charts import NOT_SHOWN
from orphee.steering.choices import Choices
from orphee.steering.map_of_france import FranceMap, Shaded, draw
from orphee.steering.presenting import Figures, table
from orphee.steering.wording import number
from orphee.warehouse.builds import Build
from orphee.warehouse.figures import Line, Result, indicator
from orphee.warehouse.records import france, names


def people_on_the_map(build: Build, choices: Choices) -> tuple[FranceMap, Figures | None]:
    """The map, and its table unless the bars beside the map have the same one."""
    by = "region" if choices.filiere else "department"
    result = indicator("people", by=by, build=build, **choices.where)
    shaded = _by_region(result) if choices.filiere else _by_department(result)
    drawn = draw(shaded, inner_ring_label=_("Paris and inner ring"), names=names()["department"])
    if choices.scope:
        return drawn, None
    columns, rows = table(result, [line for line in result.lines if line.people != 0])
    return drawn, Figures(by, _("Department of residence"), "", columns, rows)


def _by_department(result: Result) -> dict[str, Shaded]:
    return {
        line.key: Shaded(line.people, f"{line.label[current_language()]} ({line.key}): {_told(line)}")
        for line in result.lines
    }


def _by_region(result: Result) -> dict[str, Shaded]:
    lines = {line.key: line for line in result.lines}
    region_of, labels = france().region_of, names()["department"]
    return {
        code: Shaded(
            lines[region].people, f"{lines[region].label[current_language()]} ({labels[code]}): {_told(lines[region])}"
        )
        for code, region in region_of.items()
    }


def _told(line: Line) -> str:
    if line.people is None:
        return _("not shown (%(mark)s)") % {"mark": NOT_SHOWN}
    return _("%(people)s people") % {"people": number(line.people)}
