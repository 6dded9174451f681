"""Lists of turns with leads: those that wait, the pool, how leads were answered."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.core import clock
from mostik.core.rights import EXPORT
from mostik.crm.models import LeadTurn
from mostik.crm.queries.answering import ENDS, HOWS, late
from mostik.crm.queries.distribution import rule_titles
from mostik.crm.queries.lead_sources import SourceNames, source_names
from mostik.crm.rules.distribution import End
from mostik.crm.terms import Outcome
from mostik.people.queries.names import choices_of
from mostik.people.queries.people import colleagues
from mostik.web import tables

GIVES, EDITS = "crm.hand_over_deal", "crm.edit_deal"
LATE = tables.Badge(_("late"), "bad")
REJECT = tables.BulkAction(
    code="reject", title=_("Reject"), url_name="crm:turns_reject", needs=EDITS, dialog=True, danger=True
)
GIVE = tables.BulkAction(code="give", title=_("Give to a person"), url_name="crm:turns_give", needs=GIVES, dialog=True)
BY_RULES = tables.BulkAction(
    code="by_rules", title=_("Give out by the rules"), url_name="crm:turns_by_rules", needs=GIVES
)
TAKE = tables.BulkAction(code="take", title=_("Take"), url_name="crm:turns_take", needs="crm.take_from_pool")


def waiting_table(request: HttpRequest) -> tables.Table:
    """Return the list of leads nobody has answered yet, the most urgent first."""
    names = source_names(viewer=request.actor)
    return tables.Table(
        code="waiting",
        columns=(_lead(_deal), _whose(), _source(names), _rule(), _came(), _due(), _state()),
        filters=(
            _people(request),
            tables.yes_no_filter("pool", _("In the pool"), "person__isnull"),
            tables.yes_no_filter("late", _("Late"), apply=_only_late),
            _sources(names),
            _rules(request),
        ),
        search=_search,
        search_words=_("Lead"),
        default_sort="due",
        bulk=(GIVE, BY_RULES, REJECT),
        export_needs=EXPORT,
        empty_title=_("Nobody waits"),
        empty_text=_("Leads nobody has answered yet show here, the most urgent first."),
    )


def pool_table(request: HttpRequest) -> tables.Table:
    """Return the list of leads anybody may take, who has waited longest first."""
    names = source_names(viewer=request.actor)
    return tables.Table(
        code="pool",
        columns=(_lead(_look), _source(names), _rule(), _came(), _due(), _state()),
        filters=(tables.yes_no_filter("late", _("Late"), apply=_only_late), _sources(names), _rules(request)),
        search=_search,
        search_words=_("Lead"),
        default_sort="came",
        bulk=(TAKE,),
        export_needs=EXPORT,
        empty_title=_("The pool is empty"),
        empty_text=_("Leads that come while nobody is at work wait here."),
    )


def given_table(request: HttpRequest) -> tables.Table:
    """Return the list of turns lately begun: whose, how it was given, how it ended."""
    names = source_names(viewer=request.actor)
    return tables.Table(
        code="turns",
        columns=(
            _lead(_deal),
            _whose(),
            _source(names),
            _rule(),
            tables.Column(
                key="how",
                title=pgettext_lazy("leads", "How it was given"),
                value=lambda row: HOWS.get(row.how, row.how),
            ),
            _came(),
            tables.Column(key="end", title=_("How it ended"), value=lambda row: ENDS.get(row.end, row.end)),
            tables.Column(
                key="minutes",
                title=_("After, minutes"),
                value=lambda row: _minutes(row.came_at, row.ended_at),
                kind="number",
            ),
            _state(),
        ),
        filters=(
            _people(request),
            _sources(names),
            tables.multichoice_filter(
                "end", _("How it ended"), [(key or "waits", words) for key, words in ENDS.items()], apply=_ended
            ),
            tables.yes_no_filter("late", _("Late"), apply=_only_late),
            tables.yes_no_filter("lost", _("Lost"), apply=_only_lost),
            _rules(request),
        ),
        search=_search,
        search_words=_("Lead"),
        default_sort="-came",
        export_needs=EXPORT,
        empty_title=_("No leads were given in thirty days"),
        empty_text=_("Leads come here as soon as they are given to somebody."),
    )


def _lead(url: Any) -> tables.Column:
    return tables.Column(key="deal", title=_("Lead"), value=lambda row: row.deal.title, main=True, url=url)


def _deal(row: LeadTurn) -> str:
    return reverse("crm:deal", args=[row.deal_id])


def _look(row: LeadTurn) -> str:
    return reverse("crm:lead_pick", args=[row.pk])


def _whose() -> tables.Column:
    return tables.Column(
        key="person",
        title=_("Whose turn"),
        value=lambda row: row.person.short_name if row.person else _("in the pool"),
        sort=("person__last_name",),
    )


def _source(names: SourceNames) -> tables.Column:
    return tables.Column(
        key="source", title=pgettext_lazy("of leads", "Source"), value=lambda row: names.of(row.source)
    )


def _rule() -> tables.Column:
    return tables.Column(
        key="rule", title=_("Rule"), value=lambda row: row.rule.title if row.rule else "", hide_on_phone=True
    )


def _came() -> tables.Column:
    return tables.Column(
        key="came", title=_("Came"), value=lambda row: row.came_at, kind="moment", sort=("came_at", "id")
    )


def _due() -> tables.Column:
    return tables.Column(key="due", title=_("Answer by"), value=lambda row: row.due_at, kind="moment", sort=("due_at",))


def _state() -> tables.Column:
    return tables.Column(key="state", title=_("State"), value=lambda row: LATE if _is_late(row) else None, kind="badge")


def _is_late(row: LeadTurn) -> bool:
    over = row.ended_at is None and row.due_at is not None and row.due_at < clock.now()
    return row.late_at is not None or over


def _minutes(came: datetime, ended: datetime | None) -> int | None:
    return int((ended - came).total_seconds() // 60) if ended else None


def _people(request: HttpRequest) -> tables.Filter:
    choices = choices_of(colleagues(viewer=request.actor))
    return tables.person_filter("person", _("Whose turn"), choices)


def _sources(names: SourceNames) -> tables.Filter:
    """Return a filter by one source, or by all of a kind."""
    choices = [
        choice
        for group in names.offered()
        for choice in [
            (group.kind, group.words),
            *((code, f"{group.words} · {name}") for code, name in group.known.items()),
        ]
    ]

    def apply(rows: QuerySet[LeadTurn], code: str) -> QuerySet[LeadTurn]:
        return (
            rows.filter(source=code) if ":" in code else rows.filter(Q(source=code) | Q(source__startswith=f"{code}:"))
        )

    return tables.choice_filter("source", pgettext_lazy("of leads", "Source"), choices, apply=apply, more=True)


def _rules(request: HttpRequest) -> tables.Filter:
    titles = rule_titles(viewer=request.actor)
    return tables.choice_filter("rule", _("Rule"), [(str(pk), title) for pk, title in titles.items()], more=True)


def _search(rows: QuerySet[LeadTurn], text: str) -> QuerySet[LeadTurn]:
    return rows.filter(tables.holds(text, "deal__title"))


def _only_late(rows: QuerySet[LeadTurn], value: bool) -> QuerySet[LeadTurn]:  # noqa: FBT001 - as filters give it
    return rows.filter(late()) if value else rows.exclude(late())


def _only_lost(rows: QuerySet[LeadTurn], value: bool) -> QuerySet[LeadTurn]:  # noqa: FBT001
    lost = Q(deal__outcome=Outcome.LOST)
    return rows.filter(lost) if value else rows.exclude(lost)


def _ended(rows: QuerySet[LeadTurn], ends: list[str]) -> QuerySet[LeadTurn]:
    return rows.filter(end__in=["" if each == "waits" else End(each) for each in ends])
