"""The list of assignments: its columns, filters and what is done to many."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mostik.control.models import ASSIGNMENT_STATES, ORIGINS, Assignment
from mostik.control.queries import assignments as queries
from mostik.control.rules.assignments import ENDED, is_overdue
from mostik.control.terms import AssignmentState
from mostik.core import clock
from mostik.core.rights import EXPORT
from mostik.people.queries.names import choices_of
from mostik.people.queries.people import people
from mostik.web import tables

TONES = {
    AssignmentState.NEW: "warn",
    AssignmentState.ACCEPTED: "info",
    AssignmentState.ASKING: "warn",
    AssignmentState.OBJECTED: "warn",
    AssignmentState.ACTED: "info",
    AssignmentState.RETURNED: "warn",
    AssignmentState.SOLVED: "good",
    AssignmentState.WITHDRAWN: "neutral",
}
SHORT = 90


def state_badge(row: Assignment) -> tables.Badge:
    """Return where an assignment stands; a late one is said to be late first."""
    state = AssignmentState(row.state)
    if is_overdue(state, row.due_on, clock.today()):
        return tables.Badge(_("overdue · %(state)s") % {"state": row.get_state_display()}, "bad")
    return tables.Badge(row.get_state_display(), TONES[state])


COLUMNS = (
    tables.Column(
        key="text",
        title=gettext_lazy("What is to be done"),
        value=lambda row: row.text if len(row.text) <= SHORT else f"{row.text[:SHORT]}…",
        main=True,
        url=lambda row: reverse("control:assignment", args=[row.pk]),
    ),
    tables.Column(key="state", title=gettext_lazy("State"), value=state_badge, kind="badge"),
    tables.Column(key="owner", title=gettext_lazy("Who does it"), value=lambda row: row.owner, kind="person"),
    tables.Column(key="due", title=gettext_lazy("By"), value=lambda row: row.due_on, kind="day", sort=("due_on",)),
    tables.Column(
        key="giver",
        title=gettext_lazy("Who gave it"),
        value=lambda row: row.giver,
        kind="person",
        hide_on_phone=True,
    ),
    tables.Column(
        key="origin",
        title=gettext_lazy("Where it comes from"),
        value=lambda row: row.origin_words or row.get_origin_display(),
        hide_on_phone=True,
    ),
    tables.Column(
        key="given",
        title=pgettext_lazy("of an assignment", "Given"),
        value=lambda row: row.made_at,
        kind="moment",
        sort=("made_at",),
        default_hidden=True,
    ),
    tables.Column(
        key="answered",
        title=pgettext_lazy("of an assignment", "Answered"),
        value=lambda row: row.answered_at,
        kind="moment",
        sort=("answered_at",),
        default_hidden=True,
    ),
    tables.Column(
        key="acted",
        title=pgettext_lazy("of an assignment", "Acted"),
        value=lambda row: row.acted_at,
        kind="moment",
        sort=("acted_at",),
        default_hidden=True,
    ),
    tables.Column(
        key="solved",
        title=pgettext_lazy("of an assignment", "Solved"),
        value=lambda row: row.solved_at,
        kind="moment",
        sort=("solved_at",),
        default_hidden=True,
    ),
    tables.Column(
        key="done", title=gettext_lazy("What was done"), value=lambda row: row.acted_text, default_hidden=True
    ),
)
BULK = (
    tables.BulkAction(
        code="remind",
        title=gettext_lazy("Remind"),
        url_name="control:assignments_remind",
        needs=queries.GIVE,
    ),
    tables.BulkAction(
        code="hand",
        title=gettext_lazy("Give to somebody else"),
        url_name="control:assignments_hand",
        needs=queries.GIVE,
        dialog=True,
    ),
    tables.BulkAction(
        code="withdraw",
        title=gettext_lazy("Withdraw"),
        url_name="control:assignments_withdraw",
        needs=queries.GIVE,
        dialog=True,
    ),
)


def table(request: HttpRequest) -> tables.Table:
    """Return the list as its viewer may narrow it."""
    viewer = request.actor

    def whose(rows: Any, value: str) -> Any:
        return rows.filter(**{f"{'owner' if value == 'mine' else 'giver'}__in": viewer.selves})

    def standing(rows: Any, value: str) -> Any:
        if value == "open":
            return rows.exclude(state__in=ENDED)
        return queries.overdue(rows, viewer=viewer) if value == "overdue" else rows.filter(state=value)

    def persons(_request: HttpRequest) -> list[tuple[str, str]]:
        rows = people(viewer=viewer).order_by("last_name", "first_name")
        return choices_of(rows)

    return tables.Table(
        code="assignments",
        columns=COLUMNS,
        filters=(
            tables.choice_filter(
                "whose",
                pgettext_lazy("of an assignment", "Whose"),
                [("mine", gettext_lazy("mine to do")), ("given", gettext_lazy("given by me"))],
                apply=whose,
            ),
            tables.choice_filter(
                "is",
                gettext_lazy("State"),
                [
                    ("open", pgettext_lazy("of an assignment", "open")),
                    ("overdue", gettext_lazy("overdue")),
                    *ASSIGNMENT_STATES,
                ],
                apply=standing,
            ),
            tables.person_filter("owner", gettext_lazy("Who does it"), persons, "owner_id"),
            tables.person_filter("giver", gettext_lazy("Who gave it"), persons, "giver_id", more=True),
            tables.choice_filter("origin", gettext_lazy("Where it comes from"), ORIGINS, "origin", more=True),
            tables.day_range_filter("due", gettext_lazy("By"), "due_on", more=True),
        ),
        search=tables.text_search(
            "text", "origin_words", "acted_text", "owner__last_name", "owner__first_name", "giver__last_name"
        ),
        search_words=gettext_lazy("What, where from, person"),
        default_sort="-given",
        bulk=BULK,
        export_needs=EXPORT,
        empty_title=gettext_lazy("There are no assignments"),
        empty_text=gettext_lazy(
            "Give the first one after a meeting: what, who, by when. Everybody is asked three things: answered, acted, "
            "solved; what is overdue climbs to you and higher by itself."
        ),
    )
