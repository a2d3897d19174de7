"""Respondents over plain HTTP, with drafts that only wait to be sent."""

import http.client
import re
import uuid
from urllib.parse import urlencode

from collab.accounts.policy import ANONYMOUS
from collab.consultations.actions import drafts
from collab.consultations.actions.drafts import Typed
from collab.consultations.queries import submissions as queries
from collab.consultations.rules import links, respondents
from collab.db import db
from tests.factories.submissions import ANSWERS, PERSON

GONE = (OSError, http.client.HTTPException)


def prepared(consultation, count):
    """So many drafts with all answers, and their tokens. Call it inside `writing_in()`."""
    asked = [one for one in queries.questions(consultation) if one.number in ANSWERS]
    tokens = []
    for _ in range(count):
        token = links.fresh()
        draft = drafts.start(consultation, token=token, by=ANONYMOUS)
        typed = [Typed(one, ANSWERS[one.number], one.current.id, field=f"answer_{one.number}") for one in asked]
        drafts.answer(draft, typed, by=ANONYMOUS)
        draft.about = respondents.about_json(PERSON)
        db.session.flush()
        tokens.append(token)
    return tokens


class Respondent:
    """Somebody with the check page of a draft open, in a browser that remembers its cookie."""

    def __init__(self, port, token):
        self.port, self.path, self.cookie = port, f"/responses/draft/{token}", ""
        status, page, _ = self.ask("GET", f"{self.path}/check")
        assert status == 200, (status, page[:300])
        self.fields = dict(re.findall(r'name="(csrf_token|version|idempotency_key)"[^>]*value="([^"]*)"', page))

    def ask(self, method, path, body=None, **headers):
        """(status, text, headers); raises one of GONE when the other side went away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            held = {"Cookie": self.cookie, **headers} if self.cookie else dict(headers)
            if body is not None:
                held["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, held)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                self.cookie = cookie.partition(";")[0]
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()

    def send(self, *, again=False, **headers):
        """Presses the button; `again` makes a new intent of it, as a second window does."""
        key = {"idempotency_key": uuid.uuid4().hex} if again else {}
        return self.ask("POST", f"{self.path}/check", urlencode(self.fields | key), **headers)

    def receipt(self):
        """The receipt number on the page that follows; None where nothing was sent."""
        status, page, _ = self.ask("GET", f"{self.path}/sent")
        found = re.search(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
        return found[0] if status == 200 and found else None
