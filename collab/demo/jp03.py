"""JP-03, one shared account for victims and witnesses: invented text; after a write-round in clearance, with one objection."""

from __future__ import annotations

TITLE = "Tell your story once: a shared victim and witness record"
TITLE_CY = "Dweud eich stori unwaith: cofnod a rennir i ddioddefwyr a thystion"
SUMMARY = "A victim or witness would give their account once. The bodies that need it later would use that account instead of asking again."
SUMMARY_CY = "Byddai dioddefwr neu dyst yn rhoi ei hanes unwaith. Byddai'r cyrff y mae arnynt ei angen wedyn yn defnyddio'r hanes hwnnw yn lle gofyn eto."
LEAD = "MOJ"
ORGANISATIONS = [
    ("HO", "joint", ""),
    ("AGO", "joint", ""),
    ("VS", "supporting", ""),
    ("CPS", "affected", ""),
    ("NPCC", "affected", ""),
    ("CAWS", "consulted", ""),
]
SECTIONS = [
    (
        "problem",
        "VS",
        "A victim tells the same story to the police, to a support worker, to the prosecutor and in court. Each time costs them something, and small differences are used against them.",
    ),
    ("vision", "MOJ", "One account, given once, in a place that the victim chose."),
    (
        "evidence",
        "MOJ",
        "Inspectors and victims have said it for years. What we do not know: how often each body asks again, and why.",
    ),
    (
        "delivery",
        "MOJ",
        "A record that each body can read within its powers. Nothing is shared without a legal basis, and the victim can see who read it.",
    ),
]
PROVISIONS = [
    ("One account", "The first body that takes an account records it in a form that the others can use."),
    ("Who may read it", "Each body reads only what its powers allow. Each reading is shown to the victim."),
]
OPTIONS = [
    ("do_nothing", "Do nothing", "Each body goes on asking.", ""),
    ("preferred", "A shared record", "One account that several bodies can read.", ""),
    (
        "discarded",
        "One body keeps all records",
        "All accounts are held by one new body.",
        "It would need new law and take years.",
    ),
]
COMMITMENTS = [
    {
        "organisation": "CPS",
        "provisions": [1, 2],
        "kind": "guidance_training",
        "acceptance": "agreed",
        "words": "Set out how a shared account is treated in disclosure.",
        "measure": "Guidance is published.",
        "owner_role": "Head of Policy",
        "due": 240,
        "milestones": [("Draft guidance", 120)],
    },
    {
        "organisation": "NPCC",
        "provisions": [1],
        "kind": "service_standard",
        "acceptance": "agreed",
        "words": "Record first accounts in the shared form.",
        "measure": "Nine forces in the first year.",
        "owner_role": "Lead for victims",
        "due": 360,
        "milestones": [("Form agreed", 150)],
    },
]
IMPLICATIONS = [
    {
        "organisation": "CPS",
        "by": "CPS",
        "provision": 1,
        "type": "legal_legislative",
        "direction": "uncertain",
        "summary": "A shared account is material that may have to be disclosed.",
        "cannot_quantify_reason": "It depends on the form of the record.",
        "confidence": "medium",
        "confidence_reason": "Present law on disclosure.",
        "funding_position": "within_baseline",
    },
    {
        "organisation": "CPS",
        "by": "CPS",
        "provision": 2,
        "type": "data_sharing_privacy",
        "direction": "mixed",
        "summary": "Each reading has to be logged and may itself be disclosable.",
        "cannot_quantify_reason": "New kind of record.",
        "confidence": "low",
        "confidence_reason": "No precedent.",
        "funding_position": "within_baseline",
    },
    {
        "organisation": "NPCC",
        "by": "NPCC",
        "provision": 1,
        "type": "operational_process",
        "direction": "adverse",
        "summary": "The first account takes longer to record.",
        "low": "10",
        "central": "15",
        "high": "25",
        "unit": "minutes_per_case",
        "recurrence": "recurring",
        "confidence": "low",
        "confidence_reason": "Estimate of three forces.",
        "funding_position": "unfunded",
    },
]
OBJECTION = "Provision 3.2 does not say how readings of the record are disclosed to the defence. It must follow the Attorney General's Guidelines on Disclosure before we can clear it."
QUESTION = "Does your organisation agree to this text? Say what it would need in order to agree."
REPLIES = [
    ("HO", "nil_return", ""),
    (
        "CPS",
        "condition",
        "The text must say what a shared account is in disclosure: material that the prosecutor reviews, and may have to disclose.",
    ),
    (
        "AGO",
        "advisory",
        "The Attorney General's Guidelines on Disclosure should be named where the text speaks of who may read the record.",
    ),
    ("VS", "comment_only", "Victims will ask who has read their account. We can help to write that page."),
    ("NPCC", "nil_return", ""),
]
SETTLED = "Our own undertaking now says how a shared account is treated in disclosure."
WITHOUT = "The Citizens Advice Witness Service reads the draft as a consulted organisation. It was asked twice, and can still reply."
ASSESSMENTS = [
    (
        "dpia",
        "in_progress",
        "The record joins law enforcement and general processing; the Information Commissioner's Office is consulted.",
    ),
    ("equality", "screening", ""),
    ("family", "not_required", "It changes how an account is kept, and nothing in family life."),
]
