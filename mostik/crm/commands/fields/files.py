"""A file sent into an own field: kept with its record."""

from mostik.core import files
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Missing


@command(needs=None)
def keep_file(*, by: Actor, about: Ref, title: str, content: bytes) -> int:
    """Keep a file with a record the actor may see and return its number."""
    check = files.GUARDS.get(about.kind)
    if check is None or not check(by, about.id):
        raise Missing
    return files.store(by=by, content=content, title=title, about=about).pk
