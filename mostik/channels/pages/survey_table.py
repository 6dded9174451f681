"""The list of clients asked for a mark."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.channels.queries import surveys as queries
from mostik.channels.rules.surveys import SCALES, tone_of
from mostik.channels.terms import SurveyKind
from mostik.core.rights import EXPORT
from mostik.web import tables


def mark_badge(row: Any) -> tables.Badge:
    """Return a survey's mark as it is shown: out of how many, good or bad."""
    if row.score is None:
        return tables.Badge(_("no answer yet"), "neutral")
    kind = SurveyKind(row.kind)
    return tables.Badge(
        _("%(score)s of %(best)s") % {"score": row.score, "best": SCALES[kind][-1]}, tone_of(kind, row.score)
    )


def _called(row: Any) -> str:
    if row.activity is None or row.activity.removed_at:
        return ""
    return _("called") if row.activity.done_at else _("call planned")


COLUMNS = (
    tables.Column(
        key="client",
        title=gettext_lazy("Client"),
        value=lambda row: row.company.title if row.company else row.deal.title,
        main=True,
        url=lambda row: reverse("crm:deal", args=[row.deal_id]),
    ),
    tables.Column(key="score", title=gettext_lazy("The mark"), value=mark_badge, kind="badge", sort=("score", "id")),
    tables.Column(key="kind", title=gettext_lazy("Scale"), value=lambda row: row.kind.upper()),
    tables.Column(key="comment", title=gettext_lazy("What they said"), value=lambda row: row.comment or "—"),
    tables.Column(key="called", title=gettext_lazy("Call back"), value=_called),
    tables.Column(
        key="answered_at",
        title=gettext_lazy("Answered"),
        value=lambda row: row.answered_at,
        kind="moment",
        sort=("answered_at", "id"),
    ),
    tables.Column(
        key="asked_at",
        title=gettext_lazy("Asked"),
        value=lambda row: row.asked_at,
        kind="moment",
        sort=("asked_at", "id"),
        hide_on_phone=True,
    ),
    tables.Column(key="owner", title=gettext_lazy("Owner"), value=lambda row: row.owner.short_name, kind="person"),
)


def survey_table(request: HttpRequest) -> tables.Table:
    """Return the list; its people are those whose clients were asked."""
    people = [(str(pk), name) for pk, name in queries.askers(viewer=request.actor).items()]
    return tables.Table(
        code="surveys",
        columns=COLUMNS,
        filters=(
            tables.choice_filter(
                "kind", gettext_lazy("Scale"), [(each.value, each.value.upper()) for each in SurveyKind]
            ),
            tables.choice_filter(
                "mark",
                gettext_lazy("The mark"),
                [
                    ("low", gettext_lazy("low")),
                    ("uncalled", gettext_lazy("low, not called back yet")),
                    ("good", gettext_lazy("good")),
                ],
                apply=_marked,
            ),
            tables.yes_no_filter(
                "said",
                gettext_lazy("Has answered"),
                apply=lambda rows, value: rows.filter(score__isnull=not value),
            ),
            tables.person_filter("owner", gettext_lazy("Owner"), people),
            tables.day_range_filter("answered", gettext_lazy("Day of the answer"), "answered_at__date"),
            tables.day_range_filter("asked", gettext_lazy("Asked"), "asked_at__date", more=True),
        ),
        search=tables.text_search("deal__title", "company__title", "comment"),
        search_words=gettext_lazy("Client, deal or words"),
        default_sort="-asked_at",
        export_needs=EXPORT,
        empty_title=gettext_lazy("Nobody has been asked yet"),
        empty_text=gettext_lazy(
            "Ask from a deal's card, or let it happen by itself after a payment: press “What is asked and when”."
        ),
    )


def _marked(rows: Any, value: str) -> Any:
    which = {"low": queries.low, "uncalled": queries.uncalled, "good": queries.good}
    return rows.filter(which[value]())
