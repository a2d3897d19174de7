"""JP-01, default legal advice for children in police custody: invented text, positions and figures."""

from __future__ import annotations

TITLE = "Default legal advice for children in police custody"
TITLE_CY = "Cyngor cyfreithiol yn ddiofyn i blant yn nalfa'r heddlu"
SUMMARY = (
    "Every child brought into police custody would get free legal advice without having to ask for it. "
    "A child could still say no, but only after speaking to a solicitor."
)
SUMMARY_CY = (
    "Byddai pob plentyn a ddygir i ddalfa'r heddlu yn cael cyngor cyfreithiol am ddim heb orfod gofyn amdano. "
    "Gallai plentyn ddweud na o hyd, ond dim ond ar ôl siarad â chyfreithiwr."
)

ORGANISATIONS = [
    ("MOJ", "joint", ""),
    ("AGO", "joint", ""),
    ("LS", "supporting", ""),
    ("YJLC", "supporting", ""),
    ("LAA", "affected", ""),
    ("NPCC", "affected", ""),
    ("CPS", "affected", ""),
    ("YJB", "affected", ""),
    ("HMCTS", "affected", ""),
    ("VS", "affected", ""),
]

# (section, who wrote it: organisation code, text); a second entry for a section is a later revision by another body.
SECTIONS = [
    (
        "problem",
        "HO",
        "A child who is arrested has a right to free legal advice. They have to ask for it.\n\n"
        "Many do not. Custody officers tell us why: the child wants to go home, thinks that asking looks guilty, "
        "or does not know what a solicitor does.\n\n"
        "- It affects each child aged 10 to 17 in a police station.\n"
        "- It affects the adult who sits with them.\n"
        "- It affects victims, when an interview cannot be used later.",
    ),
    (
        "problem",
        "YJLC",
        "A child who is arrested has a right to free legal advice. They have to ask for it.\n\n"
        "Many do not. Custody officers and children themselves tell us why: the child wants to go home, thinks that "
        "asking looks guilty, or does not know what a solicitor does. Some believe that a solicitor costs money.\n\n"
        "- It affects each child aged 10 to 17 in a police station.\n"
        "- It affects the adult who sits with them.\n"
        "- It affects victims, when an interview cannot be used later.",
    ),
    (
        "vision",
        "MOJ",
        "No child is interviewed by the police without having spoken to a solicitor first.\n\n"
        "The choice to go without is rare, is understood by the child, and is counted.",
    ),
    (
        "evidence",
        "HO",
        "A pilot in two London boroughs ran from November 2024 to March 2025, in which each child in custody was "
        "taken to want a solicitor.\n\n"
        "What we do not know: how long children wait for a solicitor at night outside the cities. "
        "We ask about it in the consultation.",
    ),
    (
        "delivery",
        "HO",
        "The change is made in the code of practice for detention (Code C). Forces change the custody record, "
        "the duty solicitor scheme widens its rota, and the Youth Justice Board publishes the figures.\n\n"
        "1. Code laid before Parliament.\n"
        "2. Custody records changed in all forces.\n"
        "3. First figures published a year later.",
    ),
]

# (title, text)
PROVISIONS = [
    (
        "Advice unless the child says no",
        "Every child in police custody is given legal advice. The custody officer calls the duty solicitor as soon as "
        "detention is authorised, without asking the child to choose.",
    ),
    (
        "Saying no takes two steps",
        "A child can go without advice only after speaking to a solicitor, by telephone or in person, and only when an "
        "inspector has written down why the child's choice is understood.",
    ),
    (
        "Count and publish",
        "Each force reports how many children went without advice. The Youth Justice Board publishes the figures each "
        "year.",
    ),
]

# The words after the consultation: provision number, text.
REVISED_PROVISIONS = {
    1: (
        "Every child in police custody is given legal advice. The custody officer calls the duty solicitor as soon as "
        "detention is authorised, without asking the child to choose. Where no solicitor can come within two hours, "
        "advice starts by video on the way."
    ),
    2: (
        "A child can go without advice only after speaking to a solicitor, by telephone or in person, and only when an "
        "inspector has written down why the child's choice is understood. The child is asked again before each "
        "interview, in words that were tested with children."
    ),
    3: (
        "Each force reports how many children went without advice, by age, sex and ethnicity. The Youth Justice Board "
        "publishes the figures each year, for each force area."
    ),
}

