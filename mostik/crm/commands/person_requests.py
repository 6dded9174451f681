"""Requests about personal data: received, answered, refused, carried out with a report that proves it."""

import hashlib
import json
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from mostik.core import clock, outbox, search, stores
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import last_seal, publish
from mostik.core.locks import locked
from mostik.core.models import File
from mostik.core.privacy import mentions
from mostik.core.privacy.erasing import erase_lines
from mostik.core.privacy.mentions import GONE, Found, Holding, Sought
from mostik.crm.access import visible_contacts
from mostik.crm.adapters.table import store
from mostik.crm.events import PersonRequestDone, PersonRequestReceived, PersonRequestRefused
from mostik.crm.models import Contact, Imported, ImportRun, Pair, PersonRequest
from mostik.crm.queries.contacts import full_name
from mostik.crm.queries.personal.requests import (
    KIND,
    brought,
    days_of_request,
    held_lines,
    lines_of_activities,
    request_of,
    requests,
    sought,
)
from mostik.crm.terms import RequestKind, RequestState
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Conflict, Invalid, Missing
from mostik.people.commands.reads import note_read
from mostik.people.terms import ReadKind

NEEDS = "crm.handle_requests"
ERASE = "crm.erase_person"
SHORTEST = 5
#: Rows of these are deleted rather than emptied: without their value they mean nothing.
DELETED = {"crm.Identity", "core.File"}


@command(needs=NEEDS)
def receive_request(*, by: Actor, contact_id: int, kind: RequestKind, received_on: date, letter: str) -> int:
    """Write down that somebody within reach asks about their data, with the days it is due; return its number."""
    row = visible_contacts(by).filter(pk=contact_id).first()
    if row is None:
        raise Missing(field="contact")
    if received_on > clock.today():
        raise Invalid(_("A request cannot come in the future."), field="received_on")
    if len(letter.strip()) < SHORTEST:
        raise Invalid(_("Say how it came: a letter and its number, a call, a visit."), field="letter")
    if PersonRequest.objects.filter(contact_id=contact_id, kind=kind, state__in=("open", "running")).exists():
        raise Conflict(_("Such a request of this person is open already."))
    answer_by, end_by = days_of_request(received_on)
    made = PersonRequest.objects.create(
        kind=kind,
        contact_id=contact_id,
        person=full_name(row)[:250],
        letter=letter.strip()[:500],
        received_on=received_on,
        answer_by=answer_by,
        end_by=end_by,
        by_id=by.id,
        made_at=clock.now(),
    )
    publish(PersonRequestReceived(at=made.made_at, request=made.pk, contact=contact_id, kind=kind))
    return made.pk


@command(needs=NEEDS)
def refuse_request(*, by: Actor, request_id: int, why: str) -> None:
    """Refuse a request that is open, saying on which ground."""
    row = _open(by, request_id)
    if len(why.strip()) < SHORTEST:
        raise Invalid(_("Say on which ground it is refused."), field="why")
    row.state, row.refused, row.done_at, row.answered_on = (
        RequestState.REFUSED,
        why.strip()[:500],
        clock.now(),
        clock.today(),
    )
    row.save()
    publish(PersonRequestRefused(at=row.done_at, request=row.pk, contact=row.contact_id, kind=row.kind))


@command(needs=NEEDS)
def note_gathered(*, by: Actor, request_id: int) -> None:
    """Write down that everything held about somebody was gathered into a file."""
    row = request_of(request_id, viewer=by)
    note_read(by=by, what=ReadKind.SUBJECT, kind=KIND, subjects=[row.contact_id])


@command(needs=NEEDS)
def answer_request(*, by: Actor, request_id: int) -> None:
    """Close a request about what is held: the person was answered, with the file where something is held."""
    row = _open(by, request_id)
    if row.kind != RequestKind.ACCESS:
        raise Conflict(_("This request asks for more than an answer."))
    row.answered_on, row.report = clock.today(), {"request": row.pk, "contact": row.contact_id}
    _end(row)


@command(needs=NEEDS)
def carry_out(*, by: Actor, request_id: int) -> None:
    """Begin an erasure that is asked for: the workers do it. Refuses what is none, or is no longer open."""
    row = _open(by, request_id)
    if row.kind != RequestKind.ERASE:
        raise Conflict(_("This request asks for nothing to be erased."))
    row.state, row.by_id, row.total = RequestState.RUNNING, by.id, sum(1 for _each in mentions.searched()) + 2
    row.save(update_fields=["state", "by_id", "total"])
    outbox.enqueue(ERASE, key=f"{ERASE}:{row.pk}", payload={"request": row.pk})


