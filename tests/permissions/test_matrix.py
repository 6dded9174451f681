"""The permission matrix, generated: every route × every role × own, team's, department's and foreign rows.

What is expected follows from the route's policy and the role alone; what happens is asked of the running product.
A refusal must leave the database exactly as it was and show no word of the row. The control at the end takes the
row scope away and must find leaks, or the matrix proves nothing.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from allauth.account.internal.flows import login
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from mostik.config.roles import ROLES, RoleSeed
from mostik.people.models import Role, User
from mostik.web.routes import Declared, Entry, declared
from tests.conftest import person
from tests.permissions.world import (
    RELATIONS,
    ROW_RIGHTS,
    ROW_SEES,
    ROWS,
    SAMPLE_MAKERS,
    SEES,
    canary,
    known_material,
    known_product,
    need,
    reason,
    stage,
)

ROUTES = [each for each in declared() if not each.pattern.startswith("static/")]
SAMPLES: dict[str, object] = {
    "analysis:metric": {"code": "revenue"},
    "change_year": {"span": "2026"},
    "analysis:step_norm": {"step": "answer"},
    "analysis:step_robot": {"step": "plan"},
    "metric": {"code": "revenue"},
    "analysis:report": {"code": "sales-by-client"},
    **{key: {"place": 0} for key in ("analysis:wall_piece", "analysis:wall_move", "analysis:wall_down")},
    **{key: {"token": "x"} for key in ("analysis:wall_screen", "analysis:screen_now")},
    "report": {"code": "sales-by-client"},
    "crm:import_problems": {"role": "table"},
    "crm:document_add": {"kind": "invoice"},
    "crm:document_numbers": {"kind": "invoice"},
    "api_document_file": {"what": "pdf"},
    "crm:document_page": {"page": 1},
    "crm:term_edit": {"code": "people"},
    "crm:term_carry_out": {"code": "people"},
    "channels:unsubscribing": {"token": "x"},
    "channels:letter_pixel": {"token": "x"},
    "kit:shown": {"token": "x"},
    "planning:demand_outside": {"token": "x"},
    "analysis:need_outside": {"token": "x"},
    "kit:seen": {"token": "x"},
    "kit:shown_file": {"token": "x"},
    "channels:letter_link": {"token": "x"},
    "crm:public_document": {"token": "x"},
    "crm:public_seen": {"token": "x"},
    "crm:public_accept": {"token": "x"},
    "crm:public_pdf": {"token": "x"},
    "crm:public_page": {"token": "x", "page": 1},
    "channels:meet": {"slug": "x"},
    "channels:chat": {"door": "x"},
    "channels:chat_lines": {"door": "x"},
    "channels:chat_say": {"door": "x"},
    "channels:meeting": {"token": "x"},
    "channels:meeting_move": {"token": "x"},
    "channels:meeting_cancel": {"token": "x"},
    "channels:meeting_file": {"token": "x"},
    "channels:feed": {"secret": "x"},
    "channels:source_hook": {"door": "x"},
    "channels:public_form": {"door": "x"},
    "channels:form_script": {"door": "x"},
    "people:letter_stop": {"token": "x"},
    "channels:door": {"door": "x"},
    "channels:way_add": {"code": "telegram"},
    "people:notices_trial": {"way": "mail"},
    "people:notices_again": {"way": "mail"},
    "api_letter_stop": {"token": "x"},
    "api_sending_stop": {"token": "x"},
    "openid_connect_login": {"provider_id": "sso"},
    "openid_connect_callback": {"provider_id": "sso"},
}
#: What programs send: valid by form, so that it is the right and the row that decide.
BODIES: dict[str, Callable[[], object]] = {
    "answer_client_need": lambda: {"verdict": "no", "answer": "Matrix"},
    "join_client_need": lambda: {"into": need()["need_id"]},
    "api_own_reports": lambda: {"title": "Matrix", "measures": ["leads"]},
    "api_own_report": lambda: {"note": "Matrix"},
    "api_report_schedules": lambda: {"report": "funnel-by-person", "title": "Matrix"},
    "api_report_schedule": lambda: {"title": "Matrix"},
    "api_deals": lambda: {"title": "Matrix"},
    "api_deal": lambda: {"note": "Matrix"},
    "api_materials": lambda: {"title": "Matrix", "text": "Matrix"},
    "api_material": lambda: {"words": "Matrix"},
    "api_deal_materials": lambda: {"material": known_material()["material_id"], "key": "matrix"},
    "api_leads": lambda: {"name": "Matrix"},
    "api_consent_withdraw": lambda: {"how": "letter"},
    "api_deal_move": lambda: {"stage": stage("won").pk},
    **dict.fromkeys(("promise", "promise_back"), lambda: {"amount": {"amount": "1.00", "currency": "RUB"}}),
    "api_deal_lose": lambda: {"reason": reason().pk},
    "api_deal_hand_over": lambda: {"owner": User.objects.earliest("pk").pk},
    "api_deviation_name_cause": lambda: {"cause": "effort"},
    "api_deviation_close": lambda: {"outcome": "Matrix"},
    "add_answer": lambda: {"agrees": True, "note": "Matrix"},
    "api_rebalances": lambda: {
        "department_id": User.objects.get(first_name="Anna").department_id,
        "moves": [{"deal": 1, "giver": 1, "taker": 2}],
    },
    "api_assignments": lambda: {
        "text": "Matrix",
        "owner_id": User.objects.earliest("pk").pk,
        "due_on": "2026-11-19",
    },
    "api_assignment_answer": lambda: {"answer": "accepted"},
    "api_assignment_decide_day": lambda: {"granted": True},
    "api_assignment_act": lambda: {"text": "Matrix"},
    "api_assignment_give_back": lambda: {"why": "Matrix"},
    "api_processes": lambda: {
        "title": "Matrix",
        "recurs": "day",
        "by": "18:00",
        "owner_id": User.objects.earliest("pk").pk,
    },
    "api_process": lambda: {"text": "Matrix"},
    **dict.fromkeys(
        ("api_process_tick", "api_process_clear", "api_duty_tick", "api_duty_clear"),
        lambda: {"on": "2026-11-18", "note": "Matrix"},
    ),
    **dict.fromkeys(("api_process_excuse", "api_duty_excuse"), lambda: {"on": "2026-11-18", "why": "Matrix"}),
    "api_duties": lambda: {"title": "Matrix", "recurs": "day", "by": "10:00"},
    "api_duty": lambda: {"text": "Matrix"},
    "api_schedule_events": lambda: {
        "title": "Matrix",
        "kind": "meeting",
        "first": "2026-12-01",
        "at": "10:00",
        "minutes": 30,
    },
    "api_event": lambda: {"note": "Matrix"},
    "api_event_move": lambda: {"on": "2026-12-01", "to": "2026-12-01T12:00:00+03:00"},
    "api_event_skip": lambda: {"on": "2026-12-01"},
    "api_incident_set_measure": lambda: {
        "text": "Matrix",
        "owner_id": User.objects.earliest("pk").pk,
        "due_on": "2026-11-19",
    },
    "api_incident_close": lambda: {"cause": "Matrix", "conclusion": "Matrix"},
    "api_incident_reopen": lambda: {"why": "Matrix"},
    "api_booking_move": lambda: {"at": "2026-11-19T10:00:00+03:00"},
    "api_booking_hand_over": lambda: {"owner": User.objects.earliest("pk").pk},
    "api_talk_messages": lambda: {"text": "Matrix", "key": "matrix"},
    "api_company_hand_over": lambda: {"owner": User.objects.earliest("pk").pk},
    "api_activity_finish": lambda: {"result": "talked"},
    "api_deal_set_items": lambda: {"items": []},
    "api_price_list_set_price": lambda: {"product": known_product()["product_id"]},
    "api_document_sign": lambda: {"who": "Matrix"},
    "api_approval_decline": lambda: {"reason": "Matrix"},
    "api_approval_ask_back": lambda: {"question": "Matrix"},
    "api_approval_answer": lambda: {"text": "Matrix"},
    "api_rows": lambda: {"title": "Matrix"},
    "api_row": lambda: {"title": "Matrix"},
    "api_statements": lambda: {"title": "Matrix", "content": "MUNDbGllbnRCYW5rRXhjaGFuZ2UK0KHQtdC60YbQuNGP"},
    "api_lead_sources": lambda: {"kind": "form", "title": "Matrix"},
    "api_lead_source_shape": lambda: {"fields": [{"key": "phone"}]},
    "api_lead_rules": lambda: {
        "title": "Matrix",
        "keeper": User.objects.earliest("pk").pk,
        "takers": [{"person": User.objects.earliest("pk").pk}],
    },
    "api_lead_turn_give": lambda: {"person": User.objects.earliest("pk").pk},
    "api_ways": lambda: {"way": "sms", "title": "Matrix", "owner": User.objects.earliest("pk").pk, "told": {}},
    "api_refusal_settle": lambda: {"reason": reason().pk},
    "api_promos": lambda: {"deal": 2**40, "percent": "5", "days": 7},
    "api_enrolments": lambda: {"robot": 2**40},
    "api_plan_file_rows": lambda: {"title": "Matrix", "headings": ["Person", "2026-12"], "rows": [["Anna", "1"]]},
    "api_plan_file": lambda: {"own": False},
    "api_plan_file_take": lambda: {"mark": "Matrix"},
    "add_commitment": lambda: {"month": "2026-12", "amount": {"amount": "1", "currency": "RUB"}},
    "change_year": lambda: {"amount": {"amount": "1000000", "currency": "RUB"}},
    "accept": lambda: {"count": 1, "due_on": "2026-12-01"},
    **dict.fromkeys(("refuse", "close"), lambda: {"note": "Matrix"}),
    "deliver": lambda: {"count": 1},
    **dict.fromkeys(("show_replan", "add_split"), lambda: {"reason": "Matrix"}),
    "list_plans": lambda: {"month": "2026-12", "target": {"amount": "1000000", "currency": "RUB"}},
}
#: What an address asks for after its question mark.
QUERIES: dict[str, Callable[[], str]] = {
    "show_scenarios": lambda: "?month=2026-12",
    "show_year": lambda: "?year=2026",
    "people:limit_edit": lambda: f"?kind=people.expense&scope=&role={Role.objects.get(code='manager').pk}",
}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
REFUSED = {401, 403, 404}
WORDS = re.compile(r"\w+")
WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|COPY|CREATE|ALTER|DROP)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """One cell of the matrix that is not as the policy says."""

    route: str
    method: str
    relation: str
    status: int
    what: str


def tables() -> list[str]:
    """Return every table of ours."""
    return [each._meta.db_table for each in apps.get_models() if each._meta.app_config.name.startswith("mostik.")]


def fingerprint(writes: list[str] | None = None) -> str:
    """Return a hash of every row of every table of ours, or of those that statements name."""
    digest, words = hashlib.sha256(), None if writes is None else set(WORDS.findall(" ".join(writes)))
    with connection.cursor() as cursor:
        for table in tables():
            if words is None or table in words:
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
                digest.update(repr(cursor.fetchall()).encode())
    return digest.hexdigest()


@contextmanager
def statements_heard() -> Iterator[list[str]]:
    """Collect every statement that may change rows; a word too many only costs time, so any mention counts."""
    heard: list[str] = []

    def listen(execute, sql, params, many, context):
        if WRITES.search(sql):
            heard.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def ask(client: Client, route: Declared, method: str, arguments: dict[str, object]) -> tuple[int, str, bool]:
    """Return the status, the text and whether the database changed; nothing stays behind.

    Without a statement that writes the database cannot have changed: only after one are the rows it names compared.
    """
    address = reverse(route.name, kwargs=arguments) + QUERIES.get(route.name, str)()
    body = json.dumps(body_of(route))
    with transaction.atomic(), statements_heard() as writes:
        answer = (
            client.generic(method, address, body, "application/json")
            if (route.pattern.startswith("api/"))
            else client.generic(method, address)
        )
        text = (
            b"".join(answer.streaming_content).decode(errors="replace")
            if answer.streaming
            else answer.content.decode(errors="replace")
        )
        after = fingerprint(writes) if writes else None
        transaction.set_rollback(True)
    return answer.status_code, text, after is not None and after != fingerprint(writes)


def enter(client: Client, subject: User) -> None:
    """Sign somebody in, just now and by password: what asks for a fresh sign-in shows itself."""
    client.force_login(subject, backend=BACKEND)
    session = client.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = login.user_id_to_str(subject)
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session.save()


def body_of(route: Declared) -> object:
    """Return what a program sends to an address."""
    return BODIES[route.name]() if route.name in BODIES else {}


def arguments_of(route: Declared) -> dict[str, object] | None:
    """Return arguments for an address that names no record; ``None`` when it cannot be reversed without."""
    sample = sample_of(route)
    try:
        reverse(route.name, kwargs=sample)
    except NoReverseMatch:
        return None
    return sample


def sample_of(route: Declared) -> dict[str, object]:
    """Return the arguments that name no row of anybody's: fixed words, or a row of a reference book."""
    made = SAMPLE_MAKERS[route.name]() if route.name in SAMPLE_MAKERS else {}
    return {**SAMPLES.get(route.name, {}), **made}  # type: ignore[dict-item]


