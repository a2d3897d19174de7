"""Text keeps every word and gives no browser anything to run."""

import re
import time
import unicodedata
from itertools import pairwise

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collab import text
from collab.text import Bilingual, Block, BlockKind, Change, Language, Run, TextStatus, Wording

SAFE_SCHEMES = {"http", "https", "mailto", "tel"}

SCRIPTS = """\
<script>alert(1)</script>
<ScRiPt>alert(1)</sCrIpT>
<script src=//evil.test/x.js></script>
<script>alert(1)
<script\x0d>alert(1)</script\x0d>
<script/x>alert(1)</script>
<scr<script>ipt>alert(1)</scr</script>ipt>
<<script>alert(1);//<</script>
<img src=x onerror=alert(1)>
<img src=x onerror=alert(1)//
<img/src='x'/onerror=alert(1)>
<img src=`x` onerror=alert(1)>
<IMG SRC=javascript:alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><style><img src=x onerror=alert(1)></style></svg>
<math><a href="javascript:alert(1)">x</a></math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<object data="javascript:alert(1)"></object>
<embed src="javascript:alert(1)">
<body onload=alert(1)>
<a href="javascript:alert(1)">x</a>
<a href="jav&#x09;ascript:alert(1)">x</a>
<a href="&#106;avascript:alert(1)">x</a>
<a href="java\nscript:alert(1)">x</a>
<a href=" javascript:alert(1)">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="http://x.test" onclick="alert(1)">x</a>
<a href="http://x.test" style="background:url(javascript:alert(1))">x</a>
<a target=_blank href="vbscript:alert(1)">x</a>
<p style="x:expression(alert(1))">x</p>
<p id="x" onmouseover="alert(1)">x</p>
<p class="govuk-body" onfocus=alert(1) tabindex=0>x</p>
<style>@import 'javascript:alert(1)';</style>
<style>body{background:url(//evil.test)}</style>
<link rel=stylesheet href=//evil.test/x.css>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<base href="javascript:alert(1)//">
<form action="javascript:alert(1)"><button>x</button></form>
<button formaction="javascript:alert(1)">x</button>
<input autofocus onfocus=alert(1)>
<details open ontoggle=alert(1)>x</details>
<video><source onerror=alert(1)></video>
<audio src=x onerror=alert(1)>
<marquee onstart=alert(1)>x</marquee>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<textarea><img title="</textarea><img src=x onerror=alert(1)>">
<xmp><img src=x onerror=alert(1)></xmp>
<template><img src=x onerror=alert(1)></template>
<!--><img src=x onerror=alert(1)>-->
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<![CDATA[<img src=x onerror=alert(1)>]]>
<?xml version="1.0"?><script>alert(1)</script>
"><img src=x onerror=alert(1)>
' onmouseover='alert(1)
" onmouseover="alert(1)
</p></li></a><script>alert(1)</script>
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;img src=x onerror=alert(1)&#62;
<p <p onmouseover=alert(1)>x
<a <a onmouseover=alert(1) href=http://x.test>x
<ul><li onclick=alert(1)>x</ul>
{{constructor.constructor('alert(1)')()}}
""".splitlines()

LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\rscript:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "\x1fjavascript:alert(1)",
    "javascript\t:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61vascript:alert(1)",
    "javascript:%0aalert(1)",
    "javascript://example.org/%0aalert(1)",
    "jAvAsCrIpT:alert`1`",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "DATA:image/svg+xml,<svg onload=alert(1)>",
    "vbscript:msgbox(1)",
    "livescript:alert(1)",
    "blob:http://x.test/1",
    "filesystem:http://x.test/1",
    "file:///etc/passwd",
    "ftp://example.org",
    "about:blank",
    "intent://x#Intent;scheme=http;end",
    "example.com:8000",
    "example.com:8000/path",
    "localhost:5000",
    "x-anything:1",
    "//evil.test/path",
    "/\\evil.test",
    "\\\\evil.test",
    'http://x.test/" onclick="alert(1)',
    "http://x.test/' onclick='alert(1)",
    "http://x.test/><script>alert(1)</script>",
    "http://x.test/<p onmouseover=alert(1) ",
    "https://x.test/<a onmouseover=alert(1) ",
    "http://[::1",
    "http://x.test/`onclick=alert(1)",
    "mailto:a@x.test?subject=<script>alert(1)</script>",
    "tel:+44<script>alert(1)</script>",
    "http:javascript:alert(1)",
    "https:/\\evil.test",
    "",
]

