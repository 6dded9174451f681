"""A record's timeline as a viewer reads it: one line for everything that happened, newest first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from mostik.core import journal
from mostik.core.actors import Actor
from mostik.core.models import Entry
from mostik.core.queries import said
from mostik.crm import events
from mostik.crm.queries.fields.known import field_titles
from mostik.crm.queries.merging import same_as
from mostik.crm.queries.words import FIELDS, KIND_ICONS, KINDS, RESULT_TONES, RESULTS
from mostik.crm.terms import ActivityKind
from mostik.kernel.events import Ref
from mostik.kernel.money import Money
from mostik.people.access import clear
from mostik.web import formats

PAGE = 30
ACTIVITY = "crm.activity_"
REQUEST = "people.approval_"
#: Icon and tone by the event's name; whatever is not here is news without a colour.
MARKS: Mapping[str, tuple[str, str]] = {
    events.DealCreated.name: ("plus", "info"),
    events.DealMoved.name: ("arrow-right", "info"),
    events.DealWon.name: ("trophy", "good"),
    events.DealLost.name: ("close", "bad"),
    events.LeadRejected.name: ("close", "warn"),
    events.DealReopened.name: ("refresh", "warn"),
    events.DealHandedOver.name: ("person", "neutral"),
    events.DealRemoved.name: ("trash", "warn"),
    events.DealRestored.name: ("refresh", "neutral"),
    events.DealItemsSet.name: ("deals", "neutral"),
    events.PaymentReceived.name: ("money", "good"),
    events.PaymentWithdrawn.name: ("money", "warn"),
    events.DocumentDrafted.name: ("file", "neutral"),
    events.DocumentIssued.name: ("file", "info"),
    events.DocumentRemade.name: ("file", "info"),
    events.DocumentSent.name: ("mail", "info"),
    events.DocumentViewed.name: ("eye", "info"),
    events.DocumentAccepted.name: ("check", "good"),
    events.DocumentPaid.name: ("money", "good"),
    events.DocumentCancelled.name: ("close", "bad"),
    events.PaymentLaid.name: ("money", "good"),
    events.PaymentLifted.name: ("money", "warn"),
    events.PaymentPromised.name: ("clock", "info"),
    events.PromiseKept.name: ("check", "good"),
    events.PromiseBroken.name: ("close", "bad"),
    events.PromiseWithdrawn.name: ("refresh", "neutral"),
    events.PaymentReminded.name: ("bell", "info"),
    events.CreditLimitSet.name: ("money", "neutral"),
    events.CompanyAdded.name: ("plus", "info"),
    events.CompanyRemoved.name: ("trash", "warn"),
    events.ContactAdded.name: ("person", "info"),
    events.ContactRemoved.name: ("trash", "warn"),
    events.ActivityDropped.name: ("trash", "warn"),
    events.RowAdded.name: ("plus", "info"),
    events.RowRemoved.name: ("trash", "warn"),
    events.ClientsMerged.name: ("people", "info"),
    events.MergeUndone.name: ("refresh", "warn"),
}
PROMISES = (events.PaymentPromised, events.PromiseKept, events.PromiseBroken, events.PromiseWithdrawn)
#: What goes to a client is written down twice: when it is promised, and when it went.
SENT = frozenset({ActivityKind.EMAIL.value, ActivityKind.MESSAGE.value})
#: Titles and masks of own fields by the names changes give them.
OwnTitles = Mapping[str, tuple[str, str]]
#: Fields whose values a role may see only in part.
MASKED = frozenset({"phone", "email"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that happened."""

    id: int
    at: datetime
    what: str
    who: str
    text: str
    icon: str
    tone: str
    about: Ref


@dataclass(frozen=True)
class Timeline:
    """A page of the timeline; ``before`` asks for the older one, none left when zero."""

    lines: tuple[Line, ...]
    before: int = 0


def timeline(about: Ref, *, viewer: Actor, before: int = 0, only: str = "") -> Timeline:
    """Return what happened to a record, a page at a time; the caller has made sure the viewer may see the record.

    ``only`` narrows it to "activities" (work with the client) or "changes" (everything else).
    """
    rows = journal.timeline(about, *(Ref(about.kind, number) for number in _merged(about, viewer)))
    if only:
        work = Q(name__startswith=ACTIVITY)
        rows = rows.filter(work if only == "activities" else ~work)
    if before and (last := rows.filter(pk=before).first()):
        rows = rows.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    listed = list(rows[: PAGE + 1])
    own = field_titles(
        (name for entry in listed for name, *_values in entry.payload.get("changes") or ()), viewer=viewer
    )
    more = listed[PAGE - 1].pk if len(listed) > PAGE else 0
    return Timeline(tuple(line for entry in _told_once(listed[:PAGE]) if (line := _line(entry, viewer, own))), more)


