"""The list of clients asked why: the seller's reason beside the client's own."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.channels.queries import refusals as queries
from mostik.channels.terms import REFUSAL_STATES, RefusalState
from mostik.core.rights import EXPORT
from mostik.crm.queries.pipelines import reason_titles
from mostik.web import tables

TONES = {RefusalState.READ: "good", RefusalState.UNREAD: "warn"}


def _badge(row: Any) -> tables.Badge:
    return tables.Badge(_(REFUSAL_STATES[RefusalState(row.state)]), TONES.get(RefusalState(row.state), "neutral"))


def _clients(row: Any) -> str:
    """Return the client's reason, marked where the seller gave another."""
    if row.reason is None:
        return ""
    return f"{row.reason.title} ≠" if row.given_id and row.given_id != row.reason_id else row.reason.title


def refusal_table(request: HttpRequest) -> tables.Table:
    """Return the list; its reasons and sellers are those there are."""
    return tables.Table(
        code="refusals",
        columns=(
            tables.Column(
                key="deal",
                title=gettext_lazy("Deal"),
                value=lambda row: row.deal.title,
                main=True,
                url=lambda row: reverse("crm:deal", args=[row.deal_id]),
            ),
            tables.Column(key="state", title=gettext_lazy("State"), value=_badge, kind="badge"),
            tables.Column(
                key="given",
                title=gettext_lazy("The seller's reason"),
                value=lambda row: row.given.title if row.given else "",
            ),
            tables.Column(key="reason", title=gettext_lazy("The client's reason"), value=_clients),
            tables.Column(
                key="answer",
                title=gettext_lazy("What they said"),
                value=lambda row: row.answer or "—",
                url=lambda row: reverse("channels:refusal", args=[row.pk]),
            ),
            tables.Column(
                key="asked_at",
                title=gettext_lazy("Asked"),
                value=lambda row: row.asked_at,
                kind="moment",
                sort=("asked_at", "id"),
            ),
            tables.Column(
                key="owner", title=gettext_lazy("Owner"), value=lambda row: row.owner.short_name, kind="person"
            ),
        ),
        filters=_filters(request),
        search=tables.text_search("deal__title"),
        search_words=gettext_lazy("Deal"),
        default_sort="-asked_at",
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nobody has been asked yet"),
        empty_text=gettext_lazy("Switch on “Ask why after a refusal” under Sequences: answers come by themselves."),
    )


def _filters(request: HttpRequest) -> tuple[tables.Filter, ...]:
    people = [(str(pk), name) for pk, name in queries.sellers(viewer=request.actor).items()]
    titles = [(str(pk), words) for pk, words in reason_titles(viewer=request.actor).items()]
    return (
        tables.choice_filter(
            "state",
            gettext_lazy("State"),
            [(state.value, gettext_lazy(words)) for state, words in REFUSAL_STATES.items()],
        ),
        tables.choice_filter("reason", gettext_lazy("The client's reason"), titles),
        tables.choice_filter("given", gettext_lazy("The seller's reason"), titles),
        tables.choice_filter(
            "apart",
            gettext_lazy("Client and seller"),
            [("1", gettext_lazy("name different reasons"))],
            apply=lambda rows, _value: rows.filter(queries.apart()),
        ),
        tables.person_filter("owner", gettext_lazy("Owner"), people),
        tables.day_range_filter("answered", gettext_lazy("Day of the answer"), "answered_at__date"),
        tables.day_range_filter("asked", gettext_lazy("Asked"), "asked_at__date", more=True),
        tables.yes_no_filter(
            "said",
            gettext_lazy("Has answered"),
            apply=lambda rows, value: rows.filter(answered_at__isnull=not value),
            more=True,
        ),
    )
