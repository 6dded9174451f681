"""The tabs that join the screens of clients."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from mostik.web.tabs import Tab

SCREENS = (
    (gettext_lazy("Companies"), "crm:company_list", "crm.see_deals"),
    (gettext_lazy("People"), "crm:contact_list", "crm.see_deals"),
    (gettext_lazy("Segments"), "crm:segments", "crm.see_deals"),
    (gettext_lazy("Campaigns"), "crm:campaigns", "crm.edit_segments"),
    (gettext_lazy("Consents"), "crm:consents", "crm.see_deals"),
    (gettext_lazy("Requests"), "crm:person_requests", "crm.handle_requests"),
    (gettext_lazy("Terms"), "crm:terms", "crm.handle_requests"),
    (gettext_lazy("Duplicates"), "crm:pairs", "crm.merge_clients"),
)


def client_tabs(request: HttpRequest, current: str) -> list[Tab]:
    """Return the screens of clients this person may open, the one they are at marked."""
    may = request.actor.may
    return [Tab(str(text), reverse(name), name == current) for text, name, right in SCREENS if may(right)]
