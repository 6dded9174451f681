"""PE-01 Structure: departments, teams, positions, who reports to whom, the chart drawn from it, moves on record."""

import re
from html import unescape

import pytest
from django.urls import reverse

from mostik.core.models import Entry
from mostik.people.models import Department, Team, User

pytestmark = [pytest.mark.django_db, pytest.mark.duty("PE-01")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def enter(client):
    """Sign somebody in and return their browser, in English."""

    def signed(user: User):
        client.force_login(user, backend=BACKEND)
        client.cookies["django_language"] = "en"
        return client

    return signed


def words(answer) -> str:
    """The page as it reads, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def sent(form) -> dict:
    """What a browser sends of a form left as it came."""
    return {name: value for name, value in form.initial.items() if value is not None and value is not False}


def chart(answer) -> dict:
    """Who hangs below whom in the drawn chart, read from its markup alone."""
    drawn = re.search(r'<ul class="tree".*', answer.content.decode(), re.S)[0]
    top: dict = {}
    levels, last = [top], top
    for mark, name in re.findall(r'(</?ul)|class="person-name">\s*(?:<a[^>]*>)?([^<]+)', drawn):
        if mark == "<ul":
            levels.append(last) if last is not top or len(levels) > 1 else levels.append(top)
        elif mark == "</ul":
            levels.pop()
            if len(levels) == 1:
                break
        else:
            last = levels[-1].setdefault(name.strip(), {})
    return top


def test_department_is_built_and_drawn_from_the_screens_alone(cast, enter):
    owner = enter(cast.olga)
    owner.post(reverse("people:department_add"), {"title": "Опт", "parent_id": cast.sales.pk})
    wholesale = Department.objects.get(title="Опт")
    owner.post(reverse("people:team_add"), {"title": "Сети", "department_id": wholesale.pk, "lead_id": cast.gleb.pk})
    chains = Team.objects.get(title="Сети")
    hired = {
        "email": "zoya@mostik.test",
        "last_name": "Зимина",
        "first_name": "Зоя",
        "position": "Менеджер по сетям",
        "role": "manager",
        "department_id": wholesale.pk,
        "team_id": chains.pk,
        "reports_to_id": cast.gleb.pk,
        "hired_on": "2026-11-16",
        "sells": "on",
    }
    answer = owner.post(reverse("people:person_add"), hired)
    zoya = User.objects.get(email="zoya@mostik.test")
    assert answer.url == reverse("people:person", args=[zoya.pk])
    page = owner.get(reverse("people:structure"))
    assert chart(page) == {
        "Dina Dubova": {},
        "Semyon Sorokin": {},
        "Olga Orlova": {
            "Anna Koroleva": {
                "Boris Belov": {},
                "Gleb Gromov": {"Dasha Dolina": {}, "Зоя Зимина": {}},
                "Vera Volkova": {},
            }
        },
    }
    assert "Менеджер по сетям" in words(page)
    assert "Опт" in words(page)
    assert "Сети" in words(page)


def test_head_of_sales_reports_to_the_director_and_long_chains_are_named(cast, enter):
    page = enter(cast.anna).get(reverse("people:person", args=[cast.dasha.pk]))
    assert "Reports to Gleb Gromov → Anna Koroleva → Olga Orlova" in words(page)
    shown = enter(cast.anna).get(reverse("people:structure"))
    assert "longer than four steps" not in words(shown)
    boss = cast.dasha
    for number in range(2):
        boss = User.objects.create_user(
            f"deep{number}@mostik.test",
            None,
            first_name="Deep",
            last_name=str(number),
            role=cast.boris.role,
            department=cast.sales,
            team=cast.south,
            reports_to=boss,
            hired_on=cast.boris.hired_on,
        )
    shown = enter(cast.anna).get(reverse("people:structure"))
    assert "longer than four steps From Deep 1 to the top" in words(shown)


def test_every_move_stays_in_the_history_of_the_card(cast, enter):
    head = enter(cast.anna)
    first = sent(head.get(reverse("people:person_edit", args=[cast.boris.pk])).context["form"])
    first |= {"team_id": cast.south.pk, "reports_to_id": cast.gleb.pk, "since": "2026-10-01"}
    head.post(reverse("people:person_edit", args=[cast.boris.pk]), first)
    second = first | {"position": "Ведущий менеджер", "role": "lead", "since": "2026-11-02", "version": 1}
    head.post(reverse("people:person_edit", args=[cast.boris.pk]), second)
    card = words(head.get(reverse("people:person", args=[cast.boris.pk])))
    assert "November 2, 2026" in card
    assert "October 1, 2026" in card
    assert "Position — → Ведущий менеджер" in card
    assert "Role Sales manager → Team lead" in card
    assert card.index("November 2, 2026") < card.index("October 1, 2026")
    lines = Entry.objects.filter(name="people.person_moved", about_id=cast.boris.pk).order_by("pk")
    assert [(e.payload["from_day"], e.actor_name) for e in lines] == [
        ("2026-10-01", "Anna Koroleva"),
        ("2026-11-02", "Anna Koroleva"),
    ]


def test_stale_form_does_not_undo_a_colleagues_move(cast, enter):
    head = enter(cast.anna)
    stale = sent(head.get(reverse("people:person_edit", args=[cast.boris.pk])).context["form"])
    head.post(reverse("people:person_edit", args=[cast.boris.pk]), stale | {"team_id": cast.south.pk})
    answer = head.post(reverse("people:person_edit", args=[cast.boris.pk]), stale | {"phone": "+79123456789"})
    assert answer.status_code == 422
    assert "Anna Koroleva has changed this meanwhile" in words(answer)
    assert answer.context["form"].data["phone"] == "+79123456789"
    cast.boris.refresh_from_db()
    assert (cast.boris.team, cast.boris.phone) == (cast.south, "")


def test_dismissed_leaves_the_chart_and_the_undo_brings_them_back(cast, enter):
    head = enter(cast.anna)
    head.post(reverse("people:person_dismiss", args=[cast.vera.pk]), {"last_day": "2026-11-17"})
    assert "Vera Volkova" not in str(chart(head.get(reverse("people:structure"))))
    assert "Vera Volkova" in words(head.get(reverse("people:list"), {"state": "left"}))
    head.post(reverse("people:person_return", args=[cast.vera.pk]))
    assert "Vera Volkova" in str(chart(head.get(reverse("people:structure"))))


def test_structure_is_read_by_all_and_changed_by_those_with_the_right(cast, enter):
    seller = enter(cast.boris)
    page = seller.get(reverse("people:structure"))
    assert "Olga Orlova" in words(page)
    assert reverse("people:person_add") not in page.content.decode()
    for name, arguments in (("person_add", []), ("department_add", []), ("team_edit", [cast.north.pk])):
        assert seller.get(reverse(f"people:{name}", args=arguments)).status_code == 403
    assert seller.get(reverse("people:person", args=[cast.vera.pk])).status_code == 404
    head = enter(cast.anna)
    assert head.get(reverse("people:department_edit", args=[cast.service.pk])).status_code == 404
    assert head.get(reverse("people:person_edit", args=[cast.dina.pk])).status_code == 404
