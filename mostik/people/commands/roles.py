"""Roles: seeded once, then the owner's."""

from collections.abc import Iterable
from typing import Any

from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.people.models import Role


@command(needs="people.edit_roles")
def seed_roles(*, by: Actor, seeds: Iterable[Any]) -> None:
    """Make the roles a new company starts with; roles already there stay as the owner left them."""
    known = set(Role.objects.values_list("code", flat=True))
    Role.objects.bulk_create(
        Role(
            code=seed.code,
            title=seed.title.ru,
            title_en=seed.title.en,
            description=str(seed.description),
            reach=seed.reach,
            rights=sorted(seed.rights),
            masked=sorted(seed.masked),
            builtin=True,
        )
        for seed in seeds
        if seed.code not in known
    )
