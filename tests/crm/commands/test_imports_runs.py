"""Runs of imports: every row counted, nothing doubled, cut off and gone on with, taken back."""

from datetime import timedelta

import pytest

from mostik.core import clock, outbox
from mostik.core.models import Effect, Entry
from mostik.crm.commands import imports as commands
from mostik.crm.commands.imports import working
from mostik.crm.models import Company, Contact, Deal, Imported, ImportRun, LossReason, Pipeline, Product, Stage
from mostik.crm.models.imports import RunState
from mostik.crm.queries.imports import report_lines
from mostik.crm.queries.imports.problems import problem_file
from mostik.crm.queries.imports.runs import run_view
from mostik.crm.rules.imports.problems import NameKind
from mostik.kernel.refusals import Conflict, Denied, Invalid, Missing

HEAD = (
    "ID;Название сделки;Бюджет;Ответственный;Этап сделки;Дата создания;Дата закрытия;Компания;Телефон;Товар;Примечание"
)
ROWS = (
    "1;Дверь;1 500,50;Boris Belov;Новый;01.10.2026;;Ромашка;+7 912 345-67-89;Люк;Позвонить",
    "2;Окно;2000;vera@mostik.test;Успех;01.09.2026;15.10.2026 10:30;ромашка;;;",
    "3;Забор;300;Boris Belov;Провал;2026-09-02;2026-09-20;Василёк;;;",
)


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sales(cast):
    pipeline = Pipeline.objects.create(title="Продажи", default=True)
    kinds = [("Новый", "open"), ("Переговоры", "open"), ("Успех", "won"), ("Провал", "lost")]
    for sort, (title, kind) in enumerate(kinds):
        Stage.objects.create(pipeline=pipeline, title=title, kind=kind, sort=sort)
    Product.objects.create(title="Люк")
    return cast


@pytest.fixture
def bring(sales, tmp_path):
    def bring_rows(*rows, by="anna", head=HEAD, dry=False):
        path = tmp_path / "deals.csv"
        path.write_bytes("\n".join([head, *rows, ""]).encode())
        return commands.import_now(by=sales.actor(by), preset="table", path=path, dry_run=dry)

    return bring_rows


def counts(run):
    return run.state, run.total, run.seen, run.made, run.changed, run.same, run.refused


def troubles(run):
    return [(each.row, each.column, each.grade) for each in run.problems.all()]


def test_a_table_comes_in_with_its_clients_and_its_past(bring, sales):
    run = bring(*ROWS)
    assert counts(run) == (RunState.DONE, 3, 3, 3, 0, 0, 0)
    door, window, fence = Deal.objects.order_by("origin_id")
    assert (door.title, door.amount_minor, door.owner, door.stage.title) == ("Дверь", 150050, sales.boris, "Новый")
    assert (door.company.title, door.contact.phone, door.product.title) == ("Ромашка", "+79123456789", "Люк")
    assert (door.note, door.team) == ("Позвонить", sales.north)
    assert (window.owner, window.outcome, clock.business_day(window.closed_at).isoformat()) == (
        sales.vera,
        "won",
        "2026-10-15",
    )
    assert [(stay.stage.title, stay.left_at is None) for stay in window.stays.all()] == [
        ("Новый", False),
        ("Успех", True),
    ]
    assert fence.losses.get().reason.title == "Не указана"
    assert window.company == door.company
    assert Company.objects.count() == 2


def test_the_same_file_again_makes_and_changes_nothing(bring):
    bring(*ROWS)
    before = Entry.objects.count()
    again = bring(*ROWS)
    assert counts(again) == (RunState.DONE, 3, 3, 0, 0, 3, 0)
    assert Entry.objects.count() == before + 1  # the run's own line
    assert (Deal.objects.count(), Company.objects.count(), Contact.objects.count()) == (3, 2, 1)


def test_changed_rows_change_their_deals_and_nothing_else(bring, sales):
    bring(*ROWS)
    Deal.objects.filter(origin_id="1").update(title="Дверь, которую уточнил Борис")
    changed = bring(
        "1;Дверь;1 800;Boris Belov;Новый;01.10.2026;;Ромашка;+7 912 345-67-89;Люк;Позвонить",
        "2;Окно;2000;Boris Belov;Успех;01.09.2026;15.10.2026 10:30;ромашка;;;",
        ROWS[2],
    )
    assert counts(changed) == (RunState.DONE, 3, 3, 0, 2, 1, 0)
    door = Deal.objects.get(origin_id="1")
    assert (door.amount_minor, door.title) == (180000, "Дверь, которую уточнил Борис")
    assert Deal.objects.get(origin_id="2").owner == sales.boris


