"""Messages on their way: each put on the wire at most once, whatever dies, repeats or answers late."""

import threading
from datetime import time, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from mostik.core import clock, outbox
from mostik.core.models import Effect, EffectState, Notification
from mostik.core.notifications import notify
from mostik.people import tasks
from mostik.people.adapters.mail import Server
from mostik.people.commands.notices import choosing, sending, setup
from mostik.people.models import Delivery, DeliveryState, NoticeChoice, User
from mostik.people.queries import notices

pytestmark = pytest.mark.django_db
ASKED = "{who} asks you: {text}"


def tell(*people: User, key: str = "a", kind: str = "decide", who: str = "Anna") -> None:
    notify(person_ids=[each.pk for each in people], text=ASKED, params={"who": who, "text": "10 %"}, key=key, kind=kind)


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))


def choose(person: User, **more) -> None:
    NoticeChoice.objects.update_or_create(person=person, defaults=more)


def test_nothing_is_promised_while_the_company_has_no_way(cast):
    tell(cast.anna)
    assert not Delivery.objects.exists()


def test_message_goes_by_both_ways_and_in_its_readers_language(cast, post, tied, far, work):
    chat = tied(cast.anna)
    User.objects.filter(pk=cast.anna.pk).update(language="en")
    notify(
        person_ids=[cast.anna.pk, cast.gleb.pk],
        text="You stand in for {who} from {first} to {last}",
        params={"who": "Vera", "first": clock.today(), "last": clock.today() + timedelta(days=2)},
        key="s",
        url="/people/calendar/substitutes/",
        kind="substitute",
    )
    work()
    by_address = {each["To"]: each for each in post.letters}
    assert "You stand in for Vera from" in by_address[cast.anna.email]["Subject"]
    assert "Вы замещаете" in by_address[cast.gleb.email]["Subject"]
    assert "https://mostik.company.test/people/calendar/substitutes/" in by_address[cast.gleb.email].get_content()
    assert by_address[cast.anna.email]["Message-ID"] != by_address[cast.gleb.email]["Message-ID"]
    assert [text.splitlines()[0] for text in far.texts(chat)] != []
    assert far.texts(chat)[0].replace("\xa0", " ").startswith(by_address[cast.anna.email]["Subject"])
    assert states() == [DeliveryState.SENT] * 3


def test_repeated_events_send_once(cast, post, work):
    for _ in range(3):
        tell(cast.anna)
        sending.carry(list(Notification.objects.all()))
    work()
    work(timedelta(days=1))
    assert len(post.letters) == 1


def test_worker_that_dies_after_sending_leaves_a_doubt_and_nothing_goes_twice(cast, post, work, monkeypatch):
    """The letter is on its way, the process is killed before it writes that down; its lease runs out."""

    def killed(**_told):
        raise KeyboardInterrupt

    tell(cast.anna)
    monkeypatch.setattr(sending, "settle_message", killed)
    with pytest.raises(KeyboardInterrupt):
        outbox.run_due()
    monkeypatch.undo()
    for after in (61, 200, 100_000):
        work(timedelta(seconds=after))
    assert (len(post.letters), states()) == (1, [DeliveryState.IN_DOUBT])
    assert Effect.objects.get(name=sending.TELL).state == EffectState.IN_DOUBT
    outbox.replay(Effect.objects.all())
    work()
    assert len(post.letters) == 1, "an operator's replay decides nothing for the person"


def test_worker_that_dies_before_sending_leaves_a_doubt_too(cast, post, work, monkeypatch):
    def killed(*_told):
        raise KeyboardInterrupt

    tell(cast.anna)
    monkeypatch.setattr(Server, "send", killed)
    with pytest.raises(KeyboardInterrupt):
        outbox.run_due()
    monkeypatch.undo()
    work(timedelta(seconds=61))
    assert (post.letters, states()) == ([], [DeliveryState.IN_DOUBT])


def test_person_decides_about_a_doubt(cast, tied, far, work):
    chat = tied(cast.anna)
    far.drop = True
    tell(cast.anna)
    work()
    assert (len(far.texts(chat)), states()) == (1, [DeliveryState.IN_DOUBT])
    far.drop = False
    work(timedelta(days=2))
    assert len(far.texts(chat)) == 1
    sending.resend_message(by=cast.actor("anna"), delivery_id=Delivery.objects.get().pk)
    sending.resend_message(by=cast.actor("anna"), delivery_id=Delivery.objects.get().pk)
    work()
    assert (len(far.texts(chat)), states()) == (2, [DeliveryState.SENT])
    assert not Effect.objects.filter(state=EffectState.IN_DOUBT).exists()


