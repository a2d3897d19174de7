"""From the command to a real SMTP server: whole mails, their headers, what is looked at again, two senders, and kills."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select, update

from collab import clock
from collab.accounts.models import Installation
from collab.accounts.policy import ANONYMOUS
from collab.consultations.models import Consultation
from collab.digests import cli
from collab.digests.actions import changing
from collab.digests.models import DigestMail, DigestRun, Subscription, Topic
from collab.digests.rules.windows import SETTLING
from collab.notifications import actions
from collab.notifications.actions import crew
from collab.notifications.models import Message, MessageState
from collab.proposals.models import Marking
from collab.text import Bilingual
from tests.factories import digests as made
from tests.factories.submissions import open_consultation

DUE = datetime(2026, 9, 2, 7, tzinfo=UTC) + SETTLING
SITE = "https://collab.example"


class Postbox:
    """A real server. It keeps what arrives, in whatever thread or process it was sent."""

    def __init__(self, seconds=0.0):
        self.raw, self.seconds = [], seconds

    async def handle_DATA(self, server, session, envelope):
        self.raw.append(envelope.content)
        await asyncio.sleep(self.seconds)
        return "250 Message accepted for delivery"

    @property
    def mails(self):
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]


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


def deliver(app, postbox, limit=100):
    with app.app_context():
        return actions.deliver(
            actions.to_smtp(postbox.url),
            mail_from="collab@example.org",
            site=SITE,
            footer=app.mail_footer(),
            check=app.mail_check,
            limit=limit,
        )


def published(writing_in, title="Advice for children in custody"):
    with writing_in():
        consultation = open_consultation()
        consultation.title = Bilingual.of(title)
        return consultation.id


def subscribed(writing_in, count):
    with writing_in() as session:
        for number in range(count):
            made.subscription(f"reader{number:03}@example.org")
        session.execute(update(Message).values(state=MessageState.sent))  # confirmation mails


def test_a_digest_arrives_whole(app, writing_in, postbox):
    published(writing_in, "Ymateb – <b>£5</b> & costs")
    subscribed(writing_in, 1)
    made.send(app, DUE)
    assert deliver(app, postbox) == 1
    assert deliver(app, postbox) == 0
    (mail,) = postbox.mails
    assert mail["To"] == "reader000@example.org"
    assert mail["Bcc"] is None
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert "Ymateb – <b>£5</b> & costs" in text
    assert "Ymateb – &lt;b&gt;£5&lt;/b&gt; &amp; costs" in html
    assert f"{SITE}/consultations/C-2026-" in text
    assert f'href="{SITE}/consultations/C-2026-' in html
    assert "{site}" not in text + html
    assert "Change or stop your updates" in text
    assert not re.search(r"<img|<link|<script|src=", html)


def test_the_headers_of_rfc_8058_are_one_line_each_and_work(app, writing_in, reading_in, postbox):
    published(writing_in)
    subscribed(writing_in, 1)
    made.send(app, DUE)
    deliver(app, postbox)
    raw = postbox.raw[0].decode()
    (line,) = re.findall(r"^List-Unsubscribe: <(https://\S+)>\r?$", raw, re.MULTILINE)
    assert re.search(r"^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$", raw, re.MULTILINE)
    assert line.startswith(f"{SITE}/updates/stop/")
    answer = app.test_client(use_cookies=False).post(line.removeprefix(SITE), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    with reading_in():
        assert not made.newest("reader000@example.org").is_current


def test_the_words_and_links_of_a_sent_digest_are_erased(app, writing_in, reading_in, postbox):
    published(writing_in)
    subscribed(writing_in, 1)
    made.send(app, DUE)
    deliver(app, postbox)
    with reading_in() as session:
        message = session.scalars(select(Message).where(Message.purpose_key.startswith("updates:digest:"))).one()
        assert (message.state, message.body, message.html, message.list_unsubscribe) == (
            MessageState.sent,
            "",
            None,
            None,
        )


def test_a_digest_of_a_demonstration_says_so(app, writing_in, postbox):
    with writing_in() as session:
        session.add(Installation(id=1, is_demonstration=True, filled_at=clock.now()))
    published(writing_in)
    subscribed(writing_in, 1)
    made.send(app, DUE)
    deliver(app, postbox)
    (mail,) = postbox.mails
    for kind in ("plain", "html"):
        assert mail.get_body((kind,)).get_content().count("Demonstration: invented content") == 1


def test_what_is_not_public_any_more_when_it_is_sent_is_left_out(app, writing_in, reading_in, postbox):
    kept = published(writing_in, "Stays")
    gone = published(writing_in, "Goes")
    subscribed(writing_in, 1)
    made.send(app, DUE)
    with writing_in() as session:
        session.execute(update(Consultation).where(Consultation.id == gone).values(marking=Marking.official_sensitive))
    assert deliver(app, postbox) == 1
    text = postbox.mails[0].get_body(("plain",)).get_content()
    assert "Stays" in text
    assert "Goes" not in text
    assert "1 item" in postbox.mails[0]["Subject"]
    assert kept != gone


def test_a_digest_of_which_nothing_is_left_is_not_sent(app, writing_in, reading_in, postbox):
    published(writing_in)
    subscribed(writing_in, 1)
    made.send(app, DUE)
    with writing_in():
        changing.stop(made.newest("reader000@example.org"), by=ANONYMOUS)
    assert deliver(app, postbox) == 0
    assert postbox.mails == []
    with reading_in():
        digest = made.digests()[0]
        assert (digest.state, digest.body) == (MessageState.dropped, "")


def test_a_subscription_that_ended_is_left_out_of_a_combined_mail(app, writing_in, postbox):
    with writing_in() as session:
        reference = open_consultation().reference
        made.subscription()
        made.subscription(topic=Topic.consultation, address=reference, at=datetime(2026, 9, 1, 8, tzinfo=UTC))
        session.execute(update(Message).values(state=MessageState.sent))
    made.send(app, DUE)
    with writing_in():
        changing.stop(made.newest("reader@example.org"), by=ANONYMOUS)
    assert deliver(app, postbox) == 1
    assert postbox.mails[0].get_body(("plain",)).get_content().count("Stop updates about") == 1


def test_two_senders_at_once_send_each_mail_once(app, writing_in, reading_in, postbox):
    published(writing_in)
    subscribed(writing_in, 30)
    counts = []

    def go():
        sent = made.send(app, DUE)
        counts.append(sum(one.mails for one in sent))
        deliver(app, postbox)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deliver(app, postbox)
    assert sum(counts) == 30
    to = sorted(mail["To"] for mail in postbox.mails)
    assert to == [f"reader{number:03}@example.org" for number in range(30)]
    with reading_in() as session:
        assert session.scalar(select(func.count(DigestRun.id))) == 2
        assert session.scalar(select(func.count(DigestMail.id))) == 30


# --- Killed ----------------------------------------------------------------------------------------------------------

WORKER = """
import sys
from datetime import datetime
from collab import clock
from collab.accounts.policy import SYSTEM
from collab.app import create_app
from collab.digests.actions import runs
from collab.notifications.actions import deliver_as_configured, delivering

