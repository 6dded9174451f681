"""A wall by name, and a piece of it: what it shows, of which metric and days."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mostik.analysis.catalog.walls import WIDGETS
from mostik.analysis.queries.walls import NOW, READY, metrics_to_show
from mostik.analysis.rules.walls import LONGEST_TEXT
from mostik.analysis.terms import Piece, WallDays


class WallForm(forms.Form):
    """What a wall is called and who opens it; a new one begins with a ready set."""

    ready = forms.ChoiceField(label=_("Begin with"), required=False)
    title = forms.CharField(label=_("Name"), max_length=80)
    shared = forms.BooleanField(
        label=_("For everybody"), required=False, help_text=_("Each sees in it only what is within their reach.")
    )

    def __init__(self, *args: Any, fresh: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if fresh:
            ready = [(code, title) for code, (title, _pieces) in READY.items()]
            self.fields["ready"].choices = [*ready, ("", _("an empty wall"))]  # type: ignore[attr-defined]
        else:
            del self.fields["ready"]


class PieceForm(forms.Form):
    """A piece of a wall."""

    widget = forms.ChoiceField(label=_("What to show"))
    metric = forms.ChoiceField(label=_("Metric"), required=False)
    days = forms.ChoiceField(
        label=_("Which days"), required=False, choices=[(each.value, NOW[each]) for each in WallDays]
    )
    text = forms.CharField(label=_("Words"), required=False, max_length=LONGEST_TEXT)
    wide = forms.BooleanField(label=_("Twice as wide"), required=False)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        kinds = [(each.code, format_lazy("{}: {}", each.title, each.words)) for each in WIDGETS.values()]
        self.fields["widget"].choices = kinds  # type: ignore[attr-defined]
        self.fields["metric"].choices = [("", _("none")), *metrics_to_show()]  # type: ignore[attr-defined]
        self.fields["metric"].help_text = _("For a figure and for who leads.")
        self.fields["days"].help_text = _("For figures, who leads and the funnel.")
        self.fields["text"].help_text = _("For words.")

    @property
    def piece(self) -> Piece:
        """What was chosen."""
        said = self.cleaned_data
        return Piece(
            widget=said["widget"],
            metric=said["metric"],
            days=WallDays(said["days"] or WallDays.TODAY),
            text=said["text"].strip(),
            wide=said["wide"],
        )


def known_of(piece: Piece) -> dict[str, Any]:
    """Return a piece as the form shows it."""
    return {name: getattr(piece, name) for name in ("widget", "metric", "text", "wide")} | {"days": piece.days.value}