def _told_once(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Leave out what was only promised where it stands above, newer, as an activity done."""
    done: Counter[str] = Counter()
    for entry in entries:
        title = entry.payload.get("title", "")
        if entry.name == events.ActivityDone.name and entry.payload.get("kind") in SENT:
            done[title] += 1
        promised = getattr(journal.read(entry), "done_as", "") if done else ""
        if promised and done[promised] > 0:
            done[promised] -= 1
            continue
        yield entry


def _merged(about: Ref, viewer: Actor) -> list[int]:
    """Return the records merged into this one: their past goes on here."""
    kind = about.kind.removeprefix("crm.")
    return same_as(kind, about.id, viewer=viewer) if kind in {"company", "contact"} else []


def _line(entry: Entry, viewer: Actor, own: OwnTitles) -> Line | None:
    event = journal.read(entry)
    if event is None:
        return None
    icon, tone = MARKS.get(entry.name, ("edit", "neutral"))
    what, text = said(entry), _changed(entry.payload.get("changes") or (), viewer, own)
    if isinstance(event, events.ActivityDone | events.ActivityPlanned):
        what, text, icon, tone = _activity(event)
    elif isinstance(event, events.PaymentReceived | events.PaymentWithdrawn):
        text = formats.money(Money(event.paid, event.currency))
    elif isinstance(event, events.PaymentLaid | events.PaymentLifted):
        text = formats.money(Money(event.laid, event.currency))
    elif isinstance(event, PROMISES):
        text = f"{formats.money(Money(event.promised, event.currency))} · {formats.day(event.due)}"
    elif isinstance(event, events.DealLost | events.LeadRejected):
        text = event.note
    elif entry.name.startswith(REQUEST):
        text = entry.payload.get("text", "")
    return Line(
        id=entry.pk,
        at=entry.at,
        what=what[:1].upper() + what[1:],
        who=who_of(entry),
        text=text,
        icon=icon,
        tone=tone,
        about=Ref(entry.about_kind, entry.about_id),
    )


def who_of(entry: Entry) -> str:
    """Return who did it, and for whom when they stood in."""
    absent = entry.payload.get(journal.DONE_FOR)
    return _("{who} for {absent}").format(who=entry.actor_name, absent=absent) if absent else entry.actor_name


def _activity(event: "events.ActivityDone | events.ActivityPlanned") -> tuple[str, str, str, str]:
    """Return words, text, icon and tone of something planned or done."""
    kind, icon = str(KINDS[event.kind]), KIND_ICONS[event.kind]
    if isinstance(event, events.ActivityPlanned):
        when = _("for %(when)s") % {"when": formats.moment(event.due)} if event.due else ""
        what = _("planned: %(kind)s %(when)s") % {"kind": kind.lower(), "when": when}
        return what.strip(), event.title, icon, "info"
    if event.kind == ActivityKind.NOTE:
        return kind, event.note, icon, "neutral"
    return (
        f"{kind}: {str(RESULTS[event.result]).lower()}",
        _once(event.title, event.note),
        icon,
        RESULT_TONES.get(event.result, "neutral"),
    )


def _once(title: str, note: str) -> str:
    """Return a title and a note; a message's title is how it begins, and is not said twice."""
    begins = " ".join(note.split()).startswith(" ".join(title.split()))
    return note if begins else " · ".join(part for part in (title, note) if part)


def _changed(changes: Any, viewer: Actor, own: OwnTitles) -> str:
    """Return changed fields as "field: before → after"; the values of a field shown in part are left out."""
    said = []
    for name, before, after in changes:
        title, mask = own.get(name) or (_field(name), name if name in MASKED else "")
        hidden = bool(mask) and not clear(mask, viewer)
        said.append(title if hidden else f"{title}: {before or formats.DASH} → {after or formats.DASH}")
    return "; ".join(said)


def _field(name: str) -> str:
    """Return what people call a field of a client, deal or activity."""
    return str(FIELDS.get(name, name))