def test_a_deal_the_file_has_closed_since_is_closed_on_the_files_day(bring):
    bring(*ROWS)
    run = bring("1;Дверь;1 500,50;Boris Belov;Успех;01.10.2026;10.11.2026;Ромашка;+7 912 345-67-89;Люк;Позвонить")
    door = Deal.objects.get(origin_id="1")
    assert (counts(run)[3:], door.outcome) == ((0, 1, 0, 0), "won")
    assert clock.business_day(door.closed_at).isoformat() == "2026-11-10"


def test_an_open_deal_of_the_file_reopens_the_closed_one(bring):
    bring(*ROWS)
    bring("2;Окно;2000;vera@mostik.test;Переговоры;01.09.2026;;ромашка;;;")
    window = Deal.objects.get(origin_id="2")
    assert (window.outcome, window.stage.title) == ("open", "Переговоры")


def test_a_dry_run_writes_nothing_but_its_report(bring):
    run = bring(*ROWS, "4;Печь;x;Nobody;Новый;;;;;;", dry=True)
    assert counts(run) == (RunState.DONE, 4, 4, 3, 0, 0, 1)
    assert run.summary["records"] == {"crm.deal": 3, "crm.company": 2, "crm.contact": 1}
    assert troubles(run) == [(5, "Бюджет", "refused"), (5, "Ответственный", "refused")] or len(troubles(run)) == 2
    assert not (Deal.objects.exists())
    assert not (Company.objects.exists())
    assert not (Imported.objects.exists())
    assert not (Entry.objects.exists())


def test_the_real_run_may_follow_the_trial(bring, sales):
    run = bring(*ROWS, dry=True)
    real = commands.run_import_now(by=sales.actor("anna"), run_id=run.pk)
    assert (counts(real), real.dry) == ((RunState.DONE, 3, 3, 3, 0, 0, 0), False)
    with pytest.raises(Conflict):
        commands.run_import_now(by=sales.actor("anna"), run_id=run.pk)


BAD = (
    "1;Дверь;-5;Boris Belov;Новый;01.10.2026;;;;;",
    "2;Дверь;1;Nobody Here;Новый;01.10.2026;;;;;",
    "3;Дверь;1;Boris Belov;Странный;01.10.2026;;;;;",
    "4;Дверь;1;Boris Belov;Новый;03/04/2026;;;;;",
    "5;Дверь;1;Boris Belov;Успех;01.10.2026;01.09.2026;;;;",
    "6;Дверь;1;Boris Belov;Новый;01.10.2026;;;123;;",
    "7;;1;Boris Belov;Новый;01.10.2026;;;;;",
    f"8;{'Д' * 300};1;Boris Belov;Новый;01.10.2026;;;;;",
    "9;Дверь;1;Semyon Sorokin;Новый;01.10.2026;;;;;",
)


def test_every_wrong_row_is_refused_by_row_and_column_and_the_others_come_in(bring):
    run = bring(*BAD, ROWS[0].replace("1;", "10;", 1))
    assert counts(run) == (RunState.DONE, 10, 10, 1, 0, 0, 9)
    assert troubles(run) == [
        (2, "Бюджет", "refused"),
        (3, "Ответственный", "refused"),
        (4, "Этап сделки", "refused"),
        (5, "Дата создания", "refused"),
        (6, "Дата закрытия", "refused"),
        (7, "Телефон", "refused"),
        (8, "Название сделки", "refused"),
        (9, "Название сделки", "refused"),
        (10, "Ответственный", "refused"),
    ]


def test_the_file_of_refused_rows_can_be_mended_and_loaded_again(bring, sales, tmp_path):
    run = bring(*BAD, "11;=CMD|' /C calc'!A0;1;Nobody;Новый;;;;;;")
    text = "".join(problem_file(viewer=sales.actor("anna"), run_id=run.pk, role="deals"))
    assert "'=CMD" in text
    mended = text.replace(";-5;", ";5;").replace("Nobody Here", "Boris Belov").replace("Nobody", "Vera Volkova")
    path = tmp_path / "mended.csv"
    path.write_text(mended, encoding="utf-8", newline="")
    again = commands.import_now(by=sales.actor("anna"), preset="table", path=path)
    assert (again.made, again.refused, again.total) == (3, 7, 10)
    assert Deal.objects.get(origin_id="11").title == "=CMD|' /C calc'!A0"


