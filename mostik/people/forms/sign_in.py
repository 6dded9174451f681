"""The sign-in form: the library's own, in this house's words."""

from dataclasses import dataclass
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.conf import settings
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
    def sign_on(self) -> str:
        """Return the name of the company's own sign-on, if there is one."""
        return settings.OIDC_NAME

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


class JoinForm(forms.Form):
    """The code of an invitation, and a password of one's own twice."""

    code = forms.CharField(
        label=_("Code of the invitation"),
        max_length=100,
        widget=forms.TextInput(attrs={"data-from-address": "yes", "autocomplete": "off"}),
        help_text=_("It comes with the link; otherwise copy what stands after the # in it."),
    )
    password1 = forms.CharField(
        label=_("New password"), max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label=_("New password again"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two different passwords."""
        said = super().clean() or {}
        if said.get("password1") and said.get("password2") and said["password1"] != said["password2"]:
            self.add_error("password2", _("The two passwords differ."))
        return said
