"""Records by the names files give them, as far as whoever imports reaches."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mostik.crm.rules.imports.names import normal
from mostik.crm.rules.imports.problems import NameKind
from mostik.crm.terms import CLOSED, StageKind

Names = dict[str, int | None]


@dataclass(frozen=True)
class StageMark:
    """A stage as a row may stand in it."""

    id: int
    title: str
    kind: StageKind

    @property
    def is_closing(self) -> bool:
        """Whether a deal in it needs a day it was closed on."""
        return self.kind in CLOSED


@dataclass(frozen=True)
class PipelineMark:
    """A pipeline with its stages in order."""

    id: int
    title: str
    currency: str
    stages: tuple[StageMark, ...]

    @property
    def first(self) -> StageMark:
        """Where deals begin: the first stage that closes nothing."""
        return next((stage for stage in self.stages if not stage.is_closing), self.stages[0])

    def stage(self, number: int | None) -> StageMark | None:
        """Return one of its own stages by number."""
        return next((stage for stage in self.stages if stage.id == number), None)

    def stage_named(self, name: str) -> StageMark | None:
        """Return one of its own stages by name."""
        return next((stage for stage in self.stages if normal(stage.title) == normal(name)), None)


@dataclass
class Book:
    """Everything names can mean. ``None`` stands for a name two records share; aliases come first."""

    pipelines: dict[int, PipelineMark] = field(default_factory=dict)
    names: dict[NameKind, Names] = field(default_factory=dict)
    aliases: dict[NameKind, dict[str, int]] = field(default_factory=dict)

    def find(self, kind: NameKind, name: str) -> int | None:
        """Return the record a name means; nothing for an unknown or a shared name."""
        key = normal(name)
        return self.aliases.get(kind, {}).get(key) or self.names.get(kind, {}).get(key)

    def is_shared(self, kind: NameKind, name: str) -> bool:
        """Return whether two records answer to this name."""
        known: Mapping[str, int | None] = self.names.get(kind, {})
        return normal(name) in known and self.find(kind, name) is None

    def add(self, kind: NameKind, name: str, record: int) -> None:
        """Learn a record made meanwhile."""
        self.names.setdefault(kind, {})[normal(name)] = record
