"""Keys for programs: shown once, kept hashed, no wider than their maker."""

import hashlib

import pytest

from mostik.core.actors import SYSTEM, Reach
from mostik.core.models import Entry
from mostik.kernel.refusals import Denied, Invalid, Missing
from mostik.people.commands.tokens import make_token, revoke_token
from mostik.people.models import Role, Token
from mostik.people.queries.actors import token_actor
from mostik.people.queries.tokens import token_of, tokens

pytestmark = pytest.mark.django_db


def test_token_opens_what_its_role_may_and_its_value_is_kept_nowhere(cast):
    value = make_token(by=cast.actor("olga"), title="BI", role="auditor")
    row = Token.objects.get()
    assert row.digest == hashlib.sha256(value.encode()).hexdigest()
    assert value not in str(list(Token.objects.values())) + str(list(Entry.objects.values()))
    actor = token_actor(token_of(value))
    assert (actor.role, actor.reach, actor.may("crm.see_deals"), actor.may("crm.edit_deal")) == (
        "auditor",
        Reach.ALL,
        True,
        False,
    )


def test_token_of_a_department_reaches_its_teams_alone(cast):
    value = make_token(by=SYSTEM, title="Sync", role="head", department_id=cast.sales.pk)
    assert token_actor(token_of(value)).teams == {cast.north.pk, cast.south.pk}


@pytest.mark.parametrize("value", ["", "mostik_", "mostik_nonsense", "x" * 5000, "мостик"])
def test_value_nobody_made_opens_nothing(cast, value):
    make_token(by=SYSTEM, title="BI", role="auditor")
    assert token_of(value) is None


def test_revoked_token_opens_nothing_and_is_revoked_once(cast):
    value = make_token(by=cast.actor("olga"), title="BI", role="auditor")
    row = token_of(value)
    revoke_token(by=cast.actor("olga"), token_id=row.pk)
    assert token_of(value) is None
    with pytest.raises(Missing):
        revoke_token(by=cast.actor("olga"), token_id=row.pk)
    assert [line.revoked_at is not None for line in tokens(viewer=cast.actor("olga"))] == [True]
    assert list(Entry.objects.order_by("pk").values_list("name", flat=True)) == [
        "people.token_made",
        "people.token_revoked",
    ]


@pytest.mark.parametrize("name", ["anna", "boris"])
def test_token_is_neither_made_nor_revoked_without_the_right(cast, name):
    make_token(by=SYSTEM, title="BI", role="auditor")
    with pytest.raises(Denied):
        make_token(by=cast.actor(name), title="Mine", role="manager")
    with pytest.raises(Denied):
        revoke_token(by=cast.actor(name), token_id=Token.objects.get().pk)
    assert Token.objects.get().revoked_at is None


def test_token_wider_than_its_maker_is_refused(cast):
    head = Role.objects.get(code="head")
    head.rights = [*head.rights, "people.make_tokens"]
    head.save()
    cast.anna.refresh_from_db()
    for role in ("owner", "director", "auditor"):
        with pytest.raises(Invalid) as refusal:
            make_token(by=cast.actor("anna"), title="Wide", role=role)
        assert refusal.value.field == "role"
    assert make_token(by=cast.actor("anna"), title="Narrow", role="manager").startswith("mostik_")


def test_token_of_no_role_says_which_there_are(cast):
    with pytest.raises(Invalid, match="auditor"):
        make_token(by=SYSTEM, title="BI", role="emperor")
