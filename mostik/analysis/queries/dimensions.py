"""What a metric can be split by: an allow-list, each with the column it reads and how its values are called."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import Words, nearest
from mostik.analysis.rules.columns import Told
from mostik.analysis.terms import Hands, Measure, Step, step_measure
from mostik.core.actors import Actor
from mostik.crm.queries import names as crm_names
from mostik.kernel.period import Period, PeriodKind
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.queries import names as people_names

Key = int | str | date | None
Named = tuple[Key, str]
#: Gives each raw value of a column its key and its name; several raw values may share one key.
Naming = Callable[[Actor, set[Any]], Mapping[Any, Named]]
#: Gives the raw values of a column that stand behind some keys.
Raw = Callable[[Actor, Iterable[Any]], Iterable[Any]]


#: From so many clients on what they are told by is kept until any of them changes.
MANY: Final = 10_000
TOLD: Final[dict[str, Told]] = {}


def _same(viewer: Actor, keys: Iterable[Any]) -> Iterable[Any]:  # noqa: ARG001 - one shape for all
    return keys


class NoSuchDimension(Invalid):
    """Figures are not split by this."""

    message = gettext_noop("Figures are not split by “{code}”.{hint} They are split by: {known}.")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to split figures. ``column`` is "day" for parts of time and "measure" for the outcome."""

    code: str
    title: Words
    column: str
    naming: Naming
    raw: Raw = _same
    kind: PeriodKind | None = None
    #: What the column's values are told by before they are counted: few words of very many records.
    told: Callable[[Actor], Told] | None = None
    #: Whether it has very many values: they are named when they are shown.
    is_many: bool = False

    @property
    def is_time(self) -> bool:
        """Whether its values follow one another in time."""
        return self.kind is not None


def dimension(code: str) -> Dimension:
    """Return a dimension by its name or alias; refuses `NoSuchDimension` with the nearest name and all there are."""
    found = DIMENSIONS.get(ALIASES.get(code, code))
    if found:
        return found
    known = {**DIMENSIONS, **ALIASES}
    raise NoSuchDimension(params={"code": code[:40], "hint": nearest(code, known), "known": ", ".join(known)})


def unnamed(viewer: Actor, raw: set[Any]) -> Mapping[Any, Named]:  # noqa: ARG001 - one shape for all
    """Return values without names."""
    return {value: (value, "") for value in raw}


def _nobody() -> str:
    return _("not set")


def _people(kind: str) -> Naming:
    def name(viewer: Actor, raw: set[Any]) -> Mapping[Any, Named]:
        return _all(raw, people_names.titles(viewer=viewer, kind=kind, ids=_known(raw)))

    return name


def _crm(kind: str) -> Naming:
    def name(viewer: Actor, raw: set[Any]) -> Mapping[Any, Named]:
        return _all(raw, crm_names.titles(viewer=viewer, kind=kind, ids=_known(raw)))

    return name


def _known(raw: Iterable[int | None]) -> set[int]:
    return {value for value in raw if value is not None}


def _all(raw: set[Any], titles: Mapping[int, str]) -> dict[Any, Named]:
    return {value: (value, titles.get(value, f"№ {value}") if value is not None else _nobody()) for value in raw}


def _managers(viewer: Actor, raw: set[Any]) -> Mapping[Any, Named]:
    """Whose teams they are: a team without a lead goes by its own name."""
    led = people_names.leads(viewer=viewer, teams=_known(raw))
    teams = _all(raw, people_names.titles(viewer=viewer, kind="team", ids=_known(raw) - led.keys()))
    return {value: led.get(value) or (f"team {value}" if value else None, teams[value][1]) for value in raw}


def _managed(viewer: Actor, keys: Iterable[Any]) -> Iterable[Any]:
    plain = {int(str(key).removeprefix("team ")) if key is not None else None for key in keys if not _is_number(key)}
    return plain | people_names.led_by(viewer=viewer, people=[int(key) for key in keys if _is_number(key)])


def _is_number(key: object) -> bool:
    return str(key).isdecimal()


def _trait(code: str, title: Words, words: Mapping[str, Words] | None = None) -> Dimension:
    """Return a dimension of what clients are, told by the client of each fact."""

    def name(viewer: Actor, raw: set[Any]) -> Mapping[Any, Named]:  # noqa: ARG001 - one shape for all
        return {value: (value, str((words or {}).get(value, value)) or _nobody()) for value in raw}

    def told(viewer: Actor) -> Told:
        """Return the trait of every client; of very many it is read again when any of them changes."""
        stamp, held = crm_names.companies_stamp(viewer=viewer), TOLD.get(code)
        if held and held.stamp == stamp and stamp.companies >= MANY:
            return held
        of = crm_names.traits(viewer=viewer, trait=code)
        TOLD[code] = Told(code, stamp if stamp.companies >= MANY else tuple(sorted(of.items())), of)
        return TOLD[code]

    def companies(viewer: Actor, keys: Iterable[Any]) -> Iterable[Any]:
        values = [key for key in keys if key]
        found: set[int | None] = set(crm_names.companies_of(viewer=viewer, trait=code, values=values))
        return found if all(keys) else found | {None}

    return Dimension(code, title, "company", name, companies, told=told)


def _outcomes(viewer: Actor, raw: set[Any]) -> Mapping[Any, Named]:  # noqa: ARG001 - one shape for all
    return {value: (str(value), str(value)) for value in raw}


