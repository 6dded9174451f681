"""The same key, the same answer: one after another, side by side, after a failure, after seven days."""

import threading
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.http import HttpResponse

from mostik.core import clock
from mostik.core.models import Reply, Setting
from mostik.core.repeats import OddKey, OtherRequest, forget_old, once


def write(status: int = 201):
    def act() -> HttpResponse:
        Setting.objects.create(code=f"s{Setting.objects.count()}", value=1)
        return HttpResponse(f"made {Setting.objects.count()}", status=status)

    return act


def ask(key: str = "k", digest: str = "d", subject: str = "token:1", act=None) -> HttpResponse:
    return once(subject=subject, key=key, digest=digest, act=act or write())


@pytest.mark.django_db
def test_second_time_is_answered_the_same_and_nothing_happens():
    first, second = ask(), ask()
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, b"made 1")
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Setting.objects.count() == 1


@pytest.mark.django_db
def test_other_body_under_the_key_is_refused_and_other_subjects_are_apart():
    ask()
    with pytest.raises(OtherRequest):
        ask(digest="other")
    assert ask(subject="token:2").content == b"made 2"


@pytest.mark.django_db
@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_answers_that_may_pass_are_not_kept(status):
    ask(act=write(status))
    assert not Reply.objects.exists()
    assert ask().status_code == 201


@pytest.mark.django_db
def test_refusal_of_the_request_itself_is_kept():
    ask(act=lambda: HttpResponse("no", status=422))
    assert ask().status_code == 422


@pytest.mark.django_db
def test_failure_keeps_neither_the_key_nor_the_writes():
    def act():
        write()()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ask(act=act)
    assert not Reply.objects.exists()
    assert not Setting.objects.exists()


@pytest.mark.django_db
def test_key_is_forgotten_after_seven_days():
    ask()
    with clock.stopped(clock.now() + timedelta(days=7, seconds=1)):
        assert ask().content == b"made 2"
    with clock.stopped(clock.now() + timedelta(days=15)):
        assert forget_old() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 201, "ключ", "a\nb"])
def test_odd_key_is_refused(key):
    with pytest.raises(OddKey):
        ask(key=key)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_under_one_key_do_it_once():
    answers, lock = [], threading.Lock()
    one_writer = threading.Lock() if connection.vendor == "sqlite" else nullcontext()
    start = threading.Barrier(8)

    def one():
        start.wait()
        with one_writer:
            answer = ask()
        with lock:
            answers.append((answer.status_code, answer.content))
        connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert answers == [(201, b"made 1")] * 8
    assert Setting.objects.count() == 1
