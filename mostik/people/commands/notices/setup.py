"""The company's own mail server and bot; their secrets are kept in the vault and never shown again."""

from dataclasses import asdict

from mostik.core import company, vault
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.kernel.refusals import Invalid, gettext_noop
from mostik.people.adapters.mail import Server
from mostik.people.queries import notices as queries

RIGHT = "core.edit_company"
#: What a password is given for.
LINE = ("host", "port", "security", "user")


class PasswordElsewhere(Invalid):
    """The kept password was given for another server."""

    message = gettext_noop("The server has changed: give its password once more.")


@command(needs=RIGHT)
def set_mail(*, by: Actor, server: Server, address: str) -> None:
    """Keep the company's mail server and the address for links; an empty password leaves the one kept for it.

    No host: letters go as the installation's settings say. Refuses to hand a kept password to another server.
    """
    told = asdict(server)
    password, kept = told.pop("password"), company.choice(queries.MAIL_SET)
    secret = vault.locked(password) if password else kept.get("secret", "") if server.user else ""
    if secret and not password and server.host and any(told[name] != kept.get(name) for name in LINE):
        raise PasswordElsewhere(field="password")
    company.choose(by=by, code=queries.MAIL_SET, value={**told, "secret": secret} if server.host else {})
    company.choose(by=by, code=queries.ADDRESS, value=address)


@command(needs=RIGHT)
def set_bot(*, by: Actor, token: str, name: str) -> None:
    """Keep the company's bot, known to Telegram under a name; no token: the company has none."""
    kept = {"secret": vault.locked(token), "name": name} if token else {}
    company.choose(by=by, code=queries.BOT_SET, value=kept)
    company.choose(by=by, code=queries.HEARD, value=0)
