"""Whom the demonstration's consultations must reach: an invented map, what the lead expects, and who took part before."""

from __future__ import annotations

from datetime import date, timedelta

from flask import current_app

from collab.attachments.actions import Sent
from collab.attachments.models import Accessibility
from collab.consultations.actions import papers, stakeholders
from collab.consultations.models import (
    Consultation,
    InvolvementHow,
    InvolvementStage,
    PaperFormat,
    PaperKind,
    Position,
    StakeholderKind,
)
from collab.consultations.queries import setup as reading
from collab.demo.filling import who
from collab.text import Language

GROUPS = (
    (StakeholderKind.frontline, "Police, court and prison staff", "Staff yr heddlu, y llysoedd a’r carchardai",
     "Through staff networks and shift briefings.", "Trwy rwydweithiau staff a sesiynau briffio.", 15, "",
     ("police_officer_or_staff", "court_staff", "prison_staff", "probation_staff"), Position.oppose,
     "They have told us that they are short of time."),
    (StakeholderKind.lived_experience, "People who were in custody, and their families",
     "Pobl a fu yn y ddalfa, a’u teuluoedd", "Through charities that they trust, with travel paid.",
     "Trwy elusennau y maent yn ymddiried ynddynt, gyda chostau teithio.", 20, "",
     ("person_with_lived_experience_suspect_or_convicted", "family_of_person_in_cjs", "child_or_young_person"),
     Position.support, "Two panels asked for the change."),
    (StakeholderKind.third_sector, "National and local charities", "Elusennau cenedlaethol a lleol",
     "By letter to every member of the umbrella bodies.", "Trwy lythyr at bob aelod o’r cyrff ymbarél.", 12, "",
     ("voluntary_sector_national", "voluntary_sector_local", "victim_support_service"), Position.strongly_support,
     "Their published papers say so."),
    (StakeholderKind.local_area, "Councils and police and crime commissioners", "Cynghorau a chomisiynwyr heddlu a throseddu",
     "Through local boards.", "Trwy fyrddau lleol.", 10, "", ("local_authority", "police_governance"),
     Position.not_known, ""),
    (StakeholderKind.wales, "People in Wales", "Pobl yng Nghymru", "In Welsh and English, with two events in Wales.",
     "Yn Gymraeg a Saesneg, gyda dau ddigwyddiad yng Nghymru.", 10, "wales", (), Position.neutral,
     "Nobody has asked there before."),
)  # fmt: skip
LEFT_OUT = {StakeholderKind.private_sector: "No company’s work changes under any of the options."}
BEFORE = (
    (1, 60, InvolvementHow.visit, InvolvementStage.drafting, 14, "Two custody suites, at night.", False, ""),
    (2, 75, InvolvementHow.panel, InvolvementStage.before_drafting, 11, "What people wish they had been told.", True,
     "An intermediary, and breaks whenever anybody asked."),
    (4, 68, InvolvementHow.workshop, InvolvementStage.drafting, 12, "Two local boards, with what each area can do by night.", False, ""),
)  # fmt: skip


EASY_READ = (
    (Language.english, "The options in easy words", "We ask you what you think. There are several ways to do it. One way is to change nothing."),
    (Language.welsh, "Y dewisiadau mewn geiriau hawdd", "Rydym yn gofyn eich barn. Mae sawl ffordd o’i wneud. Un ffordd yw newid dim."),
)  # fmt: skip


def add_papers(consultation: Consultation, lead: str) -> None:
    """The options in Easy Read, in both languages."""
    folder = current_app.settings.files_folder  # type: ignore[attr-defined]
    for language, title, words in EASY_READ:
        sent = Sent(
            name=f"options-{language.value}.txt",
            content=words.encode(),
            title=title,
            description="The options in short sentences, without pictures.",
            accessibility=Accessibility.accessible,
        )
        papers.add_file(
            consultation,
            sent=sent,
            kind=PaperKind.options,
            format=PaperFormat.easy_read,
            language=language,
            folder=folder,
            by=who(lead),
        )


def draw_map(consultation: Consultation, lead: str, on: date) -> None:
    """The map as it stood on a day before the opening, with what had happened by then."""
    by, made = who(lead), []
    for kind, name, name_cy, how, how_cy, target, place, types, position, reason in GROUPS:
        group = stakeholders.add_group(
            consultation,
            kind=kind,
            name=name,
            name_cy=name_cy,
            how=how,
            how_cy=how_cy,
            target=target,
            place=place,
            respondent_types=types,
            by=by,
        )
        stakeholders.expect(consultation, group, position=position, reason=reason, by=by)
        made.append(group)
    stakeholders.explain_gaps(consultation, LEFT_OUT, by=by)
    stakeholders.measure(consultation, [one.number for _, one in reading.measures(consultation)][:1], by=by)
    for place_in_list, days, way, stage, people, what, was_paid, adjustments in BEFORE:
        stakeholders.record_involvement(
            consultation,
            made[place_in_list - 1],
            happened_on=on - timedelta(days=days),
            how=way,
            stage=stage,
            people=people,
            what=what,
            was_paid=was_paid,
            adjustments=adjustments,
            by=by,
        )
