"""The company's own mail server and bot; their secrets are kept in the vault and never shown again."""

from dataclasses import asdict

from mostik.core import company, vault
from mostik.core.actors import Actor
from mostik.core.frame import command
from mostik.people.adapters.mail import Server
from mostik.people.queries import notices as queries

RIGHT = "core.edit_company"


@command(needs=RIGHT)
def set_mail(*, by: Actor, server: Server, address: str) -> None:
    """Keep the company's mail server and the address for links; an empty password leaves the one kept.

    No host: letters go as the installation's settings say.
    """
    told = asdict(server)
    password, kept = told.pop("password"), company.choice(queries.MAIL_SET)
    secret = vault.locked(password) if password else kept.get("secret", "")
    company.choose(by=by, code=queries.MAIL_SET, value={**told, "secret": secret} if server.host else {})
    company.choose(by=by, code=queries.ADDRESS, value=address)


@command(needs=RIGHT)
def set_bot(*, by: Actor, token: str, name: str) -> None:
    """Keep the company's bot, known to Telegram under a name; no token: the company has none."""
    kept = {"secret": vault.locked(token), "name": name} if token else {}
    company.choose(by=by, code=queries.BOT_SET, value=kept)
    company.choose(by=by, code=queries.HEARD, value=0)
