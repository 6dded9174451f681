"""Reminders by rules: the steps kept, and done for open invoices when their day comes."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.crm import events
from mostik.crm.access import visible_documents
from mostik.crm.commands.activities import plan_activity
from mostik.crm.commands.documents.rows import tell
from mostik.crm.models import Document, PayPromise, Reminder, ReminderRule
from mostik.crm.queries.receivables.debts import OPEN
from mostik.crm.rules.letters import filled, unknown_fields
from mostik.crm.rules.receivables.debts import GRACE, StepRule, steps_due
from mostik.crm.terms import ActivityKind, PromiseState, ReminderWay, Via
from mostik.kernel.refusals import Invalid, Missing
from mostik.web import formats

FURTHEST = 365
KINDS = {ReminderWay.TASK: ActivityKind.TASK, ReminderWay.LETTER: ActivityKind.EMAIL}
#: What the words of a step may have in them.
FIELDS = ("client", "number", "date", "due", "amount", "open", "days", "owner")


@command(needs="crm.set_credit")
def save_reminder_rule(
    *, by: Actor, days: int, way: str, title: str, text: str = "", rule_id: int | None = None
) -> int:
    """Make or change a step: so many days before (below zero) or after the day to pay by; return its number.

    A changed step is not done again for the invoices it was done for.
    """
    row = _rule(rule_id) if rule_id else ReminderRule()
    if way not in set(ReminderWay):
        raise Invalid(_("Choose what to make: a task or a letter."), field="way")
    if abs(days) > FURTHEST:
        raise Invalid(_("At most a year before or after the day."), field="days")
    if not title.strip():
        raise Invalid(_("Write what to do."), field="title")
    if way == ReminderWay.LETTER and not text.strip():
        raise Invalid(_("Write the letter."), field="text")
    for name, words in (("title", title), ("text", text)):
        if unknown := unknown_fields(words, known=FIELDS):
            raise Invalid(_("There is no field {name}."), field=name, params={"name": f"{{{unknown[0]}}}"})
    row.days, row.way, row.title, row.text = days, way, title.strip()[:120], text.strip()[:2000]
    row.save()
    publish(events.ReminderRuleSaved(at=clock.now(), rule=row.pk, title=row.title))
    return row.pk


@command(needs="crm.set_credit")
def set_reminder_rule(*, by: Actor, rule_id: int, active: bool) -> None:
    """Put a step away, or bring it back."""
    row = _rule(rule_id)
    row.active = active
    row.save(update_fields=["active"])
    publish(events.ReminderRuleSaved(at=clock.now(), rule=row.pk, title=row.title))


@command(needs="crm.do_activity", whole=False)
def remind_of_debts(*, by: Actor) -> int:
    """Do the steps whose day has come for every open invoice, each once, and return how many were done.

    An invoice paid or promised is left alone; each invoice is a transaction of its own.
    """
    rules = [StepRule(id=row.pk, days=row.days, way=ReminderWay(row.way)) for row in _active()]
    if not rules:
        return 0
    last, first = (clock.today() - timedelta(days=days) for days in (rules[-1].days + GRACE, rules[0].days))
    rows = visible_documents(by).filter(OPEN, due_on__range=(last, first))
    promised = PayPromise.objects.filter(state=PromiseState.OPEN, due_on__gte=clock.today())
    rows = rows.exclude(pk__in=promised.values("document"))
    return sum(remind_of_one(by=by, document_id=pk) for pk in rows.order_by("pk").values_list("pk", flat=True))


@command(needs="crm.do_activity")
def remind_of_one(*, by: Actor, document_id: int) -> int:
    """Do the steps whose day has come for one invoice and return how many."""
    row = visible_documents(by).select_for_update(of=("self",)).filter(OPEN, pk=document_id).first()
    if row is None or row.due_on is None:
        return 0
    if row.promises.filter(state=PromiseState.OPEN, due_on__gte=clock.today()).exists():
        return 0
    known = {rule.pk: rule for rule in _active()}
    rules = [StepRule(id=rule.pk, days=rule.days, way=ReminderWay(rule.way)) for rule in known.values()]
    done = set(row.reminders.values_list("rule_id", flat=True))
    steps = steps_due(rules, done=done, days=(clock.today() - row.due_on).days)
    for step in steps:
        _remind(by, row, known[step.id])
    return len(steps)


def _remind(by: Actor, row: Document, rule: ReminderRule) -> None:
    values = _values(row)
    title = filled(rule.title, values, known=FIELDS)[:200]
    activity = plan_activity(
        by=by,
        kind=KINDS[ReminderWay(rule.way)],
        due_at=_when(),
        title=f"{title}: {row.number}"[:200],
        deal_id=row.deal_id,
        owner_id=row.deal.owner_id,
        via=Via.ROBOT,
    )
    text = filled(rule.text, values, known=FIELDS)
    Reminder.objects.create(rule=rule, document=row, activity_id=activity, text=text, made_at=clock.now())
    late = (clock.today() - row.due_on).days if row.due_on else 0
    tell(by, row, events.PaymentReminded, at=clock.now(), rule=rule.pk, step=title, days=late)


def _values(row: Document) -> dict[str, str]:
    with override(row.template.language if row.template else "ru"):
        return {
            "client": row.company.title if row.company else row.deal.title,
            "number": row.number,
            "date": formats.day_long(row.dated_on),
            "due": formats.day_long(row.due_on) if row.due_on else "",
            "amount": formats.money(row.amount),
            "open": formats.money(row.open),
            "days": str(abs((clock.today() - row.due_on).days)) if row.due_on else "",
            "owner": row.deal.owner.full_name,
        }


def _when() -> datetime:
    """Return the end of today: what a step asks for is for today."""
    return datetime.combine(clock.today(), time(18), tzinfo=clock.zone())


def _active() -> list[ReminderRule]:
    return list(ReminderRule.objects.filter(active=True).order_by("days", "pk"))


def _rule(rule_id: int) -> ReminderRule:
    row = ReminderRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise Missing()
    return row
