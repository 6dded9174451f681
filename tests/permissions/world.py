"""The world of the matrix: one subject per role and, for every kind of record, one row of each relation to them.

A relation is whose the row is: the subject's own, a teammate's, another team's of the same department, or a stranger's
in another department. ``ROWS`` makes a row of a kind for an owner and says how the address names it; a new kind of
row in a policy without a maker here fails the matrix.
"""

import secrets
from collections.abc import Callable
from datetime import date, time, timedelta

from mostik.core import clock
from mostik.kernel.period import Span
from mostik.people.models import User

RELATIONS = ("own", "team", "department", "foreign")
SEES = {
    "own": {"own"},
    "team": {"own", "team"},
    "department": {"own", "team", "department"},
    "all": set(RELATIONS),
}
CANARY = "Zimorodok"
# A file opens to whoever may see what it belongs to; the matrix gives files of deals.
LOOKED_AT = ("core.file", "core.file_drawn", "core.record")
CHANGED = ("core.file_to_change", "core.file_removed", "core.record_to_change")
ROW_RIGHTS = {**dict.fromkeys(LOOKED_AT, "crm.see_deals"), **dict.fromkeys(CHANGED, "crm.edit_deal")}
# Imports carry the files of whoever ran them: seen by themselves and by those who see everything.
ONLY_OWN = {reach: {"own"} for reach in SEES}
OWN_OR_ALL = {**ONLY_OWN, "all": set(RELATIONS)}
WEBHOOKS = ("automation.webhook", "automation.webhook_removed", "automation.message")
# Statements carry the whole bank account: seen by whoever loaded them and by those who see everything.
BANK = ("crm.statement", "crm.statement_draft", "crm.bank_line", "crm.bank_line_left")
ROBOT_PAGES = [
    "robot",
    "robot_rename",
    "robot_trigger",
    "robot_conditions",
    "robot_goals",
    "robot_rehearsal",
    "robot_rehearsed",
    "robot_try",
    "robot_copy",
    "robot_on",
    "robot_off",
    "robot_remove",
    "step_choice",
    "step",
    "step_try",
    "step_remove",
    "step_move",
    "runs",
    "standing",
    "enrol",
    "enrol_picked",
    "enrolments",
    "enrolments_leave",
    "enrolments_stop",
    "runs_stop",
    "runs_retry",
]
DIALOGUE_PAGES = [
    "dialogue",
    "dialogue_pace",
    "dialogue_copy",
    "dialogue_undo",
    "dialogue_on",
    "dialogue_off",
    "dialogue_remove",
    "talks",
    "bench",
    "state_choice",
    "state",
    "state_remove",
    "state_move",
    "intent",
    "intent_remove",
]
ROW_SEES = {
    "crm.import": OWN_OR_ALL,
    **dict.fromkeys(WEBHOOKS, OWN_OR_ALL),
    **dict.fromkeys(BANK, OWN_OR_ALL),
    # A report is its maker's until they share it.
    "analysis.own_report": ONLY_OWN,
    "analysis.own_report_removed": ONLY_OWN,
    "analysis.report_schedule": ONLY_OWN,
    # Costs are a department's, not a person's.
    "analysis.cost": {**SEES, "own": set(), "team": set()},
    # An event of a department is everybody's of it.
    "planning.department_event": {reach: sees | {"team", "department"} for reach, sees in SEES.items()},
    "analysis.wall": ONLY_OWN,
    "analysis.wall_removed": ONLY_OWN,
    "analysis.report_schedule_removed": ONLY_OWN,
    # A rhythm is its owner's alone.
    "control.duty": ONLY_OWN,
    "control.duty_removed": ONLY_OWN,
    # Who decides and who asked are named: no reach, however wide, stands in for them.
    "people.approval_asked": ONLY_OWN,
    "people.approval_to_decide": ONLY_OWN,
    "core.archive": {reach: set(RELATIONS) for reach in SEES},
}

ROWS: dict[str, Callable[[User], dict[str, object]]] = {}


def row(kind: str):
    """Name the maker of a kind of row: it returns the address's arguments."""

    def register(maker):
        ROWS[kind] = maker
        return maker

    return register


SAMPLE_MAKERS: dict[str, Callable[[], dict[str, object]]] = {}


def sample(*names: str):
    """Name the addresses of a reference book's row (a role, a schedule): the maker returns their arguments."""

    def register(maker):
        SAMPLE_MAKERS.update(dict.fromkeys(names, maker))
        return maker

    return register


def canary(owner: User) -> str:
    """Return the word that must not reach whoever may not see this owner's rows."""
    return f"{CANARY}{owner.pk}x"


def stage(kind: str = "open"):
    """Return a stage of the world's one pipeline."""
    from mostik.crm.models import Pipeline, Stage

    pipeline, _ = Pipeline.objects.get_or_create(title="Matrix", defaults={"default": True})
    known = {"open": (1, "lead"), "won": (8, "payment"), "lost": (9, "")}
    sort, milestone = known[kind]
    return Stage.objects.get_or_create(
        pipeline=pipeline, title=kind, defaults={"kind": kind, "sort": sort, "milestone": milestone}
    )[0]


def reason():
    """Return a loss reason of the world."""
    from mostik.crm.models import LossReason

    return LossReason.objects.get_or_create(title="Matrix")[0]


@row("crm.deal")
def deal(owner: User, **more):
    from mostik.crm.models import Deal, StageChange

    first = stage()
    now = clock.now()
    made = Deal.objects.create(
        title=canary(owner),
        pipeline=first.pipeline,
        stage=first,
        owner=owner,
        team=owner.team,
        amount_minor=100_00,
        created_at=now,
        stage_since=now,
        **more,
    )
    StageChange.objects.create(deal=made, stage=first, entered_at=now)
    return {"deal_id": made.pk}


@row("crm.company")
def company(owner: User):
    from mostik.crm.models import Company

    made = Company.objects.create(
        title=canary(owner), key=canary(owner).lower(), owner=owner, team=owner.team, created_at=clock.now()
    )
    return {"company_id": made.pk}


@row("crm.contact")
def contact(owner: User):
    from mostik.crm.models import Contact

    at = company(owner)["company_id"]
    made = Contact.objects.create(
        first_name=canary(owner), company_id=at, owner=owner, team=owner.team, created_at=clock.now()
    )
    return {"contact_id": made.pk}


@row("crm.consent")
def consent(owner: User):
    from mostik.crm.models import Consent

    made = Consent.objects.create(
        **contact(owner), purpose="offers", channel="any", text=canary(owner), given_at=clock.now(), given_how="form"
    )
    return {"consent_id": made.pk}


@row("crm.request")
def person_request(owner: User, **more):
    from mostik.crm.models import PersonRequest

    day = date(2026, 11, 18)
    told = {"kind": "erase", "person": canary(owner), "letter": "letter", "made_at": clock.now(), **more}
    made = PersonRequest.objects.create(**contact(owner), received_on=day, answer_by=day, end_by=day, **told)
    return {"request_id": made.pk}


@row("crm.request_done")
def person_request_done(owner: User):
    return person_request(owner, state="done", done_at=clock.now())


@row("crm.item")
def item(owner: User):
    from mostik.crm.models import DealItem

    made = DealItem.objects.create(title=canary(owner), price_minor=100, sum_minor=100, **deal(owner))
    return {"item_id": made.pk}


@row("crm.segment")
def segment(owner: User, **more):
    from mostik.crm.models import Segment

    made = Segment.objects.create(
        title=canary(owner), subject="company", owner=owner, team=owner.team, created_at=clock.now(), **more
    )
    return {"segment_id": made.pk}


