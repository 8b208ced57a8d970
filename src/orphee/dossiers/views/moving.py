"""From a version to the next: what changed, where answers go, what would be lost, and carrying the entries over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orphee.access.permissions import needs, reader_of
from orphee.access.rules.policy import Action, Reader
from orphee.datasets.definition import ItemType
from orphee.datasets.migration_reading import read_migration
from orphee.datasets.yaml_tree import Fault, UnableToReadDefinition
from orphee.dossiers import actions, moving, queries
from orphee.dossiers.actions import UnableToDecide
from orphee.dossiers.models import Move, Version, VersionState
from orphee.dossiers.moving import MOST_LINES, DryRun, Plan, UnableToMove
from orphee.dossiers.problems import problems_of
from orphee.dossiers.views.editor import frame
from orphee.dossiers.views.finding import back_to, found_or_404, refused, told, tree_of, version_of
from orphee.foundation.language import current_language
from orphee.record.references import numbers_of

AT_ONCE = 3.0  # seconds of moving before the page is answered


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def migration(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The differences, where the answers of items that have gone go, and the dry run."""
    found = version_of(request, key, name)
    plan = moving.plan(found)
    if plan is None:
        messages.info(
            request, _("There is nothing to compare: no version before this one, or problems left in the draft.")
        )
        return back_to("dossier-editor", key, name)
    if request.method == "POST":
        return _keep(request, found, plan)
    return _page(request, found, plan)


def _keep(request: HttpRequest, found: Version, plan: Plan) -> HttpResponse:
    typed = str(request.POST.get("text", "")).replace("\x00", "").replace("\r\n", "\n")
    if request.POST.get("how") != "text":
        typed = moving.with_choices(
            plan,
            {(form, path): str(request.POST.get(f"to:{form}:{path}", "")) for form, path, _l, _t in moving.gone(plan)},
        )
    try:
        read_migration(typed, plan.before, plan.after)
        actions.keep_migration(reader=reader_of(request), key=found.dossier.key, name=found.version, text=typed)
    except UnableToReadDefinition as problem:
        return _page(request, found, plan, typed=typed, faults=problem.faults, status=422)
    except UnableToDecide as problem:
        refused(request, problem)
    else:
        messages.success(request, _("Kept."))
    return back_to("dossier-migration", found.dossier.key, found.version)


def _page(
    request: HttpRequest,
    found: Version,
    plan: Plan,
    *,
    typed: str = "",
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> HttpResponse:
    speak, definition = current_language(), tree_of(found)
    tried = moving.dry_run(plan)
    context = frame(found, definition, problems_of(found, definition)) | {
        "before": plan.before.version,
        "changes": [{"kind": one.kind.value, "text": one.sentence.in_(speak)} for one in plan.difference.changes],
        "is_open": found.state == VersionState.DRAFT,
        "is_published": found.state == VersionState.PUBLISHED,
        "is_suggested": plan.is_suggested,
        "gone": [
            {"form": form, "path": path, "label": label.in_(speak), "to": to, "targets": _targets(plan, form, speak)}
            for form, path, label, to in moving.gone(plan)
        ],
        "text": typed or plan.text,
        "faults": told(faults or plan.faults),
        "run": Move.objects.filter(target=found).order_by("-pk").first(),
    }
    return render(request, "dossiers/migration.html", context | _told(tried, reader_of(request)), status=status)


def _targets(plan: Plan, form: str, speak: str) -> list[tuple[str, str]]:
    """The items that have come, which an answer may go to."""
    before, after = plan.before.by_key.get(form), plan.after.by_key.get(form)
    if before is None or after is None:
        return []
    return [
        (".".join(path), item.label.in_(speak))
        for path, item in after.by_path.items()
        if path not in before.by_path and item.type is not ItemType.MARKDOWN
    ]


def _told(tried: DryRun, reader: Reader) -> dict[str, object]:
    """The dry run in words; single lines by record number, for those who may read entries without identity."""
    speak = 1 if current_language() == "en" else 0
    losses = [
        {"path": path, "label": (french, english)[speak], "reason": reason.split("|")[speak], "answers": answers}
        for (path, french, english, reason), answers in sorted(tried.lost.items())
    ]
    numbers = {}
    if reader.may(Action.READ_ENTRIES):
        numbers = numbers_of({key for key, _path in tried.lines})
    lines = [(numbers[key], path) for key, path in tried.lines if key in numbers]
    return {"entries": tried.entries, "with_losses": tried.with_losses, "losses": losses, "lines": lines,
            "most_lines": MOST_LINES}  # fmt: skip


@require_POST
@needs(Action.MANAGE_DOSSIERS)
@found_or_404
def run(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Carry entries over for some seconds; the button goes on where it stopped."""
    found = queries.version(reader_of(request), key, name)
    try:
        made = moving.move(found, reader=reader_of(request), now=timezone.now(), seconds=AT_ONCE)
    except UnableToMove as problem:
        refused(request, problem)
        return redirect("dossier-migration", key, name)
    if made.finished_at:
        messages.success(request, _("Done: the entries are of this version now."))
    return back_to("dossier-migration", key, name, anchor="run")
