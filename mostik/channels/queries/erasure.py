"""What the room holds wholly about a client: what was written to and by them, drafts to them, their meetings."""

from collections.abc import Iterator

from django.db.models import Q

from mostik.channels.models import Arrival, Booking, Enquiry, LetterDraft, RawLetter, Sending, Talk
from mostik.core.actors import SYSTEM, Actor
from mostik.core.models import Entry
from mostik.core.privacy.mentions import Holding, Sought

KIND = "crm.contact"


def correspondence_of(sought: Sought, *, viewer: Actor = SYSTEM) -> Iterator[Holding]:  # noqa: ARG001 - a request answers itself
    """Return the letters, talks, drafts, enquiries and meetings that are wholly a client's."""
    if sought.kind != KIND:
        return
    talks = Talk.objects.filter(contact__in=sought.numbers)
    theirs = Q(contact__in=sought.numbers) | Q(talk__in=talks)
    for rows, columns in (
        (Sending.objects.filter(theirs), "to cc bcc subject text html calendar error"),
        (LetterDraft.objects.filter(deal__contact__in=sought.numbers), "cc bcc subject text"),
        (Arrival.objects.filter(talk__in=talks), "subject text html missing"),
        (RawLetter.objects.filter(talk__in=talks), "sender subject body"),
        (Enquiry.objects.filter(contact__in=sought.numbers), "body mended error"),
        (Booking.objects.filter(deal__contact__in=sought.numbers), "name phone email answers reason"),
        (talks, "name address last_text"),
    ):
        numbers = tuple(rows.order_by("pk").values_list("pk", flat=True))
        yield Holding(rows.model._meta.label, numbers, tuple(columns.split()), whole=True)  # noqa: SLF001 - Django's own name of a table


def lines_of_correspondence(sought: Sought, *, viewer: Actor = SYSTEM) -> Iterator[tuple[int, list[str]]]:  # noqa: ARG001
    """Yield the journal's lines of what a client wrote, was written, and met about, with the fields by which."""
    if sought.kind != KIND:
        return
    wrote = Entry.objects.filter(name="channels.client_wrote", payload__contact__in=sought.numbers)
    yield from ((number, ["text", "who"]) for number in wrote.values_list("pk", flat=True))
    letters = set(Sending.objects.filter(contact__in=sought.numbers).values_list("pk", flat=True))
    meetings = set(Booking.objects.filter(deal__contact__in=sought.numbers).values_list("pk", flat=True))
    for prefix, field, numbers in (("letter", "letter", letters), ("meeting", "booking", meetings)):
        rows = Entry.objects.filter(name__startswith=f"channels.{prefix}_").values_list("pk", f"payload__{field}")
        yield from ((pk, ["subject", "title", "reason", "error"]) for pk, each in rows.iterator() if each in numbers)