@row("crm.segment_removed")
def segment_removed(owner: User):
    return segment(owner, removed_at=clock.now())


@row("crm.campaign")
def campaign(owner: User):
    from mostik.crm.models import Campaign

    day = date(2026, 11, 18)
    made = Campaign.objects.create(
        title=canary(owner), starts_on=day, ends_on=day, owner=owner, team=owner.team, created_at=clock.now()
    )
    return {"campaign_id": made.pk}


@row("crm.merge")
def merge(owner: User):
    from mostik.core.actors import SYSTEM
    from mostik.crm.commands.merging import merge_clients

    kept, gone = company(owner)["company_id"], company(owner)["company_id"]
    return {"merge_id": merge_clients(by=SYSTEM, kind="company", kept_id=kept, gone_id=gone)}


@row("crm.activity")
def activity(owner: User):
    from mostik.crm.models import Activity

    made = Activity.objects.create(
        kind="call",
        title=canary(owner),
        deal_id=deal(owner)["deal_id"],
        owner=owner,
        team=owner.team,
        due_at=clock.now() + timedelta(days=1),
        created_at=clock.now(),
    )
    return {"activity_id": made.pk}


@row("crm.payment")
def payment(owner: User):
    from mostik.crm.models import Payment

    made = Payment.objects.create(
        deal_id=deal(owner)["deal_id"], amount_minor=100, currency="RUB", paid_on=date(2026, 11, 17), note=canary(owner)
    )
    return {"payment_id": made.pk}


@row("organisation.standup")
def standup(owner: User):
    from mostik.organisation.models import Standup, Voice

    told = {
        "department": owner.department,
        "team": owner.team,
        "day": date(2026, 1, 1) + timedelta(days=owner.pk % 300),
    }
    made, is_new = Standup.objects.get_or_create(**told, defaults={"keeper": owner, "begun_at": clock.now()})
    if is_new:
        Voice.objects.create(standup=made, person=owner, there=True, blocker=canary(owner))
    return {"standup_id": made.pk}


@row("control.case")
def case(owner: User):
    from mostik.control.models import Case

    made = Case.objects.create(
        department=owner.department,
        team=owner.team,
        person=owner,
        owner=owner,
        kpi="meetings",
        metric="meetings_held",
        days=10,
        plan_then=20,
        fact_then=8,
        currency="RUB",
        opened_on=clock.today(),
        opened_at=clock.now(),
        due_on=clock.today(),
        cause_text=canary(owner),
    )
    return {"deviation_id": made.pk}


@row("control.incident")
def incident(owner: User):
    from mostik.control.models import Incident

    made = Incident.objects.create(
        kind="data",
        severity="serious",
        text=canary(owner),
        reporter=owner,
        team=owner.team,
        department=owner.department,
        reported_at=clock.now(),
        due_at=clock.now(),
        key=f"matrix-{owner.pk}-{Incident.objects.count()}",
    )
    return {"incident_id": made.pk}


@row("control.measure")
def measure(owner: User):
    from mostik.control.models import Measure

    of = incident(owner)["incident_id"]
    made = Measure.objects.create(
        incident_id=of, text=canary(owner), owner=owner, due_on=date(2026, 11, 20), made_at=clock.now()
    )
    return {"measure_id": made.pk}


@row("control.assignment")
def assignment(owner: User, *, removed: bool = False):
    from mostik.control.models import Assignment

    made = Assignment.objects.create(
        text=canary(owner),
        origin="head",
        giver=owner,
        owner=owner,
        team=owner.team,
        department=owner.department,
        made_at=clock.now(),
        due_on=date(2026, 11, 20),
        removed_at=clock.now() if removed else None,
    )
    return {"assignment_id": made.pk}


@row("control.rebalance")
def rebalance(owner: User):
    from mostik.control.models import Rebalance

    made = Rebalance.objects.create(
        department=owner.department, team=owner.team, made_by=owner, made_at=clock.now(), count=0
    )
    return {"rebalance_id": made.pk}


@row("control.assignment_removed")
def assignment_removed(owner: User):
    return assignment(owner, removed=True)


@row("control.process")
def process(owner: User, *, personal: bool = False, removed: bool = False):
    from mostik.control.models import Process, ProcessSchedule

    made = Process.objects.create(
        title=canary(owner),
        personal=personal,
        owner=owner,
        team=owner.team,
        department=owner.department,
        made_at=clock.now(),
        removed_at=clock.now() if removed else None,
    )
    ProcessSchedule.objects.create(process=made, since=clock.now(), recurs="day", by=time(18), owner=owner)
    return {"process_id": made.pk}


@row("control.process_removed")
def process_removed(owner: User):
    return process(owner, removed=True)


@row("control.duty")
def duty(owner: User):
    return process(owner, personal=True)


@row("control.duty_removed")
def duty_removed(owner: User):
    return process(owner, personal=True, removed=True)


@row("control.action")
def action(owner: User):
    from mostik.control.models import Action

    made = Action.objects.create(
        kind="talk",
        person=owner,
        metric="calls",
        owner=owner,
        team=owner.team,
        text=canary(owner),
        due_on=date(2026, 11, 20),
        made_at=clock.now(),
        made_by="matrix",
    )
    return {"action_id": made.pk}


@row("core.view")
def view(owner: User):
    from mostik.core.models import SavedView

    made = SavedView.objects.create(person_id=owner.pk, table="deals", title=canary(owner), query="q=1")
    return {"view_id": made.pk}


@row("core.file")
@row("core.file_to_change")
def file(owner: User):
    from mostik.core.actors import SYSTEM
    from mostik.core.attachments.commands import attach_file
    from mostik.kernel.events import Ref

    about = Ref("crm.deal", int(str(deal(owner)["deal_id"])))
    made = attach_file(by=SYSTEM, content=canary(owner).encode(), title=f"{canary(owner)}.txt", about=about)
    return {"file_id": made.pk}


@row("core.file_drawn")
def file_drawn(owner: User):
    from mostik.core.actors import SYSTEM
    from mostik.core.attachments.commands import keep_preview

    made = file(owner)
    keep_preview(by=SYSTEM, file_id=made["file_id"], picture=canary(owner).encode())
    return made


@row("core.file_removed")
def file_removed(owner: User):
    from mostik.core.models import File

    made = file(owner)
    File.objects.filter(pk=made["file_id"]).update(removed_at=clock.now())
    return made


@row("core.record")
@row("core.record_to_change")
def record(owner: User):
    return {"kind": "crm.deal", "number": deal(owner)["deal_id"]}


@row("crm.import")
def import_run(owner: User):
    from mostik.crm.models import ImportRun

    made = ImportRun.objects.create(
        preset="table", title=canary(owner), owner_id=owner.pk, state="done", made_at=clock.now(), ended_at=clock.now()
    )
    return {"run_id": made.pk}


@row("crm.statement_draft")
def statement_draft(owner: User, **more):
    from mostik.crm.models import Statement

    made = Statement.objects.create(title=canary(owner), owner=owner, loaded_at=clock.now(), **more)
    return {"statement_id": made.pk}


@row("crm.statement")
def statement(owner: User):
    return statement_draft(owner, applied_at=clock.now())


@row("crm.bank_line")
def bank_line(owner: User, state: str = "waiting"):
    from mostik.crm.models import BankLine

    day, places = date(2026, 11, 18), BankLine.objects.count() + 1
    made = BankLine.objects.create(
        **statement(owner),
        place=places,
        key=f"{places:064d}",
        kind="client",
        state=state,
        live=True,
        dated_on=day,
        paid_on=day,
        amount_minor=100_00,
        currency="RUB",
        party=canary(owner),
    )
    return {"line_id": made.pk}


