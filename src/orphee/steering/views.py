"""The pages of those who steer the plan."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.access.trail import leave_line
from orphee.foundation.language import current_language
from orphee.foundation.models import AuditAction
from orphee.foundation.secrecy import SMALLEST_PUBLISHED_COUNT
from orphee.steering import refreshing
from orphee.steering.choices import PERIODS, Choices
from orphee.steering.mapping import people_on_the_map
from orphee.steering.presenting import Card, Figures, cards, people_card
from orphee.steering.spreadsheets import as_csv
from orphee.steering.wording import number
from orphee.warehouse import figures
from orphee.warehouse.builds import Build, latest_build
from orphee.warehouse.indicators import INDICATORS
from orphee.warehouse.records import names


@require_GET
@needs(Action.READ_FIGURES)
def dashboard(request: HttpRequest) -> HttpResponseBase:
    """The national dashboard, or what to do when nothing has been built."""
    build, choices = latest_build(), Choices.read(request.GET)
    context = _frame(request, build) | {"choices": choices, "offered": _offered(choices)}
    if build is not None:
        drawn, on_the_map = people_on_the_map(build, choices)
        context |= {
            "map": drawn,
            "people": people_card(build, choices),
            "on_the_map": on_the_map,
            "cards": cards(build, choices),
        }
    only_figures = request.headers.get("HX-Target") == "figures"
    return render(request, "steering/figures.html" if only_figures else "steering/dashboard.html", context)


@require_GET
@needs(Action.READ_FIGURES)
def definitions(request: HttpRequest) -> HttpResponseBase:
    """What each figure means: who counts, what is divided by what, what is left out."""
    told = [
        {
            "key": one.key,
            "title": one.title[current_language()],
            "question": one.question[current_language()],
            "population": one.population[current_language()],
            "method": one.method[current_language()],
            "plan": one.plan,
            "cuts": [cut.label[current_language()] for cut in one.cuts],
        }
        for one in INDICATORS.values()
    ]
    context = {"indicators": told, "smallest": SMALLEST_PUBLISHED_COUNT, "last_hidden": SMALLEST_PUBLISHED_COUNT - 1}
    return render(request, "steering/definitions.html", context)


@require_GET
@needs(Action.READ_FIGURES)
def download(request: HttpRequest, key: str, by: str) -> HttpResponseBase:
    """The figures of one card as shown, in a file."""
    build, choices = latest_build(), Choices.read(request.GET)
    if build is None or key not in INDICATORS:
        raise Http404
    found = _part(build, choices, key, by)
    if found is None:
        raise Http404
    title = " – ".join(filter(None, (INDICATORS[key].title[current_language()], found.title, choices.name)))
    content = as_csv(found, build, title=title, note=_note(build))
    name = f"orphee-{key}-{by}-{build.built_at:%Y-%m-%d}.csv".replace("_", "-")
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _part(build: Build, choices: Choices, key: str, by: str) -> Figures | None:
    if key == "people" and by == "department" and not choices.scope:
        return people_on_the_map(build, choices)[1]
    shown: tuple[Card, ...] = (people_card(build, choices), *cards(build, choices))
    return next((part for card in shown if card.key == key for part in card.parts if part.by == by), None)


@require_POST
@needs(Action.BUILD_FIGURES)
def refresh(request: HttpRequest) -> HttpResponseBase:
    """Start a build, and show how far it is."""
    reader = reader_of(request)
    leave_line(reader, AuditAction.BUILD, right=Action.BUILD_FIGURES, now=timezone.now())
    progress = refreshing.start()
    if request.headers.get("HX-Request"):
        return render(request, "steering/progress.html", {"progress": progress})
    return redirect("dashboard")


@require_GET
@needs(Action.READ_FIGURES)
def refresh_progress(request: HttpRequest) -> HttpResponseBase:
    """How far the build is; at its end the page comes anew."""
    progress = refreshing.current()
    response = render(request, "steering/progress.html", {"progress": progress, "may_build": _may_build(request)})
    if progress is None or progress.state == "done":
        response.headers["HX-Redirect"] = reverse("dashboard")
    return response


def _frame(request: HttpRequest, build: Build | None) -> dict[str, object]:
    """What the top of the page says of the build."""
    progress = refreshing.current()
    frame: dict[str, object] = {
        "build": build,
        "may_build": _may_build(request),
        "progress": progress if progress and progress.state != "done" else None,
        "smallest": SMALLEST_PUBLISHED_COUNT,
    }
    if build is not None:
        frame |= {"opposed": _opposed(build), "note": _note(build)}
    return frame


def _may_build(request: HttpRequest) -> bool:
    return reader_of(request).may(Action.BUILD_FIGURES)


def _opposed(build: Build) -> str:
    """How many opposed, in words; a small number is not told."""
    told = figures.opposed(build)
    if told is None:
        return _("fewer than %(smallest)s people") % {"smallest": SMALLEST_PUBLISHED_COUNT}
    return _("nobody") if told == 0 else _("%(people)s people") % {"people": number(told)}


def _note(build: Build) -> str:
    secrecy = _("s: not shown, a group of fewer than %(smallest)s people or one that would give it away") % {
        "smallest": SMALLEST_PUBLISHED_COUNT
    }
    return " ".join((_("Fictitious people."), secrecy)) if build.is_synthetic else secrecy


def _offered(choices: Choices) -> dict[str, object]:
    """The options of the form."""
    return {
        "filieres": [(f"filiere:{code}", name) for code, name in sorted(names()["filiere"].items(), key=_by_name)],
        "regions": [(f"region:{code}", name) for code, name in sorted(names()["region"].items(), key=_by_name)],
        "periods": [(years, _period(years)) for years in PERIODS],
        "chosen": choices.scope,
    }


def _period(years: int) -> str:
    return _("12 months") if years == 1 else _("%(years)s years") % {"years": years}


def _by_name(item: tuple[str, str]) -> str:
    return item[1].casefold()
