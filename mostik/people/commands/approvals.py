"""Writes of requests for a decision: asked, decided, asked back, withdrawn, pressed by the clock; and of the limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.company import choice
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.core.notifications import notify
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid, Missing, gettext_noop
from mostik.people import events
from mostik.people.access import own
from mostik.people.catalog import KINDS
from mostik.people.models import Approval, ApprovalLimit, Role, User
from mostik.people.queries.actors import role_title
from mostik.people.queries.approvals import above, decided_alone
from mostik.people.queries.deadlines import work_ahead
from mostik.people.queries.substitution import does_work_of
from mostik.people.rules.approvals import REMIND_AFTER, decider, next_above, presses
from mostik.people.terms import EVERYTHING, ApprovalState, Need

HOUR = 60
LARGEST = 2**63 - 1
MOST_AT_ONCE = 200


class NobodyDecides(Conflict):
    """There is nobody above who could decide."""

    message = gettext_noop("Nobody above you can decide this now. Ask the administrator to write whom you report to.")


class AlreadyDecided(Conflict):
    """The request has ended."""

    message = gettext_noop("This request waits for nobody any more: look at it again.")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is asked: ``about`` is the record it concerns, ``url`` where to look at it, ``terms`` the kind's own."""

    kind: str
    title: str
    needs: Sequence[Need]
    note: str = ""
    amount_minor: int | None = None
    currency: str = "RUB"
    about: Ref | None = None
    url: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict)


@command(needs="people.ask_approval")
def ask_approval(*, by: Actor, asking: Asking, owner_id: int | None = None) -> int:
    """Ask for a decision and return the request's number; what one's limit allows is approved at once.

    ``owner_id`` names whose request it is when another writes it down. Refuses an unknown kind, empty words, and when
    there is nobody above to decide.
    """
    person = User.objects.filter(pk=owner_id or by.id or 0).select_related("team", "role").first()
    if person is None:
        raise Conflict(_("A program cannot ask for a decision: name whose request it is."))
    row = _new(asking, person)
    if decided_alone(viewer=by, kind=asking.kind, needs=asking.needs):
        return _alone(by, row)
    chain = above(person, asking.kind, viewer=by)
    found = decider(chain, asking.needs)
    if found is None:
        raise NobodyDecides
    _give(row, found.id, by)
    hours = int(choice("approval_expires_hours"))
    row.expires_at = work_ahead(_worker(row), hours * HOUR, viewer=by)
    row.save()
    publish(events.ApprovalAsked(at=row.asked_at, due=row.due_at, **_told(row)))
    _tell_decider(row, gettext_noop("{who} asks you: {what}"), "asked")
    return row.pk


@command(needs="people.decide_approvals")
def approve(*, by: Actor, approval_id: int, note: str = "", version: int | None = None) -> None:
    """Approve a request; whoever registered its kind lets it take effect in this transaction."""
    row = _to_decide(by, approval_id, version)
    _end(row, ApprovalState.APPROVED, by, note)
    publish(events.ApprovalGranted(at=clock.now(), **_told(row, row.reason)))
    _tell_owner(row, gettext_noop("Approved: {what}"), "approved")


@command(needs="people.decide_approvals")
def decline(*, by: Actor, approval_id: int, reason: str, version: int | None = None) -> None:
    """Decline a request and say why. Refuses without a reason."""
    row = _to_decide(by, approval_id, version)
    if not reason.strip():
        raise Invalid(_("Say why: the one who asked will read it."), field="text")
    _end(row, ApprovalState.DECLINED, by, reason)
    publish(events.ApprovalDeclined(at=clock.now(), **_told(row, row.reason)))
    _tell_owner(row, gettext_noop("Declined: {what}. {why}"), "declined")


@command(needs="people.decide_approvals")
def ask_back(*, by: Actor, approval_id: int, question: str, version: int | None = None) -> None:
    """Ask the one who asked; the time for a decision stands still until they answer."""
    row = _to_decide(by, approval_id, version)
    if not question.strip():
        raise Invalid(_("Write what you want to know."), field="text")
    row.question = question.strip()[:1000]
    _save(row)
    publish(events.ApprovalQuestioned(at=clock.now(), **_told(row, row.question)))
    _tell_owner(row, gettext_noop("A question about “{what}”: {why}"), f"question-{row.version}", row.question)