@row("crm.bank_line_left")
def bank_line_left(owner: User):
    return bank_line(owner, "left")


@row("crm.promise")
def promise(owner: User):
    from mostik.crm.models import PayPromise

    made = PayPromise.objects.create(
        **document(owner), due_on=date(2026, 12, 1), amount_minor=100, who=canary(owner), made_at=clock.now()
    )
    return {"promise_id": made.pk}


@sample("crm:reminder_rule_edit", "crm:reminder_rule_archive", "crm:reminder_rule_restore")
def reminder_rule():
    from mostik.crm.models import ReminderRule

    return {"rule_id": ReminderRule.objects.get_or_create(days=1, way="task", title="Call")[0].pk}


@sample("analysis:quality_letter", "analysis:quality_answer", "analysis:quality_letter_again")
def quality_letter():
    from mostik.analysis.models import QualityLetter
    from mostik.analysis.queries.quality_letters import draft

    first = date(2026, 11, 1)
    content = draft(Span(first, date(2026, 11, 14))).content
    told = {
        "first": first,
        "made_at": clock.now(),
        "language": "en",
        "title": "Leads",
        "text": "Leads",
        "content": content,
    }
    return {"day": str(QualityLetter.objects.get_or_create(last=date(2026, 11, 14), defaults=told)[0].last)}


@row("analysis.own_report")
def own_report(owner: User, **more):
    from mostik.analysis.models import OwnReport
    from mostik.analysis.rules.reports import packed
    from mostik.analysis.terms import Report

    content = packed(Report(measures=("leads",), rows=("person",)))
    made = OwnReport.objects.create(person=owner.pk, title=canary(owner), content=content, made_at=clock.now(), **more)
    return {"own_report_id": made.pk}


@row("analysis.cost")
def cost(owner: User):
    from mostik.analysis.models import Cost

    told = {"title": canary(owner), "amount_minor": 100, "currency": "RUB", "first": clock.today().replace(day=1)}
    made = Cost.objects.create(kind="payroll", department=owner.department, person=owner, made_at=clock.now(), **told)
    return {"cost_id": made.pk}


@row("analysis.voice")
def voice(owner: User):
    from mostik.analysis.models import Voice

    told = {"words": canary(owner), "heard_on": clock.today(), "made_at": clock.now()}
    need_id = need()["need_id"]
    made, _fresh = Voice.objects.get_or_create(need_id=need_id, deal_id=deal(owner)["deal_id"], defaults=told)
    Voice.objects.filter(pk=made.pk).update(need=answered_need())
    return {"voice_id": made.pk}


def answered_need():
    """A need answered already: the client may be told."""
    from mostik.analysis.models import Need

    told = {"kind": "feature", "state": "answered", "verdict": "no", "answer": "no", "made_at": clock.now()}
    return Need.objects.create(title="Answered", owner=User.objects.order_by("pk")[0], **told)


@sample(
    *(f"{act}_client_need" for act in ("answer", "join", "part")),
    *(
        f"analysis:{name}"
        for name in ("need", "need_edit", "need_join", "need_part", "need_pass", "need_answer", "need_reopen")
    ),
)
def need():
    from mostik.analysis.models import Need

    told = {"kind": "feature", "made_at": clock.now(), "owner": User.objects.order_by("pk")[0]}
    return {"need_id": Need.objects.create(title="Installments", **told).pk}


@sample("analysis:need_send")
def need_passed():
    """A need asked of somebody outside: its letter may go again."""
    from mostik.analysis.models import Need

    told = {"kind": "feature", "state": "passed", "made_at": clock.now(), "asked_address": "maker@x.test"}
    row = Need.objects.create(title="Asked", owner=User.objects.order_by("pk")[0], answer_by=clock.today(), **told)
    return {"need_id": row.pk}


@row("analysis.wall")
def wall(owner: User, **more):
    from mostik.analysis.models import Wall

    pieces = [{"widget": "words", "metric": "", "days": "today", "text": canary(owner), "wide": False}]
    title = f"{canary(owner)} {Wall.objects.count()}"
    made = Wall.objects.create(person=owner.pk, title=title, pieces=pieces, made_at=clock.now(), **more)
    return {"wall_id": made.pk}


@row("analysis.wall_removed")
def wall_removed(owner: User):
    return wall(owner, removed_at=clock.now())


@row("analysis.own_report_removed")
def own_report_removed(owner: User):
    return own_report(owner, removed_at=clock.now())


@row("organisation.owner_letter")
def owner_letter(owner: User):
    from mostik.organisation.models import OwnerLetter

    made = OwnerLetter.objects.create(
        department=owner.department,
        kind="week",
        first=date(2026, 1, 1),
        last=date(2026, 1, 1) + timedelta(days=OwnerLetter.objects.count()),
        language="en",
        title=canary(owner),
        sections=[{"code": "figures", "text": canary(owner), "out": False}],
        made_at=clock.now(),
    )
    return {"owner_letter_id": made.pk}


@row("analysis.report_schedule")
def report_schedule(owner: User, **more):
    from datetime import time

    from mostik.analysis.models import ReportSchedule

    made = ReportSchedule.objects.create(
        person=owner.pk,
        report="funnel-by-person",
        title=canary(owner),
        days="month",
        rhythm="day",
        at=time(9),
        shape="text",
        way="mail",
        people=[owner.pk],
        since=date(2026, 11, 18),
        made_at=clock.now(),
        **more,
    )
    return {"report_schedule_id": made.pk}


@row("analysis.report_schedule_removed")
def report_schedule_removed(owner: User):
    return report_schedule(owner, removed_at=clock.now())


@row("people.visit")
def visit(owner: User):
    from mostik.people.models import Visit

    now = clock.now()
    made = Visit.objects.create(person=owner, session=canary(owner), agent=canary(owner), made_at=now, seen_at=now)
    return {"visit_id": made.pk}


@row("mfa.key")
def passkey(owner: User):
    from allauth.mfa.models import Authenticator

    data = {"name": canary(owner), "credential": _credential(owner)}
    return {"pk": Authenticator.objects.create(user=owner, type="webauthn", data=data).pk}


def _credential(owner: User) -> dict[str, object]:
    """Return what a browser tells of a new passkey: a key that signs nothing, of the right form."""
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

    name = canary(owner).encode()
    key = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    told = AuthenticatorData.create(bytes(32), flags, 0, AttestedCredentialData.create(bytes(16), name, key))
    client = CollectedClientData.create("webauthn.create", b"matrix", "https://example.com")
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
    }
    return {"id": websafe_encode(name), "rawId": websafe_encode(name), "type": "public-key", "response": response}


@row("automation.webhook")
def webhook(owner: User, **more):
    from mostik.automation.models import Webhook
    from mostik.core import vault

    made = Webhook.objects.create(
        title=canary(owner),
        url="https://example.com/hook",
        events=["deal.won"],
        owner=owner,
        secret=vault.locked("whsec_bWF0cml4bWF0cml4bWF0cml4"),
        made_at=clock.now(),
        **more,
    )
    return {"webhook_id": made.pk}


@row("automation.webhook_removed")
def webhook_removed(owner: User):
    return webhook(owner, removed_at=clock.now())


@row("automation.message")
def webhook_message(owner: User):
    from mostik.automation.models import Message

    at = webhook(owner)
    body = {"object": {"type": "deal", "id": 1}, "previous": {}, "current": {"title": canary(owner)}}
    made = Message.objects.create(
        **at, line=0, event="deal.won", record_id=1, body=body, state="dead", made_at=clock.now()
    )
    return {**at, "message_id": made.pk}


