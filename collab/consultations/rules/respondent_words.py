"""What respondents are asked about themselves, in people's words."""

from __future__ import annotations

from collab.consultations.models import Channel, OnBehalfOf, PublishPreference, RespondentType
from collab.consultations.rules.respondents import About
from collab.text import say

ON_BEHALF_OF = {
    OnBehalfOf.myself: "Myself",
    OnBehalfOf.organisation: "An organisation",
    OnBehalfOf.group: "A group of people",
    OnBehalfOf.another_person: "Another person, who asked me to",
}
RESPONDENT_TYPE = {
    RespondentType.victim: "Victim of a crime",
    RespondentType.witness: "Witness",
    RespondentType.bereaved_family: "Bereaved by a crime",
    RespondentType.person_with_lived_experience_suspect_or_convicted: "Somebody who was a suspect, accused or convicted",
    RespondentType.family_of_person_in_cjs: "Family of a suspect, or of an accused or convicted person",
    RespondentType.child_or_young_person: "Child or young person",
    RespondentType.member_of_public: "Member of the public",
    RespondentType.defence_solicitor: "Defence solicitor",
    RespondentType.barrister: "Barrister",
    RespondentType.prosecutor: "Prosecutor",
    RespondentType.police_officer_or_staff: "Police officer or police staff",
    RespondentType.police_governance: "Police and crime commissioner, mayor or their office",
    RespondentType.judge: "Judge",
    RespondentType.magistrate: "Magistrate",
    RespondentType.court_staff: "Court staff",
    RespondentType.prison_staff: "Prison staff",
    RespondentType.probation_staff: "Probation staff",
    RespondentType.youth_justice_service: "Youth justice service",
    RespondentType.local_authority: "Council (local authority)",
    RespondentType.health_body: "Health service",
    RespondentType.victim_support_service: "Support service for victims",
    RespondentType.voluntary_sector_national: "National charity or voluntary body",
    RespondentType.voluntary_sector_local: "Local charity or voluntary body",
    RespondentType.academic: "University or research",
    RespondentType.professional_body: "Professional body",
    RespondentType.trade_union: "Trade union",
    RespondentType.inspectorate_or_regulator: "Inspectorate or regulator",
    RespondentType.government_body: "Government body",
    RespondentType.private_sector: "Company",
    RespondentType.parliamentarian: "Member of a parliament",
    RespondentType.other: "Other",
    RespondentType.prefer_not_to_say: "I prefer not to say",
}
PUBLISH = {
    PublishPreference.aggregate_only: "Count it, and do not publish my words",
    PublishPreference.publish_anonymously: "Publish my words without a name",
    PublishPreference.publish_organisation_name_only: "Publish my words with the name of the organisation or group only",
    PublishPreference.publish_with_name: "Publish my words with my name",
}
PUBLISH_MEANS = {
    PublishPreference.aggregate_only: "Your answers count in the totals. Your words are read, and are not shown to the public.",
    PublishPreference.publish_anonymously: "What could show who you are is taken out first.",
    PublishPreference.publish_organisation_name_only: "Your own name is not shown.",
    PublishPreference.publish_with_name: "Everybody can see what you said and who you are.",
}
CHANNEL = {
    Channel.web: "On this website",
    Channel.email: "Email",
    Channel.post: "Post",
    Channel.phone: "Telephone",
    Channel.event: "Said at an event",
    Channel.form_upload: "A form that was filled in and sent",
    Channel.bsl_video: "British Sign Language video",
    Channel.easy_read: "Easy Read form",
    Channel.welsh_web: "On this website, in Welsh",
    Channel.imported: "Imported from another system",
}
FIELDS = {
    "on_behalf_of": "You answer for",
    "respondent_type": "Who you are",
    "organisation_name": "Organisation or group",
    "represents": "Whom it represents",
    "name": "Your name",
    "area_id": "Area",
    "email": "Email address",
    "publish_preference": "Publishing your words",
    "confidentiality_reason": "Keep confidential because",
}
NOT_SAID = "Not given"


def said(about: About, area: str = "") -> dict[str, str]:
    """What was said, in words, by field; fields that are not asked of this respondent are left out."""
    words = {
        "on_behalf_of": say(ON_BEHALF_OF[about.on_behalf_of]) if about.on_behalf_of else "",
        "respondent_type": say(RESPONDENT_TYPE[about.respondent_type]) if about.respondent_type else "",
        "organisation_name": about.organisation_name,
        "represents": about.represents,
        "name": about.name,
        "area_id": say(area),
        "email": about.email,
        "publish_preference": say(PUBLISH[about.publish_preference]),
        "confidentiality_reason": about.confidentiality_reason,
    }
    of_bodies = () if about.is_body else ("organisation_name", "represents")
    return {name: value for name, value in words.items() if name not in of_bodies}