# (kind, title, description, why it was discarded)
OPTIONS = [
    ("do_nothing", "Do nothing", "Children go on having to ask for a solicitor. Take-up stays as uneven as it is.", ""),
    ("preferred", "Advice unless the child says no", "The duty solicitor is called for every child.", ""),
    (
        "considered",
        "Advice for every child, with no way to say no",
        "Nobody under 18 is interviewed without a solicitor in the room.",
        "",
    ),
    (
        "discarded",
        "A leaflet in every custody suite",
        "A better leaflet tells children about their right.",
        "It has been tried. Children told us that they did not read it, and take-up hardly moved.",
    ),
]

# organisation, provisions, kind, acceptance, words, measure, owner, days from the day of the demo to the due date,
# milestones (words, days), accepted part, rejected part, reason
COMMITMENTS = [
    {
        "organisation": "HO",
        "provisions": [1, 2],
        "kind": "legislation",
        "acceptance": "agreed",
        "words": "Consult on a revised Code C and lay it before Parliament.",
        "measure": "The revised code is laid.",
        "owner_role": "Director, Policing Policy",
        "due": 310,
        "milestones": [("Draft code sent to the bodies that must be consulted", 120), ("Code laid", 310)],
    },
    {
        "organisation": "MOJ",
        "provisions": [1],
        "kind": "funding",
        "acceptance": "partly_agreed",
        "words": "Review the fee for police station advice to children.",
        "measure": "The review is published with a decision.",
        "owner_role": "Director, Access to Justice",
        "due": 200,
        "milestones": [("Call for figures from firms", 60), ("Review published", 200)],
        "accepted_part": "Wider rota cover.",
        "rejected_part": "A higher fee from the first day.",
        "reason": "The fee needs a decision at the next spending review.",
    },
    {
        "organisation": "LAA",
        "provisions": [1],
        "kind": "service_standard",
        "acceptance": "agreed",
        "words": "Extend the duty solicitor rota so that each custody suite has cover for children day and night.",
        "measure": "Nine in ten calls are answered by a solicitor within 45 minutes.",
        "owner_role": "Director, Service Development",
        "due": 270,
        "milestones": [("Gaps in the rota listed by area", 90), ("New rota starts", 270)],
    },
    {
        "organisation": "NPCC",
        "provisions": [1, 2, 3],
        "kind": "guidance_training",
        "acceptance": "agreed",
        "words": "Change the custody record and train inspectors to authorise a child's choice to go without advice.",
        "measure": "All 43 forces use the new record.",
        "owner_role": "Lead for custody",
        "due": 330,
        "milestones": [("Record agreed with system suppliers", 150), ("Training in every force", 330)],
        "dependencies": "The revised Code C of the Home Office.",
    },
    {
        "organisation": "CPS",
        "provisions": [2],
        "kind": "service_standard",
        "acceptance": "agreed",
        "words": "Check at charge that a child's choice to go without advice was recorded.",
        "measure": "The check is in the charging file standard.",
        "owner_role": "Head of Policy",
        "due": 300,
        "milestones": [("File standard changed", 240)],
        "dependencies": "The new custody record of the forces.",
    },
    {
        "organisation": "YJB",
        "provisions": [3],
        "kind": "data_sharing",
        "acceptance": "agreed",
        "words": "Collect and publish the figures on children who went without advice.",
        "measure": "Figures are published once a year.",
        "owner_role": "Director, Evidence",
        "due": 420,
        "milestones": [("Return agreed with forces", 180), ("First figures", 420)],
    },
    {
        "organisation": "LS",
        "provisions": [1],
        "kind": "guidance_training",
        "acceptance": "agreed",
        "words": "Publish guidance for solicitors who advise children, and open the accreditation to more of them.",
        "measure": "Guidance is published; accredited solicitors rise by a fifth.",
        "owner_role": "Head of Justice",
        "due": 180,
        "milestones": [("Draft guidance shared with members", 90)],
    },
    {
        "organisation": "HMCTS",
        "provisions": [2],
        "kind": "service_standard",
        "acceptance": "not_agreed",
        "reason": "Nothing is asked of the courts here; we expect fewer disputes about interviews.",
    },
    {
        "organisation": "VS",
        "provisions": [2],
        "kind": "governance",
        "acceptance": "agreed",
        "words": "Run a panel of young people who have been in custody or been victims, to test the words used.",
        "measure": "The panel meets four times before the code is laid.",
        "owner_role": "Head of Participation",
        "due": 150,
        "milestones": [("Panel recruited", 60)],
    },
]