PAYLOADS = SCRIPTS + LINKS


def dangers(markup: str) -> list[str]:
    """What in this markup a browser might run, load or follow to a scheme that is not ours; the oracle of these tests."""
    found = []
    for element in html5lib.parseFragment(markup, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        if element.tag not in text.TAGS:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name not in ("id", "class", "href", "rel", "scope"):
                found.append(f"{element.tag}.{name}")
            elif re.fullmatch(r"#[nr]-[A-Za-z0-9_-]*-[0-9]+", value):
                continue  # between a footnote and its words
            elif name == "href" and scheme_in_a_browser(value) not in SAFE_SCHEMES:
                found.append(f"href {value!r}")
    return found


def scheme_in_a_browser(href: str) -> str:
    """As the URL Standard's parser reads it: controls and spaces cut off the ends, tabs and line ends taken out."""
    href = re.sub(r"[\t\n\r]", "", href.strip("".join(map(chr, range(0x21)))))
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", href)
    return scheme[1].lower() if scheme else ""


def words_shown(markup: str) -> str:
    return "".join(html5lib.parseFragment(markup, namespaceHTMLElements=False).itertext())


# --- Nothing that a browser runs -----------------------------------------------------------------------------------


def test_the_oracle_sees_what_is_dangerous():
    planted = [payload for payload in SCRIPTS if dangers(payload)]
    assert len(planted) >= 50
    assert all(
        dangers(f'<a href="{link}">x</a>')
        for link in ("javascript:a", "java\tscript:a", "example.com:8000", "//evil.test")
    )
    assert dangers('<p class="govuk-body"><a href="https://x.test" rel="noopener">x</a></p>') == []


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) >= 60


def dangerous(markup_of):
    """The payloads after which something dangerous is drawn, with what it is."""
    found = {payload: dangers(markup_of(payload)) for payload in PAYLOADS}
    return {payload: faults for payload, faults in found.items() if faults}


@pytest.mark.parametrize("kind", BlockKind)
def test_words_of_a_run_stay_words(kind):
    for bold, italic, href in ((False, False, ""), (True, False, ""), (True, True, "https://x.test")):
        for payload in PAYLOADS:
            drawn = text.html([Block("1", kind, (Run("a"), Run(payload, bold, italic, href), Run("z")))])
            assert dangers(drawn) == [], payload
            if text.is_storable(payload):
                shown = words_shown(drawn.replace("<br>", "\n"))
                said = f"a{payload}z".replace("\r", "\n")
                if kind is BlockKind.table:  # its bars and line ends are cells and rows
                    shown, said = (re.sub(r"[\s|]", "", one) for one in (shown, said))
                assert shown == said


@pytest.mark.parametrize("kind", BlockKind)
def test_a_link_leads_to_no_scheme_but_ours(kind):
    assert dangerous(lambda payload: text.html([Block("1", kind, (Run("words", href=payload),))])) == {}


def test_a_block_id_stays_an_id():
    assert dangerous(lambda payload: text.html([Block(payload, BlockKind.paragraph, (Run("words"),))])) == {}
    assert dangerous(lambda payload: text.html([Block(payload, BlockKind.paragraph, (Run("a", note="b"),))])) == {}


def test_a_footnote_stays_words():
    assert dangerous(lambda payload: text.html([Block("1", BlockKind.paragraph, (Run("a", note=payload),))])) == {}


@pytest.mark.parametrize(
    "form",
    ["{}", "[x]({})", "[x](<{}>)", "**{}**", "[{}](http://x.test)", "[{}]^[n]", "[x]^[{}]", "| {} |", "- {}", "> {}"]
    + ["## {}", "1. {}"],
)
def test_what_was_typed_is_drawn_without_danger(form):
    for payload in PAYLOADS:
        source = form.format(payload)
        if not text.is_storable(source):
            with pytest.raises(ValueError):
                text.parse(source)
            source = re.sub(r"[\x00-\x08\x0b-\x1f]", "", source)
        assert dangers(text.html(text.parse(source))) == [], payload


def test_sanitising_leaves_nothing_dangerous():
    assert dangerous(lambda payload: text.with_classes(text.sanitise(payload))) == {}
    assert dangerous(lambda payload: text.with_classes(text.sanitise(f'<p><a href="{payload}">x</a></p>'))) == {}


