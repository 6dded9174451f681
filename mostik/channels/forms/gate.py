"""The gate as it is filled in: hours and days, caps, purposes; an address not to be written to, a file of them."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.channels.catalog.ways import WAYS
from mostik.channels.rules.gate import Cap, Policy
from mostik.channels.terms import PURPOSES, Purpose
from mostik.kernel.quiet import Quiet

EMPTY: Final = {"required": _("Fill this in.")}
DAYS: Final = list(
    enumerate([_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")])
)
ASKED: Final = (Purpose.OFFERS, Purpose.SURVEYS, Purpose.SERVICE)
LARGEST_FILE: Final = 2_000_000


class Digits(forms.IntegerField):
    """A small whole number; nothing for no cap."""

    def __init__(self, label: Any, most: int, **more: Any) -> None:
        super().__init__(label=label, min_value=1, max_value=most, required=False, **more)


class GateForm(forms.Form):
    """When and how often robots may write to a client, and what needs their consent."""

    quiet_from = forms.TimeField(label=_("Nothing is sent from"), required=False, widget=forms.TimeInput)
    quiet_to = forms.TimeField(label=_("until"), required=False, widget=forms.TimeInput)
    days = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )
    day = Digits(_("In a day, by all ways together"), 50)
    week = Digits(_("In a week, by all ways together"), 200)
    consent = forms.TypedMultipleChoiceField(
        label=_("Only with the client's consent"),
        choices=[(each.value, _(PURPOSES[each])) for each in ASKED],
        coerce=Purpose,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Consents are kept on the person's card; silence is a refusal."),
    )
    patience = forms.IntegerField(
        label=_("Give up after so many days"),
        min_value=1,
        max_value=60,
        help_text=_("What would come later is not sent."),
    )

    def __init__(self, *args: Any, policy: Policy, **rest: Any) -> None:
        quiet = policy.quiet
        caps = {f"{way}_{span}": getattr(cap, span) or None for way, cap in policy.ways.items() for span in SPANS}
        initial = {
            "quiet_from": quiet.first if quiet else None,
            "quiet_to": quiet.last if quiet else None,
            "days": sorted(policy.days),
            "day": policy.cap.day or None,
            "week": policy.cap.week or None,
            "consent": [each.value for each in policy.consent],
            "patience": policy.patience.days,
            **caps,
        }
        super().__init__(*args, initial=initial, **rest)
        self.elsewhere = {code: cap for code, cap in policy.ways.items() if code not in WAYS}
        for way in WAYS.values():
            self.fields[f"{way.code}_day"] = Digits(_("in a day"), 50)
            self.fields[f"{way.code}_week"] = Digits(_("in a week"), 200)

    def by_way(self) -> Iterator[tuple[Any, Any, Any]]:
        """Yield each way with its two fields."""
        for way in WAYS.values():
            yield way.words, self[f"{way.code}_day"], self[f"{way.code}_week"]

    def clean(self) -> dict[str, Any]:
        """Refuse quiet hours with one end, or for the whole day."""
        said = super().clean() or {}
        first, last = said.get("quiet_from"), said.get("quiet_to")
        if (first is None) != (last is None):
            self.add_error("quiet_to" if last is None else "quiet_from", _("Give both ends, or neither."))
        elif first is not None and first == last:
            self.add_error("quiet_to", _("Leave some time of the day to write in."))
        return said

    @property
    def policy(self) -> Policy:
        """Return what was chosen."""
        said: Mapping[str, Any] = self.cleaned_data
        ways = {code: Cap(said[f"{code}_day"] or 0, said[f"{code}_week"] or 0) for code in WAYS}
        return Policy(
            quiet=Quiet(said["quiet_from"], said["quiet_to"]) if said["quiet_from"] else None,
            days=frozenset(said["days"]),
            cap=Cap(said["day"] or 0, said["week"] or 0),
            ways={**self.elsewhere, **{code: cap for code, cap in ways.items() if cap.day or cap.week}},
            consent=frozenset(said["consent"]),
            patience=timedelta(days=said["patience"]),
        )


SPANS: Final = ("day", "week")


class WayForm(forms.Form):
    """By which way not to write."""

    way = forms.ChoiceField(label=_("Way"), required=False)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        ways = [(way.code, way.words) for way in WAYS.values()]
        self.fields["way"].choices = [("", _("every way")), *ways]  # type: ignore[attr-defined]


class StopForm(WayForm):
    """An address not to be written to."""

    address = forms.CharField(label=_("E-mail, phone or another address"), max_length=254, error_messages=EMPTY)
    why = forms.CharField(label=_("Why"), max_length=200, required=False)
    field_order = ("address", "way", "why")


class StopFileForm(WayForm):
    """A file of addresses not to be written to: one a line, or the first column of a table."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV or text in UTF-8: one address a line."), error_messages=EMPTY
    )
    field_order = ("file", "way")

    def clean_file(self) -> list[str]:
        """Return the addresses of the file; refuses what is no text."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not in UTF-8. Save it so and try again.")) from None
        cells = [re.split(r"[;,\t]", line, maxsplit=1)[0].strip().strip('"') for line in text.splitlines()]
        found = [each for each in cells if re.search(r"@|\d{5}", each)]
        if not found:
            raise forms.ValidationError(_("There is no address in this file."))
        return found