# organisation concerned, asserted by, provision, type, direction, summary, figures, …
IMPLICATIONS = [
    {
        "organisation": "HO",
        "by": "HO",
        "provision": 1,
        "type": "legal_legislative",
        "direction": "neutral",
        "summary": "The code must be consulted on and laid before Parliament.",
        "cannot_quantify_reason": "Staff time is part of the normal programme.",
        "confidence": "high",
        "confidence_reason": "The procedure is set by law.",
        "funding_position": "within_baseline",
    },
    {
        "organisation": "HO",
        "by": "HO",
        "provision": 2,
        "type": "legal_legislative",
        "direction": "neutral",
        "summary": "The power of inspectors to authorise has to be written into the code.",
        "cannot_quantify_reason": "Part of the same code.",
        "confidence": "high",
        "confidence_reason": "The procedure is set by law.",
        "funding_position": "within_baseline",
    },
    {
        "organisation": "MOJ",
        "by": "MOJ",
        "provision": 1,
        "type": "cost",
        "direction": "adverse",
        "summary": "More police station advice is paid from the legal aid fund.",
        "low": "2100000",
        "central": "3400000",
        "high": "5000000",
        "unit": "gbp_per_year",
        "price_base": "2025-26 prices",
        "recurrence": "recurring",
        "confidence": "medium",
        "confidence_reason": "Take-up in the pilot, scaled up.",
        "funding_position": "funding_sought",
        "user_groups": ["child_suspect", "defence_practitioner"],
        "stages": ["arrest_custody"],
        "years": (1, 4),
        "evidence": [("evaluation", "Pilot in two London boroughs, November 2024 to March 2025")],
        "assumptions": "Nine in ten children are advised in person.",
        "caused_by": "LAA",
    },
    {
        "organisation": "LAA",
        "by": "MOJ",
        "provision": 1,
        "type": "workforce_numbers",
        "direction": "adverse",
        "summary": "The rota needs more solicitors who are accredited to advise children.",
        "low": "90",
        "central": "140",
        "high": "220",
        "unit": "fte",
        "recurrence": "recurring",
        "confidence": "low",
        "confidence_reason": "No count of accredited solicitors by area exists.",
        "funding_position": "funding_sought",
    },
    {
        "organisation": "NPCC",
        "by": "HO",
        "provision": 1,
        "type": "operational_process",
        "direction": "adverse",
        "summary": "Booking in a child takes longer.",
        "low": "6",
        "central": "9",
        "high": "14",
        "unit": "minutes_per_case",
        "recurrence": "recurring",
        "confidence": "medium",
        "confidence_reason": "Timed in the pilot.",
        "funding_position": "within_baseline",
    },
    {
        "organisation": "NPCC",
        "by": "NPCC",
        "provision": 2,
        "type": "operational_process",
        "direction": "mixed",
        "summary": "An inspector must be found before a child can go without advice; children may be held longer at night.",
        "cannot_quantify_reason": "Forces do not record waiting time for an inspector.",
        "confidence": "low",
        "confidence_reason": "Opinion of custody leads.",
        "funding_position": "within_baseline",
    },
    {
        "organisation": "NPCC",
        "by": "YJB",
        "provision": 3,
        "type": "it_digital",
        "direction": "adverse",
        "summary": "Custody systems need one new field and one new report.",
        "low": "43",
        "central": "43",
        "high": "43",
        "unit": "sites",
        "recurrence": "one_off",
        "confidence": "high",
        "confidence_reason": "One for each force.",
        "funding_position": "within_baseline",
        "disputed": "The count is right. The effort is not: two of the suppliers ask to be paid for such a change.",
    },
    {
        "organisation": "CPS",
        "by": "CPS",
        "provision": 2,
        "type": "it_digital",
        "direction": "neutral",
        "summary": "A box is added to the charging file.",
        "cannot_quantify_reason": "It is done with the next planned release.",
        "confidence": "high",
        "confidence_reason": "Small change to one form.",
        "funding_position": "within_baseline",
    },
    {
        "organisation": "YJB",
        "by": "YJLC",
        "provision": 3,
        "type": "equality",
        "direction": "beneficial",
        "summary": "For the first time it can be seen whether some groups of children go without advice more often.",
        "cannot_quantify_reason": "No figures exist today; that is the point.",
        "confidence": "medium",
        "confidence_reason": "Experience with other counts by ethnicity.",
        "funding_position": "within_baseline",
    },
    {
        "organisation": "LS",
        "by": "LS",
        "provision": 1,
        "type": "capacity",
        "direction": "adverse",
        "summary": "There are gaps in the rota in rural areas, Dyfed-Powys and Cumbria among them.",
        "cannot_quantify_reason": "Firms leave and join the rota month by month.",
        "confidence": "medium",
        "confidence_reason": "Reports of members.",
        "funding_position": "funding_sought",
        "force_areas": ["Dyfed-Powys", "Cumbria"],
        "user_groups": ["child_suspect", "defence_practitioner"],
        "stages": ["arrest_custody"],
        "evidence": [("expert_judgement", "What duty solicitors in both areas told us")],
    },
    {
        "organisation": "HMCTS",
        "by": "HO",
        "provision": 2,
        "type": "demand",
        "direction": "beneficial",
        "summary": "Fewer arguments in court about whether an interview may be used.",
        "cannot_quantify_reason": "Such arguments are not counted.",
        "confidence": "low",
        "confidence_reason": "Expected, not measured.",
        "funding_position": "not_applicable",
    },
    {
        "organisation": "VS",
        "by": "VS",
        "provision": 2,
        "type": "victim_witness",
        "direction": "mixed",
        "summary": "Interviews that hold up in court help victims; a longer wait for an interview does not.",
        "cannot_quantify_reason": "No figures link custody time and victims' experience.",
        "confidence": "low",
        "confidence_reason": "Experience of caseworkers.",
        "funding_position": "not_applicable",
    },
]

