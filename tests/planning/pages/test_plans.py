"""The plan's screen: figures, ladder, people and versions; what each role may do there; bad input at its field."""

from datetime import date

import pytest
from django.urls import reverse

from mostik.kernel.money import Money
from mostik.planning.commands import plans
from mostik.planning.models import Consent, Part, Plan
from mostik.planning.terms import PlanState

TEN = Money.of(10_000_000)


@pytest.fixture
def draft(lively) -> Plan:
    return plans.make_plan(
        by=lively.cast.actor("anna"), department_id=lively.cast.sales.pk, month=date(2026, 12, 1), target=TEN
    )


def test_month_without_a_plan_says_what_to_do_first(sellers, sign_in, django_assert_max_num_queries):
    page = sign_in(sellers.cast.anna)
    with django_assert_max_num_queries(16):
        answer = page.get(reverse("planning:plan"))
    assert answer.status_code == 200
    assert reverse("planning:plan_new") in answer.content.decode()


def test_plan_page_shows_the_ladder_everybody_and_versions_within_its_budget(
    draft, lively, sign_in, django_assert_max_num_queries
):
    page = sign_in(lively.cast.anna)
    with django_assert_max_num_queries(22):
        answer = page.get(reverse("planning:plan"), {"month": "2026-12"})
    said = answer.content.decode()
    assert answer.status_code == 200
    for person in lively.people:
        assert person.short_name in said
        assert reverse("planning:person_plan", args=[person.pk]) in said
    calls = sum(part.norms.get(kpi="calls").count for part in draft.parts.all())
    assert answer.context["ladder"][-3].rung.count == calls
    assert reverse("planning:part_fix", args=[draft.pk, lively.cast.boris.pk]) in said


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_screen_opens_in_both_languages(language, draft, lively, sign_in):
    page = sign_in(lively.cast.anna)
    page.cookies["django_language"] = language
    plans.put_in_force(by=lively.cast.actor("anna"), plan_id=draft.pk)
    november = plans.make_plan(
        by=lively.cast.actor("anna"), department_id=lively.cast.sales.pk, month=date(2026, 11, 1), target=TEN
    )
    plans.put_in_force(by=lively.cast.actor("anna"), plan_id=november.pk)
    for name, args in (
        ("plan", []),
        ("plan_new", []),
        ("plan_version", [draft.pk]),
        ("plan_options", [draft.pk]),
        ("plan_target", [draft.pk]),
        ("plan_answer", [draft.pk]),
        ("part_limits", [draft.pk, lively.cast.boris.pk]),
        ("person_plan", [lively.cast.boris.pk]),
        ("capacity", []),
        ("minutes", []),
        ("scenarios", []),
        ("year", []),
        ("year_change", []),
        ("commit", []),
        ("plan_sides", [draft.pk]),
        ("gap_settle", [draft.pk, lively.cast.boris.pk]),
        ("scenario_levels", []),
        ("scenario_figures", []),
        ("plan_replan", [november.pk]),
        ("plan_changes", [draft.pk]),
        ("plan_force", [draft.pk]),
        ("bounds", []),
    ):
        answer = page.get(reverse(f"planning:{name}", args=args))
        assert answer.status_code == 200, name
    answer = page.get(reverse("planning:my_numbers"), {"person": lively.cast.boris.pk})
    assert answer.status_code == 200
    assert len(answer.context["rows"]) == 7


def test_new_plan_is_previewed_without_being_saved_and_saved_when_asked(lively, sign_in):
    page = sign_in(lively.cast.anna)
    given = {"department": lively.cast.sales.pk, "month": "2026-12", "target": "10 000 000", "cap": "1.5"}
    answer = page.post(reverse("planning:plan_new"), given)
    assert answer.status_code == 200
    assert answer.context["preview"].target == TEN
    assert not Plan.objects.exists()
    answer = page.post(reverse("planning:plan_new"), {**given, "save": "1"})
    plan = Plan.objects.get()
    assert answer.headers["Location"] == reverse("planning:plan_version", args=[plan.pk])
    previewed = sum(Part.objects.filter(plan=plan).values_list("amount_minor", flat=True))
    assert previewed == TEN.minor


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"target": "-5"}, "target"),
        ({"target": "0"}, "target"),
        ({"target": "ten"}, "target"),
        ({"target": "999999999999999"}, "target"),
        ({"target": "9" * 40}, "target"),
        ({"target": ""}, "target"),
        ({"cap": "0.1"}, "cap"),
        ({"cap": "nan"}, "cap"),
        ({"month": "2020-01"}, "month"),
        ({"department": "99999"}, "department"),
        ({"rate_lead": "250"}, "rate_lead"),
        ({"check": "0"}, None),
    ],
)
def test_new_plan_says_at_its_field_what_is_wrong_and_keeps_what_was_typed(change, field, lively, sign_in):
    page = sign_in(lively.cast.anna)
    given = {"department": lively.cast.sales.pk, "month": "2026-12", "target": "5000000", "cap": "1.5", "note": "Kept"}
    answer = page.post(reverse("planning:plan_new"), {**given, **change, "save": "1"})
    if field is None:
        assert Plan.objects.exists()
        return
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Kept" in answer.content.decode()
    assert not Plan.objects.exists()