def cells(
    route: Declared, subject: User | None, owners: dict[str, User], rows: dict[tuple[str, str], dict[str, object]]
):
    """Yield (relation, arguments, owner) for a route."""
    assert route.policy is not None
    if route.policy.row:
        for relation in relations(route, subject):
            arguments = {**sample_of(route), **rows[route.policy.row, relation]}
            yield relation, arguments, owners[relation]
    else:
        yield "none", arguments_of(route) or {}, None


def relations(route: Declared, subject: User | None) -> list[str]:
    """Return whose rows are asked for.

    Whoever may not ask at all is refused at the door, before any row is sought: one row tells as much as four. Others
    are asked where their reach begins and ends: one's own, the farthest they see, the nearest and the farthest not.
    """
    assert route.policy is not None
    if not may_ask(route, subject):
        return [RELATIONS[0]]
    sees = seen(route, subject) if subject else set(RELATIONS)
    parts = [[each for each in RELATIONS if (each in sees) is within] for within in (True, False)]
    return list(dict.fromkeys(each for part in parts if part for each in (part[0], part[-1])))


def seen(route: Declared, subject: User) -> set[str]:
    """Return whose rows somebody may see at a route they may ask."""
    assert route.policy is not None
    return {"own"} if route.policy.mine else ROW_SEES.get(route.policy.row, SEES)[subject.role.reach]


