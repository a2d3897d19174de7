"""JP-07, seeing one's own case online: invented text; its consultation is approved and opens in a few days."""

from __future__ import annotations

TITLE = "Your case online, for defendants and victims"
TITLE_CY = "Eich achos ar-lein, i ddiffynyddion a dioddefwyr"
SUMMARY = "People whose case is in court would see online when the next hearing is, what it is for and whom to ask. Nobody would have to use it."
SUMMARY_CY = "Byddai pobl sydd ag achos yn y llys yn gweld ar-lein pryd mae'r gwrandawiad nesaf, beth yw ei ddiben a phwy i'w holi. Ni fyddai'n rhaid i neb ei ddefnyddio."
ORGANISATIONS = [
    ("MOJ", "joint", ""),
    (
        "HO",
        "not_affected",
        "It begins when a case reaches court. Police investigations and their systems are not touched.",
    ),
    ("AGO", "supporting", ""),
    ("CPS", "affected", ""),
    ("LAA", "affected", ""),
    ("VS", "affected", ""),
]
SECTIONS = [
    (
        "problem",
        "HMCTS",
        "Today a letter says when the hearing is. If the date moves, a second letter may come too late. People ring the court, wait, and ask what could be read.",
    ),
    ("vision", "MOJ", "Everybody in a case knows what comes next and when, in words that they understand."),
    (
        "evidence",
        "HMCTS",
        "Court staff tell us that most calls ask for a date. What we do not know: how many people in a case cannot or will not use a website.",
    ),
    (
        "delivery",
        "HMCTS",
        "A page for each case, opened with a code from a letter. The telephone and the letter stay. No supplier has been chosen.",
    ),
]
PROVISIONS = [
    (
        "A page for your case",
        "A defendant and a victim can each read what comes next in their case. Each sees only what is meant for them.",
    ),
    (
        "Letters and telephone stay",
        "Nobody has to use the page. Who asks on the telephone or by letter is told the same.",
    ),
]
OPTIONS = [
    ("do_nothing", "Do nothing", "Dates go on being sent by letter.", ""),
    ("preferred", "A page, beside letters and telephone", "One more way to know.", ""),
    (
        "discarded",
        "A page instead of letters",
        "Letters would end.",
        "People without the internet would not know of their hearing.",
    ),
]
COMMITMENTS = [
    {
        "organisation": "HMCTS",
        "provisions": [1, 2],
        "kind": "deliverable",
        "acceptance": "agreed",
        "words": "Build the page, and keep letters and telephone as they are.",
        "measure": "The page works in all courts; letters are still sent.",
        "owner_role": "Director, Digital",
        "due": 350,
        "milestones": [("Trial in three courts", 170), ("All courts", 350)],
    },
    {
        "organisation": "CPS",
        "provisions": [1],
        "kind": "data_sharing",
        "acceptance": "agreed",
        "words": "Let the defence open disclosed papers from the same page.",
        "measure": "Disclosed papers are there within a day.",
        "owner_role": "Director, Digital",
        "due": 320,
        "milestones": [("Rules agreed with defence lawyers", 150)],
    },
    {
        "organisation": "LAA",
        "provisions": [1],
        "kind": "service_standard",
        "acceptance": "agreed",
        "words": "Show on the page whether legal aid was granted.",
        "measure": "The page says it within a day.",
        "owner_role": "Director, Service Development",
        "due": 340,
        "milestones": [("Link agreed", 180)],
    },
]
IMPLICATIONS = [
    {
        "organisation": "HMCTS",
        "by": "HMCTS",
        "provision": 2,
        "type": "equality",
        "direction": "mixed",
        "summary": "People who cannot use a website keep what they have, but get less from the change.",
        "cannot_quantify_reason": "Nobody counts who in a case is offline.",
        "confidence": "low",
        "confidence_reason": "Figures exist for the whole population only.",
        "funding_position": "not_applicable",
    },
    {
        "organisation": "HMCTS",
        "by": "HMCTS",
        "provision": 1,
        "type": "cost",
        "direction": "adverse",
        "summary": "Building and running the page.",
        "low": "3000000",
        "central": "4500000",
        "high": "7000000",
        "unit": "gbp",
        "price_base": "2025-26 prices",
        "recurrence": "one_off",
        "confidence": "low",
        "confidence_reason": "No supplier has been asked.",
        "funding_position": "funding_sought",
    },
    {
        "organisation": "VS",
        "by": "VS",
        "provision": 1,
        "type": "victim_witness",
        "direction": "beneficial",
        "summary": "Victims need not ring us to learn a date.",
        "cannot_quantify_reason": "Calls are not counted by reason.",
        "confidence": "medium",
        "confidence_reason": "Experience of caseworkers.",
        "funding_position": "not_applicable",
    },
]
ASKS_EQUALITY = True
QUESTIONS = [
    ("agree5", "Do you agree that people should be able to see their case online?", "", 1, []),
    (
        "multi",
        "What would you want to read there?",
        "Choose all that apply.",
        1,
        [
            ("date", "The date of the next hearing"),
            ("purpose", "What it is for"),
            ("who", "Whom to ask"),
            ("papers", "Papers of the case"),
        ],
    ),
    ("free_text", "What must stay on paper or on the telephone?", "", 2, []),
]
QUESTIONS_CY = [
    "Ydych chi'n cytuno y dylai pobl allu gweld eu hachos ar-lein?",
    "Beth hoffech chi ei ddarllen yno?",
    "Beth sy'n rhaid iddo aros ar bapur neu ar y ffôn?",
]
