"""Files that somebody made to do harm: none is taken as what it pretends to be, and what is taken never runs."""

import zipfile
import zlib

import pytest

from collab.attachments.models import Accessibility
from collab.attachments.rules import limits, names
from collab.attachments.rules.content import checked_kind
from collab.errors import Refused
from tests.factories import files
from tests.factories.files import GOOD, archive, jpeg, office, open_document, png

PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><w:document>&lol2;</w:document>'


def pdf(inside: bytes) -> bytes:
    return b"%PDF-1.7\n" + inside + b"\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def hidden_script() -> bytes:
    packed = zlib.compress(b"<< /S /JavaScript /JS (app.alert) >>")
    return pdf(b"5 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n" + packed + b"\nendstream endobj")


def relation(kind: str) -> dict:
    target = f'<Relationship Id="a" Type="http://schemas/{kind}" Target="https://evil.example/t.dotm" TargetMode="External"/>'
    return {"word/_rels/settings.xml.rels": f"<Relationships>{target}</Relationships>"}


def locked() -> bytes:
    content = bytearray(office())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = content.find(mark)
        content[found + place] |= 1
    return bytes(content)


HOSTILE = {
    "a web page": ("page.html", PAGE),
    "a web page called a PDF": ("page.pdf", PAGE),
    "a web page called text": ("page.txt", PAGE),
    "a script in a table": ("table.csv", b"a,b\n1,<script src=//evil.example></script>\n"),
    "a drawing with a script": ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "a drawing called a picture": ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "a drawing in text": ("drawing.txt", b'  <SVG onload="alert(1)">'),
    "a script": ("run.js", b"alert(1)"),
    "a shell script called text": ("run.txt", b"#!/bin/sh\nrm -rf /\n"),
    "a program": ("setup.exe", b"MZ\x90\x00"),
    "a program called a PDF": ("setup.pdf", b"MZ\x90\x00" + files.PDF),
    "a program called text": ("setup.txt", b"MZ is how it begins"),
    "two endings": ("report.pdf.exe", files.PDF),
    "an ending that runs before one that does not": ("report.html.pdf", files.PDF),
    "a PDF that is a web page too": ("both.pdf", pdf(b"% <html><script>alert(1)</script>")),
    "a PDF that is an archive too": ("both.pdf", files.PDF + archive({"a.txt": "a"})),
    "a PDF behind a web page": ("both.pdf", PAGE + files.PDF),
    "a PDF with a script": ("script.pdf", pdf(b"3 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj")),
    "a PDF with a script by another spelling": ("script.pdf", pdf(b"3 0 obj << /S /J#61vaScript >> endobj")),
    "a PDF with a packed script": ("script.pdf", hidden_script()),
    "a PDF that starts something": ("launch.pdf", pdf(b"3 0 obj << /S /Launch /F (cmd.exe) >> endobj")),
    "a PDF with a file inside": ("inside.pdf", pdf(b"3 0 obj << /Type /EmbeddedFile >> endobj")),
    "a PDF cut off": ("half.pdf", files.PDF[:40]),
    "a document with macros": ("macro.docx", office(**{"word/vbaProject.bin": b"\xd0\xcf"})),
    "a document with macros by its type": ("macro.docx", office("application/vnd.ms-word.document.macroEnabled.main+xml")),
    "a macro document": ("macro.docm", office(**{"word/vbaProject.bin": b"\xd0\xcf"})),
    "an OpenDocument with macros": ("macro.odt", archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>", "Basic/a.xml": "<a/>"})),
    "a template from elsewhere": ("remote.docx", office(**relation("attachedTemplate"))),
    "a program inside a document": ("inside.docx", office(**{"word/embeddings/oleObject1.bin": b"MZ"})),
    "a document that blows up": ("bomb.docx", office(**{"word/media/a.bmp": b"\0" * 30_000_000})),
    "a billion laughs": ("laughs.docx", office(**{"word/styles.xml": LAUGHS})),
    "a document behind something": ("behind.docx", b"GIF89a" + office()),
    "a document with a tail": ("tail.docx", office() + PAGE),
    "a document locked with a password": ("locked.docx", locked()),
    "a part that leads out": ("out.docx", office(**{"../../etc/passwd": b"x"})),
    "a workbook called a document": ("wrong.docx", office(files.XLSX)),
    "an OpenDocument by another name": ("wrong.odt", open_document("spreadsheet")),
    "an archive called a document": ("archive.docx", archive({"a.txt": "a"})),
    "an archive that is damaged": ("damaged.docx", office()[:60] + b"xx" + office()[62:]),
    "nothing": ("empty.txt", b""),
    "nothing but spaces": ("spaces.txt", b" \n "),
    "NUL in text": ("nul.txt", b"one\x00two"),
    "text in no encoding": ("latin.csv", b"caf\xe9"),
    "a picture as big as a country": ("huge.png", png(100_000, 100_000)),
    "a photo as big as a country": ("huge.jpg", jpeg(60_000, 60_000)),
    "a picture with a script": ("script.png", png(text=PAGE)),
    "a photo with a script": ("script.jpg", jpeg(comment=PAGE)),
    "a picture with a tail": ("tail.png", png() + PAGE),
    "a photo with a tail": ("tail.jpg", jpeg() + PAGE),
    "no name": ("", b"text"),
    "a name that is an ending": (".pdf", files.PDF),
    "a name without an ending": ("report", files.PDF),
    "an ending turned round": ("photo\u202egpj.exe", b"MZ"),
    "an ending behind NUL": ("report.exe\x00.pdf", files.PDF),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_was_made_to_do_harm_is_refused_in_words(what):
    name, content = HOSTILE[what]
    with pytest.raises(Refused) as refusal:
        checked_kind(names.cleaned(name), content)
    (problem,) = refusal.value.problems
    assert problem.field == "file"
    assert problem.message[0].isupper()


@pytest.mark.parametrize("name", GOOD)
def test_what_people_attach_is_taken(name):
    assert checked_kind(name, GOOD[name]).value in (name.rpartition(".")[2].lower(), "jpeg")


def test_a_chart_may_bring_its_numbers():
    assert checked_kind("a.docx", office(**{"word/embeddings/Sheet1.xlsx": office(files.XLSX)}))
    inside = office(files.XLSX, **{"xl/embeddings/more.xlsx": office(files.XLSX)})
    with pytest.raises(Refused, match="Another file is inside"):
        checked_kind("a.docx", office(**{"word/embeddings/Sheet1.xlsx": inside}))


def test_a_compressed_part_that_says_less_than_it_holds_is_damaged():
    content = bytearray(office(**{"word/media/a.txt": b"a" * 5000}))
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    with pytest.raises(Refused, match="damaged"):
        checked_kind("a.docx", bytes(content))
    assert zipfile.is_zipfile(__import__("io").BytesIO(bytes(content)))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        (r"C:\Users\me\plan.docx", "plan.docx"),
        ("plan\r\nSet-Cookie: a=b.pdf", "plan Set-Cookie- a=b.pdf"),
        ("photo\u202egnp.pdf", "photognp.pdf"),
        ('a"b<c>.pdf', "a-b-c-.pdf"),
        ("cŵn a chathod.odt", "cŵn a chathod.odt"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("  .hidden. .pdf", "hidden.pdf"),
    ],
)
def test_a_name_is_kept_without_what_hides_or_leads_astray(sent, kept):
    assert names.cleaned(sent) == kept
    assert names.cleaned(kept) == kept


MB = limits.MEGABYTE


@pytest.mark.parametrize(
    ("size", "standing", "held", "words"),
    [
        (20 * MB, 9, 1004 * MB, ""),
        (20 * MB + 1, 0, 0, "20.1 MB"),
        (1, 10, 0, "10 files"),
        (20 * MB, 0, 1004 * MB + 1, "1,024 MB"),
    ],
)
def test_the_limits_on_both_sides(size, standing, held, words):
    found = limits.size_problems(size, standing=standing, held=held)
    assert [words in problem.message for problem in found] == [True] * bool(words)


def test_an_accessible_version_has_a_place():
    assert limits.note_problems(Accessibility.alternative, " ")
    assert not limits.note_problems(Accessibility.alternative, "/page")
    assert not limits.note_problems(Accessibility.not_accessible, "")
