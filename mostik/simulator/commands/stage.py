"""The virtual department before the first lead: people who sell, a pipeline, templates, and the robots at work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from mostik.automation.commands.robots import make_robot, put_step, set_conditions, set_goals, switch_on, take_ready
from mostik.automation.terms import RobotKind
from mostik.core import company
from mostik.core.actors import SYSTEM, Actor, ActorKind
from mostik.core.frame import command
from mostik.core.rights import RIGHTS
from mostik.crm.commands.letters import LetterFields, save_letter_template
from mostik.crm.commands.pipelines import seed_default_pipeline
from mostik.crm.commands.sellers import save_seller
from mostik.crm.commands.templates import seed_templates
from mostik.crm.queries.pipelines import reasons, stages
from mostik.crm.terms import ActivityKind
from mostik.kernel.refusals import Conflict, gettext_noop
from mostik.people.commands.people import add_person
from mostik.people.commands.structure import add_department, add_team
from mostik.people.queries.actors import actor_of
from mostik.people.queries.notices import address
from mostik.people.queries.people import people
from mostik.people.terms import PersonValues
from mostik.simulator.commands.doors import MEETING, Doors, open_doors
from mostik.simulator.rules.cast import COMPANY, DEPARTMENT, FIRSTS, LANGUAGE, LASTS, TEAMS, surname
from mostik.simulator.rules.robots import GREETING, LETTERS, MEET, READY, ROBOTS, Robot, chosen
from mostik.simulator.terms import Scenario

SILENT = "Не выходит на связь"
ADDRESS = "https://virtual.example"
MINE = {"title": "ООО «Полигон»", "full_title": "ООО «Полигон»", "inn": "9901123452", "kpp": "990101001"}


class NotEmpty(Conflict):
    """There is a company in this database."""

    message = gettext_noop("The virtual department is played in an empty database of its own: this one has a company.")


@dataclass(frozen=True)
class Stage:
    """What the play stands on: who heads, who sells, the numbers of stages by link, of letters, of reasons by title.

    ``doors`` are there where robots are at work: without them people write everything down.
    """

    head: Actor
    sellers: tuple[Actor, ...]
    links: Mapping[str, int]
    letters: Mapping[str, int]
    reasons: Mapping[str, int]
    doors: Doors | None = None


@command(needs="crm.import_records", whole=False)
def set_stage(*, by: Actor, scenario: Scenario) -> Stage:
    """Make the department in an empty database, with robots at work where the scenario has them."""
    if people(viewer=by).exists():
        raise NotEmpty
    company.choose(by=by, code="name", value=COMPANY)
    company.choose(by=by, code="demo", value=True)
    company.choose(by=by, code="address", value=ADDRESS)
    top = add_department(by=by, title=COMPANY)
    sales = add_department(by=by, title=DEPARTMENT, parent_id=top.pk)
    team = add_team(by=by, title=TEAMS[0], department_id=sales.pk)
    head = add_person(by=by, values=_person(0, "head", scenario, department_id=sales.pk), password="")
    place = {"department_id": sales.pk, "team_id": team.pk, "reports_to_id": head.pk}
    sold = [
        add_person(by=by, values=_person(number, "manager", scenario, **place), password="")
        for number in range(1, scenario.people + 1)
    ]
    seed_default_pipeline(by=by, currency=company.choice("currency"))
    save_seller(by=by, values=MINE)
    seed_templates(by=by)
    stage = lay_stage(by=by, head=_actor(head.pk), sellers=tuple(_actor(each.pk) for each in sold))
    return put_to_work(by=by, stage=stage, team=team, robots=ROBOTS) if scenario.robots else stage


@command(needs="crm.import_records", whole=False)
def lay_stage(*, by: Actor, head: Actor, sellers: tuple[Actor, ...]) -> Stage:
    """Write the templates of letters and look up what robots name by number, in a company that has its pipeline."""
    return Stage(
        head=head,
        sellers=sellers,
        links={view.milestone: pk for pk, view in stages(viewer=by).items() if view.milestone},
        letters={name: _template(by, name) for name in LETTERS},
        reasons={title: pk for pk, title in reasons(viewer=by).items()},
    )


@command(needs="crm.import_records", whole=False)
def put_to_work(
    *, by: Actor, stage: Stage, team: Any, robots: Sequence[Robot], ready: Sequence[str] = READY, mailbox: int = 0
) -> Stage:
    """Switch robots on, the ``ready``-made ones among them, and open the doors clients come in by."""
    with override(LANGUAGE):
        _switch_on(stage, robots, ready)
        greeting = _with_address(GREETING)
        doors = open_doors(by=by, head=stage.head, team=team, sellers=stage.sellers, greeting=greeting, mailbox=mailbox)
    return replace(stage, doors=doors)


def program(title: str) -> Actor:
    """Return a program with a token of the company: the site, the bank."""
    return replace(SYSTEM, kind=ActorKind.TOKEN, name=title, rights=frozenset(RIGHTS))


def _actor(person: int) -> Actor:
    row = people(viewer=SYSTEM).select_related("role", "team", "department").get(pk=person)
    return actor_of(row)


def _person(number: int, role: str, scenario: Scenario, **place: int) -> PersonValues:
    first = FIRSTS[number % len(FIRSTS)]
    return PersonValues(
        email=f"{role}{number}@virtual.example",
        first_name=first,
        last_name=surname(first, LASTS[number % len(LASTS)]),
        middle_name="",
        role=role,
        **{"team_id": None, "reports_to_id": None, **place},  # type: ignore[arg-type]
        position="",
        hired_on=scenario.start.replace(year=scenario.start.year - 1),
        sells=role == "manager",
    )


def _template(by: Actor, name: str) -> int:
    subject, text = LETTERS[name]
    fields = LetterFields(kind=ActivityKind.EMAIL, title=subject, subject=subject, text=_with_address(text))
    return save_letter_template(by=by, fields=fields)


def _with_address(text: str) -> str:
    """Return a text with where a time is picked put in."""
    return text.replace(MEET, f"{address()}{reverse('channels:meet', args=[MEETING['slug']])}")


def _switch_on(stage: Stage, robots: Sequence[Robot], ready: Sequence[str]) -> None:
    for code in ready:
        take_ready(by=stage.head, code=code, on=True)
    for each in robots:
        kind = RobotKind.SEQUENCE if each.until else RobotKind.ROBOT
        told = _said(each.told, stage)
        made = make_robot(by=stage.head, title=each.title, trigger=each.trigger, told=told, kind=kind)
        if each.until:
            set_goals(by=stage.head, robot_id=made, goals=each.until)
        if each.still_open:
            set_conditions(by=stage.head, robot_id=made, when=chosen("outcome", ["open"]))
        if each.at:
            set_conditions(by=stage.head, robot_id=made, when=chosen("stage", [str(stage.links[at]) for at in each.at]))
        for place, step in enumerate(each.steps):
            said = {**step, **({"told": _said(step["told"], stage)} if "told" in step else {})}
            put_step(by=stage.head, robot_id=made, path=str(place), step=said, new=True)
        switch_on(by=stage.head, robot_id=made)


def _said(told: Mapping[str, Any], stage: Stage) -> dict[str, str]:
    return {name: _looked_up(str(value), stage) for name, value in told.items()}


def _looked_up(value: str, stage: Stage) -> str:
    kind, _colon, name = value.partition(":")
    if kind == "@stage":
        return str(stage.links[name])
    if kind == "@letter":
        return str(stage.letters[name])
    if kind == "@reason":
        return str(stage.reasons[name])
    return str(stage.reasons[SILENT]) if kind == "@silent" else value
