"""Does a plan in force still hold: what happened, everybody's forecast, and what is left of it split anew."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.terms import Kpi
from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal
from mostik.planning.commands import causes as cause_commands
from mostik.planning.commands import replan as commands
from mostik.planning.forms import BoundsForm, SplitForm, WhyForm
from mostik.planning.pages import asked
from mostik.planning.queries import words
from mostik.planning.queries.causes import bounds_chosen, cause_row, causes_of
from mostik.planning.queries.replan import DayCount, Lasting, Proposal, lasting, proposal_of
from mostik.planning.rules.replan import AllDone, Carrier, holds
from mostik.planning.terms import DemandKind
from mostik.web import formats
from mostik.web.answers import back, done
from mostik.web.asking import ask, blame, sent, tried
from mostik.web.shell import address

#: A count a day that changes by less than this is not worth a word.
NOTICED = 0.05
#: What a day is told by in one line; the rest is on the person's page.
MAIN = (Kpi.CALLS, Kpi.MEETINGS, Kpi.PROPOSALS)


def show(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show whether a plan holds and a new split of what is left; count it anew with parts by hand; offer it."""
    found = lasting(viewer=request.actor, plan_id=plan_id)
    people = {each.person: found.names[each.person] for each in found.carriers}
    form = SplitForm(sent(request), people=people, initial={"version": found.plan.version})
    if "save" in request.POST and (made := tried(form, lambda: _proposed(request, plan_id, form))):
        href = reverse("planning:plan_changes", args=[made.pk])
        return done(request, href, _("Offered: everybody whose part changes is told and asked."))
    proposal = _counted(found, form)
    status = 422 if form.errors else 200
    return render(request, "planning/replan/page.html", _shown(request, found, form, proposal), status=status)


