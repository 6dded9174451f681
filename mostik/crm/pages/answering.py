"""Leads that wait, the pool, why a lead is whose it is, rules of giving leads out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mostik.core import clock
from mostik.crm.commands import answering, distribution
from mostik.crm.forms.distribution import RuleForm
from mostik.crm.queries import answering as queries
from mostik.crm.queries.distribution import Lead, decided, rule_of, rules
from mostik.web.answers import done, with_undo
from mostik.web.asking import sent, tried


def waiting(request: HttpRequest) -> HttpResponse:
    """Show which leads burn now, and how fast leads were answered, by person and source."""
    context = {
        "burning": queries.burning(viewer=request.actor),
        "now": clock.now(),
        "people": queries.speeds(viewer=request.actor),
        "sources": queries.speeds(viewer=request.actor, by="source"),
    }
    return render(request, "crm/distribution/waiting.html", context)


def pool(request: HttpRequest) -> HttpResponse:
    """Show the leads anybody may take."""
    return render(request, "crm/distribution/pool.html", {"turns": queries.pool_turns(viewer=request.actor)[:100]})


def pick(request: HttpRequest, turn_id: int) -> HttpResponse:
    """Take a lead from the pool and go to it."""
    deal = answering.pick_lead(by=request.actor, turn_id=turn_id)
    return done(request, reverse("crm:deal", args=[deal]), _("The lead is yours: answer it now."))


def why(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Say why a lead is whose it is: a panel of its card."""
    turns = queries.turns_of(deal_id, viewer=request.actor)
    intakes = queries.intakes_of(deal_id, viewer=request.actor)
    return render(request, "crm/distribution/_why.html", {"turns": turns, "intakes": intakes})


def rule_list(request: HttpRequest) -> HttpResponse:
    """Show the rules in order, and who would get the next lead by each."""
    viewer = request.actor
    lines = [(rule, decided(rule, Lead(), viewer=viewer)) for rule in rules(viewer=viewer)]
    return render(request, "crm/distribution/rules.html", {"lines": [_preview(*each) for each in lines]})


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


def _preview(rule: Any, decision: Any) -> dict[str, Any]:
    weighed = [(each.who, queries.WHYS[each.why]) for each in decision.weighed]
    chosen = next((each.who.name for each in decision.weighed if each.who.person == decision.person), "")
    return {"rule": rule, "chosen": chosen, "weighed": weighed}


def _asked(request: HttpRequest, form: RuleForm, title: str) -> HttpResponse:
    crumbs = [(_("How leads are given out"), reverse("crm:lead_rules")), (title, "")]
    context = {"form": form, "title": title, "crumbs": crumbs}
    return render(request, "crm/distribution/rule.html", context, status=422 if form.is_bound else 200)