@command(needs="people.ask_approval")
def answer(*, by: Actor, approval_id: int, text: str, version: int | None = None) -> None:
    """Answer the question of the one who decides; their time begins anew."""
    row = _asked(by, approval_id, version)
    if not row.question:
        raise Conflict(_("Nothing is asked here."))
    if not text.strip():
        raise Invalid(_("Write the answer."), field="text")
    row.note = f"{row.note}\n{row.question} — {text.strip()}".strip()[:1000]
    row.question = ""
    _give(row, row.decider_id or 0, by)
    _save(row)
    publish(events.ApprovalAnswered(at=clock.now(), due=row.due_at, **_told(row, text.strip()[:1000])))
    _tell_decider(row, gettext_noop("{who} answered about “{what}”"), f"answer-{row.version}")


@command(needs="people.ask_approval")
def withdraw(*, by: Actor, approval_id: int, version: int | None = None) -> None:
    """Take back what one asked before anybody decided."""
    row = _asked(by, approval_id, version)
    _end(row, ApprovalState.WITHDRAWN, by, "")
    publish(events.ApprovalWithdrawn(at=clock.now(), **_told(row)))


@command(needs="people.ask_approval")
def withdraw_about(*, by: Actor, kind: str, about: Ref) -> None:
    """Take back what waits about a record: the caller changes the record itself and has the right to it."""
    waiting = Approval.objects.filter(kind=kind, about_kind=about.kind, about_id=about.id, state=ApprovalState.WAITING)
    for row in locked(waiting).select_related("owner", "decider"):
        _end(row, ApprovalState.WITHDRAWN, by, "")
        publish(events.ApprovalWithdrawn(at=clock.now(), **_told(row)))


@command(needs="people.edit_limits")
def press_approvals(*, by: Actor) -> int:
    """Remind, pass on and let expire what the clock says, and return how many requests were touched."""
    now = clock.now()
    waiting = locked(Approval.objects.filter(state=ApprovalState.WAITING))
    rows = waiting.select_related("owner__role", "decider").order_by("due_at", "pk")
    return sum(_press(by, row, now) for row in rows[:MOST_AT_ONCE])


@command(needs="people.edit_limits")
def set_limit(
    *, by: Actor, kind: str, role_id: int, scope: str = "", size: int | None = None, clear: bool = False
) -> None:
    """Let a role decide a kind alone up to a size, ``None`` for any; ``clear`` gives it back to the default."""
    role = Role.objects.filter(pk=role_id).first()
    if role is None or kind not in KINDS:
        raise Missing()
    if scope not in {EVERYTHING, *(key for key, _title in KINDS[kind].scopes())}:
        raise Missing()
    if size is not None and not 0 <= size <= (10_000 if KINDS[kind].unit == "percent" else LARGEST):
        raise Invalid(_("A limit is not below zero, and a share is at most 100 %."), field="size")
    if clear:
        ApprovalLimit.objects.filter(kind=kind, role=role, scope=scope).delete()
    else:
        ApprovalLimit.objects.update_or_create(kind=kind, role=role, scope=scope, defaults={"size": size})
    told: dict[str, Any] = {"kind": kind, "role": role.pk, "role_title": role_title(role), "scope": scope}
    publish(events.ApprovalLimitSet(at=clock.now(), size=size, cleared=clear, **told))


def _new(asking: Asking, person: User) -> Approval:
    if asking.kind not in KINDS:
        raise Invalid(_("There is no such kind of request."), field="kind")
    title = asking.title.strip()
    if not title or len(title) > 300:
        raise Invalid(_("Say what is asked: from 1 to 300 characters."), field="title")
    now = clock.now()
    return Approval(
        kind=asking.kind,
        title=title,
        note=asking.note.strip()[:1000],
        size=max(need.size for need in asking.needs),
        amount_minor=asking.amount_minor,
        currency=asking.currency,
        needs=[[need.size, list(need.scopes)] for need in asking.needs],
        about_kind=asking.about.kind if asking.about else "",
        about_id=asking.about.id if asking.about else None,
        url=asking.url,
        terms=dict(asking.terms),
        owner=person,
        team=person.team,
        asked_at=now,
        due_at=now,
        expires_at=now,
    )


def _alone(by: Actor, row: Approval) -> int:
    row.state, row.decided_at, row.decided_by_id = ApprovalState.APPROVED, row.asked_at, by.id
    row.save()
    publish(events.ApprovalGranted(at=row.asked_at, **_told(row)))
    return row.pk


