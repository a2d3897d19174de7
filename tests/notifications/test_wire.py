"""A mail as bytes: what a reader's program makes of it is what was written, and nobody on the way has to change it."""

import re
import uuid
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import product

import pytest

from collab.notifications.rules.wire import SITE, Claimed, Envelope, written

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEXTS = [
    "One line.\n",
    ".\n..\n.a dot begins this line\nand this one ends with one.\n.\n",
    "ŵ, £, “quoted” – and 漢字 🙂\n" * 30,
    "x" * 3_000 + "\n" + "ŷ" * 1_500 + " end\n",
    "ends with blanks  \n\ttabs\t\n=3D stays, and so does =\n-- \nFrom here on\n--=_boundary\n",
    "no end",
    "a\r\nb\rc\n",
]
SUBJECTS = ["Daily update, 2 September 2026: 1 item", "Ymateb – ŵ", "漢字" * 90, "x" * 200, "£" * 200, "=?utf-8?q?a?="]


def mail(envelope=None, **changed):
    said = {
        "id": uuid.uuid4(),
        "to": "reader@example.org",
        "subject": "Subject",
        "body": "Text\n",
        "html": None,
        "list_unsubscribe": None,
        "message_id": "<one@collab>",
        "purpose_key": "one",
        "queued_at": AT,
        "attempts": 1,
    }
    return written(Claimed(**said | changed), envelope or Envelope("collab@example.org"))


def read(raw):
    """Parsed, after looking at what every mail keeps to: ASCII, CRLF, no line that somebody would have to fold."""
    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is None
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76
    parsed = message_from_bytes(raw, policy=policy.default)
    assert not any(part.defects for part in parsed.walk())
    return parsed


def as_lines(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


@pytest.mark.parametrize(("text", "with_html"), list(product(TEXTS, (False, True))))
def test_words_come_out_as_they_went_in(text, with_html):
    html = f"<html><body>{text}</body></html>\n"
    parsed = read(mail(body=text, html=html if with_html else None))
    assert parsed.get_body(("plain",)).get_content().replace("\r\n", "\n") == as_lines(text)
    if with_html:
        assert parsed.get_content_type() == "multipart/alternative"
        assert parsed.get_body(("html",)).get_content().replace("\r\n", "\n") == as_lines(html)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_comes_out_as_it_went_in(subject):
    raw = mail(subject=subject)
    parsed = read(raw)
    if not subject.startswith("=?"):  # which is how an encoded word begins, so readers decode it
        assert parsed["Subject"] == subject
    assert all(len(word) <= 75 for word in re.findall(rb"=\?utf-8\?\S+\?=", raw))


def test_headers():
    envelope = Envelope("Cydweithio – collab <collab@example.org>", "https://collab.example", "The footer & more")
    parsed = read(
        mail(
            envelope,
            body=f"{SITE}/a\n",
            html=f'<html><body><a href="{SITE}/a">a</a></body></html>',
            list_unsubscribe=f"{SITE}/updates/stop/{'t' * 43}",
        )
    )
    assert (parsed["To"], parsed["Message-ID"]) == ("reader@example.org", "<one@collab>")
    assert parsed["From"].addresses[0].display_name == "Cydweithio – collab"
    assert parsed["Date"].datetime == AT
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["List-Unsubscribe"] == f"<https://collab.example/updates/stop/{'t' * 43}>"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed.get_body(("plain",)).get_content().split() == [
        "https://collab.example/a",
        "The",
        "footer",
        "&",
        "more",
    ]
    html = parsed.get_body(("html",)).get_content()
    assert 'href="https://collab.example/a"' in html
    assert "<p>The footer &amp; more</p>" in html


@pytest.mark.parametrize("to", ["Some Body <some@example.org>", '"a,b"@example.org', "o'neil+x@example.org"])
def test_any_address_is_written_so_that_it_is_read_again(to):
    (found,) = read(mail(to=to))["To"].addresses
    assert found.addr_spec in to


@pytest.mark.parametrize("bad", ["a@example.org\r\nBcc: b@example.org", "a@example.org\nBcc: b@example.org"])
def test_nothing_adds_a_header(bad):
    for field in ("to", "subject"):
        parsed = read(mail(**{field: bad}))
        assert parsed["Bcc"] is None
    with pytest.raises(ValueError, match="no address"):
        mail(list_unsubscribe=bad)
