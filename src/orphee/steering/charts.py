"""Pictures of figures: SVG drawn on the server, without a script on the page.

A picture is named by what it shows: drawn once, kept on disk, used by every process. Colours are those of the page
(`currentColor` for ink, a variable for bars), so that the dark theme works. A hidden group has no bar but the mark
of statistical secrecy. Each picture stands beside a table that says the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orphee.foundation.files import write_whole
from orphee.foundation.places import data_directory

if TYPE_CHECKING:
    import altair

NOT_SHOWN = "s"  # the mark of statistical secrecy in French official statistics
WIDTH, BAR, FONT = 420, 30, 14
INK, FILL = "#010203", "#040506"  # replaced by the page's colours after drawing
DRAWN_BY = "4"  # raise it when the look changes, so that kept pictures are drawn again


@dataclass(frozen=True, slots=True)
class Bar:
    """One group of a picture: `value` None is a hidden group; `text` is what stands at the end of its bar."""

    label: str
    value: float | None
    text: str


def lying_bars(bars: Sequence[Bar], *, language: str) -> str:
    """Groups one under the other: for names."""
    return _drawn_once("lying", bars, language, lambda: _lying(bars))


def standing_bars(bars: Sequence[Bar], *, language: str, every: int = 1) -> str:
    """Groups side by side: for time; one label in `every`."""
    return _drawn_once(f"standing {every}", bars, language, lambda: _standing(bars, every))


def _lying(bars: Sequence[Bar]) -> altair.LayerChart:
    import altair as alt

    names, ends = _room([bar.label for bar in bars]), _room([bar.text for bar in bars])
    width = max(WIDTH - names, 2 * ends)
    longest = max((bar.value or 0 for bar in bars), default=0) or 1
    scale = alt.Scale(domain=[0, longest * width / (width - ends)], nice=False)  # room for the text after the bar
    axis = alt.Axis(labelLimit=names, minExtent=names, maxExtent=names, domain=False, ticks=False)
    base = alt.Chart(_data(bars)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=axis), x=alt.X("value:Q", title=None, axis=None, scale=scale)
    )
    texts = base.mark_text(align="left", dx=5, color=INK).encode(text="text:N")
    drawn: altair.LayerChart = base.mark_bar(color=FILL) + texts
    return drawn.properties(width=width, height=BAR * len(bars))


def _standing(bars: Sequence[Bar], every: int) -> altair.LayerChart:
    import altair as alt

    shown = [bar.label for number, bar in enumerate(bars) if number % every == 0]
    angle = -40 if _room(shown) * len(shown) > WIDTH else 0
    axis = alt.Axis(values=shown, labelAngle=angle, ticks=False, labelOverlap=False)
    x = alt.X("label:N", sort=None, title=None, axis=axis, scale=alt.Scale(paddingInner=0.15))
    y = alt.Y(
        "value:Q", title=None, axis=alt.Axis(tickCount=4, format=",d", domain=False, ticks=False, gridOpacity=0.15)
    )
    chart = alt.Chart(_data(bars))
    hidden = chart.transform_filter("datum.hidden").mark_text(color=INK, dy=-8)
    drawn: altair.LayerChart = chart.mark_bar(color=FILL).encode(x=x, y=y) + hidden.encode(
        x=x, y=alt.datum(0), text="text:N"
    )
    return drawn.properties(width=WIDTH - 50, height=220)


def _room(texts: Sequence[str]) -> int:
    """How wide the longest text can be, in pixels: browsers without the page's font write wider."""
    return round(max((len(text) for text in texts), default=1) * FONT * 0.62) + 8


def _data(bars: Sequence[Bar]) -> altair.InlineData:
    import altair as alt

    values = [
        {"label": bar.label, "value": bar.value or 0, "text": bar.text, "hidden": bar.value is None} for bar in bars
    ]
    return alt.InlineData(values=values)


def _drawn_once(shape: str, bars: Sequence[Bar], language: str, draw: Callable[[], altair.LayerChart]) -> str:
    said = [DRAWN_BY, shape, language, [[bar.label, bar.value, bar.text] for bar in bars]]
    kept = _kept(json.dumps(said))
    if not kept.exists():
        write_whole(kept, _svg(draw(), language))
    return kept.read_text(encoding="utf-8")


def _svg(chart: altair.LayerChart, language: str) -> str:
    import vl_convert

    styled = (
        chart.configure(background="transparent", font="sans-serif", padding=4)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=FONT, labelColor=INK, gridColor=INK, domainColor=INK, tickColor=INK)
        .configure_text(fontSize=FONT)
    )
    svg: str = vl_convert.vegalite_to_svg(styled.to_dict(), format_locale="fr-FR" if language == "fr" else "en-US")
    svg = svg.replace(INK, "currentColor").replace(FILL, "var(--o-bar)")
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _kept(content: str) -> Path:
    return data_directory() / "warehouse" / "pictures" / f"{hashlib.sha256(content.encode()).hexdigest()[:32]}.svg"
