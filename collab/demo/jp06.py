"""JP-06, one picture of how cases are prepared: invented text; in drafting, with a grid that has blanks."""

from __future__ import annotations

TITLE = "Cases ready on time: one picture for all who prepare them"
TITLE_CY = "Achosion yn barod mewn pryd: un darlun i bawb sy'n eu paratoi"
SUMMARY = "Police, prosecutors, defence lawyers and courts would see in the same figures whether a case was ready for its first hearing, and why not."
SUMMARY_CY = "Byddai'r heddlu, erlynwyr, cyfreithwyr yr amddiffyniad a'r llysoedd yn gweld yn yr un ffigurau a oedd achos yn barod, a pham ddim."
ORGANISATIONS = [
    ("HMCTS", "joint", ""),
    ("HO", "joint", ""),
    ("AGO", "joint", ""),
    ("CPS", "affected", ""),
    ("NPCC", "affected", ""),
    ("LS", "affected", ""),
    ("JO", "affected", ""),
]
SECTIONS = [
    (
        "problem",
        "MOJ",
        "Each body counts for itself whether a case was ready. The figures do not agree, so each can say that another was late.",
    ),
    (
        "problem",
        "HMCTS",
        "Each body counts for itself whether a case was ready. The figures do not agree, so each can say that another was late.\n\nA hearing that achieves nothing costs a victim another day off work.",
    ),
    ("vision", "HMCTS", "Everybody looks at the same page, sees the same reason, and mends it."),
]
PROVISIONS = [
    (
        "The file is complete at charge",
        "The police send what the first hearing needs. What is missing is named, case by case.",
    ),
    (
        "Papers reach the defence before the hearing",
        "The defence gets the first papers in time to advise, and says what it disputes.",
    ),
    (
        "One page of figures",
        "All bodies read readiness from one source, for each area. An area without figures is named.",
    ),
]
OPTIONS = [
    ("do_nothing", "Do nothing", "Each body keeps its own figures.", ""),
    ("preferred", "One page of figures", "One source, read by all.", ""),
]
COMMITMENTS = [
    {
        "organisation": "NPCC",
        "provisions": [1],
        "kind": "service_standard",
        "acceptance": "agreed",
        "words": "Check each file against one list before it goes to the prosecutor.",
        "measure": "Eight of ten files need no second request.",
        "owner_role": "Lead for criminal justice",
        "due": 300,
        "milestones": [("List agreed", 100)],
    },
    {
        "organisation": "CPS",
        "provisions": [2],
        "kind": "service_standard",
        "acceptance": "agreed",
        "words": "Send the first papers five days before the hearing.",
        "measure": "Nine of ten cases.",
        "owner_role": "Director, Operations",
        "due": 240,
        "milestones": [("Trial in four areas", 120)],
    },
    {
        "organisation": "CPS",
        "provisions": [3],
        "kind": "data_sharing",
        "acceptance": "under_consideration",
        "words": "Give the figures of each area to the one page.",
    },
    {
        "organisation": "JO",
        "provisions": [3],
        "kind": "undertaking_independent",
        "acceptance": "agreed",
        "words": "The figures may say whether a hearing took place and why not. They must not rank judges or courts by what was decided.",
        "measure": "The page shows no judge.",
        "owner_role": "Senior Presiding Judge's office",
        "due": 200,
        "milestones": [("Definitions read by judges", 90)],
    },
    {
        "organisation": "LS",
        "provisions": [2],
        "kind": "guidance_training",
        "acceptance": "not_agreed",
        "reason": "Saying early what is disputed takes work that legal aid does not pay for.",
        "is_shared": False,
    },
]
IMPLICATIONS = [
    {
        "organisation": "HMCTS",
        "by": "HMCTS",
        "provision": 3,
        "type": "it_digital",
        "direction": "adverse",
        "summary": "Figures of three systems have to be brought together.",
        "low": "900000",
        "central": "1400000",
        "high": "2200000",
        "unit": "gbp",
        "price_base": "2025-26 prices",
        "recurrence": "one_off",
        "confidence": "low",
        "confidence_reason": "No supplier has been asked.",
        "funding_position": "unfunded",
    },
    {
        "organisation": "NPCC",
        "by": "NPCC",
        "provision": 1,
        "type": "operational_process",
        "direction": "adverse",
        "summary": "Checking the file takes an officer longer.",
        "low": "8",
        "central": "12",
        "high": "20",
        "unit": "minutes_per_case",
        "recurrence": "recurring",
        "confidence": "medium",
        "confidence_reason": "Timed in two forces.",
        "funding_position": "within_baseline",
    },
]

VERSION = "As it was sent to the working group"
SECOND_THOUGHT = "A reason is chosen from one list, which all of them use."
QUESTION = "Is this the right list of measures, and can your organisation report on its part of it each month?"
REPLIES = [
    (
        "CPS",
        "condition",
        "File quality has to be measured at the same point in every area, or the figures cannot be compared.",
    ),
]
