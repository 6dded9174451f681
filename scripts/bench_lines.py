"""One goal, one line: reached or missed, the figure, its bound, their ratio."""


def verdict(what: str, figure: float, bound: float, unit: str, ratio: float) -> str:
    """Return one goal's line."""
    word = "reached" if figure <= bound else "missed"
    return f"{word:8} {what:48} {figure:8.2f} {unit:3} bound {bound:g} {unit:3} ratio {ratio:.2f}"
