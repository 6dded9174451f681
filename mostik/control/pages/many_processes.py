"""What is done to the picked processes: paused, let go on, handed over, removed and brought back."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.control.commands import many_processes as commands
from mostik.control.forms.assignments import TakerForm
from mostik.control.pages.process_table import Look, period_of, table
from mostik.control.queries import processes as queries
from mostik.kernel.many import Outcome
from mostik.web import tables
from mostik.web.answers import back, with_undo
from mostik.web.asked import numbers_in
from mostik.web.asking import ask, sent
from mostik.web.many import settled

MANY = "control/cases/many.html"


def processes_pause(request: HttpRequest) -> HttpResponse:
    """Let the picked ones ask for nothing from now on."""
    outcome = commands.pause_processes(by=request.actor, process_ids=_picked(request))
    return _settled(request, outcome, _paused, undo="control:processes_resume")


def processes_resume(request: HttpRequest) -> HttpResponse:
    """Let the picked ones go on."""
    outcome = commands.resume_processes(by=request.actor, process_ids=_picked(request))
    return _settled(request, outcome, _resumed)


def processes_hand(request: HttpRequest) -> HttpResponse:
    """Let somebody else answer for the picked ones."""
    picked, made = _picked(request), list[tuple[Outcome, dict[int, int]]]()
    form = TakerForm(sent(request), people=queries.owners(viewer=request.actor))
    form.fields["owner_id"].label = _("Who answers")
    return ask(
        request,
        form,
        {"title": _("Give to somebody else"), "submit": _("Give"), "address": request.path, "picked": picked},
        lambda: made.append(
            commands.hand_processes(by=request.actor, process_ids=picked, owner_id=form.cleaned_data["owner_id"])
        ),
        lambda: _handed_over(request, *made[0]),
        template=MANY,
    )


def processes_hand_back(request: HttpRequest) -> HttpResponse:
    """Give processes back to whom they were taken from."""
    asked = (numbers_in(each.split("-")) for each in request.GET.getlist("these"))
    versions = {pair[0]: pair[1] for pair in asked if len(pair) == len(("process", "version"))}
    return _settled(request, commands.hand_processes_back(by=request.actor, versions=versions), _given_back)


def processes_remove(request: HttpRequest) -> HttpResponse:
    """Remove the picked ones and offer to bring them back."""
    outcome = commands.remove_processes(by=request.actor, process_ids=_picked(request))
    return _settled(request, outcome, _removed, undo="control:processes_restore")


def processes_restore(request: HttpRequest) -> HttpResponse:
    """Bring removed ones back."""
    outcome = commands.restore_processes(by=request.actor, process_ids=numbers_in(request.GET.getlist("these")))
    return _settled(request, outcome, _restored)


def _handed_over(request: HttpRequest, outcome: Outcome, versions: Mapping[int, int]) -> HttpResponse:
    these = [f"{pk}-{version}" for pk, version in versions.items()]
    return _settled(request, outcome, _handed, undo="control:processes_hand_back" if these else "", these=these)


def _settled(
    request: HttpRequest,
    outcome: Outcome,
    words: Callable[[int], str],
    *,
    undo: str = "",
    these: Sequence[str] = (),
) -> HttpResponse:
    """Say what came of it, with the way back where there is one: to what was done, or what it names by ``these``."""
    home = reverse("control:processes")

    def said(count: int) -> str:
        if not undo:
            return words(count)
        way = f"{reverse(undo)}?{urlencode({'these': these or outcome.done}, doseq=True)}"
        return with_undo(words(count), way, back(request, home))

    return settled(request, outcome, home=home, words=said)


def _picked(request: HttpRequest) -> Sequence[int]:
    """Return the processes picked on the list, or those an undo names."""
    if these := numbers_in(request.GET.getlist("these")):
        return these
    look = Look(request.actor, period_of(request))
    return list(tables.picked(table(look), look.rows, request).order_by("pk").values_list("pk", flat=True))


def _paused(count: int) -> str:
    return ngettext("%(count)s process paused", "%(count)s processes paused", count) % {"count": count}


def _resumed(count: int) -> str:
    return ngettext("%(count)s process goes on", "%(count)s processes go on", count) % {"count": count}


def _handed(count: int) -> str:
    return ngettext("%(count)s process handed over", "%(count)s processes handed over", count) % {"count": count}


def _given_back(count: int) -> str:
    return ngettext("%(count)s process given back", "%(count)s processes given back", count) % {"count": count}


def _removed(count: int) -> str:
    return ngettext("%(count)s process removed", "%(count)s processes removed", count) % {"count": count}


def _restored(count: int) -> str:
    return ngettext("%(count)s process is back", "%(count)s processes are back", count) % {"count": count}