@given(st.text(alphabet="<>/\"'=&;:#ascriptonlhref!-xp \n\t()[]*_`\\", max_size=60))
def test_no_typing_becomes_dangerous(typed):
    assert dangers(text.html(text.parse(typed))) == []
    assert dangers(text.html([Block("1", BlockKind.bullet, (Run(typed), Run("x", href=typed)))])) == []


def test_the_design_system_dresses_what_is_drawn():
    drawn = text.html(text.parse("## A\n\nb [c](https://x.test)\n\n- d\n\n1. e\n\n> f"))
    for dressed in (
        "govuk-heading-m",
        "govuk-body",
        "govuk-link",
        "govuk-list--bullet",
        "govuk-list--number",
        "govuk-inset-text",
    ):
        assert dressed in drawn


def test_a_list_inside_an_item_stands_inside_it():
    drawn = re.sub(r' (id|class)="[^"]*"', "", text.html(text.parse("- a\n  - b\n  - c\n- d\n  1. e\n\nf")))
    assert drawn == "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d<ol><li>e</li></ol></li></ul><p>f</p>"


def test_neighbouring_lists_of_two_kinds_stand_apart():
    drawn = re.sub(r' (id|class)="[^"]*"', "", text.html(text.parse("- a\n\n1. b")))
    assert drawn == "<ul><li>a</li></ul><ol><li>b</li></ol>"


def test_a_table_is_drawn_with_the_names_of_its_columns():
    assert str(text.html(text.parse("| | Cost |\n|---|\n| **HMPPS** | £3 | x |"))).partition("<thead")[2] == (
        ' class="govuk-table__head"><tr class="govuk-table__row"><td class="govuk-table__cell"></td>'
        '<th class="govuk-table__header" scope="col">Cost</th><td class="govuk-table__cell"></td></tr></thead>'
        '<tbody class="govuk-table__body"><tr class="govuk-table__row"><td class="govuk-table__cell"><strong>HMPPS</strong></td>'
        '<td class="govuk-table__cell">£3</td><td class="govuk-table__cell">x</td></tr></tbody></table>'
    )


def test_a_footnote_leads_to_its_words_and_back():
    blocks = text.parse("One [fact]^[First <b>source</b>] and\n\n- [another]^[Second].")
    drawn = str(text.html(blocks))
    name = blocks[0].id
    assert f'fact<sup><a class="govuk-link" id="r-{name}-1" href="#n-{name}-1">1</a></sup> and' in drawn
    assert f'another<sup><a class="govuk-link" id="r-{name}-2" href="#n-{name}-2">2</a></sup>.' in drawn
    assert (
        f'<li id="n-{name}-1">First &lt;b&gt;source&lt;/b&gt; <a class="govuk-link" href="#r-{name}-1">Back to note 1</a></li>'
        in drawn
    )
    assert text.plain(blocks) == "One fact [First <b>source</b>] and\nanother [Second]."


def test_a_link_with_several_marks_is_one_link():
    assert text.html(text.parse("[a **b** c](https://x.test)")).count("<a ") == 1


# --- What is typed comes back --------------------------------------------------------------------------------------


def shape(blocks):
    return [(block.kind, block.depth, block.runs) for block in blocks]


MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "**",
                "*",
                "***",
                "_",
                "__",
                "[",
                "](http://x.test)",
                "](<http://x.test/(>)",
                "]^[",
                "^[n]",
                "|",
                " | ",
                "\n| ",
                "\n",
                "\n\n",
                "\n- ",
                "\n  - ",
                "\n1. ",
                "\n> ",
                "\n## ",
                "\n### ",
            ]
            + [
                "\\",
                "#",
                "-",
                "+",
                "> ",
                "7. ",
                "2) ",
                "`",
                "&amp;",
                " ",
                "  \n",
                "a",
                "b c",
                "é",
                "(x)",
                "!",
                "~~",
                "---",
                "===",
                "\n    x",
                "\t",
                "\u00a0",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=25,
).map("".join)


