"""The API's document made complete: what every operation has, and one example of each answer."""

from typing import Any

INTRODUCTION = """The working system of a head of sales.

A program comes with a token (`Authorization: Bearer mostik_…`, made on the screen “Tokens for programs”) and acts with
the rights chosen for it. Lists are read page by page: give `next` back as `cursor`. Ask for changes with
`updated_since` and keep `checked_at` for the next time. Every write takes an `Idempotency-Key`: the same key and body
are answered the same for seven days. A change made from an old `version` (or `If-Match`) is refused with 409. Too many
requests are refused with 429 and `Retry-After`. A file is sent as the part `file` of `multipart/form-data`.
"""
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body are answered the same, for seven days; another body is refused with 409.",
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[!-~]*$"},
    "example": "3f1c2a7e-0b1d-4c55-9a10-5b9d1d3c7a11",
}
AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
WORDS = {
    "200": "Done",
    "201": "Made",
    "204": "Removed",
    "401": "No token, or one that opens nothing",
    "403": "The role does not allow this",
    "404": "No such record within reach",
    "409": "Changed meanwhile, or in a state that does not allow this",
    "422": "A value does not fit: see field",
    "429": "Too many requests: wait for Retry-After",
}
PROBLEMS = {
    "401": ("Unauthorized", "unknown", None),
    "403": ("The token's role does not allow this: crm.edit_deal.", "denied", None),
    "404": ("There is no such record within your reach.", "missing", None),
    "409": ("The record has changed in the meantime. Read it again.", "conflict", None),
    "422": ("Name the deal.", "invalid", "title"),
    "429": ("Too many requests. Try again in 3 s.", "too-fast", None),
}


def completed(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the document with keys, headers, words and examples at every operation."""
    whole["servers"] = [{"url": "/"}]
    for methods in whole["paths"].values():
        for method, operation in methods.items():
            if method in {"post", "patch", "put", "delete"}:
                operation.setdefault("parameters", []).append(KEY)
            codes = PROBLEMS.keys() - ({"409"} if method == "get" else set())
            told = {str(code): each for code, each in operation["responses"].items()}
            operation["responses"] = {**told, **{code: _problem() for code in sorted(codes - told.keys())}}
            for code, answer in operation["responses"].items():
                _complete(str(code), answer)
    return whole


def _problem() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": "", "content": {"application/json": {"schema": schema}}}


def _complete(code: str, answer: dict[str, Any]) -> None:
    answer["description"] = WORDS.get(code, answer["description"])
    if code == "429":
        answer["headers"] = AFTER
    for each in answer.get("content", {}).values():
        if code in PROBLEMS:
            message, word, field = PROBLEMS[code]
            each["example"] = {"message": message, "code": word, "field": field}
