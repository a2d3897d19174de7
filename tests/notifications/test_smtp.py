"""Delivery to a real SMTP server: refused mail waits and comes again, mail in doubt is never sent twice."""

import socket
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from collab import clock
from collab.notifications import actions, cli, queries
from collab.notifications.models import Message, MessageState
from collab.notifications.rules import retries as rules


class Postbox:
    """Keeps what arrives; `refuse` holds the answers to the next mails."""

    def __init__(self):
        self.mails, self.refuse, self.most, self.connections = [], [], 0, set()

    async def handle_MAIL(self, server, session, envelope, address, options):
        session.mails = getattr(session, "mails", 0) + 1
        if self.most and session.mails > self.most:
            return "421 enough for one connection"
        self.connections.add(session.peer)
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.refuse:
            return self.refuse.pop(0)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Message accepted for delivery"


@pytest.fixture
def postbox():
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    yield box
    controller.stop()


@pytest.fixture
def silent_server():
    """Takes the whole text of a mail and hangs up instead of answering."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken = []

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as line:
                line.write(b"220 here\r\n")
                while (command := line.readline()) and not command.upper().startswith(b"DATA"):
                    line.write(b"250 ok\r\n")
                line.write(b"354 go on\r\n")
                while (text := line.readline()) and text != b".\r\n":
                    pass
                taken.append(1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"smtp://127.0.0.1:{listener.getsockname()[1]}", taken
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def queue(writing_in, key="one", to="reader@example.org"):
    with writing_in():
        actions.queue(to, "Ymateb – a subject", "The first line.\n\nŵ and £ arrive.\n", purpose_key=key)


def deliver(app, url):
    with app.app_context():
        return actions.deliver(actions.to_smtp(url), mail_from="collab@example.org")


def stored(reading_in):
    with reading_in() as session:
        return session.scalars(select(Message)).one()


def test_a_mail_arrives_whole_and_once(app, writing_in, reading_in, postbox):
    queue(writing_in)
    queue(writing_in)  # the same reason is the same mail
    assert deliver(app, postbox.url) == 1
    assert deliver(app, postbox.url) == 0
    (mail,) = postbox.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "reader@example.org",
        "collab@example.org",
        "Ymateb – a subject",
    )
    assert mail.get_content().replace("\r\n", "\n") == "The first line.\n\nŵ and £ arrive.\n"
    row = stored(reading_in)
    assert row.state is MessageState.sent
    assert row.sent_at
    assert mail["Message-ID"] == row.message_id


def test_a_refused_mail_waits_and_is_tried_again_as_the_same_mail(app, writing_in, reading_in, postbox):
    queue(writing_in)
    postbox.refuse = ["451 try again later"]
    with clock.pinned() as first:
        assert deliver(app, postbox.url) == 0
    row = stored(reading_in)
    assert (row.state, row.attempts) == (MessageState.queued, 1)
    assert "try again later" in row.last_error
    with clock.pinned(first + rules.WAITS[1] - timedelta(seconds=1)):
        assert deliver(app, postbox.url) == 0
    with clock.pinned(first + rules.WAITS[1]):
        assert deliver(app, postbox.url) == 1
    assert [mail["Message-ID"] for mail in postbox.mails] == [row.message_id]


@pytest.mark.parametrize(("answer", "attempts"), [("451 try again later", 7), ("550 no such mailbox", 1)])
def test_a_mail_that_is_never_taken_is_given_up(app, writing_in, reading_in, postbox, answer, attempts):
    """After the last wait; and at once where the server says that waiting does not help."""
    queue(writing_in)
    postbox.refuse = [answer] * 9
    for attempt in range(9):
        with clock.pinned(clock.now() + timedelta(days=attempt)):
            deliver(app, postbox.url)
    row = stored(reading_in)
    assert (row.state, row.attempts) == (MessageState.failed, attempts)
    assert answer.partition(" ")[2] in row.last_error
    assert postbox.mails == []


def test_no_server_is_a_refusal(app, writing_in, reading_in):
    queue(writing_in)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert deliver(app, f"smtp://127.0.0.1:{port}") == 0
    assert stored(reading_in).state is MessageState.queued


def test_a_mail_in_doubt_is_never_sent_again(app, writing_in, reading_in, silent_server, postbox):
    url, taken = silent_server
    queue(writing_in)
    assert deliver(app, url) == 0
    row = stored(reading_in)
    assert row.state is MessageState.sending
    assert row.last_error.startswith("in doubt")
    with clock.pinned(clock.now() + timedelta(days=3)):
        assert deliver(app, postbox.url) == 0
    assert (len(taken), postbox.mails) == (1, [])


def test_a_refused_mail_does_not_hold_up_others(app, writing_in, postbox):
    queue(writing_in, "one", "first@example.org")
    queue(writing_in, "two", "second@example.org")
    postbox.refuse = ["451 later"]
    assert deliver(app, postbox.url) == 1
    assert len(postbox.mails) == 1


def test_one_connection_takes_many_mails_until_the_server_ends_it(app, writing_in, reading_in, postbox):
    for number in range(11):
        queue(writing_in, str(number), f"reader{number}@example.org")
    postbox.most = 4
    assert deliver(app, postbox.url) == 11
    assert sorted(mail["To"] for mail in postbox.mails) == sorted(f"reader{n}@example.org" for n in range(11))
    assert 3 <= len(postbox.connections) <= 6
    with reading_in() as session:
        assert set(session.scalars(select(Message.attempts))) == {1}


def test_without_a_server_only_a_mail_for_each_line_is_tried(app, writing_in, reading_in, postbox):
    for number in range(9):
        queue(writing_in, str(number))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert deliver(app, f"smtp://127.0.0.1:{port}") == 0
    with reading_in() as session:
        rows = session.execute(select(Message.state, Message.attempts, Message.last_error)).all()
    assert {row.state for row in rows} == {MessageState.queued}
    assert 1 <= sum(row.attempts for row in rows) <= 2
    assert [bool(row.last_error) for row in rows] == [row.attempts == 1 for row in rows]
    with clock.pinned(clock.now() + rules.WAITS[1]):
        assert deliver(app, postbox.url) == 9


def test_the_command_names_what_is_in_doubt(app, writing_in, reading_in, silent_server):
    queue(writing_in, "doubtful")
    with clock.pinned(clock.now() - queries.LONG_ENOUGH - timedelta(seconds=1)):
        deliver(app, silent_server[0])
    said = app.test_cli_runner().invoke(cli.group, ["send"]).output
    assert said.startswith("0 sent.\nMay have arrived: doubtful, <")
    assert "in doubt" in said


def test_two_senders_send_a_mail_once(app, writing_in, postbox):
    queue(writing_in)
    counts = []
    threads = [threading.Thread(target=lambda: counts.append(deliver(app, postbox.url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 1]
    assert len(postbox.mails) == 1


def test_a_subject_cannot_add_headers(app, writing_in, postbox):
    with writing_in():
        actions.queue("reader@example.org", "A\r\nBcc: other@example.org", "text\n", purpose_key="x")
    assert deliver(app, postbox.url) == 1
    assert postbox.mails[0]["Bcc"] is None
    assert postbox.mails[0]["Subject"] == "A Bcc: other@example.org"


@pytest.mark.parametrize(("attempts", "again"), [(1, True), (6, True), (7, False)])
def test_how_often_a_mail_is_tried(attempts, again):
    assert rules.may_try_again(attempts) is again
