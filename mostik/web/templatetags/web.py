"""The tags `part`, `wrap` and `slot`, and the filters for figures and dates. A builtin of every template."""

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, TextNode, Token
from django.template.base import VariableNode as Variable
from django.template.context import Context
from django.utils.safestring import SafeString

from mostik.web import formats
from mostik.web.components.registry import PASSED_ON, Component, find
from mostik.web.shell import Group, groups_for

register = template.Library()

for _name in formats.FILTERS:
    register.filter(_name, getattr(formats, _name))


class SlotNode(Node):
    """A named piece handed to the component around it."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Return the piece as markup, seen from the page."""
        return self.nodelist.render(context)


class ComponentNode(Node):
    """A use of a component, its names already checked."""

    child_nodelists = ("body", "slot_nodes")

    def __init__(
        self, used: Component, props: dict[str, FilterExpression], body: NodeList, slots: list[SlotNode]
    ) -> None:
        self.used = used
        self.props = props
        self.body = body
        self.slots = slots
        self.slot_nodes = NodeList(slots)

    def render(self, context: Context) -> SafeString:
        """Return the component as markup."""
        given = {name: expression.resolve(context) for name, expression in self.props.items()}
        slots = {slot.name: slot.render(context) for slot in self.slots}
        if self.body:
            slots["body"] = self.body.render(context)
        passed_on = {name: context[name] for name in PASSED_ON if name in context}
        return self.used.render(given, slots, passed_on)


def _word(token: str, tag: str) -> str:
    if len(token) < 3 or token[0] not in "\"'" or token[-1] != token[0]:
        raise template.TemplateSyntaxError(f'{{% {tag} "name" … %}}: the name is a word in quotes, not {token}.')
    return token[1:-1]


def _opened(parser: Parser, token: Token) -> tuple[Component, dict[str, FilterExpression]]:
    tag, *words = token.split_contents()
    if not words:
        raise template.TemplateSyntaxError(f"{{% {tag} %}} names a component first.")
    used = find(_word(words[0], tag))
    props = {}
    for word in words[1:]:
        name, equals, value = word.partition("=")
        if not equals or not name.isidentifier():
            raise template.TemplateSyntaxError(f"'{used.name}': write prop=value, not {word}.")
        if name in props:
            raise template.TemplateSyntaxError(f"'{used.name}': {name} is given twice.")
        props[name] = parser.compile_filter(value)
        if name in used.props and isinstance(props[name].var, str) and not props[name].filters:
            used.check_word(name, str(props[name].var))
    return used, props


def _is_blank(node: Node) -> bool:
    return isinstance(node, TextNode) and not node.s.strip()


@register.tag
def part(parser: Parser, token: Token) -> ComponentNode:
    """A component without a body: {% part "badge" text=deal.stage tone="good" %}."""
    used, props = _opened(parser, token)
    used.check(props, ())
    return ComponentNode(used, props, NodeList(), [])


@register.tag
def wrap(parser: Parser, token: Token) -> ComponentNode:
    """A component around a body and slots: {% wrap "card" %}…{% slot "foot" %}…{% endslot %}{% endwrap %}."""
    used, props = _opened(parser, token)
    nodes = parser.parse(("endwrap",))
    parser.delete_first_token()
    slots = [node for node in nodes if isinstance(node, SlotNode)]
    body = NodeList(node for node in nodes if not isinstance(node, SlotNode))
    if all(_is_blank(node) for node in body):
        body = NodeList()
    used.check(props, [slot.name for slot in slots] + (["body"] if body else []))
    for inner in body:
        if not isinstance(inner, ComponentNode | Variable) and inner.get_nodes_by_type(SlotNode):
            _refuse_buried_slot(inner, used)
    return ComponentNode(used, props, body, slots)


def _refuse_buried_slot(node: Node, used: Component) -> None:
    """Refuse a slot inside an if or for: it would not reach its component."""
    buried: list[Any] = [child for name in node.child_nodelists for child in getattr(node, name, None) or []]
    while buried:
        child = buried.pop()
        if isinstance(child, SlotNode):
            raise template.TemplateSyntaxError(
                f"'{used.name}': put the condition inside {{% slot \"{child.name}\" %}}, not around it."
            )
        if not isinstance(child, ComponentNode):
            buried += [grand for name in child.child_nodelists for grand in getattr(child, name, None) or []]


@register.tag
def slot(parser: Parser, token: Token) -> SlotNode:
    """A named piece of the component around it."""
    words = token.split_contents()
    if len(words) != 2:
        raise template.TemplateSyntaxError('Write {% slot "name" %}.')
    nodes = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(_word(words[1], "slot"), nodes)


@register.simple_tag(takes_context=True)
def menu_groups(context: Context) -> tuple[Group, ...]:
    """Return the menu as the reader may see it, lit where the page stands: at its own address unless it says another.

    A page says another by ``stands_in`` in what it is rendered with.
    """
    request = context.get("request")
    actor = getattr(request, "actor", None)
    return groups_for(actor, str(context.get("stands_in") or request.path)) if request and actor else ()
