"""A number in an address that no record can have is a record that is not there, and no database hears of it."""

import pytest

pytestmark = pytest.mark.django_db
LARGEST = 2**63 - 1


@pytest.mark.parametrize("number", [LARGEST, LARGEST + 1, 10**30])
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/deals/{}/"),
        ("post", "/promises/{}/withdraw/"),
        ("get", "/automation/robots/{}/"),
        ("get", "/mail/{}/"),
    ],
)
def test_number_too_large_for_a_record_is_not_there(cast, sign_in, method, address, number):
    assert getattr(sign_in(cast.anna), method)(address.format(number)).status_code == 404


def test_number_too_large_tells_a_stranger_nothing(client):
    assert client.get(f"/deals/{10**30}/").status_code == 302
