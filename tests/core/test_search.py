"""The search's index: which words are kept, how a question meets them, the same on both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostik.core.models import SearchRow
from mostik.core.search.lemmas import lemmas
from mostik.core.search.records import KINDS, Document, Searchable, index, rebuild, register
from mostik.core.search.words import MOST_WORDS, asked, kept_words, words_of

AT = "2026-11-18T10:00:00+03:00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ООО «Ёлочка»", ["ооо", "елочка"]),
        ("Résumé Toyota-Camry", ["resume", "toyota", "camry"]),
        ("№ 2026/15-А", ["2026", "15", "а"]),
        ("  \u00a0—…", []),
        ("Йод и чай", ["йод", "и", "чай"]),
    ],
)
def test_words_are_kept_in_one_spelling(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize("form", ["договор", "договора", "договоров", "договорами", "Договоре"])
def test_every_form_of_a_word_leads_to_the_first(form):
    assert lemmas(words_of(form)[0]) == ("договор",)


@given(st.text(max_size=300), st.booleans(), st.booleans())
def test_any_text_makes_a_question_without_dangerous_signs(text, phones, emails):
    question = asked(text, phones=phones, emails=emails)
    assert len(question.terms) <= MOST_WORDS
    for term in question.terms:
        for token in (*term.body, *term.title):
            assert not set(token) & set("'\"\\()|&!:<> \0")
            assert token[0] in "wltm" + "pq" * phones + "e" * emails


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=80))
def test_any_record_is_kept_without_dangerous_signs(title, phone, email):
    tokens = kept_words(kind="test.note", title=title, body=[email], phones=[phone], emails=[email])
    assert not set("".join(tokens)) & set("'\"\\()|&!:<>* \0")


NOTES = {
    1: Document(id=1, title="Договор поставки", at=AT, owner=1, team=1, body=["Насосы для котельной"]),
    2: Document(id=2, title="Счёт за насос", at=AT, owner=1, team=1, phones=["+7 912 345-67-89"]),
    3: Document(id=3, title="Toyota Hiace", at=AT, owner=1, team=1, emails=["Anna.Sidorova+vip@Mostik.test"]),
    4: Document(id=4, title="Заявка 2026/15", at=AT, owner=1, team=1, body=["договоры подписаны"]),
    5: Document(id=5, title='O\'Reilly \\ "quoted" ) OR (', at=AT, owner=1, team=1, emails=["o'neil@x.test"]),
}


@pytest.fixture
def notes(db, monkeypatch):
    """Five notes of a kind made for the test."""
    monkeypatch.setattr("mostik.core.search.records.KINDS", {})
    kept = dict(NOTES)
    declared = Searchable(
        kind="test.note",
        title="Notes",
        icon="file",
        needs="",
        url=lambda number: f"/{number}/",
        documents=lambda numbers: [kept[each] for each in numbers if each in kept],
        numbers=lambda after, most: sorted(each for each in kept if each > after)[:most],
    )
    register(declared)
    assert index("test.note", NOTES) == len(NOTES)
    return kept


def met(text, **may):
    return set(SearchRow.objects.filter(words__met=asked(text, **may)).values_list("row_id", flat=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("договора", {1, 4}),
        ("насосов", {1, 2}),
        ("насос договор", {1}),
        ("дого", {1, 4}),
        ("до", set()),
        ("счет", {2}),
        ("СЧЁТ", {2}),
        ("6789", {2}),
        ("345-67-89", {2}),
        ("8 (912) 345 67 89", {2}),
        ("+7912345", {2}),
        ("anna.sidorova+vip@mostik.test", {3}),
        ("anna.sid@", set()),
        ("mostik.test", set()),
        ("@mostik.test", {3}),
        ("toyota hi", set()),
        ("toyota hia", {3}),
        ("2026/15", {4}),
        ("o'reilly", {5}),
        ("' OR 1=1 --", set()),
        (") OR (", {5}),
        ("o'neil@x.test", {5}),
        ("нету", set()),
    ],
)
def test_question_meets_the_same_records_on_either_database(notes, text, found):
    assert met(text) == found


@pytest.mark.parametrize("text", ["6789", "+7 912 345-67-89", "345-67-89", "anna.sidorova+vip@mostik.test", "@mostik"])
def test_nobody_finds_by_what_they_may_not_see(notes, text):
    assert met(text)
    assert met(text, phones=False, emails=False) == set()


def test_changed_record_loses_its_old_words_and_a_removed_one_all(notes):
    notes[1] = Document(id=1, title="Акт", at=AT, owner=1, team=1)
    del notes[4]
    index("test.note", [1, 4])
    assert met("договор") == set()
    assert met("акт") == {1}
    assert SearchRow.objects.count() == 4


def test_rebuilding_makes_the_same_index_and_says_how_far_it_is(notes):
    def rows():
        return list(SearchRow.objects.order_by("kind", "row_id").values_list("kind", "row_id", "title", "words"))

    before = rows()
    SearchRow.objects.filter(row_id=2).delete()
    assert list(rebuild())[-1] == ("test.note", 5)
    assert rows() == before


def test_every_kind_of_the_product_is_declared_whole(db):
    assert {"crm.company", "crm.contact", "crm.deal", "crm.activity", "core.file"} <= set(KINDS)
    for declared in KINDS.values():
        assert declared.url(1).startswith("/")
        assert list(declared.documents([])) == []
        assert list(declared.numbers(0, 1)) == []
