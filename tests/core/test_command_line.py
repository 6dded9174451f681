"""The command line speaks English to programs, and does the company's work in the company's language."""

import pytest
from django.utils.translation import get_language, override

from mostik.config import cli


@pytest.mark.parametrize(
    ("words", "name", "language"),
    [
        (["worker"], "worker", "ru"),
        (["relay"], "relay", "ru"),
        (["serve"], "serve", "ru"),
        (["init"], "init", "ru"),
        (["doctor"], "doctor", "en"),
        (["rebuild-facts"], "rebuild", "en"),
    ],
)
def test_work_is_done_in_the_company_s_language_and_programs_are_told_in_english(monkeypatch, words, name, language):
    heard = []
    monkeypatch.setattr(cli, name, lambda _asked: heard.append(get_language()))
    with override("en" if language == "ru" else "ru"):
        assert cli.run(words) == 0
    assert heard == [language]
