"""Forms: one field with its label, help and error; a group; the form around them; a place to drop files."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from mostik.web.components.registry import choice, component, required

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.SelectMultiple, "select select-many"),
    (forms.Select, "select"),
    (forms.FileInput, "file-input"),
    (forms.widgets.Input, "input"),
)
NATIVE: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)


#: A choice of more than so many is searched by typing.
LONG = 15


def _is_long(widget: forms.Widget) -> bool:
    """Return whether one of many is to be chosen; rows of a table are not counted, that would read them twice."""
    is_one = isinstance(widget, forms.Select) and not isinstance(widget, forms.SelectMultiple)
    return is_one and isinstance(widget.choices, list) and len(widget.choices) > LONG


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "hidden" if widget.is_hidden else "plain"


def _make_native(widget: forms.Widget) -> None:
    """Let the browser pick dates and times; its own format is ISO whatever the language."""
    for kind, input_type, form in NATIVE:
        if isinstance(widget, kind):
            widget.input_type = input_type
            widget.format = form
            return


def _css(widget: forms.Widget) -> str:
    given = widget.attrs.get("class", "")
    base = next((css for kind, css in CLASSES if isinstance(widget, kind)), "")
    if isinstance(widget, forms.NumberInput) or widget.attrs.get("inputmode") in {"decimal", "numeric"}:
        base += " input-number"
    return f"{base} {given}".strip()


def _described(bound: BoundField, help_text: object) -> str:
    ids = [f"{bound.id_for_label}-error"] if bound.errors else []
    return " ".join(ids + ([f"{bound.id_for_label}-help"] if help_text else []))


def _attrs(bound: BoundField, props: dict[str, Any], help_text: object) -> dict[str, Any]:
    widget = bound.field.widget
    attrs: dict[str, Any] = {"class": _css(widget), "aria-describedby": _described(bound, help_text) or None}
    attrs |= {"aria-invalid": "true"} if bound.errors else {}
    attrs |= {"placeholder": props["placeholder"]} if props["placeholder"] else {}
    attrs |= {"autofocus": True} if props["autofocus"] else {}
    attrs |= {"data-choose": True} if _is_long(widget) and not props["label_hidden"] else {}
    return {name: value for name, value in attrs.items() if value is not None}


def _field(props: dict[str, Any]) -> Mapping[str, Any]:
    bound = props["field"]
    widget = bound.field.widget
    _make_native(widget)
    help_text = props["help"] or bound.help_text
    kind = _kind(widget)
    made = {"kind": kind, "label": props["label"] or bound.label, "help": help_text, "bound": bound}
    if kind != "choices":
        made["control"] = bound.as_widget(attrs=_attrs(bound, props, help_text))
    else:
        made["mark"] = "radio" if isinstance(widget, forms.RadioSelect) else "checkbox"
    made["is_file"] = isinstance(widget, forms.FileInput)
    return made


component(
    "field",
    props={
        "field": required,
        "label": "",
        "help": "",
        "unit": "",
        "placeholder": "",
        "autofocus": False,
        "wide": False,
        "label_hidden": False,
    },
    prepare=_field,
)
component("fieldset", props={"legend": required, "columns": choice("1", "2"), "help": ""}, slots=("body",))
component(
    "form",
    props={
        "form": None,
        "action": "",
        "method": choice("post", "get"),
        "submit": "",
        "cancel": "",
        "danger": False,
        "in_dialog": False,
        "columns": choice("1", "2"),
        "id": "",
    },
    slots=("body", "actions"),
)
component("drop", props={"name": required, "label": required, "help": "", "accept": "", "multiple": False})
