"""Writes of the gate: its rules, the stop of all robots, whom not to write to; what leaves is counted in turn."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from mostik.channels.events import ClientAllowed, ClientStopped, GateChanged, RobotsHalted, RobotsReleased
from mostik.channels.models import ClientTurn, Sending, Stop
from mostik.channels.queries import gate as queries
from mostik.channels.rules.gate import Policy, Verdict, blocks_person, decided, written
from mostik.channels.terms import SendingState, StopSource
from mostik.core import clock, company
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.crm.access import visible_contacts, visible_deals
from mostik.crm.terms import Outcome
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop

EDIT: Final = "channels.edit_gate"
RIGHT: Final = "channels.write_letters"
MOST_IMPORTED: Final = 50_000
LONGEST: Final = 254


class Blocked(Conflict):
    """What may not be sent even by a person's hand."""

    message = gettext_noop("An offer may not be sent to them.")


@command(needs=EDIT)
def set_policy(*, by: Actor, policy: Policy) -> None:
    """Change when and how often robots may write, and what needs a consent."""
    before, after = written(queries.policy(viewer=by)), written(policy)
    changes = tuple((name, str(before[name]), str(after[name])) for name in after if before[name] != after[name])
    if changes:
        company.choose(by=SYSTEM, code=queries.POLICY, value=after)
        publish(GateChanged(at=clock.now(), changes=changes))


@command(needs=EDIT)
def halt_robots(*, by: Actor) -> None:
    """Stop everything robots send: what is not on the wire yet waits."""
    if not queries.halted(viewer=by):
        company.choose(by=SYSTEM, code=queries.HALTED, value=True)
        publish(RobotsHalted(at=clock.now()))


@command(needs=EDIT)
def add_stop(*, by: Actor, address: str, way: str = "", why: str = "") -> int:
    """Keep an address not to be written to, by one way or all, and return its number; one there already stays."""
    return _stopped(by, [queries.plain(address)], StopSource.PERSON, way, why=why)[0]


@command(needs=EDIT)
def import_stops(*, by: Actor, addresses: Iterable[str], way: str = "") -> int:
    """Keep many addresses not to be written to and return how many are new; refuses more than a file should hold."""
    plain = list(dict.fromkeys(queries.plain(each) for each in addresses if each.strip()))
    if len(plain) > MOST_IMPORTED:
        raise Invalid(_("A file may hold up to 50 000 addresses."), field="file")
    known = set(queries.stops(viewer=by).filter(way=way).values_list("address", flat=True))
    fresh = [each for each in plain if each not in known]
    _stopped(by, fresh, StopSource.FILE, way)
    return len(fresh)


@command(needs=EDIT)
def remove_stop(*, by: Actor, stop_id: int) -> None:
    """Let an address be written to again."""
    _allowed(queries.stop_row(stop_id, viewer=by))


@command(needs=EDIT)
def restore_stop(*, by: Actor, stop_id: int) -> None:
    """Take a removal back: the address is not to be written to."""
    row = queries.stop_row(stop_id, removed=True, viewer=by)
    if not Stop.objects.filter(address=row.address, way=row.way, removed_at__isnull=True).exists():
        row.removed_at = None
        row.save(update_fields=["removed_at"])
        _tell(row)


@command(needs=None)
def unsubscribe(*, by: Actor, token: str, everywhere: bool = False) -> None:
    """Take the client's own word: robots write no more to the address a link was sent to, or by no way at all."""
    row = queries.sending_of(token, viewer=by)
    way = "" if everywhere else row.way
    _stopped(by, [queries.plain(row.to)], StopSource.CLIENT, way, contact_id=row.contact_id)


@command(needs=None)
def subscribe_again(*, by: Actor, token: str) -> None:
    """Take the client's word back: what they took off themselves is written to again."""
    row = queries.sending_of(token, viewer=by)
    rows = Stop.objects.filter(address=queries.plain(row.to), way__in=["", row.way], source=StopSource.CLIENT)
    for stop in rows.filter(removed_at__isnull=True):
        _allowed(stop)


