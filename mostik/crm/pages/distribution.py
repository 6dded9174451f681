"""Rules of giving leads out: in order with who would get the next lead; one made, changed, moved, put away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.crm.commands import distribution
from mostik.crm.forms.distribution import RuleForm
from mostik.crm.queries import answering as queries
from mostik.crm.queries.distribution import Lead, decided, rule_of, rules, rules_put_away
from mostik.crm.queries.lead_sources import SourceNames, source_names
from mostik.web.answers import done, with_undo
from mostik.web.asking import sent, tried


def rule_list(request: HttpRequest) -> HttpResponse:
    """Show the rules in order, and who would get the next lead by each."""
    viewer = request.actor
    names = source_names(viewer=viewer)
    context = {
        "lines": [_preview(rule, decided(rule, Lead(), viewer=viewer), names) for rule in rules(viewer=viewer)],
        "away": rules_put_away(viewer=viewer),
    }
    return render(request, "crm/distribution/rules.html", context)


def rule_add(request: HttpRequest) -> HttpResponse:
    """Make a rule."""
    form = RuleForm(sent(request), viewer=request.actor)

    def act() -> HttpResponse:
        distribution.save_rule(by=request.actor, values=form.values)
        return done(request, reverse("crm:lead_rules"), _("The rule holds from now on."))

    return tried(form, act) or _asked(request, form, _("New rule"))


def rule_edit(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Change a rule."""
    row = rule_of(rule_id, viewer=request.actor)
    form = RuleForm(sent(request), viewer=request.actor, row=row)

    def act() -> HttpResponse:
        distribution.save_rule(
            by=request.actor, values=form.values, rule_id=row.pk, version=form.cleaned_data["version"]
        )
        return done(request, reverse("crm:lead_rules"), _("Saved."))

    return tried(form, act) or _asked(request, form, row.title)


def rule_archive(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Put a rule away."""
    distribution.archive_rule(by=request.actor, rule_id=rule_id)
    back = reverse("crm:lead_rules")
    undo = reverse("crm:lead_rule_restore", args=[rule_id])
    return done(request, back, with_undo(_("The rule is put away."), undo, back))


def rule_restore(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Bring a rule back."""
    distribution.restore_rule(by=request.actor, rule_id=rule_id)
    return done(request, reverse("crm:lead_rules"), _("The rule is back."))


def rule_move(request: HttpRequest, rule_id: int, way: str) -> HttpResponse:
    """Let a rule be tried before the one above it, or after the one below."""
    distribution.move_rule(by=request.actor, rule_id=rule_id, up=way == "up")
    return done(request, reverse("crm:lead_rules"))


def _preview(rule: Any, decision: Any, names: SourceNames) -> dict[str, Any]:
    weighed = [(each.who, queries.WHYS[each.why]) for each in decision.weighed]
    chosen = next((each.who.name for each in decision.weighed if each.who.person == decision.person), "")
    fits = [names.of(code) for code in rule.sources]
    fits += [str(each) for each in (rule.channel, rule.product) if each]
    fits += [_("score from {least}").format(least=rule.least_score)] if rule.least_score else []
    return {"rule": rule, "chosen": chosen, "weighed": weighed, "fits": fits}


def _asked(request: HttpRequest, form: RuleForm, title: str) -> HttpResponse:
    crumbs = [(_("How leads are given out"), reverse("crm:lead_rules")), (title, "")]
    context = {"form": form, "title": title, "crumbs": crumbs}
    return render(request, "crm/distribution/rule.html", context, status=422 if form.is_bound else 200)
