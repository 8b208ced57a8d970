"""One dossier: its versions, what was decided, and the next decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action
from orphee.dossiers import actions, inclusion, queries
from orphee.dossiers.actions import UnableToDecide, UnableToMake
from orphee.dossiers.models import Version, VersionState
from orphee.dossiers.problems import problems_of
from orphee.dossiers.rules.states import State, Step, obstacle, steps_from
from orphee.dossiers.telling import OBSTACLES, STATE_BADGES, STEPS
from orphee.dossiers.views.finding import back_to, found_or_404, refused, tree_of, version_of
from orphee.foundation.language import current_language
from orphee.foundation.secrecy import SMALLEST_PUBLISHED_COUNT


@require_GET
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def dossier(request: HttpRequest, key: str) -> HttpResponse:
    """The versions of a dossier and their history."""
    found = queries.dossier(reader_of(request), key)
    versions = list(found.versions.prefetch_related("decisions").order_by("-pk"))
    context = {
        "dossier": found,
        "title": found.title_en if current_language() == "en" else found.title_fr,
        "versions": [_version(request, one) for one in versions],
        "may_begin": not any(one.state in {VersionState.DRAFT, VersionState.REVIEW} for one in versions),
        "reviewers": [user.name for user in queries.reviewers(found).order_by("name")],
    }
    return render(request, "dossiers/dossier.html", context)


def _version(request: HttpRequest, one: Version) -> dict[str, object]:
    reader = reader_of(request)
    standing = queries.standing_of(one, reader)
    dataset = queries.judged(one.text).dataset
    decisions = [
        {"state": each.get_state_display(), "by": queries.name_of(each.by), "at": each.at, "why": each.why}
        for each in one.decisions.all()
    ]
    steps = []
    for step in steps_from(State(one.state)):
        problem = obstacle(step, standing, actor=reader.actor)
        steps.append({"step": step.value, "title": STEPS[step.value], "obstacle": OBSTACLES.get(problem, "")})
    return {
        "version": one,
        "state": one.get_state_display(),
        "badge": STATE_BADGES[one.state],
        "is_draft": one.state == VersionState.DRAFT,
        "is_fixed": one.state in {VersionState.PUBLISHED, VersionState.RETIRED},
        "problems": len(problems_of(one, tree_of(one))),
        "items": sum(len(form.by_path) for form in dataset.instruments) if dataset else 0,
        "decisions": decisions,
        "last_decision": max((each.pk for each in one.decisions.all()), default=0),
        "steps": steps,
        "losses": len(one.losses),
    }


@require_POST
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def decide(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Take the next step of a version, or say why not."""
    try:
        step = Step(str(request.POST.get("step", "")))
    except ValueError:
        raise Http404 from None
    try:
        actions.decide(
            reader=reader_of(request), key=key, name=name, step=step, now=timezone.now(),
            why=str(request.POST.get("why", "")).replace("\x00", ""), after=_number(request.POST.get("after")),
        )  # fmt: skip
    except UnableToDecide as problem:
        refused(request, problem)
        return redirect("dossier", key)
    said = {
        Step.SUBMIT: _("Submitted. Another person reads it and publishes it."),
        Step.RETURN: _("Returned to its author."),
        Step.PUBLISH: _("Published: it is now on the charts of the people it concerns."),
        Step.RETIRE: _("Retired: no new entries. Those that stand stay readable."),
    }
    messages.success(request, said[step])
    return redirect("dossier", key)


def _number(posted: str | None) -> int:
    """What was posted as a number; 0, which no decision has, for anything else."""
    return int(posted) if posted and posted.isascii() and posted.isdecimal() else 0


@require_POST
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def new_version(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a new version from the one in use."""
    try:
        made = actions.new_version(reader=reader_of(request), key=key, now=timezone.now())
    except UnableToMake as problem:
        refused(request, problem)
        return redirect("dossier", key)
    return redirect("dossier-editor", key, made.version)


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def losses(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """What an import could not carry over, line by line; to be confirmed once before the review."""
    found = version_of(request, key, name)
    if request.method == "POST":
        try:
            actions.acknowledge(reader=reader_of(request), key=key, name=name)
        except UnableToDecide as problem:
            refused(request, problem)
        return back_to("dossier-editor", key, name)
    speak = current_language()
    lines = [{"line": one["line"], "path": one["path"], "text": one[speak]} for one in found.losses]
    return render(request, "dossiers/losses.html", {"version": found, "lines": lines})


@require_GET
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def yaml_file(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The definition as a file."""
    found = version_of(request, key, name)
    headers = {"Content-Disposition": f'attachment; filename="{found.dossier.key}-{found.version}.yaml"'}
    return HttpResponse(found.text, content_type="application/yaml; charset=utf-8", headers=headers)


@require_GET
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def people(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """How many people the inclusion of a version concerns now: a number, and no small one."""
    found = version_of(request, key, name)
    told = inclusion.people_now(inclusion.of_tree(tree_of(found)), found.dossier.filiere_id or "")
    context = {"people": told, "fewest": SMALLEST_PUBLISHED_COUNT}
    return render(request, "dossiers/people.html", context)
