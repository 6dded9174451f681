"""The sign-in's addresses, taken one by one from the sign-in library: what is not listed does not exist here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp

from mostik.web.routes import Policy, route

BOTH = ("GET", "POST")
PUBLIC, OWN = Policy.public(), Policy.signed_in()

SIGN_IN = [
    route("login/", account.login, name="account_login", policy=PUBLIC, methods=BOTH),
    route("logout/", account.logout, name="account_logout", policy=PUBLIC, methods=BOTH),
    route("reauthenticate/", account.reauthenticate, name="account_reauthenticate", policy=OWN, methods=BOTH),
    route("password/", account.password_change, name="account_change_password", policy=OWN, methods=BOTH),
    route("2fa/", mfa.index, name="mfa_index", policy=OWN, methods=BOTH),
    route("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate", policy=PUBLIC, methods=BOTH),
    route("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate", policy=OWN, methods=BOTH),
    route("2fa/totp/on/", totp.activate_totp, name="mfa_activate_totp", policy=OWN, methods=BOTH),
    route("2fa/totp/off/", totp.deactivate_totp, name="mfa_deactivate_totp", policy=OWN, methods=BOTH),
    route("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes", policy=OWN, methods=BOTH),
    route(
        "2fa/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes", policy=OWN, methods=BOTH
    ),
    route(
        "2fa/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes", policy=OWN, methods=BOTH
    ),
]