@command(needs=NEEDS, whole=False)
def erase_person(*, by: Actor, request_id: int) -> None:
    """Erase somebody everywhere, as a request that is being carried out asks.

    Mentions go first, the person's own rows last and together with the journal's lines and the report: whoever
    follows a worker that died still knows whom to look for. Papers the law keeps stay and are named in the report.
    """
    row = PersonRequest.objects.filter(pk=request_id, state=RequestState.RUNNING).first()
    if row is None:
        return
    whom = sought(row.contact_id, viewer=by)
    found = mentions.find(whom, tick=lambda _table: _step(row), deep=True)
    for each in found.mentions:
        if not each.kept:
            mentions.clean(each, whom)
    _forget_files(whom, found)
    finish_erasure(by=by, request_id=request_id, whom=whom, found=found)


@command(needs=NEEDS)
def finish_erasure(*, by: Actor, request_id: int, whom: Sought, found: Found) -> None:
    """Empty the person's own rows and their lines of the journal, and keep the report, all or nothing; and once."""
    row = PersonRequest.objects.select_for_update().filter(pk=request_id, state=RequestState.RUNNING).first()
    if row is None:
        return
    found.lines = {**mentions.lines_about(whom), **lines_of_activities(whom.numbers)}
    report = _report(row, found)
    act, lines = erase_lines(found.lines, Ref(KIND, row.contact_id))
    for each in found.whole:
        _empty(each, whom)
    _empty_contacts(whom)
    sealed, digest = last_seal()
    row.refresh_from_db()
    row.act, row.answered_on = act, clock.today()
    row.report = {**report, "lines": lines, "act": act, "seal": [sealed, digest]}
    _end(row)


def _open(by: Actor, request_id: int) -> PersonRequest:
    row = locked(requests(viewer=by).filter(pk=request_id)).first()
    if row is None:
        raise Missing()
    if row.state != RequestState.OPEN:
        raise Conflict(_("This request is no longer open."))
    return row


def _end(row: PersonRequest) -> None:
    row.state, row.done_at, row.done = RequestState.DONE, clock.now(), row.total
    row.report = {**row.report, "digest": digest_of(row.report)}
    row.save()
    told = PersonRequestDone(
        at=row.done_at, request=row.pk, contact=row.contact_id, kind=row.kind, digest=row.report["digest"]
    )
    publish(told)


def digest_of(report: dict[str, Any]) -> str:
    """Return the hash of a report, its own hash aside: the journal keeps it, so the report cannot be rewritten."""
    told = {name: value for name, value in report.items() if name != "digest"}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _report(row: PersonRequest, found: Found) -> dict[str, Any]:
    lines = held_lines(found)
    return {
        "request": row.pk,
        "contact": row.contact_id,
        "received": row.received_on.isoformat(),
        "erased": [[each.table, each.rows] for each in lines if not each.kept],
        "kept": [[each.table, each.rows, each.basis] for each in lines if each.kept],
    }


def _step(row: PersonRequest) -> None:
    PersonRequest.objects.filter(pk=row.pk).update(done=min(row.total, row.done + 1))
    row.done += 1


def _empty(each: Holding, whom: Sought) -> None:
    if each.table in DELETED:
        apps.get_model(each.table)._base_manager.filter(pk__in=each.numbers).delete()  # noqa: SLF001 - removed ones too
        search.index(each.table.lower(), each.numbers)
    else:
        mentions.clean(each, whom)


def _empty_contacts(whom: Sought) -> None:
    Pair.objects.filter(kind="contact", one_id__in=whom.numbers).delete()
    Pair.objects.filter(kind="contact", two_id__in=whom.numbers).delete()
    rows = Contact.objects.filter(pk__in=whom.numbers)
    rows.filter(removed_at__isnull=True).update(removed_at=clock.now())
    rows.update(first_name=GONE, position="", compared=True)
    search.index(KIND, whom.numbers)


def _forget_files(whom: Sought, found: Found) -> None:
    """Forget the bytes of files that are theirs, and the kept files of imports that brought the person."""
    theirs = [pk for each in found.whole if each.table == "core.File" for pk in each.numbers]
    for names in File.objects.filter(pk__in=theirs).values_list("stored", "preview"):
        for name in filter(None, names):
            stores.drop(name)
    runs = Imported.objects.filter(brought(whom)).values("run")
    for run in ImportRun.objects.filter(pk__in=runs):
        for file in (*run.files, *run.options.get("sources", [])):
            store.drop(file["stored"])
