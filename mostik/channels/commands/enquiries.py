"""Enquiries: stored as they came with the promise to read them, read into leads, sorted out by people.

Accepting is two inserts and nothing else: once the sender has heard "accepted", the bytes are on the disk. Whatever
came twice under one key is one enquiry. Reading is a job; it may run twice and takes each in once.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from django.core import signing
from django.utils.translation import gettext

from mostik.channels.events import EnquirySorted
from mostik.channels.models import Enquiry, Source
from mostik.channels.queries.sources import enquiry_of, enquiry_rows
from mostik.channels.rules.sources import Lead, checked, is_own, lead, reachable, told
from mostik.channels.terms import EnquiryState, SourceKind
from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.locks import locked
from mostik.crm.commands.consents import give_consent
from mostik.crm.commands.intake import Taken, take_lead
from mostik.crm.queries.fields.programs import own_texts
from mostik.crm.terms import ConsentChannel, ConsentPurpose
from mostik.kernel.refusals import Conflict, Refusal

READ: Final = "channels.read_enquiry"
RIGHT: Final = "channels.edit_sources"
#: A field no person sees: whoever fills it in is no person.
HONEYPOT: Final = "website"
STAMP: Final = "_t"
SALT: Final = "mostik.form"
#: Nobody fills a form in faster.
LEAST_SECONDS: Final = 3
AT_ONCE: Final = 5000


@command(needs=None)
def accept(*, by: Actor, source_id: int, key: str, body: bytes, kind: str = "", address: str = "") -> None:
    """Keep what came, byte for byte, with the promise to read it; what came under this key before is left as it is."""
    del by
    row = Enquiry(source_id=source_id, key=key[:120], body=body, kind=kind[:200], address=address[:45], at=clock.now())
    Enquiry.objects.bulk_create([row], ignore_conflicts=True)
    _promise(source_id, row.key)


def key_of(body: bytes, number: str = "") -> str:
    """Return what tells one delivery from another: its own number, else its bytes within a day."""
    if number:
        return f"id:{number}" if len(number) <= 64 else f"id:{hashlib.sha256(number.encode()).hexdigest()}"
    return f"{clock.today().isoformat()}:{hashlib.sha256(body).hexdigest()}"


@command(needs=None)
def read_enquiry(*, by: Actor, source_id: int, key: str) -> None:
    """Read an enquiry into a lead; one that cannot be read waits for a person, one no person sent is spam."""
    del by
    row = locked(Enquiry.objects.filter(source=source_id, key=key)).select_related("source").first()
    if row is None or row.state != EnquiryState.NEW:
        return
    try:
        said = _said(row)
        if why := _why_spam(row, said):
            _settle(row, EnquiryState.SPAM, error=why)
            return
        found = checked(lead(said, row.source.mapping))
        found = reachable(found) if row.source.kind == SourceKind.TABLE else found
        taken = _take(row, found, offers="offers" in said)
    except Refusal as refusal:
        _settle(row, EnquiryState.ODD, error=refusal.text(gettext))
        return
    row.deal_id, row.contact_id = taken.deal, taken.contact
    _settle(row, EnquiryState.JOINED if taken.joined else EnquiryState.TAKEN)


@command(needs=None)
def give_up(*, by: Actor, source_id: int, key: str, error: str) -> None:
    """Put an enquiry whose reading broke aside for a person: it never stands in the way of others."""
    del by
    row = locked(Enquiry.objects.filter(source=source_id, key=key, state=EnquiryState.NEW)).first()
    if row:
        _settle(row, EnquiryState.ODD, error=error)


@command(needs=RIGHT)
def mend_enquiry(*, by: Actor, enquiry_id: int, text: str) -> None:
    """Put an enquiry right and let it be read again; the bytes that came stay as they are."""
    row = _sortable(by, enquiry_id)
    row.mended = text.replace("\0", "").strip()[:200_000]
    row.save(update_fields=["mended"])
    _again(row, "mended")


@command(needs=RIGHT)
def call_spam(*, by: Actor, enquiry_id: int) -> None:
    """Say that an enquiry waiting to be sorted out is spam."""
    _to_spam(by, _sortable(by, enquiry_id))


@command(needs=RIGHT)
def call_no_spam(*, by: Actor, enquiry_id: int) -> None:
    """Take an enquiry out of the spam: it is read like any other."""
    row = _sortable(by, enquiry_id, EnquiryState.SPAM)
    row.mended = row.mended or _text(row)
    row.save(update_fields=["mended"])
    _again(row, "no spam")


@command(needs=RIGHT)
def read_again(*, by: Actor, enquiry_ids: Sequence[int]) -> int:
    """Let enquiries be read again by what their sources say now, spam as none; return how many waited for that."""
    rows = _waiting(by, enquiry_ids, EnquiryState.ODD, EnquiryState.SPAM)
    for row in rows:
        if row.state == EnquiryState.SPAM:
            row.mended = row.mended or _text(row)
            row.save(update_fields=["mended"])
        _again(row, "again")
    return len(rows)


@command(needs=RIGHT)
def call_all_spam(*, by: Actor, enquiry_ids: Sequence[int]) -> int:
    """Say of enquiries waiting to be sorted out that they are spam; return how many waited."""
    rows = _waiting(by, enquiry_ids, EnquiryState.ODD)
    for row in rows:
        _to_spam(by, row)
    return len(rows)


def stamp() -> str:
    """Return what a form carries to say when it was opened."""
    return signing.Signer(salt=SALT).sign(str(int(clock.now().timestamp())))


def _said(row: Enquiry) -> dict[str, str]:
    """Return what an enquiry tells: as a person put it right, else as it came."""
    if row.mended:
        return told(row.mended.encode(), row.kind if row.mended.startswith("--") else "")
    return told(bytes(row.body), row.kind)


def _why_spam(row: Enquiry, said: Mapping[str, str]) -> str:
    """Return why no person sent a form; nothing for whatever is no form, or was looked at by a person."""
    if row.source.kind != SourceKind.FORM or row.mended:
        return ""
    if said.get(HONEYPOT, "").strip():
        return gettext("A field nobody sees was filled in.")
    if STAMP not in said:
        return ""
    try:
        opened_at = int(signing.Signer(salt=SALT).unsign(said[STAMP]))
    except (signing.BadSignature, ValueError):
        return gettext("The form's stamp is forged.")
    fast = row.at.timestamp() - opened_at < LEAST_SECONDS
    return gettext("Filled in too fast for a person.") if fast else ""


def _take(row: Enquiry, found: Lead, *, offers: bool) -> Taken:
    source, said = row.source, found.fields
    taken = take_lead(
        by=SYSTEM,
        source=source.code,
        external_id=row.key,
        name=found.name,
        phones=[said["phone"]] if said.get("phone") else (),
        emails=[said["email"]] if said.get("email") else (),
        messengers=[said["messenger"]] if said.get("messenger") else (),
        company_name=said.get("company", ""),
        title=said.get("title", ""),
        text=found.text,
        channel_id=source.channel_id,
        product_id=source.product_id,
        language=source.told.get("language", ""),
        own=own_texts({name: value for name, value in said.items() if is_own(name)}, viewer=SYSTEM) or None,
        marks={**found.marks, **_agreed(source)},
        at=row.at,
    )
    if offers and source.told.get("offers") and taken.contact:
        _note_consent(row, taken)
    return taken


def _agreed(source: Source) -> dict[str, str]:
    """Return to which version of a form's text whoever sent it agreed."""
    consent = source.told.get("consent") or {}
    return {"consent": f"{source.title}, v{consent['version']}"} if consent else {}


