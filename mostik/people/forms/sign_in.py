"""The sign-in form: the library's own, in this house's words."""

from dataclasses import dataclass
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django.utils.translation import gettext_lazy as _

from mostik.core.company import choice

FIELDS = {"title", "email", "password"}


@dataclass(frozen=True)
class DemoSign:
    """Somebody the demo lets in by one press."""

    title: str
    email: str
    password: str


class SignInForm(LoginForm):
    """E-mail and password; on a demo, who may be tried out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget.attrs |= {"placeholder": "", "autocomplete": "username"}
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs["placeholder"] = ""

    @property
    def demo(self) -> list[DemoSign]:
        """Return who may be tried out here: nobody but on a demo."""
        if not choice("demo"):
            return []
        signs = [each for each in choice("demo_signs") if isinstance(each, dict) and each.keys() >= FIELDS]
        return [DemoSign(**{name: str(each[name]) for name in FIELDS}) for each in signs]


class PasswordForm(ChangePasswordForm):
    """The password as it was, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"oldpassword": _("Password now"), "password1": _("New password"), "password2": _("New password again")}
        for name, label in words.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs["placeholder"] = ""
