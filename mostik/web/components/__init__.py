"""The declared components: importing this package declares every one of them."""

from mostik.web.components import boards, buttons, cards, charts, figures, forms, frames, lists, overlays, people
from mostik.web.components.registry import Component, choice, component, components, find, render, required

__all__ = [
    "Component",
    "boards",
    "buttons",
    "cards",
    "charts",
    "choice",
    "component",
    "components",
    "figures",
    "find",
    "forms",
    "frames",
    "lists",
    "overlays",
    "people",
    "render",
    "required",
]