runs.BATCH, delivering.WINDOW = 3, 2
app = create_app()
with app.app_context():
    print("ready", flush=True)
    with clock.pinned(datetime.fromisoformat(sys.argv[1])):
        for _ in runs.send_due(secret=app.settings.secret_key, by=SYSTEM):
            pass
    while deliver_as_configured(app.settings, footer="", check=app.mail_check):
        pass
print("done", flush=True)
"""


def worker(installation, postbox):
    environment = {
        **os.environ,
        "COLLAB_ENV": "test",
        "COLLAB_DATABASE_URL": installation.url,
        "COLLAB_VAR": str(installation.folder / "var"),
        "COLLAB_SMTP_URL": postbox.url,
    }
    command = [sys.executable, "-c", WORKER, DUE.isoformat()]
    started = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert started.stdout.readline() == "ready\n", started.stderr.read()
    return started


def killed_again_and_again(app, installation, writing_in, reading_in, postbox, kills):
    """Each subscriber gets one mail, but for those in doubt, which are not repeated: at most a window of each line's a kill."""
    postbox.seconds = 0.01
    published(writing_in)
    subscribed(writing_in, 40)
    for number in range(kills):
        running = worker(installation, postbox)
        time.sleep(0.02 + 0.5 * number / kills)
        running.send_signal(signal.SIGKILL)
        running.wait()
    last = worker(installation, postbox)
    out, err = last.communicate(timeout=120)
    assert out.endswith("done\n"), err
    with reading_in() as session:
        digests = made.digests()
        states = [message.state for message in digests]
        assert len(digests) == 40  # nobody is missing, nobody is there twice
        in_doubt = {message.to for message in digests if message.state is MessageState.sending}
        assert session.scalar(select(func.count(DigestRun.id)).where(DigestRun.finished_at.is_(None))) == 0
        covered = session.scalars(select(Subscription.covered_until)).all()
        assert set(covered) == {DUE - SETTLING}
    arrived = [mail["To"] for mail in postbox.mails]
    assert len(arrived) == len(set(arrived)), "somebody got it twice"
    missing = {f"reader{number:03}@example.org" for number in range(40)} - set(arrived)
    assert missing <= in_doubt
    assert len(in_doubt) <= kills * crew.LINES * 2
    assert states.count(MessageState.sent) == 40 - len(in_doubt)


def test_a_killed_sender_doubles_and_misses_nothing(app, installation, writing_in, reading_in, postbox):
    killed_again_and_again(app, installation, writing_in, reading_in, postbox, kills=4)


@pytest.mark.faults
def test_twenty_kills(app, installation, writing_in, reading_in, postbox):
    killed_again_and_again(app, installation, writing_in, reading_in, postbox, kills=20)


def test_the_command_sends_what_is_due(app, writing_in, reading_in):
    published(writing_in)
    subscribed(writing_in, 1)
    runner = app.test_cli_runner()
    said = runner.invoke(cli.group, ["send", "--now", DUE.isoformat()])
    assert said.exit_code == 0, said.output
    assert "daily, 8am on Tuesday 1 September to 8am on Wednesday 2 September 2026: 1 mails queued" in said.output
    assert runner.invoke(cli.group, ["send", "--now", DUE.isoformat()]).output == "Nothing is due.\n"
    later = (DUE + timedelta(days=1)).astimezone(clock.LONDON).replace(tzinfo=None).isoformat()
    assert "daily, 8am on Wednesday 2 September" in runner.invoke(cli.group, ["send", "--now", later]).output
    wrong = runner.invoke(cli.group, ["send", "--now", "tomorrow"])
    assert wrong.exit_code == 2
