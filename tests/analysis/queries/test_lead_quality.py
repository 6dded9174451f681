"""Whose fault it is, from leads as they came: a bad channel, a slow person, a weak one, one given the worst leads."""

from datetime import timedelta

import pytest

from mostik.analysis.queries import lead_groups
from mostik.analysis.queries.lead_quality import quality_deals, quality_of_leads
from mostik.analysis.queries.lead_tally import Asked, Figure, Split
from mostik.analysis.queries.quality_words import verdicts
from mostik.analysis.rules.lead_faults import Cause, Fault
from mostik.core import clock
from mostik.core.actors import SYSTEM
from mostik.crm.commands.deals import lose_deal
from mostik.crm.models import Deal, LossReason, Stage
from mostik.people.models import User
from tests.analysis.planted import SPAN, Truth, advertise, plant
from tests.kept import kept

pytestmark = pytest.mark.django_db
ASKED = Asked(span=SPAN)

BAD_CHANNEL = Truth(by_channel={"Fair": 0.3}, mostly={"Fair": "vera"})
SLOW = Truth(slow="dasha", mostly={"Partners": "dasha"}, leads=600, usual=0.7)
WEAK = Truth(by_person={"boris": 0.3})


def told(cast, name, truth):
    """Return the verdicts on channels by title and on people by name."""
    kept(f"planted {name}", lambda: plant(cast, truth), whole=True)
    found = quality_of_leads(ASKED, viewer=SYSTEM)
    people = dict(User.objects.values_list("pk", "first_name"))
    return found, {each.name: each.fault for each in found.lines}, {people[e.person]: e.cause for e in found.people}


def test_a_channel_gone_bad_is_named_and_whoever_had_its_leads_is_not_blamed(cast):
    found, faults, causes = told(cast, "bad channel", BAD_CHANNEL)
    assert faults["Fair"] is Fault.CHANNEL
    assert not {faults["Yandex"], faults["Partners"]} & {Fault.CHANNEL, Fault.BOTH, Fault.HANDLERS}
    assert causes["Vera"] is Cause.LEADS
    assert not {causes["Boris"], causes["Dasha"]} & {Cause.WORK, Cause.SPEED, Cause.BOTH, Cause.LEADS}
    said = verdicts(found, Split.CHANNEL)
    assert [each.split(":")[0].split(" ")[0] for each in said] == ["Fair", "Vera"]


def test_a_slow_person_is_named_and_the_channel_they_mostly_had_is_not_blamed(cast):
    found, faults, causes = told(cast, "slow", SLOW)
    raw = {each.name: each.tally.quality for each in found.lines}
    assert raw["Partners"] < found.whole.tally.quality - 0.05, "counted plainly the channel looks bad"
    assert faults["Partners"] is Fault.HANDLERS
    assert Fault.CHANNEL not in faults.values()
    assert causes["Dasha"] is Cause.SPEED
    assert not {causes["Boris"], causes["Vera"]} & {Cause.WORK, Cause.SPEED, Cause.BOTH}
    slow, quick = found.speeds[-1], found.speeds[0]
    assert slow.adjusted.high < quick.adjusted.low


def test_a_weak_person_is_named_for_how_they_work_not_for_speed(cast):
    _found, faults, causes = told(cast, "weak", WEAK)
    assert causes["Boris"] is Cause.WORK
    assert not {Fault.CHANNEL, Fault.BOTH} & set(faults.values())


def test_every_figure_opens_as_many_deals_as_it_counts_and_duplicates_are_left_out(cast):
    found, _faults, _causes = told(cast, "bad channel", BAD_CHANNEL)
    reason = LossReason.objects.create(title="Had it already", group="duplicate", of="deal")
    again = Deal.objects.filter(channel__title="Fair").earliest("pk")
    lose_deal(by=SYSTEM, deal_id=again.pk, reason_id=reason.pk, note="again")
    after = quality_of_leads(ASKED, viewer=SYSTEM)
    assert after.whole.tally.leads == found.whole.tally.leads
    assert after.whole.tally.judged == found.whole.tally.judged - 1
    for line in after.lines:
        tally = line.tally
        for figure, count in (
            (Figure.LEADS, tally.leads),
            (Figure.GOOD, tally.good),
            (Figure.KEY, tally.keyed),
            (Figure.WON, tally.won),
            (Figure.ANSWERED, tally.answered),
            (Figure.UNANSWERED, tally.unanswered),
            (Figure.UNDECIDED, tally.undecided),
        ):
            assert quality_deals(ASKED, viewer=SYSTEM, key=line.key, figure=figure).count() == count
    for hand in after.people:
        rows = quality_deals(ASKED, viewer=SYSTEM, person=hand.person, figure=Figure.GOOD)
        assert rows.count() == hand.tally.good
    for speed in after.speeds:
        rows = quality_deals(ASKED, viewer=SYSTEM, speed=speed.speed, figure=Figure.LEADS)
        assert rows.count() == speed.tally.leads


