"""Letters by SMTP: the company's own server, or the one the installation's settings name."""

import smtplib
import ssl
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from mostik.core import outbound
from mostik.core.ways import Became, Letter, Outcome, wire_number

SECONDS = 15
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True, kw_only=True)
class Server:
    """The company's mail server; no ``host``: as the installation's settings say."""

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = ""
    sender: str = ""

    def send(self, letter: Letter) -> Outcome:
        """Send a letter once; failing before it is handed over is known, failing in the middle is not."""
        outbound.refuse_in_transaction()
        line = self._line()
        try:
            line.open()
        except (OSError, smtplib.SMTPException, ssl.SSLError) as failure:
            return Outcome(Became.LATER, _said(failure))
        try:
            line.send_messages([self._message(letter)])
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            return _answered(code, words, closed=code >= 500)
        except smtplib.SMTPResponseException as answer:
            return _answered(answer.smtp_code, answer.smtp_error)
        except (OSError, smtplib.SMTPException) as failure:
            return Outcome(Became.UNKNOWN, _said(failure))
        finally:
            _hang_up(line)
        return Outcome(Became.SENT)

    def _line(self) -> Any:
        if not self.host:
            return get_connection()
        return get_connection(
            SMTP,
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.security == "starttls",
            use_ssl=self.security == "tls",
            timeout=SECONDS,
        )

    def _message(self, letter: Letter) -> EmailMultiAlternatives:
        sender = self.sender or settings.DEFAULT_FROM_EMAIL
        own = {"Message-ID": wire_number(letter.number), "Auto-Submitted": "auto-generated"}
        title = " ".join(letter.title.split())[:200]
        made = EmailMultiAlternatives(title, letter.text, sender, [letter.to], headers={**own, **letter.headers})
        made.cc, made.bcc = list(letter.copies), list(letter.blind)
        if letter.html:
            made.attach_alternative(letter.html, "text/html")
        for each in letter.files:
            if each.content_type.startswith("text/calendar"):  # mail programs offer to accept what is no attachment
                made.attach_alternative(each.content.decode(), each.content_type)
            else:
                made.attach(each.title, each.content, each.content_type.partition(";")[0])
        return made


def _answered(code: int, words: bytes | str, *, closed: bool = False) -> Outcome:
    said = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"[:300]
    return Outcome(Became.REFUSED if code >= 500 else Became.LATER, said, closed=closed)


def _said(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"[:300]


def _hang_up(line: Any) -> None:
    try:
        line.close()
    except (OSError, smtplib.SMTPException):
        return
