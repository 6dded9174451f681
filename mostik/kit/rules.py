"""Which material suits a deal, by which way it goes, and the words it goes with. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

Numbers = frozenset[int]


@dataclass(frozen=True)
class Fit:
    """Whom a material is for: segments, stages, products; nothing said of one suits everybody."""

    segments: Numbers = frozenset()
    stages: Numbers = frozenset()
    products: Numbers = frozenset()


def fitness(material: Fit, deal: Fit) -> int | None:
    """Return in how many respects a material is made for a deal; nothing where one of them rules it out.

    >>> case = Fit(stages=frozenset({3}), products=frozenset({7, 8}))
    >>> fitness(case, Fit(stages=frozenset({3}), products=frozenset({8}))), fitness(case, Fit(stages=frozenset({4})))
    (2, None)
    >>> fitness(Fit(), Fit(stages=frozenset({4})))
    0
    """
    pairs = ((material.segments, deal.segments), (material.stages, deal.stages), (material.products, deal.products))
    said = [bool(wanted & there) for wanted, there in pairs if wanted]
    return len(said) if all(said) else None


def suggested(found: Iterable[tuple[int, Fit, int]], deal: Fit, sent: Iterable[int], most: int) -> list[int]:
    """Return the numbers of materials that suit a deal: made for it first, then those opened most, sent ones left out.

    ``found`` are (number, whom it is for, how many opened it).

    >>> rows = [(1, Fit(), 9), (2, Fit(stages=frozenset({3})), 0), (3, Fit(stages=frozenset({4})), 5)]
    >>> suggested(rows, Fit(stages=frozenset({3})), sent=(), most=5), suggested(rows, Fit(), sent=(1,), most=5)
    ([2, 1], [])
    """
    gone = frozenset(sent)
    ranked = [(fitness(fit, deal), opened, number) for number, fit, opened in found if number not in gone]
    known = sorted((-score, -opened, number) for score, opened, number in ranked if score is not None)
    return [number for _score, _opened, number in known[:most]]


def words_with(words: str, title: str, link: str, name: str = "") -> str:
    r"""Return what is written with a material: its own words or its title, after the client's name, before the link.

    >>> words_with("Посмотрите, как это было у соседей:", "Кейс", "https://we.test/m/x/", "Иван")
    'Иван, посмотрите, как это было у соседей:\nhttps://we.test/m/x/'
    >>> words_with("", "Кейс завода", "https://we.test/m/x/")
    'Кейс завода\nhttps://we.test/m/x/'
    """
    said = words.strip() or title.strip()
    if name.strip() and words.strip():
        said = f"{name.strip()}, {said[:1].lower()}{said[1:]}"
    return f"{said}\n{link}"