def _steps(viewer: Actor, raw: set[Any]) -> Mapping[Any, Named]:  # noqa: ARG001 - one shape for all
    codes = {value: str(value).rpartition(":")[2] for value in raw}
    return {value: (code, str(STEPS.get(code, code))) for value, code in codes.items()}


def _of_steps(viewer: Actor, keys: Iterable[Any]) -> Iterable[Any]:  # noqa: ARG001 - one shape for all
    return {f"{hands}:{key}" for key in keys for hands in Hands}


def _currencies(viewer: Actor, raw: set[Any]) -> Mapping[Any, Named]:  # noqa: ARG001 - one shape for all
    return {value: (value, value or _nobody()) for value in raw}


def _time(kind: PeriodKind) -> Naming:
    def name(viewer: Actor, raw: set[Any]) -> Mapping[Any, Named]:  # noqa: ARG001 - one shape for all
        periods = {day: Period.of(kind, day) for day in raw}
        return {day: (period.first, period.code) for day, period in periods.items()}

    return name


def _period(code: str, title: Words, kind: PeriodKind) -> Dimension:
    return Dimension(code, title, "day", _time(kind), kind=kind)


#: Steps of the funnel's work as they are called on screens.
STEPS: Mapping[str, Words] = {
    Step.INTAKE: gettext_lazy("Writing a lead down"),
    Step.ASSIGN: gettext_lazy("Giving it to a person"),
    Step.ANSWER: gettext_lazy("First answer"),
    Step.QUALIFY: gettext_lazy("Qualification"),
    Step.WARM: gettext_lazy("Warm-up touch"),
    Step.BOOK: gettext_lazy("Booking a meeting"),
    Step.REMIND: gettext_lazy("Reminder of a meeting"),
    Step.PLAN: gettext_lazy("Planning the next step"),
    Step.FIELDS: gettext_lazy("Filling in fields"),
    Step.MOVE: gettext_lazy("Moving along stages"),
    Step.DRAFT: gettext_lazy("Drafting papers"),
    Step.SEND: gettext_lazy("Sending papers"),
    Step.FOLLOW: gettext_lazy("Push after the meeting"),
    Step.INVOICE: gettext_lazy("Preparing an invoice"),
    Step.DUN: gettext_lazy("Payment reminder"),
    Step.PAYMENT: gettext_lazy("Recording a payment"),
    Step.THANKS: gettext_lazy("Thanks after the sale"),
    Step.REASON: gettext_lazy("Filing the refusal reason"),
    Step.ASK: gettext_lazy("Asking why we lost"),
    Step.CALL: gettext_lazy("Call"),
    Step.MEET: gettext_lazy("Meeting"),
    Step.TASK: gettext_lazy("Task done"),
}

#: Sizes of clients as they are called on screens.
SIZES: Mapping[str, Words] = {
    "micro": gettext_lazy("up to 15 people"),
    "small": gettext_lazy("16 to 100 people"),
    "medium": gettext_lazy("101 to 250 people"),
    "large": gettext_lazy("over 250 people"),
}
DIMENSIONS: dict[str, Dimension] = {
    each.code: each
    for each in (
        Dimension("person", gettext_lazy("Person"), "person", _people("person")),
        Dimension("team", gettext_lazy("Team"), "team", _people("team")),
        Dimension("manager", gettext_lazy("Team lead"), "team", _managers, _managed),
        Dimension("department", gettext_lazy("Department"), "department", _people("department")),
        Dimension("channel", gettext_lazy("Channel"), "channel", _crm("channel")),
        Dimension("product", gettext_lazy("Product"), "product", _crm("product")),
        Dimension("pipeline", gettext_lazy("Pipeline"), "pipeline", _crm("pipeline")),
        Dimension("stage", gettext_lazy("Stage"), "stage", _crm("stage")),
        Dimension("reason", gettext_lazy("Loss reason"), "reason", _crm("reason")),
        Dimension("competitor", gettext_lazy("Competitor"), "competitor", _crm("competitor")),
        Dimension("company", gettext_lazy("Client"), "company", _crm("company"), is_many=True),
        _trait("sector", gettext_lazy("Sector")),
        _trait("region", gettext_lazy("Region")),
        _trait("size", gettext_lazy("Size of the client"), SIZES),
        Dimension("outcome", gettext_lazy("Outcome"), "measure", _outcomes),
        Dimension("step", gettext_lazy("Step of work"), "measure", _steps, _of_steps),
        Dimension("currency", gettext_lazy("Currency"), "currency", _currencies),
        _period("day", gettext_lazy("Day"), PeriodKind.DAY),
        _period("week", gettext_lazy("Week"), PeriodKind.WEEK),
        _period("month", gettext_lazy("Month"), PeriodKind.MONTH),
        _period("quarter", gettext_lazy("Quarter"), PeriodKind.QUARTER),
        _period("year", gettext_lazy("Year"), PeriodKind.YEAR),
    )
}
#: Other words for the same: how files and people call them.
ALIASES = {"agent": "person", "office": "department", "source": "channel", "account": "company"}
#: Outcomes a metric can be split into.
OUTCOMES = frozenset({Measure.WON, Measure.LOST})
#: Measures that are steps of work.
WORK = frozenset(step_measure(step, hands) for step in Step for hands in Hands)
#: Dimensions of some metrics alone: what those count.
OF_MEASURES: Mapping[str, frozenset[str]] = {"outcome": OUTCOMES, "step": WORK}


def splits(code: str, measures: frozenset[str]) -> bool:
    """Return whether a metric that counts these measures is split by a dimension."""
    return code not in OF_MEASURES or measures <= OF_MEASURES[code]
