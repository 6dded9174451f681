"""The company's choices: defaults, kinds, and who may change them."""

import pytest

from mostik.core import company
from mostik.core.actors import SYSTEM
from mostik.core.company import NoSuchSetting, choice, choose
from mostik.kernel.refusals import Denied, Invalid

pytestmark = pytest.mark.django_db


def test_choice_never_made_is_the_default():
    assert choice("demo") is False


def test_choice_made_is_kept_with_its_kind():
    choose(by=SYSTEM, code="name", value="Парус")
    choose(by=SYSTEM, code="demo", value=True)
    assert (choice("name"), choice("demo")) == ("Парус", True)


def test_choice_back_to_false_is_not_taken_for_never_made(monkeypatch):
    monkeypatch.setitem(company.DEFAULTS, "trial", True)
    choose(by=SYSTEM, code="trial", value=False)
    assert choice("trial") is False


@pytest.mark.parametrize(("code", "value"), [("name", 7), ("demo", "yes"), ("nothing", True)])
def test_choice_of_another_kind_or_name_is_refused(code, value):
    with pytest.raises(Invalid):
        choose(by=SYSTEM, code=code, value=value)


def test_unknown_choice_is_refused_not_guessed():
    with pytest.raises(NoSuchSetting):
        choice("colour")


def test_choice_by_one_without_the_right_is_denied(visitor):
    with pytest.raises(Denied):
        choose(by=visitor, code="name", value="Mine")
    assert choice("name") == "Mostik"


def test_setting_declared_by_a_room_has_its_default(monkeypatch):
    monkeypatch.setattr(company, "DEFAULTS", dict(company.DEFAULTS))
    company.declare("norm_calls", 40)
    assert choice("norm_calls") == 40
