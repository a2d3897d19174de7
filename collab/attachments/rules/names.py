"""What a file may be called: the last part of what was sent, without what hides or runs."""

from __future__ import annotations

import re
import unicodedata

from collab.attachments.models import FileKind

MOST_LETTERS = 120
KINDS = {kind.value: kind for kind in FileKind} | {"jpg": FileKind.jpeg}
# Extensions that a system or a browser runs, wherever in the name they stand.
RUNS = frozenset(
    re.findall(
        r"\w+",
        "app bat chm cmd com cpl dll docm dotm exe hta htm html inf iso jar js jse lnk mht mhtml msi mjs php pif ps1 py reg"
        " scf scr sh shtml svg svgz swf url vbe vbs wsf xht xhtml xlsm xltm xml xsl xslt",
    )
)
# The categories of Unicode that are no letter of a name: control, format (bidi overrides), surrogate, private, unassigned.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def cleaned(sent: str) -> str:
    """The name alone, in NFC, without path, hidden characters or what a file system reads; at most 120 letters."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", sent))[-1]
    name = "".join(" " if letter.isspace() else letter for letter in name)
    name = "".join(letter for letter in name if unicodedata.category(letter) not in _HIDDEN)
    name = re.sub(r'[<>:"|?*;%]', "-", re.sub(r" +", " ", name)).strip(" .-")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: MOST_LETTERS - len(ending) - 1].strip(' .')}{dot}{ending}" if dot else name[:MOST_LETTERS]


def problem(name: str) -> str:
    """Why a cleaned name cannot be kept; empty where it can."""
    stem, _, ending = name.rpartition(".")
    if not stem:
        return "The file needs a name with an ending, like report.pdf"
    endings = [part.strip().lower() for part in name.split(".")[1:]]
    runs = next((part for part in endings if part in RUNS), "")
    if runs:
        return f"The name holds .{runs}, which a computer could run. Give the file another name or kind"
    if ending.lower() not in KINDS:
        return f"Files ending in .{ending[:20]} are not taken. These are: {', '.join(sorted(KINDS))}"
    return ""


def kind_by(name: str) -> FileKind:
    """The kind that a name without a problem promises."""
    return KINDS[name.rpartition(".")[2].lower()]
