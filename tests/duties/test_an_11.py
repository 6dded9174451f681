"""AN-11: walls of this minute's figures, for a desk and for a screen nobody signs in at."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mostik.analysis.catalog.walls import WIDGETS, Showing
from mostik.analysis.models import Wall
from mostik.analysis.queries.figure_words import shortly
from mostik.analysis.queries.metrics import metric_value
from mostik.analysis.queries.walls import READY, hung
from mostik.analysis.rules.walls import KINDS, days_asked, days_now, days_then
from mostik.analysis.terms import FaceLook, Piece, Unit, WallDays
from mostik.control.models import Case
from mostik.control.queries.course import course
from mostik.core import clock
from mostik.core.models import Entry
from mostik.crm.commands.deals import win_deal
from mostik.kernel.period import Period, PeriodKind, Span
from mostik.people.commands.calendar import set_company_day
from mostik.people.queries.actors import actor_of
from mostik.people.terms import DayKind
from mostik.planning.queries.outlook import outlook
from mostik.planning.queries.today import team_today
from mostik.web import formats
from tests.crm import stage
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.duty("AN-11")]
FRAGMENT = {"HX-Request": "true"}
FIGURE = {"widget": "figure", "metric": "deals_won", "days": "today"}


@pytest.fixture
def anna(cast, sign_in):
    client = sign_in(cast.anna)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def wall(anna):
    """An empty wall of Anna's."""
    anna.post(reverse("analysis:wall_add"), {"ready": "", "title": "Room"})
    return Wall.objects.get()


def plain(answer):
    """What a page says, without its tags."""
    return re.sub(r"<[^>]+>", " ", text_of(answer))


def url(name, wall, *rest):
    return reverse(f"analysis:{name}", args=[wall.pk, *rest])


def hang(client, wall, **piece):
    return client.post(url("wall_hang", wall), {**FIGURE, **piece}, headers=FRAGMENT)


def pieces(wall):
    wall.refresh_from_db()
    return [(each["widget"], each["metric"]) for each in wall.pieces]


def test_ready_wall_shows_what_the_catalogue_and_the_plan_say(virtual, sign_in):
    head = virtual["Королёва"]
    client = sign_in(head)
    client.cookies["django_language"] = "en"
    client.post(reverse("analysis:wall_add"), {"ready": "floor", "title": "Sales floor"})
    [row] = Wall.objects.all()
    shown = text_of(client.get(url("wall", row)))
    by, today = actor_of(head), clock.today()
    month = Span(Period.of(PeriodKind.MONTH, today).first, today)
    won = metric_value(viewer=by, code="deals_won", span=month)
    assert won > 0
    faces = {each.widget.code: each.face for each in hung(row, Showing(viewer=by)) if each.widget.code != "figure"}
    figures = [each.face for each in hung(row, Showing(viewer=by)) if each.piece.metric == "deals_won"]
    assert figures[0].value == shortly(won, Unit.COUNT)
    known = outlook(viewer=by, department_id=head.department_id)
    where = course(viewer=by, known=known, day=today, people=team_today(viewer=by, department_id=head.department_id))
    assert (faces["plan"].value, faces["plan"].share) == (formats.money_short(where.fact), where.share)
    assert len(faces["everybody"].bars) == len(team_today(viewer=by, department_id=head.department_id))
    assert len(faces["sales"].lines) > 1
    for each in (faces["plan"].value, faces["everybody"].bars[0].name, faces["sales"].lines[0].title):
        assert each.replace("\xa0", " ") in shown.replace("\xa0", " ")


def test_every_widget_and_ready_wall_is_drawn(anna, cast):
    for code in READY:
        anna.post(reverse("analysis:wall_add"), {"ready": code, "title": code})
    for row in Wall.objects.all():
        assert anna.get(url("wall", row)).status_code == 200
    used = {piece.widget for _title, pieces in READY.values() for piece in pieces}
    assert set(WIDGETS) - used == {"words"}
    assert {each.look for each in WIDGETS.values()} == set(FaceLook)


def test_wall_shows_a_sale_as_soon_as_it_is_made(anna, cast, wall):
    hang(anna, wall)
    hang(anna, wall, widget="sales", wide="on")
    before = plain(anna.get(url("wall_now", wall)))
    assert "Nothing yet" in before
    row = stage.deal(cast.boris, "Pumps", rub=250_000, company=stage.company(cast.boris, "Acme"))
    win_deal(by=cast.actor("boris"), deal_id=row.pk)
    after = plain(anna.get(url("wall_now", wall)))
    assert "Acme" in after
    assert re.search(r"Deals won, today\s+1\b", after)