def test_settling_and_letters_cost_as_much_however_much_was_sent(cast, post, work):
    tell(cast.anna)
    with CaptureQueriesContext(connection) as asked:
        work()
    assert states() == [DeliveryState.SENT]
    assert not [each["sql"] for each in asked if "tell:" in each["sql"] and " LIKE " in each["sql"]]
    days = [clock.now() - timedelta(days=ago) for ago in (3, 1, 2)]
    Delivery.objects.bulk_create(
        Delivery(key=f"letter:{day}", person=cast.anna, way="letter", made_at=day) for day in days
    )
    assert sending._last_letters([cast.anna.pk, cast.boris.pk]) == {cast.anna.pk: days[1]}


def test_slow_worker_overtaken_by_another_sends_once_and_its_answer_counts(cast, post, work, monkeypatch):
    """The first worker hangs past its lease; the second must not send; the first then says it was sent."""
    real = Server.send

    def slow(server, letter):
        with clock.stopped(clock.now() + timedelta(seconds=90)):
            outbox.run_due(holder="second")
        return real(server, letter)

    tell(cast.anna)
    monkeypatch.setattr(Server, "send", slow)
    outbox.run_due(holder="first")
    assert (len(post.letters), states()) == (1, [DeliveryState.SENT])


def test_known_failure_is_tried_again_after_a_pause(cast, post, work):
    post.greeting = "421 busy"
    tell(cast.anna)
    work()
    assert (states(), Delivery.objects.get().tries) == ([DeliveryState.WAITING], 1)
    post.greeting = "220 sink"
    assert work(timedelta(seconds=29)) == 0
    work(timedelta(seconds=31))
    assert (len(post.letters), states()) == (1, [DeliveryState.SENT])


def test_message_that_cannot_be_composed_is_tried_again_and_is_no_doubt(cast, post, work, monkeypatch):
    def broken(**_told):
        raise ValueError("no such words")

    tell(cast.anna)
    with monkeypatch.context() as patch:
        patch.setattr(tasks.letters, "composed", broken)
        work()
    assert (states(), Delivery.objects.get().error) == ([DeliveryState.WAITING], "ValueError: no such words")
    work(timedelta(seconds=31))
    assert (len(post.letters), states()) == (1, [DeliveryState.SENT])


def test_bot_removed_under_way_sends_its_messages_nowhere(cast, post, tied, far, work, monkeypatch):
    tied(cast.anna)
    choose(cast.anna, ways={"decide": ["telegram"]})
    tell(cast.anna)
    begin = sending.begin_message

    def begin_and_lose(**told):
        begun = begin(**told)
        setup.set_bot(by=cast.actor("olga"), token="", name="")
        return begun

    with monkeypatch.context() as patch:
        patch.setattr(sending, "begin_message", begin_and_lose)
        work()
    assert (post.to, far.asked, states()) == ([], [], [DeliveryState.WAITING])
    work(timedelta(seconds=31))
    assert (post.to, states()) == ([], [DeliveryState.SKIPPED])


def test_trial_to_a_chat_untied_meanwhile_is_not_sent(cast, tied, far, work):
    tied(cast.anna)
    choosing.send_trial(by=cast.actor("anna"), way="telegram")
    choosing.forget_chat(by=cast.actor("anna"))
    work()
    assert (far.asked, states(), Delivery.objects.get().error) == ([], [DeliveryState.SKIPPED], "not linked")


def test_lost_answer_of_a_mail_server_is_a_doubt(cast, post, work):
    post.drop = True
    tell(cast.anna)
    work()
    work(timedelta(days=1))
    assert (len(post.letters), states()) == (1, [DeliveryState.IN_DOUBT])


def test_telegram_in_a_hurry_is_heeded(cast, tied, far, work):
    chat = tied(cast.boris)
    far.retry_after = 300
    tell(cast.boris)
    work()
    far.retry_after = 0
    assert work(timedelta(seconds=299)) == 0
    work(timedelta(seconds=301))
    assert len(far.texts(chat)) == 1


def test_letter_that_comes_back_closes_the_way_and_says_what_to_do(cast, post, work):
    post.recipient = "550 5.1.1 No such user here"
    tell(cast.anna)
    work()
    assert states() == [DeliveryState.FAILED]
    line = Notification.objects.get(kind="reach")
    assert (line.person_id, "550 5.1.1" in line.params["why"]) == (cast.anna.pk, True)
    tell(cast.anna, key="b")
    work()
    assert len(post.to) == 1, "no more letters to a closed address"
    post.recipient = "250 OK"
    choosing.try_way_again(by=cast.actor("anna"), way="mail")
    tell(cast.anna, key="c")
    work()
    assert len(post.letters) == 1


