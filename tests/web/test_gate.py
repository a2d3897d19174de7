"""Who does not say that it may pass does not pass, and learns nothing at the gate."""

import re
from types import SimpleNamespace

import pytest
from flask import Blueprint

from collab.app import VIEWS, create_app
from collab.config import from_environment
from collab.web.gate import public
from tests.factories.accounts import PASSWORD, person, system_administrator
from tests.support.accounts import sign_in
from tests.support.databases import writing


def masked(answer):
    """An answer without what is random in each: nonce, keys, cookie."""
    body = re.sub(r'nonce="[^"]+"|name="(csrf_token|idempotency_key)" value="[^"]+"', "", answer.text)
    headers = {name: re.sub(r"nonce-[^']+", "", value) for name, value in answer.headers if name != "Set-Cookie"}
    return answer.status_code, headers, body


def test_an_endpoint_without_a_policy_stops_the_start(tmp_path):
    blueprint = Blueprint("open", __name__)
    blueprint.add_url_rule("/door", "door", lambda: "come in")
    blueprint.add_url_rule("/gate", "gate", public(lambda: "come in"))
    settings = from_environment(
        {"COLLAB_ENV": "test", "COLLAB_VAR": str(tmp_path), "COLLAB_DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}
    )
    with pytest.raises(RuntimeError, match=r"without a policy: open\.door$"):
        create_app(settings, views=(*VIEWS, SimpleNamespace(blueprint=blueprint)))


@pytest.mark.parametrize("name", ["there", "not-there"])
def test_nobody_is_sent_to_sign_in(visitor, name):
    answer = visitor.get(f"/probe/signed-in/{name}?x=1")
    assert (answer.status_code, answer.location) == (302, f"/sign-in?next=%2Fprobe%2Fsigned-in%2F{name}%3Fx%3D1")


def test_nobody_learns_whether_there_is_such_a_page(visitor):
    there, missing = (visitor.get(f"/probe/signed-in/{name}") for name in ("there", "gone!"))
    assert [answer.status_code for answer in (there, missing)] == [302, 302]
    assert {name for name, _ in there.headers} == {name for name, _ in missing.headers}
    assert there.text.replace("there", "x") == missing.text.replace("gone!", "x").replace("gone%21", "x")


def test_a_rule_hides_the_page_from_others(house, visitor):
    with writing(house):
        person("author@ho.example", organisation="HO")
        system_administrator()
    assert visitor.get("/probe/for-managers").status_code == 302
    sign_in(visitor, "author@ho.example", PASSWORD)
    hidden, absent = visitor.get("/probe/for-managers"), visitor.get("/probe/no-such-page")
    assert hidden.status_code == 404
    assert masked(hidden) == masked(absent)
    manager = sign_in(house.test_client(), "system@collab.example", PASSWORD)
    assert manager.get("/probe/for-managers").text == "Here"


def csrf(client):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get("/probe").text)[1]


@pytest.mark.parametrize(
    ("address", "back"), [("/probe/write", "/sign-in?next=%2Fprobe%2Fwrite"), ("/probe/press", "/sign-in")]
)
def test_what_was_typed_outlives_the_sign_in(visitor, effects, address, back):
    """A form sent after the sign-in ended is not lost in a redirect."""
    answer = visitor.post(
        address,
        data={"csrf_token": csrf(visitor), "idempotency_key": "a" * 32, "text": "An hour's work", "password": "hunter"},
    )
    assert answer.status_code == 403
    assert "An hour&#39;s work" in answer.text
    assert "hunter" not in answer.text
    assert f'href="{back.replace("%2F", "/")}"' in answer.text.replace("%2F", "/")
    assert effects() == 0


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_unsafe_request_without_a_csrf_token_is_refused(visitor, effects, method):
    for address in ("/probe", "/probe/write", "/probe/repeatable", "/probe/page"):
        answer = getattr(visitor, method)(address, data={"idempotency_key": "a" * 32, "words": "kept"})
        assert answer.status_code in (400, 405)
    assert effects() == 0


def test_a_csrf_token_of_another_session_is_refused(house, visitor, effects):
    other = csrf(house.test_client())
    csrf(visitor)
    answer = visitor.post("/probe", data={"csrf_token": other, "idempotency_key": "a" * 32, "words": "kept words"})
    assert answer.status_code == 400
    assert "kept words" in answer.text
    assert effects() == 0


def test_a_planted_session_cookie_is_nobody(visitor):
    visitor.set_cookie("collab", "eyJfdXNlcl9pZCI6IngifQ.aaaa.bbbb")
    assert visitor.get("/probe/who").text == "nobody"
