"""The score: what it says of a deal on its card; how good it is, what weighs in it, its versions."""

from math import exp
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.analysis.commands.score import ask_score
from mostik.analysis.pages import score_words
from mostik.analysis.pages.asked import address
from mostik.analysis.pages.score_words import BANDS, FEATURES, Values, in_order
from mostik.analysis.queries.score import (
    ScoreView,
    deal_score,
    last_attempt,
    newest_score,
    score_history,
    score_model,
)
from mostik.analysis.queries.score_past import MOST_DEALS
from mostik.analysis.rules.score_models import LEAST_DEALS
from mostik.analysis.rules.scoring import Model
from mostik.core.actors import Actor
from mostik.crm.queries.chances import chance_tenths
from mostik.web import charts, formats
from mostik.web.answers import done
from mostik.web.components.registry import render as piece
from mostik.web.tables import Column, grid

TENTHS = range(10)


def show_score(request: HttpRequest) -> HttpResponse:
    """Show how good the score is, what weighs in it, its versions; what it still lacks where there is too little."""
    viewer = request.actor
    score, attempt, model = newest_score(viewer=viewer), last_attempt(viewer=viewer), score_model(viewer=viewer)
    context: dict[str, Any] = {
        "score": score,
        "attempt": attempt,
        "lacks": attempt and not attempt.judged_on,
        "least": LEAST_DEALS,
        "most": MOST_DEALS,
        "learns": viewer.may("analysis.learn_score"),
    }
    if score and model:
        context |= {"open": _open(viewer), "weights": grid(_weight_columns(), _weights(model, Values(model, viewer)))}
    if score and score.judged_on:
        history = grid(_history_columns(), score_history(viewer=viewer))
        context |= {"figures": _figures(score), "curve": _curve(score), "history": history}
    return render(request, "analysis/score.html", context)


def ask_learning(request: HttpRequest) -> HttpResponse:
    """Have the score learnt anew."""
    ask_score(by=request.actor)
    return done(request, reverse("analysis:score"), _("The score is being learnt: look again in a minute"))


def show_deal_score(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Say how likely a deal is won and why: a panel of its card."""
    found = deal_score(deal_id, viewer=request.actor)
    none = None if found or newest_score(viewer=request.actor) else last_attempt(viewer=request.actor)
    context: dict[str, Any] = {"found": found, "none": none, "least": LEAST_DEALS}
    if found:
        words, tone = BANDS[found.band]
        values = Values(found.model, request.actor)
        context |= {
            "chance": formats.percent(found.chance, 0),
            "share": found.chance,
            "average": formats.percent(found.by.average, 0),
            "band": words,
            "tone": tone,
            "reasons": score_words.reasons(found.whys, values),
        }
    return render(request, "analysis/score_deal.html", context)


def _figures(score: ScoreView) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Tells apart"),
            "value": formats.percent(score.auc, 1),
            "plan": _("of pairs of a deal won and one not: the won one had the higher chance; by guess 50"),
        },
        {
            "label": _("Misses by"),
            "value": formats.points(score.error).removeprefix("+"),
            "plan": _("on average between the chance said and the share that came, in tenths"),
        },
        {
            "label": _("Brier's score"),
            "value": formats.number(round(score.brier, 3)),
            "plan": _("the average said to all would have %(plain)s; 0 is perfect")
            % {"plain": formats.number(round(score.average * (1 - score.average), 3))},
        },
        {
            "label": _("Learnt from deals"),
            "value": formats.number(score.deals),
            "plan": _("%(won)s of them won; from %(first)s to %(last)s")
            % {
                "won": formats.number(score.won),
                "first": formats.day(score.first_on),
                "last": formats.day(score.last_on),
            },
        },
    ]


def _curve(score: ScoreView) -> charts.Chart:
    """Return said against came, tenth by tenth."""
    said, came = [each[1] for each in score.bins], [each[2] for each in score.bins]
    return charts.Chart(
        kind="line",
        title=_("Said and came"),
        categories=[formats.percent(each, 0) for each in said],
        series=[
            charts.Series(_("Came true"), came, area=True),
            charts.Series(_("Said"), said, tone="neutral", dashed=True),
        ],
        unit="%",
        notes=[_("%(count)s moments") % {"count": formats.number(count)} for count, _said, _came in score.bins],
        category_title=_("Chance said"),
    )


def _open(viewer: Actor) -> charts.Chart:
    """Return how many open deals within reach have what chance, each bar opening its deals."""
    counted = chance_tenths(viewer=viewer)
    names = [f"{10 * at}–{10 * (at + 1)}" + " %" for at in TENTHS]
    ends = [{"chance_from": str(10 * at), "chance_to": "100" if at == 9 else f"{10 * at + 9}.9"} for at in TENTHS]
    links = [address(reverse("crm:deal_list"), {"outcome": "open", "sort": "-chance", **each}) for each in ends]
    series = charts.Series(_("Open deals"), [counted.get(at, 0) for at in TENTHS])
    return charts.bars(_("Open deals by chance"), names, [series], links=links)


def _weights(model: Model, values: Values) -> list[dict[str, Any]]:
    """Return every value there is a weight for, as what it makes of the average chance."""
    rows = []
    for feature in model.features:
        for value, weight in in_order(feature):
            points = 1 / (1 + exp(-model.base - weight)) - model.average
            title = FEATURES.get(feature.name, feature.name)
            rows.append({"title": title, "value": values.said(feature.name, value), "points": points})
    return rows


def _weight_columns() -> list[Column]:
    def points(row: dict[str, Any]) -> Any:
        tone = "good" if row["points"] > 0.005 else "bad" if row["points"] < -0.005 else "neutral"
        return piece("delta", text=formats.points(row["points"], 0), tone=tone)

    return [
        Column(key="title", title=_("What is known"), value=lambda row: row["title"], main=True),
        Column(key="value", title=_("Value"), value=lambda row: row["value"]),
        Column(key="points", title=_("Changes the average chance by"), value=points),
    ]


def _history_columns() -> list[Column]:
    return [
        Column(key="number", title=_("Version"), value=lambda row: f"№ {row.number}", main=True),
        Column(key="made", title=_("Learnt"), value=lambda row: row.made_at, kind="moment"),
        Column(key="deals", title=_("Deals"), value=lambda row: row.deals, kind="number"),
        Column(key="won", title=_("Won"), value=lambda row: row.won, kind="number"),
        Column(key="horizon", title=_("Days ahead"), value=lambda row: row.horizon, kind="number"),
        Column(key="auc", title=_("Tells apart"), value=lambda row: round(row.auc, 3), kind="percent"),
        Column(key="error", title=_("Misses by"), value=lambda row: formats.points(row.error).removeprefix("+")),
        Column(key="brier", title=_("Brier's score"), value=lambda row: formats.number(round(row.brier, 3))),
    ]
