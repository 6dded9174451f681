"""A letter about a deal being written: kept as it is typed, with files, as an answer, looked at as its client will."""

from typing import Any, Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.channels.commands import drafts
from mostik.channels.commands import letters as commands
from mostik.channels.forms.letters import LetterForm
from mostik.channels.models import LetterDraft
from mostik.channels.queries import drafts as queries
from mostik.channels.queries.whereabouts import whereabouts_of_deal
from mostik.channels.terms import Purpose
from mostik.core.files import LARGEST
from mostik.core.ways import Enclosed
from mostik.crm.queries.letters import draft_about, mail_templates
from mostik.kernel.refusals import Refusal
from mostik.people.queries.people import hold_of
from mostik.web.answers import Undo, stay
from mostik.web.asked import number_in, numbers_in
from mostik.web.asking import ask, sent

TYPED: Final = ("subject", "text", "cc", "bcc", "offer")


def letter_write(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Write to the client of a deal: freely, from a template, as an answer, or on from where one stopped."""
    row = _kept(request, deal_id) if request.method == "POST" else queries.draft_of(deal_id, viewer=request.actor)
    hold, numbers = hold_of(viewer=request.actor), []
    to = draft_about(deal_id, None, viewer=request.actor).to
    form = _form(request, deal_id, _begun(request, deal_id, row))

    def write() -> None:
        said = form.cleaned_data
        _enclose(request, deal_id)
        numbers.append(
            commands.write_letter(
                by=request.actor,
                deal_id=deal_id,
                subject=said["subject"],
                text=said["text"],
                key=f"hand:{said['key']}",
                enclosed=queries.enclosed_of(row, viewer=request.actor) if row else (),
                purpose=Purpose.OFFERS if said["offer"] else Purpose.SERVICE,
                cc=said["cc"],
                bcc=said["bcc"],
                hold=hold,
            )
        )
        drafts.drop_draft(by=request.actor, deal_id=deal_id)

    address = letter_address(deal_id)
    words = {"title": _("A letter to the client"), "to": to, "address": address}
    words |= {"there": whereabouts_of_deal(deal_id, viewer=request.actor), "row": row, **_files(request, row, deal_id)}
    return ask(
        request,
        form,
        {**words, "submit": _("Send")},
        write,
        lambda: stay(_("The letter is on its way."), refresh="letters", undo=undo_of(numbers[0], hold)),
        template="channels/letters/write.html",
    )


def undo_of(number: int, hold: int, *, place: str = "") -> Undo | None:
    """Return the way back of a sending that waits so many seconds; ``place`` says where its words go back to."""
    url = reverse("channels:letter_back", args=[number])
    return Undo(f"{url}?{place}" if place else url, hold) if hold else None


def letter_address(deal_id: int) -> str:
    """Return where a letter about a deal is written."""
    return reverse("channels:letter_write", args=[deal_id])


def letter_keep(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Keep what is typed and the files put in, and show the files."""
    row, wrong = _kept(request, deal_id), ""
    try:
        _enclose(request, deal_id)
        if (number := number_in(request.POST.get("drop", ""))) is not None:
            drafts.take_out_of_draft(by=request.actor, deal_id=deal_id, file_id=number)
    except Refusal as refusal:
        wrong = refusal.text(_)
    return render(request, "channels/letters/_files.html", {"wrong": wrong, **_files(request, row, deal_id)})


def letter_preview(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Show the letter as the client will see it; it is kept meanwhile."""
    row = _kept(request, deal_id)
    names = [each.title for each in queries.files_of_draft(row, viewer=request.actor)]
    names += [each.title for each in queries.files_of_deal(deal_id, viewer=request.actor) if each.pk in row.picked]
    to = draft_about(deal_id, None, viewer=request.actor).to
    return render(request, "channels/letters/_preview.html", {"row": row, "to": to, "names": names})


def _kept(request: HttpRequest, deal_id: int) -> LetterDraft:
    picked = list(numbers_in(request.POST.getlist("picked")))
    said = {name: request.POST.get(name, "") for name in TYPED}
    drafts.keep_draft(by=request.actor, deal_id=deal_id, said=said, picked=picked)
    row = queries.draft_of(deal_id, viewer=request.actor)
    assert row is not None
    return row


def _enclose(request: HttpRequest, deal_id: int) -> None:
    came = [
        Enclosed(title=each.name or "file", content_type=each.content_type or "", content=each.read(LARGEST + 1))
        for each in request.FILES.getlist("files")
    ]
    if came:
        drafts.enclose_in_draft(by=request.actor, deal_id=deal_id, enclosed=came)


def _begun(request: HttpRequest, deal_id: int, row: LetterDraft | None) -> dict[str, Any]:
    """Return what the form begins with: an answer, a template, else what was typed before."""
    begun: dict[str, Any] = {"key": uuid4().hex}
    if row:
        begun |= {name: getattr(row, name) for name in (*TYPED, "picked")}
    if template := request.GET.get("template", ""):
        draft = draft_about(deal_id, number_in(template), viewer=request.actor)
        begun |= {"template": template, "subject": draft.subject, "text": draft.text}
    if (number := number_in(request.GET.get("answers", ""))) is not None:
        answer = queries.answer_to(number, viewer=request.actor, everybody="all" in request.GET)
        begun |= {"subject": answer.subject, "cc": answer.cc or begun.get("cc", "")}
        begun["text"] = (begun.get("text") or "") if row and row.subject == answer.subject else answer.text
    return begun


def _form(request: HttpRequest, deal_id: int, begun: dict[str, Any]) -> LetterForm:
    known = [(each.pk, each.title) for each in queries.files_of_deal(deal_id, viewer=request.actor)]
    return LetterForm(sent(request), initial=begun, templates=mail_templates(viewer=request.actor), files=known)


def _files(request: HttpRequest, row: LetterDraft | None, deal_id: int) -> dict[str, Any]:
    """Return the files of a draft and where things are kept, as the form shows them."""
    return {
        "files": queries.files_of_draft(row, viewer=request.actor) if row else [],
        "keep": reverse("channels:letter_keep", args=[deal_id]),
        "look": reverse("channels:letter_preview", args=[deal_id]),
    }
