"""E-mail as a way: through the company's own server."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mostik.channels.catalog.ways import EMAIL, Way, declare
from mostik.core.ways import Channel
from mostik.people.queries.notices import company_mail


def _channel(_row: Any) -> Channel:
    return company_mail()


declare(
    Way(code=EMAIL, words=_("E-mail"), icon="mail", channel=_channel, subject=True, reached_by="email", masked="email")
)
