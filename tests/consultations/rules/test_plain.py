"""The plain text of imported HTML."""

import pytest

from collab.consultations.rules.plain import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Plain words", "Plain words"),
        ("<p>One <b>bold</b>\n word</p>\n\n<p>Two</p>", "One bold word\n\nTwo"),
        ("<p>From:</p><ul>\n <li>a (1)</li>\n <li>b</li></ul><p>End</p>", "From:\n\n- a (1)\n- b\n\nEnd"),
        ("<ul><li><p>a</p></li></ul>", "- a"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("&pound;5 &amp; &lt;more&gt;&nbsp;here", "£5 & <more> here"),
        ("<p>Seen</p><script>alert(1)</script><style>p {}</style>", "Seen"),
        ("<h2>Title</h2><!-- note --><div>Body", "Title\n\nBody"),
        ("<td>a</script>b", "ab"),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text