def _give(row: Approval, decider_id: int, by: Actor) -> None:
    """Let somebody decide from now on, in the working time the company gives."""
    row.decider = User.objects.get(pk=decider_id)
    minutes = int(choice("approval_hours")) * HOUR
    worker = _worker(row)
    row.remind_at = work_ahead(worker, minutes // REMIND_AFTER, viewer=by)
    row.due_at = work_ahead(worker, minutes, viewer=by)


def _worker(row: Approval) -> int:
    """Return who really decides now: the decider, or who stands in for them."""
    return does_work_of(row.decider_id or 0) or row.decider_id or 0


def _press(by: Actor, row: Approval, now: datetime) -> int:
    what = presses(
        now,
        remind_at=row.remind_at,
        due_at=row.due_at,
        expires_at=row.expires_at,
        asked_back=bool(row.question),
    )
    if what:
        {"remind": _remind, "escalate": _escalate, "expire": _expire}[what](by, row)
    return bool(what)


def _remind(by: Actor, row: Approval) -> None:
    row.remind_at = None
    _save(row)
    publish(events.ApprovalReminded(at=clock.now(), **_told(row)))
    _tell_decider(row, gettext_noop("{who} still waits for your decision: {what}"), f"remind-{row.version}")


def _escalate(by: Actor, row: Approval) -> None:
    """Pass a request on to the next above; at the top it stays, and is reminded of once a day until it expires."""
    late = row.decider.short_name if row.decider else ""
    following = next_above(above(row.owner, row.kind, viewer=by), row.decider_id or 0)
    if following is None:
        row.due_at = max(row.due_at, clock.now()) + timedelta(days=1)
        _remind(by, row)
        return
    _give(row, following.id, by)
    _save(row)
    publish(events.ApprovalEscalated(at=clock.now(), due=row.due_at, **_told(row, late)))
    _tell_decider(row, gettext_noop("{who} asks you, nobody below decided in time: {what}"), f"passed-{row.version}")


def _expire(by: Actor, row: Approval) -> None:
    _end(row, ApprovalState.EXPIRED, by, "")
    publish(events.ApprovalExpired(at=clock.now(), **_told(row)))
    _tell_owner(row, gettext_noop("Nobody decided in time: {what}. Ask again if you still need it."), "expired")


def _to_decide(by: Actor, approval_id: int, version: int | None) -> Approval:
    """Return a waiting request that is the actor's to decide, held; nobody decides what they asked."""
    rows = Approval.objects.filter(own(by, "decider_id")).exclude(owner=by.id or 0)
    return _held(rows, approval_id, version)


def _asked(by: Actor, approval_id: int, version: int | None) -> Approval:
    return _held(Approval.objects.filter(own(by)), approval_id, version)


def _held(rows: Any, approval_id: int, version: int | None) -> Approval:
    row: Approval | None = locked(rows.filter(pk=approval_id)).select_related("owner__role").first()
    if row is None:
        raise Missing()
    if not row.is_waiting or (version is not None and version != row.version):
        raise AlreadyDecided
    return row


def _end(row: Approval, state: ApprovalState, by: Actor, reason: str) -> None:
    row.state, row.reason, row.question = state, reason.strip()[:1000], ""
    row.decided_at, row.decided_by_id = clock.now(), by.id
    _save(row)


def _save(row: Approval) -> None:
    row.version += 1
    row.save()


def _told(row: Approval, text: str = "") -> dict[str, Any]:
    return {
        "approval": row.pk,
        "kind": row.kind,
        "title": row.title,
        "size": row.size,
        "owner": row.owner_id,
        "owner_name": row.owner.short_name,
        "team": row.team_id,
        "amount": row.amount_minor,
        "currency": row.currency,
        "about_kind": row.about_kind,
        "about_id": row.about_id,
        "terms": row.terms,
        "decider": row.decider_id,
        "decider_name": row.decider.short_name if row.decider else "",
        "text": text,
    }


def _tell_decider(row: Approval, text: str, key: str) -> None:
    people = {row.decider_id or 0, _worker(row)} - {row.owner_id}
    told = {"who": row.owner.short_name, "what": row.title}
    key, url = f"approval-{row.pk}-{key}", reverse("people:approvals")
    notify(person_ids=people, text=text, params=told, key=key, url=url, kind="decide")


def _tell_owner(row: Approval, text: str, key: str, why: str = "") -> None:
    told = {"what": row.title, "why": why or row.reason}
    url = row.url or reverse("people:approval", args=[row.pk])
    key = f"approval-{row.pk}-{key}"
    notify(person_ids=[row.owner_id], text=text, params=told, key=key, url=url, kind="answer")