def may_ask(route: Declared, subject: User | None) -> bool:
    """Return whether a route is anybody's by its right alone, whichever row it is asked for."""
    policy = route.policy
    assert policy is not None
    if policy.entry is Entry.PUBLIC:
        return True
    right = policy.right or ROW_RIGHTS.get(policy.row, "")
    return bool(subject and subject.is_active and (not right or right in subject.role.rights))


def judge(route: Declared, subject: User | None, relation: str, status: int, text: str, changed: bool, word: str):
    """Return what is wrong with an answer, or nothing."""
    policy = route.policy
    assert policy is not None
    if policy.entry is Entry.PUBLIC:
        return "broke" if status >= 500 else ""
    if subject is None or not subject.is_active:
        return "let a stranger in" if status not in {302, 401, 403, 404, 405} or changed else ""
    allowed = may_ask(route, subject) and (relation == "none" or relation in seen(route, subject))
    if status >= 500:
        return "broke"
    if allowed:
        return "refused whom it should let in" if status in REFUSED else ""
    if status not in REFUSED:
        return "let in"
    if changed:
        return "refused but changed the database"
    return "refused but told" if word and word in text else ""


def walk(
    client: Client,
    subject: User | None,
    owners: dict[str, User],
    enough: Callable[[list[Finding]], bool] = lambda _found: False,
) -> tuple[list[Finding], int]:
    """Ask every route for this subject, or until there is ``enough``; return what is wrong and how many were asked."""
    kinds = {route.policy.row for route in ROUTES if route.policy and route.policy.row}
    rows = {(kind, relation): ROWS[kind](owners[relation]) for kind in kinds for relation in RELATIONS}
    found, asked = [], 0
    client.raise_request_exception = False  # a page that breaks is one find of many
    for route in ROUTES:
        for relation, arguments, owner in cells(route, subject, owners, rows):
            for method in route.methods:
                status, text, changed = ask(client, route, method, arguments)
                word = canary(owner) if owner else ""
                asked += 1
                if what := judge(route, subject, relation, status, text, changed, word):
                    found.append(Finding(route.name, method, relation, status, what))
                    if enough(found):
                        return found, asked
                if subject and "logout" in route.name:
                    enter(client, subject)
    return found, asked


