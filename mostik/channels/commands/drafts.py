"""A letter about a deal kept as it is typed, with its files: one of each writer and deal, gone once it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mostik.channels.access import RIGHT
from mostik.channels.commands.letters import LIMITS, MOST_FILES
from mostik.channels.models import LetterDraft
from mostik.channels.queries.drafts import draft_of, files_of_draft
from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.attachments.commands import attach_file, remove_file
from mostik.core.frame import command
from mostik.core.ways import Enclosed
from mostik.crm.access import visible_deals
from mostik.kernel.events import Ref
from mostik.kernel.refusals import Invalid, Missing, gettext_noop

LENGTHS: Final = {"subject": LIMITS["subject"], "text": LIMITS["text"], "cc": 1000, "bcc": 1000}


class TooManyFiles(Invalid):
    """A letter takes a few files."""

    message = gettext_noop("Send up to {most} files at once.")


@command(needs=RIGHT)
def keep_draft(*, by: Actor, deal_id: int, said: Mapping[str, Any], picked: Sequence[int] | None = None) -> int:
    """Keep a letter as it is typed, whatever is still wrong with it, and return the draft's number."""
    if by.id is None or not visible_deals(by).filter(pk=deal_id).exists():
        raise Missing()
    told: dict[str, Any] = {name: str(said.get(name, ""))[:most].replace("\0", "") for name, most in LENGTHS.items()}
    told |= {"offer": bool(said.get("offer")), "changed_at": clock.now()}
    if picked is not None:
        told["picked"] = sorted(set(picked))[:MOST_FILES]
    row, _new = LetterDraft.objects.update_or_create(person_id=by.id, deal_id=deal_id, defaults=told)
    return row.pk


@command(needs=RIGHT)
def enclose_in_draft(*, by: Actor, deal_id: int, enclosed: Sequence[Enclosed]) -> None:
    """Keep files with a draft; refuses more than a letter takes."""
    row = draft_of(deal_id, viewer=by)
    if row is None:
        raise Missing()
    if len(files_of_draft(row, viewer=by)) + len(row.picked) + len(enclosed) > MOST_FILES:
        raise TooManyFiles(field="files", params={"most": MOST_FILES})
    for each in enclosed:
        attach_file(by=by, about=Ref("channels.letter_draft", row.pk), title=each.title, content=each.content)


@command(needs=RIGHT)
def take_out_of_draft(*, by: Actor, deal_id: int, file_id: int) -> None:
    """Take a file out of one's draft; one that is not in it is none of it."""
    row = draft_of(deal_id, viewer=by)
    if row is not None and file_id in {each.pk for each in files_of_draft(row, viewer=by)}:
        remove_file(by=by, file_id=file_id)


@command(needs=RIGHT)
def drop_draft(*, by: Actor, deal_id: int) -> None:
    """Let a draft go, with the files put into it: it was sent, or is begun anew."""
    row = draft_of(deal_id, viewer=by)
    if row is None:
        return
    for each in files_of_draft(row, viewer=by):
        remove_file(by=by, file_id=each.pk)
    row.delete()
