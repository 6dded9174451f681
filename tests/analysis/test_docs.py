"""The page of metrics says what the catalogue says."""

from pathlib import Path

from django.utils import translation

from mostik.analysis.catalog import METRICS
from mostik.analysis.queries.dimensions import ALIASES, DIMENSIONS
from mostik.analysis.rules.counting import RULES
from mostik.analysis.terms import Measure

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_page_of_metrics_lists_every_metric_and_dimension():
    text = (DOCS / "metrics.md").read_text()
    with translation.override("en"):
        missing = [code for code, each in METRICS.items() if f"| `{code}` | {each.title} | {each.words} |" not in text]
    assert missing == []
    assert [code for code in [*DIMENSIONS, *ALIASES] if f"`{code}`" not in text] == []


def test_page_of_facts_names_every_measure_that_is_counted():
    text = (DOCS / "rules" / "facts.md").read_text()
    chain = {"qualified", "meeting", "proposal", "contract", "invoice"}
    assert [each for each in Measure if each not in chain and f"`{each}`" not in text] == []
    assert len(RULES) == 16
