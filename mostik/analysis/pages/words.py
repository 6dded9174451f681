"""Figures in words: values with their units, changes, parts of a gap."""

from django.utils.translation import gettext_lazy

from mostik.analysis.catalog import Words
from mostik.analysis.queries.figure_words import change, shortly, written
from mostik.analysis.queries.gap_words import PARTS, gap_words, part_title, parts_words, signed
from mostik.analysis.terms import Unit

__all__ = ["PARTS", "change", "gap_words", "part_title", "parts_words", "shortly", "signed", "written"]
UNITS: dict[Unit, Words] = {
    Unit.MONEY: gettext_lazy("money"),
    Unit.COUNT: gettext_lazy("count"),
    Unit.PERCENT: gettext_lazy("per cent"),
    Unit.DAYS: gettext_lazy("days"),
}