def test_wall_is_put_together_piece_by_piece(anna, wall):
    hang(anna, wall)
    hang(anna, wall, metric="calls")
    hang(anna, wall, widget="words", metric="", text="Звоним до обеда")
    anna.post(url("wall_move", wall, 2), {"earlier": "1"})
    assert pieces(wall) == [("figure", "deals_won"), ("words", ""), ("figure", "calls")]
    anna.post(url("wall_piece", wall, 0), {**FIGURE, "metric": "leads"}, headers=FRAGMENT)
    answer = anna.post(url("wall_down", wall, 1))
    assert pieces(wall) == [("figure", "leads"), ("figure", "calls")]
    page = anna.get(answer.url)
    told = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    anna.post(url("wall_hang_again", wall), told)
    assert pieces(wall) == [("figure", "leads"), ("words", ""), ("figure", "calls")]
    assert "Звоним до обеда" in text_of(anna.get(url("wall", wall)))


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        ({"widget": "figure", "metric": ""}, "Choose a metric."),
        ({"widget": "words", "text": "  "}, "Write what everybody is to read"),
        ({"widget": "fountain"}, "fountain"),
        ({"metric": "no such"}, "no such"),
    ],
)
def test_piece_that_says_too_little_is_refused_at_its_field(anna, wall, piece, words):
    answer = hang(anna, wall, **piece)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert pieces(wall) == []


def test_full_wall_takes_no_more(anna, wall):
    for _each in range(12):
        hang(anna, wall)
    answer = hang(anna, wall)
    assert (answer.status_code, len(pieces(wall))) == (422, 12)
    assert "12 pieces hang here already" in text_of(answer)


def test_piece_somebody_took_down_meanwhile_is_said(anna, wall):
    hang(anna, wall)
    assert anna.post(url("wall_down", wall, 3)).status_code == 409
    assert anna.get(url("wall_piece", wall, 3)).status_code == 409


def test_screen_opens_the_wall_by_its_address_alone_and_names_no_client(anna, cast, wall, client):
    hang(anna, wall, widget="sales")
    row = stage.deal(cast.boris, "Pumps", rub=250_000, company=stage.company(cast.boris, "Acme"))
    win_deal(by=cast.actor("boris"), deal_id=row.pk)
    told = anna.post(url("wall_open", wall), headers=FRAGMENT).content.decode()
    link = re.search(r'value="(http[^"]+)"', told)[1]
    path = "/" + link.split("/", 3)[3]
    wall.refresh_from_db()
    assert (
        path.rstrip("/").rsplit("/", 1)[1] not in f"{wall.key}{list(Entry.objects.values_list('payload', flat=True))}"
    )
    client.logout()
    page = client.get(path)
    shown = text_of(page)
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"]
    assert cast.boris.short_name in shown
    assert "Acme" not in shown
    assert f"/crm/deals/{row.pk}" not in page.content.decode()
    assert client.get(f"{path}now/").status_code == 200
    wall.refresh_from_db()
    assert wall.seen_at == clock.now()


def test_address_taken_away_or_made_anew_opens_nothing(anna, cast, wall):
    def opened():
        told = anna.post(url("wall_open", wall), headers=FRAGMENT).content.decode()
        return "/" + re.search(r'value="(http[^"]+)"', told)[1].split("/", 3)[3]

    first = opened()
    second = opened()
    assert (anna.get(first).status_code, anna.get(second).status_code) == (404, 200)
    anna.post(url("wall_close", wall))
    assert anna.get(second).status_code == 404
    third = opened()
    cast.anna.role.rights = [each for each in cast.anna.role.rights if each != "analysis.open_walls"]
    cast.anna.role.save()
    assert anna.get(third).status_code == 404, "whoever may not open walls any more shows none"


def test_removed_wall_goes_dark_and_comes_back_closed(anna, wall):
    anna.post(url("wall_open", wall), headers=FRAGMENT)
    answer = anna.post(url("wall_remove", wall))
    assert "The wall is removed." in text_of(anna.get(answer.url))
    assert anna.get(url("wall", wall)).status_code == 404
    anna.post(url("wall_restore", wall))
    wall.refresh_from_db()
    assert (wall.removed_at, wall.key) == (None, "")


