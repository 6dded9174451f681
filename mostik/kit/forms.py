"""A material as it is filled in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mostik.core.actors import Actor
from mostik.core.files import LARGEST
from mostik.core.ways import Enclosed
from mostik.crm.queries.pipelines import pipelines, products
from mostik.crm.queries.segments import visible_segments
from mostik.kit.commands.materials import LONGEST, MaterialFields
from mostik.kit.models import Edition, Material
from mostik.kit.terms import KINDS, LANGUAGES

EMPTY = {"required": _("Fill this in.")}


def _long(name: str, label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST[name], required=False, widget=widget, help_text=help_text)


def _many(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, coerce=int, required=False, help_text=_("Nothing chosen: for everybody.")
    )


class MaterialForm(forms.Form):
    """What it is, whom it is for, what is in it."""

    title = forms.CharField(label=_("Name"), max_length=LONGEST["title"], error_messages=EMPTY)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(code.value, _(words)) for code, words in KINDS.items()])
    language = forms.ChoiceField(
        label=_("Language"), choices=[(code.value, _(words)) for code, words in LANGUAGES.items()]
    )
    link = forms.CharField(
        label=_("Link to it"), max_length=LONGEST["link"], required=False, help_text=_("A video or a page elsewhere.")
    )
    file = forms.FileField(label=_("File"), required=False, help_text=_("A new one takes the place of the one there."))
    text = _long("text", _("Text"), 8, _("Shown on the client's page."))
    words = _long("words", _("Words it goes with"), 2, _("After the client's name, before the link."))
    about = _long("about", _("When to send it"), 2, _("For those who sell: the client does not see it."))
    segments = _many(_("For segments"))
    stages = _many(_("For stages"))
    products = _many(_("For products"))
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, viewer: Actor, row: Material | None = None, edition: Edition | None = None, **rest: Any
    ) -> None:
        super().__init__(*args, initial=_known(row, edition), **rest)
        segments = visible_segments(viewer).order_by("title", "pk").values_list("pk", "title")
        stages = [(each.id, f"{way.title}: {each.title}") for way in pipelines(viewer=viewer) for each in way.stages]
        self.fields["segments"].choices = list(segments)  # type: ignore[attr-defined]
        self.fields["stages"].choices = stages  # type: ignore[attr-defined]
        self.fields["products"].choices = list(products(viewer=viewer).items())  # type: ignore[attr-defined]

    def clean_file(self) -> Enclosed | None:
        """Return the file read; refuses one that is larger than any kept."""
        file = self.cleaned_data.get("file")
        if not file:
            return None
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 50 MB."))
        return Enclosed(title=file.name, content_type=file.content_type or "", content=file.read())

    @property
    def said(self) -> MaterialFields:
        """Return what was filled in."""
        return MaterialFields(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def _known(row: Material | None, edition: Edition | None) -> dict[str, Any]:
    if row is None:
        return {"language": "ru", "kind": "case"}
    told = {name: getattr(row, name) for name in ("title", "kind", "language", "words", "about", "version")}
    whom = {name: list(getattr(row, name).values_list("pk", flat=True)) for name in ("segments", "stages", "products")}
    return {**told, **whom, "text": edition.text if edition else "", "link": edition.link if edition else ""}
