"""What every API operation is made of: its policy, money and paging in words a program understands."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import BaseModel, Field

from mostik.kernel.money import Money
from mostik.kernel.refusals import Denied
from mostik.web.routes import Policy

F = TypeVar("F", bound=Callable[..., Any])

#: A sum in the currency's main unit, written as text so that nothing is lost: "1250.50".
Amount = Annotated[str, Field(pattern=r"^-?\d{1,16}(\.\d{1,3})?$", examples=["1250.50"])]
PageSize = Annotated[int, Field(ge=1, le=200)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Problem(Schema):
    """A refusal: what to do, at which field, a code for programs; both values of what two people changed."""

    message: str
    code: str
    field: str | None = None
    both: dict[str, Any] | None = None


class Sum(BaseModel):
    """Money: an amount in the main unit and an ISO currency code."""

    amount: Amount
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


def allowed(policy: Policy) -> Callable[[F], F]:
    """Declare who may call an operation: asked before it runs and read by the permission matrix."""

    def mark(body: F) -> F:
        @wraps(body)
        def operation(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            judge(request, policy)
            return body(request, *args, **kwargs)

        operation.policy = policy  # type: ignore[attr-defined]
        return operation  # type: ignore[return-value]

    return mark


def judge(request: HttpRequest, policy: Policy) -> None:
    """Refuse whoever may not call an operation."""
    actor = request.actor  # type: ignore[attr-defined]
    if policy.right and not actor.may(policy.right):
        raise Denied(_("The token's role does not allow this: {right}."), params={"right": policy.right})


def written(money: Money) -> Sum:
    """Return money as an amount and a currency code."""
    return Sum(amount=str(money.major), currency=money.currency)
