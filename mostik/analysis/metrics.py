"""The metrics of the sales chain, defined once for plans, the bridge, alerts, pay and reports."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mostik.analysis.catalog import (
    Formula,
    Metric,
    Words,
    amount,
    count,
    count_less,
    days,
    mean_days,
    product,
    ratio,
    register,
    standing,
)
from mostik.analysis.rules.robot_share import APART, AUTOMATABLE
from mostik.analysis.terms import Direction, Hands, Measure, Unit, step_measure

DEALS = _("deals: creation, moves between stages, closing")
ACTIVITIES = _("activities marked as done, with their result")
MONEY = _("payments recorded on deals")
HEAD = _("head of sales")

CHAIN = ("lead", "qualified", "meeting", "proposal", "contract", "invoice", "payment")
#: Steps of the chain, each link to the next: how the conversion is called on screen.
STEPS = {
    "lead_to_qualified": _("Lead → qualified"),
    "qualified_to_meeting": _("Qualified → meeting"),
    "meeting_to_proposal": _("Meeting → proposal"),
    "proposal_to_contract": _("Proposal → contract"),
    "contract_to_invoice": _("Contract → invoice"),
    "invoice_to_payment": _("Invoice → payment"),
}


def counted(
    code: str, title: Words, measure: Measure | Sequence[str], words: Words, source: Words, **more: Any
) -> Metric:
    """Return a metric that counts one measure, or several."""
    measures = [measure] if isinstance(measure, str) else measure
    formula = count(*measures)
    return Metric(
        code=code, title=title, unit=Unit.COUNT, formula=formula, words=words, source=source, owner=HEAD, **more
    )


def summed(code: str, title: Words, measure: Measure, words: Words, source: Words, **more: Any) -> Metric:
    """Return a metric that adds up the money of one measure."""
    values: dict[str, Any] = {"unit": Unit.MONEY, "group": "result", **more}
    return Metric(code=code, title=title, formula=amount(measure), words=words, source=source, owner=HEAD, **values)


def rated(code: str, title: Words, formula: Formula, words: Words, source: Words, **more: Any) -> Metric:
    """Return a metric that is one sum over another."""
    values: dict[str, Any] = {"unit": Unit.PERCENT, **more}
    return Metric(code=code, title=title, formula=formula, words=words, source=source, owner=HEAD, **values)


def links() -> list[Metric]:
    """Return the counts of the chain's links, each deal once per link, on the day it first reached it."""
    first = _("Each deal counts once, on the day it first got there; a link it skipped counts as passed.")
    return [
        counted(code, title, measure, words, DEALS, description=first, group="chain")
        for code, title, measure, words in (
            ("leads", _("Leads"), Measure.LEAD, _("number of leads that came")),
            ("qualified", _("Qualified leads"), Measure.QUALIFIED, _("number of leads found to be our clients")),
            (
                "meetings",
                _("Deals with a meeting"),
                Measure.MEETING,
                _("number of deals that reached a meeting"),
            ),
            ("proposals", _("Proposals"), Measure.PROPOSAL, _("number of deals that reached a proposal")),
            ("contracts", _("Contracts"), Measure.CONTRACT, _("number of deals that reached a contract")),
            ("invoices", _("Invoices"), Measure.INVOICE, _("number of deals that reached an invoice")),
            ("payments", _("Payments"), Measure.PAYMENT, _("number of deals that came to money")),
        )
    ]


def work() -> list[Metric]:
    """Return the counts of what is done with clients."""
    return [
        counted(code, title, measure, words, ACTIVITIES, group="work")
        for code, title, measure, words in (
            ("calls", _("Calls"), Measure.CALL, _("number of calls made, answered or not")),
            ("talks", _("Talks"), Measure.TALK, _("number of calls somebody answered and talked in")),
            ("meetings_set", _("Meetings set"), Measure.MEETING_SET, _("number of meetings agreed for a time")),
            ("meetings_held", _("Meetings held"), Measure.MEETING_HELD, _("number of meetings that took place")),
            ("tasks_done", _("Tasks done"), Measure.TASK, _("number of tasks marked as done")),
            ("emails", _("Letters"), Measure.EMAIL, _("number of letters sent")),
            ("messages", _("Messages"), Measure.MESSAGE, _("number of messages sent")),
        )
    ] + [
        rated(
            "talk_rate",
            _("Talks per call"),
            ratio(count(Measure.TALK), count(Measure.CALL)),
            _("talks ÷ calls"),
            ACTIVITIES,
            group="work",
        ),
        rated(
            "meeting_show_rate",
            _("Meetings that took place"),
            ratio(count(Measure.MEETING_HELD), count(Measure.MEETING_SET)),
            _("meetings held ÷ meetings set"),
            ACTIVITIES,
            group="work",
        ),
    ]