def test_shared_wall_shows_each_their_own_reach_and_is_changed_by_its_maker_alone(anna, cast, wall, sign_in):
    hang(anna, wall, metric="deals_won", days="month")
    win_deal(by=cast.actor("boris"), deal_id=stage.deal(cast.boris).pk)
    win_deal(by=cast.actor("vera"), deal_id=stage.deal(cast.vera).pk)
    anna.post(url("wall_name", wall), {"title": "Room", "shared": "on"})
    assert re.search(r"Deals won, this month\s+2\b", plain(anna.get(url("wall", wall))))
    boris = sign_in(cast.boris)
    boris.cookies["django_language"] = "en"
    assert re.search(r"Deals won, this month\s+1\b", plain(boris.get(url("wall", wall))))
    assert boris.get(url("wall_edit", wall)).status_code == 404
    assert boris.post(url("wall_remove", wall)).status_code == 404


def test_name_taken_is_refused_at_its_field(anna, wall):
    answer = anna.post(reverse("analysis:wall_add"), {"ready": "", "title": " Room "}, headers=FRAGMENT)
    assert answer.status_code == 422
    assert "You already have a wall called" in text_of(answer)


def notes(wall, viewer):
    wall.refresh_from_db()
    return [each.face.note.replace("\xa0", " ") for each in hung(wall, Showing(viewer=viewer))]


def test_wall_stands_beside_days_of_work_and_says_what_day_it_is(anna, cast, wall):
    by = cast.actor("anna")
    for days in ("today", "week", "month"):
        hang(anna, wall, metric="deals_won", days=days)
    # The Wednesday before, 4 November 2026, is a holiday: the one before that stands beside the 11th.
    for day, count in (("2026-10-28", 3), ("2026-11-02", 1), ("2026-11-05", 1), ("2026-11-06", 4), ("2026-11-11", 2)):
        with clock.stopped(stage.at(f"{day} 10:00")):
            for _each in range(count):
                win_deal(by=cast.actor("boris"), deal_id=stage.deal(cast.boris, rub=100_000).pk)
    with clock.stopped(stage.at("2026-11-11 12:00")), translation.override("en"):
        today, week, month = notes(wall, by)
        assert today == "3 on Oct 28"
        assert week == "2 a week before", "Mon to Wed beside the three days worked of a week with a holiday"
        assert month == "0 a month before", "six days of work of October had nothing"
        set_company_day(by=by, day=date(2026, 11, 11), kind=DayKind.SHORT, title="Inventory")
        assert notes(wall, by)[0] == "short day; 3 on Oct 28"
    with clock.stopped(stage.at("2026-11-04 12:00")), translation.override("en"):
        assert notes(wall, by)[0] == "day off; 3 a week ago"


@given(st.dates(date(2024, 1, 10), date(2030, 12, 31)), st.sampled_from(list(WallDays)), st.data())
def test_days_beside_hold_as_much_work_and_come_before(today, days, data):
    span = days_asked(today)
    worked = sorted(data.draw(st.sets(st.sampled_from(list(span.days())))) | {today})
    now, then = days_now(days, today), days_then(days, today, worked)
    assert then.last < now.first

    def work(span):
        return sum(span.contains(each) for each in worked)

    if days is WallDays.TODAY:
        assert (then.length, then.first.weekday()) == (1, today.weekday())
    elif work(then) != work(now):
        before = Period.of(KINDS[days], today).previous().span
        assert work(before) < work(now), "only where the days before hold too little work"


def test_figure_below_its_due_is_told_in_its_own_count_and_money_is_called_money(cast):
    told = {"kpi": "calls", "metric": "calls_made", "days": 10, "plan_then": 120, "fact_then": 64, "currency": "RUB"}
    days = {"opened_on": clock.today(), "opened_at": clock.now(), "due_on": clock.today()}
    case = Case.objects.create(
        department=cast.sales, person=cast.boris, owner=cast.anna, worth_minor=9_000_000, **told, **days
    )
    with translation.override("en"):
        [line] = WIDGETS["deviations"].read(Showing(viewer=cast.actor("anna")), Piece(widget="deviations")).lines
    assert (line.title, line.value) == ("Calls", "64 of 120")
    assert line.note.replace("\xa0", " ") == f"{cast.boris.short_name} · in 10 working days · worth ₽90k"
    assert line.href == reverse("control:case", args=[case.pk])