def robot_row(**more):
    """Return a robot of the world with one edition."""
    from mostik.automation.models import Robot, RobotEdition

    draft = {"trigger": "deal.created", "told": {}, "when": {}, "steps": [{"kind": "stop"}, {"kind": "stop"}]}
    owner = User.objects.order_by("pk").first()
    made = Robot.objects.create(title="Matrix", subject="deal", owner=owner, draft=draft, made_at=clock.now(), **more)
    content = {name: value for name, value in draft.items() if name != "trigger"}
    told = {"trigger": "deal.created", "content": content, "made_at": clock.now(), "made_by": "Matrix"}
    made.edition = RobotEdition.objects.create(robot=made, number=1, **told)
    made.save()
    return made


@sample(*(f"automation:{name}" for name in ROBOT_PAGES))
def robot_sample():
    return {"robot_id": robot_row().pk}


@sample("api_robot", "api_robot_switch_on", "api_robot_switch_off")
def robot_for_programs():
    return {"robot_id": robot_row().pk}


@sample("api_robot_restore")
def removed_robot_for_programs():
    return {"robot_id": robot_row(removed_at=clock.now()).pk}


@sample("api_robot_run")
def run_for_programs():
    return {"robot_run_id": run_sample()["run_id"]}


@sample("api_text_robot", "api_text_robot_switch_on", "api_text_robot_switch_off")
def dialogue_for_programs():
    return {"text_robot_id": dialogue_row().pk}


@sample("api_text_robot_restore")
def removed_dialogue_for_programs():
    return {"text_robot_id": dialogue_row(removed_at=clock.now()).pk}


@sample("api_text_robot_talk")
def dialogue_talk_for_programs():
    return {"text_robot_talk_id": dialogue_talk_sample()["talk_id"]}


@sample("automation:robots_on", "automation:robots_off", "automation:robots_again")
def kind_of_robots():
    return {"kind": "robot"}


@sample("automation:ready_take")
def ready_sample():
    return {"code": "warm_up"}


@sample("automation:enrolment_going", "automation:enrolment_leave")
def enrolment_sample():
    from mostik.automation.models import Enrolment

    made = Enrolment.objects.create(robot=robot_row(), total=1, made_at=clock.now(), made_by="Matrix")
    return {"enrolment_id": made.pk}


@sample("automation:edition_take")
def edition_sample():
    return {"robot_id": robot_row().pk, "edition": 1}


@sample("automation:robot_restore")
def removed_robot_sample():
    return {"robot_id": robot_row(removed_at=clock.now()).pk}


@sample("automation:run", "automation:run_stop", "automation:run_retry")
def run_sample():
    from mostik.automation.models import Run

    row, now = robot_row(), clock.now()
    about = {"subject": "deal", "number": 1, "cause": "line:1"}
    made = Run.objects.create(robot=row, edition=row.edition, state="stuck", wake_at=now, made_at=now, **about)
    return {"run_id": made.pk}


@sample("automation:run_skip")
def waiting_run_sample():
    from mostik.automation.models import Run

    row, now = robot_row(), clock.now()
    about = {"subject": "deal", "number": 1, "cause": "line:1"}
    made = Run.objects.create(robot=row, edition=row.edition, state="waiting", wake_at=now, made_at=now, **about)
    return {"run_id": made.pk}


def dialogue_row(**more):
    """Return a text robot of the world with one edition."""
    from mostik.automation.models import Dialogue, DialogueEdition
    from mostik.automation.rules.dialogues.ready import ready

    owner, draft = User.objects.order_by("pk").first(), ready("booking", "en")
    made = Dialogue.objects.create(title="Matrix", owner=owner, draft=draft, undo=[draft], made_at=clock.now(), **more)
    told = {"content": draft, "made_at": clock.now(), "made_by": "Matrix"}
    made.edition = DialogueEdition.objects.create(dialogue=made, number=1, **told)
    made.save()
    return made


@sample(*(f"automation:{name}" for name in DIALOGUE_PAGES), "channels:dialogue_places")
def dialogue_sample():
    return {"dialogue_id": dialogue_row().pk}


@sample("automation:dialogue_edition")
def dialogue_edition_sample():
    return {"dialogue_id": dialogue_row().pk, "edition": 1}


@sample("automation:dialogue_restore")
def removed_dialogue_sample():
    return {"dialogue_id": dialogue_row(removed_at=clock.now()).pk}


@sample("automation:talk")
def dialogue_talk_sample():
    from mostik.automation.models import DialogueTalk

    row = dialogue_row()
    about = {"mouth": "talk", "number": 1, "end": "done", "made_at": clock.now()}
    return {"talk_id": DialogueTalk.objects.create(dialogue=row, edition=row.edition, **about).pk}


@sample("automation:reader_on", "automation:reader_off", "automation:reader_remove")
def connected_reader():
    from mostik.automation.models import Reader

    Reader.objects.get_or_create(model="matrix", defaults={"url": "https://model.example/v1"})
    return {}


@sample("channels:dialogue_place_set")
def dialogue_place_sample():
    from mostik.channels.models import Account

    owner = User.objects.order_by("pk").first()
    account = Account.objects.create(way="paper", title="Matrix", door="m-robot", owner=owner, made_at=clock.now())
    return {"dialogue_id": dialogue_row().pk, "account_id": account.pk}


@sample("automation:runs_about")
def record_sample():
    return {"subject": "deal", "number": 1}


def letter(owner: User, **more):
    """Return a letter of somebody's deal."""
    from mostik.channels.models import Sending

    at = deal(owner)
    words = {"to": f"{canary(owner)}@client.test", "subject": canary(owner), "text": canary(owner)}
    told = {"by_id": owner.pk, "by_kind": "person", "by_name": "Matrix", "made_at": clock.now()}
    made = Sending.objects.create(key=f"m:{at['deal_id']}", owner=owner, team=owner.team, **at, **words, **told, **more)
    return {"letter_id": made.pk}


@row("channels.arrival")
def arrival(owner: User):
    """Return what somebody's client wrote."""
    from mostik.channels.models import Account, Arrival, Talk

    now, told = clock.now(), {"address": f"matrix{owner.pk}@company.test"}
    account, _ = Account.objects.get_or_create(
        door=f"matrix-mail-{owner.pk}",
        defaults={"way": "email", "title": "Mail", "told": told, "owner": owner, "made_at": now},
    )
    seen = {"owner": owner, "team": owner.team, "last_at": now, "made_at": now, "name": canary(owner), **deal(owner)}
    number = Arrival.objects.count() + 1
    talk = Talk.objects.create(account=account, address=f"client{number}.{owner.pk}@client.test", **seen)
    words = {"subject": canary(owner), "text": canary(owner), "html": f"<p>{canary(owner)}</p>"}
    made = Arrival.objects.create(account=account, talk=talk, number=f"<{number}@m>", at=now, made_at=now, **words)
    return {"arrival_id": made.pk}


@row("channels.bad_address")
def bad_address(owner: User, **more):
    """Return an address letters to somebody's client came back from."""
    from mostik.channels.models import BadAddress

    number = BadAddress.objects.count() + 1
    told = {"address": f"{canary(owner)}{number}@client.test".lower(), "hard": True, "at": clock.now()}
    return {"bad_id": BadAddress.objects.create(**told, **contact(owner), **more).pk}


@row("channels.cleared_address")
def cleared_address(owner: User):
    return bad_address(owner, cleared_at=clock.now())


