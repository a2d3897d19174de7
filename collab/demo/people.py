"""The demonstration's people, each named by role."""

from __future__ import annotations

PASSWORD = "look around freely"  # noqa: S105 printed on purpose: it opens invented content only

# organisation code, roles, what stands before the organisation in name and address
CAST: list[tuple[str, tuple[str, ...], str]] = [
    ("HO", ("author",), "Author"),
    ("HO", ("author",), "Second author"),
    ("HO", ("signatory",), "Signatory"),
    ("HO", ("administrator", "viewer"), "Administrator"),
    ("HO", ("disclosure_officer",), "Disclosure officer"),
    ("MOJ", ("author",), "Author"),
    ("MOJ", ("author",), "Second author"),
    ("MOJ", ("signatory",), "Signatory"),
    ("AGO", ("author",), "Author"),
    ("AGO", ("signatory",), "Signatory"),
    ("HMPPS", ("author",), "Author"),
    ("HMPPS", ("signatory",), "Signatory"),
    ("HMCTS", ("author",), "Second author"),
    *(
        (code, ("author", "signatory"), "Author and signatory")
        for code in (
            "LS",
            "YJLC",
            "LAA",
            "NPCC",
            "CPS",
            "YJB",
            "HMCTS",
            "VS",
            "CJA",
            "CLINKS",
            "HMIP",
            "CAWS",
            "JO",
            "PB",
            "NACRO",
            "NHSE",
            "MA",
        )
    ),
    ("NCJB", ("secretariat",), "Secretariat"),
]
SYSTEM_ADMINISTRATOR = ("system.administrator@demo.example", "System administrator")


def address(code: str, who: str) -> str:
    """second.author.ho@demo.example"""
    return f"{who.lower().replace(' and signatory', '').replace(' ', '.')}.{code.lower()}@demo.example"


def tour() -> list[tuple[str, str]]:
    """(address, what to look at) of the few sign-ins that show most."""
    return [
        (address("HO", "Author"), "Author, Home Office: leads JP-01, reads and answers its consultation"),
        (address("HO", "Signatory"), "Signatory, Home Office: decides, clears and signs"),
        (
            address("MOJ", "Author"),
            "Author, Ministry of Justice: leads five other proposals, from drafting to withdrawn",
        ),
        (address("MOJ", "Signatory"), "Signatory, Ministry of Justice"),
        (address("AGO", "Signatory"), "Signatory, Attorney General's Office: has objected to a text"),
        (
            address("HMCTS", "Author and signatory"),
            "Author and signatory, HM Courts & Tribunals Service: its consultation opens in a few days",
        ),
        (
            address("VS", "Author and signatory"),
            "Author and signatory, Victim Support: a charity that writes and commits",
        ),
        (address("HO", "Administrator"), "Administrator, Home Office: invites people and sets roles"),
        (SYSTEM_ADMINISTRATOR[0], "System administrator: organisations and people, no content"),
    ]
