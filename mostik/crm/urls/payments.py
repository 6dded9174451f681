"""Addresses of payments."""

from mostik.crm.pages import payments
from mostik.web.routes import Policy, route

SEES = Policy.needs("crm.see_deals", row="crm.deal")
RECORDS = Policy.needs("crm.record_payment", row="crm.deal")
ONE = Policy.needs("crm.record_payment", row="crm.payment")
POST = ("POST",)

urlpatterns = [
    route("deals/<int:deal_id>/payments/", payments.payments, name="deal_payments", policy=SEES),
    route("deals/<int:deal_id>/payments/record/", payments.record, name="payment_record", policy=RECORDS, methods=POST),
    route("payments/<int:payment_id>/withdraw/", payments.withdraw, name="payment_withdraw", policy=ONE, methods=POST),
    route("payments/<int:payment_id>/return/", payments.give_back, name="payment_return", policy=ONE, methods=POST),
]
