"""Deals leaving in a file an import reads back: a few hundred in memory at once, phones as the viewer may see them."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch, QuerySet

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.models import Deal, Loss, StageChange
from mostik.crm.queries.fields import record_labels
from mostik.crm.queries.imports.own import deal_and_client_fields
from mostik.crm.rules.fields.columns import leaves, own_headings
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.rules.fields.values import Labels, written
from mostik.crm.rules.imports.leaving import Leaving, headings
from mostik.crm.terms import Holder
from mostik.people.access import clear, shown

AT_ONCE = 500


class _Line:
    """Takes what the writer writes and hands it on."""

    def write(self, text: str) -> str:
        return text


def leaving_lines(*, viewer: Actor) -> Iterator[str]:
    """Yield every deal within reach as a CSV of the columns an import reads."""
    writer, own = csv.writer(_Line(), delimiter=";"), leaving_fields(viewer=viewer)
    plain = headings(viewer.language)
    yield "\ufeff" + writer.writerow([*plain, *own_headings(own, viewer.language, plain)])
    for deals in _deals(viewer):
        labels = (
            record_labels(own, [each for deal in deals for each in _owns(deal).values()], viewer=viewer)
            if own
            else Labels()
        )
        for deal in deals:
            line = replace(leaving(deal, viewer=viewer), own=_own_texts(deal, own, labels))
            yield writer.writerow(line.cells())


def leaving_fields(*, viewer: Actor) -> tuple[FieldView, ...]:
    """Return the own fields that leave with a deal: its own and its clients', those the viewer sees in full."""
    found = deal_and_client_fields(viewer=viewer)
    return tuple(each for each in found if leaves(each) and (not each.masked or clear(each.masked, viewer)))


def leaving(deal: Deal, *, viewer: Actor) -> Leaving:
    """Return a deal, fetched with its stays and losses, as it leaves."""
    person, reason = deal.contact, next((loss.reason.title for loss in deal.losses.all()), "")
    texts = {
        "external_id": deal.origin_id or f"mostik-{deal.pk}",
        "title": deal.title,
        "amount": f"{deal.amount.major:f}",
        "currency": deal.currency,
        "owner": deal.owner.email,
        "pipeline": deal.pipeline.title,
        "stage": deal.stage.title,
        "company": deal.company.title if deal.company else "",
        "contact": str(person) if person else "",
        "position": person.position if person else "",
        "phone": shown(person.phone, "phone", viewer) if person else "",
        "email": shown(person.email, "email", viewer) if person else "",
        "channel": deal.channel.title if deal.channel else "",
        "product": deal.product.title if deal.product else "",
        "reason": reason if deal.outcome == "lost" else "",
        "note": deal.note,
    }
    past = [(stay.stage.title, stay.entered_at) for stay in deal.stays.all()]
    return Leaving(texts=texts, created=deal.created_at, closed=deal.closed_at, expected=deal.expected_on, past=past)


def _owns(deal: Deal) -> dict[Holder, dict[str, Any]]:
    company, contact = deal.company, deal.contact
    return {
        Holder.DEAL: deal.own,
        Holder.COMPANY: company.own if company else {},
        Holder.CONTACT: contact.own if contact else {},
    }


def _own_texts(deal: Deal, fields: Sequence[FieldView], labels: Labels) -> list[str]:
    owns, zone = _owns(deal), clock.zone()
    return [written(each, owns[each.holder].get(each.slot), labels, zone=zone) for each in fields]


def _deals(viewer: Actor) -> Iterator[list[Deal]]:
    rows: QuerySet[Any] = (
        visible_deals(viewer)
        .select_related("owner", "pipeline", "stage", "company", "contact", "channel", "product")
        .prefetch_related(
            Prefetch("stays", StageChange.objects.select_related("stage")),
            Prefetch("losses", Loss.objects.select_related("reason").order_by("-at")),
        )
        .order_by("pk")
    )
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        yield batch