def test_corrected_address_opens_the_way_by_itself(cast, post, work):
    choose(cast.anna, mail_refused=cast.anna.email, mail_why="550")
    User.objects.filter(pk=cast.anna.pk).update(email="anna@new.test")
    tell(cast.anna)
    work()
    assert [each["To"] for each in post.letters] == ["anna@new.test"]


def test_blocked_bot_is_noticed(cast, tied, far, work):
    chat = tied(cast.boris)
    far.blocked.add(chat)
    tell(cast.boris)
    work()
    kept = NoticeChoice.objects.get(person=cast.boris)
    assert (kept.chat_refused_at is not None, "blocked by the user" in kept.chat_why) == (True, True)
    tell(cast.boris, key="b")
    work()
    assert far.asked.count("sendMessage") == 1


def test_quiet_hours_hold_what_can_wait_and_let_urgent_ones_pass(cast, post, work):
    choose(
        cast.anna, ways={"plan": ["mail"]}, quiet_from=time(10), quiet_to=time(13), zone="Europe/Moscow"
    )  # it is 11:00
    tell(cast.anna, kind="plan")
    tell(cast.anna, key="b", kind="decide")
    work()
    assert len(post.letters) == 1
    assert work(timedelta(minutes=119)) == 0
    work(timedelta(minutes=121))
    assert len(post.letters) == 2


def test_urgent_ones_wait_where_the_person_says_so(cast, post, work):
    choose(cast.anna, quiet_from=time(10), quiet_to=time(13), urgent_passes=False)
    tell(cast.anna)
    work()
    assert not post.letters
    work(timedelta(hours=2))
    assert len(post.letters) == 1


def test_quiet_hours_begun_meanwhile_hold_a_message_on_its_way(cast, post, work):
    tell(cast.anna)
    choose(cast.anna, quiet_from=time(10), quiet_to=time(13), urgent_passes=False)
    work()
    assert (len(post.letters), states()) == (0, [DeliveryState.WAITING])
    work(timedelta(hours=2))
    assert len(post.letters) == 1


def test_what_was_read_or_is_not_wanted_any_more_is_not_sent(cast, post, work):
    tell(cast.anna, key="read")
    Notification.objects.update(read_at=clock.now())
    tell(cast.anna, key="off")
    choose(cast.anna, ways={"decide": []})
    tell(cast.gleb, key="left")
    User.objects.filter(pk=cast.gleb.pk).update(is_active=False)
    work()
    assert (post.letters, states()) == ([], [DeliveryState.SKIPPED] * 3)


def test_daily_letter_comes_once_with_what_was_not_read(cast, post, work):
    choose(cast.anna, letter=True, letter_at=time(12), zone="Europe/Moscow")
    tell(cast.anna, key="old", kind="plan", who="Zoya")
    tell(cast.anna, key="seen", kind="plan", who="Read")
    Notification.objects.filter(key__startswith="seen").update(read_at=clock.now())
    tell(cast.anna, key="urgent", kind="decide", who="Sent")
    work()
    assert len(post.letters) == 1  # the urgent one, at once
    assert [tasks.write_letters(), tasks.write_letters()] == [2, 0]  # 11:00: Olga's and Gleb's were due at nine
    with clock.stopped(clock.now() + timedelta(hours=1)):
        assert [tasks.write_letters(), tasks.write_letters()] == [1, 0]
        work()
    (letter,) = [each for each in post.letters if each["List-Unsubscribe"]]
    text = letter.get_content()
    assert (letter["To"], "Zoya" in text, "Read" in text, "Sent" in text) == (cast.anna.email, True, False, False)


def test_letter_with_nothing_to_tell_is_not_sent_and_the_next_tells_only_what_is_new(cast, post, work):
    choose(cast.anna, letter=True, letter_at=time(9))
    assert tasks.write_letters() >= 1
    work()
    assert post.letters == []
    tell(cast.anna, kind="plan", who="Zoya")
    with clock.stopped(clock.now() + timedelta(days=1)):
        tasks.write_letters()
        work()
    with clock.stopped(clock.now() + timedelta(days=2)):
        tasks.write_letters()
        work()
    assert ["Zoya" in each.get_content() for each in post.letters] == [True]


def test_letter_tells_many_things_in_few_lines(cast, post, work, django_assert_max_num_queries):
    choose(cast.anna, letter=True, letter_at=time(9))
    tasks.write_letters()
    for number in range(120):
        tell(cast.anna, key=f"n{number}", kind="plan")
    with clock.stopped(clock.now() + timedelta(days=1)):
        tasks.write_letters()
        work()
    assert post.letters[0].get_content().count("— ") == 50
    assert "70" in post.letters[0].get_content()


