"""Lines to a post office: the host judged first, the judged address used, the certificate checked under its name."""

import imaplib
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from typing import Any, Final

from imap_tools import MailBoxUnencrypted

from mostik.core import outbound
from mostik.kernel.refusals import Refusal, gettext_noop

SECONDS: Final = 20
PORTS: Final = frozenset({25, 143, 465, 587, 993})
TLS, STARTTLS = "tls", "starttls"


class NoPost(Refusal, status=502):
    """The post office did not let us in or did not answer."""

    message = gettext_noop("The mail server did not let us in: {why}")


@dataclass(frozen=True, kw_only=True)
class Office:
    """A server of a post office and how one signs in there; ``security`` is tls, starttls or none."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)

    @property
    def place(self) -> str:
        """The judged address; refuses one inside the house."""
        return outbound.placed(self.host, self.port, low_ports=PORTS)


class _Imap(imaplib.IMAP4):
    """IMAP at the judged address."""

    def __init__(self, office: Office) -> None:
        self.place, self.secure = office.place, office.security == TLS
        super().__init__(office.host, office.port, SECONDS)
        if office.security == STARTTLS:
            self.starttls(ssl.create_default_context())

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = socket.create_connection((self.place, self.port), timeout)
        return ssl.create_default_context().wrap_socket(line, server_hostname=self.host) if self.secure else line


class Box(MailBoxUnencrypted):
    """A mailbox at the judged address."""

    def __init__(self, office: Office) -> None:
        self.office = office
        super().__init__(office.host, office.port, SECONDS)

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _Imap(self.office)


class _Smtp(smtplib.SMTP):
    """SMTP at the judged address."""

    def __init__(self, office: Office) -> None:
        self.place, self.secure = office.place, office.security == TLS
        super().__init__(timeout=SECONDS)
        self._host = office.host

    def _get_socket(self, _host: str, port: int, timeout: float) -> Any:  # type: ignore[override]
        line = socket.create_connection((self.place, port), timeout)
        return ssl.create_default_context().wrap_socket(line, server_hostname=self._host) if self.secure else line


def smtp(office: Office) -> smtplib.SMTP:
    """Return a line one is signed in on, ready to take a letter."""
    line = _Smtp(office)
    try:
        line.connect(office.host, office.port)
        if office.security == STARTTLS:
            line.starttls(context=ssl.create_default_context())
        if office.user and office.password and line.has_extn("auth"):
            line.login(office.user, office.password)
    except BaseException:
        line.close()
        raise
    return line
