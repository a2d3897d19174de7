"""Each error page is a sound page, says what happened, and loses nothing but passwords of what was typed."""

import re

import pytest
from sqlalchemy import select

from collab.accounts import queries as accounts
from collab.audit.models import SecurityEvent
from tests.support.databases import reading
from tests.support.page import Page, check

TYPED = {"words": "three hours of work", "password": "hunter22", "new_password": "hunter22", "version": "7"}


def send(client, address, *, key="b" * 32, **fields):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/probe").text)[1]
    return client.post(address, data={"csrf_token": token, "idempotency_key": key, **fields})


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/probe/refused", 422, "This cannot be done yet"),
        ("/probe/not-allowed/secret-token", 403, "You cannot do this"),
        ("/probe/press", 403, "You are signed out"),
        ("/probe/busy", 503, "The service is busy"),
        ("/probe/abort/400", 400, "This request could not be read"),
        ("/probe/abort/410", 410, "This is over"),
        ("/probe/abort/418", 418, "This request could not be read"),
    ],
)
def test_what_was_typed_is_shown_but_never_a_password(visitor, effects, address, status, heading):
    answer = send(visitor, address, **TYPED)
    assert answer.status_code == status
    assert Page(answer.text).headings == [heading]
    assert "three hours of work" in answer.text
    assert "hunter22" not in answer.text
    assert "b" * 32 not in answer.text
    assert effects() == 0


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/probe/not-found", 404),
        ("/nowhere", 404),
        ("/probe/press", 405),
        ("/probe/abort/413", 413),
        ("/probe/abort/429", 429),
    ],
)
def test_pages_that_have_nothing_typed(visitor, address, status):
    answer = visitor.get(address)
    assert answer.status_code == status
    assert "What you typed" not in answer.text


def test_a_form_without_token_shows_what_was_typed(visitor):
    answer = visitor.post("/probe", data=TYPED)
    assert answer.status_code == 400
    assert Page(answer.text).headings == ["This form has expired"]
    assert "three hours of work" in answer.text
    assert "hunter22" not in answer.text


def test_what_is_typed_is_only_text(visitor):
    answer = send(visitor, "/probe/refused", words="<script>alert(1)</script>", **{"<b>name": "x"})
    assert "<script>alert" not in answer.text
    assert "<b>name" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_a_refusal_leads_to_what_mends_it(visitor):
    assert (
        '<a class="govuk-link" href="/organisations">Two clearances are missing</a>'
        in send(visitor, "/probe/refused").text
    )


def test_a_wrong_method_is_told_the_right_one(visitor):
    assert "POST" in visitor.get("/probe/press").headers["Allow"]


def test_a_busy_service_says_when_to_come_again(visitor):
    assert send(visitor, "/probe/busy").headers["Retry-After"] == "5"


def test_a_denied_write_stands_in_the_security_log_without_the_token(house, visitor, effects):
    send(visitor, "/probe/not-allowed/secret-token", words="words of a draft")
    assert effects() == 0
    with reading(house) as session:
        logged = session.scalars(select(SecurityEvent)).one()
        assert (logged.kind, logged.endpoint, logged.subject) == ("denied", "probe.not_allowed", "")


def test_a_denied_read_is_not_logged(house, visitor):
    visitor.get("/probe/for-managers")
    with reading(house) as session:
        assert session.scalars(select(SecurityEvent)).all() == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fault_of_ours_gives_a_reference_and_no_detail(probed, effects, caplog, method):
    app = probed(COLLAB_ENV="development", COLLAB_SECRET_KEY="x" * 40)
    client = app.test_client()
    answer = (
        client.get("/probe/broken/secret-token")
        if method == "get"
        else send(client, "/probe/broken/secret-token", words="a")
    )
    assert answer.status_code == 500
    assert Page(answer.text).headings == ["Something went wrong"]
    reference = re.search(r"<strong>([0-9A-F]{8})</strong>", answer.text)[1]
    assert "a fault" not in answer.text
    assert reference in caplog.text
    assert "secret-token" not in " ".join(record.getMessage() for record in caplog.records)
    assert effects() == 0


# --- A GET cannot write ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/probe/get-adds", "/probe/get-changes", "/probe/get-inserts", "/probe/get-commits"]
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_get_that_tries_to_write_raises_and_writes_nothing(house, visitor, effects, address, method):
    with pytest.raises(RuntimeError, match="a GET request tried to write"):
        getattr(visitor, method)(address)
    assert effects() == 0
    with reading(house):
        assert accounts.organisation_by_code("HO").note != "changed by a GET"


# --- Somebody else saved first ---------------------------------------------------------------------------------------


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(house, visitor):
    opened = visitor.get_ok("/probe/organisation")
    assert visitor.submit(opened, name="Theirs", note="Saved first").status_code == 303
    answer = visitor.submit(opened, name="Mine", note="Typed <b>second</b>", idempotency_key="c" * 32)
    assert answer.status_code == 409
    check(answer.text)
    for held in ("Theirs", "Saved first", "Mine", "Typed &lt;b&gt;second&lt;/b&gt;", 'href="/probe/organisation"'):
        assert held in answer.text
    with reading(house):
        assert accounts.organisation_by_code("HO").name == "Theirs"


@pytest.mark.parametrize("version", ["0", "abc", "²", "-1", "9" * 5000, "1e1", "1_0", " 1"])
def test_a_version_that_never_was_is_stale(house, visitor, version):
    answer = visitor.submit("/probe/organisation", name="Mine", version=version, tampered=True)
    assert answer.status_code == 409
    with reading(house):
        assert accounts.organisation_by_code("HO").name == "Home Office"


def test_a_stale_save_does_not_use_the_key_up(visitor):
    opened = visitor.get_ok("/probe/organisation")
    visitor.submit(opened, name="Theirs")
    for _ in range(2):
        assert visitor.submit(opened, name="Mine", idempotency_key="c" * 32).status_code == 409
