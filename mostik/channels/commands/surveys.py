"""Clients asked for a mark, once in so many days; their answer by a link; a low one planned as a call at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mostik.channels.commands.letters import RIGHT
from mostik.channels.commands.reaching import reach
from mostik.channels.events import SurveyAnswered, SurveyAsked
from mostik.channels.models import Survey
from mostik.channels.queries import surveys as queries
from mostik.channels.rules.surveys import SCALES, SurveyPolicy, is_low, written_survey_policy
from mostik.channels.terms import Caller, Purpose, SurveyKind
from mostik.core import clock, company, outbox
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.links import digest_of
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.crm.access import visible_deals
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.agenda import hand_over_activities
from mostik.crm.commands.rows import dimensions
from mostik.crm.terms import ActivityKind, Outcome, Via
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.people.access import User, has_left
from mostik.people.queries.actors import actor_of
from mostik.people.queries.approvals import people_above
from mostik.people.queries.deadlines import work_ahead
from mostik.people.queries.notices import address
from mostik.web import formats

if TYPE_CHECKING:
    from mostik.crm.models import Deal

EDIT: Final = "channels.edit_gate"
ASK: Final = "channels.ask_survey"
#: A payment told of later than so many days after it asks nobody: it is history being written down.
FRESH: Final = timedelta(days=7)
HOUR: Final = 60


class AskedLately(Conflict):
    """The client was asked a short while ago."""

    message = gettext_noop("This client was asked on {day}. They may be asked again from {again}.")


class AnswerKept(Conflict):
    """The time to change an answer is over."""

    message = gettext_noop("Your answer is kept. It can be changed no more.")


@command(needs=EDIT)
def set_survey_policy(*, by: Actor, policy: SurveyPolicy) -> None:
    """Decide what clients are asked, when, how often, and who calls after a low mark."""
    company.choose(by=SYSTEM, code=queries.POLICY, value=written_survey_policy(policy))


@command(needs=RIGHT)
def ask_survey(*, by: Actor, deal_id: int, key: str, kind: str = "") -> int:
    """Ask the client of a deal for a mark by whichever way reaches them; the same key asks nobody twice.

    It goes as a robot's letter: stops, consent, caps and hours of the gate hold. Refuses `AskedLately`, a client
    without a way, what the gate lets nobody send.
    """
    if known := Survey.objects.filter(key=key).values_list("pk", flat=True).first():
        return int(known)
    deal = locked(visible_deals(by).filter(pk=deal_id)).select_related("owner", "team").first()
    if deal is None:
        raise Missing()
    policy = queries.survey_policy(viewer=by)
    _not_too_often(by, deal, policy)
    asked = SurveyKind(kind or policy.kind)
    token = token_urlsafe(18)
    language = queries.language_of(deal.pk, deal.owner, viewer=by)
    with override(language):
        subject, text = _words(deal, asked, token)
    way = reach(
        by=_robot(by), deal_id=deal.pk, subject=subject, text=text, key=f"survey:{key}", purpose=Purpose.SURVEYS
    )
    row = _row(deal, asked, key, token, way=way, language=language, asked_at=clock.now())
    row.save()
    publish(SurveyAsked(at=row.asked_at, survey=row.pk, kind=row.kind, **dimensions(deal)))
    return row.pk


@command(needs=None)
def promise_survey(*, by: Actor, deal_id: int, payment: int, at: object) -> None:
    """Promise to ask a client who paid, some days later, where the company asks so. The room's own."""
    policy = queries.survey_policy(viewer=by)
    if not policy.after_payment or at < clock.now() - FRESH:  # type: ignore[operator]
        return
    told = {"deal": deal_id, "payment": payment}
    outbox.enqueue(ASK, key=f"survey:{payment}", payload=told, delay=timedelta(days=policy.wait_days))


@command(needs=None)
def ask_after_payment(*, by: Actor, deal_id: int, payment: int) -> int | None:
    """Ask the client of a paid deal in its owner's name. The worker's own."""
    deal = visible_deals(by).filter(pk=deal_id).select_related("owner__role", "owner__team").first()
    if deal is None or has_left(deal.owner) or not queries.survey_policy(viewer=by).after_payment:
        return None
    return ask_survey(by=_robot(actor_of(deal.owner)), deal_id=deal_id, key=f"payment:{payment}")


@command(needs=None)
def answer_survey(*, by: Actor, token: str, score: int, comment: str = "") -> None:
    """Take a client's mark, or another one while it may be changed; a low one plans a call at once, once.

    Refuses a mark off the scale, `AnswerKept` afterwards.
    """
    row = queries.survey_of(token, viewer=by)
    row = locked(Survey.objects.filter(pk=row.pk)).select_related("deal__team", "deal__owner", "owner").get()
    policy, kind, now = queries.survey_policy(viewer=by), SurveyKind(row.kind), clock.now()
    if not queries.may_change(row, policy):
        raise AnswerKept
    if score not in SCALES[kind]:
        raise Invalid(_("Choose one of the marks."), field="score")
    before, first = row.score, row.answered_at
    row.score, row.comment = score, comment.strip()[:1000]
    row.answered_at, row.changed_at = first or now, now if first else None
    row.save()
    if before != score:
        _tell(row)
    if is_low(kind, score) and row.activity_id is None:
        _call(row, policy)


