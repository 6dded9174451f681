"""Surveys as a viewer sees them: the list, those of a deal and a client, what came of them, what a link opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet

from mostik.channels.models import Booking, Survey
from mostik.channels.rules.refusals import Share
from mostik.channels.rules.surveys import GOOD, LOW, SurveyPolicy, read_survey_policy
from mostik.channels.terms import SurveyKind
from mostik.core import clock, company
from mostik.core.actors import SYSTEM, Actor
from mostik.core.links import digest_of
from mostik.crm.access import visible_companies, visible_deals
from mostik.kernel.refusals import Missing
from mostik.kernel.shares import Net
from mostik.people.access import User, scoped
from mostik.people.queries.actors import actor_of
from mostik.people.queries.names import titles as names_of

POLICY: Final = "surveys"
#: So many days of answers are summed up above the list.
DAYS: Final = 90
company.declare(POLICY, {})


@dataclass(frozen=True, kw_only=True)
class SurveySummary:
    """What came of asking since a day: asked and answered, marks of each scale, low ones not called back yet."""

    first: date
    asked: int
    answered: Share
    csat: Share
    nps: Net
    waiting: int


def survey_policy(*, viewer: Actor) -> SurveyPolicy:  # noqa: ARG001 - the company's own
    """Return what is asked, when and how often."""
    return read_survey_policy(company.choice(POLICY))


def surveys(*, viewer: Actor) -> QuerySet[Survey]:
    """Return the surveys of clients within reach."""
    rows = Survey.objects.filter(deal__removed_at__isnull=True)
    return scoped(rows, viewer).select_related("deal", "company", "owner", "activity")


def surveys_of(kind: str, number: int, *, viewer: Actor) -> Sequence[Survey]:
    """Return the surveys of a deal or a client within reach, the newest first; refuses one out of reach."""
    within = visible_deals(viewer) if kind == "deal" else visible_companies(viewer)
    if not within.filter(pk=number).exists():
        raise Missing()
    return list(surveys(viewer=viewer).filter(**{kind: number}).order_by("-asked_at", "-pk")[:10])


def asked_lately(deal_id: int, *, viewer: Actor) -> datetime | None:
    """Return when the client of a deal within reach was asked last, by any of their deals."""
    deal = visible_deals(viewer).filter(pk=deal_id).first()
    if deal is None:
        raise Missing()
    theirs = Q(deal=deal.pk)
    if deal.company_id:
        theirs |= Q(company=deal.company_id)
    if deal.contact_id:
        theirs |= Q(contact=deal.contact_id)
    rows = Survey.objects.filter(theirs).order_by("-asked_at")
    return rows.values_list("asked_at", flat=True).first()


def low() -> Q:
    """Return what holds of an answer whose client is to be called."""
    return Q(kind=SurveyKind.CSAT.value, score__lte=LOW[SurveyKind.CSAT]) | Q(
        kind=SurveyKind.NPS.value, score__lte=LOW[SurveyKind.NPS]
    )


def good() -> Q:
    """Return what holds of an answer that is a good one."""
    return Q(kind=SurveyKind.CSAT.value, score__gte=GOOD[SurveyKind.CSAT]) | Q(
        kind=SurveyKind.NPS.value, score__gte=GOOD[SurveyKind.NPS]
    )


def survey_summary(*, viewer: Actor) -> SurveySummary:
    """Return what came of asking over the last days."""
    first = clock.today() - timedelta(days=DAYS)
    told = surveys(viewer=viewer).filter(asked_at__gte=clock.moment(first))
    csat, nps = Q(kind=SurveyKind.CSAT.value, score__isnull=False), Q(kind=SurveyKind.NPS.value, score__isnull=False)
    counts = told.order_by().aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(score__isnull=False)),
        csat=Count("pk", filter=csat),
        good=Count("pk", filter=csat & good()),
        nps=Count("pk", filter=nps),
        up=Count("pk", filter=nps & good()),
        down=Count("pk", filter=nps & low()),
        waiting=Count("pk", filter=uncalled()),
    )
    return SurveySummary(
        first=first,
        asked=counts["asked"],
        answered=Share(counts["answered"], counts["asked"]),
        csat=Share(counts["good"], counts["csat"]),
        nps=Net(counts["up"], counts["down"], counts["nps"]),
        waiting=counts["waiting"],
    )


def uncalled() -> Q:
    """Return what holds of a low answer whose client nobody has called back yet."""
    return low() & Q(activity__isnull=False, activity__done_at__isnull=True, activity__removed_at__isnull=True)


def askers(*, viewer: Actor) -> dict[int, str]:
    """Return whose clients within reach were asked."""
    rows = surveys(viewer=viewer).order_by().values_list("owner", flat=True).distinct()
    return names_of(viewer=viewer, kind="person", ids=rows)


def survey_of(token: str, *, viewer: Actor) -> Survey:  # noqa: ARG001 - the token is the right
    """Return the survey a link opens while it lives; refuses any other."""
    rows = Survey.objects.filter(digest=digest_of(token), deal__removed_at__isnull=True)
    row = rows.select_related("owner", "deal").first()
    lives = timedelta(days=survey_policy(viewer=SYSTEM).open_days)
    if row is None or row.asked_at + lives < clock.now():
        raise Missing()
    return row


def may_change(row: Survey, policy: SurveyPolicy) -> bool:
    """Return whether a client may still give a mark, or another one."""
    return row.answered_at is None or clock.now() < row.answered_at + timedelta(hours=policy.change_hours)


def language_of(deal_id: int, owner: User, *, viewer: Actor) -> str:
    """Return the language a client of a deal within reach reads: of their last booking, else of whose they are."""
    deal = visible_deals(viewer).filter(pk=deal_id)
    theirs = Booking.objects.filter(
        Q(deal__in=deal) | Q(deal__contact__in=deal.exclude(contact=None).values("contact"))
    )
    said = theirs.order_by("-pk").values_list("language", flat=True).first()
    return said or actor_of(owner).language
