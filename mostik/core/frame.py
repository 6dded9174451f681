"""The one frame for writes: the right, one transaction, one journal. Nothing else writes."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.core.rights import RIGHTS
from mostik.core.turns import turn
from mostik.kernel.refusals import Denied

P = ParamSpec("P")
R = TypeVar("R")

COMMANDS: dict[str, "Framed"] = {}


@dataclass(frozen=True)
class Framed:
    """A command as declared, for the tests and pages that list them."""

    name: str
    needs: str | None


@dataclass(frozen=True)
class Origin:
    """Where a request came from: kept beside every journal line."""

    address: str = ""
    request: str = ""


_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)
NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def acting() -> Actor:
    """Return who the running command acts for; outside a command there is nobody."""
    actor = _acting.get()
    if actor is None:
        raise RuntimeError("A write outside a command: frame the function with @command.")
    return actor


def origin() -> Origin:
    """Return where the running request came from."""
    return _origin.get()


@contextmanager
def came_from(place: Origin) -> Iterator[None]:
    """Remember where everything inside the block came from."""
    token = _origin.set(place)
    try:
        yield
    finally:
        _origin.reset(token)


def command(*, needs: str | None, whole: bool = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Frame a write: refuse without the right, run in one transaction, let it publish what happened.

    ``needs=None`` is for what anybody does to their own things; the body then decides by the row's owner.
    ``whole=False`` is for long work made of many commands: each of those is a transaction of its own.
    """

    def frame(body: Callable[P, R]) -> Callable[P, R]:
        name = f"{body.__module__.removeprefix('mostik.')}.{body.__name__}"
        _keyword_only(body)
        COMMANDS[name] = Framed(name, needs)

        @wraps(body)
        def framed(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs["by"]
            assert isinstance(by, Actor), f"{name}: by= takes an Actor."
            if needs and not by.may(needs):
                raise Denied(_("Your role does not allow this: {right}."), params={"right": title(needs)})
            if not whole:
                with _as(by):
                    return body(*args, **kwargs)
            with turn(), transaction.atomic(), _as(by):
                return body(*args, **kwargs)

        framed.needs = needs  # type: ignore[attr-defined]
        return framed

    return frame


def title(right: str) -> str:
    """Return a right in words."""
    return str(RIGHTS[right].title) if right in RIGHTS else right


@contextmanager
def _as(by: Actor) -> Iterator[None]:
    token = _acting.set(by)
    try:
        yield
    finally:
        _acting.reset(token)


def _keyword_only(body: Callable[..., Any]) -> None:
    parameters = inspect.signature(body).parameters
    loose = [p.name for p in parameters.values() if p.kind is not p.KEYWORD_ONLY]
    if loose or "by" not in parameters:
        raise TypeError(f"{body.__qualname__}: a command takes keywords only, and by= among them.")
