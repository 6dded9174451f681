"""What the head decides beside the target, and which values of it make sense."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.planning.rules.basis import EFFORT_LINKS, LINKS

MOST_CAP = 5.0
MOST_EFFORT = 1000.0
MOST_LEADS = 10.0


class OutOfRange(Invalid):
    """A value the plan cannot be made with."""

    message = gettext_noop("Write a number from {low} to {high}.")


class LimitsCrossed(Invalid):
    """Somebody's least is above their most."""

    message = gettext_noop("The least part is above the most. Swap them or clear one.")


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most of one person's part, in minor units."""

    floor: int = 0
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What the head decides beside the target.

    ``cap`` is how many times the base norm a day may ask, ``floor`` what part of it stays when ahead. ``rates``,
    ``efforts`` and ``check_minor`` stand over what was measured. ``leads`` is a person's supply of leads against the
    others' (1 is usual), ``ramp`` stands over the newcomer's curve. ``next_minor`` is next month's target, this one's
    when it is None.
    """

    cap: float = 1.5
    floor: float = 1.0
    next_minor: int | None = None
    check_minor: int | None = None
    rates: Mapping[str, float] = field(default_factory=dict)
    efforts: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[int, Limits] = field(default_factory=dict)
    leads: Mapping[int, float] = field(default_factory=dict)
    ramp: Mapping[int, float] = field(default_factory=dict)


def checked(options: Options) -> Options:
    """Return the options; refuses `OutOfRange` and `LimitsCrossed`, each at its field.

    >>> checked(Options(cap=1.5)).cap
    1.5
    """
    _within("cap", options.cap, 1, MOST_CAP)
    _within("floor", options.floor, 0, 1)
    for name, given, known, most in (
        ("rate", options.rates, LINKS, 1.0),
        ("effort", options.efforts, tuple(EFFORT_LINKS), MOST_EFFORT),
    ):
        for code, value in given.items():
            if code not in known:
                raise Invalid(gettext_noop("The chain has no such link."), field=f"{name}_{code}")
            _within(f"{name}_{code}", value, 0.0001, most)
    for person, value in options.leads.items():
        _within(f"leads_{person}", value, 0, MOST_LEADS)
    for person, value in options.ramp.items():
        _within(f"ramp_{person}", value, 0, 1.5)
    _check_money(options)
    return options


def options_from(kept: Mapping[str, Any]) -> Options:
    """Return the options kept as JSON values.

    >>> options_from({"cap": 2, "limits": {"7": {"floor": 5}}}).limits
    {7: Limits(floor=5, ceiling=None)}
    """
    given = {name: value for name, value in kept.items() if name in Options.__slots__}
    for name in ("leads", "ramp"):
        given[name] = {int(person): value for person, value in given.get(name, {}).items()}
    given["limits"] = {int(person): Limits(**each) for person, each in given.get("limits", {}).items()}
    return Options(**given)


def options_written(options: Options) -> dict[str, Any]:
    """Return the options as JSON values.

    >>> options_from(options_written(Options(leads={7: 0.5}))) == Options(leads={7: 0.5})
    True
    """
    plain = {name: getattr(options, name) for name in Options.__slots__}
    for name in ("leads", "ramp"):
        plain[name] = {str(person): value for person, value in plain[name].items()}
    plain["rates"], plain["efforts"] = dict(options.rates), {str(k): v for k, v in options.efforts.items()}
    plain["limits"] = {str(p): {"floor": each.floor, "ceiling": each.ceiling} for p, each in options.limits.items()}
    return plain


def _check_money(options: Options) -> None:
    for name, value in (("check", options.check_minor), ("next", options.next_minor)):
        if value is not None and value < (name == "check"):
            raise Invalid(gettext_noop("Write an amount above zero."), field=name)
    for person, each in options.limits.items():
        if each.floor < 0 or (each.ceiling is not None and each.ceiling < 0):
            raise Invalid(gettext_noop("Write an amount above zero."), field=f"limits_{person}")
        if each.ceiling is not None and each.floor > each.ceiling:
            raise LimitsCrossed(field=f"limits_{person}")


def _within(name: str, value: float, low: float, high: float) -> None:
    if not (isfinite(value) and low <= value <= high):
        raise OutOfRange(field=name, params={"low": f"{low:g}", "high": f"{high:g}"})