def owners_for(subject: User, cast) -> dict[str, User]:
    """Return whose rows stand for each relation."""
    return {"own": subject, "team": cast.boris, "department": cast.dasha, "foreign": cast.dina}


def subject_of(code: str, cast) -> User:
    """Return somebody of this role in Boris' team."""
    subject = person(f"Subject-{code}", "Matrix", code, cast.sales, cast.north, reports_to=cast.anna)
    TOTP.activate(subject, generate_totp_secret())  # its own addresses exist only for whoever has turned it on
    RecoveryCodes.activate(subject)
    return subject


def test_every_route_can_be_asked(cast):
    unknown = {route.policy.row for route in ROUTES if route.policy and route.policy.row} - set(ROWS)
    assert unknown == set(), "add a maker to tests/permissions/world.py"
    lost = [r.name for r in ROUTES if r.policy and not r.policy.row and arguments_of(r) is None]
    assert lost == [], "add sample arguments to SAMPLES"


@pytest.mark.parametrize(
    "write",
    [
        lambda user: User.objects.filter(pk=user.pk).update(alias="Changed"),
        lambda user: User.objects.filter(pk=user.pk).select_related(None)._raw_delete("default"),
        lambda user: Role.objects.bulk_create([Role(code="new", title="New", reach="own")]),
    ],
    ids=["update", "delete", "insert"],
)
def test_a_write_is_heard_and_a_read_is_not(cast, write):
    with statements_heard() as heard:
        list(User.objects.all())
        assert heard == []
        before = fingerprint()
        write(cast.semyon)
        assert heard
    assert fingerprint() != before