@settings(max_examples=500)
@given(MARKDOWN.filter(text.is_storable))
@example("**a** - b")
@example("**a\nb**")
@example("**a [b](http://x.test) c**")
@example("***a** b*")
@example("*a***b**")
@example("[a](<http://x.test/(>)")
@example("[a](http://x.test?a&amp;copy;b)")
@example("## a \\#")
@example("a\n\\- b")
@example("- - a")
@example("a\\\nb\n2024\\. c")
@example("[x](javascript:alert(1))")
@example("|[a]^[n|]|**b**|\n||c")
@example("[a ]^[b\\]] [c\n[d]^[e]]^[f]^[g]")
def test_source_comes_back_as_it_was(typed):
    blocks = text.parse(typed)
    again = text.parse(text.source(blocks))
    assert [(block.kind, block.depth, block.plain) for block in again] == [
        (block.kind, block.depth, block.plain) for block in blocks
    ]
    assert [[run.href for run in block.runs if run.href] for block in again] == [
        [run.href for run in block.runs if run.href] for block in blocks
    ]
    assert text.source(again) == text.source(blocks)


@pytest.mark.parametrize(
    "typed",
    [
        "**a** - b",
        "**a\nb**",
        "**a [b](http://x.test) c**",
        "***a** b*",
        "***a**b*",
        "*a***b**",
        "**a***b*",
        "*a **b** c*",
        "[a **b** *c*](http://x.test)",
        "**bold**, *italic* and ***both***",
        "snake_case and a_b_c but \\_not\\_",
        "said [once **and** [again](http://x.test)]^[Where it was said: \\[1\\] and a \\ b]",
        "| Body | **Cost** |\n| HMPPS | [£3 million]^[2026 prices] |\n| | not \\| parted |",
    ],
)
def test_marks_come_back_as_they_were(typed):
    blocks = text.parse(typed)
    assert shape(text.parse(text.source(blocks))) == shape(blocks)


@pytest.mark.parametrize(
    "plain",
    ["3.5 million", "a_b@example.org", "[sic]", "C# and F#", "-5 degrees", "2+2", "£1,000 (about)", "5 > 4", "a - b"],
)
def test_plain_words_are_typed_plainly(plain):
    assert text.source(text.parse(plain)) == plain


@given(st.lists(st.text(alphabet="abcdeé", min_size=1, max_size=5), min_size=1, max_size=12), st.data())
def test_no_word_is_lost(words, data):
    glue = st.sampled_from(
        [" ", "\n", "\n\n", "\n- ", "\n  - ", " **", "** ", "\n> ", "\n12. ", "\n1. ", "\n## ", "\n> > > ", "\n- - - "]
    )
    typed = "".join(data.draw(glue) + word for word in words)
    assert re.findall(r"[a-eé]+", text.plain(text.parse(typed))) == words


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - "])
def test_deep_nesting_loses_no_word(mark):
    assert "hello" in text.plain(text.parse(mark * 50 + "hello"))


def test_a_number_that_was_typed_is_kept():
    blocks = text.parse("1. one\n2. two\n\nBetween.\n\n3. three\n4. four")
    assert [(block.kind, block.plain) for block in blocks] == [
        (BlockKind.numbered, "one"),
        (BlockKind.numbered, "two"),
        (BlockKind.paragraph, "Between."),
        (BlockKind.paragraph, "3. three"),
        (BlockKind.paragraph, "4. four"),
    ]
    assert text.plain(text.parse("1986. A great year")) == "1986. A great year"
    assert shape(text.parse(text.source(blocks))) == shape(blocks)


def test_each_kind_of_block_has_its_sign():
    typed = "# One\n\n### Two\n\nPara\n\n- bullet\n  - inner\n\n1. first\n\n> quoted\n\n| a | b |\n|---|---|\n| c | |"
    assert [(block.kind.value, block.plain, block.depth) for block in text.parse(typed)] == [
        ("heading_2", "One", 0),
        ("heading_3", "Two", 0),
        ("paragraph", "Para", 0),
        ("bullet", "bullet", 0),
        ("bullet", "inner", 1),
        ("numbered", "first", 0),
        ("quotation", "quoted", 0),
        ("table", "a | b\nc |", 0),
    ]


def test_an_item_is_never_deeper_than_the_one_above_allows():
    assert [block.depth for block in text.parse("- - - a\n\np\n\n- b\n  - c")] == [0, 0, 0, 1]


@given(MARKDOWN.filter(text.is_storable))
def test_storage_gives_back_the_same_blocks(typed):
    blocks = text.parse(typed)
    assert text.from_json(text.as_json(blocks)) == blocks