@row("channels.letter")
def letter_written(owner: User):
    return letter(owner)


@row("channels.letter_in_doubt")
def letter_in_doubt(owner: User):
    return letter(owner, state="in doubt")


@row("channels.booking")
def booked(owner: User):
    """Return a meeting booked with somebody."""
    from mostik.channels.models import Booking, MeetingKind

    kind, _ = MeetingKind.objects.get_or_create(slug="matrix", defaults={"title": "Matrix", "person": owner})
    at = clock.now() + timedelta(days=1)
    made = Booking.objects.create(
        key=canary(owner),
        kind=kind,
        owner=owner,
        team=owner.team,
        state="confirmed",
        wall="2026-11-19T10:00",
        zone="Europe/Moscow",
        guest_zone="Europe/Moscow",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        taken_from=at,
        taken_until=at + timedelta(hours=1),
        name=canary(owner),
        by_kind="system",
        made_at=clock.now(),
        changed_at=clock.now(),
    )
    return {"booking_id": made.pk}


@sample("api_meeting_kind", "api_meeting_kind_free_times")
def meeting_kind_for_programs():
    return {"meeting_kind_id": meeting_kind_sample()["kind_id"]}


@sample("channels:meeting_kind_edit", "channels:meeting_kind_remove", "channels:meeting_kind_restore")
def meeting_kind_sample():
    from mostik.channels.models import MeetingKind

    kind, _ = MeetingKind.objects.get_or_create(
        slug="sample", defaults={"title": "Sample", "person": User.objects.earliest("pk")}
    )
    return {"kind_id": kind.pk}


@sample(
    "kit:material",
    "kit:material_edit",
    "kit:material_archive",
    "kit:material_restore",
    "kit:material_send",
    "api_material",
)
def known_material():
    return {"material_id": _material("Known").pk}


@sample("kit:material_back")
def no_share():
    return {"share_id": 0}


@sample("api_material_restore")
def archived_material():
    return {"material_id": _material("Old", archived_at=clock.now()).pk}


def _material(title: str, **more):
    from mostik.kit.models import Edition, Material

    told = {"owner": User.objects.earliest("pk"), "made_at": clock.now(), **more}
    made, _ = Material.objects.get_or_create(title=title, defaults=told)
    Edition.objects.get_or_create(material=made, number=1, defaults={"by_name": "Matrix", "made_at": clock.now()})
    return made


@sample("core:effect", "core:effect_again", "core:effect_settle")
def stuck_effect():
    from mostik.core.models import Effect

    told = {"name": "trial", "payload": {}, "state": "parked", "due_at": clock.now(), "made_at": clock.now()}
    return {"effect_id": Effect.objects.get_or_create(key="matrix", defaults=told)[0].pk}


def way():
    """Return a connected way of somebody's."""
    from mostik.channels.models import Account

    owner = User.objects.earliest("pk")
    told = {"way": "telegram", "title": "Matrix", "owner": owner, "made_at": clock.now()}
    return Account.objects.get_or_create(door="matrix", defaults=told)[0]


@row("channels.talk")
def talk(owner: User):
    from mostik.channels.models import Talk

    at = deal(owner)
    told = {"name": canary(owner), "last_text": canary(owner), "last_at": clock.now(), "made_at": clock.now()}
    made = Talk.objects.create(
        account=way(), address=f"chat-{at['deal_id']}", owner=owner, team=owner.team, **at, **told
    )
    return {"talk_id": made.pk}


@row("channels.refusal")
def refusal_of(owner: User):
    from mostik.channels.models import Refusal

    made = Refusal.objects.create(
        deal_id=deal(owner)["deal_id"], owner=owner, team=owner.team, answer=canary(owner), asked_at=clock.now()
    )
    return {"refusal_id": made.pk}


@row("channels.survey")
def survey_of(owner: User):
    from mostik.channels.models import Survey

    key = f"matrix-{owner.pk}-{Survey.objects.count()}"
    made = Survey.objects.create(
        key=key,
        digest=key,
        kind="nps",
        deal_id=deal(owner)["deal_id"],
        owner=owner,
        team=owner.team,
        score=9,
        comment=canary(owner),
        asked_at=clock.now(),
        answered_at=clock.now(),
    )
    return {"survey_id": made.pk}


@sample("channels:survey_answer")
def link_of_survey():
    return {"token": "x"}


@sample("channels:refusal_phrases")
def reason_of_loss():
    from mostik.crm.models import LossReason

    return {"reason_id": LossReason.objects.get_or_create(title="Matrix")[0].pk}


@sample(
    "channels:way_edit",
    "channels:way_check",
    "channels:way_pause",
    "channels:way_resume",
    "channels:way_remove",
    "channels:talk_invite",
)
def connected_way():
    return {"account_id": way().pk}


@sample("channels:way_restore")
def removed_way():
    from mostik.channels.models import Account

    made = way()
    Account.objects.filter(pk=made.pk).update(removed_at=clock.now())
    return {"account_id": made.pk}


@sample("channels:chat_edit")
def chat_sample():
    from mostik.channels.models import Account

    owner = User.objects.earliest("pk")
    made, _ = Account.objects.get_or_create(
        door="matrix-chat", defaults={"way": "chat", "title": "Matrix", "owner": owner, "made_at": clock.now()}
    )
    return {"account_id": made.pk}


@row("core.archive")
def archive(owner: User):
    from mostik.core.archive.commands import place
    from mostik.core.models import Archive

    told = {"reason": canary(owner), "state": "done", "stored": f"{owner.pk}.zip", "made_at": clock.now()}
    made = Archive.objects.create(by_id=owner.pk, **told)
    place(made).parent.mkdir(parents=True, exist_ok=True)
    place(made).write_bytes(canary(owner).encode())
    return {"archive_id": made.pk}


def proposed_plan(owner: User):
    """Return an offered version of the owner's department with a part of the owner."""
    from mostik.planning.models import Part, Plan

    month = date(2026, 12, 1)
    number = Plan.objects.filter(department=owner.department, month=month).count() + 1
    made = Plan.objects.create(
        department=owner.department,
        month=month,
        number=number,
        state="proposed",
        target_minor=100_00,
        currency="RUB",
        basis=_basis(owner),
        note=canary(owner),
        made_at=clock.now(),
    )
    Part.objects.create(plan=made, person=owner, amount_minor=100_00, why={"held": "weight"})
    return made


def _basis(owner: User):
    """Return the least a plan stands on: one person, usual figures."""
    from mostik.planning.rules import basis

    usual = {link: basis.Figure(rate, source=basis.Source.DEFAULT) for link, rate in basis.DEFAULT_RATES.items()}
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    minutes = {first + timedelta(days=day): 480 for day in range(31)}
    made = basis.Basis(
        made_on=date(2026, 11, 18),
        first=first,
        last=last,
        currency="RUB",
        metric="revenue",
        check=basis.Figure(100_00, source=basis.Source.HEAD),
        rates=usual,
        curves={},
        efforts={kpi: basis.Figure(each, source=basis.Source.DEFAULT) for kpi, each in basis.DEFAULT_EFFORTS.items()},
        minutes=dict(basis.DEFAULT_MINUTES),
        people=(basis.PersonBasis(id=owner.pk, name="", minutes=minutes, rates=usual, check_minor=100_00),),
    )
    return basis.written(made)


@row("planning.plan")
def plan(owner: User):
    return {"plan_id": proposed_plan(owner).pk}


@row("planning.part")
def part(owner: User):
    return {"plan_id": proposed_plan(owner).pk, "person_id": owner.pk}