def test_key_stage_is_the_one_marked_and_what_it_skipped_counts_as_passed(cast):
    found, *_rest = told(cast, "bad channel", BAD_CHANNEL)
    assert found.whole.tally.keyed == Deal.objects.filter(stage__title="Meeting held").count()
    Stage.objects.filter(title="Qualified").update(key=True)
    marked = quality_of_leads(ASKED, viewer=SYSTEM).whole.tally
    assert marked.keyed == marked.good > found.whole.tally.keyed


def test_spend_is_dealt_to_the_minor_unit_and_what_brought_nobody_stands_apart(cast):
    channels = kept("planted bad channel", lambda: plant(cast, BAD_CHANNEL), whole=True)
    advertise(channels)
    found = quality_of_leads(ASKED, viewer=SYSTEM)
    spend = {each.name: each.spend for each in found.lines}
    assert spend == {"Yandex": 150_000_01, "Fair": 0, "Partners": 0}
    assert (found.idle, found.whole.spend) == (5_000_00, 155_000_01)
    by_campaign = quality_of_leads(Asked(span=SPAN, split=Split.CAMPAIGN), viewer=SYSTEM)
    costs = {each.name: each.spend for each in by_campaign.lines}
    assert costs == {"": 0, "yandex / cpc / pumps": 90_000_00, "yandex / cpc / service": 60_000_01}
    [one] = quality_of_leads(Asked(span=SPAN, campaign="yandex|cpc|pumps"), viewer=SYSTEM).lines
    assert (one.name, one.spend) == ("Yandex", 90_000_00)
    assert one.good_cost == round(90_000_00 / one.tally.good)
    assert one.returns == -1
    hidden = quality_of_leads(ASKED, viewer=cast.actor("gleb"))
    assert (hidden.whole.spend, hidden.idle) == (None, 0), "a lead does not see what advertising costs"


def test_few_leads_are_too_few_to_say_and_none_are_none(cast):
    kept("planted few", lambda: plant(cast, Truth(leads=30)), whole=True)
    found = quality_of_leads(ASKED, viewer=SYSTEM)
    assert {each.fault for each in found.lines} == {Fault.FEW}
    empty = quality_of_leads(
        Asked(span=SPAN.__class__(SPAN.first.replace(year=2020), SPAN.first.replace(year=2020))), viewer=SYSTEM
    )
    assert (empty.lines, empty.people, empty.whole.tally.quality) == ((), (), None)


def test_very_many_leads_are_read_now_and_then_and_it_is_said_when(cast, monkeypatch):
    kept("planted few", lambda: plant(cast, Truth(leads=30)), whole=True)
    monkeypatch.setattr(lead_groups, "MANY", 30)
    monkeypatch.setattr(lead_groups, "KEPT", type(lead_groups.KEPT)())
    first = quality_of_leads(ASKED, viewer=SYSTEM)
    assert first.as_of is None
    sold = Deal.objects.filter(outcome="open").latest("pk")
    Deal.objects.filter(pk=sold.pk).update(outcome="won", closed_at=clock.now())
    again = quality_of_leads(ASKED, viewer=SYSTEM)
    assert (again.as_of, again.whole.tally.won) == (clock.now(), first.whole.tally.won)
    assert quality_of_leads(ASKED, viewer=cast.actor("gleb")).whole.tally.leads < 30, "Kept for one reach alone."
    with clock.stopped(clock.now() + timedelta(minutes=11)):
        later = quality_of_leads(ASKED, viewer=SYSTEM)
    assert (later.as_of, later.whole.tally.won) == (None, first.whole.tally.won + 1)
