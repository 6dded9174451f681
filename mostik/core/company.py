"""The company's choices, each with a default and a kind."""

from typing import Any

from django.conf import settings

from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.core.models import Setting
from mostik.kernel.refusals import Invalid, gettext_noop

DEFAULTS: dict[str, Any] = {"name": "Mostik", "currency": settings.CURRENCY, "demo": False}


class NoSuchSetting(Invalid):
    """The code knows no such choice."""

    message = gettext_noop("There is no setting “{code}”.")


def declare(code: str, default: Any) -> None:
    """Let a room add a choice with its default."""
    DEFAULTS[code] = default


def choice(code: str) -> Any:
    """Return what the company chose, or the default; refuses `NoSuchSetting`."""
    if code not in DEFAULTS:
        raise NoSuchSetting(params={"code": code})
    chosen = Setting.objects.filter(code=code).values_list("value", flat=True).first()
    return DEFAULTS[code] if chosen is None else chosen


@command(needs="core.edit_company")
def choose(*, by: Actor, code: str, value: Any) -> None:  # noqa: ARG001 - the frame asks who
    """Keep the company's choice; its kind is that of the default."""
    if code not in DEFAULTS:
        raise NoSuchSetting(params={"code": code})
    if not isinstance(value, type(DEFAULTS[code])):
        raise Invalid(gettext_noop("The setting “{code}” takes another kind of value."), params={"code": code})
    Setting.objects.update_or_create(code=code, defaults={"value": value})
