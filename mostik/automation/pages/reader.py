"""The language model on screen: whether it works, what it reads, connecting, checking, switching on and off."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mostik.automation.adapters.completions import Line
from mostik.automation.commands import reader as commands
from mostik.automation.forms.reader import ReaderForm
from mostik.automation.models import Reading
from mostik.automation.queries import reader as queries
from mostik.automation.rules.dialogues.reader import SAMPLE, reading_of, sample
from mostik.automation.terms import OUTCOMES, Outcome, Tool
from mostik.kernel.refusals import Refusal
from mostik.web import tables
from mostik.web.answers import done
from mostik.web.asking import ask, sent

TONES = {Outcome.FAILED: "bad", Outcome.REFUSED: "warn", Outcome.ANSWER: "good", Outcome.PREPARED: "good"}


def _badge(row: Reading) -> tables.Badge:
    return tables.Badge(gettext_lazy(OUTCOMES[Outcome(row.outcome)]), TONES.get(Outcome(row.outcome), "neutral"))


TABLE = tables.Table(
    code="readings",
    columns=(
        tables.Column(
            key="robot",
            title=gettext_lazy("Text robot"),
            value=lambda row: row.talk.dialogue.title,
            main=True,
            url=lambda row: reverse("automation:talk", args=[row.talk_id]),
        ),
        tables.Column(key="outcome", title=gettext_lazy("What became of it"), value=_badge, kind="badge"),
        tables.Column(key="at", title=gettext_lazy("When"), value=lambda row: row.at, kind="moment", sort=("at", "pk")),
        tables.Column(
            key="took", title=gettext_lazy("Took, ms"), value=lambda row: row.took, kind="number", sort=("took",)
        ),
        tables.Column(
            key="tokens",
            title=gettext_lazy("Tokens"),
            value=lambda row: row.tokens,
            kind="number",
            sort=("tokens",),
            hide_on_phone=True,
        ),
    ),
    filters=(
        tables.choice_filter(
            "outcome",
            gettext_lazy("What became of it"),
            [(str(each), gettext_lazy(words)) for each, words in OUTCOMES.items()],
            apply=lambda rows, value: rows.filter(outcome=value),
        ),
        tables.day_range_filter("on", gettext_lazy("When"), "at__date"),
    ),
    default_sort="-at",
    export_needs="",
    empty_title=gettext_lazy("Nothing read yet"),
    empty_text=gettext_lazy("It is asked when a text robot that may use it does not understand a client."),
)


def reader(request: HttpRequest) -> HttpResponseBase:
    """Show the language model, its figures and its last readings."""
    found = queries.figures(viewer=request.actor)
    context = {
        "row": queries.reader(viewer=request.actor),
        "figures": found,
        "counts": [(gettext_lazy(OUTCOMES[each]), count, str(each)) for each, count in found.counts],
    }
    rows = queries.reading_rows(viewer=request.actor)
    return tables.answer(request, "automation/reader/card.html", TABLE, rows, context)


def reader_edit(request: HttpRequest) -> HttpResponse:
    """Connect a language model once it has answered, or change the one connected."""
    row = queries.reader(viewer=request.actor)
    form = ReaderForm(sent(request), row=row)

    def act() -> None:
        said = form.cleaned_data
        _checked(commands.drafted(request.actor, url=said["url"], model=said["model"], key=said["key"]))
        commands.connect_reader(by=request.actor, **said)

    words = {
        "title": _("The language model") if row else _("Connect a language model"),
        "submit": _("Check and save"),
        "address": request.path,
    }
    return ask(request, form, words, act, lambda: _back(request, _("It answers. Saved.")))


def reader_check(request: HttpRequest) -> HttpResponse:
    """Let the model read a phrase of ours and tell what it made of it."""
    try:
        said = _checked(queries.line_of(queries.the_reader(viewer=request.actor)))
    except Refusal as refusal:
        said = refusal.text(_)
    return _back(request, said)


def reader_on(request: HttpRequest) -> HttpResponse:
    """Let it read from now on."""
    commands.switch_reader(by=request.actor, on=True)
    return _back(request, _("It reads what text robots that may use it do not understand."))


def reader_off(request: HttpRequest) -> HttpResponse:
    """Let nothing go to it any more."""
    commands.switch_reader(by=request.actor, on=False)
    return _back(request, _("Switched off: nothing goes there."))


def reader_remove(request: HttpRequest) -> HttpResponse:
    """Forget it with its key."""
    commands.remove_reader(by=request.actor)
    return _back(request, _("The language model and its key are forgotten."))


def _checked(line: Line) -> str:
    found = reading_of(line.ask(sample()))
    if found.tool is Tool.ANSWER:
        return _("It works: from “{phrase}” it read {value}.").format(phrase=SAMPLE, value=found.value)
    return _("It answers, but did not read “{phrase}”. A larger model may.").format(phrase=SAMPLE)


def _back(request: HttpRequest, words: str) -> HttpResponse:
    return done(request, reverse("automation:reader"), words)