def results() -> list[Metric]:
    """Return what came of it: deals closed, money, how good and how long."""
    return [*closings(), *sums(), *qualities(), *lengths()]


def closings() -> list[Metric]:
    """Return the counts of what was sold, lost and paid."""
    won, lost, paid = _("number of deals won"), _("number of deals lost"), _("number of payments")
    less = {"direction": Direction.LOWER}
    return [
        counted("deals_won", _("Deals won"), Measure.WON, won, DEALS, group="result"),
        counted("deals_lost", _("Deals lost"), Measure.LOST, lost, DEALS, group="result", **less),
        counted("payments_received", _("Payments received"), Measure.PAID, paid, MONEY, group="result"),
    ]


def sums() -> list[Metric]:
    """Return the money of it: sold, paid, lost."""
    not_paid = _("Money that came. What was sold but not paid yet is in the revenue of deals won.")
    won = _("sum of the amounts of deals won, on the day they were won")
    paid = _("sum of payments received, on the day they were paid")
    lost = _("sum of the amounts of deals lost")
    return [
        summed("revenue_won", _("Revenue of deals won"), Measure.WON, won, DEALS),
        summed("revenue", _("Revenue"), Measure.PAID, paid, MONEY, description=not_paid),
        summed("loss_amount", _("Lost amount"), Measure.LOST, lost, DEALS, direction=Direction.LOWER),
    ]


def qualities() -> list[Metric]:
    """Return how good sales were: the average check and the win rate."""
    check = _("revenue of deals won ÷ deals won")
    rate = _("deals won ÷ (deals won + deals lost), by the day they were closed")
    won, closed = count(Measure.WON), count(Measure.WON, Measure.LOST)
    per_sale = ratio(amount(Measure.WON), won)
    return [
        rated("average_check", _("Average check"), per_sale, check, DEALS, unit=Unit.MONEY, group="result"),
        rated("win_rate", _("Win rate"), ratio(won, closed), rate, DEALS, group="result"),
    ]


def lengths() -> list[Metric]:
    """Return how long deals take, in calendar days."""
    words = (
        (
            "days_to_close",
            _("Days to close"),
            (Measure.WON, Measure.LOST),
            _("days from creation to closing ÷ deals closed"),
        ),
        ("days_to_win", _("Days to win"), (Measure.WON,), _("days from creation to winning ÷ deals won")),
        ("days_to_lose", _("Days to lose"), (Measure.LOST,), _("days from creation to loss ÷ deals lost")),
    )
    return [
        rated(code, title, mean_days(*measures), said, DEALS, unit=Unit.DAYS, direction=Direction.LOWER, group="result")
        for code, title, measures, said in words
    ]


def loyalty() -> list[Metric]:
    """Return what clients say of us and whether they come back.

    CSAT is the share of 4 and 5 of five. NPS is the share of 9 and 10 less the share of 0 to 6 (F. Reichheld, "The One
    Number You Need to Grow", HBR, December 2003), in points from -100 to 100.
    """
    surveys = _("answers of clients to surveys")
    csat = _("answers of 4 and 5 ÷ all answers of 1 to 5")
    nps = _("(answers of 9 and 10 − answers of 0 to 6) ÷ all answers of 0 to 10")
    again = _("payments of clients who had paid for another deal before ÷ payments")
    back = ratio(count(Measure.REPEAT), count(Measure.PAID))
    few = _("Below 30 answers it says little: look at its bounds on the page of sales metrics.")
    client = _("A client is a company; a deal without one is a client who comes once.")
    said = {"unit": Unit.COUNT, "group": "result"}
    return [
        rated("csat", _("Satisfaction (CSAT)"), ratio(count(Measure.CSAT_GOOD), count(Measure.CSAT)), csat, surveys,
              group="result", description=few),
        rated("nps", _("Recommendation (NPS)"), ratio(count_less(Measure.NPS_UP, Measure.NPS_DOWN), count(Measure.NPS)),
              nps, surveys, group="result", description=few),
        rated("survey_answers", _("Answers to surveys"), count(Measure.CSAT, Measure.NPS),
              _("number of answers to surveys"), surveys, **said),
        rated("repeat_share", _("Repeat share"), back, again, MONEY, group="result", description=client),
    ]  # fmt: skip


