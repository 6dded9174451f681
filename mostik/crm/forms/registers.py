"""What is typed about registers and their rows, made clean."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor, Reach
from mostik.crm.commands.register_rows import RowFields
from mostik.crm.commands.registers import RegisterValues
from mostik.crm.forms.activities import people_choices
from mostik.crm.forms.own import add_own, form_fields, own_initial, own_said
from mostik.crm.models import Register, RegisterRow
from mostik.crm.queries.finding import record_named, record_title
from mostik.crm.queries.registers import RegisterView
from mostik.crm.rules.registers import ICONS, LINKS, VERBS
from mostik.crm.terms import Holder
from mostik.people.queries.roles import choices as role_choices
from mostik.web.fields import SeenForm

REACHES = (
    ("", gettext_lazy("nobody's")),
    (Reach.OWN.value, gettext_lazy("own")),
    (Reach.TEAM.value, gettext_lazy("the team's")),
    (Reach.DEPARTMENT.value, gettext_lazy("the department's")),
    (Reach.ALL.value, gettext_lazy("all")),
)
LINK_WORDS = {"deal": gettext_lazy("Deal"), "company": gettext_lazy("Client"), "contact": gettext_lazy("Contact")}
ICON_WORDS = {
    "book": gettext_lazy("book"),
    "list": gettext_lazy("list"),
    "file": gettext_lazy("sheet"),
    "folder": gettext_lazy("folder"),
    "flag": gettext_lazy("flag"),
    "calendar": gettext_lazy("calendar"),
    "briefcase": gettext_lazy("briefcase"),
    "layers": gettext_lazy("layers"),
    "check-circle": gettext_lazy("tick"),
    "clock": gettext_lazy("clock"),
}

GRANT_WORDS = {
    "see": gettext_lazy("sees"),
    "add": gettext_lazy("adds"),
    "edit": gettext_lazy("changes"),
    "remove": gettext_lazy("removes"),
}


class RegisterForm(forms.Form):
    """A register: its words, what rows belong to, who may do what."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=80, required=False)
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Names it in addresses and for programs: samples. It does not change later."),
    )
    icon = forms.ChoiceField(label=gettext_lazy("Icon"), choices=[(name, ICON_WORDS[name]) for name in ICONS])
    links = forms.MultipleChoiceField(
        label=gettext_lazy("Rows may belong to a"),
        choices=[(name, LINK_WORDS[name]) for name in LINKS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, viewer: Actor, row: Register | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={**(_settings(row) if row else {}), **kwargs.pop("initial", {})}, **kwargs)
        if row:
            del self.fields["code"]
        self.roles = role_choices(viewer=viewer)
        for code, title in self.roles:
            grant = row.grants.get(code, {}) if row else {}
            for verb in VERBS:
                self.fields[f"{verb}_{code}"] = forms.ChoiceField(
                    label=title, choices=REACHES, required=False, initial=grant.get(verb, "")
                )
            self.fields[f"add_{code}"] = forms.BooleanField(
                label=title, required=False, initial=grant.get("add", False)
            )

    #: What a role may do with rows, as the columns of the grants say it.
    verbs = GRANT_WORDS.values()

    @property
    def grants(self) -> Iterator[tuple[str, list[tuple[Any, BoundField]]]]:
        """Yield each role with its four fields, each under its words: sees, adds, changes, removes."""
        for code, title in self.roles:
            yield title, [(words, self[f"{verb}_{code}"]) for verb, words in GRANT_WORDS.items()]

    @property
    def values(self) -> RegisterValues:
        """Return the settings as typed."""
        said = self.cleaned_data
        grants = {}
        for code, _title in self.roles:
            one = {verb: said[f"{verb}_{code}"] for verb in VERBS} | {"add": said[f"add_{code}"]}
            if any(one.values()):
                grants[code] = one
        plain = {name: said[name] for name in ("title", "title_en", "icon", "links")}
        return RegisterValues(**plain, grants=grants)


class RecordField(forms.CharField):
    """A deal, client or contact named as people write it, or by its number; cleans to the number."""

    def __init__(self, *, kind: str, viewer: Actor, **rest: Any) -> None:
        self.kind, self.viewer = kind, viewer
        super().__init__(**rest)

    def prepare_value(self, value: Any) -> Any:
        """Show the record's name."""
        return record_title(self.kind, value, viewer=self.viewer) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Return the record of that name; one that is not there is refused with what to do."""
        text = super().clean(value)
        found = record_named(self.kind, text, viewer=self.viewer) if text else None
        if text and found is None:
            raise ValidationError(_("There is no such record among yours. Write its name, or its number: #17."))
        return found


class RowForm(SeenForm):
    """A row of a register."""

    title = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say what it is about.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, viewer: Actor, register: RegisterView, row: RegisterRow | None = None, **kwargs: Any
    ) -> None:
        self.register, self.row = register, row
        self.own = form_fields(Holder.ROW, viewer=viewer, register=register.id)
        initial = {**(self.values_of(row) if row else {}), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        for kind in register.links:
            words = {"label": LINK_WORDS[kind], "required": False, "max_length": 200}
            self.fields[kind] = RecordField(kind=kind, viewer=viewer, **words)
        if row is None and viewer.may("crm.hand_over_deal"):
            owner = forms.TypedChoiceField(label=_("Owner"), coerce=int, choices=people_choices(viewer=viewer))
            self.fields["owner"] = owner
            self.initial.setdefault("owner", viewer.id)
        add_own(self, self.own, row.own if row else None, viewer=viewer)

    def values_of(self, row: RegisterRow) -> dict[str, Any]:
        """Return a row's values as the form begins with them."""
        links = {kind: getattr(row, f"{kind}_id") for kind in self.register.links}
        return {"version": row.version, "title": row.title, **links, **own_initial(self.own, row.own)}

    @property
    def row_fields(self) -> RowFields:
        """Return the values this person changed; of a new row, all of them."""
        mine = self.mine if self.row else set(self.fields)
        said = {name: self.cleaned_data[name] for name in ("title", *self.register.links) if name in mine}
        return RowFields(**said, own=own_said(self, self.own, mine))  # type: ignore[typeddict-item]


class RowsFile(forms.Form):
    """A file of rows."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"), error_messages={"required": gettext_lazy("Choose a file first.")}
    )


def _settings(row: Register) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("version", "title", "title_en", "icon", "links")}
