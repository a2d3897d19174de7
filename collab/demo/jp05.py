"""JP-05, how far a court may be before one is closed: invented text; withdrawn after the consultation."""

from __future__ import annotations

from collab.demo.responses import Voice

TITLE = "A standard for getting to a magistrates' court, before any is closed"
TITLE_CY = "Safon ar gyfer cyrraedd llys ynadon, cyn cau unrhyw un"
SUMMARY = "No magistrates' court would close unless people could still reach another one and be back the same day, by bus or train."
SUMMARY_CY = "Ni fyddai unrhyw lys ynadon yn cau oni bai y gallai pobl gyrraedd un arall a dychwelyd yr un diwrnod, ar fws neu drên."
ORGANISATIONS = [
    ("HMCTS", "joint", ""),
    ("HO", "not_affected", "Where courts sit changes nothing that the Home Office does."),
    ("AGO", "not_affected", "No function of the law officers depends on where a court sits."),
    ("MA", "supporting", ""),
    ("CPS", "affected", ""),
    ("JO", "affected", ""),
]
SECTIONS = [
    (
        "problem",
        "MOJ",
        "Of 323 magistrates' courts, 162 closed between 2010 and 2018. In some places the first bus now arrives after the hearing has begun.",
    ),
    ("vision", "MA", "Anybody who has to be in court can get there in time, and home again, without a car."),
    (
        "evidence",
        "HMCTS",
        "A plan to close the court in Cambridge was withdrawn in 2018. What we do not know: how many people miss a hearing because of the journey.",
    ),
    (
        "delivery",
        "HMCTS",
        "Before a closure is proposed, journeys are measured from each place that the court serves, and published.",
    ),
]
PROVISIONS = [
    (
        "There and back in a day",
        "From each place that it serves, the next court can be reached by bus or train before ten in the morning, in ninety minutes or less.",
        "Yno ac yn ôl mewn diwrnod",
    ),
    (
        "Journeys are measured and published",
        "The journeys are measured by a body that does not run courts, and published with the proposal to close.",
        "Mesur a chyhoeddi teithiau",
    ),
]
OPTIONS = [
    ("do_nothing", "Do nothing", "Each closure is argued about on its own.", ""),
    ("preferred", "One standard for all", "The two provisions together.", ""),
    (
        "discarded",
        "No court may close",
        "All courts stay as they are.",
        "Some buildings cannot be entered in a wheelchair and cannot be mended.",
    ),
]
COMMITMENTS = [
    {
        "organisation": "HMCTS",
        "provisions": [1, 2],
        "kind": "service_standard",
        "acceptance": "agreed",
        "words": "Propose no closure without the measured journeys.",
        "measure": "Each proposal comes with a table of journeys.",
        "owner_role": "Director, Property",
        "due": 200,
        "milestones": [("Way of measuring agreed", 90)],
    },
    {
        "organisation": "JO",
        "provisions": [1],
        "kind": "undertaking_independent",
        "acceptance": "agreed",
        "words": "Say how late starts are handled when a bus is late.",
        "measure": "A note is published.",
        "owner_role": "Senior Presiding Judge's office",
        "due": 160,
        "milestones": [("Draft", 80)],
    },
]
IMPLICATIONS = [
    {
        "organisation": "HMCTS",
        "by": "HMCTS",
        "provision": 1,
        "type": "estate",
        "direction": "adverse",
        "summary": "Courts that would have closed stay open and have to be kept.",
        "cannot_quantify_reason": "It depends on which courts do not meet the standard.",
        "confidence": "low",
        "confidence_reason": "Not measured yet.",
        "funding_position": "unfunded",
    },
    {
        "organisation": "MA",
        "by": "MA",
        "provision": 1,
        "type": "operational_process",
        "direction": "beneficial",
        "summary": "Travel time to court for people without a car, beside a closure without the standard.",
        "low": "-60",
        "central": "-35",
        "high": "-15",
        "unit": "minutes_per_case",
        "recurrence": "recurring",
        "confidence": "medium",
        "confidence_reason": "Timetables of four counties.",
        "areas": "Dyfed-Powys, Cumbria, Norfolk, North Yorkshire",
        "funding_position": "not_applicable",
    },
    {
        "organisation": "HMCTS",
        "by": "HMCTS",
        "provision": 2,
        "type": "equality",
        "direction": "beneficial",
        "summary": "People in the country, disabled people and people without a car gain most.",
        "cannot_quantify_reason": "Who travels how is not recorded.",
        "confidence": "medium",
        "confidence_reason": "National travel figures.",
        "funding_position": "not_applicable",
    },
]
QUESTIONS = [
    ("agree5", "Do you agree that there should be one standard for journeys to a magistrates' court?", "", 1, []),
    ("free_text", "How would you get to the next court, and what would be hard about it?", "", 1, []),
    (
        "single",
        "How long may a journey take?",
        "",
        1,
        [("hour", "Up to an hour"), ("ninety", "Up to ninety minutes"), ("two", "Up to two hours")],
    ),
]
QUESTIONS_CY = [
    "Ydych chi'n cytuno y dylid cael un safon ar gyfer teithiau i lys ynadon?",
    "Sut fyddech chi'n cyrraedd y llys nesaf, a beth fyddai'n anodd am hynny?",
    "Pa mor hir gaiff taith fod?",
]
THEMES = [
    (1, "No bus in time", "Dim bws mewn pryd", "The first bus arrives after the hearing begins.", [2]),
    (
        2,
        "Ninety minutes is too long",
        "Mae naw deg munud yn rhy hir",
        "Children, work or health make it too long.",
        [2],
    ),
    (3, "Measure real journeys", "Mesur teithiau go iawn", "Timetables are not what happens.", [2]),
]
DISPOSITIONS = [
    (1, "deferred", "It is taken up in the work on rural transport.", None, ""),
    (2, "noted", "No limit is set now, as the proposal is withdrawn.", None, ""),
    (3, "already_planned", "Journeys will be measured in the yearly survey of court users.", None, ""),
]
FEEDBACK = (
    "Most people wanted a standard. Many said that the one proposed would not help them.\n\n"
    "- In the country there is often no bus before ten.\n"
    "- Ninety minutes each way is too long for parents and for people who are ill.\n"
    "- Timetables do not say what happens when a bus does not come."
)
CONFIRMATION = "I have read the report and the figures for each area. They show that the standard would fail where it is needed most."
OUTCOME_KIND = "withdrawn"
NOT_REACHED = "The umbrella bodies of charities were written to twice. They answered that travel to court was not among their priorities."
OUTCOME = (
    "We withdraw this proposal. What people told us shows that one standard for the whole country would not protect those who live furthest away.\n\n"
    "No court is closed because of this decision. If a new standard is proposed, we will consult on it again."
)

