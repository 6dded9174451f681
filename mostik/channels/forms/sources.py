"""Forms of sources: a source itself, the builder of a form, the form anybody fills in."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mostik.channels.commands.enquiries import HONEYPOT
from mostik.channels.commands.sources import MOST_FIELDS
from mostik.channels.models import Source
from mostik.channels.queries.sources import WORDS, target_words
from mostik.channels.rules.sources import is_own
from mostik.channels.terms import SOURCE_KINDS
from mostik.core.actors import SYSTEM, Actor
from mostik.crm.queries.fields.programs import askable, own_read
from mostik.crm.queries.pipelines import channels
from mostik.crm.terms import FieldType
from mostik.kernel.phone import Phone
from mostik.kernel.refusals import Refusal

if TYPE_CHECKING:
    from mostik.crm.rules.fields.kinds import FieldView

EMPTY = {"required": _("Fill this in.")}


class SourceForm(forms.Form):
    """What a source is called, what it is and which channel its leads come by."""

    title = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Name the source.")})
    kind = forms.ChoiceField(label=_("What it is"))
    channel = forms.TypedChoiceField(label=_("Channel"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, viewer: Actor, new: bool = True, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["kind"].choices = [(each.value, _(words)) for each, words in SOURCE_KINDS.items()]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [("", "—"), *channels(viewer=viewer).items()]  # type: ignore[attr-defined]
        if not new:
            del self.fields["kind"]


class DropForm(forms.Form):
    """A table of leads."""

    file = forms.FileField(
        label=_("Table, CSV or XLSX"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        help_text=_("The first row names the columns; each other row is a lead."),
    )


class BuilderForm(forms.Form):
    """What a form asks, in order, and what it says."""

    heading = forms.CharField(label=_("Heading"), required=False, max_length=200)
    button = forms.CharField(label=_("Words on the button"), max_length=60, error_messages=EMPTY)
    consent = forms.CharField(
        label=_("Consent to the use of personal data"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=EMPTY,
        help_text=_("Without this tick the form is not sent. The version agreed to is kept with each lead."),
    )
    offers = forms.CharField(
        label=_("Consent to offers, if they like"), required=False, max_length=300, help_text=_("Nothing: not asked.")
    )
    thanks = forms.CharField(label=_("Thanks"), required=False, max_length=500)
    redirect = forms.URLField(
        label=_("Go there afterwards"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("Nothing: the thanks are shown."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("ru", "Русский"), ("en", "English")])
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_redirect(self) -> str:
        """Refuse an address that is no page."""
        there = str(self.cleaned_data["redirect"])
        if there and urlsplit(there).scheme not in {"http", "https"}:
            raise forms.ValidationError(gettext("Write an address that begins with https://"))
        return there

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of fields as they were sent."""
        return [
            {
                "place": place,
                "key": self.data.get(f"f{place}-key", ""),
                "label": self.data.get(f"f{place}-label", ""),
                "sort": self.data.get(f"f{place}-sort", ""),
                "required": self.data.get(f"f{place}-required") == "1",
            }
            for place in range(MOST_FIELDS)
            if f"f{place}-key" in self.data
        ]

    @property
    def told(self) -> dict[str, Any]:
        """Return what the form is to be, its fields in their order."""
        asked = [each for each in self.rows if each["key"]]
        asked.sort(key=lambda each: int(each["sort"]) if each["sort"].isdecimal() else each["place"])
        fields = [{name: each[name] for name in ("key", "label", "required")} for each in asked]
        return {**self.cleaned_data, "fields": fields}


class PublicForm(forms.Form):
    """The form as anybody fills it in."""

    def as_plain(self, address: str) -> str:
        """Return it in HTML that needs nothing of ours."""
        lines = [f'<form method="post" action="{escape(address)}" enctype="application/x-www-form-urlencoded">']
        for field in self:
            if field.name in {"consent", "offers"}:
                lines.append(f"  <p><label>{field} {escape(field.label)}</label></p>")
            else:
                lines.append(f"  <p><label>{escape(field.label)}<br>{field}</label></p>")
        lines.append(f'  <p hidden><input name="{HONEYPOT}" tabindex="-1" autocomplete="off"></p>')
        return "\n".join([*lines, f"  <p><button>{escape(self.button)}</button></p>", "</form>"])

    button = ""


