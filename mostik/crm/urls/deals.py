"""Addresses of deals and the board."""

from mostik.crm.pages import board, deal_list, deals, moves, own
from mostik.web.routes import Policy, route

SEES = Policy.needs("crm.see_deals")
SEES_ONE = Policy.needs("crm.see_deals", row="crm.deal")
ADDS = Policy.needs("crm.add_deal")
EDITS = Policy.needs("crm.edit_deal")
EDITS_ONE = Policy.needs("crm.edit_deal", row="crm.deal")
GIVES = Policy.needs("crm.hand_over_deal")
GIVES_ONE = Policy.needs("crm.hand_over_deal", row="crm.deal")
REMOVES = Policy.needs("crm.remove_deal")
REMOVES_ONE = Policy.needs("crm.remove_deal", row="crm.deal")
DOES = Policy.needs("crm.do_activity")
POST = ("POST",)
ASKS = ("GET", "POST")

urlpatterns = [
    route("board/", board.board, name="deal_board", policy=SEES),
    route("board/more/", board.more, name="deal_board_more", policy=SEES),
    route("board/drop/", board.drop, name="deal_drop", policy=EDITS, methods=POST),
    route("deals/", deal_list.deal_list, name="deal_list", policy=SEES),
    route("deals/add/", deals.add, name="deal_add", policy=ADDS, methods=ASKS),
    route("deals/clients/", deals.clients, name="deal_clients", policy=SEES),
    route("deals/move/", deal_list.move_many, name="deals_move", policy=EDITS, methods=ASKS),
    route("deals/step/", deal_list.step_many, name="deals_step", policy=DOES, methods=ASKS),
    route("deals/hand-over/", deal_list.hand_over_many, name="deals_hand_over", policy=GIVES, methods=ASKS),
    route("deals/remove/", deal_list.remove_many, name="deals_remove", policy=REMOVES, methods=POST),
    route("deals/restore/", deal_list.restore_many, name="deals_restore", policy=REMOVES, methods=POST),
    route("deals/<int:deal_id>/", deals.deal, name="deal", policy=SEES_ONE),
    route("deals/<int:deal_id>/own/<int:field_id>/", own.deal_own, name="deal_own", policy=EDITS_ONE, methods=ASKS),
    route("deals/<int:deal_id>/timeline/", deals.deal_timeline, name="deal_timeline", policy=SEES_ONE),
    route("deals/<int:deal_id>/edit/", deals.edit, name="deal_edit", policy=EDITS_ONE, methods=ASKS),
    route("deals/<int:deal_id>/move/", moves.move, name="deal_move", policy=EDITS_ONE, methods=ASKS),
    route("deals/<int:deal_id>/qualify/", moves.qualify, name="deal_qualify", policy=EDITS_ONE),
    route("deals/<int:deal_id>/win/", moves.win, name="deal_win", policy=EDITS_ONE, methods=ASKS),
    route("deals/<int:deal_id>/lose/", moves.lose, name="deal_lose", policy=EDITS_ONE, methods=ASKS),
    route("deals/<int:deal_id>/reopen/", moves.reopen, name="deal_reopen", policy=EDITS_ONE, methods=ASKS),
    route("deals/<int:deal_id>/hand-over/", deals.hand_over, name="deal_hand_over", policy=GIVES_ONE, methods=ASKS),
    route("deals/<int:deal_id>/remove/", deals.remove, name="deal_remove", policy=REMOVES_ONE, methods=POST),
    route("deals/<int:deal_id>/restore/", deals.restore, name="deal_restore", policy=REMOVES_ONE, methods=POST),
]