# area, respondent type, language, the answer in words, themes
_TOLD = (
    ("dyfed-powys", "member_of_public", "cy", "Nid oes bws cyn deg y bore yma.", [1]),
    ("dyfed-powys", "magistrate", "en", "People come to us by taxi, and then cannot pay the fine.", [1]),
    ("north-wales", "member_of_public", "cy", "Mae naw deg munud yn rhy hir gyda phlant.", [2]),
    ("cumbria", "witness", "en", "Two buses and a walk along a road without a pavement.", [1, 2]),
    ("norfolk", "court_staff", "en", "Timetables are one thing. Come and stand at the stop.", [3]),
    ("north-yorkshire", "local_authority", "en", "The bus is paid for until the spring. What then?", [1, 3]),
    ("devon-and-cornwall", "victim", "en", "I sat in the same bus as the man who hit me.", [2]),
    ("metropolitan", "member_of_public", "en", "In the city it is easy. I think of my parents.", [1]),
)


def voices() -> list[Voice]:
    """Several from each area, more from the country than from the city."""
    return [
        Voice(
            3 + 9 * turn + place,
            kind,
            {1: "disagree" if turn % 3 else "agree", 2: words, 3: str((turn + place) % 3)},
            {2: themes},
            channel="welsh_web" if language == "cy" else "web",
            language=language,
            area=area,
        )
        for place, (area, kind, language, words, themes) in enumerate(_TOLD)
        for turn in range(2 if area == "metropolitan" else 5)
    ]
