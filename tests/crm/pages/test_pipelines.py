"""The pipelines editor over HTTP."""

import pytest

from mostik.crm.models import Channel, LossReason, Pipeline, Stage
from tests.crm.pages.test_deals import HTMX, anna, boris, errors, url  # noqa: F401 - fixtures


def test_editor_shows_stages_with_both_probabilities(anna, cast, pipeline, deal_of, django_assert_max_num_queries):  # noqa: F811
    for stage in ("won", "proposal", "proposal"):
        deal_of(cast.boris, stage=stage)
    Stage.objects.filter(pk=pipeline["proposal"].id).update(checklist=["КП отправлено"], required_fields=["amount"])
    with django_assert_max_num_queries(14):
        page = anna.get(url("pipelines")).content.decode()
    for words in ("Встреча проведена", "КП отправлено", "Цена"):
        assert words in page
    lead = anna.get(url("pipelines")).context["pipelines"][0].lines[0]
    assert (lead.measured.entered, lead.measured.won) == (3, 1)
    assert round(lead.measured.probability, 4) == round((1 + 20 * lead.stated) / 23, 4)


def test_editor_is_for_those_who_may(boris, pipeline):  # noqa: F811
    assert boris.get(url("pipelines")).status_code == 403


def test_stage_is_added_changed_ordered_and_removed(anna, cast, pipeline, deal_of):  # noqa: F811
    sent = {"title": "Проба", "kind": "open", "probability": "30", "checklist": " раз \n\nдва\nраз"}
    anna.post(url("stage_add") + f"?pipeline={pipeline.id}", sent)
    stage = Stage.objects.get(title="Проба")
    assert stage.checklist == ["раз", "два"]
    changed = {**sent, "version": 0, "warn_days": "9", "norm_days": "2"}
    answer = anna.post(url("stage_edit") + f"?stage={stage.pk}", changed, **HTMX)
    assert (answer.status_code, set(errors(answer))) == (422, {"warn_days"})
    order = {"card": stage.pk, "column": pipeline.id, "before": pipeline["qualified"].id}
    assert anna.post(url("stage_order"), order, **HTMX).status_code == 204
    titles = list(Stage.objects.filter(archived_at__isnull=True).values_list("title", flat=True))
    assert titles[:3] == ["Новая заявка", "Проба", "Квалификация"]
    assert anna.post(url("stage_remove") + f"?stage={stage.pk}", {}).status_code == 302
    deal = deal_of(cast.boris, stage="qualified")
    address = url("stage_remove") + f"?stage={pipeline['qualified'].id}"
    assert set(errors(anna.post(address, {}, **HTMX))) == {"to_stage"}
    anna.post(address, {"to_stage": pipeline["meeting"].id})
    deal.refresh_from_db()
    assert deal.stage_id == pipeline["meeting"].id


def test_stage_dragged_into_another_pipeline_is_returned(anna, pipeline):  # noqa: F811
    anna.post(url("pipeline_add"), {"title": "Тендеры", "currency": "USD"})
    other = Pipeline.objects.get(title="Тендеры")
    sent = {"card": pipeline["lead"].id, "column": other.pk}
    assert anna.post(url("stage_order"), sent, **HTMX).status_code == 409
    anna.post(url("pipeline_edit") + f"?pipeline={other.pk}", {"title": "Торги", "version": 0})
    anna.post(url("pipeline_archive"), {"pipeline": other.pk})
    other.refresh_from_db()
    assert (other.title, other.archived_at is not None) == ("Торги", True)
    assert url("pipeline_restore") in anna.get(url("pipelines")).content.decode()
    anna.post(url("pipeline_restore"), {"pipeline": other.pk})
    other.refresh_from_db()
    assert other.archived_at is None


@pytest.mark.parametrize("name", ["stage_edit", "stage_remove", "pipeline_edit", "book_edit", "book_add"])
def test_dialog_that_names_nothing_says_so(anna, pipeline, name):  # noqa: F811
    assert anna.get(url(name), **HTMX).status_code == 422


def test_books_are_kept(anna, pipeline):  # noqa: F811
    anna.post(url("book_add") + "?book=channel", {"title": "Сайт"})
    channel = Channel.objects.get()
    anna.post(url("book_edit") + f"?book=channel&record={channel.pk}", {"title": "Наш сайт"})
    channel.refresh_from_db()
    assert (channel.title, channel.active) == ("Наш сайт", False)
    answer = anna.post(url("book_add") + "?book=reason", {"title": "Цена", "group": "price"}, **HTMX)
    assert (answer.status_code, set(errors(answer))) == (422, {"title"})
    assert LossReason.objects.filter(title="Цена").count() == 1
