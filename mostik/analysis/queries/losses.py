"""Why deals are lost: the tree of reasons, where each comes, what is preventable, where there is most to win back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.conf import settings

from mostik.analysis.queries.dimensions import Key, Named
from mostik.analysis.queries.reports import Answer, run_report
from mostik.analysis.queries.sums import Where
from mostik.analysis.rules.standouts import Cut, standing_out
from mostik.analysis.terms import Compare, Report
from mostik.core.actors import Actor
from mostik.crm.queries.books import GROUPS, LossBook, loss_book
from mostik.kernel.money import Money
from mostik.kernel.period import Span

#: In whose hands a reason may come more often than elsewhere.
HANDS: Final = ("person", "channel", "product")
#: More lines than there can be reasons.
ALL: Final = 1000
MOST_FINDINGS: Final = 7
COUNT, SUM = "deals_lost", "loss_amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """One reason: how many deals it took now and before, how much money, the stage most of them were lost on."""

    id: int | None
    title: str
    lost: int
    before: int
    amount: Money
    preventable: bool = False
    advice: str = ""
    stage: Named | None = None
    on_stage: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonGroup:
    """A branch of the tree: the reasons of one kind, most frequent first."""

    code: str
    title: str
    lines: tuple[ReasonLine, ...]

    @property
    def lost(self) -> int:
        """How many deals its reasons took."""
        return sum(line.lost for line in self.lines)

    @property
    def before(self) -> int:
        """How many they took in the days before."""
        return sum(line.before for line in self.lines)

    @property
    def amount(self) -> Money:
        """How much money they took."""
        return sum((line.amount for line in self.lines), Money(0, settings.CURRENCY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A preventable reason more frequent in one hand than chance allows; ``worth`` is what the others' share saves."""

    by: str
    hand: Named
    line: ReasonLine
    cut: Cut
    worth: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """All there is to say of the losses of some days. ``others`` are currencies whose money is in no figure."""

    base: Span
    groups: tuple[ReasonGroup, ...]
    lost: int
    before: int
    amount: Money
    amount_before: Money
    findings: tuple[Finding, ...]
    others: tuple[str, ...]

    @property
    def lines(self) -> list[ReasonLine]:
        """Every reason, branch by branch."""
        return [line for group in self.groups for line in group.lines]

    @property
    def preventable(self) -> Money:
        """The money of the reasons a department can do something about."""
        return sum((line.amount for line in self.lines if line.preventable), Money(0, settings.CURRENCY))


def losses(*, viewer: Actor, span: Span, where: Where | None = None) -> Losses:
    """Return why deals of these days were lost, within the viewer's reach, beside the days before."""
    book = loss_book(viewer=viewer)
    whole = _run((COUNT, SUM), ("reason",), viewer, span, where, compare=Compare.EARLIER)
    stages = _most(_run((COUNT,), ("reason", "stage"), viewer, span, where))
    lines = [_line(each, book, stages) for each in whole.lines]
    total = whole.total.figures
    assert whole.base is not None
    return Losses(
        base=whole.base,
        groups=_grouped(lines, book),
        lost=int(total[0].value or 0),
        before=int(total[0].before or 0),
        amount=_money(total[1].value),
        amount_before=_money(total[1].before),
        findings=_findings([line for line in lines if line.preventable], viewer, span, where),
        others=whole.others,
    )


def losses_by(by: str, *, viewer: Actor, span: Span, where: Where | None = None) -> Answer:
    """Return the lost deals of each reason across a dimension."""
    return run_report(
        Report(measures=(COUNT,), rows=("reason",), columns=by, limit=ALL), viewer=viewer, span=span, where=where
    )


def _run(  # noqa: PLR0917
    measures: tuple[str, ...],
    rows: tuple[str, ...],
    viewer: Actor,
    span: Span,
    where: Where | None,
    compare: Compare = Compare.NOTHING,
) -> Answer:
    asked = Report(measures=measures, rows=rows, compare=compare, limit=ALL)
    return run_report(asked, viewer=viewer, span=span, where=where)


def _line(line: object, book: Mapping[int, LossBook], stages: Mapping[Key, tuple[Named, int]]) -> ReasonLine:
    [(key, title)], (count, amount) = line.keys, line.figures  # type: ignore[attr-defined]
    known = book.get(key)
    stage, most = stages.get(key, (None, 0))
    return ReasonLine(
        id=key,
        title=title,
        lost=int(count.value or 0),
        before=int(count.before or 0),
        amount=_money(amount.value),
        preventable=bool(known and known.preventable),
        advice=known.advice if known else "",
        stage=stage,
        on_stage=most,
    )


def _most(answer: Answer) -> dict[Key, tuple[Named, int]]:
    """Return for each reason the stage most deals were lost on with it, and how many."""
    found: dict[Key, tuple[Named, int]] = {}
    for line in answer.lines:
        (reason, _title), stage = line.keys
        count = int(line.figures[0].value or 0)
        if count > found.get(reason, (None, 0))[1]:
            found[reason] = (stage, count)
    return found


def _grouped(lines: Iterable[ReasonLine], book: Mapping[int, LossBook]) -> tuple[ReasonGroup, ...]:
    def group(line: ReasonLine) -> str:
        known = book.get(line.id or 0)
        return known.group if known else ""

    ordered = sorted(lines, key=lambda line: (group(line), -line.lost, line.title))
    made = [
        ReasonGroup(code=code, title=str(GROUPS.get(code, GROUPS["other"])), lines=tuple(some))
        for code, some in groupby(ordered, group)
    ]
    return tuple(sorted(made, key=lambda each: -each.lost))


def _findings(lines: list[ReasonLine], viewer: Actor, span: Span, where: Where | None) -> tuple[Finding, ...]:
    known = {line.id: line for line in lines}
    names: dict[tuple[str, Key], Named] = {}
    cuts: list[Cut] = []
    for by in HANDS:
        closed = _run(("deals_won", COUNT), (by,), viewer, span, where)
        counts = {line.keys[0]: sum(int(each.value or 0) for each in line.figures) for line in closed.lines}
        for line in _run((COUNT,), ("reason", by), viewer, span, where).lines:
            (reason, _title), hand = line.keys
            if reason in known and hand[0] is not None:
                names[by, hand[0]] = hand
                cuts.append(
                    Cut(
                        what=reason,  # type: ignore[arg-type]
                        part=(by, hand[0]),
                        hits=int(line.figures[0].value or 0),
                        deals=counts.get(hand, 0),
                        all_hits=known[reason].lost,  # type: ignore[index]
                        all_deals=sum(counts.values()),
                    )
                )
    return tuple(_finding(cut, known[cut.what], names) for cut in standing_out(cuts)[:MOST_FINDINGS])


def _finding(cut: Cut, line: ReasonLine, names: Mapping[tuple[str, Key], Named]) -> Finding:
    by, key = cut.part
    worth = Money(round(line.amount.minor / line.lost * cut.excess), line.amount.currency)
    return Finding(by=by, hand=names[by, key], line=line, cut=cut, worth=worth)


def _money(value: object) -> Money:
    return Money.of(value or 0, settings.CURRENCY)  # type: ignore[arg-type]
