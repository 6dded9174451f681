"""The sign-in's addresses, taken one by one from the sign-in library: what is not listed does not exist here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.providers.openid_connect import views as sign_on
from django.views.generic import RedirectView

from mostik.web.routes import Policy, route

BOTH = ("GET", "POST")
PUBLIC, OWN = Policy.public(), Policy.signed_in()
KEY = Policy.signed_in(row="mfa.key", mine=True)
BACK = RedirectView.as_view(pattern_name="account_login")

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
    route("2fa/keys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn", policy=OWN),
    route("2fa/keys/add/", keys.add_webauthn, name="mfa_add_webauthn", policy=OWN, methods=BOTH),
    route("2fa/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn", policy=KEY, methods=BOTH),
    route("2fa/keys/<int:pk>/edit/", keys.edit_webauthn, name="mfa_edit_webauthn", policy=KEY, methods=BOTH),
    route(
        "2fa/keys/reauthenticate/",
        keys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
        policy=OWN,
        methods=BOTH,
    ),
    route("login/key/", keys.login_webauthn, name="mfa_login_webauthn", policy=PUBLIC, methods=BOTH),
    route("sso/<slug:provider_id>/", sign_on.login, name="openid_connect_login", policy=PUBLIC, methods=BOTH),
    route("sso/<slug:provider_id>/back/", sign_on.callback, name="openid_connect_callback", policy=PUBLIC),
    route("sso-cancelled/", BACK, name="socialaccount_login_cancelled", policy=PUBLIC),
    route("sso-error/", BACK, name="socialaccount_login_error", policy=PUBLIC),
    route(
        "2fa/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes", policy=OWN, methods=BOTH
    ),
    route(
        "2fa/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes", policy=OWN, methods=BOTH
    ),
]