@row("planning.settlement")
def settlement(owner: User):
    from mostik.planning.models import Settlement

    plan = proposed_plan(owner)
    told = {"way": "leads", "amount_minor": 1_00, "note": canary(owner), "at": clock.now()}
    return {"plan_id": plan.pk, "settlement_id": Settlement.objects.create(plan=plan, person=owner, **told).pk}


@row("planning.cause")
def cause(owner: User):
    from mostik.planning.models import PlanCause

    plan = proposed_plan(owner)
    told = {"key": "pace", "kind": "pace", "amount_minor": 1_00, "share": 0.5, "aside_why": canary(owner)}
    made = PlanCause.objects.create(plan=plan, person=owner, found_at=clock.now(), **told)
    return {"cause_id": made.pk}


@row("planning.department_event")
def department_event(owner: User, **more):
    from mostik.planning.models import DepartmentEvent

    made = DepartmentEvent.objects.create(
        department=owner.department,
        people=[owner.pk],
        title=canary(owner),
        first=date(2026, 12, 1),
        at=time(10),
        minutes=30,
        made_at=clock.now(),
        **more,
    )
    return {"event_id": made.pk}


@row("planning.kept_event")
def kept_event(owner: User, **more):
    return department_event(owner, team=owner.team, **more)


@row("planning.kept_event_removed")
def kept_event_removed(owner: User):
    return kept_event(owner, removed_at=clock.now())


@row("planning.moved_event")
def moved_event(owner: User):
    from mostik.planning.models import DepartmentEvent

    series = DepartmentEvent.objects.get(pk=kept_event(owner, repeat="week")["event_id"])
    return kept_event(owner, moved_from=series, moved_day=series.first)


@row("planning.file")
def plan_file(owner: User):
    from mostik.planning.models import PlanFile

    made = PlanFile.objects.create(
        department=owner.department,
        title=canary(owner),
        headings=["Person", "2026-12"],
        rows=[[2, [owner.email, "100"]]],
        reading={"shape": "wide", "person": 0, "day": "month"},
        made_by=owner.pk,
        made_at=clock.now(),
    )
    return {"file_id": made.pk}


@row("planning.demand")
def demand(owner: User):
    from mostik.planning.models import Demand

    made = Demand.objects.create(
        department=owner.department,
        kind="materials",
        count=1,
        due_on=date(2026, 12, 1),
        why=canary(owner),
        currency="RUB",
        to=owner,
        asked_at=clock.now(),
    )
    return {"demand_id": made.pk}


@row("planning.person")
def planned_person(owner: User):
    proposed_plan(owner)
    return {"person_id": owner.pk}


@row("people.user")
def card(owner: User):
    User.objects.filter(pk=owner.pk).update(alias=canary(owner))
    return {"person_id": owner.pk}


@row("people.absence")
def absence(owner: User, **more):
    from mostik.people.models import Absence

    day = date(2026, 12, 1)
    made = Absence.objects.create(person=owner, kind="holiday", first=day, last=day, note=canary(owner), **more)
    return {"absence_id": made.pk}


@row("people.absence_removed")
def absence_removed(owner: User):
    return absence(owner, removed_at=clock.now())


@row("people.shift_edit")
def shift_edit(owner: User):
    from mostik.people.models import ShiftEdit

    made = ShiftEdit.objects.create(by=owner, at=clock.now(), cells=[[owner.pk, "2099-01-05"]], before=[], after=[])
    return {"edit_id": made.pk}


@row("people.lapse")
def lapse(owner: User):
    from mostik.people.models import Lapse

    day, now = date(2026, 11, 17), clock.now()
    told = {"planned_at": now, "minutes": 20, "noticed_at": now, "excused_at": now, "reason": canary(owner)}
    return {"lapse_id": Lapse.objects.create(person=owner, day=day, kind="late", **told).pk}


@sample("people:shift_edit")
def shift_day():
    return {"day": "2026-12-01"}


@sample("api_pipeline")
def known_pipeline():
    return {"pipeline_id": stage().pipeline_id}


@sample("api_pipeline_restore")
def archived_pipeline():
    from mostik.crm.models import Pipeline

    return {"pipeline_id": Pipeline.objects.get_or_create(title="Old", archived_at=clock.now())[0].pk}


@sample("api_stage", "api_stage_remove")
def known_stage():
    return {"stage_id": stage().pk}


@sample("api_loss_reason")
def known_reason():
    return {"loss_reason_id": reason().pk}


@sample("api_competitor")
def known_competitor():
    from mostik.crm.models import Competitor

    return {"competitor_id": Competitor.objects.get_or_create(title="Matrix")[0].pk}


@sample("api_channel")
def known_channel():
    from mostik.crm.models import Channel

    return {"channel_id": Channel.objects.get_or_create(title="Matrix")[0].pk}


@sample("api_product")
def known_product():
    from mostik.crm.models import Product

    return {"product_id": Product.objects.get_or_create(title="Matrix")[0].pk}


@sample("api_price_list", "api_price_list_set_price")
def known_price_list():
    return {"price_list_id": _price_list().pk}


@sample("api_price_list_restore")
def archived_price_list():
    return {"price_list_id": _price_list("Old", archived_at=clock.now()).pk}


@sample("api_price")
def known_price():
    from mostik.crm.models import Price

    product = known_product()["product_id"]
    return {
        "price_id": Price.objects.get_or_create(price_list=_price_list(), product_id=product, price_minor=100)[0].pk
    }


def _price_list(title: str = "Matrix", **more):
    from mostik.crm.models import PriceList

    return PriceList.objects.get_or_create(title=title, first=date(2026, 11, 1), **more)[0]


@sample("api_person")
def known_person():
    return {"person_id": User.objects.earliest("pk").pk}


@sample("api_team")
def known_team():
    from mostik.people.models import Team

    return {"team_id": Team.objects.get(title="North").pk}


@sample("api_department")
def known_department():
    from mostik.people.models import Department

    return {"department_id": Department.objects.get(title="Sales").pk}


def _request(owner: User, decider: User):
    from mostik.people.models import Approval

    now = clock.now()
    made = Approval.objects.create(
        kind="people.expense",
        title=canary(owner),
        note=canary(decider),
        size=100,
        amount_minor=100,
        needs=[[100, [""]]],
        owner=owner,
        team=owner.team,
        decider=decider,
        asked_at=now,
        due_at=now + timedelta(days=1),
        expires_at=now + timedelta(days=5),
        question="Why?",
    )
    return {"approval_id": made.pk}


@row("people.approval")
def approval(owner: User):
    return _request(owner, owner)


@row("people.approval_asked")
def approval_asked(owner: User):
    return _request(owner, owner)


@row("people.approval_to_decide")
def approval_to_decide(owner: User):
    other = User.objects.get(first_name="Olga")
    return _request(other, owner)


@sample("people:department_edit", "people:department_archive")
def department():
    from mostik.people.models import Department

    return {"department_id": Department.objects.get(title="Sales").pk}


@sample("people:department_restore")
def department_put_away():
    from mostik.people.models import Department

    above = Department.objects.get(title="Sales")
    return {"department_id": Department.objects.get_or_create(title="Old", parent=above, archived_at=clock.now())[0].pk}


@sample("people:team_edit", "people:team_archive")
def team():
    from mostik.people.models import Team

    return {"team_id": Team.objects.get(title="North").pk}


@sample("people:team_restore")
def team_put_away():
    from mostik.people.models import Department, Team

    above = Department.objects.get(title="Sales")
    return {"team_id": Team.objects.get_or_create(title="Old", department=above, archived_at=clock.now())[0].pk}


