"""Where and when notifications reach one; the company's mail server and bot."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.people.adapters.mail import Server
from mostik.people.queries.notices import KindLine, Reached, kind_lines
from mostik.people.queries.zones import zones
from mostik.people.rules.notices import WAYS

SECURITY = [("starttls", "STARTTLS"), ("tls", "TLS"), ("none", _("none"))]


class NoticesForm(forms.Form):
    """One screen of choices: a box for each kind and way, quiet hours, the daily letter."""

    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=forms.TimeInput)
    quiet_to = forms.TimeField(label=_("Quiet until"), required=False, widget=forms.TimeInput)
    urgent_passes = forms.BooleanField(label=_("Urgent ones come all the same"), required=False)
    letter = forms.BooleanField(
        label=_("A daily letter"), required=False, help_text=_("One letter with what you have not read here.")
    )
    letter_at = forms.TimeField(label=_("At"), widget=forms.TimeInput)

    def __init__(self, *args: Any, found: Reached, **rest: Any) -> None:
        kept = found.choice
        initial = {
            "zone": kept.zone,
            "quiet_from": kept.quiet_from,
            "quiet_to": kept.quiet_to,
            "urgent_passes": kept.urgent_passes,
            "letter": found.letter,
            "letter_at": kept.letter_at or time(9),
        }
        super().__init__(*args, initial=initial, **rest)
        self.lines = kind_lines(found)
        for line in self.lines:
            for way in WAYS:
                self.fields[_name(line, way)] = forms.BooleanField(
                    required=False, initial=way in line.ways, disabled=line.always
                )
        self.fields["zone"].choices = zones(kept.zone)  # type: ignore[attr-defined]

    def rows(self) -> Iterator[tuple[KindLine, list[tuple[str, Any]]]]:
        """Yield each kind with its boxes."""
        for line in self.lines:
            yield line, [(way, self[_name(line, way)]) for way in WAYS]

    @property
    def values(self) -> dict[str, Any]:
        """Return what was chosen."""
        said = self.cleaned_data
        ways = {line.code: [way for way in WAYS if said[_name(line, way)]] for line in self.lines}
        kept = {name: said[name] for name in ("zone", "urgent_passes", "letter", "letter_at")}
        return {**kept, "ways": ways, "quiet": (said["quiet_from"], said["quiet_to"])}


def _name(line: KindLine, way: str) -> str:
    return f"{way}_{line.code}"


class MailForm(forms.Form):
    """The company's mail server."""

    address = forms.URLField(
        label=_("Address of this Mostik"), assume_scheme="https", help_text=_("Links in messages begin with it.")
    )
    host = forms.CharField(
        label=_("SMTP server"),
        max_length=200,
        required=False,
        help_text=_("Left empty, letters go as the installation's settings say."),
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY)
    user = forms.CharField(label=_("User"), max_length=200, required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted and not shown again; left empty, the kept one stays."),
    )
    sender = forms.EmailField(label=_("Letters come from"), max_length=254, required=False)

    @property
    def server(self) -> Server:
        """Return the server that was filled in."""
        names = ("host", "port", "security", "user", "password", "sender")
        return Server(**{name: self.cleaned_data[name] for name in names})


class BotForm(forms.Form):
    """The company's Telegram bot."""

    token = forms.RegexField(
        r"^\d{1,20}:[A-Za-z0-9_-]{20,80}$",
        label=_("Bot token"),
        max_length=110,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Make a bot with @BotFather and copy its token here; left empty, there is no bot."),
        error_messages={"invalid": _("A token looks like 123456789:AAE… Copy it from @BotFather whole.")},
    )
