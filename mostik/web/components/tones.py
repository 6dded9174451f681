"""Tones: the one place where a tone becomes class names, each written whole so that the style build sees it."""

from mostik.web.components.registry import Choice, choice

TONE_WORDS = ("neutral", "good", "warn", "bad", "info", "accent")


def tones() -> Choice:
    """Declare a prop that takes a tone."""
    return choice(*TONE_WORDS)


BADGE = {
    "neutral": "badge-neutral-soft",
    "good": "badge-good",
    "warn": "badge-warn",
    "bad": "badge-bad",
    "info": "badge-info-soft",
    "accent": "badge-accent-soft",
}
TEXT = {
    "neutral": "text-muted",
    "good": "text-good",
    "warn": "text-warn",
    "bad": "text-bad",
    "info": "text-note",
    "accent": "text-accent",
}
BAR = {
    "neutral": "bar-neutral",
    "good": "bar-good",
    "warn": "bar-warn",
    "bad": "bar-bad",
    "info": "bar-info",
    "accent": "bar-accent",
}
DOT = {
    "neutral": "dot-neutral",
    "good": "dot-good",
    "warn": "dot-warn",
    "bad": "dot-bad",
    "info": "dot-info",
    "accent": "dot-accent",
}
ALERT = {
    "neutral": "note-neutral",
    "good": "note-good",
    "warn": "note-warn",
    "bad": "note-bad",
    "info": "note-info",
    "accent": "note-accent",
}
