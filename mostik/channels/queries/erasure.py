"""What the room holds wholly about a client: what was written to and by them, drafts to them, their meetings."""

from collections.abc import Iterator

from django.db.models import Q

from mostik.channels.models import Arrival, Booking, Enquiry, LetterDraft, RawLetter, Sending, Survey, Talk
from mostik.channels.queries.mail import body_of
from mostik.channels.rules.mail.letters import read
from mostik.channels.rules.mail.words import decoded
from mostik.core.actors import SYSTEM, Actor
from mostik.core.models import Entry, File
from mostik.core.privacy.mentions import Holding, Sought, files_about, is_mentioned

KIND = "crm.contact"
#: What a letter, a draft and a message hold files under.
FILES = {Sending: "channels.letter", LetterDraft: "channels.letter_draft", Arrival: "channels.arrival"}
AT_ONCE = 50


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
        (Survey.objects.filter(contact__in=sought.numbers), "comment"),
        (talks, "name address last_text"),
    ):
        numbers = tuple(rows.order_by("pk").values_list("pk", flat=True))
        yield Holding(rows.model._meta.label, numbers, tuple(columns.split()), whole=True)  # noqa: SLF001 - Django's own name of a table
        if kind := FILES.get(rows.model):
            yield files_about(kind, numbers)


def letters_that_mention(sought: Sought, *, viewer: Actor = SYSTEM) -> Iterator[Holding]:  # noqa: ARG001
    """Return letters of others as they came that mention a client, anywhere in them: opened one by one."""
    if sought.kind != KIND:
        return
    others = RawLetter.objects.filter(done_at__isnull=False).exclude(talk__contact__in=sought.numbers).order_by("pk")
    found = [(row.pk, row.sender) for row in others.iterator(chunk_size=AT_ONCE) if _says(row, sought)]
    yield Holding("channels.RawLetter", tuple(pk for pk, _sender in found), ("subject", "body"), whole=True)
    theirs = tuple(pk for pk, sender in found if is_mentioned(sender, sought.pattern))
    yield Holding("channels.RawLetter", theirs, ("sender",), whole=True)


def _says(row: RawLetter, sought: Sought) -> bool:
    raw = body_of(row)
    letter = read(raw)
    said = [row.sender, row.subject, letter.name, letter.subject, letter.text, letter.html, decoded(raw)]
    return is_mentioned(said, sought.pattern)


def lines_of_correspondence(sought: Sought, *, viewer: Actor = SYSTEM) -> Iterator[tuple[int, list[str]]]:  # noqa: ARG001
    """Yield the journal's lines of what a client wrote, was written, and met about, with the fields by which."""
    if sought.kind != KIND:
        return
    wrote = Entry.objects.filter(name="channels.client_wrote", payload__contact__in=sought.numbers)
    yield from ((number, ["text", "who"]) for number in wrote.values_list("pk", flat=True))
    letters = set(Sending.objects.filter(contact__in=sought.numbers).values_list("pk", flat=True))
    yield from _lines_of_files(sought)
    meetings = set(Booking.objects.filter(deal__contact__in=sought.numbers).values_list("pk", flat=True))
    for prefix, field, numbers in (("letter", "letter", letters), ("meeting", "booking", meetings)):
        rows = Entry.objects.filter(name__startswith=f"channels.{prefix}_").values_list("pk", f"payload__{field}")
        yield from ((pk, ["subject", "title", "reason", "error"]) for pk, each in rows.iterator() if each in numbers)


def _lines_of_files(sought: Sought) -> Iterator[tuple[int, list[str]]]:
    """Yield the journal's lines of files that came and went with a client's letters and messages."""
    files = {pk for each in correspondence_of(sought) if each.table == "core.File" for pk in each.numbers}
    about = File.objects.filter(pk__in=files).values_list("about_kind", "about_id")
    for kind, number in set(about):
        rows = Entry.objects.filter(about_kind=kind, about_id=number, name__startswith="core.file_")
        yield from ((pk, ["title"]) for pk in rows.values_list("pk", flat=True))
