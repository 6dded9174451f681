"""Letters to the owner: what is set, which there are, one as it would be built from the figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mostik.analysis.queries.forecast import Foreseen, forecast
from mostik.analysis.queries.gap import gap_of_spans
from mostik.analysis.queries.gap_words import gap_words
from mostik.analysis.queries.reports import Figure, run_report
from mostik.analysis.queries.spans import span_before
from mostik.analysis.terms import Compare, Report
from mostik.control.queries.actions import actions
from mostik.control.queries.cases import cases, whose
from mostik.core import company
from mostik.core.actors import Actor
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.kernel.refusals import Missing, gettext_noop
from mostik.organisation.access import OWNER_LETTERS, visible_owner_letters
from mostik.organisation.models import OwnerLetter
from mostik.organisation.terms import LetterKind, Section
from mostik.people.access import Department, User
from mostik.people.queries.actors import narrowed_to
from mostik.people.queries.people import away_today
from mostik.planning.queries.people import sellers
from mostik.planning.queries.words import kpi
from mostik.web import formats

#: A director reads so many lines of one part, and not one more.
MOST_LINES = 5
#: Somebody ramps up for so many days, and is behind below this much of the plan to date.
RAMP = timedelta(days=90)
BEHIND = 80
TITLES: Mapping[Section, Any] = {
    Section.FIGURES: gettext_lazy("Figures"),
    Section.DEVIATIONS: gettext_lazy("What slipped"),
    Section.CAUSES: gettext_lazy("Why"),
    Section.DECISIONS: gettext_lazy("What was decided"),
    Section.PEOPLE: gettext_lazy("People"),
    Section.FORECAST: gettext_lazy("What to expect"),
}
MEASURES = ("revenue", "deals_won", "meetings_held", "leads")


class NoSuchOwnerLetter(Missing):
    """The letter is not there or not within one's reach."""

    message = gettext_noop("This letter does not exist or is not yours to see.")


@dataclass(frozen=True, kw_only=True)
class OwnerPlan:
    """What is set: on which day of the week and of the month letters are built, where to, of which department."""

    week: int | None
    month: int | None
    to: tuple[str, ...]
    department: int | None
    by: int | None
    since: date | None

    def on(self, kind: LetterKind) -> int | None:
        """Return the day of a kind; None where it is not built."""
        return self.week if kind is LetterKind.WEEK else self.month


@dataclass(frozen=True, kw_only=True)
class OwnerDraft:
    """A letter as it would be built now."""

    kind: LetterKind
    span: Span
    department: int
    language: str
    title: str
    sections: list[dict[str, Any]]


def owner_plan(*, viewer: Actor) -> OwnerPlan:  # noqa: ARG001 - open to all who read letters
    """Return what is set of the letters."""
    told = company.choice(OWNER_LETTERS)
    since = told["since"]
    return OwnerPlan(
        week=told["week"],
        month=told["month"],
        to=tuple(told["to"]),
        department=told["department"],
        by=told["by"],
        since=date.fromisoformat(since) if since else None,
    )


def owner_letters(*, viewer: Actor) -> "QuerySet[OwnerLetter]":
    """Return the letters within reach, the newest first."""
    return visible_owner_letters(viewer).prefetch_related("sendings").order_by("-last", "kind", "-pk")


def owner_letter(number: int, *, viewer: Actor) -> OwnerLetter:
    """Return one letter; refuses `NoSuchOwnerLetter`."""
    row = owner_letters(viewer=viewer).filter(pk=number).first()
    if row is None:
        raise NoSuchOwnerLetter
    return row