def test_new_plan_of_a_new_company_asks_for_the_check_at_its_field(sellers, sign_in):
    given = {"department": sellers.cast.sales.pk, "month": "2026-12", "target": "5000000", "cap": "1.5"}
    answer = sign_in(sellers.cast.anna).post(reverse("planning:plan_new"), given)
    assert answer.status_code == 422
    assert "check" in answer.context["form"].errors


def test_part_is_fixed_inline_and_a_wrong_one_is_said_at_its_cell(draft, lively, sign_in):
    page, boris = sign_in(lively.cast.anna), lively.cast.boris
    fix = reverse("planning:part_fix", args=[draft.pk, boris.pk])
    answer = page.post(fix, {"amount": "12 000 000", "version": 0})
    assert answer.status_code == 422
    assert "12 000 000" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    answer = page.post(fix, {"amount": "1 234 567,89", "version": 0})
    assert answer.status_code == 302
    assert Part.objects.get(plan=draft, person=boris).amount_minor == 123456789
    answer = page.post(fix, {"amount": "1", "version": 0})
    assert answer.status_code == 422
    assert Part.objects.get(plan=draft, person=boris).amount_minor == 123456789
    page.post(reverse("planning:part_free", args=[draft.pk, boris.pk]), {"version": 1})
    assert not Part.objects.get(plan=draft, person=boris).fixed


def test_limits_and_options_split_anew(draft, lively, sign_in):
    page, boris = sign_in(lively.cast.anna), lively.cast.boris
    limits = reverse("planning:part_limits", args=[draft.pk, boris.pk])
    assert page.post(limits, {"ceiling": "500 000", "version": 0}).status_code == 302
    assert Part.objects.get(plan=draft, person=boris).amount_minor == 50_000_000
    answer = page.post(limits, {"floor": "900 000", "ceiling": "500 000", "version": 1})
    assert answer.status_code == 422
    options = reverse("planning:plan_options", args=[draft.pk])
    assert page.post(options, {"cap": "2", "keep_norm": "on", "rate_lead": "80", "version": 1}).status_code == 302
    draft.refresh_from_db()
    assert (draft.options["cap"], draft.options["rates"]) == (2.0, {"lead": 0.8})
    assert Part.objects.get(plan=draft, person=boris).amount_minor == 50_000_000


def test_manager_sees_only_the_own_part_and_answers_it(draft, lively, sign_in):
    cast = lively.cast
    assert sign_in(cast.boris).get(reverse("planning:plan_version", args=[draft.pk])).status_code == 404
    plans.propose_plan(by=cast.actor("anna"), plan_id=draft.pk)
    page = sign_in(cast.boris)
    answer = page.get(reverse("planning:plan_version", args=[draft.pk]))
    said = answer.content.decode()
    assert answer.status_code == 200
    assert [row.line.person for row in answer.context["rows"]] == [cast.boris.pk]
    assert "Vera Volkova" not in said
    assert answer.context["plan"].target.minor == Part.objects.get(plan=draft, person=cast.boris).amount_minor
    refused = page.post(reverse("planning:plan_answer", args=[draft.pk]), {"agrees": "no", "note": ""})
    assert refused.status_code == 422
    page.post(reverse("planning:plan_answer", args=[draft.pk]), {"agrees": "no", "note": "Too few leads"})
    assert list(Consent.objects.values_list("person", "agrees", "note")) == [(cast.boris.pk, False, "Too few leads")]
    assert "Too few leads" in sign_in(cast.anna).get(reverse("planning:plan_version", args=[draft.pk])).content.decode()


def test_dropped_draft_can_be_brought_back_from_its_page(draft, lively, sign_in):
    page = sign_in(lively.cast.anna)
    answer = page.post(reverse("planning:plan_drop", args=[draft.pk]), {"version": 0}, follow=True)
    restore = reverse("planning:plan_restore", args=[draft.pk])
    assert restore in answer.content.decode()
    page.post(restore)
    draft.refresh_from_db()
    assert draft.state == PlanState.DRAFT


def test_count_is_fixed_on_the_persons_page(draft, lively, sign_in):
    page, vera = sign_in(lively.cast.anna), lively.cast.vera
    answer = page.get(reverse("planning:person_plan", args=[vera.pk]), {"plan": draft.pk})
    assert reverse("planning:count_fix", args=[draft.pk, vera.pk]) in answer.content.decode()
    fix = reverse("planning:count_fix", args=[draft.pk, vera.pk])
    page.post(fix, {"kpi": "meetings", "count": "9", "version": 0})
    assert Part.objects.get(plan=draft, person=vera).norms.get(kpi="meetings").count == 9
    assert page.post(fix, {"kpi": "meetings", "count": "many", "version": 1}).status_code == 422
    page.post(reverse("planning:count_free", args=[draft.pk, vera.pk]), {"kpi": "meetings", "version": 1})
    assert not Part.objects.get(plan=draft, person=vera).norms.get(kpi="meetings").fixed
