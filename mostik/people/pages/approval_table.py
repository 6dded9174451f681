"""The list of requests for a decision."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from mostik.core.rights import EXPORT
from mostik.people.catalog import KINDS
from mostik.people.models.approvals import STATES
from mostik.people.queries import approvals as queries
from mostik.people.terms import ApprovalState
from mostik.web import tables

TONES = {
    ApprovalState.WAITING: "warn",
    ApprovalState.APPROVED: "good",
    ApprovalState.DECLINED: "bad",
    ApprovalState.WITHDRAWN: "neutral",
    ApprovalState.EXPIRED: "neutral",
}


def approval_table() -> tables.Table:
    """Return the list's columns, filters and order."""
    return tables.Table(
        code="approvals",
        columns=(
            tables.Column(
                key="title",
                title=gettext_lazy("What"),
                value=lambda row: row.title,
                url=lambda row: reverse("people:approval", args=[row.pk]),
                main=True,
            ),
            tables.Column(key="kind", title=gettext_lazy("Kind"), value=lambda row: str(KINDS[row.kind].title)),
            tables.Column(
                key="size",
                title=gettext_lazy("Size"),
                value=lambda row: queries.size_words(row.kind, row.size, row.currency),
                width="right",
            ),
            tables.Column(key="owner", title=gettext_lazy("Who asks"), value=lambda row: row.owner, kind="person"),
            tables.Column(
                key="decider", title=gettext_lazy("Who decides"), value=lambda row: row.decider, kind="person"
            ),
            tables.Column(
                key="state",
                title=gettext_lazy("State"),
                value=lambda row: tables.Badge(row.get_state_display(), TONES[ApprovalState(row.state)]),
                kind="badge",
            ),
            tables.Column(
                key="asked",
                title=gettext_lazy("Asked at"),
                value=lambda row: row.asked_at,
                kind="moment",
                sort=("asked_at",),
            ),
            tables.Column(key="reason", title=gettext_lazy("Reason"), value=lambda row: row.reason, hide_on_phone=True),
        ),
        filters=(
            tables.choice_filter("state", gettext_lazy("State"), STATES, "state"),
            tables.choice_filter(
                "kind", gettext_lazy("Kind"), [(each.code, each.title) for each in KINDS.values()], "kind"
            ),
            tables.day_range_filter("asked", gettext_lazy("Asked at"), "asked_at__date"),
        ),
        search=lambda rows, words: rows.filter(title__icontains=words),
        search_words=gettext_lazy("What"),
        default_sort="-asked",
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nothing was asked yet"),
        empty_text=gettext_lazy("Requests for discounts, expenses and other decisions gather here."),
    )