def test_an_unknown_name_is_known_after_an_alias_and_only_troubled_rows_are_gone_over(bring, sales):
    run = bring(*ROWS, "4;Печь;10;Борька;Новый;01.10.2026;;;;Люкк;")
    assert (run.made, run.refused) == (3, 1)
    anna = sales.actor("anna")
    names = {each.name: each for each in run_view(viewer=anna, run_id=run.pk).names}
    assert names["Люкк"].likely == Product.objects.get().pk
    commands.add_alias(by=anna, kind=NameKind.OWNER, name="Борька", record_id=sales.boris.pk)
    commands.add_alias(by=anna, kind=NameKind.PRODUCT, name="Люкк", record_id=Product.objects.get().pk)
    again = commands.try_again(by=anna, run_id=run.pk)
    commands.work_off(by=anna, run_id=again)
    run = ImportRun.objects.get(pk=again)
    assert counts(run) == (RunState.DONE, 1, 1, 1, 0, 0, 0)
    stove = Deal.objects.get(origin_id="4")
    assert (stove.owner, stove.product.title) == (sales.boris, "Люк")


def test_a_deal_that_came_in_without_a_product_gets_it_by_an_alias(bring, sales):
    run = bring("4;Печь;10;Boris Belov;Новый;01.10.2026;;;;Люкк;")
    assert (run.made, troubles(run)) == (1, [(2, "Товар", "warned")])
    anna = sales.actor("anna")
    commands.add_alias(by=anna, kind=NameKind.PRODUCT, name="Люкк", record_id=Product.objects.get().pk)
    commands.work_off(by=anna, run_id=commands.try_again(by=anna, run_id=run.pk))
    assert Deal.objects.get().product.title == "Люк"


def test_an_alias_takes_no_record_out_of_reach(sales):
    with pytest.raises(Missing):
        commands.add_alias(by=sales.actor("anna"), kind=NameKind.OWNER, name="Сёма", record_id=sales.semyon.pk)


def test_a_number_that_repeats_is_one_deal_and_is_said(bring):
    run = bring(ROWS[0], ROWS[0].replace("1 500,50", "99"))
    assert counts(run) == (RunState.DONE, 2, 2, 1, 0, 1, 0)
    assert troubles(run) == [(3, "ID", "warned")]
    assert Deal.objects.get().amount_minor == 150050


def test_rows_without_numbers_are_known_again_by_what_they_say(bring):
    head = "Название;Компания;Дата создания;Ответственный"
    rows = ("Дверь;Ромашка;01.10.2026;Boris Belov",) * 2 + ("Окно;Ромашка;01.10.2026;Boris Belov",)
    assert counts(bring(*rows, head=head))[3:] == (3, 0, 0, 0)
    assert counts(bring(*rows, head=head))[3:] == (0, 0, 3, 0)


