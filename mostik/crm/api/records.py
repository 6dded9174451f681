"""Clients, deals, activities, payments and the books for programs: the commands and queries of people's screens."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from mostik.core.actors import Actor
from mostik.crm.access import visible_deals
from mostik.crm.api.own import OWN_IN, OWN_OUT, heard, own_ready
from mostik.crm.api.prices import SET_ITEMS
from mostik.crm.commands import activities, agenda, clients, contacts, deals, payments
from mostik.crm.models import (
    Activity,
    Company,
    Contact,
    Deal,
    Payment,
)
from mostik.crm.queries.activities import activity_row
from mostik.crm.terms import ActivityKind, ActivityResult, DecisionRole, Holder, Via
from mostik.kernel.refusals import Invalid
from mostik.people.access import clear, scoped, shown
from mostik.web import resources, schemas
from mostik.web.api import Id
from mostik.web.resources import Write

router = Router()
Resource = partial(resources.Resource, clear=clear, shown=shown)

DEAL = "title amount company contact channel product expected_on note"
COMPANY = "title sector region phone email site employees note"
CONTACT = "first_name last_name position phone email decision"
Confirmed = Annotated[
    list[schemas.text(200)], Field(max_length=50, description="Items of the checklist that are done.")
]


def _deal_fields(by: Actor, said: Mapping[str, Any]) -> Any:
    said = heard(Holder.DEAL, by, said)
    return {name: said[name] for name in (*DEAL.split(), "own") if name in said}


def _create_deal(*, by: Actor, said: dict[str, Any]) -> int:
    fields = {"own": {}, **_deal_fields(by, said)}
    where = {"pipeline_id": said.get("pipeline"), "stage_id": said.get("stage"), "owner_id": said.get("owner")}
    return deals.create_deal(by=by, title=fields.pop("title"), fields=fields, **where)


def _edit_deal(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    deals.edit_deal(by=by, deal_id=pk, fields=_deal_fields(by, said), version=version)


def _move_deal(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    confirmed = said.get("confirmed", ())
    fields = _deal_fields(by, said)
    deals.move_deal(by=by, deal_id=pk, stage_id=said["stage"], version=version, fields=fields, confirmed=confirmed)


def _win_deal(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    deals.win_deal(
        by=by, deal_id=pk, version=version, fields=_deal_fields(by, said), confirmed=said.get("confirmed", ())
    )


def _lose_deal(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    told = {"note": said.get("note", ""), "competitor": said.get("competitor", "")}
    deals.lose_deal(by=by, deal_id=pk, reason_id=said["reason"], version=version, **told)


def _create_company(*, by: Actor, said: dict[str, Any]) -> int:
    owner = said.pop("owner", None)
    said = heard(Holder.COMPANY, by, {"own": {}, **said})
    return clients.add_company(by=by, fields=said, owner_id=owner)  # type: ignore[arg-type]


def _contact(by: Actor, said: dict[str, Any]) -> Any:
    known = heard(Holder.CONTACT, by, said)
    return {**known, **({"decision": DecisionRole(said["decision"])} if "decision" in said else {})}


def _create_contact(*, by: Actor, said: dict[str, Any]) -> int:
    company = said.pop("company", None)
    return contacts.add_contact(by=by, fields=_contact(by, {"own": {}, **said}), company_id=company)


def _create_activity(*, by: Actor, said: dict[str, Any]) -> int:
    """Plan what has ``due_at``, record what has a ``result``; a note is its text alone."""
    kind = ActivityKind(said["kind"])
    about = {f"{name}_id": said.get(name) for name in ("deal", "company", "contact")}
    if kind is ActivityKind.NOTE:
        return activities.note_on(by=by, text=said.get("note", ""), **about)
    about["owner_id"], title = said.get("owner"), said.get("title", "")
    if said.get("due_at"):
        promised = said.get("promised", False)
        return activities.plan_activity(
            by=by, kind=kind, due_at=said["due_at"], title=title, promised=promised, via=Via.API, **about
        )
    if not said.get("result"):
        raise Invalid(_("Give due_at to plan it, or a result if it is done."), field="due_at")
    ended = {"note": said.get("note", ""), "seconds": said.get("seconds", 0), "at": said.get("done_at")}
    result = ActivityResult(said["result"])
    return activities.log_activity(by=by, kind=kind, result=result, title=title, via=Via.API, **ended, **about)


def _finish(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    del version
    ended = {"note": said.get("note", ""), "seconds": said.get("seconds", 0), "at": said.get("done_at")}
    activities.finish_activity(by=by, activity_id=pk, result=ActivityResult(said["result"]), **ended)


def _edit_activity(*, by: Actor, pk: int, said: dict[str, Any], version: int | None) -> None:
    known = {"owner_id" if name == "owner" else name: value for name, value in said.items()}
    seen = activity_row(pk, viewer=by).version if version is None else version
    agenda.edit_activity(by=by, activity_id=pk, version=seen, **known)


def _record(*, by: Actor, said: dict[str, Any]) -> int:
    return payments.record_payment(
        by=by,
        deal_id=said["deal"],
        amount=said["amount"],
        paid_on=said.get("paid_on"),
        note=said.get("note", ""),
        invoice_id=said.get("invoice"),
    )


SEE, EDIT = "crm.see_deals", "crm.edit_deal"

DEALS = Resource(
    name="deals",
    one="deal",
    model=Deal,
    kind="crm.deal",
    see=SEE,
    rows=lambda viewer: scoped(Deal.objects.all(), viewer),
    shows=f"{DEAL} pipeline stage outcome owner created_at closed_at stage_since next_at chance version",
    also=OWN_OUT,
    ready=own_ready(Holder.DEAL),
    filters="pipeline stage outcome owner company contact channel product created_at closed_at next_at expected_on",
    create=Write(
        needs="crm.add_deal",
        takes=f"{DEAL.replace('title', 'title*')} pipeline stage owner",
        also=OWN_IN,
        call=_create_deal,
    ),
    update=Write(needs=EDIT, takes=DEAL, also=OWN_IN, call=_edit_deal),
    remove=Write(
        needs="crm.remove_deal",
        call=lambda by, pk, version, **_: deals.remove_deal(by=by, deal_id=pk, version=version),
    ),
    restore=Write(needs="crm.remove_deal", call=lambda by, pk, **_: deals.restore_deal(by=by, deal_id=pk)),
    actions={
        "move": Write(
            needs=EDIT,
            takes=f"stage* {DEAL}",
            also={"confirmed": (Confirmed, []), **OWN_IN},
            call=_move_deal,
            says="Move a deal to another stage by the stage's rules; fields it requires may come along",
        ),
        "win": Write(
            needs=EDIT, takes=DEAL, also={"confirmed": (Confirmed, []), **OWN_IN}, call=_win_deal, says="Win a deal"
        ),
        "lose": Write(
            needs=EDIT,
            also={"reason": (Id, ...), "note": (schemas.text(500), ""), "competitor": (schemas.text(80), "")},
            call=_lose_deal,
            says="Lose a deal, saying why",
        ),
        "reopen": Write(
            needs=EDIT,
            says="Open a closed deal again",
            call=lambda by, pk, version, **_: deals.reopen_deal(by=by, deal_id=pk, version=version),
        ),
        "hand_over": Write(
            needs="crm.hand_over_deal",
            takes="owner*",
            says="Give a deal and its waiting steps to somebody else",
            call=lambda by, pk, said, version: deals.hand_over_deal(
                by=by, deal_id=pk, owner_id=said["owner"], version=version
            ),
        ),
        "set_items": SET_ITEMS,
    },
)
COMPANIES = Resource(
    name="companies",
    one="company",
    model=Company,
    kind="crm.company",
    watched=True,
    see=SEE,
    rows=lambda viewer: scoped(Company.objects.all(), viewer),
    shows=f"{COMPANY} owner created_at version",
    also=OWN_OUT,
    ready=own_ready(Holder.COMPANY),
    filters="owner sector region phone email created_at",
    create=Write(
        needs="crm.edit_client", takes=f"{COMPANY.replace('title', 'title*')} owner", also=OWN_IN, call=_create_company
    ),
    update=Write(
        needs="crm.edit_client",
        takes=COMPANY,
        also=OWN_IN,
        call=lambda by, pk, said, version: clients.edit_company(
            by=by,
            company_id=pk,
            fields=heard(Holder.COMPANY, by, said),
            version=version,  # type: ignore[arg-type]
        ),
    ),
    remove=Write(
        needs="crm.remove_client",
        call=lambda by, pk, version, **_: clients.remove_company(by=by, company_id=pk, version=version),
    ),
    restore=Write(needs="crm.remove_client", call=lambda by, pk, **_: clients.restore_company(by=by, company_id=pk)),
    actions={
        "hand_over": Write(
            needs="crm.hand_over_deal",
            takes="owner*",
            says="Give a company to somebody else",
            call=lambda by, pk, said, **_: clients.hand_over_companies(by=by, company_ids=[pk], owner_id=said["owner"]),
        ),
    },
)
CONTACTS = Resource(
    name="contacts",
    one="contact",
    model=Contact,
    kind="crm.contact",
    watched=True,
    see=SEE,
    rows=lambda viewer: scoped(Contact.objects.all(), viewer),
    shows=f"{CONTACT} company owner created_at version",
    also=OWN_OUT,
    ready=own_ready(Holder.CONTACT),
    filters="company owner phone email decision created_at",
    create=Write(
        needs="crm.edit_client",
        takes=f"{CONTACT.replace('first_name', 'first_name*')} company",
        also=OWN_IN,
        call=_create_contact,
    ),
    update=Write(
        needs="crm.edit_client",
        takes=CONTACT,
        also=OWN_IN,
        call=lambda by, pk, said, version: contacts.edit_contact(
            by=by, contact_id=pk, fields=_contact(by, said), version=version
        ),
    ),
    remove=Write(needs="crm.remove_client", call=lambda by, pk, **_: contacts.remove_contact(by=by, contact_id=pk)),
    restore=Write(needs="crm.remove_client", call=lambda by, pk, **_: contacts.restore_contact(by=by, contact_id=pk)),
)
ACTIVITIES = Resource(
    name="activities",
    one="activity",
    model=Activity,
    kind="crm.activity",
    see=SEE,
    rows=lambda viewer: scoped(Activity.objects.all(), viewer),
    shows="kind title deal company contact owner due_at done_at result note seconds promised via created_at version",
    filters="kind deal company contact owner result due_at done_at created_at",
    create=Write(
        needs="crm.do_activity",
        takes="kind* title deal company contact owner due_at done_at result note seconds promised",
        call=_create_activity,
        says="Plan a call, meeting, task or letter (due_at), or record one done (result), or write a note",
    ),
    update=Write(needs="crm.do_activity", takes="title due_at owner promised", call=_edit_activity),
    remove=Write(needs="crm.do_activity", call=lambda by, pk, **_: activities.drop_activity(by=by, activity_id=pk)),
    restore=Write(needs="crm.do_activity", call=lambda by, pk, **_: activities.restore_activity(by=by, activity_id=pk)),
    actions={
        "finish": Write(
            needs="crm.do_activity",
            takes="result* note seconds done_at",
            call=_finish,
            says="Say how a planned activity ended",
        )
    },
)
PAYMENTS = Resource(
    name="payments",
    one="payment",
    model=Payment,
    kind="crm.payment",
    see=SEE,
    rows=lambda viewer: Payment.objects.filter(deal__in=visible_deals(viewer)),
    shows="deal amount paid_on note",
    filters="deal paid_on",
    create=Write(
        needs="crm.record_payment",
        takes="deal* amount* paid_on note",
        also={"invoice": (Id | None, None)},
        call=_record,
        says="Record money received on a deal, laid on an invoice named or on those to be paid first",
    ),
    remove=Write(needs="crm.record_payment", call=lambda by, pk, **_: payments.withdraw_payment(by=by, payment_id=pk)),
    restore=Write(needs="crm.record_payment", call=lambda by, pk, **_: payments.return_payment(by=by, payment_id=pk)),
)
resources.register(router, DEALS, COMPANIES, CONTACTS, ACTIVITIES, PAYMENTS)
