"""Substitution: who may be named, whose rows are one's own meanwhile, and that everything comes back."""

from datetime import date, datetime

import pytest

from mostik.core import clock
from mostik.core.models import Notification
from mostik.kernel.period import Span
from mostik.kernel.refusals import Conflict, Invalid
from mostik.people.commands.calendar import add_absence, edit_absence
from mostik.people.queries.substitution import does_work_of, stands
from mostik.people.terms import AbsenceKind


def away(cast, who, first, last, substitute=None, kind=AbsenceKind.HOLIDAY, by="anna"):
    named = getattr(cast, substitute).pk if substitute else None
    days = {"first": date(2026, 11, first), "last": date(2026, 11, last)}
    return add_absence(by=cast.actor(by), person_id=getattr(cast, who).pk, kind=kind, substitute_id=named, **days)


def on(day):
    return clock.stopped(datetime(2026, 11, day, 10, tzinfo=clock.zone()))


def test_the_substitute_is_both_for_the_days_of_the_absence_alone(cast):
    away(cast, "boris", 18, 20, "vera")
    selves = {}
    for day in (17, 18, 20, 21):
        with on(day):
            selves[day] = cast.actor("vera").selves
    both = {cast.vera.pk, cast.boris.pk}
    assert selves == {17: {cast.vera.pk}, 18: both, 20: both, 21: {cast.vera.pk}}
    assert Notification.objects.get(person_id=cast.vera.pk).params["who"] == "Boris Belov"


def test_a_substitute_away_too_hands_on_to_their_own(cast):
    away(cast, "vera", 19, 19, "dasha")
    away(cast, "boris", 18, 20, "vera")
    with on(19):
        assert does_work_of(cast.boris.pk) == cast.dasha.pk
        assert cast.actor("dasha").selves == {cast.dasha.pk, cast.vera.pk, cast.boris.pk}
        assert cast.actor("vera").selves == {cast.vera.pk}
    with on(20):
        assert does_work_of(cast.boris.pk) == cast.vera.pk
    lines = stands(viewer=cast.actor("anna"), span=Span(date(2026, 11, 18), date(2026, 11, 30)))
    told = [(each.absent, each.first.day, each.last.day, each.substitute, each.by_chain) for each in lines]
    assert ("Boris Belov", 19, 19, "Dasha Dolina", True) in told
    assert ("Boris Belov", 20, 20, "Vera Volkova", False) in told


def test_who_cannot_stand_in_is_refused_clearly(cast):
    with pytest.raises(Invalid):
        away(cast, "boris", 18, 20, "boris")
    away(cast, "vera", 20, 22)
    with pytest.raises(Conflict) as refused:
        away(cast, "boris", 18, 20, "vera")
    assert (refused.value.code, refused.value.params["who"]) == ("substitute-away", "Vera Volkova")
    row = away(cast, "dasha", 20, 20, "boris")
    with pytest.raises(Conflict) as circle:
        away(cast, "boris", 18, 20, "dasha")
    assert circle.value.code == "circle"
    assert row.version == 0


def test_the_head_is_told_when_a_substitute_falls_ill(cast):
    away(cast, "boris", 18, 20, "vera")
    away(cast, "vera", 19, 19, kind=AbsenceKind.SICK)
    [line] = Notification.objects.filter(person_id=cast.anna.pk)
    assert line.params == {"who": "Boris Belov", "substitute": "Vera Volkova"}
    with on(19):
        assert does_work_of(cast.boris.pk) is None


def test_an_absence_changed_names_another(cast):
    row = away(cast, "boris", 18, 20, "vera")
    days = {"first": row.first, "last": row.last, "kind": AbsenceKind.HOLIDAY}
    edit_absence(by=cast.actor("anna"), absence_id=row.pk, substitute_id=cast.dasha.pk, **days)
    with on(18):
        assert does_work_of(cast.boris.pk) == cast.dasha.pk
