"""One intent, one effect: whatever is clicked twice, sent again or sent at once."""

import threading
import uuid

import pytest

from tests.support.page import Page


def form_of(client, address="/probe"):
    """(csrf token, idempotency key) of a page's form."""
    page = Page(client.get_ok(address).text)
    held = {field.get("name"): field.get("value") for field in page.elements("input")}
    return held["csrf_token"], held["idempotency_key"]


def send(client, token, key, address="/probe", **fields):
    return client.post(address, data={"csrf_token": token, "idempotency_key": key, "words": "hello", **fields})


def test_a_replay_gets_the_first_result_and_has_no_effect(visitor, effects):
    token, key = form_of(visitor)
    first = send(visitor, token, key)
    again = send(visitor, token, key)
    assert (first.status_code, first.location) == (303, "/probe/done?saved=1#top")
    assert (again.status_code, again.location) == (303, "/probe/done?saved=1#top")
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert effects() == 1


def test_a_replay_of_a_page_gets_the_same_page(visitor, effects):
    token, key = form_of(visitor)
    first, again = (send(visitor, token, key, "/probe/page") for _ in range(2))
    assert (
        (first.status_code, first.text, first.content_type)
        == (again.status_code, again.text, again.content_type)
        == (201, "Saved: é", "text/plain; charset=utf-8")
    )
    assert effects() == 1


def test_the_same_key_with_another_body_is_refused_and_shows_what_was_typed(visitor, effects):
    token, key = form_of(visitor)
    send(visitor, token, key)
    other = send(visitor, token, key, words="something else entirely")
    assert other.status_code == 422
    assert "something else entirely" in other.text
    assert "already sent" in Page(other.text).headings[0]
    assert effects() == 1


def test_another_csrf_token_is_the_same_body(visitor, effects):
    token, key = form_of(visitor)
    send(visitor, token, key)
    other_token, _ = form_of(visitor)
    assert send(visitor, other_token, key).headers["Idempotent-Replayed"] == "true"
    assert effects() == 1


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 65, "a" * 20 + "\x00", "a" * 20 + "\n", "é" * 20, "../" * 8, "a b" * 8]
)
def test_without_a_key_nothing_happens(visitor, effects, key):
    token, _ = form_of(visitor)
    answer = send(visitor, token, key)
    assert answer.status_code == 400
    assert "idempotency key" in answer.text
    assert "hello" in answer.text
    assert effects() == 0


@pytest.mark.parametrize("key", ["a" * 16, "A-_9" * 16])
def test_keys_at_their_bounds(visitor, effects, key):
    token, _ = form_of(visitor)
    assert send(visitor, token, key).status_code == 303
    assert effects() == 1


def test_a_key_may_come_as_a_header(visitor, effects):
    token, key = form_of(visitor)
    for _ in range(2):
        answer = visitor.post("/probe", data={"csrf_token": token, "words": "hello"}, headers={"Idempotency-Key": key})
        assert answer.status_code == 303
    assert effects() == 1


def test_a_refused_form_does_not_use_the_key_up(visitor, effects):
    token, key = form_of(visitor)
    assert send(visitor, token, key, words="refuse").status_code == 422
    assert send(visitor, token, key, words="").status_code == 422
    assert effects() == 0
    assert send(visitor, token, key).status_code == 303
    assert effects() == 1


@pytest.mark.parametrize("address", ["/probe/refused", "/probe/not-allowed/x", "/probe/busy", "/probe/abort/410"])
def test_a_failed_request_does_not_use_the_key_up(visitor, effects, address):
    token, key = form_of(visitor)
    for _ in range(2):
        answer = send(visitor, token, key, address)
        assert answer.status_code >= 400
        assert "Idempotent-Replayed" not in answer.headers
    assert effects() == 0


def test_a_key_holds_for_one_address_only(visitor, effects):
    token, key = form_of(visitor)
    assert send(visitor, token, key).status_code == 303
    assert send(visitor, token, key, "/probe/page").status_code == 201
    assert effects() == 2


def test_a_repeatable_write_needs_no_key(visitor, effects):
    token, _ = form_of(visitor)
    for _ in range(2):
        assert visitor.post("/probe/repeatable", data={"csrf_token": token}).status_code == 303
    assert effects() == 2


def test_twenty_at_once_with_one_key_are_one_effect(house, visitor, effects):
    token, key = form_of(visitor)
    cookie = visitor.get_cookie("collab").value
    ready = threading.Barrier(20)
    answers = []

    def run():
        client = house.test_client()
        client.set_cookie("collab", cookie)
        ready.wait(timeout=30)
        answers.append(send(client, token, key))

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/probe/done?saved=1#top")] * 20
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 19
    assert effects() == 1


def test_twenty_at_once_with_keys_of_their_own_are_twenty_effects(house, visitor, effects):
    token, _ = form_of(visitor)
    cookie = visitor.get_cookie("collab").value
    statuses = []

    def run():
        client = house.test_client()
        client.set_cookie("collab", cookie)
        statuses.append(send(client, token, uuid.uuid4().hex).status_code)

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert statuses == [303] * 20
    assert effects() == 20