def speed() -> list[Metric]:
    """Return deals in work and the sales velocity: money a day that the pipeline gives as it stands.

    Sales velocity = open deals × win rate × average check ÷ cycle in days: 60 × 25 % × 100 000 ÷ 30 = 50 000 a day. By
    Little's law (J. Little, "A Proof for the Queuing Formula L = λW", Operations Research 9, 1961) open deals ÷ cycle
    is how many deals leave the pipeline a day. Written in sums: open ÷ closed × won × (amount won ÷ days of those won).
    """
    working, closed = (
        standing(Measure.LEAD, Measure.HANDED, less=(Measure.WON, Measure.LOST, Measure.REJECTED)),
        count(Measure.WON, Measure.LOST),
    )
    pace = product(ratio(working, closed), count(Measure.WON), ratio(amount(Measure.WON), days(Measure.WON)))
    there = _("deals that ever came − won, lost and rejected, up to the last day")
    fast = _("open deals × win rate × average check ÷ days to win: money a day")
    whose = _("An open deal counts for whoever it was of on the last day, won and lost ones for whoever closed them.")
    return [
        rated("deals_open", _("Deals in work"), working, there, DEALS, unit=Unit.COUNT, group="result",
              description=whose),
        rated("sales_velocity", _("Sales velocity"), pace, fast, DEALS, unit=Unit.MONEY, group="result",
              description=whose),
    ]  # fmt: skip


def conversions() -> list[Metric]:
    """Return the conversions of the chain, each by period and by cohort: the names never mix the two."""
    made = []
    for code, title in STEPS.items():
        before, after = (Measure(word) for word in code.split("_to_"))
        made += _both(code, title, ratio(count(after), count(before)))
    return made + _both("lead_to_sale", _("Lead → sale"), ratio(count(Measure.WON), count(Measure.LEAD)))


def _both(code: str, title: Words, formula: Formula) -> list[Metric]:
    by_period = _("those who reached the second in the period ÷ those who reached the first in the period")
    by_cohort = _("of the deals created in the period: those who ever reached the second ÷ those who reached the first")
    cohort = pgettext_lazy("conversion", "of those who came in the period")
    return [
        rated(code, title, formula, by_period, DEALS, group="conversion"),
        rated(
            f"{code}_cohort", format_lazy(_("{title}, by cohort"), title=title), formula, by_cohort, DEALS,
            by_cohort=True, group="conversion", description=cohort,
        ),
    ]  # fmt: skip


def cohorts() -> list[Metric]:
    """Return what became of those who came in a period: sales, checks, days, how many are decided, money for a lead."""
    came = {"by_cohort": True, "group": "conversion"}
    won, money, leads = count(Measure.WON), amount(Measure.WON), count(Measure.LEAD)
    decided = ratio(count(Measure.WON, Measure.LOST, Measure.REJECTED), leads)
    in_money = {"unit": Unit.MONEY, **came}
    return [
        rated("sales_cohort", _("Sales to those who came"), won, _("of the leads that came in the period: those won"),
              DEALS, unit=Unit.COUNT, **came),
        rated("revenue_cohort", _("Sold to those who came"), money,
              _("of the leads that came in the period: the amounts of those won"), DEALS, **in_money),
        rated("check_cohort", _("Check of those who came"), ratio(money, won),
              _("of the leads that came in the period: amounts of deals won ÷ deals won"), DEALS, **in_money),
        rated("days_to_win_cohort", _("Days to a sale of those who came"), mean_days(Measure.WON),
              _("of the leads that came in the period: days from creation to winning ÷ deals won"), DEALS,
              unit=Unit.DAYS, direction=Direction.LOWER, **came),
        rated("decided_cohort", _("Decided of those who came"), decided,
              _("of the leads that came in the period: those won, lost or rejected ÷ all"), DEALS, **came),
        rated("lead_worth", _("Money for a lead"), ratio(money, leads),
              _("of the leads that came in the period: amounts of deals won ÷ all leads"), DEALS, **in_money),
    ]  # fmt: skip


