"""A file chosen in a form, no larger than what is done with it takes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class OneFileField(forms.FileField):
    """One file of at most ``largest`` bytes, that must be chosen."""

    def __init__(self, *, largest: int, **rest: Any) -> None:
        super().__init__(error_messages={"required": gettext_lazy("Choose a file first.")}, **rest)
        self.largest = largest

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file; refuses a larger one."""
        found = super().clean(data, initial)
        if found.size > self.largest:
            raise ValidationError(_("The file is too large."))
        return found
