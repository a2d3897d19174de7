"""Small files of each kind that is taken, made from nothing."""

import io
import struct
import zipfile
import zlib

from collab.attachments.actions import Sent
from collab.attachments.models import Accessibility

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
CSV = b"station,asked\nNorth,12\nSouth,7\n"


def archive(parts, *, compressed=True) -> bytes:
    """A zip of (name, content) pairs, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as made:
        for name, content in dict(parts).items():
            made.writestr(name, content)
    return out.getvalue()


def office(main: str = DOCX, **more) -> bytes:
    """A Word document, or a workbook by its content type; `more` are further parts by name."""
    types = f'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w:document/>", **more})


def open_document(media: str = "text") -> bytes:
    return archive({"mimetype": f"application/vnd.oasis.opendocument.{media}", "content.xml": "<office/>"})


def png(width: int = 1, height: int = 1, *, text: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    said = chunk(b"tEXt", b"Comment\x00" + text) if text else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + said
        + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
        + chunk(b"IEND", b"")
    )


def jpeg(width: int = 1, height: int = 1, *, comment: bytes = b"") -> bytes:
    said = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + said + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"


GOOD = {
    "report.pdf": PDF,
    "letter.docx": office(),
    "table.xlsx": office(XLSX, **{"xl/charts/chart1.xml": "<c/>"}),
    "letter.odt": open_document(),
    "table.ods": open_document("spreadsheet"),
    "table.csv": CSV,
    "notes.v1.2.txt": "Nodiadau: cŵn a chathod.\r\n".encode(),
    "picture.png": png(),
    "photo.jpg": jpeg(),
    "photo.JPEG": jpeg(),
}


def sent(name: str = "stations.csv", content: bytes = CSV, **more) -> Sent:
    chosen = {
        "title": "Who asked",
        "description": "How many people asked, by station.",
        "accessibility": Accessibility.accessible,
    }
    return Sent(name=name, content=content, **{**chosen, **more})
