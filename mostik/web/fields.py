"""Form fields that read what people type, and forms that know what their person was shown."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal
from mostik.kernel.versions import FieldsChanged


def no_larger(file: Any, largest: int) -> Any:
    """Return a file somebody sent; refuses one of more than ``largest`` bytes, naming it."""
    if file.size > largest:
        words = _("“%(file)s” is larger than %(most)s MB. Split it into parts.")
        raise ValidationError(words % {"file": file.name, "most": largest >> 20})
    return file


class OneFileField(forms.FileField):
    """One file of at most ``largest`` bytes, that must be chosen."""

    def __init__(self, *, largest: int, **rest: Any) -> None:
        super().__init__(error_messages={"required": gettext_lazy("Choose a file first.")}, **rest)
        self.largest = largest

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file; refuses a larger one."""
        return no_larger(super().clean(data, initial), self.largest)


class MoneyField(forms.CharField):
    """An amount of money typed the way people write it; cleans to `Money`, or None when empty."""

    def __init__(self, *, currency: str = "RUB", at_least: int | None = 0, **rest: Any) -> None:
        self.currency = currency
        self.at_least = at_least
        super().__init__(**rest)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show an amount as it would be typed."""
        if not isinstance(value, Money):
            return value
        return f"{value.major:f}".removesuffix(".00")

    def clean(self, value: Any) -> Any:
        """Return the amount; what cannot be read is refused with what to write instead."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = Money.parse(text, self.currency)
        except Refusal as refusal:
            raise ValidationError(refusal.text(_)) from None
        if self.at_least is not None and amount.minor < self.at_least:
            raise ValidationError(_("The amount cannot be below zero."))
        return amount


class SeenForm(forms.Form):
    """A form of a record others may change meanwhile: it knows what its person was shown and so what they changed.

    ``version`` and ``seen`` travel hidden. A field left as it was shown is not sent on; after a clash the form
    comes back with the newest values where its person had changed nothing, and their own where they had.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self._seen

    def _seen(self) -> str:
        """Return every field as it is shown at first, evaluated when the form is drawn."""
        return json.dumps(self._shown(self.initial), ensure_ascii=False)

    def _shown(self, values: Mapping[str, Any]) -> dict[str, str]:
        names = [name for name in self.fields if name not in {"version", "seen"}]
        return {name: _typed(self.fields[name], values.get(name)) for name in names}

    @property
    def mine(self) -> set[str]:
        """Return the fields whose values are not as this person was shown them; all when nothing tells."""
        shown = self._told()
        return {name for name in self.fields if name not in shown or self._posted(name) != shown[name]}

    def _told(self) -> dict[str, str]:
        try:
            told = json.loads(str(self.data.get(self.add_prefix("seen"), "")))
        except (ValueError, RecursionError):
            return {}
        return {str(name): str(text) for name, text in told.items()} if isinstance(told, dict) else {}

    def _posted(self, name: str) -> str:
        widget = self.fields[name].widget
        return _plain(widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))

    def face(self, clash: FieldsChanged, fresh: Mapping[str, Any]) -> None:
        """Show both values of what two people changed; everything else becomes as it is now."""
        mine, data = self.mine, self.data.copy()
        shown = self._shown(fresh)
        for name in self.fields.keys() - mine - {"version", "seen"}:
            data[self.add_prefix(name)] = shown[name]
        data[self.add_prefix("version")] = str(fresh["version"])
        data[self.add_prefix("seen")] = json.dumps(shown, ensure_ascii=False)
        self.data = data
        words = _("{who} changed this to “{theirs}” while you were editing. Save again to keep yours.")
        for name, both in clash.both.items():
            told = words.format(who=both.who or "—", theirs=both.theirs or "—")
            self.add_error(name if name in self.fields else None, told)


def _typed(field: forms.Field, value: Any) -> str:
    """Return a value as the browser would send it back untouched."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return _plain(field.prepare_value(value))


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(_plain(each) for each in value if _plain(each))
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
