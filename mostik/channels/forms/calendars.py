"""A calendar elsewhere as it is filled in: where it is, how one is let in, which of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.channels.adapters.caldav import Place
from mostik.channels.commands.calendars import Keys
from mostik.channels.models import Calendar

EMPTY = {"required": _("Fill this in.")}


class KeysForm(forms.Form):
    """The address, the login, the password; of a calendar chosen already its address stays."""

    url = forms.CharField(
        label=_("Address of the server"),
        max_length=1000,
        error_messages=EMPTY,
        help_text=_("For example https://caldav.yandex.ru, https://calendar.mail.ru, https://caldav.icloud.com."),
    )
    login = forms.CharField(label=_("Login"), max_length=254, error_messages=EMPTY)
    password = forms.CharField(
        label=_("Password for programs"),
        max_length=500,
        error_messages=EMPTY,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Made at the service, for this program alone. It is kept locked and never shown."),
    )

    def __init__(self, *args: Any, row: Calendar | None = None, **rest: Any) -> None:
        known = {"url": row.server, "login": row.login} if row else {}
        super().__init__(*args, initial=known, **rest)
        self.row = row if row and row.url else None
        if self.row:
            self.fields["url"].disabled = True

    @property
    def keys(self) -> Keys:
        """Return what was filled in; an address without https:// is of one with it."""
        said = self.cleaned_data
        url = said["url"].strip()
        return Keys(
            server=url if "://" in url else f"https://{url}", login=said["login"].strip(), password=said["password"]
        )


class ChoiceForm(forms.Form):
    """One of the calendars of the server."""

    calendar = forms.ChoiceField(label=_("Calendar"), widget=forms.RadioSelect, error_messages=EMPTY)

    def __init__(self, *args: Any, places: list[Place], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.places = {each.url: each for each in places if each.writable}
        self.fields["calendar"].choices = [(url, each.title) for url, each in self.places.items()]  # type: ignore[attr-defined]
        self.fields["calendar"].initial = next(iter(self.places), None)

    @property
    def place(self) -> Place:
        """Return the calendar chosen."""
        return self.places[self.cleaned_data["calendar"]]
