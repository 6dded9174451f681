"""Pages and answers to programs travel packed; files do not; a packed answer's version is still known."""

import gzip

import pytest

from tests.crm import stage

pytestmark = pytest.mark.django_db


def test_page_is_packed_for_whoever_can_unpack_it(cast, sign_in):
    anna = sign_in(cast.anna)
    plain = anna.get("/deals/").content
    packed = anna.get("/deals/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) * 3 < len(plain)
    assert b"</html>" in gzip.decompress(packed.content)


def test_version_of_a_packed_answer_is_known_again(cast, sign_in):
    boris, deal = sign_in(cast.boris), stage.deal(cast.boris)
    asked = {"path": f"/api/v1/deals/{deal.pk}"}
    first = boris.get(**asked, headers={"Accept-Encoding": "gzip"})
    assert first.headers["ETag"].startswith("W/")
    again = boris.get(**asked, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
