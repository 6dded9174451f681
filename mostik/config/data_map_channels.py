"""The data map of the room of channels: what each of its columns holds, about whom, what for."""

from mostik.core.privacy.terms import Purpose, Whose, holds

CLIENT, WORKER = Whose.CLIENT, Whose.WORKER
SALES, WORK, SECURITY = Purpose.SALES, Purpose.WORK, Purpose.SECURITY

CHANNELS = {
    "channels.Account": holds(
        WORKER,
        SECURITY,
        words="title name error",
        hidden="secrets door",
        plain="id updated_at version touched way told owner_id offset heard_at failures rest_until"
        " made_at paused_at removed_at",
    ),
    "channels.Answering": holds(plain="id account_id dialogue_id"),
    "channels.Arrival": holds(
        CLIENT,
        SALES,
        words="subject text html missing",
        plain="id account_id talk_id number at made_at edited_at",
    ),
    "channels.Folder": holds(plain="account_id validity uid holder held_until"),
    "channels.Heard": holds(CLIENT, SALES, words="body", plain="id account_id number at done_at"),
    "channels.BadAddress": holds(
        CLIENT, SALES, personal="address", words="said", plain="id hard times at contact_id company_id cleared_at"
    ),
    "channels.Booking": holds(
        CLIENT,
        SALES,
        personal="name",
        contact="phone email",
        words="answers reason",
        plain="id key kind_id owner_id team_id state wall zone starts_at ends_at taken_from taken_until guest_zone "
        "language consent_at deal_id activity_id sequence by_kind made_at changed_at",
    ),
    "channels.BusyTime": holds(WORKER, WORK, plain="id calendar_id entry_id starts_at ends_at"),
    "channels.Calendar": holds(
        WORKER,
        WORK,
        personal="login",
        words="title error",
        hidden="password token",
        plain="id person_id server url ctag listed_at synced_at due_at failures made_at removed_at",
    ),
    "channels.CalendarEntry": holds(WORKER, WORK, plain="id calendar_id href etag body odd meeting"),
    "channels.WrittenMeeting": holds(plain="id calendar_id booking_id sequence"),
    "channels.Diary": holds(WORKER, WORK, hidden="feed feed_digest", plain="id person_id"),
    "channels.LetterDraft": holds(
        CLIENT, SALES, personal="cc bcc", words="subject text", plain="id person_id deal_id offer picked changed_at"
    ),
    "channels.MeetingKind": holds(
        plain="id slug title about letter place minutes step before after notice horizon daily person_id team_id pick "
        "questions confirmed closed_at removed_at version",
    ),
    "channels.ClientTurn": holds(plain="key"),
    "channels.Stop": holds(
        CLIENT,
        SALES,
        personal="address by_name",
        words="why",
        plain="id way contact_id source made_at removed_at",
    ),
    "channels.Refusal": holds(
        CLIENT,
        SALES,
        personal="decided_by",
        words="answer",
        plain="id deal_id owner_id team_id given_id reason_id state asked_at answered_at",
    ),
    "channels.Survey": holds(
        CLIENT,
        SALES,
        words="comment",
        hidden="digest",
        plain="id key kind deal_id company_id contact_id owner_id team_id way language score asked_at answered_at "
        "changed_at activity_id",
    ),
    "channels.RefusalWords": holds(plain="reason_id words"),
    "channels.NumberLease": holds(plain="id number_id visit_id since until"),
    "channels.Invitation": holds(
        CLIENT,
        SALES,
        hidden="token",
        plain="id account_id contact_id company_id deal_id made_at used_at",
    ),
    "channels.Enquiry": holds(
        CLIENT,
        SALES,
        personal="body mended",
        words="error",
        plain="id source_id key kind address at state deal_id contact_id done_at drop_id",
    ),
    "channels.Drop": holds(plain="id source_id title rows fresh by_id at stopped_at"),
    "channels.Source": holds(
        hidden="door secret old_secret",
        plain="id updated_at version touched kind title channel_id product_id told mapping old_until made_at "
        "paused_at removed_at",
    ),
    "channels.Opening": holds(CLIENT, SALES, personal="agent", words="url", plain="id sending_id kind machine at"),
    "channels.RawLetter": holds(
        CLIENT,
        SALES,
        personal="sender",
        words="body subject",
        plain="id account_id validity uid whole fate talk_id at done_at",
    ),
    "channels.Sending": holds(
        CLIENT,
        SALES,
        personal="to cc bcc by_name",
        words="subject text html calendar error",
        plain="id key way account_id talk_id deal_id company_id contact_id owner_id team_id by_id by_kind state tries "
        "turn purpose made_at not_before left_at done_at outside delivered_at read_at asks",
    ),
    "channels.Talk": holds(
        CLIENT,
        SALES,
        personal="name address",
        words="last_text",
        plain="id account_id contact_id company_id deal_id owner_id team_id state unread last_at last_in gone_at "
        "made_at",
    ),
    "channels.Site": holds(plain="id key title hosts minutes made_at removed_at version"),
    "channels.Spend": holds(
        WORKER,
        WORK,
        personal="by_name",
        money="amount_minor",
        plain="id day source medium campaign content term currency clicks shows origin updated_at removed_at",
    ),
    "channels.Touch": holds(CLIENT, SALES, plain="id deal_id kind at key page source medium campaign content term"),
    "channels.TrackedNumber": holds(
        plain="id e164 site_id source medium campaign content term made_at removed_at",
    ),
    "channels.Visit": holds(
        CLIENT,
        SALES,
        plain="id visitor_id at day last_at pages landing referrer click source medium campaign content term",
    ),
    "channels.Visitor": holds(CLIENT, SALES, plain="id site_id key first_at last_at"),
}
