"""The search's own index: which words are kept of a record, how they are kept up to date, how they are asked for."""

from mostik.core.search.records import Document, Searchable, index, kinds, listen, lost, rebuild, register, walk
from mostik.core.search.words import Asked, asked

__all__ = [
    "Asked",
    "Document",
    "Searchable",
    "asked",
    "index",
    "kinds",
    "listen",
    "lost",
    "rebuild",
    "register",
    "walk",
]