def per_sale() -> list[Metric]:
    """Return how much of each kind of work one sale takes."""
    return [
        rated(
            f"{code}_per_sale",
            title,
            ratio(count(measure), count(Measure.WON)),
            words,
            source,
            unit=Unit.COUNT,
            direction=Direction.LOWER,
            group="per sale",
        )
        for code, title, measure, words, source in (
            ("calls", _("Calls per sale"), Measure.CALL, _("calls ÷ deals won"), ACTIVITIES),
            ("talks", _("Talks per sale"), Measure.TALK, _("talks ÷ deals won"), ACTIVITIES),
            ("meetings", _("Meetings per sale"), Measure.MEETING_HELD, _("meetings held ÷ deals won"), ACTIVITIES),
            ("proposals", _("Proposals per sale"), Measure.PROPOSAL, _("proposals ÷ deals won"), DEALS),
            ("contracts", _("Contracts per sale"), Measure.CONTRACT, _("contracts ÷ deals won"), DEALS),
            ("invoices", _("Invoices per sale"), Measure.INVOICE, _("invoices ÷ deals won"), DEALS),
            ("leads", _("Leads per sale"), Measure.LEAD, _("leads ÷ deals won"), DEALS),
        )
    ]


def lead_quality() -> list[Metric]:
    """Return how good leads were: what was rejected, and the share found to be our clients, duplicates left out."""
    less, cohort = {"direction": Direction.LOWER}, {"by_cohort": True}
    rejected = _("number of leads rejected: none of ours, with the reason")
    again = _("number of leads rejected because we had them already")
    share = _("of the leads that came in the period: those rejected ÷ all")
    quality = _("of the leads that came in the period: those qualified ÷ (all − duplicates)")
    good = ratio(count(Measure.QUALIFIED), count_less(Measure.LEAD, Measure.DUPLICATE))
    junk = ratio(count(Measure.REJECTED), count(Measure.LEAD))
    return [
        counted("leads_rejected", _("Rejected leads"), Measure.REJECTED, rejected, DEALS, group="result", **less),
        counted("lead_duplicates", _("Duplicate leads"), Measure.DUPLICATE, again, DEALS, group="result", **less),
        rated("lead_quality", _("Lead quality"), good, quality, DEALS, group="conversion", **cohort),
        rated("rejected_share", _("Rejected share"), junk, share, DEALS, group="conversion", **cohort, **less),
    ]


def robots() -> list[Metric]:
    """Return how much of the funnel's work robots do, and how often people do what robots could."""
    robot = [step_measure(step, Hands.ROBOT) for step in AUTOMATABLE]
    hand = [step_measure(step, Hands.PERSON) for step in AUTOMATABLE]
    apart = [step_measure(step, hands) for step in APART for hands in Hands]
    source = _("what is done about deals, by who did it")
    less = {"direction": Direction.LOWER}
    said, part = _("steps done by robots ÷ all steps that robots can do"), ratio(count(*robot), count(*robot, *hand))
    by_robot, by_hand = _("number of steps done by robots"), _("number of steps done by people that robots can do")
    others = _("number of steps done that no robot can do")
    return [
        rated("robot_share", _("Robot share"), part, said, source, group="robots"),
        counted("steps_by_robot", _("Steps by robots"), robot, by_robot, source, group="robots"),
        counted("steps_by_hand", _("Steps by hand"), hand, by_hand, source, group="robots", **less),
        counted("steps_apart", _("Steps no robot can do"), apart, others, source, group="robots"),
    ]


def stages() -> list[Metric]:
    """Return how deals pass stages and how long they stand there."""
    entered = _("number of times a deal came to a stage")
    left = _("number of times a deal left a stage")
    stood = _("days from coming to a stage to leaving it ÷ times a stage was left")
    so_far = _("Counted on the day the stage was left: what stands there still is on the page of stuck deals.")
    return [
        counted("stage_entries", _("Entries to a stage"), Measure.STAGE, entered, DEALS, group="stage"),
        counted("stage_exits", _("Exits from a stage"), Measure.STAY, left, DEALS, group="stage"),
        rated("days_on_stage", _("Days on a stage"), mean_days(Measure.STAY), stood, DEALS, unit=Unit.DAYS,
              direction=Direction.LOWER, group="stage", description=so_far),
    ]  # fmt: skip


register(*loyalty(), *speed())
register(*robots(), *stages(), *lead_quality(), *cohorts(), *links(), *work(), *results(), *conversions(), *per_sale())
