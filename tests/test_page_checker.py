"""The page checker finds each fault that is planted in a page, and none in a page that is in order."""

import pytest

from tests.support import page

GOOD = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Tell us what you think – collab</title></head>
<body>
<script nonce="n">document.body.className += " js-enabled";</script>
<a href="#main">Skip to main content</a>
<main id="main">
<h1><span>Consultation</span> What do you think?</h1>
<img src="/static/map.svg" alt="A map">
<form method="post">
<input type="hidden" name="csrf_token" value="t">
<label for="name">Your name</label> <input id="name" name="name" aria-describedby="name-hint">
<p id="name-hint">As on a letter</p>
<label>Why? <textarea name="why"></textarea></label>
<input name="find" aria-label="Find">
<select name="area" aria-labelledby="area-name"><option>Kent</option></select> <span id="area-name">Area</span>
<fieldset><legend>Do you agree?</legend>
<input type="radio" name="agree" value="yes" id="yes"><label for="yes">Yes</label>
<input type="radio" name="agree" value="no" id="no"><label for="no">No</label>
</fieldset>
<button>Continue</button>
</form>
</main>
</body>
</html>"""

# fault in words, what is replaced, what replaces it, words of the finding
PLANTED = [
    ("no doctype", "<!DOCTYPE html>\n", "", "not valid HTML"),
    ("unclosed element", "</fieldset>", "", "not valid HTML"),
    ("stray end tag", "</main>", "</p></main>", "not valid HTML"),
    ("attribute twice", 'lang="en"', 'lang="en" lang="cy"', "not valid HTML"),
    ("no language", ' lang="en"', "", "no lang"),
    ("no h1", "h1>", "h2>", "0 h1"),
    ("two h1", "</form>", "</form><h1>What else?</h1>", "2 h1"),
    ("empty h1", "<span>Consultation</span> What do you think?", "", "h1 is empty"),
    ("title without service", " – collab", "", "does not end with"),
    ("title without page", "Tell us what you think", "Untitled", "no word of the h1"),
    ("id twice", 'id="no"', 'id="yes"', "given 2 times"),
    ("hint that is not there", 'id="name-hint"', "", "leads to no id"),
    ("no label for input", ' for="name"', "", "'name' has no label"),
    ("empty label", ">Your name<", "><", "'name' has no label"),
    ("no label for textarea", "Why? ", "", "'why' has no label"),
    ("no label for select", ">Area<", "><", "'area' has no label"),
    ("empty aria-label", ' aria-label="Find"', ' aria-label=" "', "'find' has no label"),
    ("group without legend", "<legend>Do you agree?</legend>", "", "the radio group 'agree'"),
    ("style attribute", "<h1>", '<h1 style="color: red">', "style attribute"),
    ("style element", "<title>", "<style>h1 { color: red }</style><title>", "style element"),
    ("script without nonce", ' nonce="n"', "", "without a nonce"),
    ("handler", "<button>", '<button onclick="go()">', "onclick"),
    ("javascript address", 'href="#main"', 'href="javascript:go()"', "javascript: address"),
    ("link to no id", 'href="#main"', 'href="#content"', "leads to no id"),
    ("link to nothing", 'href="#main"', 'href="#"', "leads to no id"),
    ("empty address", 'href="#main"', 'href=""', "empty address"),
    ("link without words", ">Skip to main content<", "><", "has no words"),
    ("button without words", ">Continue<", "><", "has no words"),
    ("image without alt", ' alt="A map"', "", "no alt"),
    ("form without token", '<input type="hidden" name="csrf_token" value="t">', "", "no csrf_token"),
]


def test_a_page_in_order_has_no_fault():
    assert page.faults(GOOD) == []
    page.check(GOOD)


@pytest.mark.parametrize(("old", "new", "finding"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_a_planted_fault_is_found(old, new, finding):
    spoilt = GOOD.replace(old, new)
    assert spoilt != GOOD
    assert any(finding in fault for fault in page.faults(spoilt)), page.faults(spoilt)
    with pytest.raises(AssertionError, match="the form"):
        page.check(spoilt, "the form")


def test_every_rule_has_a_planted_fault():
    """A rule that is taken out lets at least one planted fault through."""
    for rule in page.RULES:
        assert any(list(rule(page.Page(GOOD.replace(old, new)))) for _, old, new, _ in PLANTED), rule.__name__


def test_words_are_those_of_the_main_part():
    assert page.words(GOOD).startswith("Consultation What do you think? Your name")
