"""Pictures of figures: SVG drawn on the server, without a script on the page.

A picture is named by what it shows: drawn once, kept on disk, used by every process. Colours are those of the page
(`currentColor` for ink, a variable for bars), so that the dark theme works. A hidden group has no bar but the mark
of statistical secrecy. Each picture stands beside a table that says the same.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orphee.foundation.places import data_directory

if TYPE_CHECKING:
    import altair

SECRET = "s"  # noqa: S105 - the mark of statistical secrecy in French official statistics
WIDTH, BAR, FONT = 420, 30, 14
INK, FILL = "#010203", "#040506"  # replaced by the page's colours after drawing
DRAWN_BY = "1"  # raise it when the look changes, so that kept pictures are drawn again


@dataclass(frozen=True, slots=True)
class Bar:
    """One group of a picture: `value` None is a hidden group; `text` is what stands at the end of its bar."""

    label: str
    value: float | None
    text: str


def lying_bars(bars: Sequence[Bar], *, language: str) -> str:
    """Groups one under the other: for names."""
    import altair as alt

    base = alt.Chart(_data(bars)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, domain=False, ticks=False)),
        x=alt.X("value:Q", title=None, axis=None),
    )
    drawn = base.mark_bar(color=FILL, cornerRadiusEnd=2) + base.mark_text(align="left", dx=5, color=INK).encode(
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, _longest(bars) * 1.25])), text="text:N"
    )
    return _svg(drawn.properties(width=WIDTH - 190, height=BAR * len(bars)), language)


def standing_bars(bars: Sequence[Bar], *, language: str, every: int = 1) -> str:
    """Groups side by side: for time; one label in `every`."""
    import altair as alt

    shown = [bar.label for number, bar in enumerate(bars) if number % every == 0]
    axis = alt.Axis(values=shown, labelAngle=0 if len(shown) <= 6 else -40, ticks=False, labelOverlap=False)
    base = alt.Chart(_data(bars)).encode(
        x=alt.X("label:N", sort=None, title=None, axis=axis, scale=alt.Scale(paddingInner=0.15)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4, format=",d", domain=False, gridOpacity=0.15)),
    )
    hidden = alt.Chart(_data([bar for bar in bars if bar.value is None])).mark_text(color=INK, dy=-6)
    drawn = base.mark_bar(color=FILL, cornerRadiusEnd=2)
    if any(bar.value is None for bar in bars):
        drawn += hidden.encode(x=alt.X("label:N", sort=None), y=alt.datum(0), text="text:N")
    return _svg(drawn.properties(width=WIDTH - 50, height=220), language)


def _data(bars: Sequence[Bar]) -> altair.InlineData:
    import altair as alt

    values = [{"label": bar.label, "value": bar.value or 0, "text": bar.text} for bar in bars]
    return alt.InlineData(values=values)


def _longest(bars: Sequence[Bar]) -> float:
    return max((bar.value or 0 for bar in bars), default=0) or 1


def _svg(chart: altair.LayerChart, language: str) -> str:
    styled = (
        chart.configure(background="transparent", font="sans-serif", padding=2)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=FONT, labelColor=INK, gridColor=INK, domainColor=INK, tickColor=INK)
        .configure_text(fontSize=FONT)
    )
    spec = styled.to_dict()
    kept = _kept(json.dumps([DRAWN_BY, language, spec], sort_keys=True))
    if not kept.exists():
        _keep(kept, _draw(spec, language))
    return kept.read_text(encoding="utf-8")


def _draw(spec: dict[str, object], language: str) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(spec, format_locale="fr-FR" if language == "fr" else "en-US")
    svg = svg.replace(INK, "currentColor").replace(FILL, "var(--o-bar)")
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _kept(content: str) -> Path:
    return data_directory() / "warehouse" / "pictures" / f"{hashlib.sha256(content.encode()).hexdigest()[:32]}.svg"


def _keep(path: Path, svg: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(svg, encoding="utf-8")
    unfinished.replace(path)
