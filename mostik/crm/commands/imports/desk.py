"""What lies on the desk while rows are taken: the run, the book of names, what this batch came to."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext

from mostik.core.actors import Actor, ActorKind
from mostik.crm.models import Imported, ImportRun, RowProblem
from mostik.crm.queries.fields import own_fields
from mostik.crm.rules.fields.kinds import FieldView
from mostik.crm.rules.imports.book import Book
from mostik.crm.rules.imports.joining import Defaults
from mostik.crm.rules.imports.problems import Grade, NameKind, Problem, refused
from mostik.crm.terms import Holder
from mostik.kernel.refusals import Refusal
from mostik.people.access import User
from mostik.people.queries.actors import actor_of

LONGEST_ORIGIN = 32


@dataclass(frozen=True)
class SourceRow:
    """One row of one of a run's files, as it came."""

    role: str
    number: int
    cells: tuple[str, ...]


@dataclass
class Tally:
    """What a batch came to. Every row is in exactly one of the four counts; ``own`` are cells of own fields kept."""

    made: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    records: Counter[str] = field(default_factory=Counter)
    own: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    imported: list[Imported] = field(default_factory=list)


@dataclass
class Desk:
    """Everything the takers of rows share. ``dry`` takers count and write nothing."""

    by: Actor
    run: ImportRun
    book: Book
    defaults: Defaults
    headings: Mapping[str, Sequence[str]]
    tally: Tally = field(default_factory=Tally)
    seen: dict[str, int] = field(default_factory=dict)
    repeats: Counter[str] = field(default_factory=Counter)
    role: str = "deals"
    imagined: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def dry(self) -> bool:
        """Whether nothing may be written but the report."""
        return self.run.dry

    @property
    def origin(self) -> str:
        """The other system's name: numbers are told apart within it."""
        named = str(self.run.options.get("origin") or self.run.preset)
        return f"{named[: LONGEST_ORIGIN - 6]}:leads" if self.role == "leads" else named

    @cached_property
    def own(self) -> Mapping[Holder, Mapping[str, FieldView]]:
        """The own fields rows may fill, by whose they are and their names."""
        kinds = (Holder.DEAL, Holder.COMPANY, Holder.CONTACT)
        return {kind: {each.name: each for each in own_fields(kind, viewer=self.by)} for kind in kinds}

    def imagine(self, kind: str, name: str) -> int:
        """Return a number below zero for a record a dry run would have made, always the same one, counted once."""
        known = self.imagined.get((kind, name))
        if known is None:
            known = self.imagined[kind, name] = -1 - len(self.imagined)
            self.tally.records[kind] += 1
        return known

    def find_person(self, name: str) -> int | None:
        """Return somebody known by this name."""
        return self.book.find(NameKind.OWNER, name)

    def know_person(self, name: str, number: int) -> None:
        """Learn somebody made or taken back meanwhile."""
        self.book.add(NameKind.OWNER, name, number)

    def blame(self, row: SourceRow, problems: Iterable[Problem]) -> bool:
        """Keep what is wrong with a row and return whether it stays out."""
        listed = list(problems)
        out = refused(listed)
        cells = [cell.replace("\x00", "")[:1000] for cell in row.cells]
        grade = Grade.REFUSED if out else Grade.WARNED
        self.tally.problems += [_problem(self.run, row, replace(each, grade=grade), cells) for each in listed]
        self.tally.refused += out
        return out

    def attempt(self, row: SourceRow, column: str, write: Callable[[], object]) -> bool:
        """Write what a row asks for, or keep the refusal as the row's problem and nothing of what was half written."""
        try:
            with transaction.atomic():
                write()
        except Refusal as refusal:
            self.blame(row, [Problem(column=column, reason=refusal.text(gettext))])
            return False
        return True

    def brought(self, kind: str, record: int, *, version: int = 0, said: Mapping[str, object] | None = None) -> None:
        """Remember a record this run made."""
        self.tally.records[kind] += 1
        if not self.dry:
            row = Imported(run=self.run, kind=kind, record_id=record, version=version, said=dict(said or {}))
            self.tally.imported.append(row)


def _problem(run: ImportRun, row: SourceRow, problem: Problem, cells: list[str]) -> RowProblem:
    return RowProblem(
        run=run,
        role=row.role,
        row=row.number,
        column=problem.column[:200],
        grade=problem.grade.value,
        reason=problem.reason,
        params={key: _plain(value) for key, value in problem.params.items()},
        kind=problem.kind.value if problem.kind else "",
        name=problem.name[:200],
        cells=cells,
    )


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value).replace("\x00", "")


def refreshed(actor: Actor) -> Actor:
    """Return the actor anew: teams made since are within reach."""
    if actor.kind is not ActorKind.PERSON or actor.id is None:
        return actor
    return actor_of(User.objects.select_related("role").get(pk=actor.id))
