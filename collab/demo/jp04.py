"""JP-04, reducing the remand population safely: invented text; its consultation has closed and nothing is read yet."""

from __future__ import annotations

from collab.demo.responses import Voice

TITLE = "Reducing the remand population safely"
TITLE_CY = "Lleihau nifer y bobl ar remand yn ddiogel"
SUMMARY = "Fewer people would wait for their trial in prison, where the court can be sure that they come back and that nobody is put at risk."
SUMMARY_CY = "Byddai llai o bobl yn aros am eu treial yn y carchar, lle gall y llys fod yn siŵr y byddant yn dychwelyd ac na chaiff neb ei roi mewn perygl."
ORGANISATIONS = [
    ("HO", "joint", ""),
    ("AGO", "joint", ""),
    ("NACRO", "supporting", ""),
    ("HMPPS", "affected", ""),
    ("CPS", "affected", ""),
    ("HMCTS", "affected", ""),
    ("JO", "affected", ""),
    ("NPCC", "affected", ""),
    ("NHSE", "affected", ""),
]
SECTIONS = [
    (
        "problem",
        "MOJ",
        "More people wait in prison for their trial than before: 12,780 in December 2021 and 16,458 in March 2024.\n\nSome of them would get bail if the court knew where they could live and who would look after them. The court often does not know in time.",
    ),
    (
        "vision",
        "NACRO",
        "Nobody waits for a trial in prison because a form was late or because there was no bed for them outside.",
    ),
    (
        "evidence",
        "MOJ",
        "A committee of Parliament reported on remand in January 2023. What we do not know: how many people are kept in prison for want of an address. No body counts it.",
    ),
    (
        "delivery",
        "MOJ",
        "Bail information officers work in every court. Courts see at the first hearing what is offered, and by when a case has to be tried.",
    ),
]
PROVISIONS = [
    (
        "Bail information in every court",
        "Before each first hearing in custody, the court is told where the person could live, and which support is there.",
    ),
    (
        "A place to live on bail",
        "A person who would get bail but has no address is offered a place within two days.",
    ),
    (
        "No case is forgotten",
        "Prosecutors and courts see for each person on remand by when the trial has to start.",
    ),
]
OPTIONS = [
    ("do_nothing", "Do nothing", "Each court goes on with what it is told on the day.", ""),
    ("preferred", "Information, a place and a date", "The three provisions together.", ""),
    ("considered", "More tags only", "More people are released with an electronic tag, with nothing else changed.", ""),
    (
        "discarded",
        "A fixed limit on the number of people on remand",
        "Courts could not go above a number.",
        "A court decides each case on its facts. A number would take that decision from it.",
    ),
]
COMMITMENTS = [
    {
        "organisation": "HMPPS",
        "provisions": [1],
        "kind": "service_standard",
        "acceptance": "agreed",
        "words": "Have a bail information officer for each court that holds first hearings.",
        "measure": "A report is with the court in nine of ten custody cases.",
        "owner_role": "Director, Probation Operations",
        "due": 260,
        "milestones": [("Officers recruited in half of the courts", 120)],
    },
    {
        "organisation": "NACRO",
        "provisions": [2],
        "kind": "deliverable",
        "acceptance": "partly_agreed",
        "words": "Find places to live for people on bail.",
        "measure": "Places offered within two days.",
        "owner_role": "Head of Housing",
        "due": 200,
        "milestones": [("First places", 90)],
        "accepted_part": "Places in cities.",
        "rejected_part": "Places in every county in the first year.",
        "reason": "Housing outside the cities takes longer to find.",
    },
    {
        "organisation": "CPS",
        "provisions": [3],
        "kind": "deliverable",
        "acceptance": "agreed",
        "words": "Show custody time limits of all cases on one page, for prosecutors and courts.",
        "measure": "The page is used in all areas.",
        "owner_role": "Director, Digital",
        "due": 180,
        "milestones": [("Trial in two areas", 80)],
    },
    {
        "organisation": "HMCTS",
        "provisions": [3],
        "kind": "service_standard",
        "acceptance": "agreed",
        "words": "Offer hearing rooms first to cases in which somebody waits in prison.",
        "measure": "Waiting time in custody cases falls.",
        "owner_role": "Director, Operations",
        "due": 150,
        "milestones": [("Guidance to listing officers", 60)],
    },
    {
        "organisation": "JO",
        "provisions": [3],
        "kind": "undertaking_independent",
        "acceptance": "agreed",
        "words": "Publish how cases in custody are listed, without fixing what a judge decides.",
        "measure": "The protocol is published.",
        "owner_role": "Senior Presiding Judge's office",
        "due": 170,
        "milestones": [("Draft discussed with resident judges", 90)],
    },
    {
        "organisation": "NPCC",
        "provisions": [1],
        "kind": "guidance_training",
        "acceptance": "agreed",
        "words": "Send the custody record to the bail information officer before the first hearing.",
        "measure": "All forces send it.",
        "owner_role": "Lead for custody",
        "due": 190,
        "milestones": [("Form agreed", 70)],
    },
]
IMPLICATIONS = [
    {
        "organisation": "HMPPS",
        "by": "HMPPS",
        "provision": 2,
        "type": "capacity",
        "direction": "beneficial",
        "summary": "Fewer places are needed in local prisons.",
        "low": "400",
        "central": "900",
        "high": "1600",
        "unit": "prison_places",
        "recurrence": "recurring",
        "confidence": "low",
        "confidence_reason": "It depends on what courts decide.",
        "funding_position": "cost_neutral",
    },
    {
        "organisation": "NPCC",
        "by": "NPCC",
        "provision": 2,
        "type": "demand",
        "direction": "adverse",
        "summary": "More people on bail means more calls when conditions are broken.",
        "cannot_quantify_reason": "Breaches are counted differently in each force.",
        "confidence": "medium",
        "confidence_reason": "Experience of custody officers.",
        "funding_position": "unfunded",
    },
    {
        "organisation": "HO",
        "by": "HO",
        "provision": 2,
        "type": "victim_witness",
        "direction": "mixed",
        "summary": "Some victims would feel less safe. Better conditions and checks would protect others more than now.",
        "cannot_quantify_reason": "Nobody asks victims about it in a way that can be counted.",
        "confidence": "low",
        "confidence_reason": "Few studies.",
        "funding_position": "not_applicable",
    },
    {
        "organisation": "NHSE",
        "by": "NHSE",
        "provision": 1,
        "type": "workforce_numbers",
        "direction": "adverse",
        "summary": "Nurses in courts are asked for more reports before first hearings.",
        "low": "20",
        "central": "35",
        "high": "60",
        "unit": "fte",
        "recurrence": "recurring",
        "confidence": "medium",
        "confidence_reason": "Two courts were counted.",
        "funding_position": "funding_sought",
    },
]
QUESTIONS: list[tuple[str, str, str, int | None, list[tuple[str, str]]]] = [
    ("agree5", "Do you agree that every court should have bail information before a first hearing?", "", 1, []),
    ("free_text", "What does a court need to know before it decides about bail?", "", 1, []),
    ("yes_no_dontknow", "Should a place to live be offered within two days?", "", 2, []),
    ("free_text", "What would make you feel safe, or unsafe, about this?", "Please do not name anybody.", None, []),
]
QUESTIONS_CY = [
    "Ydych chi'n cytuno y dylai pob llys gael gwybodaeth am fechnïaeth cyn gwrandawiad cyntaf?",
    "Beth mae angen i lys ei wybod cyn penderfynu ar fechnïaeth?",
    "A ddylid cynnig lle i fyw o fewn dau ddiwrnod?",
    "Beth fyddai'n gwneud i chi deimlo'n ddiogel, neu'n anniogel, am hyn?",
]
VOICES = [
    Voice(
        3,
        "person_with_lived_experience_suspect_or_convicted",
        {
            1: "strongly_agree",
            2: "That I had a job. I lost it in the first week, and I was found not guilty after seven months.",
            3: "yes",
        },
        area="greater-manchester",
    ),
    Voice(
        10,
        "victim",
        {
            1: "neither",
            2: "Whether he knows where I live. Nobody asked me.",
            3: "dont_know",
            4: "I would feel safe if somebody told me before he was released, and not the day after.",
        },
        confidentiality_reason="He could recognise me from my words.",
        area="west-midlands",
    ),
    Voice(
        14,
        "defence_solicitor",
        {
            1: "strongly_agree",
            2: "An address that was checked. I get ten minutes in a cell to find one.",
            3: "yes",
            4: "A place that is full of drugs helps nobody.",
        },
        publish_preference="publish_anonymously",
        area="northumbria",
    ),
    Voice(
        20,
        "family_of_person_in_cjs",
        {1: "agree", 2: "That his grandmother would have taken him in.", 3: "yes"},
        channel="post",
        area="south-wales",
    ),
    Voice(
        28,
        "judge",
        {1: "agree", 2: "What is truly available on the day. A promise of a place is not a place."},
        area="thames-valley",
    ),
    Voice(
        35,
        "voluntary_sector_local",
        {
            1: "agree",
            2: "Health, debts, children. The court hears of none of it.",
            3: "yes",
            4: "Two days is short. Ask the people who run the houses.",
        },
        on_behalf_of="organisation",
        organisation_name="A housing charity (invented)",
        represents="Nine houses in three towns",
        publish_preference="publish_organisation_name_only",
        area="devon-and-cornwall",
    ),
    Voice(
        47,
        "police_officer_or_staff",
        {
            1: "agree",
            2: "What happened the last time that conditions were broken.",
            3: "no",
            4: "We have nobody to check tags at night.",
        },
        channel="email",
        area="kent",
    ),
    Voice(
        60,
        "member_of_public",
        {
            1: "agree",
            2: "Mae angen i'r llys wybod a oes cartref a theulu yn disgwyl.",
            3: "yes",
            4: "Gwybodaeth yn Gymraeg hefyd, os gwelwch yn dda.",
        },
        channel="welsh_web",
        language="cy",
        area="north-wales",
    ),
    Voice(
        71,
        "prison_staff",
        {1: "strongly_agree", 2: "Anything at all. Half of my wing has not been to trial.", 3: "yes"},
        area="west-yorkshire",
    ),
    Voice(
        83,
        "member_of_public",
        {1: "disagree", 2: "What the person is accused of.", 3: "no", 4: "Dangerous people must stay inside."},
        area="essex",
    ),
]