@pytest.mark.parametrize(
    "typed",
    [
        "*" * 20_000,
        "[" * 20_000,
        "![[" * 6_000 + "](" * 1_000,
        "*a " * 6_000,
        "[a](" * 5_000,
        "a**b" * 5_000,
        "> " * 9_000,
        "- " * 9_000,
        "a\n\n" * 6_000,
        "`" * 20_000,
        "[a]^[" * 4_000,
        "[" * 5_000 + "]^[n]" * 3_000,
        "| a\n" * 5_000,
    ],
    ids=lambda typed: typed[:6],
)
def test_no_typing_takes_long(typed):
    begun = time.process_time()
    blocks = text.parse(typed)
    text.html(blocks)
    text.parse(text.source(blocks))
    assert time.process_time() - begun < 8


# --- Ids -----------------------------------------------------------------------------------------------------------


def edited(old: str, new: str):
    before = text.parse(old)
    return before, text.carry_ids(before, text.parse(new))


def test_a_block_keeps_its_id_while_its_words_change():
    before, after = edited("one\n\ntwo\n\nthree", "one\n\ntwo, changed\n\nthree")
    assert [block.id for block in after] == [block.id for block in before]


def test_an_added_block_is_new_and_moves_no_id():
    before, after = edited("one\n\nthree", "one\n\ntwo\n\nthree")
    assert (after[0].id, after[2].id) == (before[0].id, before[1].id)
    assert after[1].id not in {block.id for block in before}


def test_a_removed_block_takes_its_id_along():
    before, after = edited("one\n\ntwo\n\nthree", "one\n\nthree")
    assert [block.id for block in after] == [before[0].id, before[2].id]


def test_ids_survive_a_change_of_kind():
    before, after = edited("one\n\ntwo", "## one\n\n- two")
    assert [block.id for block in after] == [block.id for block in before]


@given(st.lists(st.sampled_from("abcd"), max_size=9), st.lists(st.sampled_from("abcd"), max_size=9))
def test_ids_are_never_given_twice(old, new):
    _, after = edited("\n\n".join(old), "\n\n".join(new))
    assert len({block.id for block in after}) == len(after)


def test_carrying_ids_over_a_long_text_takes_no_time():
    begun = time.process_time()
    edited("a\n\n" * 5_000, "b\n\n" + "a\n\n" * 3_000 + "c\n\na\n\n" * 1_000)
    assert time.process_time() - begun < 10


# --- Comparison ----------------------------------------------------------------------------------------------------

PROSE = st.lists(
    st.sampled_from(["the ", "a ", "child ", "must\n", "see ", "  ", "lawyer", ",\n\n", "é"]), max_size=30
).map("".join)


def joined(pieces, *changes):
    return "".join(words for change, words in pieces if change in changes)


@given(st.one_of(PROSE, st.text(max_size=40)), st.one_of(PROSE, st.text(max_size=40)))
@example("", "")
@example("a b", "b a")
@example(" a", "a ")
def test_the_pieces_join_to_before_and_after(before, after):
    pieces = text.compare(before, after)
    assert joined(pieces, Change.same, Change.removed) == before
    assert joined(pieces, Change.same, Change.added) == after
    assert all(words for _, words in pieces)
    assert all(one[0] is not other[0] for one, other in pairwise(pieces))


@given(PROSE, PROSE)
def test_no_word_is_said_to_change_that_did_not(before, after):
    if before == after:
        assert {change for change, _ in text.compare(before, after)} <= {Change.same}
    kept = joined(text.compare(before + "\nTAIL", after + "\nTAIL"), Change.same)
    assert kept.endswith("TAIL")


def test_a_changed_word_is_all_that_is_marked():
    assert text.compare("Every child must see a solicitor at once.", "Every child must see a lawyer at once.") == [
        (Change.same, "Every child must see a "),
        (Change.removed, "solicitor "),
        (Change.added, "lawyer "),
        (Change.same, "at once."),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 10_000, "b " * 10_000),
        ("a b " * 5_000, "b a c " * 5_000),
        (" ".join(str(n * 7 % 101) for n in range(8_000)), " ".join(str(n * 11 % 97) for n in range(8_000))),
    ],
    ids=["other words", "turned about", "mixed up"],
)
def test_no_comparison_takes_long(before, after):
    begun = time.process_time()
    pieces = text.compare(before, after)
    assert time.process_time() - begun < 8
    assert joined(pieces, Change.same, Change.added) == after


