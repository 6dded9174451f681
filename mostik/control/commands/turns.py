"""What is said of one turn of a process, and what the clock tells of those missed: the owner at once, the head once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any, Final

from mostik.control.commands.processes import told_of
from mostik.control.events import TurnCleared, TurnExcused, TurnMissed, TurnRaised, TurnTicked
from mostik.control.models import ProcessMark
from mostik.control.queries import processes as queries
from mostik.control.queries.processes import KEEP, RHYTHM, SEE, Run
from mostik.control.terms import MarkKind, Turnout
from mostik.core import clock, files
from mostik.core.actors import Actor, ActorKind
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.notifications import notify
from mostik.kernel.events import Ref
from mostik.kernel.period import Span
from mostik.kernel.refusals import Conflict, Denied, Invalid, gettext_noop
from mostik.people.queries.approvals import people_above
from mostik.people.queries.calendar import company_working_days

#: So far back a turn is still spoken of.
BACK: Final = timedelta(days=92)
#: Between two working days there are at most so many days off.
APART: Final = timedelta(days=20)
MORNING: Final = time(7)
SHORT: Final = 300
PAGE: Final = "/control/processes/"
File = tuple[str, bytes]


class NotAskedOfYou(Conflict):
    """Whoever is asked ticks, or whoever keeps the processes."""

    message = gettext_noop("Only {owner} ticks this, or whoever sets processes up.")


class NotYet(Conflict):
    """A turn that has not begun cannot be done."""

    message = gettext_noop("This is not due yet: it can be ticked from its first day on.")


class TooLongAgo(Conflict):
    """The past is closed."""

    message = gettext_noop("This is too long ago: three months back nothing changes any more.")


class NothingSaid(Conflict):
    """There is nothing to take back."""

    message = gettext_noop("Nothing was said of this by hand.")


@command(needs=SEE)
def tick_turn(
    *, by: Actor, process_id: int, on: date, note: str = "", link: str = "", file: File | None = None
) -> ProcessMark:
    """Say that a turn was done; after its hour it counts as late. ``clear_turn`` takes it back.

    A department's process wants something that shows it: words, a link or a file.
    """
    run = _spoken_of(by, process_id, on)
    asked = {run.schedule.owner_id, run.schedule.deputy_id}
    if not (asked & by.selves or by.may(KEEP) or by.kind is ActorKind.TOKEN):
        raise NotAskedOfYou(params={"owner": run.schedule.owner.short_name})
    note, link = note.strip()[:500], link.strip()[:500]
    if not (run.process.personal or note or link or file):
        raise Invalid(gettext_noop("Show that it was done: in words, by a link or a file."), field="note")
    made = _mark(by, run, MarkKind.DONE, note=note, link=link, file=file)
    publish(TurnTicked(at=made.at, **told_of(run.process), on=on, note=note))
    return made


@command(needs=SEE)
def excuse_turn(*, by: Actor, process_id: int, on: date, why: str) -> ProcessMark:
    """Excuse a turn, with the reason: it counts neither way. ``clear_turn`` takes it back."""
    run = _spoken_of(by, process_id, on)
    _refuse_unless_kept(by, run)
    if not why.strip():
        raise Invalid(gettext_noop("Say why it need not have been done."), field="why")
    made = _mark(by, run, MarkKind.EXCUSED, note=why.strip()[:500])
    publish(TurnExcused(at=made.at, **told_of(run.process), on=on, note=made.note))
    return made


@command(needs=SEE)
def clear_turn(*, by: Actor, process_id: int, on: date) -> None:
    """Take back what was said of a turn by hand: by whoever said it, or whoever keeps the process."""
    run = _spoken_of(by, process_id, on)
    if run.mark is None:
        raise NothingSaid
    if run.mark.person_id is None or run.mark.person_id not in by.selves:
        _refuse_unless_kept(by, run)
    run.mark.delete()
    publish(TurnCleared(at=clock.now(), **told_of(run.process), on=on))


@command(needs=KEEP)
def mind_processes(*, by: Actor) -> int:
    """Tell whoever is asked of each turn whose hour has passed today; tell heads once of what stayed so.

    The same turn tells nobody twice, however often this is called. Returns how many lines there were.
    """
    today = clock.today()
    worked = company_working_days(span=Span(today - APART, today))
    if today not in worked or clock.now() < clock.moment(today, MORNING):
        return 0
    since = worked[-2] if len(worked) > 1 else today
    found = queries.runs(list(queries.processes(viewer=by)), Span(since, today), viewer=by)
    missed = [each for each in found if each.state is Turnout.MISSED]
    return sum(_remind(each) for each in missed if each.on == today and each.who) + _raise(
        [each for each in missed if each.on < today], today, by
    )


def _remind(run: Run) -> int:
    assert run.who
    told = notify(
        person_ids=[run.who.pk],
        text=gettext_noop("Not run by {hour}: {what}"),
        params={"hour": f"{run.schedule.by:%H:%M}", "what": run.process.title},
        url=f"{PAGE}{run.process.pk}/",
        key=f"process-{run.process.pk}-{run.on}",
        kind="process",
    )
    if told:
        publish(TurnMissed(at=clock.now(), **told_of(run.process), on=run.on))
    return told


def _raise(missed: Sequence[Run], today: date, by: Actor) -> int:
    """Tell each head in one line of all that their people did not run."""
    heads: dict[int, list[Run]] = defaultdict(list)
    for each in missed:
        for above in people_above(each.process.owner, viewer=by)[:1]:
            heads[above.pk].append(each)
    count = 0
    for head, theirs in heads.items():
        names = "; ".join(f"{each.process.title} ({each.process.owner.short_name})" for each in theirs)
        told = notify(
            person_ids=[head],
            text=gettext_noop("Not run and nobody said why: {what}"),
            params={"what": names[:SHORT]},
            url=PAGE,
            key=f"processes-{today}",
            kind="process",
        )
        for each in theirs if told else ():
            publish(TurnRaised(at=clock.now(), **told_of(each.process), on=each.on))
        count += told
    return count


def _spoken_of(by: Actor, process_id: int, on: date) -> Run:
    """Return a turn that has begun and is not too long ago."""
    found = queries.process(viewer=by, process_id=process_id)
    run = queries.run(found, on, viewer=by)
    if run.turn.first > clock.today():
        raise NotYet
    if on < clock.today() - BACK:
        raise TooLongAgo
    return run


def _refuse_unless_kept(by: Actor, run: Run) -> None:
    if not by.may(RHYTHM if run.process.personal else KEEP):
        raise Denied(gettext_noop("Only whoever sets processes up excuses what was missed."))


def _mark(by: Actor, run: Run, kind: MarkKind, **said: Any) -> ProcessMark:
    """Keep what was said of a turn, in place of what was said before."""
    file = said.pop("file", None)
    about = Ref("control.process", run.process.pk)
    kept = files.store(by=by, content=file[1], title=file[0], about=about) if file else None
    person = by.id if by.kind is ActorKind.PERSON else None
    told = {"kind": kind.value, "link": "", "file": kept, "person_id": person, "at": clock.now(), **said}
    made, _new = ProcessMark.objects.update_or_create(process=run.process, on=run.on, defaults=told)
    return made
