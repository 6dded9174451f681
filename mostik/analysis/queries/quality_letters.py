"""Letters to marketing on lead quality: how they read, which there are, what was answered, what is set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mostik.analysis.access import QUALITY_LETTER
from mostik.analysis.models import QualityLetter
from mostik.analysis.queries.lead_quality import quality_of_leads
from mostik.analysis.queries.lead_tally import Asked, LeadQuality, Line, Split
from mostik.analysis.queries.quality_words import FAULTS, between, line_name, minutes, verdicts
from mostik.core import clock
from mostik.core.actors import SYSTEM, Actor
from mostik.core.company import choice
from mostik.kernel.money import Money
from mostik.kernel.period import Span
from mostik.kernel.refusals import Missing
from mostik.people.queries import notices
from mostik.web import formats

#: Whose fault it is is judged by so many days up to the letter's last: a fortnight has too few leads.
JUDGED: Final = 90
RIGHT: Final = "analysis.read_quality_letters"


@dataclass(frozen=True, kw_only=True)
class LetterPlan:
    """What is set: whether letters go by themselves, on which days, where to, how long an answer is waited for."""

    is_on: bool
    days: tuple[int, ...]
    to: tuple[str, ...]
    wait: int
    since: date | None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter as it would be written now."""

    span: Span
    language: str
    title: str
    text: str
    content: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class LetterLine:
    """A letter in the archive: whether it went, whether it was answered, and whether the answer is late."""

    letter: QualityLetter
    sent: int
    addresses: int
    answers: int
    is_late: bool


def letter_plan(*, viewer: Actor) -> LetterPlan:  # noqa: ARG001 - open to all who read letters
    """Return what is set of the letters."""
    told = choice(QUALITY_LETTER)
    since = told.get("since")
    return LetterPlan(
        is_on=told["on"],
        days=tuple(told["days"]),
        to=tuple(told["to"]),
        wait=told["wait"],
        since=date.fromisoformat(since) if since else None,
    )


def letters(*, viewer: Actor) -> QuerySet[QualityLetter]:
    """Return the letters, the newest first, for whoever reads them."""
    rows = QualityLetter.objects.prefetch_related("sendings", "answers").order_by("-last")
    return rows if viewer.may(RIGHT) else rows.none()


def letter_of(day: str, *, viewer: Actor) -> QualityLetter:
    """Return the letter of the days that end on one. Refuses `Missing`."""
    try:
        found = letters(viewer=viewer).filter(last=date.fromisoformat(day)).first()
    except ValueError as odd:
        raise Missing() from odd
    if found is None:
        raise Missing()
    return found


def letter_lines(*, viewer: Actor) -> list[LetterLine]:
    """Return the archive."""
    wait = letter_plan(viewer=viewer).wait
    return [letter_line(each, wait) for each in letters(viewer=viewer)]


def letter_line(letter: QualityLetter, wait: int) -> LetterLine:
    """Return how a letter stands. An answer is late once it was waited for so many days."""
    sendings, answers = list(letter.sendings.all()), len(letter.answers.all())
    late_on = clock.business_day(letter.made_at) + timedelta(days=wait)
    return LetterLine(
        letter=letter,
        sent=sum(each.state == "sent" for each in sendings),
        addresses=len(sendings),
        answers=answers,
        is_late=not answers and clock.today() > late_on,
    )


def next_span(*, viewer: Actor) -> Span | None:
    """Return the days a letter written now is about: since the last letter, a fortnight at first; None where none."""
    yesterday = clock.today() - timedelta(days=1)
    newest = QualityLetter.objects.order_by("-last").first() if viewer.may(RIGHT) else None
    first = newest.last + timedelta(days=1) if newest else yesterday - timedelta(days=13)
    return Span(first, yesterday) if first <= yesterday else None


