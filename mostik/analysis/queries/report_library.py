"""The reports that are ready: each is a question to the metric catalogue and nothing else."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mostik.analysis.catalog import Words, nearest
from mostik.analysis.terms import Compare, Days, Look, Report
from mostik.kernel.refusals import Missing, gettext_noop


class NoSuchReport(Missing):
    """There is no report of this name."""

    message = gettext_noop("There is no report “{code}”.{hint}")


@dataclass(frozen=True, slots=True)
class Ready:
    """A report of the library: its code, its group, what it is called and which question it answers."""

    code: str
    group: str
    title: Words
    note: Words
    report: Report


GROUPS: dict[str, Words] = {
    "funnel": _("Funnel"),
    "sales": _("Sales"),
    "money": _("Money"),
    "people": _("People"),
    "activity": _("Work with clients"),
    "channels": _("Channels"),
    "losses": _("Refusals"),
    "stuck": _("Stages and where deals stand"),
    "robots": _("Robots and hands"),
}
COUNTS = ("leads", "qualified", "meetings", "proposals", "contracts", "invoices", "payments")
STEPS = (
    "lead_to_qualified",
    "qualified_to_meeting",
    "meeting_to_proposal",
    "proposal_to_contract",
    "contract_to_invoice",
    "invoice_to_payment",
    "lead_to_sale",
)
COHORTS = tuple(f"{code}_cohort" for code in STEPS)
SALES = ("deals_won", "revenue_won", "average_check", "win_rate")
WORK = ("calls", "talks", "meetings_set", "meetings_held", "tasks_done", "emails", "messages")
PER_SALE = ("calls_per_sale", "talks_per_sale", "meetings_per_sale", "proposals_per_sale", "leads_per_sale")
LOSSES = ("deals_lost", "loss_amount", "days_to_lose")
QUALITY = ("leads", "lead_quality", "rejected_share", "lead_to_sale_cohort")
EARLIER, YEAR = Compare.EARLIER, Compare.YEAR


def ready(
    code: str, group: str, title: Words, note: Words, measures: tuple[str, ...], *rows: str, **more: Any
) -> Ready:
    """Return a report of the library."""
    values = {"days": Days.NINETY, **more}
    return Ready(code, group, title, note, Report(measures=measures, rows=rows, **values))


def of_funnel() -> list[Ready]:
    """Return what deals come through."""
    year = {"days": Days.TWELVE, "look": Look.LINE}
    return [
        ready(
            "funnel-by-month", "funnel", _("Funnel by month"), _("How many deals reached each link, month by month"),
            COUNTS, "month", **year,
        ),
        ready(
            "funnel-by-week", "funnel", _("Funnel by week"), _("How many deals reached each link, week by week"),
            COUNTS, "week", look=Look.LINE,
        ),
        ready(
            "funnel-by-person", "funnel", _("Funnel by person"), _("Whose deals reach which link"),
            COUNTS, "person", look=Look.BARS,
        ),
        ready(
            "funnel-by-team", "funnel", _("Funnel by team"), _("Which team's deals reach which link"),
            COUNTS, "team", look=Look.BARS,
        ),
        ready(
            "funnel-by-channel", "funnel", _("Funnel by channel"), _("Where deals that get far come from"),
            COUNTS, "channel", look=Look.BARS,
        ),
        ready(
            "conversions-by-month", "funnel", _("Conversions by month"),
            _("Whether links pass more or less than before"),
            STEPS, "month", **year,
        ),
        ready(
            "conversions-by-person", "funnel", _("Conversions by person"), _("At which link each person loses deals"),
            STEPS, "person",
        ),
        ready(
            "cohorts-by-month", "funnel", _("Cohorts by month"), _("How far the deals created in a month ever came"),
            COHORTS, "month", **year,
        ),
        ready(
            "cohorts-by-channel", "funnel", _("Cohorts by channel"), _("How far the deals of a channel ever came"),
            COHORTS, "channel",
        ),
    ]  # fmt: skip


def of_sales() -> list[Ready]:
    """Return what was sold."""
    year = {"days": Days.TWELVE}
    return [
        ready(
            "sales-now-and-before", "sales", _("Sales now and before"),
            _("This month beside the same days of the last"),
            (*SALES, "days_to_win"), days=Days.MONTH, compare=EARLIER,
        ),
        ready(
            "sales-by-month", "sales", _("Sales by month"), _("Deals won, their money, average check and win rate"),
            ("revenue_won", "deals_won", "average_check", "win_rate"), "month", look=Look.LINE, **year,
        ),
        ready(
            "sales-year-on-year", "sales", _("Sales beside last year"),
            _("Each month beside the same month a year ago"),
            ("revenue_won", "deals_won"), "month", compare=YEAR, look=Look.LINE, **year,
        ),
        ready(
            "sales-by-product", "sales", _("Sales by product"), _("What sells"),
            ("revenue_won", "deals_won", "average_check", "win_rate"), "product", look=Look.BARS,
        ),
        ready(
            "sales-by-client", "sales", _("Sales by client"), _("Who buys most: the hundred largest"),
            ("revenue_won", "deals_won", "average_check"), "company", limit=100, **year,
        ),
        ready(
            "sales-by-sector", "sales", _("Sales by sector"), _("Which businesses buy"),
            ("revenue_won", "deals_won", "average_check", "win_rate"), "sector", look=Look.BARS, **year,
        ),
        ready(
            "sales-by-pipeline", "sales", _("Sales by pipeline"), _("Which of the pipelines brings money"),
            ("revenue_won", "deals_won", "average_check", "win_rate", "days_to_win"), "pipeline", look=Look.BARS,
        ),
        ready(
            "products-by-month", "sales", _("Products by month"), _("How each product's sales change"),
            ("revenue_won",), "product", columns="month", **year,
        ),
        ready(
            "checks-by-product", "sales", _("Average check by product"), _("Beside the same days before"),
            ("average_check", "deals_won"), "product", compare=EARLIER,
        ),
        ready(
            "cycle-by-month", "sales", _("Length of deals by month"),
            _("Days from the first touch to a sale or a refusal"),
            ("days_to_win", "days_to_lose", "days_to_close"), "month", look=Look.LINE, **year,
        ),
    ]  # fmt: skip


def of_money() -> list[Ready]:
    """Return what came in."""
    paid = ("revenue", "payments_received")
    return [
        ready(
            "money-by-day", "money", _("Money by day"), _("What came in each day of the month"),
            paid, "day", days=Days.MONTH, look=Look.BARS,
        ),
        ready(
            "money-by-month", "money", _("Money by month"), _("Paid and sold, month by month"),
            ("revenue", "revenue_won", "payments_received"), "month", days=Days.TWELVE, look=Look.LINE,
        ),
        ready(
            "money-by-person", "money", _("Money by person"), _("Who brought what, beside the days before"),
            paid, "person", days=Days.MONTH, compare=EARLIER, look=Look.BARS,
        ),
        ready(
            "money-by-client", "money", _("Money by client"), _("Who pays most: the hundred largest"),
            paid, "company", days=Days.TWELVE, limit=100,
        ),
        ready(
            "money-by-channel", "money", _("Money by channel and month"),
            _("Which channels the money of each month came by"),
            ("revenue",), "month", columns="channel", days=Days.TWELVE, look=Look.STACKED,
        ),
    ]  # fmt: skip


def of_people() -> list[Ready]:
    """Return who does how well."""
    return [
        ready(
            "people-now-and-before", "people", _("People now and before"),
            _("Everybody's sales beside the days before"),
            ("revenue_won", "deals_won", "win_rate"), "person", days=Days.MONTH, compare=EARLIER, look=Look.BARS,
        ),
        ready(
            "people-by-month", "people", _("People by month"), _("How each person's sales change"),
            ("revenue_won",), "person", columns="month", days=Days.TWELVE,
        ),
        ready(
            "teams-by-month", "people", _("Teams by month"), _("Which team's share grows"),
            ("revenue_won",), "month", columns="team", days=Days.TWELVE, look=Look.STACKED,
        ),
        ready(
            "people-and-products", "people", _("People and products"), _("Who sells what"),
            ("deals_won",), "person", columns="product",
        ),
        ready(
            "people-and-channels", "people", _("People and channels"), _("Who makes sales of which leads"),
            ("lead_to_sale_cohort",), "person", columns="channel",
        ),
        ready(
            "leads-of-people", "people", _("Leads of people"), _("How many leads each got and what became of them"),
            (*QUALITY, "deals_won"), "person",
        ),
    ]  # fmt: skip


def of_activity() -> list[Ready]:
    """Return what is done with clients."""
    return [
        ready(
            "work-by-person", "activity", _("Work by person"), _("Calls, talks, meetings, tasks, letters of each"),
            WORK, "person", days=Days.MONTH, look=Look.BARS,
        ),
        ready(
            "work-by-day", "activity", _("Work by day"), _("How much was done each day of the month"),
            WORK, "day", days=Days.MONTH, look=Look.LINE,
        ),
        ready(
            "work-by-week", "activity", _("Work by week"), _("Beside the weeks before"),
            ("calls", "talks", "meetings_held"), "week", compare=EARLIER, look=Look.LINE,
        ),
        ready(
            "calls-by-person-and-day", "activity", _("Calls by person and day"), _("Who called when"),
            ("calls",), "person", columns="day", days=Days.MONTH,
        ),
        ready(
            "talks-by-person", "activity", _("Calls and talks"), _("How many of each person's calls become talks"),
            ("calls", "talks", "talk_rate"), "person", compare=EARLIER,
        ),
        ready(
            "meetings-by-person", "activity", _("Meetings set and held"), _("How many of the meetings set take place"),
            ("meetings_set", "meetings_held", "meeting_show_rate"), "person", compare=EARLIER,
        ),
        ready(
            "sale-takes-by-person", "activity", _("What one sale takes"),
            _("How much of each kind of work a sale takes"),
            PER_SALE, "person",
        ),
        ready(
            "sale-takes-by-month", "activity", _("What one sale takes, by month"),
            _("Whether sales grow dearer in work"),
            PER_SALE, "month", days=Days.TWELVE, look=Look.LINE,
        ),
    ]  # fmt: skip


def of_channels() -> list[Ready]:
    """Return where leads come from and how good they are."""
    return [
        ready(
            "leads-by-channel", "channels", _("Leads by channel"), _("How many leads a channel brings and how good"),
            QUALITY, "channel", look=Look.BARS,
        ),
        ready(
            "leads-by-month-and-channel", "channels", _("Leads by month and channel"), _("Which channels grow"),
            ("leads",), "month", columns="channel", days=Days.TWELVE, look=Look.STACKED,
        ),
        ready(
            "quality-by-month", "channels", _("Lead quality by month"), _("Whether leads get better"),
            QUALITY, "month", days=Days.TWELVE, look=Look.LINE,
        ),
        ready(
            "sales-by-channel", "channels", _("Sales by channel"), _("Which channels sell, beside the days before"),
            ("revenue_won", "deals_won", "win_rate"), "channel", compare=EARLIER, look=Look.BARS,
        ),
        ready(
            "rejected-by-channel", "channels", _("Rejected leads"),
            _("Leads that are none of ours, by channel and reason"),
            ("leads_rejected", "lead_duplicates"), "channel", "reason",
        ),
    ]  # fmt: skip


def of_losses() -> list[Ready]:
    """Return what was lost and why."""
    return [
        ready(
            "losses-by-reason", "losses", _("Refusals by reason"), _("Why clients refuse and what it costs"),
            LOSSES, "reason", look=Look.BARS,
        ),
        ready(
            "losses-now-and-before", "losses", _("Reasons now and before"), _("Which reasons grow"),
            ("deals_lost", "loss_amount"), "reason", compare=EARLIER,
        ),
        ready(
            "reasons-by-month", "losses", _("Reasons by month"), _("How each reason changes over the year"),
            ("deals_lost",), "month", columns="reason", days=Days.TWELVE, look=Look.STACKED,
        ),
        ready(
            "reasons-of-people", "losses", _("Reasons of people"), _("Who loses deals with which reasons"),
            ("deals_lost",), "person", columns="reason",
        ),
        ready(
            "reasons-of-channels", "losses", _("Reasons of channels"), _("Which channels bring which refusals"),
            ("deals_lost",), "channel", columns="reason",
        ),
        ready(
            "losses-by-stage", "losses", _("Refusals by stage"), _("On which stage deals are lost, and for what"),
            ("deals_lost",), "pipeline", "stage", columns="reason",
        ),
        ready(
            "losses-by-competitor", "losses", _("Refusals by competitor"), _("Whom deals are lost to, month by month"),
            ("deals_lost",), "competitor", columns="month", days=Days.TWELVE,
        ),
        ready(
            "losses-by-product", "losses", _("Refusals by product"), _("What is refused, and how much money it is"),
            LOSSES, "product", look=Look.BARS,
        ),
        ready(
            "won-and-lost", "losses", _("Won and lost"), _("How deals closed, by pipeline and outcome"),
            ("days_to_close",), "pipeline", columns="outcome",
        ),
    ]  # fmt: skip


def of_stages() -> list[Ready]:
    """Return where deals stand and how long."""
    stood = ("days_on_stage", "stage_exits")
    return [
        ready(
            "days-by-stage", "stuck", _("Days on each stage"), _("Where deals stand longest, beside the days before"),
            stood, "pipeline", "stage", compare=EARLIER,
        ),
        ready(
            "days-of-people", "stuck", _("Days on stages by person"), _("In whose hands deals stand, stage by stage"),
            ("days_on_stage",), "person", columns="stage",
        ),
        ready(
            "days-by-month", "stuck", _("Days on stages by month"), _("Which stages grow slower"),
            ("days_on_stage",), "stage", columns="month", days=Days.TWELVE,
        ),
        ready(
            "flow-by-stage", "stuck", _("In and out of stages"), _("Where more comes than goes: there deals gather"),
            ("stage_entries", "stage_exits", "days_on_stage"), "pipeline", "stage",
        ),
    ]  # fmt: skip


def of_robots() -> list[Ready]:
    """Return what robots do."""
    hands = ("robot_share", "steps_by_robot", "steps_by_hand")
    return [
        ready(
            "robots-by-month", "robots", _("Robot share by month"), _("How much of the work robots do"),
            (*hands, "steps_apart"), "month", days=Days.TWELVE, look=Look.LINE,
        ),
        ready(
            "robots-by-step", "robots", _("Robot share by step"), _("Which steps robots do, beside the days before"),
            hands, "step", compare=EARLIER,
        ),
        ready(
            "robots-by-person", "robots", _("Work by hand of people"), _("Who still does by hand what robots can"),
            hands, "person", sort="steps_by_hand",
        ),
    ]  # fmt: skip


LIBRARY: dict[str, Ready] = {
    each.code: each
    for each in (
        *of_funnel(),
        *of_sales(),
        *of_money(),
        *of_people(),
        *of_activity(),
        *of_channels(),
        *of_losses(),
        *of_stages(),
        *of_robots(),
    )
}


def ready_report(code: str) -> Ready:
    """Return a report of the library; refuses `NoSuchReport` with the nearest name."""
    if code in LIBRARY:
        return LIBRARY[code]
    raise NoSuchReport(params={"code": code[:40], "hint": nearest(code, LIBRARY)})