# --- What can be stored --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        *range(0x09),
        0x0B,
        0x0C,
        *range(0x0E, 0x20),
        0x7F,
        0x80,
        0x9F,
        0xD800,
        0xDBFF,
        0xDC00,
        0xDFFF,
        0xFDD0,
        0xFFFE,
        0x1FFFF,
    ],
)
def test_what_no_database_keeps_is_refused(code):
    held = f"a{chr(code)}b"
    assert not text.is_storable(held)
    with pytest.raises(ValueError):
        text.normalise(held)
    with pytest.raises(ValueError):
        text.parse(held)
    with pytest.raises(ValueError):
        Bilingual.of(held)


@pytest.mark.parametrize(
    "held", ["a\tb\nc", "\u202egnp.exe", "👩🏽‍⚖️", "e" + "\u0301" * 1000, "\u200b", "\ufffd", "𝒳", "Dŵr Cymru"]
)
def test_what_people_write_is_kept(held):
    assert text.is_storable(held)
    assert text.normalise(held) == unicodedata.normalize("NFC", held)


@given(st.text())
def test_normalising_is_done_once(value):
    if text.is_storable(value):
        once = text.normalise(value)
        assert text.normalise(once) == once
        assert unicodedata.is_normalized("NFC", once)
        assert "\r" not in once


def test_every_line_end_is_one_kind():
    assert text.normalise("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_composed_and_decomposed_are_one_text():
    assert text.plain(text.parse("cafe\u0301")) == text.plain(text.parse("café")) == "café"
    assert Bilingual.of("e\u0301") == Bilingual.of("é")


# --- Two languages -------------------------------------------------------------------------------------------------


def test_a_text_in_one_language_is_not_stale():
    held = Bilingual.of("Title")
    assert held.en == Wording("Title", TextStatus.approved, 1, 0)
    assert held.cy == Wording()
    assert not held.is_stale
    assert str(held) == "Title"


def test_welsh_knows_the_english_that_it_was_made_from():
    held = Bilingual.of("Title", "Teitl")
    assert held.cy == Wording("Teitl", TextStatus.approved, 1, 1)
    assert not held.is_stale


def test_welsh_is_stale_once_the_english_was_edited_and_not_after_it_followed():
    edited = Bilingual.of("Title", "Teitl").revised("Other title", "Teitl")
    assert edited.is_stale
    assert (edited.en.revision, edited.cy.revision, edited.cy.source) == (2, 1, 1)
    followed = edited.revised("Other title", "Teitl arall")
    assert not followed.is_stale
    assert (followed.en.revision, followed.cy.revision, followed.cy.source) == (2, 2, 2)


def test_both_languages_in_one_edit_are_of_one_revision():
    assert not Bilingual.of("Title", "Teitl").revised("Other title", "Teitl arall").is_stale


def test_saving_the_same_is_no_revision():
    held = Bilingual.of("Title", "Teitl")
    assert held.revised("Title ", " Teitl") == held


def test_a_space_at_the_end_of_the_english_hides_no_later_staleness():
    held = Bilingual.of("Title", "Teitl").revised("Title ", "Teitl newydd").revised("Other title", "Teitl newydd")
    assert held.is_stale


def test_removed_welsh_is_missing_and_not_stale():
    held = Bilingual.of("Title", "Teitl").revised("Other", "")
    assert held.cy.status is TextStatus.missing
    assert not held.is_stale


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "a "]), st.sampled_from(["", "x", "y"])), max_size=8))
def test_stale_means_that_english_changed_after_the_welsh(edits):
    held = Bilingual.of("a")
    stale = False
    for en, cy in edits:
        new = held.revised(en, cy)
        if new.cy.text != held.cy.text:
            stale = False
        elif new.en.text != held.en.text:
            stale = bool(new.cy.text)
        assert new.is_stale is stale
        held = new


@given(st.text().filter(text.is_storable), st.text().filter(text.is_storable))
def test_both_languages_come_back_from_storage(en, cy):
    held = Bilingual.of(en, cy)
    assert Bilingual.from_json(held.as_json()) == held


def test_languages_are_stored_by_their_codes():
    assert [language.value for language in Language] == ["en", "cy"]
