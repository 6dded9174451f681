"""Letters being written: the writer's own draft of a deal, its files, what may go with it; how an answer begins."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mostik.channels.models import Arrival, LetterDraft, RawLetter
from mostik.channels.queries.mail import arrival, body_of
from mostik.channels.rules.letters import answered, quoted
from mostik.channels.rules.mail.letters import read
from mostik.core import files
from mostik.core.actors import Actor
from mostik.core.attachments.queries import attached, may_see
from mostik.core.models import File
from mostik.core.ways import Enclosed
from mostik.kernel.events import Ref
from mostik.web import formats

LATEST = 50


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How an answer to a letter begins: what about, the words quoted, who else had it."""

    subject: str
    text: str
    cc: str = ""


def draft_of(deal_id: int, *, viewer: Actor) -> LetterDraft | None:
    """Return what the viewer was writing about a deal; nothing where they were not."""
    return LetterDraft.objects.filter(person=viewer.id or 0, deal=deal_id).first()


def files_of_draft(row: LetterDraft, *, viewer: Actor) -> list[File]:
    """Return the files put into a draft, the first one first."""
    return list(attached(viewer=viewer, about=Ref("channels.letter_draft", row.pk)).order_by("id"))


def files_of_deal(deal_id: int, *, viewer: Actor) -> list[File]:
    """Return the files of a deal that may go with a letter."""
    about = Ref("crm.deal", deal_id)
    return list(attached(viewer=viewer, about=about)[:LATEST]) if may_see(viewer=viewer, about=about) else []


def enclosed_of(row: LetterDraft, *, viewer: Actor) -> list[Enclosed]:
    """Return the files of a draft as they go: those put into it, those picked from the deal."""
    picked = [each for each in files_of_deal(row.deal_id, viewer=viewer) if each.pk in set(row.picked)]
    return [_whole(each) for each in (*files_of_draft(row, viewer=viewer), *picked)]


def answer_to(arrival_id: int, *, viewer: Actor, everybody: bool = False) -> Answer:
    """Return how an answer to a client's letter begins; refuses one out of reach."""
    row = arrival(arrival_id, viewer=viewer)
    head = _("%(day)s %(name)s wrote:") % {"day": formats.moment(row.at), "name": row.talk.name or row.talk.address}
    cc = ", ".join(_others(row)) if everybody else ""
    return Answer(subject=answered(row.subject)[:200], text=quoted(row.text[:10_000], head), cc=cc)


def _others(row: Arrival) -> list[str]:
    """Return who else had a letter, as it came; nobody once what came is forgotten."""
    known = {row.talk.address.lower(), str(row.account.told.get("address", "")).lower()}
    for raw in RawLetter.objects.filter(talk=row.talk_id, account=row.account_id).order_by("-pk")[:LATEST]:
        letter = read(body_of(raw))
        if letter.number == row.number:
            return [each for each in dict.fromkeys(address.lower() for address in letter.to) if each not in known]
    return []


def _whole(row: File) -> Enclosed:
    with files.opened(row) as source:
        return Enclosed(title=row.title, content_type=row.content_type, content=source.read())
