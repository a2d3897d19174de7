"""Standard sections of questions in both languages, written for this library, to be added to a consultation as they are.

What every response is asked anyway (who somebody answers for, what describes them, their area, and how they may be
published) is not in it: nobody is asked twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from collab.consultations.rules.questionnaire import FORMAT
from collab.consultations.rules.questionnaire_file import Questionnaire, read

Words = tuple[str, str]
Option = tuple[str, str, str]
PREFER_NOT: Option = ("prefer_not", "Prefer not to say", "Mae’n well gen i beidio â dweud")
OTHER: Option = ("other", "Another answer", "Ateb arall")
YES_NO: tuple[Option, ...] = (("yes", "Yes", "Ydw"), ("no", "No", "Nac ydw"), PREFER_NOT)


@dataclass(frozen=True)
class Asked:
    """A question of the library."""

    wording: Words
    type: str
    options: tuple[Option, ...] = ()
    hint: Words = ("", "")
    alone: str = ""


@dataclass(frozen=True)
class StandardSection:
    """A section that can be added by its key."""

    key: str
    heading: Words
    introduction: Words
    questions: tuple[Asked, ...]
    is_equality: bool = False


def section(key: str) -> StandardSection | None:
    return next((one for one in SECTIONS if one.key == key), None)


def questionnaire(section: StandardSection) -> Questionnaire:
    """The section as a file with it would be read."""
    return read(json.dumps(as_json(section)))


def as_json(section: StandardSection) -> dict[str, Any]:
    """The section in the format of questionnaires."""
    part = {"number": 1, "heading": _both(section.heading), "introduction": _both(section.introduction)}
    questions = [_question(one, place) for place, one in enumerate(section.questions, 1)]
    return {
        "format": FORMAT,
        "sections": [part | ({"is_equality": True} if section.is_equality else {})],
        "questions": questions,
    }


def _question(asked: Asked, place: int) -> dict[str, Any]:
    found: dict[str, Any] = {"number": place, "section": 1, "type": asked.type, "wording": _both(asked.wording)}
    found |= {"hint": _both(asked.hint), "is_required": False}
    if asked.options:
        found["options"] = [
            {"key": key, "en": en, "cy": cy} | ({"is_exclusive": True} if key == asked.alone else {})
            for key, en, cy in asked.options
        ]
    return found


def _both(words: Words) -> dict[str, str]:
    return {"en": words[0], "cy": words[1]} if words[0] else {}


ABOUT_YOU = StandardSection(
    "about_you",
    ("About you", "Amdanoch chi"),
    (
        "These answers help us understand what we are told. You do not have to answer them.",
        "Mae’r atebion hyn yn ein helpu i ddeall yr hyn a ddywedir wrthym. Nid oes rhaid i chi eu hateb.",
    ),
    (
        Asked(
            ("Have you been in contact with the criminal justice system in the last 5 years?",
             "Ydych chi wedi bod mewn cysylltiad â’r system cyfiawnder troseddol yn y 5 mlynedd diwethaf?"),
            "single",
            (("myself", "Yes, myself", "Ydw, fi fy hun"),
             ("family", "Yes, through somebody close to me", "Ydw, trwy rywun sy’n agos ataf"),
             ("work", "Yes, through my work", "Ydw, trwy fy ngwaith"), ("no", "No", "Nac ydw"), PREFER_NOT),
        ),
        Asked(
            ("How long have you worked in criminal justice?", "Ers faint ydych chi wedi gweithio ym maes cyfiawnder troseddol?"),
            "single",
            (("never", "I have not", "Nid wyf wedi"), ("under_2", "Less than 2 years", "Llai na 2 flynedd"),
             ("2_to_10", "2 to 10 years", "2 i 10 mlynedd"), ("over_10", "More than 10 years", "Mwy na 10 mlynedd"), PREFER_NOT),
        ),
        Asked(
            ("How did you hear about this consultation?", "Sut y clywsoch am yr ymgynghoriad hwn?"),
            "multi",
            (("news", "In the news", "Yn y newyddion"), ("social_media", "On social media", "Ar y cyfryngau cymdeithasol"),
             ("email", "By email", "Trwy e-bost"), ("work", "At work", "Yn y gwaith"),
             ("charity", "From a charity or a group", "Gan elusen neu grŵp"), OTHER),
        ),
    ),
)  # fmt: skip
ORGANISATION = StandardSection(
    "organisation",
    ("About your organisation", "Am eich sefydliad"),
    (
        "Only if you answer for an organisation or a group.",
        "Dim ond os ydych yn ateb ar ran sefydliad neu grŵp.",
    ),
    (
        Asked(
            ("How many people or members does it speak for?", "Ar ran faint o bobl neu aelodau y mae’n siarad?"),
            "single",
            (("under_10", "Fewer than 10", "Llai na 10"), ("10_to_99", "10 to 99", "10 i 99"),
             ("100_to_999", "100 to 999", "100 i 999"), ("over_999", "1,000 or more", "1,000 neu fwy"),
             ("not_known", "Not known", "Ddim yn gwybod")),
        ),
        Asked(
            ("How did you find out what they think?", "Sut y daethoch i wybod beth yw eu barn?"),
            "multi",
            (("survey", "We asked them in a survey", "Gofynnwyd iddynt mewn arolwg"),
             ("meeting", "We met them", "Cawsom gyfarfod â nhw"), ("committee", "A committee decided", "Penderfynodd pwyllgor"),
             ("written", "They wrote to us", "Ysgrifenasant atom"),
             ("not_asked", "We did not ask them", "Ni ofynnwyd iddynt")),
            alone="not_asked",
        ),
        Asked(
            ("Where does it work?", "Ble mae’n gweithio?"),
            "multi",
            (("england", "England", "Lloegr"), ("wales", "Wales", "Cymru"), ("elsewhere", "Elsewhere", "Rhywle arall")),
        ),
    ),
)  # fmt: skip
CONSENT = StandardSection(
    "consent",
    ("Using your answers", "Defnyddio eich atebion"),
    (
        "You choose at the end how your response may be published. These are the other things that we need to know.",
        "Byddwch yn dewis ar y diwedd sut y gellir cyhoeddi eich ymateb. Dyma’r pethau eraill y mae angen i ni eu gwybod.",
    ),
    (
        Asked(
            ("Are you 18 or older?", "Ydych chi’n 18 oed neu’n hŷn?"),
            "single",
            YES_NO,
            ("If you are younger, ask somebody whom you trust before you give your name.",
             "Os ydych yn iau, gofynnwch i rywun yr ydych yn ymddiried ynddo cyn rhoi eich enw."),
        ),
        Asked(
            ("Did somebody help you to answer?", "A wnaeth rhywun eich helpu i ateb?"),
            "single",
            (("no", "No", "Naddo"), ("wrote", "Yes, they wrote down what I said", "Do, ysgrifenasant yr hyn a ddywedais"),
             ("explained", "Yes, they explained the questions", "Do, esboniwyd y cwestiynau"), PREFER_NOT),
        ),
        Asked(
            ("May we ask you about your answers later?", "A gawn ni ofyn i chi am eich atebion yn nes ymlaen?"),
            "single",
            (("yes", "Yes, at the email address that I give", "Cewch, yn y cyfeiriad e-bost a roddaf"), ("no", "No", "Na chewch")),
        ),
    ),
)  # fmt: skip
EQUALITY = StandardSection(
    "equality",
    ("Equality monitoring", "Monitro cydraddoldeb"),
    (
        "We ask this to see whether we hear from everybody. You do not have to answer any of it.",
        "Rydym yn gofyn hyn i weld a ydym yn clywed gan bawb. Nid oes rhaid i chi ateb dim ohono.",
    ),
    (
        Asked(
            ("How old are you?", "Faint yw eich oed?"),
            "single",
            (("under_18", "Under 18", "O dan 18"), ("18_to_24", "18 to 24", "18 i 24"), ("25_to_34", "25 to 34", "25 i 34"),
             ("35_to_44", "35 to 44", "35 i 44"), ("45_to_54", "45 to 54", "45 i 54"), ("55_to_64", "55 to 64", "55 i 64"),
             ("65_and_over", "65 or older", "65 neu hŷn"), PREFER_NOT),
        ),
        Asked(
            ("What is your sex?", "Beth yw eich rhyw?"),
            "single",
            (("female", "Female", "Benyw"), ("male", "Male", "Gwryw"), PREFER_NOT),
        ),
        Asked(
            ("Is the gender you identify with the same as your sex registered at birth?",
             "A yw’r rhywedd yr ydych yn uniaethu ag ef yr un fath â’ch rhyw a gofrestrwyd pan gawsoch eich geni?"),
            "single",
            (("yes", "Yes", "Ydy"), ("no", "No", "Nac ydy"), PREFER_NOT),
        ),
        Asked(
            ("What is your ethnic group?", "Beth yw eich grŵp ethnig?"),
            "single",
            (("asian", "Asian, Asian British or Asian Welsh", "Asiaidd, Asiaidd Prydeinig neu Asiaidd Cymreig"),
             ("black", "Black, Black British, Black Welsh, Caribbean or African",
              "Du, Du Prydeinig, Du Cymreig, Caribïaidd neu Affricanaidd"),
             ("mixed", "Mixed or several ethnic groups", "Cymysg neu sawl grŵp ethnig"), ("white", "White", "Gwyn"),
             ("other", "Another ethnic group", "Grŵp ethnig arall"), PREFER_NOT),
        ),
        Asked(
            ("Do you have a physical or mental condition that has lasted, or will last, 12 months or more?",
             "A oes gennych gyflwr corfforol neu feddyliol sydd wedi para, neu a fydd yn para, 12 mis neu fwy?"),
            "single",
            (("limits_a_lot", "Yes, and it limits me a lot day to day", "Oes, ac mae’n cyfyngu llawer arnaf o ddydd i ddydd"),
             ("limits_a_little", "Yes, and it limits me a little day to day", "Oes, ac mae’n cyfyngu ychydig arnaf o ddydd i ddydd"),
             ("no_limit", "Yes, but it does not limit me", "Oes, ond nid yw’n cyfyngu arnaf"), ("none", "No", "Nac oes"), PREFER_NOT),
        ),
        Asked(
            ("What is your religion?", "Beth yw eich crefydd?"),
            "single",
            (("none", "No religion", "Dim crefydd"), ("buddhist", "Buddhist", "Bwdhydd"), ("christian", "Christian", "Cristion"),
             ("hindu", "Hindu", "Hindŵ"), ("jewish", "Jewish", "Iddew"), ("muslim", "Muslim", "Mwslim"), ("sikh", "Sikh", "Sikh"),
             ("other", "Another religion", "Crefydd arall"), PREFER_NOT),
        ),
        Asked(
            ("Which describes your sexual orientation best?", "Pa un sy’n disgrifio eich cyfeiriadedd rhywiol orau?"),
            "single",
            (("straight", "Straight or heterosexual", "Strêt neu heterorywiol"), ("gay", "Gay or lesbian", "Hoyw neu lesbiaidd"),
             ("bisexual", "Bisexual", "Deurywiol"), ("other", "Another orientation", "Cyfeiriadedd arall"), PREFER_NOT),
        ),
        Asked(
            ("Which languages do you use at home?", "Pa ieithoedd yr ydych yn eu defnyddio gartref?"),
            "multi",
            (("english", "English", "Saesneg"), ("welsh", "Welsh", "Cymraeg"),
             ("sign_language", "British Sign Language", "Iaith Arwyddion Prydain"), ("other", "Another language", "Iaith arall"),
             PREFER_NOT),
            alone="prefer_not",
        ),
    ),
    is_equality=True,
)  # fmt: skip
SECTIONS = (ABOUT_YOU, ORGANISATION, CONSENT, EQUALITY)