def test_code_ties_one_chat_once_and_not_for_long(cast, far, work):
    code = choosing.make_code(by=cast.actor("boris"))
    assert code not in str(list(NoticeChoice.objects.values())) + str(list(Effect.objects.values()))
    far.say(900, f"/start {code}", kind="group")
    far.say(901, "/start wrong")
    work()
    assert NoticeChoice.objects.get(person=cast.boris).chat is None
    far.say(902, f"/start {code}", username="boris")
    work(timedelta(seconds=5))
    kept = NoticeChoice.objects.get(person=cast.boris)
    assert (kept.chat, kept.chat_title, kept.code) == (902, "@boris", "")
    far.say(903, f"/start {code}")
    choosing.make_code(by=cast.actor("vera"))
    work(timedelta(seconds=9))
    assert NoticeChoice.objects.get(person=cast.boris).chat == 902
    late = choosing.make_code(by=cast.actor("gleb"))
    far.say(904, late)
    with clock.stopped(clock.now() + timedelta(minutes=11)):
        while outbox.run_due():
            pass
    assert NoticeChoice.objects.get(person=cast.gleb).chat is None
    assert not Effect.objects.filter(name=choosing.HEAR, state=EffectState.NEW).exists(), "it still listens"


def test_secrets_lie_encrypted_and_are_not_shown(cast, far, sign_in):
    server = Server(host="smtp.company.test", user="mostik", password="s3cret-pass")
    setup.set_mail(by=cast.actor("olga"), server=server, address="https://mostik.company.test")
    again = Server(host="smtp.company.test", user="mostik", sender="robot@company.test")
    setup.set_mail(by=cast.actor("olga"), server=again, address="https://x.test")
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM core_setting")
        kept = str(cursor.fetchall())
    shown = sign_in(cast.olga).get("/people/notices/setup/").content.decode()
    for secret in ("s3cret-pass", far.token, far.token.partition(":")[2]):
        assert secret not in kept + shown
    assert notices.channel("mail").password == "s3cret-pass"


@pytest.mark.parametrize("change", [{"host": "mx.rival.test"}, {"port": 25}, {"security": "none"}, {"user": "other"}])
def test_kept_password_goes_to_no_other_server(cast, sign_in, change):
    kept = Server(host="smtp.company.test", user="mostik", password="s3cret-pass")
    setup.set_mail(by=cast.actor("olga"), server=kept, address="https://mostik.company.test")
    told = {"host": kept.host, "port": kept.port, "security": kept.security, "user": kept.user, **change}
    page = sign_in(cast.olga).post("/people/notices/setup/", {**told, "address": "https://mostik.company.test"})
    assert (page.status_code, "укажите его пароль" in page.content.decode()) == (422, True)
    assert notices.channel("mail") == kept
    setup.set_mail(by=cast.actor("olga"), server=Server(**told, password="new"), address="https://mostik.company.test")
    assert notices.channel("mail") == Server(**told, password="new")


def test_server_without_a_user_gets_no_password(cast):
    for server in (Server(host="smtp.company.test", user="mostik", password="s3cret-pass"), Server(host="relay.test")):
        setup.set_mail(by=cast.actor("olga"), server=server, address="https://mostik.company.test")
    assert notices.channel("mail") == Server(host="relay.test")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer; workers take turns there")
def test_two_workers_send_each_message_once(cast, post, tied, far):
    chat = tied(cast.anna)
    for number in range(30):
        tell(cast.anna, key=f"n{number}")
    start = threading.Barrier(2)

    def worker(name: str) -> None:
        start.wait(5)
        while outbox.run_due(holder=name, most=3):
            pass
        connections.close_all()

    threads = [threading.Thread(target=worker, args=(f"w{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(post.letters), len(far.texts(chat))) == (30, 30)
    assert len({each["Message-ID"] for each in post.letters}) == 30
    assert set(states()) == {DeliveryState.SENT}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has one writer; workers take turns there")
def test_two_workers_on_the_same_message_send_it_once(cast, post):
    """Both were given the same effect: the lease of one ran out between the claim and the run."""
    tell(cast.anna)
    row, start = Delivery.objects.get(), threading.Barrier(8)
    failed: list[str] = []

    def worker() -> None:
        start.wait(5)
        try:
            tasks.tell(key=row.key)
        except outbox.InDoubt as doubt:
            failed.append(str(doubt))
        connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(post.letters), states()) == (1, [DeliveryState.SENT])
