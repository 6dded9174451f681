"""Whether a month and a target can be planned at all."""

from datetime import date

from django.conf import settings

from mostik.core import clock
from mostik.kernel.money import Money
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.planning.rules.basis import Basis
from mostik.planning.rules.options import Options
from mostik.web import formats

#: A target so many times the best month is a slip of the hand.
ABSURD = 100
#: Days ahead that what is measured today can tell of.
YEAR_AHEAD = 366


class MonthOver(Invalid):
    """Nobody plans a month that is over."""

    message = gettext_noop("This month is over. Choose the current month or a later one.")


class TooFar(Invalid):
    """What is measured today says nothing of a month so far ahead."""

    message = gettext_noop("This month is too far ahead. Choose one within a year from now.")


class NoTarget(Invalid):
    """A plan asks for something."""

    message = gettext_noop("Write an amount above zero.")


class AbsurdTarget(Invalid):
    """So much was never sold, nor anything near it."""

    message = gettext_noop("This is more than {times} times the best of the last months ({best}). Check the zeros.")


class CheckUnknown(Invalid):
    """There are no sales to measure the average check from."""

    message = gettext_noop(
        "There are no sales yet to measure the average check from. Write what one sale usually brings."
    )


def check_month(month: date) -> Period:
    """Return the month; refuses one that is over."""
    period = Period.of(PeriodKind.MONTH, month)
    if period.last < clock.today():
        raise MonthOver(field="month")
    return period


def check_near(month: date) -> Period:
    """Return the month; refuses one that is over or more than a year ahead."""
    period = check_month(month)
    if (period.first - clock.today()).days > YEAR_AHEAD:
        raise TooFar(field="month")
    return period


def check_target(target: Money, basis: Basis, options: Options) -> None:
    """Refuse a target that is none, absurd or in another currency, and a check nobody can tell."""
    if target.currency != settings.CURRENCY:
        raise Invalid(
            gettext_noop("Plans are made in {currency}."), field="target", params={"currency": settings.CURRENCY}
        )
    if target.minor <= 0:
        raise NoTarget(field="target")
    if basis.best_month_minor and target.minor > ABSURD * basis.best_month_minor:
        best = formats.money(Money(basis.best_month_minor, target.currency))
        raise AbsurdTarget(field="target", params={"times": ABSURD, "best": best})
    if basis.check.value <= 0 and not options.check_minor:
        raise CheckUnknown(field="check")
