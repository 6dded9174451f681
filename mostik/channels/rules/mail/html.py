"""A letter's HTML made harmless: a list of what may stay, nothing that runs, nothing that is fetched."""

import html as entities
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import nh3

from mostik.channels.rules.mail.words import storable

Source = Callable[[str], str | None]
LONGEST: Final = 1_000_000
MOST_PICTURES: Final = 200
TAGS: Final = frozenset(
    """
    a abbr b blockquote br caption center cite code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img
    ins kbd li ol p pre q s small span strike strong sub sup table tbody td tfoot th thead tr tt u ul
    """.split()  # noqa: SIM905 - read as a list of words
)
CELL: Final = frozenset({"align", "valign", "width", "height", "bgcolor", "colspan", "rowspan"})
ATTRIBUTES: Final = {
    "*": {"style", "dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size", "face"},
    "table": {"width", "bgcolor", "border", "cellpadding", "cellspacing"},
    **{tag: set(CELL) for tag in ("td", "th", "tr", "col", "colgroup")},
    "ol": {"start", "type"},
}
#: Looks that neither fetch anything nor lie over anything.
STYLES: Final = frozenset(
    """
    color background-color font-family font-size font-style font-weight font-variant line-height letter-spacing
    text-align text-decoration text-indent text-transform vertical-align white-space width height max-width min-width
    padding padding-top padding-right padding-bottom padding-left margin margin-top margin-right margin-bottom
    margin-left border border-top border-right border-bottom border-left border-color border-style border-width
    border-collapse border-spacing border-radius list-style-type
    """.split()  # noqa: SIM905 - read as a list of words
)
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "cid", "data"})
DRAWN: Final = re.compile(r"data:image/(png|gif|jpeg|webp);base64,[A-Za-z0-9+/=\s]*")
BREAKS: Final = re.compile(r"</(?:p|div|tr|li|h[1-6]|blockquote|table)>|<br[^>]*>")


@dataclass(frozen=True)
class Shown:
    """HTML that is safe to show in a frame without scripts, and the outside pictures left out of it."""

    html: str
    remote: tuple[str, ...] = ()


def kept(html: str) -> str:
    """Return HTML as it is stored: harmless, its pictures still named.

    >>> kept('<p onclick="x()">Hi<script>x()</script><img src="cid:logo" onerror="x()"></p>')
    '<p>Hi<img src="cid:logo"></p>'
    """
    return storable(_cleaned(html, _source))


def shown(html: str, pictures: Mapping[str, str]) -> Shown:
    """Return HTML to be shown: pictures given are put in, all others left out and named.

    ``pictures``: what a letter calls a picture, and the picture itself as a ``data:`` address.

    >>> shown('<img src="https://a.test/1.gif"><img src="cid:x">', {"cid:x": "data:image/png;base64,AA=="})
    Shown(html='<img><img src="data:image/png;base64,AA==">', remote=('https://a.test/1.gif',))
    """
    remote: dict[str, None] = {}

    def source(address: str) -> str | None:
        if given := pictures.get(address):
            return given
        if address.lower().startswith(("http://", "https://")) and len(remote) < MOST_PICTURES:
            remote[address] = None
        return address if DRAWN.fullmatch(address) else None

    return Shown(_cleaned(html, source), tuple(remote))


def words_of(html: str) -> str:
    r"""Return what HTML says, without its looks.

    >>> words_of("<p>Добрый&nbsp;день!</p><p>Пишу <b>вам</b><br>снова</p><style>p {}</style>")
    'Добрый день!\nПишу вам\nснова'
    """
    known = nh3.clean(html[:LONGEST], tags=set(TAGS) - {"img"}, attributes={}, link_rel=None)
    bare = nh3.clean(BREAKS.sub("\n", known), tags=set())
    lines = (" ".join(line.split()) for line in entities.unescape(bare).splitlines())
    return storable(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())


def _source(address: str) -> str | None:
    known = address.lower().startswith(("http://", "https://", "cid:"))
    return address if known or DRAWN.fullmatch(address) else None


def _cleaned(html: str, source: Source) -> str:
    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return source(value) if tag == "img" else None
        if name == "href":
            return value if value.lower().lstrip().startswith(("http://", "https://", "mailto:", "tel:")) else None
        return value

    return nh3.clean(
        html[:LONGEST],
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=attribute,
        filter_style_properties=set(STYLES),
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