@command(needs="crm.import_records")
def import_mark(*, by: Actor, deal_id: int, kind: str, score: int | None, at: datetime, comment: str = "") -> int:
    """Write down a mark that the client of a deal gave before, elsewhere, or that they gave none (None).

    A low one of these days plans a call, too.
    """
    deal = locked(visible_deals(by).filter(pk=deal_id)).select_related("owner", "team").first()
    if deal is None:
        raise Missing()
    scale = SurveyKind(kind)
    if score is not None and score not in SCALES[scale]:
        raise Invalid(_("Choose one of the marks."), field="score")
    moment = min(at, clock.now())
    key = f"import:{deal.pk}:{moment.isoformat()}"
    row = _row(deal, scale, key, token_urlsafe(18), asked_at=moment - timedelta(hours=3))
    if score is None:
        row.save()
        return row.pk
    row.score, row.comment, row.answered_at = score, comment.strip()[:1000], moment
    row.save()
    _tell(row)
    if is_low(scale, score) and moment > clock.now() - FRESH:
        _call(row, queries.survey_policy(viewer=by))
    return row.pk


@command(needs=None)
def follow_deal_owner(*, by: Actor, deal_id: int) -> None:
    """Let what waits for a deal's client, an answer or a call, go to whoever has the deal now. The room's own."""
    del by
    _follow(Survey.objects.filter(deal=deal_id), lambda row: row.deal.owner)


@command(needs=None)
def follow_client_owner(*, by: Actor, company_id: int) -> None:
    """Let what waits for a client whose deals are closed go to whose client it is now. The room's own."""
    del by
    closed = Survey.objects.filter(company=company_id).exclude(deal__outcome=Outcome.OPEN)
    _follow(closed, _whose_client)


def _whose_client(row: Survey) -> User:
    return row.company.owner if row.company else row.deal.owner


def _follow(rows: "QuerySet[Survey]", whose: Callable[[Survey], User]) -> None:
    policy = queries.survey_policy(viewer=SYSTEM)
    waiting = rows.filter(Q(score__isnull=True) | queries.uncalled())
    for row in waiting.select_related("deal__owner", "company__owner", "owner", "activity"):
        row.owner = whose(row)
        row.team_id = row.owner.team_id
        row.save(update_fields=["owner", "team"])
        if row.activity and row.activity.owner_id != (caller := _caller(row, policy)[0]):
            hand_over_activities(by=SYSTEM, activity_ids=[row.activity.pk], owner_id=caller)


def _row(deal: "Deal", kind: SurveyKind, key: str, token: str, **more: Any) -> Survey:
    return Survey(
        key=key,
        digest=digest_of(token),
        kind=kind,
        deal=deal,
        company_id=deal.company_id,
        contact_id=deal.contact_id,
        owner=deal.owner,
        team_id=deal.team_id,
        **more,
    )


def _tell(row: Survey) -> None:
    told = {"survey": row.pk, "kind": row.kind, "score": row.score, "best": SCALES[SurveyKind(row.kind)][-1]}
    at = row.changed_at or row.answered_at
    changed = row.changed_at is not None
    publish(SurveyAnswered(at=at, changed=changed, **told, **dimensions(row.deal)))  # type: ignore[arg-type]


def _not_too_often(by: Actor, deal: "Deal", policy: SurveyPolicy) -> None:
    last = queries.asked_lately(deal.pk, viewer=by)
    again = last + timedelta(days=policy.every_days) if last else None
    if last and again and again > clock.now():
        raise AskedLately(params={"day": formats.day(last), "again": formats.day(again)})


def _robot(by: Actor) -> Actor:
    """Return the one asking as what writes: nobody typed it, so all that holds of robots holds of it."""
    return by if by.kind is ActorKind.SYSTEM else replace(by, kind=ActorKind.ROBOT)


def _words(deal: "Deal", kind: SurveyKind, token: str) -> tuple[str, str]:
    link = address() + reverse("channels:survey_answer", args=[token])
    name = company.choice("name")
    subject = (
        _("%(company)s: how content are you?") if kind is SurveyKind.CSAT else _("%(company)s: would you recommend us?")
    ) % {"company": name}
    said = {"name": deal.contact.first_name if deal.contact else "", "link": link, "company": name}
    hello = _("Hello, %(name)s!") % said if said["name"] else _("Hello!")
    ask = _("One question to you, half a minute: %(link)s") % said
    return subject, "\n\n".join([hello, ask, _("Thank you, %(company)s") % said])


def _caller(row: Survey, policy: SurveyPolicy) -> tuple[int, list[int]]:
    """Return who calls whoever gave a low mark, and the head of whoever works with them."""
    heads = [each.pk for each in people_above(row.owner, viewer=SYSTEM)[:1] if not has_left(each)]
    by_head = heads and (policy.caller == Caller.HEAD or has_left(row.owner))
    return heads[0] if by_head else row.owner.pk, heads


def _call(row: Survey, policy: SurveyPolicy) -> None:
    """Plan a call to whoever gave a low mark, and tell who calls and their head."""
    caller, heads = _caller(row, policy)
    best = SCALES[SurveyKind(row.kind)][-1]
    with override(actor_of(User.objects.get(pk=caller)).language):
        title = _("Call the client: mark %(score)s of %(best)s") % {"score": row.score, "best": best}
    row.activity_id = plan_activity(
        by=SYSTEM,
        kind=ActivityKind.CALL,
        due_at=work_ahead(caller, policy.call_hours * HOUR, viewer=SYSTEM),
        title=title,
        deal_id=row.deal_id,
        owner_id=caller,
        via=Via.ROBOT,
    )
    row.save(update_fields=["activity"])
    notify(
        person_ids=[caller, *heads],
        text=gettext_noop("A client gave {score} of {best}: {deal}. A call is planned."),
        params={"score": str(row.score), "best": str(best), "deal": row.deal.title},
        url=reverse("crm:deal", args=[row.deal_id]),
        key=f"survey:{row.pk}",
        kind="survey",
    )
