"""A message in words, in its recipient's language: one notification, the daily letter, a trial."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mostik.core.actors import Actor
from mostik.core.queries import Line, line_of
from mostik.core.ways import Letter
from mostik.people.models import Delivery
from mostik.people.queries import notices
from mostik.people.queries.notices import Reached
from mostik.people.rules.notices import LETTER, TELEGRAM

MOST_LINES = 50
CHOOSE = "/people/notices/"


def composed(*, viewer: Actor, row: Delivery, found: Reached) -> Letter:
    """Return a message ready to go, in its recipient's language."""
    to = str(found.choice.chat) if row.way == TELEGRAM else found.person.email
    with translation.override(found.person.language or settings.LANGUAGE_CODE):
        title, text = _words(viewer, row, found)
        headers = _way_out(row) if row.way == LETTER else {}
    return Letter(to=to, title=title, text=text, number=row.key.replace(":", "."), headers=headers)


def stop_page(row: Delivery) -> str:
    """Return the page on which a letter is stopped by one press."""
    return f"{notices.address()}/people/notices/letter/{notices.unsubscribe_token(row.person_id)}/"


def _words(viewer: Actor, row: Delivery, found: Reached) -> tuple[str, str]:
    if row.notice is not None:
        line = line_of(row.notice)
        return line.text, "\n\n".join(filter(None, (_link(line.url), _foot(row))))
    if row.way != LETTER:
        return _("Mostik: a trial message"), _("Messages from Mostik reach you here.")
    return _letter(viewer, row, found)


def _letter(viewer: Actor, row: Delivery, found: Reached) -> tuple[str, str]:
    rows = notices.lines_of_letter(viewer=viewer, letter=row, found=found)
    count, told = rows.count(), [line_of(each) for each in rows[:MOST_LINES]]
    title = ngettext("Mostik: %(n)s thing you have not read", "Mostik: %(n)s things you have not read", count)
    more = [_("And %(n)s more under the bell.") % {"n": count - len(told)}] if count > len(told) else []
    body = [*map(_told, told), *more, _link("/notifications/"), _foot(row)]
    return title % {"n": count}, "\n\n".join(filter(None, body))


def _told(line: Line) -> str:
    return "\n".join(filter(None, (f"— {line.text}", _link(line.url))))


def _link(path: str) -> str:
    return f"{notices.address()}{path}" if path and notices.address() else ""


def _foot(row: Delivery) -> str:
    """Return what stands under a letter: where to choose, and how to stop. Messages in a messenger have none."""
    if row.way == TELEGRAM or not notices.address():
        return ""
    choose = _("Choose what reaches you: %(link)s") % {"link": _link(CHOOSE)}
    stop = _("Stop this daily letter: %(link)s") % {"link": stop_page(row)}
    return f"{choose}\n{stop}" if row.way == LETTER else choose


def _way_out(row: Delivery) -> dict[str, str]:
    """Return the headers by which a mail program stops the letter by itself (RFC 8058)."""
    if not notices.address():
        return {}
    place = f"{notices.address()}/api/v1/letters/{notices.unsubscribe_token(row.person_id)}/stop"
    return {"List-Unsubscribe": f"<{place}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
