"""Letters put on the wire through a mailbox, in the thread they belong to."""

import imaplib
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from mostik.channels.adapters.mailbox.lines import Box, NoPost, Office, smtp
from mostik.core import clock, outbound
from mostik.core.ways import Became, Letter, Outcome, wire_number
from mostik.kernel.refusals import Refusal

SENT = ("\\Sent", ("Sent", "Отправленные", "Sent Items", "Sent Messages", "INBOX.Sent"))


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """Somebody's mailbox as a way out; ``name`` is how its owner signs, ``copies``: kept in Sent by us."""

    address: str
    name: str
    out: Office
    inward: Office
    copies: bool = False

    def send(self, letter: Letter) -> Outcome:
        """Send a letter once; failing before it is handed over is known, failing in the middle is not."""
        outbound.refuse_in_transaction()
        try:
            made = composed(letter, self.address, self.name)
        except ValueError as failure:
            return Outcome(Became.REFUSED, _said(failure))
        try:
            line = smtp(self.out)
        except smtplib.SMTPAuthenticationError as answer:
            return Outcome(Became.LATER, f"{answer.smtp_code} {answer.smtp_error!r}"[:300])
        except (OSError, smtplib.SMTPException, ssl.SSLError, Refusal) as failure:
            return Outcome(Became.LATER, _said(failure))
        outcome = _handed(line, made, self.address, [letter.to, *letter.copies, *letter.blind])
        if self.copies and outcome.became is Became.SENT:
            self._keep(made)
        return outcome

    def _keep(self, made: EmailMessage) -> None:
        """Keep a copy in Sent; a letter that went is not undone by a copy that did not."""
        with suppress(OSError, imaplib.IMAP4.error, Refusal), opened(self.inward) as box:
            if folder := sent_folder(box):
                box.append(made.as_bytes(policy=SMTP), folder, flag_set=["\\Seen"])


def reach(office: Office) -> None:
    """Sign in at a server letters go out by and leave; refuses `NoPost` in the server's words."""
    outbound.refuse_in_transaction()
    try:
        smtp(office).quit()
    except (OSError, smtplib.SMTPException) as failure:
        raise NoPost(params={"why": str(failure)[:200]}) from None


def composed(letter: Letter, address: str, name: str) -> EmailMessage:
    """Return a letter as it goes on the wire; refuses ``ValueError`` for what no header may carry."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(" ".join(name.split())[:120], addr_spec=address)
    made["To"] = Address(addr_spec=letter.to)
    if letter.copies:
        made["Cc"] = tuple(Address(addr_spec=each) for each in letter.copies)
    made["Subject"] = " ".join(letter.title.split())[:200]
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = wire_number(letter.number)
    for header, value in letter.headers.items():
        made[header] = value
    made.set_content(letter.text)
    if letter.html:
        made.add_alternative(letter.html, subtype="html")
    for each in letter.files:
        main, _, sub = each.content_type.partition(";")[0].strip().partition("/")
        if each.content_type.startswith("text/calendar"):  # mail programs offer to accept what is no attachment
            method = "CANCEL" if b"METHOD:CANCEL" in each.content else "REQUEST"
            made.add_alternative(each.content.decode(), subtype=sub, params={"method": method})
            continue
        made.add_attachment(each.content, maintype=main, subtype=sub, filename=each.title)
    return made


def opened(office: Office) -> Box:
    """Return a mailbox one is signed in to; used as a context."""
    box = Box(office)
    box.login(office.user, office.password, initial_folder=None)  # type: ignore[arg-type]
    return box


def sent_folder(box: Box) -> str:
    """Return the folder of what was sent: as the server marks it, else by its usual names."""
    mark, usual = SENT
    rows = box.folder.list()
    marked = [row.name for row in rows if mark in row.flags]
    return next(iter(marked or [row.name for row in rows if row.name in usual]), "")


def _handed(line: smtplib.SMTP, made: EmailMessage, sender: str, to: list[str]) -> Outcome:
    try:
        line.send_message(made, from_addr=sender, to_addrs=to)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        return _answered(code, words, closed=code >= 500)
    except smtplib.SMTPResponseException as answer:
        return _answered(answer.smtp_code, answer.smtp_error)
    except (OSError, smtplib.SMTPException) as failure:
        return Outcome(Became.UNKNOWN, _said(failure))
    finally:
        with suppress(OSError, smtplib.SMTPException):
            line.quit()
    return Outcome(Became.SENT, number=str(made["Message-ID"]))


def _answered(code: int, words: bytes | str, *, closed: bool = False) -> Outcome:
    said = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"[:300]
    return Outcome(Became.REFUSED if code >= 500 else Became.LATER, said, closed=closed)


def _said(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"[:300]
