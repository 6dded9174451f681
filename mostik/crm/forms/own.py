"""Own fields in forms: a field of the right kind for each, its value cleaned to what is kept."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core import clock
from mostik.core.actors import Actor
from mostik.core.files import LARGEST
from mostik.crm.forms.contacts import MailField, PhoneField
from mostik.crm.models import Company
from mostik.crm.queries.deals import client_named
from mostik.crm.queries.fields import own_fields
from mostik.crm.rules.fields.kinds import LONGEST, FieldView, Kept
from mostik.crm.rules.fields.values import checked, moment_of, number_from, number_of
from mostik.crm.terms import FieldType, Holder
from mostik.kernel.money import Money
from mostik.kernel.refusals import Refusal
from mostik.people.access import User, clear
from mostik.people.queries.names import choices_of
from mostik.web.fields import MoneyField

T = FieldType
#: What stays below own fields in a form.
LAST = frozenset({"note", "confirmed", "step", "promised"})
NOT_CHOSEN = gettext_lazy("not chosen")
YES_NO = (("", NOT_CHOSEN), ("1", gettext_lazy("yes")), ("0", gettext_lazy("no")))


class NumberField(forms.CharField):
    """An exact number typed the way people write it; cleans to whole millionths."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """Return the number as kept; what cannot be read is refused with what to write instead."""
        text = super().clean(value)
        try:
            return number_from(text) if text else None
        except Refusal as refusal:
            raise ValidationError(refusal.text(_)) from None


class ClientField(forms.CharField):
    """A client named as people write it; cleans to its number."""

    def __init__(self, *, viewer: Actor, **rest: Any) -> None:
        self.viewer = viewer
        super().__init__(**rest)

    def prepare_value(self, value: Any) -> Any:
        """Show the client's name."""
        if not isinstance(value, int):
            return value
        return Company.objects.filter(pk=value).values_list("title", flat=True).first() or ""

    def clean(self, value: Any) -> Any:
        """Return the client of that name; one that is not there is refused with what to do."""
        text = super().clean(value)
        found = client_named(text, viewer=self.viewer) if text else None
        if text and found is None:
            raise ValidationError(_("There is no such client among yours. Write the name as on the client's card."))
        return found


