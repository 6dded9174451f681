"""Requests for a decision: what awaits the viewer, what they asked, what is within reach; who decides what alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core import clock, files
from mostik.core.actors import Actor, ActorKind
from mostik.core.company import choice
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.people.access import own, scoped
from mostik.people.catalog import KINDS, ApprovalKind
from mostik.people.models import Approval, ApprovalLimit, Role, User
from mostik.people.queries.actors import role_title
from mostik.people.queries.substitution import leaves
from mostik.people.rules.approvals import Limits, Superior, may_alone
from mostik.people.rules.substitution import on_day, stands_in
from mostik.people.terms import EVERYTHING, ApprovalState, Need
from mostik.web import formats

MOST_ABOVE = 8


class NoSuchApproval(Missing):
    """The request is not there, or is nobody's the viewer may see."""

    message = gettext_noop("This request does not exist or is not yours to see.")


@dataclass(frozen=True, kw_only=True)
class LimitCell:
    """Up to what a role decides a kind alone; ``own`` says the company chose so."""

    kind: str
    role_id: int
    role: str
    scope: str
    words: str
    own: bool

    @property
    def url(self) -> str:
        """Return where it is changed."""
        asked = {"kind": self.kind, "role": str(self.role_id), "scope": self.scope}
        return f"{reverse('people:limit_edit')}?{urlencode(asked)}"


@dataclass(frozen=True, kw_only=True)
class LimitRow:
    """A kind, or a field of it, with a cell for each role."""

    title: str
    kind: str
    scope: str
    cells: tuple[LimitCell, ...]


def approvals(*, viewer: Actor) -> QuerySet[Approval]:
    """Return the requests a viewer may see: asked within reach, and those that they decide or decided."""
    part = scoped(Approval.objects.all(), viewer) | Approval.objects.filter(
        own(viewer, "decider_id") | Q(decided_by=viewer.id or 0)
    )
    return part.select_related("owner", "decider", "decided_by")


def inbox(*, viewer: Actor) -> QuerySet[Approval]:
    """Return what awaits the viewer's decision, also as a substitute, the most urgent first; never one's own."""
    rows = Approval.objects.filter(own(viewer, "decider_id"), state=ApprovalState.WAITING)
    return rows.exclude(owner=viewer.id or 0).select_related("owner", "decider").order_by("due_at", "pk")


def asked(*, viewer: Actor) -> QuerySet[Approval]:
    """Return what the viewer asked, also for whom they stand in, newest first."""
    rows = Approval.objects.filter(own(viewer)).select_related("owner", "decider", "decided_by")
    return rows.order_by("-asked_at", "-pk")


def awaiting(*, viewer: Actor) -> int:
    """Return how many requests await the viewer: those to decide, and own ones with an open question."""
    questions = Approval.objects.filter(own(viewer), state=ApprovalState.WAITING).exclude(question="")
    return inbox(viewer=viewer).filter(question="").count() + questions.count()


def approval(approval_id: int, *, viewer: Actor) -> Approval:
    """Return one request; refuses `NoSuchApproval`."""
    found = approvals(viewer=viewer).filter(pk=approval_id).first()
    if found is None:
        raise NoSuchApproval
    return found


def decided_alone(*, viewer: Actor, kind: str, needs: Sequence[Need]) -> bool:
    """Return whether the viewer's role decides this without asking. Programs have the limits of their role."""
    if not needs or viewer.kind is ActorKind.SYSTEM:
        return True
    role = Role.objects.filter(code=viewer.role).first()
    limits = limits_of(kind, [role] if role else [], viewer=viewer)
    return may_alone(limits.get(role.pk, {}) if role else {}, needs)


def limits_of(kind: str, roles: Iterable[Role], *, viewer: Actor) -> dict[int, Limits]:  # noqa: ARG001 - no secret
    """Return the limits of a kind by role and field: the kind's own, over them the company's."""
    known = list(roles)
    alone = KINDS[kind].alone
    found: dict[int, dict[str, int | None]] = {role.pk: {EVERYTHING: alone.get(role.code, 0)} for role in known}
    for row in ApprovalLimit.objects.filter(kind=kind, role__in=known):
        found[row.role_id][row.scope] = row.size
    return dict(found)


