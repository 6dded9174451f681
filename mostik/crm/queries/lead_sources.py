"""Sources of leads by their names: one told by its code, all of them to choose from."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.crm.catalog import LEAD_SOURCES, lead_source
from mostik.people.queries.tokens import token_titles

lead_source(
    "api", _("Program"), lambda viewer: {f"api:{pk}": title for pk, title in token_titles(viewer=viewer).items()}
)


@dataclass(frozen=True)
class SourceGroup:
    """One kind of source to choose from: whole, or some of those there are."""

    kind: str
    words: str
    known: dict[str, str]


class SourceNames:
    """Names of sources, read once for as many codes as are asked."""

    def __init__(self, viewer: Actor) -> None:
        self.groups = [SourceGroup(each.kind, str(each.words), {}) for each in LEAD_SOURCES.values()]
        for group in self.groups:
            group.known.update(LEAD_SOURCES[group.kind].known(viewer))
        self.groups.sort(key=lambda group: group.words)
        self._kinds = {group.kind: group for group in self.groups}

    def of(self, code: str) -> str:
        """Return a source in words: its kind and its name, what of it is known."""
        kind, _colon, rest = code.partition(":")
        group = self._kinds.get(kind)
        if group is None:
            return code
        name = group.known.get(code, rest)
        return f"{group.words} · {name}" if name else group.words

    def offered(self, kept: Collection[str] = ()) -> list[SourceGroup]:
        """Return every kind with what may be chosen of it; codes kept from before stay to be chosen though gone."""
        for code in kept:
            kind, colon, rest = code.partition(":")
            group = self._kinds.get(kind)
            if group is None:
                group = self._kinds[kind] = SourceGroup(kind, kind, {})
                self.groups.append(group)
            if colon:
                group.known.setdefault(code, rest)
        return self.groups


def source_names(*, viewer: Actor) -> SourceNames:
    """Return the names of sources as they are now."""
    return SourceNames(viewer)