@sample("people:schedule_edit", "people:schedule_archive")
def schedule():
    from mostik.people.models import Schedule

    week = {"pattern": [[["09:00", "18:00"]]] * 7}
    return {"schedule_id": Schedule.objects.get_or_create(title="2/2", defaults=week)[0].pk}


@sample("people:schedule_restore")
def schedule_put_away():
    from mostik.people.models import Schedule

    away = {"pattern": [[["09:00", "18:00"]]] * 7, "archived_at": clock.now()}
    return {"schedule_id": Schedule.objects.get_or_create(title="3/3", defaults=away)[0].pk}


@sample("people:role_edit")
def role():
    from mostik.people.models import Role

    return {"role_id": Role.objects.get(code="trainee").pk}


@sample("people:token_revoke")
def token():
    from mostik.people.models import Role, Token

    known = {"role": Role.objects.get(code="manager"), "made_at": clock.now(), "digest": "matrix"}
    return {"token_id": Token.objects.get_or_create(title="matrix", defaults=known)[0].pk}


@sample("people:day_edit")
def day():
    return {"day": "2026-11-20"}


def own_field(holder: str, **more):
    from mostik.crm.models import OwnField

    return OwnField.objects.get_or_create(holder=holder, type="text", title=f"Matrix {len(more)}", defaults=more)[0].pk


@sample("crm:field_edit", "crm:field_archive", "crm:field_order", "crm:deal_own")
def field_of_deals():
    return {"field_id": own_field("deal")}


@sample("crm:field_restore")
def field_put_away():
    return {"field_id": own_field("deal", archived_at=clock.now())}


@sample("crm:company_own")
def field_of_companies():
    return {"field_id": own_field("company")}


def a_register():
    """Return the world's register: each role sees and changes in it as far as its own reach goes."""
    from mostik.crm.models import Register
    from mostik.people.models import Role

    grants = {
        each.code: {"see": each.reach, "edit": each.reach, "remove": each.reach, "add": True}
        for each in Role.objects.all()
    }
    return Register.objects.get_or_create(code="matrix", defaults={"title": "Matrix", "grants": grants})[0]


@row("crm.row")
def register_row(owner: User):
    from mostik.crm.models import RegisterRow

    made = RegisterRow.objects.create(
        register=a_register(), title=canary(owner), owner=owner, team=owner.team, created_at=clock.now()
    )
    return {"row_id": made.pk}


@sample("api_rows", "api_row")
def register_code_of_programs():
    return {"code": a_register().code}


@sample(
    "crm:register_list", "crm:row_add", "crm:rows_import", "crm:rows_remove", "crm:rows_restore", "crm:rows_hand_over"
)
def register_code():
    return {"code": a_register().code}


@sample("crm:register_edit", "crm:register_settings", "crm:register_archive")
def register():
    return {"register_id": a_register().pk}


@sample("crm:register_restore")
def register_put_away():
    from mostik.crm.models import Register

    away = {"title": "Old", "archived_at": clock.now()}
    return {"register_id": Register.objects.get_or_create(code="old", defaults=away)[0].pk}


@sample("crm:row_own")
def field_of_rows():
    return {"field_id": own_field("row", register=a_register())}


def _paper(owner: User, *, issued: bool = True, **more):
    """Make a paper of a deal of somebody, its canary among its values."""
    from mostik.crm.models import Document, Seller

    ours = Seller.objects.get_or_create(title="Matrix", defaults={"main": True})[0]
    count = Document.objects.count() + 1
    numbered = {
        "status": "issued",
        "number": f"M-{count}",
        "year": 2026,
        "sequence": 100_000 + count,
        "issued_at": clock.now(),
    }
    given = {**(numbered if issued else {}), **more}
    return Document.objects.create(
        kind="invoice",
        deal_id=deal(owner)["deal_id"],
        seller=ours,
        dated_on=date(2026, 11, 18),
        amount_minor=100_00,
        extra={"basis": canary(owner)},
        made_at=clock.now(),
        **given,
    )


@row("crm.document")
def document(owner: User):
    from mostik.core.actors import SYSTEM
    from mostik.core.files import store
    from mostik.crm.models import Edition, Rendering
    from mostik.kernel.events import Ref

    made = _paper(owner)
    about = Ref("crm.rendering", 1)
    file = store(by=SYSTEM, content=canary(owner).encode(), title="x.pdf", about=about)
    rendering = Rendering.objects.create(
        digest=f"matrix{made.pk}", state="ready", docx=file, pdf=file, pages=[file.pk], made_at=clock.now()
    )
    Edition.objects.create(
        document=made,
        number=1,
        version=template_version_row(),
        values={"document.number": made.number},
        lines=[],
        rendering=rendering,
        made_at=clock.now(),
    )
    return {"document_id": made.pk}


@row("crm.document_draft")
def document_draft(owner: User):
    template_version_row()
    from mostik.crm.models import Template

    return {"document_id": _paper(owner, issued=False, template=Template.objects.get(title="Matrix")).pk}


@row("crm.document_removed")
def document_removed(owner: User):
    return {"document_id": _paper(owner, issued=False, removed_at=clock.now()).pk}


@row("crm.document_cancelled")
def document_cancelled(owner: User):
    return {"document_id": _paper(owner, status="cancelled", cancelled_at=clock.now()).pk}


@row("people.delivery")
def delivery(owner: User):
    from mostik.people.models import Delivery

    count = Delivery.objects.count()
    made = Delivery.objects.create(
        key=f"matrix{count}", person=owner, way="mail", state="failed", error=canary(owner), made_at=clock.now()
    )
    return {"delivery_id": made.pk}


@row("crm.document_link")
def document_link(owner: User):
    from mostik.crm.models import DocumentLink

    paper = _paper(owner)
    made = DocumentLink.objects.create(
        document=paper, digest=f"matrix{paper.pk}", made_at=clock.now(), expires_at=clock.now() + timedelta(days=1)
    )
    return {"link_id": made.pk}


def template_version_row():
    """Return the one version of the world's one template."""
    from mostik.core.actors import SYSTEM
    from mostik.core.files import store
    from mostik.crm.adapters.docx.ready import ready_template
    from mostik.crm.models import Template, TemplateVersion
    from mostik.crm.terms import DocumentKind
    from mostik.kernel.events import Ref

    template = Template.objects.get_or_create(kind="invoice", title="Matrix")[0]
    known = template.versions.first()
    if known:
        return known
    content = ready_template(DocumentKind.INVOICE, "ru")[1]
    file = store(by=SYSTEM, content=content, title="x.docx", about=Ref("crm.template", template.pk))
    return TemplateVersion.objects.create(template=template, number=1, file=file, made_at=clock.now())


@sample(
    "crm:template",
    "crm:template_version_add",
    "crm:template_rename",
    "crm:template_archive",
    "crm:template_restore",
)
def template():
    return {"template_id": template_version_row().template_id}


@sample("crm:template_version", "crm:template_preview")
def template_version():
    return {"version_id": template_version_row().pk}


@sample("crm:seller_edit", "crm:seller_main", "crm:seller_archive", "crm:seller_restore")
def seller():
    from mostik.crm.models import Seller

    known = {"main": not Seller.objects.filter(main=True).exists()}
    return {"seller_id": Seller.objects.get_or_create(title="Matrix", defaults=known)[0].pk}


@sample("people:worked_day")
def worked_day():
    return {"day": "2026-11-18"}


def _day_norm(subject_department: str = "Sales", **more):
    from mostik.people.models import DayNorm, Department, Role

    made = DayNorm.objects.create(
        department=Department.objects.get(title=subject_department),
        role=Role.objects.get(code="manager"),
        from_day=date(2099, 1, 5),
        **more,
    )
    return {"norm_id": made.pk}