def test_batches_are_kept_each_for_itself_and_a_cut_off_run_goes_on(bring, sales, monkeypatch):
    monkeypatch.setattr(working, "BATCH", 4)
    rows = [f"{n};Сделка {n};{n};Boris Belov;Новый;01.10.2026;;;;;" for n in range(1, 11)]
    real, batches = working.take_batch, []

    def die_in_the_second(**words):
        batches.append(words["start"])
        if len(batches) == 2:
            raise KeyboardInterrupt
        return real(**words)

    monkeypatch.setattr(working, "take_batch", die_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        bring(*rows)
    run = ImportRun.objects.get()
    assert (run.state, run.seen, Deal.objects.count()) == (RunState.RUNNING, 4, 4)
    monkeypatch.setattr(working, "take_batch", real)
    commands.work_off(by=sales.actor("anna"), run_id=run.pk)
    run.refresh_from_db()
    assert counts(run) == (RunState.DONE, 10, 10, 10, 0, 0, 0)
    assert Deal.objects.count() == 10


def test_a_run_dying_inside_a_batch_leaves_nothing_of_it(bring, sales, monkeypatch):
    monkeypatch.setattr(working, "BATCH", 4)
    rows = [f"{n};Сделка {n};{n};Boris Belov;Новый;01.10.2026;;;;;" for n in range(1, 11)]
    real, batches = working._count, []

    def die_in_the_second(*words):
        batches.append(words)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return real(*words)

    monkeypatch.setattr(working, "_count", die_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        bring(*rows)
    assert (ImportRun.objects.get().seen, Deal.objects.count(), Imported.objects.filter(kind="crm.deal").count()) == (
        4,
        4,
        4,
    )


def test_two_workers_at_one_run_double_nothing(bring, sales, monkeypatch):
    monkeypatch.setattr(working, "BATCH", 4)
    rows = [f"{n};Сделка {n};{n};Boris Belov;Новый;01.10.2026;;;;;" for n in range(1, 11)]
    anna, real = sales.actor("anna"), working.take_batch

    def the_other_was_quicker(**words):
        real(**words)
        return real(**words)

    monkeypatch.setattr(working, "take_batch", the_other_was_quicker)
    run = bring(*rows)
    assert (run.seen, Deal.objects.count()) == (4, 4)
    monkeypatch.setattr(working, "take_batch", real)
    commands.work_off(by=anna, run_id=run.pk)
    assert (ImportRun.objects.get().seen, Deal.objects.count()) == (10, 10)


def test_a_cancelled_run_stops_between_batches_and_may_go_on(bring, sales, monkeypatch):
    monkeypatch.setattr(working, "BATCH", 4)
    rows = [f"{n};Сделка {n};{n};Boris Belov;Новый;01.10.2026;;;;;" for n in range(1, 11)]
    anna, real = sales.actor("anna"), working.take_batch

    def then_cancel(**words):
        taken = real(**words)
        if words["start"] == 4:
            commands.cancel_import(by=anna, run_id=words["run_id"])
        return taken

    monkeypatch.setattr(working, "take_batch", then_cancel)
    run = bring(*rows)
    assert (run.state, run.seen, Deal.objects.count()) == (RunState.CANCELLED, 8, 8)
    monkeypatch.setattr(working, "take_batch", real)
    commands.continue_import(by=anna, run_id=run.pk)
    commands.work_off(by=anna, run_id=run.pk)
    assert counts(ImportRun.objects.get())[:4] == (RunState.DONE, 10, 10, 10)


def test_an_undone_run_leaves_no_deal_and_no_client(bring, sales):
    run = bring(*ROWS)
    anna = sales.actor("anna")
    commands.undo_import(by=anna, run_id=run.pk)
    commands.undo_all(by=anna, run_id=run.pk)
    run.refresh_from_db()
    live = [model.objects.filter(removed_at__isnull=True).count() for model in (Deal, Company, Contact)]
    assert (run.state, live) == (RunState.UNDONE, [0, 0, 0])
    assert run.summary["removed"] == {"crm.deal": 3, "crm.contact": 1, "crm.company": 2}
    with pytest.raises(Conflict):
        commands.undo_import(by=anna, run_id=run.pk)


def test_what_people_touched_since_is_kept_and_told(bring, sales):
    run = bring(*ROWS)
    anna = sales.actor("anna")
    Deal.objects.filter(origin_id="1").update(version=1)
    commands.undo_import(by=anna, run_id=run.pk)
    commands.undo_all(by=anna, run_id=run.pk)
    run.refresh_from_db()
    assert run.summary["kept"] == {"crm.deal": 1, "crm.contact": 1, "crm.company": 1}
    assert Deal.objects.get(removed_at__isnull=True).company.title == "Ромашка"


def test_a_run_taken_back_can_be_imported_again(bring, sales):
    anna = sales.actor("anna")
    run = bring(*ROWS)
    commands.undo_import(by=anna, run_id=run.pk)
    commands.undo_all(by=anna, run_id=run.pk)
    assert counts(bring(*ROWS))[3:] == (3, 0, 0, 0)


def test_taking_a_run_back_asks_a_bounded_number_of_times(bring, sales, django_assert_max_num_queries):
    anna = sales.actor("anna")
    rows = [f"{n};Сделка {n};{n};Boris Belov;Новый;01.10.2026;;;;;" for n in range(1, 201)]
    run = bring(*rows)
    commands.undo_import(by=anna, run_id=run.pk)
    with django_assert_max_num_queries(120):
        commands.undo_all(by=anna, run_id=run.pk)
    assert not Deal.objects.filter(removed_at__isnull=True).exists()


def test_a_started_run_is_worked_off_by_the_workers(sales, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_bytes("\n".join([HEAD, *ROWS]).encode())
    anna = sales.actor("anna")
    run_id = commands.new_run(by=anna, preset="table", uploads=[("deals.csv", path)])
    commands.start_import(by=anna, run_id=run_id)
    with pytest.raises(Conflict):
        commands.start_import(by=anna, run_id=run_id)
    assert outbox.run_due() == 1
    assert (ImportRun.objects.get().state, Deal.objects.count()) == (RunState.DONE, 3)
    assert set(Effect.objects.values_list("state", flat=True)) == {"done"}


def test_a_long_run_is_worked_off_in_parts(bring, sales, tmp_path, monkeypatch):
    from mostik.crm import tasks

    monkeypatch.setattr(working, "BATCH", 1)
    monkeypatch.setattr(tasks, "PART_SECONDS", -1)
    path = tmp_path / "deals.csv"
    path.write_bytes("\n".join([HEAD, *ROWS]).encode())
    anna = sales.actor("anna")
    run_id = commands.new_run(by=anna, preset="table", uploads=[("deals.csv", path)])
    commands.start_import(by=anna, run_id=run_id)
    parts = 0
    while outbox.run_due(most=1):
        parts += 1
        assert parts < 10
    assert (ImportRun.objects.get().state, Deal.objects.count(), parts) == (RunState.DONE, 3, 4)


def test_a_run_whose_file_is_gone_fails_in_words(sales, settings, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_bytes("\n".join([HEAD, *ROWS]).encode())
    anna = sales.actor("anna")
    run_id = commands.new_run(by=anna, preset="table", uploads=[("deals.csv", path)])
    commands.start_import(by=anna, run_id=run_id)
    for each in (settings.MEDIA_ROOT / "imports").iterdir():
        each.unlink()
    outbox.run_due()
    run = ImportRun.objects.get()
    assert (run.state, bool(run.error)) == (RunState.FAILED, True)


def test_the_mapping_is_remembered_for_the_same_columns(bring, sales, tmp_path):
    anna = sales.actor("anna")
    path = tmp_path / "deals.csv"
    path.write_bytes("Что;Кто;Сколько\nДверь;Boris Belov;5\n".encode())
    first = commands.new_run(by=anna, preset="table", uploads=[("deals.csv", path)])
    commands.map_columns(by=anna, run_id=first, mapping={0: "title", 1: "owner", 2: "amount"}, options={"origin": "x"})
    commands.run_import_now(by=anna, run_id=first)
    path.write_bytes("Сколько;Что;Кто\n7;Окно;Boris Belov\n".encode())
    second = commands.new_run(by=anna, preset="table", uploads=[("deals.csv", path)])
    assert ImportRun.objects.get(pk=second).mapping == {"0": "amount", "1": "title", "2": "owner"}


@pytest.mark.parametrize("mapping", [{0: "title", 1: "title"}, {0: "amount"}, {0: "nonsense"}, {9: "title"}, {}])
def test_a_mapping_that_makes_no_sense_is_refused(sales, tmp_path, mapping):
    path = tmp_path / "deals.csv"
    path.write_bytes("Что;Кто\nДверь;Boris Belov\n".encode())
    run_id = commands.new_run(by=sales.actor("anna"), preset="table", uploads=[("deals.csv", path)])
    with pytest.raises(Invalid):
        commands.map_columns(by=sales.actor("anna"), run_id=run_id, mapping=mapping, options={})


def test_a_manager_imports_nothing_and_another_heads_run_does_not_exist(bring, sales):
    run = bring(*ROWS)
    with pytest.raises(Denied):
        commands.undo_import(by=sales.actor("boris"), run_id=run.pk)
    other = sales.actor("anna")
    stranger = type(other)(**{**other.__dict__, "id": sales.gleb.pk})
    for write in (commands.undo_import, commands.cancel_import, commands.continue_import, commands.try_again):
        with pytest.raises(Missing):
            write(by=stranger, run_id=run.pk)


def test_a_stranger_cannot_be_given_deals(bring):
    run = bring("1;Дверь;1;Dina Dubova;Новый;01.10.2026;;;;;")
    assert troubles(run) == [(2, "Ответственный", "refused")]


def test_deals_of_somebody_who_left_come_in_with_their_past(bring, sales):
    type(sales.vera).objects.filter(pk=sales.vera.pk).update(is_active=False, left_on=clock.today() - timedelta(days=9))
    run = bring(*ROWS)
    assert (run.made, run.refused) == (3, 0)


def test_the_report_says_it_all_in_lines(bring, sales):
    run = bring(*ROWS, "4;Печь;10;Борька;Новый;01.10.2026;;;;Люкк;")
    lines = report_lines(viewer=sales.actor("anna"), run_id=run.pk)
    assert lines[1] == "rows: 4 of 4; new 3, changed 0, same 0, refused 1"
    assert "unknown owner “Борька”: 1 rows were refused" in lines


def test_the_reason_not_stated_is_made_once(bring):
    bring(*ROWS)
    bring(*ROWS)
    assert LossReason.objects.filter(title__in=["Не указана", "Not stated"]).count() == 1