def owner_draft(kind: LetterKind, span: Span, *, department: int, viewer: Actor) -> OwnerDraft:
    """Return the letter of some days of a department, in the company's language, as the viewer sees it.

    Whoever sees all departments sees this one alone in it.
    """
    viewer = narrowed_to(viewer, department)
    place = Department.objects.get(pk=department)
    with translation.override(settings.LANGUAGE_CODE):
        says: dict[Section, Callable[[], list[str]]] = {
            Section.FIGURES: lambda: _figures(kind, span, viewer),
            Section.DEVIATIONS: lambda: _deviations(span, department, viewer),
            Section.CAUSES: lambda: _causes(span, viewer),
            Section.DECISIONS: lambda: _decisions(span, viewer),
            Section.PEOPLE: lambda: _people(span, department, viewer),
            Section.FORECAST: lambda: _forecast(viewer),
        }
        return OwnerDraft(
            kind=kind,
            span=span,
            department=department,
            language=settings.LANGUAGE_CODE,
            title=f"{place.title}: {_days(kind, span)}",
            sections=[{"code": each.value, "text": "\n".join(says[each]()), "out": False} for each in Section],
        )


def letter_text(row: OwnerLetter) -> str:
    """Return a letter as plain text: what was left out is not in it."""
    with translation.override(row.language):
        parts = [f"{TITLES[Section(each['code'])]}\n{each['text']}" for each in kept_sections(row)]
    return "\n\n".join(parts)


def kept_sections(row: OwnerLetter) -> list[dict[str, Any]]:
    """Return the parts that are in a letter: with words, and not left out."""
    return [each for each in row.sections if each["text"].strip() and not each["out"]]


def _days(kind: LetterKind, span: Span) -> str:
    if kind is LetterKind.MONTH:
        return formats.month(span.first)
    return f"{formats.day_long(span.first)} – {formats.day_long(span.last)}"


def _figures(kind: LetterKind, span: Span, viewer: Actor) -> list[str]:
    """Say what came in these days against the plan and the days before, and how the month stands."""
    asked = Report(measures=MEASURES, compare=Compare.PLAN)
    now = run_report(asked, viewer=viewer, span=span)
    before = run_report(Report(measures=MEASURES), viewer=viewer, span=span_before(span)).total.figures
    lines = [
        _figure(str(head.metric.title), figure, was, is_money=head.metric.code == "revenue")
        for head, figure, was in zip(now.heads, now.total.figures, before, strict=True)
    ]
    month = Period.of(PeriodKind.MONTH, span.last).span
    if kind is LetterKind.WEEK:
        so_far = run_report(asked, viewer=viewer, span=Span(month.first, span.last)).total.figures[0]
        title = _("The month so far")
        lines.append(f"{title}: {_amount(so_far, is_money=True)}{_of_plan(so_far, is_money=True)}")
    return lines[:MOST_LINES]


def _figure(title: str, figure: Figure, was: Figure, *, is_money: bool) -> str:
    said = f"{title}: {_amount(figure, is_money=is_money)}{_of_plan(figure, is_money=is_money)}"
    return _("%(figure)s; before %(was)s") % {"figure": said, "was": _amount(was, is_money=is_money)}


def _amount(figure: Figure, *, is_money: bool) -> str:
    return _written(figure.value, is_money=is_money)


def _of_plan(figure: Figure, *, is_money: bool) -> str:
    if figure.share is None:
        return ""
    told = {
        "plan": _written(figure.before, is_money=is_money),
        "share": formats.percent(figure.share / 100, 0),
    }
    return _(" of %(plan)s by the plan, pace %(share)s") % told


def _written(value: Any, *, is_money: bool) -> str:
    return formats.money_short(Money.of(value or 0, settings.CURRENCY)) if is_money else formats.number(value or 0)


def _deviations(span: Span, department: int, viewer: Actor) -> list[str]:
    """Say which figures were off their due in these days, the dearest first, and how each ended."""
    touched = Q(ended_at__isnull=True) | Q(ended_at__date__gte=span.first)
    rows = cases(viewer=viewer).filter(touched, department=department, opened_on__lte=span.last)
    found = list(rows.order_by("-worth_minor", "pk"))
    lines = [_case(each) for each in found[: MOST_LINES - 1]]
    if left := len(found) - len(lines):
        lines.append(ngettext("And %(n)s more.", "And %(n)s more.", left) % {"n": left})
    return lines or [_("Nothing was off its due by more than chance.")]


