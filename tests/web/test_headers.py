"""The exact headers of every kind of answer, and which hosts and bodies are taken at all."""

import re

import pytest

from collab.web.private_links import masked

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ANSWERS = [
    ("/", 200),
    ("/probe", 200),
    ("/sign-in", 200),
    ("/probe/write", 302),
    ("/probe/not-found", 404),
    ("/no-such-page", 404),
    ("/probe/abort/410", 410),
    ("/probe/press", 405),
    ("/probe/who", 200),
]


@pytest.mark.parametrize(("address", "status"), ANSWERS)
def test_every_answer_carries_them(visitor, address, status):
    answer = visitor.get(address)
    assert answer.status_code == status
    for name, value in EVERYWHERE.items():
        assert answer.headers.getlist(name) == [value]
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([A-Za-z0-9_-]{20,})'", policy)[1]
    assert policy == POLICY.format(nonce=nonce)
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert set(re.findall(r'nonce="([^"]+)"', answer.text)) <= {nonce}


def test_a_private_link_is_told_to_nobody(visitor):
    """Only its origin is: without that a form sent over HTTPS is taken for a forged one."""
    for rule in visitor.application.url_map.iter_rules():
        if "token" in rule.arguments and not rule.rule.startswith("/probe"):
            path = rule.rule.replace("<token>", "A" * 43)
            assert "A" * 43 not in masked(f'"GET {path}?a=1 HTTP/1.1" 200 "https://collab.example{path}"'), rule
    answer = visitor.get("/responses/" + "A" * 43)
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_nonce_is_used_once(visitor):
    assert len({visitor.get("/").headers["Content-Security-Policy"] for _ in range(5)}) == 5


def test_static_files_may_be_kept(visitor):
    answer = visitor.get("/static/collab.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in answer.headers
    for name, value in EVERYWHERE.items():
        assert answer.headers[name] == value
    assert visitor.get("/static/collab.css", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "path", ["no-such.css", "../setup.cfg", "%2e%2e/setup.cfg", "govuk/../../setup.cfg", "", "govuk"]
)
def test_what_is_not_static_is_not_there_and_not_kept(visitor, path):
    answer = visitor.get(f"/static/{path}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_secure_cookies(probed):
    app = probed(COLLAB_SECURE_COOKIES="1", COLLAB_BASE_URL="https://collab.example")
    answer = app.test_client().get("/probe", base_url="https://collab.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-collab=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_cookies_in_development(visitor):
    answer = visitor.get("/probe")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in answer.headers["Set-Cookie"].split(";")}
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(
    "host", ["evil.test", "127.0.0.1.evil.test", "evil.test:8000", "localhost@evil.test", "evil.test/", "", " ", "a\\b"]
)
@pytest.mark.parametrize("address", ["/", "/sign-in", "/no-such-page", "/static/collab.css"])
def test_a_strange_host_is_refused(visitor, host, address):
    answer = visitor.get(address, headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "Forwarded", "X-Host"])
def test_no_other_header_changes_an_address(visitor, name):
    answer = visitor.get("/probe/write", headers={name: "host=evil.test" if name == "Forwarded" else "evil.test"})
    assert answer.location == "/sign-in?next=%2Fprobe%2Fwrite"
    assert "evil" not in visitor.get("/", headers={name: "evil.test"}).text


# --- Bodies --------------------------------------------------------------------------------------------------------

TWO_MEGABYTES = 2 * 1024 * 1024


def test_a_body_of_two_megabytes_is_read_and_a_longer_one_is_not(visitor, effects):
    for size, status in ((TWO_MEGABYTES - 100, 400), (TWO_MEGABYTES + 1, 413)):
        answer = visitor.post(
            "/probe", data="words=" + "x" * (size - 6), content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == status
    assert effects() == 0


def test_a_long_multipart_body_is_refused(visitor, effects):
    answer = visitor.post("/probe", data={"words": "x" * (TWO_MEGABYTES + 1)}, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert effects() == 0


def test_too_many_parts_are_refused(visitor, effects):
    answer = visitor.post(
        "/probe", data={f"field{number}": "x" for number in range(5_001)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 413
    assert effects() == 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"words=%ff%fe%00&%zz", "application/x-www-form-urlencoded"),
        (b"{" * 10_000, "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"words=a&words=b&words=c&csrf_token=1&csrf_token=2", "application/x-www-form-urlencoded"),
        (b"", "text/plain"),
    ],
)
def test_a_strange_body_is_refused_and_breaks_nothing(visitor, effects, body, kind):
    answer = visitor.post("/probe", data=body, content_type=kind, headers={"Idempotency-Key": "a" * 32})
    assert answer.status_code in (400, 413)
    assert effects() == 0


def test_an_address_with_a_character_that_no_database_keeps_is_refused(visitor, effects):
    assert visitor.get("/probe?a=%00").status_code == 400
    assert visitor.get("/probe/write?a=%00").status_code == 400
    assert effects() == 0


@pytest.mark.parametrize("query", ["?%ff", "?" + "a=1&" * 3000, "?next=%0d%0aSet-Cookie:x=1"])
def test_a_strange_address_breaks_nothing(visitor, query):
    assert visitor.get(f"/probe{query}").status_code == 200
    assert visitor.get(f"/probe/write{query}").status_code == 302
