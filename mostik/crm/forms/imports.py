"""What is typed on the import screens, made clean: files, columns, defaults, meanings of names."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.core.actors import Actor
from mostik.crm.adapters.systems import SYSTEMS
from mostik.crm.adapters.table.tables import LARGEST
from mostik.crm.commands.imports.desk import LONGEST_ORIGIN
from mostik.crm.commands.imports.runs import PRESETS
from mostik.crm.models import ImportRun
from mostik.crm.queries.imports.books import choices_for, defaults_for
from mostik.crm.queries.imports.own import fillable
from mostik.crm.queries.imports.previews import ColumnView
from mostik.crm.rules.imports.fields import BY_CODE, FIELDS, MANY, NAMING
from mostik.crm.rules.imports.problems import NameKind
from mostik.web.fields import no_larger

MOST_FILES = 20
ASKED = ("pipeline", "owner", "strangers", "make", "origin")


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each not larger than an import takes."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # noqa: ARG002 - the field's own shape
        """Return the files; refuses none, too many and too large ones."""
        files = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not files:
            raise forms.ValidationError(_("Choose a file first."))
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Too many files: at most %(most)s.") % {"most": MOST_FILES})
        for each in files:
            no_larger(each, LARGEST)
        return files


class UploadForm(forms.Form):
    """The files of a new import."""

    preset = forms.ChoiceField(choices=[(code, code) for code in PRESETS], widget=forms.HiddenInput)
    files = FilesField(label=gettext_lazy("Files"))


class PipelineForm(forms.Form):
    """A pipeline of the file to be left out or taken in."""

    pipeline = forms.CharField(max_length=200)
    out = forms.BooleanField(required=False)


class MappingForm(forms.Form):
    """Which column fills which field, and what rows mean where they say nothing."""

    pipeline = forms.TypedChoiceField(label=gettext_lazy("Pipeline of rows that name none"), coerce=int)
    owner = forms.TypedChoiceField(
        label=gettext_lazy("Owner of rows that name none"), coerce=int, required=False, empty_value=None
    )
    strangers = forms.TypedChoiceField(
        label=gettext_lazy("Owner of rows that name somebody unknown"), coerce=int, required=False, empty_value=None
    )
    make = forms.BooleanField(
        label=gettext_lazy("Make what nobody here answers to"),
        help_text=gettext_lazy("Pipelines with their stages, channels, loss reasons and products of the file."),
        required=False,
    )
    origin = forms.CharField(
        label=gettext_lazy("Where the file comes from"),
        max_length=LONGEST_ORIGIN,
        help_text=gettext_lazy("Numbers of deals are told apart within one source, for example amocrm."),
    )

    def __init__(self, *args: Any, run: ImportRun, columns: Sequence[ColumnView], viewer: Actor, **kwargs: Any) -> None:
        options, defaults = run.options, defaults_for(viewer=viewer, options=run.options)
        initial = {name: options.get(name) for name in ASKED} | {"pipeline": defaults.pipeline}
        super().__init__(*args, initial=initial, **kwargs)
        self.columns = columns
        self._choices("pipeline", choices_for(viewer=viewer, kind=NameKind.PIPELINE))
        people = choices_for(viewer=viewer, kind=NameKind.OWNER)
        nobody = ("", _("nobody: such rows are refused"))
        self._choices("owner", [nobody, *people])
        self._choices("strangers", [nobody, *people])
        if run.preset in SYSTEMS:
            del self.fields["pipeline"]
        else:
            del self.fields["make"]
        self.own = fillable(viewer=viewer)
        for column in columns:
            self.fields[column_name(column.place)] = _field_choice(column, self.own)

    def _choices(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Refuse a field filled by two columns, and a table that says nothing of what its deals are about."""
        said: dict[str, Any] = super().clean() or {}
        taken: dict[str, ColumnView] = {}
        for column in self.columns:
            code = said.get(column_name(column.place))
            if code in MANY:
                continue
            if code and code in taken:
                words = _("“%(field)s” is filled by the column “%(column)s” already.")
                told = {"field": dict(self.own).get(code) or _(BY_CODE[code].title), "column": taken[code].heading}
                self.add_error(column_name(column.place), words % told)
            elif code:
                taken[code] = column
        if not taken.keys() & set(NAMING):
            self.add_error(None, _("Say which column is the title, the company or the contact."))
        return said

    @property
    def mapping(self) -> dict[int, str]:
        """Return the fields by column."""
        said = {column.place: self.cleaned_data.get(column_name(column.place), "") for column in self.columns}
        return {place: code for place, code in said.items() if code}

    @property
    def options(self) -> dict[str, Any]:
        """Return what rows mean where they say nothing."""
        return {name: self.cleaned_data[name] for name in ASKED if name in self.cleaned_data}


class AliasForm(forms.Form):
    """Which record a name in a file means."""

    kind = forms.TypedChoiceField(choices=[(kind.value, kind.value) for kind in NameKind], coerce=NameKind)
    name = forms.CharField(max_length=200)
    record = forms.IntegerField(min_value=1, max_value=2**62)


def column_name(place: int) -> str:
    """Return the name of a column's field in the form."""
    return f"column_{place}"


def _field_choice(column: ColumnView, own: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    choices = [("", _("leave out")), *((field.code, _(field.title)) for field in FIELDS), *own]
    return forms.ChoiceField(label=column.heading, choices=choices, required=False, initial=column.field)