def public_form(source: Source, said: Mapping[str, str] | None = None) -> PublicForm:
    """Return the form of a source, filled in where something was said."""
    form = PublicForm(said)
    form.button = source.told.get("button") or gettext("Send")
    own = askable(viewer=SYSTEM) if any(is_own(each["key"]) for each in source.told.get("fields", [])) else {}
    for each in source.told.get("fields", []):
        if is_own(each["key"]):
            if one := own.get(each["key"]):
                form.fields[each["key"]] = _own(one, each)
        else:
            form.fields[each["key"]] = _asked(each)
    if consent := source.told.get("consent"):
        missing = {"required": gettext("Without your consent we may not keep your data.")}
        form.fields["consent"] = forms.BooleanField(label=consent["text"], error_messages=missing)
    if offers := source.told.get("offers"):
        form.fields["offers"] = forms.BooleanField(label=offers, required=False)
    return form


def _asked(each: Mapping[str, Any]) -> forms.Field:
    key, label = each["key"], each["label"] or gettext(WORDS.get(each["key"], "Field"))
    told: dict[str, Any] = {
        "label": label,
        "required": each["required"],
        "error_messages": {"required": gettext("Fill this in.")},
    }
    if key == "email":
        return forms.EmailField(max_length=254, **told)
    if key == "phone":
        return PhoneText(max_length=60, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}), **told)
    if key == "text":
        return forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), **told)
    return forms.CharField(max_length=300, **told)


def _own(one: "FieldView", each: Mapping[str, Any]) -> forms.Field:
    told: dict[str, Any] = {
        "one": one,
        "label": each["label"] or one.title,
        "required": each["required"],
        "error_messages": {"required": gettext("Fill this in.")},
    }
    if one.type is FieldType.LONG:
        return OwnText(max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), **told)
    if one.type is FieldType.YES_NO:
        words = [("1", gettext("yes")), ("0", gettext("no"))]
        return OwnText(widget=forms.Select(choices=[("", "—"), *words]), **told)
    if one.type in {FieldType.CHOICE, FieldType.CHOICES}:
        titles = [(each.title, each.title) for each in one.options if each.active]
        return OwnText(widget=forms.Select(choices=[("", "—"), *titles]), **told)
    return OwnText(max_length=300, **told)


class OwnText(forms.CharField):
    """The text of a deal's own field, as it was written; it has to mean a value of the field's type."""

    def __init__(self, *, one: "FieldView", **rest: Any) -> None:
        self.one = one
        super().__init__(**rest)

    def clean(self, value: Any) -> str:
        """Refuse what does not fit the field's type."""
        text = str(super().clean(value) or "")
        try:
            own_read(self.one, text)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.text(gettext)) from None
        return text


class PhoneText(forms.CharField):
    """A phone somebody may be called by, as it was written."""

    def clean(self, value: Any) -> str:
        """Refuse what is no phone."""
        text = str(super().clean(value) or "")
        if text.strip():
            try:
                Phone.parse(text)
            except Refusal as refusal:
                raise forms.ValidationError(refusal.text(gettext)) from None
        return text


def builder_rows(source: Source) -> list[dict[str, Any]]:
    """Return the rows of the builder: the form's fields in order, three empty ones after them."""
    known = list(source.told.get("fields", []))
    rows = [*known, *({"key": "", "label": "", "required": False} for _more in range(3))][:MOST_FIELDS]
    return [{"place": place, "sort": place + 1, **each} for place, each in enumerate(rows)]


def builder_choices(*, viewer: Actor) -> list[tuple[str, str]]:
    """Return what a form may ask, to choose from."""
    return target_words(viewer=viewer)