NIL_REASON = "This provision asks nothing of us and changes nothing for us."

QUESTIONS = [
    (
        "agree5",
        "Do you agree that every child in police custody should get legal advice unless they say no?",
        "",
        1,
        [],
    ),
    ("free_text", "Why do you say that?", "Please do not name anybody, and do not write about a live case.", 1, []),
    ("yes_no_dontknow", "Should an inspector have to agree before a child can go without advice?", "", 2, []),
    (
        "multi",
        "What would make this hard where you live or work?",
        "Choose all that apply.",
        1,
        [
            ("rota", "Too few solicitors on the rota"),
            ("travel", "Long journeys to the police station"),
            ("time", "Children held for longer"),
            ("interpreters", "Too few interpreters"),
            ("nothing", "Nothing"),
        ],
    ),
    ("free_text", "What should be counted and published?", "", 3, []),
]

# number, name, Welsh name, definition, questions it may be used for
THEMES = [
    (
        1,
        "Too few solicitors in rural areas",
        "Rhy ychydig o gyfreithwyr mewn ardaloedd gwledig",
        "The rota cannot cover long distances, mostly at night.",
        [2],
    ),
    (
        2,
        "Children are held for longer",
        "Plant yn cael eu cadw'n hirach",
        "Waiting for a solicitor or an inspector adds to the time in a cell.",
        [2],
    ),
    (
        3,
        "Children must understand the choice",
        "Rhaid i blant ddeall y dewis",
        "Words and moment of the question matter more than the right itself.",
        [2],
    ),
    (
        4,
        "Publish figures by ethnicity and area",
        "Cyhoeddi ffigurau yn ôl ethnigrwydd ac ardal",
        "A national total would hide who goes without advice.",
        [2, 5],
    ),
    (
        5,
        "Pay solicitors more for this work",
        "Talu mwy i gyfreithwyr am y gwaith hwn",
        "The fee does not cover a night call.",
        [2],
    ),
    (6, "Make advice compulsory", "Gwneud cyngor yn orfodol", "No child should be able to go without.", [2]),
]

# theme, decision, reason, provision it is linked to, and its new words
DISPOSITIONS = [
    (
        1,
        "accepted",
        "Where nobody can come within two hours, advice now starts by video.",
        1,
        "Where no solicitor can come within two hours, advice starts by video on the way.",
    ),
    (
        2,
        "accepted_in_part",
        "Starting by video shortens the wait. We did not set a limit in hours, because detention times have limits in law already.",
        1,
        "advice starts by video on the way",
    ),
    (
        3,
        "accepted",
        "The child is asked again before each interview, in words tested with children.",
        2,
        "The child is asked again before each interview, in words that were tested with children.",
    ),
    (
        4,
        "accepted",
        "Figures will be published by age, sex, ethnicity and force area.",
        3,
        "by age, sex and ethnicity",
    ),
    (
        5,
        "deferred",
        "The fee is decided at the next spending review. The review of it is a commitment of the Ministry of Justice.",
        None,
        "",
    ),
    (
        6,
        "not_accepted",
        "A child who has spoken to a solicitor keeps the choice. Taking it away was the less favoured option of most who answered.",
        None,
        "",
    ),
]