@sample("people:day_norm_remove")
def day_norm():
    return _day_norm()


@sample("people:day_norm_restore")
def day_norm_removed():
    return _day_norm(removed_at=clock.now())


@sample("channels:site_edit", "channels:site_remove")
def site_row(**more):
    from mostik.channels.models import Site

    key = secrets.token_hex(11)
    return {"site_id": Site.objects.create(key=key, title="Site", hosts=["shop.ru"], made_at=clock.now(), **more).pk}


@sample("channels:site_restore")
def removed_site_sample():
    return site_row(removed_at=clock.now())


@sample("channels:number_edit", "channels:number_remove")
def tracked_number(**more):
    from mostik.channels.models import TrackedNumber

    told = {"e164": f"+7495{secrets.randbelow(10**7):07}", "source": "radio", "made_at": clock.now(), **more}
    return {"number_id": TrackedNumber.objects.create(**told).pk}


@sample("channels:number_restore")
def removed_number_sample():
    return tracked_number(removed_at=clock.now())


@sample("channels:stop_remove")
def stop_sample(**more):
    from mostik.channels.models import Stop

    made = Stop.objects.create(address=f"matrix{Stop.objects.count()}", source="person", made_at=clock.now(), **more)
    return {"stop_id": made.pk}


@sample("channels:stop_restore")
def removed_stop_sample():
    return stop_sample(removed_at=clock.now())


@sample("simulator:play", "simulator:play_progress", "simulator:play_stop")
def play_sample():
    import json
    from dataclasses import asdict

    from mostik.simulator.queries.plays import ASKED, folder
    from mostik.simulator.terms import Scenario

    place = folder() / "20260101-000000-0a0b0c"
    place.mkdir(parents=True, exist_ok=True)
    (place / ASKED).write_text(json.dumps(asdict(Scenario()), default=str))
    return {"number": place.name}


@sample(
    "channels:source",
    "channels:source_edit",
    "channels:source_form",
    "channels:source_fields",
    "channels:source_pause",
    "channels:source_secret",
    "channels:source_remove",
)
def source_row(**more):
    from mostik.channels.models import Source

    told = {"kind": "hook", "title": "Matrix", "door": secrets.token_hex(8), "made_at": clock.now(), **more}
    return {"source_id": Source.objects.create(**told).pk}


@sample("channels:source_restore")
def removed_source():
    return source_row(removed_at=clock.now())


@sample("channels:enquiry", "channels:enquiry_spam")
def enquiry_row():
    from mostik.channels.models import Enquiry

    key = secrets.token_hex(8)
    return {"enquiry_id": Enquiry.objects.create(**source_row(), key=key, body=b"?", state="odd", at=clock.now()).pk}


@sample("crm:lead_rule", "crm:lead_rule_archive")
def lead_rule(**more):
    from mostik.crm.models import LeadRule

    return {"rule_id": LeadRule.objects.create(title="Matrix", keeper=User.objects.earliest("pk"), **more).pk}


@sample("crm:lead_rule_move")
def lead_rule_to_move():
    return {**lead_rule(), "way": "up"}


@sample("crm:lead_rule_restore")
def lead_rule_put_away():
    return lead_rule(archived_at=clock.now())


@sample("crm:lead_pick")
def pooled_turn():
    """Make a lead in the pool that anybody may take: its rule names everybody."""
    from mostik.crm.models import LeadTaker, LeadTurn

    owner, rule = User.objects.earliest("pk"), lead_rule(picks_a_day=0, picks_at_once=0)["rule_id"]
    people = User.objects.filter(is_active=True)
    LeadTaker.objects.bulk_create(LeadTaker(rule_id=rule, person=each) for each in people)
    deal = ROWS["crm.deal"](owner)["deal_id"]
    now = clock.now()
    turn = LeadTurn.objects.create(deal_id=deal, rule_id=rule, how="pool", came_at=now, at=now)
    return {"turn_id": turn.pk}


@sample("channels:drop_add")
def table_source():
    return source_row(kind="table")


@sample("channels:drop", "channels:drop_progress", "channels:drop_stop", "channels:drop_go_on")
def drop_row():
    from mostik.channels.models import Drop

    return {"drop_id": Drop.objects.create(**table_source(), title="x.csv", rows=1, at=clock.now()).pk}


@sample(
    "api_lead_source",
    "api_lead_source_pause",
    "api_lead_source_resume",
    "api_lead_source_shape",
    "api_lead_source_secret",
)
def source_for_programs():
    return {"lead_source_id": source_row()["source_id"]}


@sample("api_lead_source_restore")
def removed_source_for_programs():
    return {"lead_source_id": removed_source()["source_id"]}


@sample("api_enquiry", "api_enquiry_read_again", "api_enquiry_call_spam")
def enquiry_for_programs():
    return enquiry_row()


@sample("api_lead_rule", "api_lead_rule_move_up", "api_lead_rule_move_down")
def rule_for_programs():
    return {"lead_rule_id": lead_rule()["rule_id"]}


@sample("api_lead_rule_restore")
def rule_put_away_for_programs():
    return {"lead_rule_id": lead_rule_put_away()["rule_id"]}


@row("crm.lead_turn")
def turn_of(owner: User):
    from mostik.crm.models import LeadTurn

    told = {"rule_id": lead_rule()["rule_id"], "how": "quota", "came_at": clock.now(), "at": clock.now()}
    return {"lead_turn_id": LeadTurn.objects.create(**deal(owner), person=owner, source=canary(owner), **told).pk}


@row("crm.promo")
def promo_of(owner: User):
    from mostik.crm.models import Promo

    told = {"percent": 500, "until": clock.today(), "before": {}, "given": {}, "made_at": clock.now()}
    return {"promo_id": Promo.objects.create(**deal(owner), **told).pk}


@sample("api_enrolment", "api_enrolment_stop")
def enrolment_for_programs():
    return enrolment_sample()


@sample("api_visit")
def visit_for_programs():
    from mostik.channels.models import Site, Visit, Visitor

    now = clock.now()
    site = Site.objects.create(key=secrets.token_hex(8), title="Matrix", made_at=now)
    visitor = Visitor.objects.create(site=site, key=secrets.token_hex(8), first_at=now, last_at=now)
    return {"visit_id": Visit.objects.create(visitor=visitor, at=now, day=now.date(), last_at=now, landing="/").pk}


@row("channels.touch")
def touch_of(owner: User):
    from mostik.channels.models import Touch

    told = {"kind": "form", "at": clock.now(), "key": secrets.token_hex(8), "source": canary(owner)}
    return {"touch_id": Touch.objects.create(**deal(owner), **told).pk}


@sample("api_spend_day")
def spend_for_programs():
    from mostik.channels.models import Spend

    told = {"source": secrets.token_hex(4), "amount_minor": 1, "currency": "RUB", "by_name": "Matrix"}
    return {"spend_day_id": Spend.objects.create(day=clock.today(), updated_at=clock.now(), **told).pk}


def fresh_way(**more):
    from mostik.channels.models import Account

    told = {"way": "telegram", "title": "Matrix", "owner": User.objects.earliest("pk"), "made_at": clock.now()}
    return Account.objects.create(door=secrets.token_hex(8), **told, **more)


@sample("api_way", "api_way_check", "api_way_pause", "api_way_resume")
def way_for_programs():
    return {"way_id": fresh_way().pk}


@sample("api_way_restore")
def removed_way_for_programs():
    return {"way_id": fresh_way(removed_at=clock.now()).pk}
