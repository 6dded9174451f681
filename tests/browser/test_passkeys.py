"""Passkeys with a device the browser pretends to have: made, signed in by, named, removed, lost."""

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from mostik.people.models import Role, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.duty("PE-09")]
LOGIN, KEYS, ADD = "/accounts/login/", "/accounts/2fa/", "/accounts/2fa/keys/add/"
UNABLE = "[data-key-unable]"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


class Device:
    """A device of the page's browser with a finger on it, built in or on a wire."""

    def __init__(self, page, transport: str = "internal", **more: bool) -> None:
        known = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True} | more
        options = {"protocol": "ctap2", "transport": transport, "automaticPresenceSimulation": True, **known}
        self.talk = page.context.new_cdp_session(page)
        self.talk.send("WebAuthn.enable")
        self.id = self._ask("addVirtualAuthenticator", options=options)["authenticatorId"]

    @property
    def keys(self) -> list:
        """Return what the device keeps."""
        return self._ask("getCredentials", authenticatorId=self.id)["credentials"]

    def lose(self) -> None:
        """Take the device away."""
        self._ask("removeVirtualAuthenticator", authenticatorId=self.id)

    def touched_by(self, *, owner: bool) -> None:
        """Let the finger be its owner's, or another's."""
        self._ask("setUserVerified", authenticatorId=self.id, isUserVerified=owner)

    def _ask(self, what: str, **said):
        return self.talk.send(f"WebAuthn.{what}", said)


def come_in(page, person) -> None:
    page.goto(LOGIN)
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", "correct horse")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def go_out(page) -> None:
    page.goto("/accounts/logout/")
    page.click("main form [type=submit]")
    page.wait_for_url(lambda url: LOGIN in url)


def make_key(page, name: str, *, alone: bool = False) -> None:
    page.goto(ADD)
    if "/reauthenticate/" in page.url:
        page.fill("[name=password]", "correct horse")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{ADD}")
    page.fill("[name=name]", name)
    page.set_checked("[name=passwordless]", alone)
    press_key(page)
    page.wait_for_url(lambda url: "/keys/add/" not in url)


def press_key(page) -> None:
    page.click("form[data-key] [type=submit]")


def is_in(page) -> bool:
    page.goto("/people/profile/")
    return urlsplit(page.url).path == "/people/profile/"


def made_keys(person) -> list[str]:
    rows = Authenticator.objects.filter(user=person, type="webauthn").order_by("pk")
    return [row.wrap().name for row in rows]


def test_key_is_made_and_signs_in_without_a_password(cast, page_of):
    page = page_of(None)
    come_in(page, cast.boris)
    device = Device(page)
    make_key(page, "This laptop", alone=True)
    assert page.url.endswith("/accounts/2fa/codes/")
    assert [key["isResidentCredential"] for key in device.keys] == [True]
    go_out(page)
    assert not is_in(page)
    press_key(page)
    page.wait_for_url(lambda url: "/login/" not in url)
    assert is_in(page)
    assert Authenticator.objects.get(user=cast.boris, type="webauthn").last_used_at
    assert Visit.objects.filter(person=cast.boris).exists()


def test_key_on_a_wire_is_the_second_step_after_the_password(cast, page_of):
    Role.objects.filter(code="manager").update(second_step=True)
    page = page_of(None)
    come_in(page, cast.boris)
    Device(page, "usb", hasResidentKey=False, hasUserVerification=False, isUserVerified=False)
    make_key(page, "Key on the ring")
    go_out(page)
    come_in(page, cast.boris)
    assert "/2fa/authenticate/" in page.url
    assert not is_in(page)
    page.goto("/accounts/2fa/authenticate/")
    press_key(page)
    page.wait_for_url(lambda url: "/authenticate/" not in url)
    assert is_in(page)


def test_keys_are_renamed_and_removed_and_a_removed_one_opens_nothing(cast, page_of):
    page = page_of(None)
    come_in(page, cast.boris)
    Device(page)
    make_key(page, "Laptop", alone=True)
    page.goto(KEYS)
    page.get_by_role("link", name="Rename").click()
    page.fill("[name=name]", "Old laptop")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{KEYS}")
    assert made_keys(cast.boris) == ["Old laptop"]
    assert page.get_by_text("Old laptop", exact=True).is_visible()
    page.get_by_role("link", name="Remove").click()
    page.click("main form [type=submit]")
    page.wait_for_url(f"**{KEYS}")
    assert made_keys(cast.boris) == []
    go_out(page)
    press_key(page)
    page.get_by_text("Incorrect code").wait_for()
    assert not is_in(page)


def test_finger_of_another_makes_no_key_and_says_so_and_the_next_try_is_asked_anew(cast, page_of):
    page = page_of(None)
    come_in(page, cast.boris)
    device = Device(page)
    page.goto(ADD)
    page.fill("[name=password]", "correct horse")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ADD}")
    device.touched_by(owner=False)
    page.check("[name=passwordless]")
    press_key(page)
    page.locator("[data-key-said]").wait_for()
    assert made_keys(cast.boris) == []
    device.touched_by(owner=True)
    press_key(page)
    page.wait_for_url(lambda url: "/keys/add/" not in url)
    assert made_keys(cast.boris) == ["Master key"]


def test_lost_device_is_replaced_by_a_recovery_code_or_by_the_head(cast, page_of):
    page = page_of(None)
    come_in(page, cast.boris)
    device = Device(page)
    make_key(page, "Phone")
    codes = Authenticator.objects.get(user=cast.boris, type="recovery_codes").wrap().get_unused_codes()
    device.lose()
    go_out(page)
    come_in(page, cast.boris)
    page.fill("[name=code]", codes[0])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/authenticate/" not in url)
    assert is_in(page)
    head = page_of(cast.anna)
    head.goto(f"/people/{cast.boris.pk}/")
    head.click("[aria-label=More]")
    head.click("text=Lost device")
    head.click("[data-confirm-yes]")
    head.get_by_text("The second step is off").wait_for()
    assert not Authenticator.objects.filter(user=cast.boris).exists()
    assert not is_in(page)
    come_in(page, cast.boris)
    assert is_in(page)


def test_address_of_numbers_offers_no_key_and_says_why(page_of, browser, live_url):
    page = page_of(None)
    page.goto(LOGIN)
    assert page.locator("form[data-key]").is_visible()
    assert not page.locator(UNABLE).is_visible()
    numbers = browser.new_page(base_url=live_url.replace("localhost", "127.0.0.1"))
    numbers.goto(LOGIN)
    assert not numbers.locator("form[data-key]").is_visible()
    assert numbers.locator(UNABLE).is_visible()
    numbers.close()
