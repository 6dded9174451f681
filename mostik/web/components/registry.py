"""The register of components: a name, a template, allowed props with defaults, slots.

A component template sees its own props and slots and nothing of the page, save the request and its tokens.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template import Context, TemplateSyntaxError, engines
from django.utils.safestring import SafeString
from django.utils.translation import get_language

PASSED_ON = ("request", "csrf_token", "csp_nonce", "actor")


class _Required:
    """The mark of a prop that has no default."""

    def __repr__(self) -> str:
        return "required"


required = _Required()


@dataclass(frozen=True)
class Choice:
    """A prop that takes one of a few words; the first is its default."""

    words: tuple[str, ...]


def choice(*words: str) -> Choice:
    """Declare a prop of a few words, the first being the default."""
    return Choice(words)


Prepare = Callable[[dict[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Component:
    """One declared component. A ``steady`` one is nothing but its props and slots: what it once became is kept."""

    name: str
    template: str
    props: Mapping[str, Any] = field(default_factory=dict)
    slots: tuple[str, ...] = ()
    prepare: Prepare | None = None
    steady: bool = False

    def check(self, given: Iterable[str], slots: Iterable[str]) -> None:
        """Refuse unknown or missing props and unknown slots, by name."""
        given = set(given)
        known = f"'{self.name}' knows {', '.join(sorted(self.props)) or 'no props'}"
        if unknown := sorted(given - self.props.keys()):
            raise TemplateSyntaxError(f"Component has no prop {', '.join(unknown)}: {known}.")
        if missing := [name for name, default in self.props.items() if default is required and name not in given]:
            raise TemplateSyntaxError(f"Component '{self.name}' needs {', '.join(missing)}.")
        if strange := sorted(set(slots) - set(self.slots)):
            raise TemplateSyntaxError(
                f"Component '{self.name}' has no slot {', '.join(strange)}; it has {', '.join(self.slots) or 'none'}."
            )

    def check_word(self, prop: str, value: object) -> None:
        """Refuse a word outside the prop's choices."""
        declared = self.props[prop]
        if isinstance(declared, Choice) and value not in declared.words:
            raise TemplateSyntaxError(
                f"Component '{self.name}': {prop} may be {', '.join(declared.words)}, not {value!r}."
            )

    def values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return every prop: the given ones over the defaults."""
        values = {name: self._default(declared) for name, declared in self.props.items()}
        for name, value in given.items():
            # An empty word asks for the default, so that a template may pass on what it does not know.
            is_left_out = isinstance(self.props[name], Choice) and not value
            values[name] = values[name] if is_left_out else value
            self.check_word(name, values[name])
        return values

    @staticmethod
    def _default(declared: object) -> object:
        return declared.words[0] if isinstance(declared, Choice) else declared

    def render(
        self,
        given: Mapping[str, Any],
        slots: Mapping[str, str] | None = None,
        passed_on: Mapping[str, Any] | None = None,
    ) -> SafeString:
        """Return the component as markup; the names were checked by the caller."""
        if not self.steady:
            return self.made(given, slots or {}, passed_on or {})
        try:
            return _kept(self.name, get_language(), _told(given), _told(slots or {}))
        except TypeError:  # a value that cannot be remembered
            return self.made(given, slots or {}, {})

    def made(self, given: Mapping[str, Any], slots: Mapping[str, str], passed_on: Mapping[str, Any]) -> SafeString:
        """Return the component as markup, made anew."""
        values = self.values(given)
        if self.prepare:
            values.update(self.prepare(values))
        values["slots"] = dict.fromkeys(self.slots, "") | dict(slots)
        engine = engines["django"].engine  # type: ignore[attr-defined]
        return engine.get_template(self.template).render(Context({**passed_on, **values}, use_l10n=False))


#: Name, kind and value of each prop: equal words of unequal kinds (plain and safe) become unequal markup.
Told = tuple[tuple[str, type, Any], ...]


def _told(given: Mapping[str, Any]) -> Told:
    return tuple((name, type(value), value) for name, value in given.items())


@lru_cache(maxsize=1024)
def _kept(name: str, _language: str | None, given: Told, slots: Told) -> SafeString:
    return find(name).made({key: value for key, _, value in given}, {key: value for key, _, value in slots}, {})


_components: dict[str, Component] = {}


def component(
    name: str,
    template: str = "",
    *,
    props: Mapping[str, Any] | None = None,
    slots: tuple[str, ...] = (),
    prepare: Prepare | None = None,
    steady: bool = False,
) -> Component:
    """Declare a component; its template is web/components/<name>.html unless said otherwise."""
    if name in _components:
        raise ValueError(f"Component '{name}' is declared twice.")
    declared = Component(name, template or f"web/components/{name}.html", props or {}, slots, prepare, steady)
    _components[name] = declared
    return declared


def components() -> dict[str, Component]:
    """Return every declared component by name, in alphabetical order."""
    return dict(sorted(_components.items()))


def find(name: str) -> Component:
    """Return a component, or refuse an unknown name."""
    try:
        return _components[name]
    except KeyError:
        raise TemplateSyntaxError(f"There is no component '{name}'. /ui/ shows those there are.") from None


def render(name: str, slots: Mapping[str, str] | None = None, /, **props: Any) -> SafeString:
    """Return a component as markup from Python code."""
    found = find(name)
    found.check(props, slots or {})
    return found.render(props, slots)
