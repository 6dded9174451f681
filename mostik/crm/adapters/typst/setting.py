"""Typesetting: one fixed program, the paper as data beside it, fonts that come with the library alone."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from mostik.web.tables.paper import fonts

PROGRAM = Path(__file__).parent / "paper.typ"
#: Changed with the program: what was made before is made anew.
EDITION = 1
PICTURE_PPI = 110
MOST_PAGES = 40


class NotSet(Exception):
    """The typesetter could not make it; the words are for the log."""


def set_paper(
    content: Mapping[str, Any], pictures: Mapping[str, bytes], *, title: str, language: str
) -> tuple[bytes, list[bytes]]:
    """Return a paper as PDF and as pictures of its first pages; refuses with ``NotSet``."""
    with tempfile.TemporaryDirectory(prefix="mostik-paper-") as folder:
        place = Path(folder)
        (place / "paper.typ").write_bytes(PROGRAM.read_bytes())
        for name, picture in pictures.items():
            (place / name).write_bytes(picture)
        data = json.dumps({**content, "title": title, "language": language}, ensure_ascii=False)
        compiler = typst.Compiler(
            input=str(place / "paper.typ"),
            root=folder,
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": data},
        )
        try:
            pdf = compiler.compile(format="pdf")
            pages = compiler.compile(format="png", ppi=PICTURE_PPI)
        except typst.TypstError as error:
            raise NotSet(str(error)[:500]) from error
    return bytes(pdf), _listed(pages)[:MOST_PAGES]


def _listed(pages: Any) -> list[bytes]:
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages)]