def look(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Look whether a plan still stands now."""
    made = cause_commands.look_at_plan(by=request.actor, plan_id=plan_id)
    said = _("Found something new.") if made else _("Nothing new has happened.")
    return done(request, reverse("planning:plan_replan", args=[plan_id]), said)


def put_aside(request: HttpRequest, cause_id: int) -> HttpResponse:
    """Leave the plan as it is whatever happened, and say why."""
    plan = cause_row(viewer=request.actor, cause_id=cause_id).plan_id
    form = WhyForm(sent(request))
    return ask(
        request,
        form,
        {"title": _("Leave the plan as it is"), "address": request.path, "submit": _("Leave it")},
        lambda: cause_commands.put_cause_aside(by=request.actor, cause_id=cause_id, reason=form.cleaned_data["reason"]),
        lambda: done(request, reverse("planning:plan_replan", args=[plan]), _("Kept with your reason.")),
    )


def choose_bounds(request: HttpRequest) -> HttpResponse:
    """Say when a plan is in doubt."""
    form = BoundsForm(sent(request), initial=bounds_chosen())
    return ask(
        request,
        form,
        {"title": _("When a plan is in doubt"), "address": request.path, "submit": _("Keep")},
        lambda: cause_commands.choose_bounds(by=request.actor, bounds=form.cleaned_data),
        lambda: done(request, back(request, reverse("planning:plan")), _("Kept for all plans.")),
    )


def _proposed(request: HttpRequest, plan_id: int, form: SplitForm) -> Any:
    said = form.cleaned_data
    return commands.propose_split(
        by=request.actor, plan_id=plan_id, reason=said["reason"], by_hand=form.by_hand, version=said["version"]
    )


def _counted(found: Lasting, form: SplitForm) -> Proposal | None:
    """Return the split with parts by hand where they can be, without them where they cannot; none when all is in."""
    by_hand = form.by_hand if form.is_bound and form.is_valid() else {}
    try:
        return proposal_of(found, by_hand)
    except AllDone:
        return None
    except Refusal as refusal:
        if not by_hand:
            raise
        blame(form, refusal)
        return proposal_of(found)


def _shown(request: HttpRequest, found: Lasting, form: SplitForm, proposal: Proposal | None) -> dict[str, Any]:
    plan, currency = found.view, found.plan.currency
    expected, split = Money(found.expected, currency), proposal.split if proposal else None
    return {
        "plan": plan,
        "month_words": formats.month(plan.month),
        "form": form,
        "holds": holds(found.expected, plan.target.minor),
        "expected": expected,
        "short": Money(max(0, plan.target.minor - found.expected), currency),
        "done_share": plan.standing.fact.minor / plan.target.minor if plan.target.minor else None,
        "due_share": plan.standing.to_date.minor / plan.target.minor if plan.target.minor else None,
        "fact_href": asked.records_href(plan.metric, found.plan.period.span),
        "causes": [
            (cause, _cause_href(cause.person, cause.deal, plan.month))
            for cause in causes_of(viewer=request.actor, plan_id=plan.id)
        ],
        "rows": [_row(each, found, form, proposal) for each in found.carriers],
        "proposal": proposal,
        "after": Money(split.target - split.uncovered, currency) if split else None,
        "uncovered": Money(split.uncovered, currency) if split else None,
        "binding": words.binding(split.binding) if split and split.binding else "",
        "ways": _ways(found, proposal),
        "plan_href": reverse("planning:plan_version", args=[plan.id]),
    }


def _row(each: Carrier, found: Lasting, form: SplitForm, proposal: Proposal | None) -> dict[str, Any]:
    currency, who = found.plan.currency, each.person
    change = proposal.of(who) if proposal else None
    line = found.view.line(who)
    return {
        "name": found.names[who],
        "href": asked.person_href(who, found.plan.month, plan=str(found.plan.pk)),
        "before": Money(each.part, currency),
        "done": Money(each.done, currency),
        "due": line.standing.to_date if line else Money.zero(currency),
        "forecast": Money(found.forecast[who], currency),
        "tone": "good" if holds(found.forecast[who], each.part) else "bad",
        "most": Money(each.most, currency),
        "most_why": words.binding(each.bound),
        "after": Money(change.after, currency) if change else None,
        "moved": Money(change.moved, currency) if change else None,
        "over": Money(change.over, currency) if change else None,
        "handed": Money(found.handed.get(who, 0), currency),
        "why": words.turn(change, each.bound, found.handed.get(who, 0), currency) if change else "",
        "days": _days(proposal.days[who]) if proposal else "",
        "field": form[f"part_{who}"],
    }


def _days(days: Sequence[DayCount]) -> str:
    """Return in one line how many of what a day before and after, where that changes."""
    said = [
        _("%(what)s: %(before)s → %(after)s")
        % {
            "what": day.title.lower(),
            "before": formats.number(round(day.before, 1)),
            "after": formats.number(round(day.after, 1)),
        }
        for day in days
        if day.kpi in MAIN and abs(day.after - day.before) >= NOTICED
    ]
    return _("a day: %(counts)s") % {"counts": "; ".join(said)} if said else ""


def _ways(found: Lasting, proposal: Proposal | None) -> list[tuple[str, str]]:
    """Return what would cover what nobody can bring, each with where it is asked for."""
    if proposal is None or not proposal.split.uncovered:
        return []
    ways, money = [], str(proposal.split.uncovered)
    told = {"plan": str(found.plan.pk), "money": money}
    new = reverse("planning:demand_new")
    if proposal.leads:
        asks = {**told, "kind": DemandKind.LEADS.value, "count": str(proposal.leads)}
        said = _("from marketing: %(leads)s more") % {"leads": words.counted("lead", proposal.leads)}
        ways.append((said, asked.with_query(new, asks)))
    if proposal.hands:
        asks = {**told, "kind": DemandKind.HANDS.value, "count": str(proposal.hands)}
        said = _("from HR: people to hire, %(n)s") % {"n": formats.number(proposal.hands)}
        ways.append((said, asked.with_query(new, asks)))
    return [*ways, (_("from management: another date, or another target"), "")]


def _cause_href(person: int | None, deal: int | None, month: Any) -> str:
    if person:
        return asked.person_href(person, month)
    return address("crm:deal", deal) if deal else ""
