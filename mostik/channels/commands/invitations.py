"""Letters that go with a booked meeting: the invitation, its change, its withdrawal, each with a calendar in it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from mostik.channels.commands.letters import promise
from mostik.channels.events import LetterPromised
from mostik.channels.models import Booking, Sending
from mostik.channels.queries.booking import invitation_of, token_of
from mostik.channels.rules.invitations import Method, calendar
from mostik.channels.terms import BookingState
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.core.journal import publish
from mostik.people.queries.notices import address


def invite(row: Booking) -> None:
    """Promise the client a letter about how their meeting stands now; once for each of its changes."""
    if not row.email:
        return
    method = Method.CANCEL if row.state == BookingState.CANCELLED else Method.REQUEST
    with override(row.language):
        subject, text = _words(row)
    letter = Sending(
        key=f"booking:{row.pk}:{row.sequence}:{row.state}",
        to=row.email,
        subject=subject[:200],
        text=text,
        calendar=calendar([invitation_of(row, viewer=SYSTEM)], method),
        deal_id=row.deal_id,
        owner_id=row.owner_id,
        team_id=row.team_id,
        by_kind=SYSTEM.kind,
        by_name=SYSTEM.name,
        made_at=clock.now(),
    )
    letter.save()
    publish(LetterPromised(at=letter.made_at, letter=letter.pk, subject=letter.subject, deal=row.deal_id))
    promise(letter)


def _words(row: Booking) -> tuple[str, str]:
    """Return what a letter is about and what it says, in the client's language and by their clock."""
    title, day = row.kind.title, row.guest_wall
    match row.state, row.sequence:
        case BookingState.CANCELLED, _any:
            head = _("The meeting is cancelled: %(title)s, %(day)s")
        case BookingState.PENDING, 0:
            head = _("We will confirm the meeting: %(title)s, %(day)s")
        case _state, 0:
            head = _("You are expected: %(title)s, %(day)s")
        case _:
            head = _("The meeting stands so: %(title)s, %(day)s")
    subject = head % {"title": title, "day": day}
    lines = [
        _("Hello, %(name)s!") % {"name": row.name},
        "",
        subject,
        _("By the clock of %(zone)s.") % {"zone": row.guest_zone},
        _("With whom: %(name)s") % {"name": row.owner.short_name},
    ]
    if row.kind.place:
        lines.append(_("Where: %(place)s") % {"place": row.kind.place})
    if row.reason:
        lines.append(_("Why: %(reason)s") % {"reason": row.reason})
    if row.is_held:
        own = address() + reverse("channels:meeting", args=[token_of(row)])
        lines += ["", row.kind.letter, "", _("Another time, or cancel: %(url)s") % {"url": own}]
    return subject, "\n".join(lines)
