"""Screens of papers: made in two presses, sent by link, opened and accepted by the client, nothing internal shown."""

import re

import pytest
from django.urls import reverse

from mostik.core import clock, outbox
from mostik.core.actors import SYSTEM
from mostik.crm.commands.documents.links import make_link, revoke_link
from mostik.crm.commands.templates import add_version
from mostik.crm.models import Contact, Deal, Document, DocumentLink, Edition, Rendering, Seller, Template
from mostik.kernel.money import Money
from tests.crm.adapters.test_docx import written
from tests.crm.papers import draft, issued, rendered, seller
from tests.crm.stage import company, deal

FRAGMENT = {"HX-Request": "true"}
CANARY = "Zimorodok7"


@pytest.fixture
def sign_in(client):
    def enter(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


def url(name, *args):
    return reverse(f"crm:{name}", args=args)


def words(answer):
    return answer.content.decode().replace("\u00a0", " ")


def asked(answer) -> dict:
    """Return what a form offers, as a browser would send it back."""
    form = answer.context["form"]
    return {bound.name: ("" if bound.value() is None else bound.value()) for bound in form}


def test_an_invoice_is_made_in_two_presses(cast, sign_in):
    seller()
    draft(cast.boris)
    row, boris = deal(cast.boris, "Насос", rub=122_000, company=company(cast.boris, "АО «Волга»")), sign_in(cast.boris)
    panel = words(boris.get(url("deal_documents", row.pk)))
    assert url("document_add", row.pk, "invoice") in panel
    dialog = boris.get(url("document_add", row.pk, "invoice"), headers=FRAGMENT)
    answer = boris.post(url("document_add", row.pk, "invoice"), asked(dialog), headers=FRAGMENT)
    paper = Document.objects.get(deal=row)
    assert answer.headers["HX-Redirect"] == url("document", paper.pk)
    assert (paper.status, paper.amount) == ("issued", Money.of(122_000))

    # The files are made by the worker; the card shows how far they are, then the pages.
    assert url("document_progress", paper.pk) in words(boris.get(url("document", paper.pk)))
    assert boris.get(url("document_progress", paper.pk), headers=FRAGMENT).status_code == 200
    while outbox.run_due():
        pass
    assert boris.get(url("document_progress", paper.pk), headers=FRAGMENT).headers["HX-Redirect"]
    card = words(boris.get(url("document", paper.pk)))
    assert url("document_page", paper.pk, 1) in card
    assert b"".join(boris.get(url("document_pdf", paper.pk)).streaming_content).startswith(b"%PDF-")
    assert b"".join(boris.get(url("document_docx", paper.pk)).streaming_content).startswith(b"PK")
    assert b"".join(boris.get(url("document_page", paper.pk, 1)).streaming_content).startswith(b"\x89PNG")
    assert boris.get(url("document_page", paper.pk, 99)).status_code == 404


def test_without_a_company_or_template_the_dialog_says_what_to_do(cast, sign_in):
    row = deal(cast.boris)
    answer = words(
        sign_in(cast.boris).get(url("document_add", row.pk, "invoice"), headers={**FRAGMENT, "Accept-Language": "en"})
    )
    assert url("document_setup") not in answer
    anna = words(sign_in(cast.anna).get(url("document_add", row.pk, "invoice"), headers=FRAGMENT))
    assert url("document_setup") in anna


def test_a_draft_is_changed_previewed_issued_and_removed(cast, sign_in):
    paper, boris = draft(cast.boris, "proposal"), sign_in(cast.boris)
    form = asked(boris.get(url("document_edit", paper.pk), headers=FRAGMENT))
    boris.post(url("document_edit", paper.pk), {**form, "terms": "Оплата по факту"}, headers=FRAGMENT)
    paper.refresh_from_db()
    assert paper.extra == {"terms": "Оплата по факту"}
    assert "data:image/png;base64," in words(boris.get(url("document_preview", paper.pk)))
    late = boris.post(url("document_edit", paper.pk), {**form, "dated_on": "x"}, headers=FRAGMENT)
    assert late.status_code == 422
    boris.post(url("document_remove", paper.pk))
    assert url("document_restore", paper.pk) in words(boris.get(url("deal_documents", paper.deal_id)))
    boris.post(url("document_restore", paper.pk))
    boris.post(url("document_issue", paper.pk))
    paper.refresh_from_db()
    assert paper.status == "issued"


def test_an_edition_keeps_what_it_was_made_from(cast, sign_in):
    paper, boris = rendered(cast.boris), sign_in(cast.boris)
    Deal.objects.filter(pk=paper.deal_id).update(amount_minor=50_000_00)
    first = Edition.objects.get()
    form = asked(boris.get(url("document_remake", paper.pk), headers=FRAGMENT))
    boris.post(url("document_remake", paper.pk), form, headers=FRAGMENT)
    paper.refresh_from_db()
    assert paper.amount == Money.of(50_000)
    second, kept = Edition.objects.all()
    assert (kept.pk, kept.values["document.amount"].replace("\u00a0", " ")) == (first.pk, "100 000,00")
    assert second.values["document.amount"].replace("\u00a0", " ") == "50 000,00"
    assert second.values["document.number"] == kept.values["document.number"] == paper.number
    assert Rendering.objects.count() == 2
    # Made anew without a change, the content is the same: its files are not made a second time.
    boris.post(url("document_remake", paper.pk), {**form, "version": ""}, headers=FRAGMENT)
    assert (Edition.objects.count(), Rendering.objects.count()) == (3, 2)


def test_a_client_opens_a_link_accepts_and_everything_is_told(cast, sign_in, client):
    paper = rendered(cast.boris, "proposal")
    answer = sign_in(cast.boris).post(url("document_link", paper.pk), {"days": "30"}, headers=FRAGMENT)
    token = re.search(r"/d/([\w-]{40,})/", words(answer))[1]
    assert token not in str(list(DocumentLink.objects.values()))
    assert answer.headers["Cache-Control"] == "no-store"
    client.logout()
    page = client.get(url("public_document", token), headers={"Accept-Language": "en"})
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "Предложение № КП-2026-0001" in words(page)
    assert "noindex" in page.headers["X-Robots-Tag"]
    paper.refresh_from_db()
    assert paper.viewed_at is None  # a messenger's preview is no view
    client.post(url("public_seen", token))
    client.post(url("public_seen", token))
    assert b"".join(client.get(url("public_page", token, 1)).streaming_content).startswith(b"\x89PNG")
    assert b"".join(client.get(url("public_pdf", token)).streaming_content).startswith(b"%PDF-")
    assert client.post(url("public_accept", token), {"edition": "1", "who": " "}).status_code == 422
    assert client.post(url("public_accept", token), {"edition": "9", "who": "Иван"}).status_code == 422
    client.post(url("public_accept", token), {"edition": "1", "who": "Иван Петров, директор"})
    paper.refresh_from_db()
    assert (paper.status, paper.accepted_by) == ("accepted", "Иван Петров, директор")
    assert DocumentLink.objects.get().views == 2
    assert client.post(url("public_accept", token), {"edition": "1", "who": "Ещё раз"}).status_code == 409
    card = words(sign_in(cast.boris).get(url("deal", paper.deal_id)))
    assert "Иван Петров, директор" in card


def test_an_invoice_is_marked_paid_and_not_paid_after_all(cast, sign_in):
    paper, boris = issued(cast.boris), sign_in(cast.boris)
    for name, status in (("document_settle", "paid"), ("document_unsettle", "issued")):
        assert url(name, paper.pk) in words(boris.get(url("document", paper.pk)))
        boris.post(url(name, paper.pk))
        paper.refresh_from_db()
        assert paper.status == status
    act = issued(cast.boris, "act")
    assert boris.post(url("document_settle", act.pk)).status_code == 409


def test_whoever_works_here_is_no_view(cast, sign_in):
    paper = rendered(cast.boris)
    token = make_link(by=cast.actor("boris"), document_id=paper.pk)
    sign_in(cast.boris).post(url("public_seen", token))
    paper.refresh_from_db()
    assert (paper.status, paper.viewed_at) == ("sent", None)


@pytest.mark.parametrize("ended", ["revoked", "expired", "cut", "removed deal"])
def test_a_dead_link_opens_nothing(cast, client, ended):
    paper = rendered(cast.boris)
    token = make_link(by=cast.actor("boris"), document_id=paper.pk)
    if ended == "revoked":
        revoke_link(by=cast.actor("boris"), link_id=DocumentLink.objects.get().pk)
    elif ended == "expired":
        DocumentLink.objects.update(expires_at=clock.now())
    elif ended == "removed deal":
        Deal.objects.update(removed_at=clock.now())
    else:
        token = token[:-1]
    for name, more in (("public_document", ()), ("public_page", (1,)), ("public_pdf", ())):
        assert client.get(url(name, token, *more)).status_code == 404
    for name in ("public_seen", "public_accept"):
        assert client.post(url(name, token), {"edition": "1", "who": "x"}).status_code == 404
    paper.refresh_from_db()
    assert paper.status == "sent"


def test_nothing_internal_is_shown_to_a_client(cast, client):
    owner = cast.boris
    at = company(owner, "АО «Волга»", note=CANARY + "a", phone="+79990001122", email=f"{CANARY.lower()}@x.test")
    person = Contact.objects.create(
        first_name="Пётр",
        position="Инженер",
        company=at,
        owner=owner,
        created_at=clock.now(),
        email=f"p{CANARY.lower()}@x.test",
    )
    row = deal(owner, "Насос", company=at, contact=person, note=CANARY + "b", origin="crm", origin_id=CANARY + "c")
    paper = rendered(owner, row=row, payment_url="https://pay.example/1")
    Seller.objects.update(accountant=CANARY + "late")
    token = make_link(by=cast.actor("boris"), document_id=paper.pk)
    page = words(client.get(url("public_document", token)))
    assert "https://pay.example/1" in page
    for hidden in (
        CANARY,
        CANARY.lower(),
        "+7999",
        "999 000",
        owner.email,
        "Belov",
        url("deal", row.pk),
        str(owner.team),
    ):
        assert hidden not in page, hidden
    edition = Edition.objects.get()
    assert CANARY not in str(edition.values) + str(edition.lines)


def test_a_file_of_another_is_given_to_nobody_else(cast, sign_in, client):
    paper = rendered(cast.boris)
    addresses = [url("document_pdf", paper.pk), url("document_docx", paper.pk), url("document_page", paper.pk, 1)]
    for address in addresses:
        assert sign_in(cast.vera).get(address).status_code == 404
        assert sign_in(cast.boris).get(address).status_code == 200
        client.logout()
        assert client.get(address).status_code == 302
    # Handed over, the deal takes its papers along: the old owner's link gives nothing any more.
    Deal.objects.filter(pk=paper.deal_id).update(owner=cast.vera)
    for address in addresses:
        assert sign_in(cast.boris).get(address).status_code == 404
    made = Rendering.objects.get()
    for file in (made.docx_id, made.pdf_id, *made.pages):
        assert sign_in(cast.olga).get(reverse("core:file", args=[file])).status_code == 404


def test_contacts_in_a_template_are_kept_from_a_role_that_sees_them_in_part(cast, sign_in):
    row = draft(cast.boris, row=deal(cast.boris, company=company(cast.boris, phone="+79123456789")))
    template = Template.objects.get(kind="invoice", language="ru")
    content = written(lambda document: document.add_paragraph("{document.number} {client.phone}"))
    add_version(by=SYSTEM, template_id=template.pk, content=content)
    from mostik.crm.commands.documents.issuing import issue_document

    issue_document(by=cast.actor("boris"), document_id=row.pk)
    while outbox.run_due():
        pass
    assert Edition.objects.get().values["client.phone"] == "+7 912 345-67-89"
    boris = sign_in(cast.boris)
    assert boris.get(url("document_pdf", row.pk)).status_code == 200
    cast.boris.role.masked = ["phone", "email", "margin"]
    cast.boris.role.save()
    assert boris.get(url("document_pdf", row.pk)).status_code == 403
    card = words(boris.get(url("document", row.pk)))
    assert url("document_pdf", row.pk) not in card
    assert "345-67-89" not in card


def test_the_list_is_searched_filtered_and_worked_in_bulk(cast, sign_in):
    first, other = issued(cast.boris), issued(cast.boris, "act")
    anna = sign_in(cast.anna)
    assert "КП-" not in words(anna.get(url("document_list")))

    def listed(query):
        page = words(anna.get(f"{url('document_list')}?{query}"))
        return {pk for pk in (first.pk, other.pk) if f'href="{url("document", pk)}"' in page}

    assert listed("") == {first.pk, other.pk}
    assert listed("kind=invoice") == {first.pk}
    assert listed(f"q={other.number}") == {other.pk}
    assert listed("status=cancelled") == set()
    anna.post(url("documents_send"), {"pk": [first.pk, other.pk]})
    anna.post(url("documents_cancel"), {"pk": [other.pk]})
    assert listed("status=cancelled") == {other.pk}
    assert {row.status for row in Document.objects.all()} == {"sent", "cancelled"}


@pytest.mark.parametrize("count", [1, 12])
def test_statements_of_list_panel_and_card_do_not_grow(cast, sign_in, django_assert_num_queries, count):
    row = deal(cast.boris, company=company(cast.boris))
    papers = [issued(cast.boris, row=row) for _ in range(count)]
    boris = sign_in(cast.boris)
    for address, statements in (
        (url("document_list"), LIST),
        (url("deal_documents", row.pk), PANEL),
        (url("document", papers[0].pk), CARD),
    ):
        boris.get(address)
        with django_assert_num_queries(statements):
            boris.get(address)


LIST, PANEL, CARD = 8, 5, 8


def test_the_head_sets_up_templates_numbers_and_companies(cast, sign_in):
    anna = sign_in(cast.anna)
    anna.post(url("templates_ready"))
    assert Template.objects.count() == 12
    form = {"title": "ООО «Ромашка»", "inn": "7707 083893", "vat_rate": "2200"}
    assert anna.post(url("seller_add"), {**form, "inn": "7707083894"}, headers=FRAGMENT).status_code == 422
    anna.post(url("seller_add"), form, headers=FRAGMENT)
    ours = Seller.objects.get()
    assert (ours.inn, ours.vat_rate, ours.main) == ("7707083893", 2200, True)
    assert anna.post(url("document_numbers", "invoice"), {"pattern": "x"}, headers=FRAGMENT).status_code == 422
    anna.post(url("document_numbers", "invoice"), {"pattern": "{n}/{yy}", "next_number": "118"}, headers=FRAGMENT)
    assert issued(cast.boris).number == "118/26"
    page = words(anna.get(url("document_setup")))
    assert "119/26" in page
    assert "{client.name}" in words(anna.get(url("document_fields"), headers=FRAGMENT))
    assert sign_in(cast.boris).get(url("document_setup")).status_code == 403


def test_a_template_with_an_unknown_field_is_shown_with_its_place_and_not_kept(cast, sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    anna = sign_in(cast.anna)
    content = written(lambda document: document.add_paragraph("Hello {client.passwort}"))
    sent = {"kind": "act", "title": "Наш акт", "language": "ru", "file": SimpleUploadedFile("a.docx", content)}
    answer = anna.post(url("template_add"), sent)
    assert answer.status_code == 422
    assert "{client.passwort}" in words(answer)
    assert "абзац 1" in words(answer)
    assert not Template.objects.exists()
    good = written(lambda document: document.add_paragraph("Hello {client.name}"))
    answer = anna.post(url("template_add"), {**sent, "file": SimpleUploadedFile("a.docx", good)})
    template = Template.objects.get()
    assert answer.url == url("template", template.pk)
    assert (
        anna.post(
            url("template_version_add", template.pk), {"file": SimpleUploadedFile("b.docx", b"nonsense")}
        ).status_code
        == 422
    )
    anna.post(url("template_version_add", template.pk), {"file": SimpleUploadedFile("b.docx", good)})
    assert template.versions.count() == 2
    seller()
    row = deal(cast.boris, company=company(cast.boris))
    preview = anna.get(url("template_preview", template.versions.first().pk), {"deal": row.pk})
    assert "data:image/png;base64," in words(preview)
    anna.post(url("template_archive", template.pk))
    anna.post(url("template_restore", template.pk))
    anna.post(url("template_rename", template.pk), {"title": "Другой"})
    assert Template.objects.get().title == "Другой"
    assert "Другой" in words(anna.get(url("template", template.pk)))


def test_files_that_could_not_be_made_say_why_and_are_tried_again(cast, sign_in, monkeypatch):
    from mostik.crm.adapters.typst.setting import NotSet
    from mostik.crm.commands.documents import rendering

    paper, boris = issued(cast.boris), sign_in(cast.boris)

    def broken(*_args, **_more):
        raise NotSet("x")

    with monkeypatch.context() as patch:
        patch.setattr(rendering, "set_paper", broken)
        while outbox.run_due():
            pass
    assert url("document_again", paper.pk) in words(boris.get(url("document", paper.pk)))
    boris.post(url("document_again", paper.pk))
    while outbox.run_due():
        pass
    assert url("document_page", paper.pk, 1) in words(boris.get(url("document", paper.pk)))
    assert boris.post(url("document_again", paper.pk)).status_code == 409