def outdone(seed: RoleSeed) -> bool:
    """Return whether another role of the same reach may all this one may, and more.

    Its rows are sought by the same statements as the other's, and what it is refused besides is refused before any: it
    differs by nothing a database could answer in its own way.
    """
    return any(other.reach == seed.reach and other.rights > seed.rights for other in ROLES)


def as_roles(seeds: Iterable[RoleSeed]) -> list:
    """Return roles to be walked as: those outdone by another on one database."""
    return [pytest.param(each.code, marks=[pytest.mark.once] if outdone(each) else []) for each in seeds]


def test_roles_that_are_not_outdone_have_every_right_at_every_reach():
    for reach in {seed.reach for seed in ROLES}:
        seeds = [seed for seed in ROLES if seed.reach == reach]
        assert {r for seed in seeds for r in seed.rights} == {r for s in seeds if not outdone(s) for r in s.rights}


@pytest.mark.parametrize("code", as_roles(ROLES))
def test_every_route_answers_a_role_as_its_policy_says(code, cast, client):
    subject = subject_of(code, cast)
    enter(client, subject)
    found, asked = walk(client, subject, owners_for(subject, cast))
    assert found == []
    assert asked > 40


@pytest.mark.once  # refused at the door, before any row is sought
def test_every_route_refuses_nobody(cast, client):
    found, _ = walk(client, None, owners_for(cast.vera, cast))
    assert found == []


@pytest.mark.once  # refused at the door, before any row is sought
def test_every_route_refuses_the_dismissed(cast, client):
    subject = subject_of("head", cast)
    enter(client, subject)
    User.objects.filter(pk=subject.pk).update(is_active=False)
    subject.refresh_from_db()
    found, _ = walk(client, subject, owners_for(subject, cast))
    assert found == []


@pytest.mark.once  # that the matrix cries is asked of the matrix, not of a database
def test_matrix_without_the_row_scope_finds_leaks(cast, client, monkeypatch):
    """The control: with the one place of scope switched off, the matrix must cry."""
    from mostik.analysis import access as analysis_access
    from mostik.control import access as control_access
    from mostik.crm import access as crm_access
    from mostik.people import access as people_access

    for room in (people_access, crm_access, analysis_access, control_access):
        if hasattr(room, "scoped"):
            monkeypatch.setattr(room, "scoped", lambda rows, viewer, **_: rows)
    subject = subject_of("manager", cast)
    enter(client, subject)
    hidden = {"team", "foreign"}
    found, _ = walk(client, subject, owners_for(subject, cast), lambda found: {f.relation for f in found} >= hidden)
    assert {f.relation for f in found} >= hidden


@pytest.mark.once  # that the matrix cries is asked of the matrix, not of a database
def test_matrix_without_route_rights_finds_leaks(cast, client):
    """The second control: a role given every right must be let in where its seed refuses."""
    subject = subject_of("executor", cast)
    seeded = Role.objects.get(code="executor")
    Role.objects.filter(pk=seeded.pk).update(rights=sorted({r for seed in ROLES for r in seed.rights}))
    enter(client, subject)
    found, _ = walk(client, subject, owners_for(subject, cast), lambda found: found[-1].what == "let in")
    assert any(f.what == "let in" for f in found)
