"""JP-02, national minimum technology standards in prisons: invented text; its consultation is open."""

from __future__ import annotations

TITLE = "National minimum technology standards in prisons"
TITLE_CY = "Safonau technoleg gofynnol cenedlaethol mewn carchardai"
SUMMARY = "Every prison would offer the same basic technology: a device in the cell, video links that work, and papers signed without post."
SUMMARY_CY = "Byddai pob carchar yn cynnig yr un dechnoleg sylfaenol: dyfais yn y gell, cysylltiadau fideo sy'n gweithio, a phapurau'n cael eu llofnodi heb y post."
LEAD = "MOJ"
ORGANISATIONS = [
    ("HMPPS", "joint", ""),
    ("HO", "supporting", ""),
    ("AGO", "not_affected", "No prosecution or law officer's function is engaged."),
    ("CLINKS", "supporting", ""),
    ("LAA", "affected", ""),
    ("HMCTS", "affected", ""),
    ("JO", "affected", ""),
    ("PB", "affected", ""),
]
SECTIONS = [
    ("problem", "MOJ", "What a prisoner can do on a screen depends on the prison. In some, people book visits and learn from their cell. In others a form takes two weeks.\n\nIt affects people in prison, their families, their lawyers, and staff who carry paper."),
    ("vision", "CLINKS", "A person in prison can keep in touch, learn and deal with their case in the same way wherever they are held."),
    ("evidence", "HMPPS", "Laptops in cells were live in 17 prisons in September 2024. What we do not know: what it would cost to wire the oldest wings."),
    ("delivery", "HMPPS", "A standard in three tiers. Each prison is told which tier it meets and by when it has to meet the next."),
]
PROVISIONS = [
    ("A device in each cell", "Each prison meets the first tier: a device in each cell on which a person can ask, book and learn."),
    ("Video links that courts can rely on", "Each prison has link rooms that can be booked by courts and lawyers in one calendar."),
]
OPTIONS = [
    ("do_nothing", "Do nothing", "Each prison goes on at its own pace.", ""),
    ("preferred", "A standard in three tiers", "All prisons meet the first tier; some go further.", ""),
    ("discarded", "One standard for all at once", "Every prison gets the highest tier.", "The oldest buildings cannot be wired in the time."),
]
COMMITMENTS = [
    {"organisation": "HMPPS", "provisions": [1, 2], "kind": "service_standard", "acceptance": "agreed", "words": "Publish the standard in three tiers, and the gap of each prison.", "measure": "The standard and a table of gaps are published.", "owner_role": "Director, Digital", "due": 130, "milestones": [("Standard agreed", 60), ("Table of gaps", 130)]},
    {"organisation": "MOJ", "provisions": [1], "kind": "funding", "acceptance": "agreed", "words": "Put the cost of the first tier into the next spending bid.", "measure": "The bid is made.", "owner_role": "Director, Finance", "due": 220, "milestones": [("Cost range agreed", 100)]},
    {"organisation": "HO", "provisions": [1], "kind": "guidance_training", "acceptance": "agreed", "words": "Write guidance on countering misuse of devices.", "measure": "Guidance is published.", "owner_role": "Director, Serious Crime", "due": 190, "milestones": [("Draft shared", 90)]},
    {"organisation": "LAA", "provisions": [2], "kind": "service_standard", "acceptance": "agreed", "words": "Accept electronic signatures for legal visits by video.", "measure": "No form has to be posted.", "owner_role": "Director, Service Development", "due": 160, "milestones": [("Rules changed", 120)]},
    {"organisation": "JO", "provisions": [2], "kind": "undertaking_independent", "acceptance": "agreed", "words": "Set out a practice for listing hearings by video link.", "measure": "The practice is published.", "owner_role": "Senior Presiding Judge's office", "due": 210, "milestones": [("Draft discussed with listing officers", 120)]},
    {"organisation": "HMCTS", "provisions": [2], "kind": "deliverable", "acceptance": "agreed", "words": "Make a booking service for link rooms.", "measure": "All courts book in one calendar.", "owner_role": "Director, Digital", "due": 260, "milestones": [("Trial in one region", 150)]},
    {"organisation": "CLINKS", "provisions": [1], "kind": "governance", "acceptance": "agreed", "words": "Run a panel of people who have been in prison.", "measure": "The panel has met before each tier is fixed.", "owner_role": "Head of Involvement", "due": 120, "milestones": [("Panel recruited", 45)]},
    {"organisation": "PB", "provisions": [2], "kind": "deliverable", "acceptance": "agreed", "words": "Send parole papers in electronic form.", "measure": "Nine in ten cases without paper.", "owner_role": "Head of Operations", "due": 280, "milestones": [("Format agreed", 140)]},
]
IMPLICATIONS = [
    {"organisation": "HMPPS", "by": "HMPPS", "provision": 1, "type": "cost", "direction": "adverse", "summary": "Devices and wiring for all prisons.", "low": "38000000", "central": "55000000", "high": "80000000", "unit": "gbp", "price_base": "2025-26 prices", "recurrence": "one_off", "confidence": "low", "confidence_reason": "Old wings were not surveyed.", "funding_position": "funding_sought"},
    {"organisation": "HMPPS", "by": "HMPPS", "provision": 2, "type": "estate", "direction": "adverse", "summary": "Rooms and cabling in the estate.", "low": "117", "central": "117", "high": "117", "unit": "sites", "recurrence": "one_off", "confidence": "medium", "confidence_reason": "Count of sites is known, state of each is not.", "funding_position": "funding_sought"},
    {"organisation": "MOJ", "by": "MOJ", "provision": 1, "type": "cost", "direction": "adverse", "summary": "The spending bid carries the cost.", "cannot_quantify_reason": "It is the same money as at HMPPS.", "confidence": "medium", "confidence_reason": "See HMPPS.", "funding_position": "funding_sought"},
    {"organisation": "HO", "by": "CLINKS", "provision": 1, "type": "public_protection", "direction": "mixed", "summary": "Some devices will be misused; better contact lowers tension.", "cannot_quantify_reason": "Misuse is not counted by kind of device.", "confidence": "low", "confidence_reason": "Opinion.", "funding_position": "within_baseline"},
    {"organisation": "HMCTS", "by": "HMPPS", "provision": 2, "type": "demand", "direction": "beneficial", "summary": "Fewer hearings fail because a person was not brought to court.", "cannot_quantify_reason": "The share due to links is not known.", "confidence": "low", "confidence_reason": "Expected, not measured.", "funding_position": "not_applicable"},
    {"organisation": "LAA", "by": "LAA", "provision": 2, "type": "saving", "direction": "beneficial", "summary": "Less travel for lawyers.", "cannot_quantify_reason": "Travel to prisons is not claimed apart.", "confidence": "low", "confidence_reason": "Expected.", "funding_position": "not_applicable"},
    {"organisation": "JO", "by": "JO", "provision": 2, "type": "operational_process", "direction": "mixed", "summary": "Judges decide case by case whether a link is fair.", "cannot_quantify_reason": "A matter of judgement.", "confidence": "medium", "confidence_reason": "Present practice.", "funding_position": "not_applicable"},
    {"organisation": "PB", "by": "PB", "provision": 2, "type": "it_digital", "direction": "beneficial", "summary": "Papers reach panels sooner.", "low": "5", "central": "9", "high": "12", "unit": "days", "recurrence": "recurring", "confidence": "medium", "confidence_reason": "Trial in one region.", "funding_position": "within_baseline"},
    {"organisation": "CLINKS", "by": "CLINKS", "provision": 1, "type": "capacity", "direction": "adverse", "summary": "Running the panel takes staff time.", "low": "0.2", "central": "0.4", "high": "0.6", "unit": "fte", "recurrence": "transitional", "confidence": "medium", "confidence_reason": "Earlier panels.", "funding_position": "funding_sought"},
]
QUESTIONS = [
    ("agree5", "Do you agree that every prison should meet the same first tier?", "", 1, []),
    ("free_text", "What must the first tier include?", "", 1, []),
    ("single", "What matters most for video links?", "", 2, [("reliable", "That they work every time"), ("private", "That nobody listens in"), ("booking", "That they are easy to book")]),
    ("free_text", "What could go wrong?", "Please do not name anybody.", None, []),
]
QUESTIONS_CY = [
    "Ydych chi'n cytuno y dylai pob carchar gyrraedd yr un haen gyntaf?",
    "Beth ddylai'r haen gyntaf ei gynnwys?",
    "Beth sydd bwysicaf ar gyfer cysylltiadau fideo?",
    "Beth allai fynd o'i le?",
]
EARLY = [
    (2, "prison_staff", {1: "agree", 2: "Booking of visits, and forms. Start there.", 3: "reliable"}, "web"),
    (4, "family_of_person_in_cjs", {1: "strongly_agree", 2: "To see my son's face once a week.", 3: "private", 4: "That it replaces visits."}, "web"),
    (6, "barrister", {1: "agree", 3: "private", 4: "A client who cannot speak freely cannot instruct me."}, "email"),
]