FEEDBACK = (
    "Most people who answered agreed that advice should be given unless the child says no.\n\n"
    "- People in rural areas said that there are too few solicitors.\n"
    "- Custody staff said that children would be held for longer.\n"
    "- Young people said that the question is put at the wrong moment and in the wrong words.\n"
    "- One campaign asked for figures by ethnicity."
)
CONFIRMATION = "I have read the report, the themes and what each body said. The three changes follow from them."
OUTCOME_KIND = "proceed_with_changes"
OUTCOME = (
    "We will go ahead, with three changes that come from what people told us.\n\n"
    "1. Where no solicitor can come within two hours, advice starts by video.\n"
    "2. The child is asked again before each interview.\n"
    "3. Figures are published by age, sex, ethnicity and force area.\n\n"
    "We did not make advice compulsory, and the fee is decided later. Both are explained below."
)

# (whose commitment, on whose)
DEPENDENCIES = [("NPCC", "HO"), ("CPS", "NPCC")]

# What was heard after the decision was published, in its order: organisation, days before today, what, and with which words
PROGRESS: list[dict[str, object]] = [
    {
        "organisation": "HO",
        "ago": 55,
        "what": "report",
        "delivery": "in_progress",
        "rag": "green",
        "words": "The draft code is written. It goes to the bodies that must be consulted next month.",
    },
    {
        "organisation": "LS",
        "ago": 50,
        "what": "report",
        "delivery": "in_progress",
        "rag": "green",
        "words": "The draft guidance is with our members.",
    },
    {
        "organisation": "NPCC",
        "ago": 45,
        "what": "report",
        "delivery": "in_progress",
        "rag": "green",
        "words": "The fields of the new record are agreed among custody leads.",
    },
    {
        "organisation": "LAA",
        "ago": 40,
        "what": "date",
        "later": 60,
        "reason": "procurement",
        "words": "Firms asked for two more months to tender for night cover.",
    },
    {
        "organisation": "LAA",
        "ago": 39,
        "what": "report",
        "delivery": "in_progress",
        "rag": "green",
        "words": "The gaps in the rota are listed by area. The tender for night cover is open.",
    },
    {"organisation": "LAA", "ago": 39, "what": "milestone", "place": 0, "state": "complete"},
    {
        "organisation": "NPCC",
        "ago": 21,
        "what": "report",
        "delivery": "in_progress",
        "rag": "amber",
        "words": "One of three suppliers has not agreed to the change of its system.",
        "path_to_green": "A meeting of the three suppliers with the Home Office; if that fails, a paper form in four forces.",
        "green_in": 60,
    },
    {"organisation": "LS", "ago": 20, "what": "milestone", "place": 0, "state": "complete"},
    {
        "organisation": "LS",
        "ago": 18,
        "what": "claim",
        "words": "The guidance is published. Accredited solicitors rose from 410 to 502.",
    },
    {
        "organisation": "LS",
        "ago": 9,
        "what": "verify",
        "by": "MOJ",
        "words": "We have read the guidance and counted the list.",
    },
    {"organisation": "VS", "ago": 4, "what": "milestone", "place": 0, "state": "complete"},
    {
        "organisation": "VS",
        "ago": 3,
        "what": "claim",
        "words": "The panel of twelve met four times. Its notes are with the Home Office.",
    },
]

FILES = [
    {
        "name": "advice-by-force-area.csv",
        "title": "Children who asked for advice, by force area",
        "title_cy": "Plant a ofynnodd am gyngor, yn ôl ardal heddlu",
        "description": "How many children were brought into custody in a year, and how many asked for a solicitor, in six invented areas.",
        "accessibility": "accessible",
        "content": "area,children,asked\nNorth,412,198\nSouth,530,301\nEast,288,120\nWest,365,190\nCoast,150,44\nCity,910,612\n",
    },
    {
        "name": "how-we-counted.txt",
        "title": "How the children were counted",
        "description": "What counts as a request for advice, and which records were left out.",
        "accessibility": "accessible",
        "content": "Invented for the demonstration.\n\nA request counts when the custody record says that the child asked for a solicitor, at any time.\nRecords of children who were released within one hour were left out.\n",
    },
]