def promised(row: Sending, whose: Actor) -> Verdict:
    """Return what the gate says of a sending about to be promised, and keep its moment in the row.

    What a person writes is not held; an offer that may not be sent is refused whoever writes it.
    """
    if whose.kind is not ActorKind.ROBOT:
        if why := blocks_person(queries.asked(row, viewer=whose), queries.policy(viewer=whose)):
            raise Blocked(_(why))
        return Verdict()
    found = decided(queries.asked(row, promised=True, viewer=whose), queries.policy(viewer=whose))
    if found.never:
        raise Conflict(_(found.why))
    row.not_before, row.error = found.at, _(found.why) if found.why else ""
    return found


def leaving(row: Sending) -> Verdict:
    """Return whether a sending may leave now, counted in the client's turn; one that may is marked as having left."""
    if row.by_kind == ActorKind.ROBOT:
        _hold(row)
        found = decided(queries.asked(row, viewer=SYSTEM), queries.policy(viewer=SYSTEM))
        if not found.allowed:
            return found
    row.left_at, row.error = clock.now(), ""
    return Verdict()


def waiting_for_release() -> list[Sending]:
    """Return the robots' sendings that wait while all are stopped, held."""
    rows = Sending.objects.filter(state=SendingState.NEW, by_kind=ActorKind.ROBOT, not_before__gt=clock.now())
    return list(locked(rows).order_by("pk"))


def let_robots_go(waiting: int) -> None:
    """Write down in the running command that robots' sendings go again."""
    company.choose(by=SYSTEM, code=queries.HALTED, value=False)
    publish(RobotsReleased(at=clock.now(), waiting=waiting))


def _hold(row: Sending) -> None:
    """Hold the client and the address until the transaction ends: nobody else counts them meanwhile."""
    whose = f"contact:{row.contact_id}" if row.contact_id else f"company:{row.company_id}"
    keys = sorted({whose, f"to:{_digest(row.way, row.to)}"})
    ClientTurn.objects.bulk_create([ClientTurn(key=key) for key in keys], ignore_conflicts=True)
    list(locked(ClientTurn.objects.filter(key__in=keys)).order_by("key"))


def _digest(way: str, address: str) -> str:
    return hashlib.sha256(f"{way}:{address}".encode()).hexdigest()[:32]


def _stopped(by: Actor, addresses: list[str], source: StopSource, way: str, **more: Any) -> list[int]:
    found = []
    for address in addresses:
        if not address or len(address) > LONGEST:
            raise Invalid(_("Write an e-mail address, a phone or another address."), field="address")
        known = Stop.objects.filter(address=address, way=way, removed_at__isnull=True).first()
        if known is None:
            known = Stop.objects.create(
                address=address,
                way=way,
                why=more.get("why", "").strip()[:200],
                contact_id=more.get("contact_id") or _whose(address),
                source=source,
                by_name=by.name[:120],
                made_at=clock.now(),
            )
            _tell(known)
        found.append(known.pk)
    return found


def _whose(address: str) -> int | None:
    rows = visible_contacts(SYSTEM).filter(Q(email__iexact=address) | Q(phone=address))
    return rows.order_by("pk").values_list("pk", flat=True).first()


def _tell(row: Stop) -> None:
    """Say that a client is stopped, with their open deals: those who wait for it hear at once."""
    deals = visible_deals(SYSTEM).filter(contact=row.contact_id or 0, outcome=Outcome.OPEN)
    numbers = tuple(deals.order_by("pk").values_list("pk", flat=True)[:500]) if row.contact_id else ()
    publish(ClientStopped(at=clock.now(), stop=row.pk, way=row.way, contact=row.contact_id, deals=numbers))


def _allowed(row: Stop) -> None:
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    publish(ClientAllowed(at=clock.now(), stop=row.pk, way=row.way, contact=row.contact_id))
