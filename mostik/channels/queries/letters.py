"""Letters to clients as a viewer sees them: the list, one of them, those about a deal, how many an address got."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mostik.channels.access import visible_letters
from mostik.channels.models import Sending
from mostik.channels.terms import STATES, SendingState
from mostik.core import clock, files
from mostik.core.actors import Actor
from mostik.core.models import File
from mostik.core.ways import Enclosed
from mostik.crm.access import visible_deals
from mostik.kernel.refusals import Missing
from mostik.people.access import shown

ABOUT = 20
#: How long a message that went is asked after, and of how many at once.
WATCHED, ASKED_AT_ONCE = timedelta(days=3), 100


def letter_rows(*, viewer: Actor) -> QuerySet[Sending]:
    """Return the letters within reach."""
    return visible_letters(viewer).select_related("owner", "deal", "company")


def letter(letter_id: int, *, viewer: Actor) -> Sending:
    """Return one letter; refuses one out of reach."""
    row = letter_rows(viewer=viewer).filter(pk=letter_id).first()
    if row is None:
        raise Missing()
    return row


def letters_about(deal_id: int, *, viewer: Actor) -> list[Sending]:
    """Return the newest letters about a deal that have not gone: those that went are in its timeline.

    Refuses a deal out of reach.
    """
    if not visible_deals(viewer).filter(pk=deal_id).exists():
        raise Missing()
    rows = letter_rows(viewer=viewer).filter(deal=deal_id).exclude(state=SendingState.SENT)
    return list(rows.order_by("-pk")[:ABOUT])


def as_shown(row: Sending, *, viewer: Actor) -> Sending:
    """Return a letter as this viewer may read it: the address in part where their role sees it so; not to be saved."""
    address, row.to = row.to, shown(row.to, "email", viewer)
    if row.to != address:
        row.text, row.error = (words.replace(address, row.to) for words in (row.text, row.error))
    return row


def state_words(row: Sending) -> str:
    """Return where a letter stands, in words."""
    return _(STATES[SendingState(row.state)])


def files_of_letter(row: Sending, *, viewer: Actor) -> list[File]:
    """Return the files kept with a sending, the first one first."""
    kept = {"about_kind": "channels.letter", "about_id": row.pk, "removed_at__isnull": True}
    rows = File.objects.filter(**kept) if files.GUARDS["channels.letter"](viewer, row.pk) else File.objects.none()
    return list(rows.order_by("pk"))


def enclosed_in(row: Sending, *, viewer: Actor) -> tuple[Enclosed, ...]:
    """Return the files that go with a sending."""
    found = []
    for each in files_of_letter(row, viewer=viewer):
        with files.opened(each) as source:
            found.append(Enclosed(title=each.title, content_type=each.content_type, content=source.read()))
    return tuple(found)


def enclosed_calendar(row: Sending) -> tuple[Enclosed, ...]:
    """Return the meeting a letter carries, as mail programs take it in (RFC 6047)."""
    if not row.calendar:
        return ()
    method = "CANCEL" if "METHOD:CANCEL" in row.calendar else "REQUEST"
    kind = f"text/calendar; method={method}"
    return (Enclosed(title="invite.ics", content_type=kind, content=row.calendar.encode()),)


def on_the_way(account_id: int, *, viewer: Actor) -> list[tuple[str, str]]:
    """Return (number, address) of the messages that went lately by an account and are not known to have come."""
    rows = visible_letters(viewer).filter(account=account_id, state=SendingState.SENT, delivered_at__isnull=True)
    rows = rows.filter(done_at__gt=clock.now() - WATCHED).exclude(outside="").order_by("pk")
    return list(rows.values_list("outside", "to")[:ASKED_AT_ONCE])