def draft(span: Span) -> Draft:
    """Return the letter of some days, in the company's language, with all the company's leads."""
    found = quality_of_leads(Asked(span=span), viewer=SYSTEM)
    long = Asked(span=Span(min(span.first, span.last - timedelta(days=JUDGED - 1)), span.last))
    judged = quality_of_leads(long, viewer=SYSTEM)
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        title = _("Quality of leads, %(first)s – %(last)s") % _days(span)
        said = verdicts(judged, Split.CHANNEL)
        return Draft(
            span=span,
            language=language,
            title=title,
            text=_text(found, judged, said, span),
            content=_content(found, judged, said, long.span),
        )


def _days(span: Span) -> dict[str, str]:
    return {"first": formats.day_long(span.first), "last": formats.day_long(span.last)}


def _text(found: LeadQuality, judged: LeadQuality, said: list[str], span: Span) -> str:
    whole = found.whole
    parts = [
        _("Leads that came %(first)s – %(last)s, by channel.") % _days(span),
        "\n".join(f"• {_told(line, found)}" for line in found.lines) or _("No leads came in these days."),
    ]
    if found.lines:
        parts.append(_told(whole, found, _("Total")))
        parts.append(_("Sales, money and ROI are so far: these leads are young and may still bring some."))
    if found.idle:
        idle = formats.money(Money(found.idle, found.currency))
        parts.append(_("%(spend)s went to campaigns that brought no lead in these days.") % {"spend": idle})
    parts.append(
        _("What differs by more than chance, by the last %(days)s days (%(leads)s leads):")
        % {"days": JUDGED, "leads": formats.number(judged.whole.tally.leads)}
    )
    parts.append("\n".join(f"— {each}" for each in said) or _("Nothing."))
    parts.append(_("Please answer: what will you do, from which day, and what do you need from sales?"))
    if address := notices.address():
        link = address + reverse("analysis:quality_letter", args=[span.last.isoformat()])
        parts.append(_("Open the letter and answer in Mostik: %(link)s") % {"link": link})
    return "\n\n".join(parts)


def _told(line: Line, found: LeadQuality, name: str = "") -> str:
    tally = line.tally
    words = [
        _("leads %(count)s") % {"count": formats.number(tally.leads)},
        _("qualified %(share)s") % {"share": formats.percent(tally.quality, 0)},
        _("key stage %(share)s") % {"share": formats.percent(tally.key_share, 0)},
        _("sales %(count)s") % {"count": formats.number(tally.won)},
        _("money in %(sum)s") % {"sum": formats.money(Money(tally.paid, found.currency))},
    ]
    if tally.minutes is not None:
        words.append(_("first answer in %(time)s") % {"time": minutes(tally.minutes)})
    if line.spend:
        words.append(_("spent %(sum)s") % {"sum": formats.money(Money(line.spend, found.currency))})
        words.append(_("ROI %(share)s") % {"share": formats.percent(line.returns, 0)})
    if line.cac:
        words.append(_("a sale costs %(sum)s") % {"sum": formats.money(Money(line.cac, found.currency))})
    return f"{name or line_name(line, Split.CHANNEL)}: {', '.join(words)}"


def _content(found: LeadQuality, judged: LeadQuality, said: list[str], span: Span) -> dict[str, Any]:
    """Return the figures as they are kept: whatever becomes of the deals, the letter says what it said."""
    verdict = {line.key: line for line in judged.lines}
    return {
        "currency": found.currency,
        "idle": found.idle,
        "judged": [span.first.isoformat(), span.last.isoformat()],
        "verdicts": said,
        "lines": [_kept(line, verdict.get(line.key)) for line in found.lines],
        "whole": _kept(found.whole, None),
    }


def _kept(line: Line, judged: Line | None) -> dict[str, Any]:
    tally = line.tally
    return {
        "key": line.key,
        "name": line_name(line, Split.CHANNEL) if line.key else "",
        "leads": tally.leads,
        "judged": tally.judged,
        "good": tally.good,
        "keyed": tally.keyed,
        "won": tally.won,
        "paid": tally.paid,
        "minutes": tally.minutes,
        "spend": line.spend,
        "fault": judged.fault.value if judged else "",
        "fault_words": str(FAULTS[judged.fault][0]) if judged else "",
        "alike": between(judged.adjusted) if judged else "",
    }
