"""How robots end deals, and how they hear of what is planned about one."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mostik.automation.catalog.robots import Ask, Deed, Told, Trigger, declare
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm import events
from mostik.crm.access import visible_activities, visible_deals
from mostik.crm.commands.deals import lose_deal, win_deal
from mostik.crm.models import Deal
from mostik.crm.queries.pipelines import reasons
from mostik.crm.queries.words import KINDS
from mostik.crm.terms import ActivityKind, Outcome


def _planned(event: events.ActivityPlanned, told: Told) -> int | None:
    return event.deal if event.kind == told["kind"] else None


def _stands_planned(told: Told, viewer: Actor) -> QuerySet[Deal]:
    """Return the open deals something of a kind is planned about, still to come."""
    rows = visible_activities(viewer).filter(kind=told["kind"], done_at__isnull=True, due_at__gt=clock.now())
    return visible_deals(viewer).filter(outcome=Outcome.OPEN, pk__in=rows.order_by().values("deal"))


def _reasons(viewer: Actor) -> list[tuple[str, Any]]:
    return [(str(pk), words) for pk, words in reasons(viewer=viewer).items()]


def _kinds(viewer: Actor) -> list[tuple[str, Any]]:
    del viewer
    return [(str(code), words) for code, words in KINDS.items() if code != ActivityKind.NOTE]


def _lose(*, by: Actor, number: int, told: Told, key: str) -> str:
    del key
    words = _lose_shows(by=by, number=number, told=told)
    lose_deal(by=by, deal_id=number, reason_id=int(told["reason"]), note=told.get("note", ""))
    return words


def _lose_shows(*, by: Actor, number: int, told: Told) -> str:
    del number
    return str(dict(_reasons(by)).get(told["reason"], ""))


def _win(*, by: Actor, number: int, told: Told, key: str) -> str:
    del key
    win_deal(by=by, deal_id=number)
    return _win_shows(by=by, number=number, told=told)


def _win_shows(*, by: Actor, number: int, told: Told) -> str:
    del by, number, told
    return str(_("won"))


declare(
    Trigger(
        "deal.planned",
        _("Something is planned about a deal"),
        "deal",
        {events.ActivityPlanned: _planned},
        asks=(Ask("kind", _("What"), choices=_kinds, usual=ActivityKind.MEETING),),
        stands=_stands_planned,
    ),
    Deed("deal.win", _("Win the deal"), "deal", _win, _win_shows, icon="check-circle"),
    Deed(
        "deal.lose",
        _("Lose the deal"),
        "deal",
        _lose,
        _lose_shows,
        asks=(
            Ask("reason", _("Reason"), choices=_reasons),
            Ask("note", _("Note"), required=False),
        ),
        icon="close",
    ),
)