def _note_consent(row: Enquiry, taken: Taken) -> None:
    """Keep that somebody ticked the form's consent to offers."""
    assert taken.contact
    with suppress(Refusal):
        give_consent(
            by=SYSTEM,
            contact_id=taken.contact,
            purpose=ConsentPurpose.OFFERS,
            channel=ConsentChannel.ANY,
            text=row.source.told["offers"][:120],
            how=gettext("the form {title}, {address}").format(title=row.source.title, address=row.address or "—"),
            at=row.at,
        )


def _sortable(by: Actor, enquiry_id: int, *states: EnquiryState) -> Enquiry:
    enquiry_of(enquiry_id, viewer=by)
    row = locked(Enquiry.objects.filter(pk=enquiry_id)).select_related("source").get()
    if row.state not in (states or (EnquiryState.ODD, EnquiryState.SPAM)):
        raise Conflict(gettext("This enquiry is sorted out already."))
    return row


def _waiting(by: Actor, enquiry_ids: Sequence[int], *states: EnquiryState) -> list[Enquiry]:
    """Return those of the enquiries that are in these states, held in one order."""
    seen = enquiry_rows(viewer=by).filter(pk__in=enquiry_ids[:AT_ONCE], state__in=states).order_by()
    rows = locked(Enquiry.objects.filter(pk__in=list(seen.values_list("pk", flat=True)), state__in=states))
    return list(rows.select_related("source").order_by("pk"))


def _to_spam(by: Actor, row: Enquiry) -> None:
    _settle(row, EnquiryState.SPAM, error=gettext("Said by {who}.").format(who=by.name))
    publish(EnquirySorted(at=clock.now(), source=row.source_id, title=row.source.title, enquiry=row.pk, what="spam"))


def _again(row: Enquiry, what: str) -> None:
    row.state, row.error, row.done_at = EnquiryState.NEW, "", None
    row.save(update_fields=["state", "error", "done_at"])
    publish(EnquirySorted(at=clock.now(), source=row.source_id, title=row.source.title, enquiry=row.pk, what=what))
    _promise(row.source_id, row.key, again=f":{clock.now().timestamp():.3f}")


def _promise(source_id: int, key: str, again: str = "") -> None:
    outbox.enqueue(READ, key=f"enquiry:{source_id}:{key}{again}", payload={"source": source_id, "key": key})


def _settle(row: Enquiry, state: EnquiryState, error: str = "") -> None:
    row.state, row.error, row.done_at = state, error[:300], clock.now()
    row.save(update_fields=["state", "error", "done_at", "deal", "contact"])


def _text(row: Enquiry) -> str:
    return bytes(row.body).decode("utf-8", "replace").replace("\0", "")
