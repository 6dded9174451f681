"""E-mail as a way: through the mailbox a talk goes by, else the company's own server."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mostik.channels.adapters.mailbox.fetching import INBOX, at
from mostik.channels.adapters.mailbox.letters import Mailbox, reach
from mostik.channels.adapters.mailbox.lines import STARTTLS, TLS, Office
from mostik.channels.catalog.ways import EMAIL, Connected, Field, Line, Told, Way, declare
from mostik.core.ways import Channel, Enclosed
from mostik.kernel.refusals import Invalid, Missing, gettext_noop
from mostik.people.queries.notices import company_mail

SECURITY: Final = ((TLS, "TLS"), (STARTTLS, "STARTTLS"), ("none", _("not encrypted: only inside the house")))
YES_NO: Final = (("no", _("No")), ("yes", _("Yes")))
STRANGERS: Final = (("lead", _("becomes a lead")), ("aside", _("is set aside")))
WHOSE: Final = (("company", _("the company's")), ("personal", _("personal, of its owner alone")))
FIELDS: Final = (
    Field("address", _("Address")),
    Field("whose", _("Whose mailbox"), choices=WHOSE, usual="company"),
    Field("user", _("Login"), help=_("Usually the address itself.")),
    Field("imap_host", _("Incoming server (IMAP)")),
    Field("imap_port", _("Its port"), usual="993"),
    Field("imap_security", _("Its encryption"), choices=SECURITY, usual=TLS),
    Field("smtp_host", _("Outgoing server (SMTP)")),
    Field("smtp_port", _("Its port"), usual="465"),
    Field("smtp_security", _("Its encryption"), choices=SECURITY, usual=TLS),
    Field("password", _("Password"), help=_("Post offices often want one made for programs."), secret=True),
    Field(
        "copies",
        _("Put what is sent into the folder of sent letters"),
        help=_("Most post offices do it themselves."),
        choices=YES_NO,
        usual="no",
    ),
    Field("strangers", _("A letter from a stranger"), choices=STRANGERS, usual="lead"),
)


class OddPort(Invalid):
    """A port that is no number of one."""

    message = gettext_noop("A port is a number from 1 to 65535.")


class MailLine(Mailbox, Line):
    """A connected mailbox at work: letters are fetched by their own numbers, so nothing calls and nothing is asked."""

    def check(self) -> str:
        """Sign in at both servers and return the address; refuses in the servers' words."""
        with at(self.inward) as box:
            box.folder.status(INBOX)
        reach(self.out)
        return self.address

    def genuine(self, _headers: Mapping[str, str], _body: bytes) -> bool:
        """No post office calls."""
        return False

    def heard(self, _body: str) -> Iterable[Told]:
        """Nothing comes this way."""
        return ()

    def polled(self, offset: int, *, wait: int = 0) -> tuple[int, list[tuple[str, str]]]:
        """Nothing comes this way."""
        del wait
        return offset, []

    def fetch(self, _ref: Mapping[str, Any]) -> Enclosed:
        """Files come with their letter."""
        raise Missing

    def hook(self, _url: str, _secret: str) -> None:
        """Nothing is to be told."""

    def link(self, _token: str) -> str:
        """Anybody may begin to write."""
        return ""


def mailbox(account: Connected) -> MailLine:
    """Return a connected mailbox, its secret opened to be used; refuses `OddPort`."""
    return MailLine(
        address=str(account.told["address"]).strip().lower(),
        name=str(getattr(account, "title", "")),
        out=_office(account, "smtp"),
        inward=_office(account, "imap"),
        copies=account.told.get("copies") == "yes",
    )


def _office(account: Connected, which: str) -> Office:
    told = account.told
    port = str(told.get(f"{which}_port", ""))
    if not (port.isascii() and port.isdecimal()) or not 0 < int(port[:6]) < 65536:
        raise OddPort(field=f"{which}_port")
    return Office(
        host=str(told.get(f"{which}_host", "")).strip(),
        port=int(port),
        security=str(told.get(f"{which}_security", TLS)),
        user=str(told.get("user", "")),
        password=account.secret("password"),
    )


def _channel(row: Any) -> Channel:
    return mailbox(row.account) if row.account_id else company_mail()


declare(
    Way(
        code=EMAIL,
        words=_("E-mail"),
        icon="mail",
        channel=_channel,
        subject=True,
        reached_by="email",
        fields=FIELDS,
        line=mailbox,
        files=True,
        masked="email",
    )
)
