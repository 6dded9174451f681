"""A robot prepared for a step people still do: a draft, switched off, for its owner to look over."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from mostik.analysis.queries.dimensions import STEPS
from mostik.analysis.rules.robot_drafts import RECIPES
from mostik.analysis.terms import Step
from mostik.automation.commands.robots import make_robot, put_step
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.crm.queries.letters import mail_templates
from mostik.crm.queries.pipelines import stages
from mostik.kernel.refusals import Conflict, Missing, gettext_noop


class NothingToChoose(Conflict):
    """The company's books have nothing a robot of this step could take."""

    message = gettext_noop("First make what the robot is to use: {what}.")


@command(needs="automation.edit_robots")
def prepare_robot(*, by: Actor, step: Step) -> int:
    """Make a robot that would do this step, switched off, and return its number.

    Letters take the first template, moves the first stage of their link. Refuses what has no template or stage yet.
    """
    recipe = RECIPES.get(step)
    if recipe is None:
        raise Missing()
    found = {asked: _answer(asked, by) for asked in set(recipe.asked())}
    made = make_robot(by=by, title=str(STEPS[step]), trigger=recipe.trigger, told=_said(recipe.told, found))
    for place, each in enumerate(recipe.steps):
        told = {"told": _said(each["told"], found)} if "told" in each else {}
        put_step(by=by, robot_id=made, path=str(place), step={**each, **told}, new=True)
    return made


def _said(told: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    return {name: found.get(value, value) for name, value in told.items()}


def _answer(asked: str, by: Actor) -> str:
    kind, _colon, name = asked.removeprefix("@").partition(":")
    looked: Mapping[str, tuple[Callable[[Actor, str], Any], str]] = {
        "template": (_template, _("a template of letters")),
        "stage": (_stage, _("a stage for this link of the funnel")),
    }
    look, words = looked[kind]
    answer = look(by, name)
    if answer is None:
        raise NothingToChoose(params={"what": words})
    return str(answer)


def _template(by: Actor, name: str) -> str | None:
    del name
    return next((number for number, _title in mail_templates(viewer=by)), None)


def _stage(by: Actor, name: str) -> int | None:
    return next(
        (each.id for each in stages(viewer=by).values() if each.milestone == name and not each.is_closing), None
    )