def _case(row: Any) -> str:
    what = row.title or kpi(row.kpi)
    said = _("%(whose)s, %(what)s: %(fact)s where %(plan)s were due") % {
        "whose": whose(row),
        "what": formats.lowered(what),
        "fact": formats.number(row.fact_then),
        "plan": formats.number(row.plan_then),
    }
    cause = row.cause_text or (row.get_cause_display() if row.cause else _("the cause is not named yet"))
    return f"{said}; {cause}; {row.get_ending_display() if row.ending else row.get_state_display()}."


def _causes(span: Span, viewer: Actor) -> list[str]:
    """Say what the difference from the days before is made of."""
    found = gap_of_spans(viewer=viewer, base=span_before(span), fact=span, currency=settings.CURRENCY)
    return [_("Against the days before: %(gap)s") % {"gap": gap_words(found)}]


def _decisions(span: Span, viewer: Actor) -> list[str]:
    """Say what was decided in these days, by whom it is done and by when."""
    rows = actions(viewer=viewer).filter(made_at__date__range=(span.first, span.last)).order_by("due_on", "pk")
    return [_action(each) for each in rows[:MOST_LINES]] or [_("Nothing was decided in these days.")]


def _action(row: Any) -> str:
    return _("%(what)s: %(who)s by %(day)s, %(state)s") % {
        "what": row.text or row.get_kind_display(),
        "who": row.owner.short_name,
        "day": formats.day(row.due_on),
        "state": row.get_state_display(),
    }


def _people(span: Span, department: int, viewer: Actor) -> list[str]:
    """Say who is above the plan of the month so far, who behind it, who is new, who is away."""
    days = Span(Period.of(PeriodKind.MONTH, span.last).first, span.last)
    asked = Report(measures=("revenue",), rows=("person",), compare=Compare.PLAN, limit=1000)
    lines = run_report(asked, viewer=viewer, span=days).lines
    shares = [(line.keys[0][1], float(figure.share)) for line in lines if (figure := line.figures[0]).share is not None]
    here = sellers(viewer=viewer, department_id=department, span=days)
    new = [each.name for each in here if each.hired_on > days.last - RAMP]
    away = _away([each.id for each in here], viewer)
    said = [
        (
            _("At or above the plan: %(who)s"),
            [f"{name} {formats.percent(share / 100, 0)}" for name, share in shares if share >= 100],
        ),
        (
            _("Behind it: %(who)s"),
            [f"{name} {formats.percent(share / 100, 0)}" for name, share in shares if share < BEHIND],
        ),
        (_("New, still ramping up: %(who)s"), new),
        (_("Away today: %(who)s"), away),
    ]
    return [words % {"who": ", ".join(who)} for words, who in said if who]


def _away(numbers: list[int], viewer: Actor) -> list[str]:
    away = away_today(viewer=viewer, people_ids=numbers)
    return [each.short_name for each in User.objects.filter(pk__in=away).order_by("last_name", "first_name", "pk")]


def _forecast(viewer: Actor) -> list[str]:
    """Say what this month and the next are expected to bring, with bounds that hold four of five."""
    periods = {each.code: each for each in forecast(viewer=viewer).periods}
    asked = ((_("This month"), periods["month"]), (_("The next month"), periods["next"]))
    return [line for title, each in asked if (line := _expected(title, each))]


def _expected(title: str, period: Foreseen) -> str:
    best = period.best
    if best is None:
        return ""
    said = f"{title}: {formats.money_short(best.value)}"
    if best.low is None or best.high is None:
        return said
    bounds = {"low": formats.money_short(best.low), "high": formats.money_short(best.high)}
    return said + _(", four times of five from %(low)s to %(high)s") % bounds
