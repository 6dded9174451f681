"""Payment codes as pictures."""

import io

import segno


def qr_picture(payload: str) -> bytes:
    """Return a payment code as a PNG: UTF-8, level M, as GOST R 56042 wants it; nothing for nothing."""
    if not payload:
        return b""
    out = io.BytesIO()
    segno.make(payload, error="m", encoding="utf-8", micro=False).save(out, kind="png", scale=6, border=2)
    return out.getvalue()
