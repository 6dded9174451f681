"""Components: names are checked when a template compiles, values are escaped, every one is in the gallery."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from mostik.web.components import components, render
from mostik.web.gallery import FAMILIES

COMPILE_ERRORS = {
    "an unknown component": ('{% part "no-such" %}', "no component"),
    "an unknown prop": ('{% part "badge" text="a" colour="red" %}', "no prop colour"),
    "a missing prop": ('{% part "badge" tone="good" %}', "needs text"),
    "a word outside the choices": ('{% part "badge" text="a" tone="purple" %}', "may be"),
    "a prop given twice": ('{% part "badge" text="a" text="b" %}', "twice"),
    "a bare word": ('{% part "badge" text %}', "prop=value"),
    "an unknown slot": ('{% wrap "card" %}{% slot "header" %}x{% endslot %}{% endwrap %}', "no slot header"),
    "a body where none is": ('{% wrap "badge" text="a" %}x{% endwrap %}', "no slot body"),
    "a buried slot": ('{% wrap "card" %}{% if a %}{% slot "foot" %}x{% endslot %}{% endif %}{% endwrap %}', "inside"),
    "a name that is not a word": ("{% part badge %}", "in quotes"),
}


@pytest.mark.parametrize(("source", "words"), COMPILE_ERRORS.values(), ids=COMPILE_ERRORS)
def test_template_with_a_mistake_is_refused_when_it_compiles(source, words):
    with pytest.raises(TemplateSyntaxError, match=words):
        Template(source)


def test_body_and_slots_see_the_page_and_the_component_does_not():
    source = '{% wrap "card" title=name %}{{ name }}{% slot "foot" %}{{ name }}!{% endslot %}{% endwrap %}'
    html = Template(source).render(Context({"name": "<b>", "note": "of the page"}))
    assert html.count("&lt;b&gt;") == 3
    assert "of the page" not in html


def test_value_outside_the_choices_is_refused_when_it_comes_from_a_variable():
    with pytest.raises(TemplateSyntaxError, match="may be"):
        Template('{% part "badge" text="a" tone=tone %}').render(Context({"tone": "purple"}))


def test_empty_choice_means_the_default():
    assert "badge-neutral-soft" in Template('{% part "badge" text="a" tone=tone %}').render(Context({"tone": ""}))


def test_components_nest():
    alert = '{% wrap "alert" %}{% slot "actions" %}{% part "badge" text="b" %}{% endslot %}x{% endwrap %}'
    source = '{% wrap "card" title="a" %}' + alert + "{% endwrap %}"
    html = Template(source).render(Context())
    assert html.index("card-body") < html.index("note-body") < html.index("badge")


def test_every_component_has_a_template_and_an_example_in_the_gallery():
    shown = {name for _title, names in FAMILIES for name in names}
    assert set(components()) == shown
    for name, declared in components().items():
        get_template(declared.template)
        get_template(f"web/gallery/{name}.html")


def test_no_component_template_carries_inline_style_or_script_handlers():
    for declared in components().values():
        source = get_template(declared.template).template.source
        assert " style=" not in source
        assert " on" not in source.replace(" on ", " ").split("<", 1)[0]


@pytest.mark.parametrize(("share", "width"), [(0.62, 'width="62.0%"'), (1.3, 'width="100.0%"')])
def test_progress_draws_its_share_within_the_track(share, width):
    assert width in render("progress", share=share)


def test_progress_of_nothing_draws_no_bar():
    assert render("progress", share=None).count("<rect") == 1


def test_kept_markup_tells_plain_from_safe_and_language_from_language():
    def said(text: object) -> str:
        return Template('{% part "badge" text=text %}').render(Context({"text": text}))

    assert "&lt;b&gt;" in said("<b>")
    assert "<b>" in said(mark_safe("<b>"))
    assert "&lt;b&gt;" in said("<b>")
    told = []
    for language in ("ru", "en", "ru"):
        with override(language):
            told.append(said(gettext_lazy("Search")))
    assert told[0] == told[2] != told[1]


def test_what_cannot_be_remembered_is_made_anew():
    assert "[1]" in Template('{% part "badge" text=text %}').render(Context({"text": [1]}))
