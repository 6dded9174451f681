"""Letters to the owner: set, built once for the same days, edited, approved, put on the wire once for each address."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mostik.analysis.commands.sendings import STUCK, anew, settled, taken
from mostik.analysis.terms import LetterState
from mostik.core import clock, company, outbox
from mostik.core.actors import SYSTEM, Actor
from mostik.core.frame import command
from mostik.core.journal import publish
from mostik.core.ways import Outcome
from mostik.kernel.refusals import Conflict, Invalid, gettext_noop
from mostik.organisation.access import OWNER_LETTERS
from mostik.organisation.events import (
    OwnerLetterAgain,
    OwnerLetterApproved,
    OwnerLetterBuilt,
    OwnerLetterEdited,
    OwnerLettersSet,
)
from mostik.organisation.models import OwnerLetter, OwnerLetterEdition, OwnerSending
from mostik.organisation.queries.owner_letters import OwnerDraft, kept_sections, owner_letter, owner_plan
from mostik.organisation.terms import LetterStep, Section

SEND: Final = "organisation.send_owner_letter"
WRITE: Final = "organisation.write_owner_letters"
MOST_ADDRESSES: Final = 10
LONGEST: Final = 3000


class AlreadyApproved(Conflict):
    """An approved letter is what the owner has read."""

    message = gettext_noop("This letter is approved and sent: it stays as it is.")


class LetterChanged(Conflict):
    """Somebody else has edited the draft meanwhile."""

    message = gettext_noop("Somebody has edited this letter meanwhile. Open it again.")


class NothingInIt(Conflict):
    """Every part is left out."""

    message = gettext_noop("Every part is left out: there is nothing to send.")


class NobodyToRead(Conflict):
    """No address is set."""

    message = gettext_noop("Say first where the letter goes: no address is set.")


@command(needs="organisation.write_owner_letters")
def set_owner_letters(*, by: Actor, week: int | None, month: int | None, to: Sequence[str]) -> None:
    """Say which letters are built, on which day of the week and of the month, of one's own department, and where to."""
    if week is not None and not 0 <= week <= 6:
        raise Invalid(gettext_noop("A day of the week from 0 (Monday) to 6."), field="week")
    if month is not None and not 1 <= month <= 31:
        raise Invalid(gettext_noop("A day from 1 to 31."), field="month")
    if not 1 <= len(set(to)) <= MOST_ADDRESSES:
        raise Invalid(gettext_noop("From one to ten addresses."), field="to")
    known = owner_plan(viewer=by)
    value = {
        "week": week,
        "month": month,
        "to": list(dict.fromkeys(to)),
        "department": by.department,
        "by": by.id,
        "since": (known.since or clock.today()).isoformat(),
    }
    company.choose(by=SYSTEM, code=OWNER_LETTERS, value=value)
    publish(OwnerLettersSet(at=clock.now(), week=week, month=month, addresses=len(set(to))))


@command(needs="organisation.write_owner_letters")
def keep_owner_letter(*, by: Actor, draft: OwnerDraft) -> OwnerLetter | None:
    """Keep a letter as a draft; None where one of the same days is there already."""
    row, is_new = OwnerLetter.objects.get_or_create(
        department_id=draft.department,
        kind=draft.kind.value,
        last=draft.span.last,
        defaults={
            "first": draft.span.first,
            "language": draft.language,
            "title": draft.title[:200],
            "sections": draft.sections,
            "made_at": clock.now(),
        },
    )
    if not is_new:
        return None
    _edition(row, None)
    publish(OwnerLetterBuilt(at=clock.now(), letter=row.pk, version=row.version))
    return row


@command(needs="organisation.write_owner_letters")
def edit_owner_letter(
    *, by: Actor, letter_id: int, title: str, texts: Mapping[str, str], left_out: Sequence[str], version: int
) -> None:
    """Save a draft's title and parts as its next version; refuses where another was saved meanwhile."""
    row = _draft(by, letter_id)
    if version != row.version:
        raise LetterChanged
    if not title.strip():
        raise Invalid(gettext_noop("Name the letter."), field="title")
    row.title = title.strip()[:200]
    row.sections = [_section(each, texts.get(each.value, ""), left_out) for each in Section]
    row.version += 1
    row.save(update_fields=["title", "sections", "version"])
    _edition(row, by.id)
    publish(OwnerLetterEdited(at=clock.now(), letter=row.pk, version=row.version))


@command(needs="organisation.write_owner_letters")
def approve_owner_letter(*, by: Actor, letter_id: int, version: int) -> None:
    """Approve a draft as one has read it, and promise it to each address, once."""
    row, to = _draft(by, letter_id), owner_plan(viewer=by).to
    if version != row.version:
        raise LetterChanged
    if not to:
        raise NobodyToRead
    if not kept_sections(row):
        raise NothingInIt
    row.step, row.approved_by, row.approved_at = LetterStep.APPROVED.value, by.id, clock.now()
    row.save(update_fields=["step", "approved_by", "approved_at"])
    made = [OwnerSending(letter=row, address=each, state=LetterState.NEW) for each in to]
    for each in OwnerSending.objects.bulk_create(made):
        _promise(each)
    publish(OwnerLetterApproved(at=clock.now(), letter=row.pk, version=row.version, addresses=len(made)))


@command(needs="organisation.write_owner_letters")
def resend_owner_letter(*, by: Actor, letter_id: int) -> int:
    """Send again to where it failed or may not have arrived; return to how many: the person decides."""
    row = owner_letter(letter_id, viewer=by)
    stuck = list(row.sendings.filter(state__in=STUCK))
    for each in stuck:
        anew(each)
        _promise(each)
    if stuck:
        publish(OwnerLetterAgain(at=clock.now(), letter=row.pk, version=row.version, addresses=len(stuck)))
    return len(stuck)


@command(needs="organisation.write_owner_letters")
def send_waiting_letters(*, by: Actor) -> None:
    """Promise anew what waits and nobody is at: there was no mail server, or it was away for long."""
    for each in OwnerSending.objects.filter(state=LetterState.NEW):
        _promise(each)


@command(needs=None)
def begin_owner_sending(*, by: Actor, sending_id: int) -> OwnerSending | None:
    """Take a letter for the wire; one being sent already may have gone and is left in doubt."""
    return taken(OwnerSending.objects.select_related("letter").filter(pk=sending_id).first())


@command(needs=None)
def settle_owner_sending(*, by: Actor, row: OwnerSending, outcome: Outcome) -> None:
    """Write down what became of a letter."""
    settled(row, outcome)


def _draft(by: Actor, letter_id: int) -> OwnerLetter:
    found = owner_letter(letter_id, viewer=by)
    row = OwnerLetter.objects.select_for_update().get(pk=found.pk)
    if row.step != LetterStep.DRAFT:
        raise AlreadyApproved
    return row


def _section(section: Section, text: str, left_out: Sequence[str]) -> dict[str, Any]:
    return {"code": section.value, "text": text.strip()[:LONGEST], "out": section.value in left_out}


def _edition(row: OwnerLetter, by: int | None) -> None:
    OwnerLetterEdition.objects.create(
        letter=row, number=row.version, title=row.title, sections=row.sections, made_by=by, made_at=clock.now()
    )


def _promise(row: OwnerSending) -> None:
    outbox.ring(SEND, key=f"owner-letter:{row.pk}:{row.turn}", payload={"sending": row.pk})