def above(person: User, kind: str, *, viewer: Actor) -> list[Superior]:
    """Return those above somebody, the nearest first, with their limits and whether they or a substitute are there.

    Nobody decides through a substitute what the substitute asked.
    """
    people = people_above(person, viewer=viewer)
    limits = limits_of(kind, {each.role for each in people}, viewer=viewer)
    today = clock.today()
    away = on_day(leaves(Span(today, today)), today)
    return [
        Superior(id=each.pk, limits=limits[each.role_id], here=stands_in(away, each.pk) not in {None, person.pk})
        for each in people
    ]


def size_words(kind: str, size: int | None, currency: str = "") -> str:
    """Return a size in words: per cent or money; "any" for none."""
    if size is None:
        return _("any")
    if KINDS[kind].unit == "money":
        return formats.money(Money(size, currency or str(choice("currency"))))
    if KINDS[kind].unit == "rows":
        return ngettext("%(count)s row", "%(count)s rows", size) % {"count": formats.number(size)}
    return formats.percent(size / 10_000, 2 if size % 100 else 0)


def limit_table(*, viewer: Actor) -> tuple[list[Role], list[LimitRow]]:
    """Return the roles, and a row for each kind and each field of it with limits of its own."""
    roles = list(Role.objects.order_by("pk"))
    rows = [row for kind in KINDS.values() for row in _limit_rows(kind, roles, viewer)]
    return roles, rows


def role_titles(roles: Iterable[Role], *, viewer: Actor) -> list[str]:  # noqa: ARG001 - names are no secret
    """Return the titles of roles in the reader's language."""
    return [role_title(role) for role in roles]


def _limit_rows(kind: ApprovalKind, roles: Sequence[Role], viewer: Actor) -> list[LimitRow]:
    limits = limits_of(kind.code, roles, viewer=viewer)
    chosen = set(ApprovalLimit.objects.filter(kind=kind.code).values_list("role_id", "scope"))
    return [
        LimitRow(
            title=f"{kind.title}: {title}" if scope else str(kind.title),
            kind=kind.code,
            scope=scope,
            cells=tuple(_cell(kind, role, scope, limits[role.pk], chosen) for role in roles),
        )
        for scope, title in [(EVERYTHING, ""), *kind.scopes()]
    ]


def _cell(kind: ApprovalKind, role: Role, scope: str, limits: Limits, chosen: set[tuple[int, str]]) -> LimitCell:
    has_own = (role.pk, scope) in chosen
    words = size_words(kind.code, limits[scope]) if scope in limits else ""
    return LimitCell(kind=kind.code, role_id=role.pk, role=role_title(role), scope=scope, words=words, own=has_own)


def people_above(person: User, *, viewer: Actor) -> list[User]:  # noqa: ARG001 - who is whose head is no secret
    """Return the heads of somebody up the structure who work here, the nearest first; a circle ends the chain."""
    found: list[User] = []
    at = person.reports_to_id
    while at and len(found) < MOST_ABOVE and at not in {person.pk, *(each.pk for each in found)}:
        row = User.objects.select_related("role").filter(pk=at, is_active=True).first()
        if row is None:
            break
        found.append(row)
        at = row.reports_to_id
    return found


def _sees(viewer: Actor, approval_id: int) -> bool:
    return viewer.may("people.ask_approval") and approvals(viewer=viewer).filter(pk=approval_id).exists()


def _takes_part(viewer: Actor, approval_id: int) -> bool:
    taking = Q(owner__in=viewer.selves) | Q(decider__in=viewer.selves)
    return Approval.objects.filter(taking, pk=approval_id).exists()


files.guard("people.approval", _sees, edits=_takes_part)
