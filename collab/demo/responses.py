"""About forty invented responses to JP-01's consultation, of the kinds that such consultations get."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Voice:
    """One response: `answers` by question number, `themes` by question number, `day` counted from the opening."""

    day: int
    respondent_type: str
    answers: dict[int, str | list[str]]
    themes: dict[int, list[int]] = field(default_factory=dict)
    channel: str = "web"
    language: str = "en"
    on_behalf_of: str = "self"
    organisation_name: str = ""
    represents: str = ""
    publish_preference: str = "aggregate_only"
    confidentiality_reason: str = ""
    area: str = ""
    campaign: str = ""
    excluded: str = ""


CAMPAIGN = "I am writing to support legal advice for every child in custody. Please publish the figures by ethnicity and area, so that everybody can see who goes without."
ENDINGS = (
    "",
    " Thank you for asking.",
    " My own child could be next.",
    " I work with young people and see this every week.",
    " A national figure is not enough.",
)

SINGLE = [
    Voice(
        9,
        "magistrate",
        {
            1: "agree",
            2: "It is right, but I worry about the rota in rural areas. At night the nearest solicitor can be two hours away.",
            3: "yes",
            4: ["0", "1"],
            5: "Waiting times by area.",
        },
        {2: [1], 5: [4]},
        area="dyfed-powys",
    ),
    Voice(
        12,
        "voluntary_sector_national",
        {
            1: "strongly_agree",
            2: "Children tell our members that they said no because they did not understand the question. Test the words with children.",
            3: "yes",
            4: ["2"],
            5: "Age, sex, ethnicity and area.",
        },
        {2: [3], 5: [4]},
        on_behalf_of="organisation",
        organisation_name="A youth justice charity (invented)",
        represents="34 member organisations in England and Wales",
        publish_preference="publish_organisation_name_only",
    ),
    Voice(
        15,
        "police_officer_or_staff",
        {
            1: "disagree",
            2: "It adds 12 minutes to each case, and a child sits in a cell while we look for an inspector.",
            3: "no",
            4: ["2", "0"],
            5: "How long children wait.",
        },
        {2: [2], 5: [4]},
        area="cumbria",
    ),
    Voice(
        30,
        "person_with_lived_experience_suspect_or_convicted",
        {
            1: "strongly_agree",
            2: "I was fifteen and I said no, because I thought that it would keep me there all night. Ask later, and say it simply.",
            3: "dont_know",
            4: ["2"],
        },
        {2: [3]},
        channel="post",
    ),
    Voice(
        33,
        "member_of_public",
        {
            1: "agree",
            2: "Dylai plant gael cyngor bob amser. Mae'r cyfreithiwr agosaf yn bell o'n hardal ni.",
            3: "yes",
            4: ["1"],
            5: "Ffigurau ar gyfer pob ardal yng Nghymru.",
        },
        {2: [1], 5: [4]},
        language="cy",
        area="north-wales",
    ),
    Voice(
        41,
        "victim",
        {
            1: "neither",
            2: "I waited a year for my case, and then the interview was thrown out. If advice makes interviews hold, I am for it. But do not make it slower.",
            3: "yes",
        },
        {2: [2]},
        confidentiality_reason="The person who hurt me could recognise me from my words.",
    ),
    Voice(
        55,
        "defence_solicitor",
        {
            1: "strongly_agree",
            2: "No child should be allowed to go without. And the fee does not cover a night call.",
            3: "yes",
            4: ["0", "3"],
            5: "Calls that nobody could take.",
        },
        {2: [5, 6], 5: [4]},
        publish_preference="publish_anonymously",
    ),
    Voice(
        60,
        "member_of_public",
        {
            1: "agree",
            2: "My nephew was alone with four officers. Ring me on 07700 900461 if you want to hear it all. Children need somebody on their side.",
        },
        {2: [3]},
        publish_preference="publish_anonymously",
    ),
    Voice(
        86,
        "youth_justice_service",
        {
            1: "agree",
            2: "Most children whom we support say that nobody explained it. Make advice compulsory for under-14s.",
            3: "yes",
            4: ["4"],
        },
        {2: [3, 6]},
        channel="email",
        on_behalf_of="organisation",
        organisation_name="A youth justice service (invented)",
    ),
]


def voices() -> list[Voice]:
    """All of them: the single ones, and a campaign of 31 near-identical emails."""
    campaign = [
        Voice(
            20 + number % 25,
            "member_of_public",
            {1: "strongly_agree", 2: CAMPAIGN + ENDINGS[number % len(ENDINGS)]},
            {2: [4]},
            channel="email",
            campaign="Figures for every child",
        )
        for number in range(31)
    ]
    return SINGLE + campaign