class UploadField(forms.FileField):
    """A file kept with the record."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return what was sent; a file larger than is stored is refused before it is read."""
        sent = super().clean(data, initial)
        if sent and hasattr(sent, "size") and sent.size > LARGEST:
            raise ValidationError(_("The file is larger than %(most)s MB."), params={"most": LARGEST // 2**20})
        return sent


def form_fields(holder: Holder, *, viewer: Actor, register: int | None = None) -> tuple[FieldView, ...]:
    """Return the own fields a form offers this viewer: files have their place on the card, masked ones none."""
    found = own_fields(holder, viewer=viewer, register=register)
    return tuple(each for each in found if each.type is not T.FILE and (not each.masked or clear(each.masked, viewer)))


def add_own(
    form: forms.Form,
    fields: Iterable[FieldView],
    own: Mapping[str, Any] | None,
    *,
    viewer: Actor,
    required: Sequence[str] = (),
) -> None:
    """Put own fields into a form, with the record's values, or a new one's defaults."""
    for each in fields:
        form.fields[each.name] = one = form_field(each, viewer=viewer, own=own)
        one.required = one.required or each.name in required
        kept = each.default if own is None else own.get(each.slot)
        form.initial.setdefault(each.name, _initial(each, kept))
    own_names = [name for name in form.fields if name.startswith("own_")]
    others = [name for name in form.fields if name not in own_names]
    place = next((at for at, name in enumerate(others) if name in LAST), len(others))
    form.order_fields([*others[:place], *own_names, *others[place:]])


def own_initial(fields: Iterable[FieldView], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record's own values as a form begins with them."""
    return {each.name: _initial(each, own.get(each.slot)) for each in fields}


def own_said(form: forms.Form, fields: Iterable[FieldView], mine: Collection[str] | None = None) -> dict[int, Kept]:
    """Return what a valid form says of its own fields; with ``mine``, only of those its person changed."""
    said = form.cleaned_data
    return {each.id: said[each.name] for each in fields if each.name in said and (mine is None or each.name in mine)}


def form_field(one: FieldView, *, viewer: Actor, own: Mapping[str, Any] | None = None) -> forms.Field:
    """Return the form's field of an own one; it cleans to what is kept."""
    words: dict[str, Any] = {
        "label": one.title,
        "help_text": one.hint,
        "required": one.required,
        "error_messages": {"required": _("Fill in “%(title)s”.") % {"title": one.title}},
    }
    made = _Kept(one, _bare(one, words, viewer, own)).field
    made.wide = one.type in {T.LONG, T.CHOICES}  # type: ignore[attr-defined]
    return made


class _Kept:
    """Lets a field clean to what is kept: its own clean first, then the rules of the type."""

    def __init__(self, one: FieldView, bare: forms.Field) -> None:
        self.one, self.field, self.read = one, bare, bare.clean
        bare.clean = self.clean  # type: ignore[method-assign]

    def clean(self, *value: Any) -> Any:
        said = self.read(*value)
        if self.one.type is T.FILE:
            return said
        try:
            return checked(self.one, _plain(said))
        except Refusal as refusal:
            raise ValidationError(refusal.text(_)) from None


def _plain(said: Any) -> Any:
    if isinstance(said, Money):
        return said.minor
    if isinstance(said, datetime):
        return said.astimezone(clock.zone()).isoformat()
    return said


def _bare(one: FieldView, words: dict[str, Any], viewer: Actor, own: Mapping[str, Any] | None) -> forms.Field:
    kind = one.type
    if kind in {T.CHOICE, T.CHOICES, T.PERSON, T.YES_NO}:
        return _choosing(one, words, viewer, own)
    special: dict[FieldType, Callable[[], forms.Field]] = {
        T.LONG: lambda: forms.CharField(max_length=LONGEST[kind], widget=forms.Textarea(attrs={"rows": 3}), **words),
        T.MONEY: lambda: MoneyField(currency=one.currency, at_least=None, **words),
        T.CLIENT: lambda: ClientField(viewer=viewer, max_length=200, **words),
        T.DAY: lambda: forms.DateField(widget=forms.DateInput, **words),
        T.MOMENT: lambda: forms.DateTimeField(widget=forms.DateTimeInput, **words),
    }
    if kind in special:
        return special[kind]()
    simple: dict[FieldType, type[forms.Field]] = {
        T.NUMBER: NumberField,
        T.PHONE: PhoneField,
        T.EMAIL: MailField,
        T.FILE: UploadField,
    }
    long = {} if kind in {T.NUMBER, T.FILE} else {"max_length": LONGEST[kind]}
    return simple.get(kind, forms.CharField)(**long, **words)


def _choosing(one: FieldView, words: dict[str, Any], viewer: Actor, own: Mapping[str, Any] | None) -> forms.Field:
    kept = (own or {}).get(one.slot)
    if one.type is T.YES_NO:
        return forms.TypedChoiceField(choices=YES_NO, coerce=int, empty_value=None, **words)
    if one.type is T.PERSON:
        people = choices_of(_people(viewer, kept))
        return forms.TypedChoiceField(choices=[("", NOT_CHOSEN), *people], coerce=int, empty_value=None, **words)
    chosen = {int(each) for each in (kept if isinstance(kept, list) else [kept] if kept else [])}
    offered = [(each.id, one.option_title(each.id)) for each in one.options if each.active or each.id in chosen]
    if one.type is T.CHOICE:
        return forms.TypedChoiceField(choices=[("", NOT_CHOSEN), *offered], coerce=int, empty_value=None, **words)
    return forms.TypedMultipleChoiceField(
        choices=offered, coerce=int, empty_value=None, widget=forms.CheckboxSelectMultiple, **words
    )


def _people(viewer: Actor, kept: Any) -> list[User]:
    known = {each.pk: each for each in User.objects.filter(is_active=True).order_by("last_name", "first_name")}
    if kept and kept not in known and (gone := User.objects.filter(pk=kept).first()):
        known[gone.pk] = gone
    return list(known.values()) if viewer.may("people.see_structure") else [p for pk, p in known.items() if pk == kept]


def _initial(one: FieldView, kept: Kept) -> Any:
    """Return a kept value as its form field begins with it."""
    if kept is None:
        return None
    if one.type is T.NUMBER:
        return f"{number_of(int(str(kept))):f}"
    if one.type is T.MONEY:
        return Money(int(str(kept)), one.currency)
    if one.type is T.MOMENT:
        return moment_of(str(kept))
    return [int(each) for each in kept] if isinstance(kept, list) else kept
