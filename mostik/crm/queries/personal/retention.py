"""How long what is kept, by kind and purpose, and what is overdue: never what another ground still requires."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mostik.automation.queries.runs import runs_ended
from mostik.automation.queries.webhooks import messages_ended
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.company import choice, declare
from mostik.core.privacy.mentions import GONE
from mostik.core.privacy.terms import BASES, PURPOSES, Purpose
from mostik.crm.access import visible_contacts
from mostik.crm.models import Activity, Consent, Contact, Deal, Document, PersonRequest
from mostik.crm.terms import Outcome
from mostik.kernel.refusals import Denied, Missing

RETENTION = "retention"
#: How long the law has papers kept: whoever stands in them stays as long.
PAPERS = timedelta(days=5 * 366)
PREVIEW = 5
declare(RETENTION, {})


@dataclass(frozen=True)
class Term:
    """A kind of record, what it is kept for, for how many days by default, and what is overdue."""

    code: str
    title: str | Promise
    purpose: Purpose
    days: int
    overdue: Callable[[datetime, Actor], QuerySet[Any]]


@dataclass(frozen=True, kw_only=True)
class TermLine:
    """A kind with its term, how many records are overdue, and the first of them."""

    code: str
    title: str
    purpose: str
    basis: str
    days: int
    overdue: int
    first: tuple[str, ...]


def _idle(before: datetime, viewer: Actor) -> QuerySet[Contact]:
    """Return people nobody has dealt with since, without an open deal, a living consent or a paper the law keeps.

    Whoever is being erased already is left out.
    """
    person = OuterRef("pk")
    deals = Deal.objects.filter(Q(outcome=Outcome.OPEN) | Q(closed_at__gte=before), contact=person)
    doings = Activity.objects.filter(Q(done_at__gte=before) | Q(due_at__gte=before), contact=person)
    consents = Consent.objects.filter(contact=person, withdrawn_at__isnull=True)
    asked = PersonRequest.objects.filter(contact_id=person, state__in=("open", "running"))
    papers = Document.objects.filter(deal__contact=person, issued_at__gte=clock.now() - PAPERS)
    rows = visible_contacts(viewer).filter(created_at__lt=before, updated_at__lt=before).exclude(first_name=GONE)
    return rows.exclude(Exists(deals) | Exists(doings) | Exists(consents) | Exists(papers) | Exists(asked))


def _closed(before: datetime, viewer: Actor) -> QuerySet[PersonRequest]:
    del viewer
    return PersonRequest.objects.filter(done_at__lt=before)


TERMS: dict[str, Term] = {
    each.code: each
    for each in (
        Term("people", _("People nobody deals with any more"), Purpose.SALES, 3 * 365, _idle),
        Term("messages", _("Messages of webhooks that were sent"), Purpose.RUNNING, 90, messages_ended),
        Term("runs", _("Runs of robots that ended"), Purpose.RUNNING, 365, runs_ended),
        Term("requests", _("Closed requests about personal data"), Purpose.SECURITY, 3 * 365, _closed),
    )
}


def term_lines(*, viewer: Actor) -> list[TermLine]:
    """Return every kind with its term and how much of it is overdue."""
    return [
        TermLine(
            code=each.code,
            title=str(each.title),
            purpose=str(PURPOSES[each.purpose]),
            basis=str(BASES[each.purpose]),
            days=days_of(each),
            overdue=overdue(each.code, viewer=viewer).count(),
            first=tuple(str(row) for row in overdue(each.code, viewer=viewer).order_by("pk")[:PREVIEW]),
        )
        for each in TERMS.values()
    ]


def overdue(code: str, *, viewer: Actor) -> QuerySet[Any]:
    """Return the records of a kind whose term is over, for whoever answers for personal data."""
    if not viewer.may("crm.handle_requests"):
        raise Denied()
    if code not in TERMS:
        raise Missing()
    return TERMS[code].overdue(clock.now() - timedelta(days=days_of(TERMS[code])), viewer)


def days_of(term: Term) -> int:
    """Return for how many days a kind is kept."""
    return int(choice(RETENTION).get(term.code, term.days))
