"""What a printed form says beside the questions, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from collab.text import MONTHS, Language


@dataclass(frozen=True)
class Frame:
    """The words around the questions. `{…}` are filled in."""

    caption: str
    draft: str
    how: str
    notes: tuple[str, ...]
    confidential: str
    only_if: str
    only_if_not: str
    either: str
    tick_one: str
    where: str
    post: str
    email: str
    phone: str
    nowhere: str
    by_day: str
    by_time: str
    online: str
    about: str
    demonstration: str

    def day(self, day: int, month: int, year: int, language: Language) -> str:
        return f"{day} {MONTHS[language][month - 1]} {year}"


FRAMES = {
    Language.english: Frame(
        caption="Response form",
        draft="Draft. The consultation is not open, and the questions may change.",
        how="How to use this form",
        notes=(
            "Answer as many questions as you like. You can leave questions out.",
            "If there is not enough room, write on another sheet, with the number of the question.",
        ),
        confidential="Do not name anybody, and do not write about a case that is still in court.",
        only_if="Answer question {here} only if you said {listed} to question {there}.",
        only_if_not="Answer question {here} only if you did not say {listed} to question {there}.",
        either=" or ",
        tick_one="Tick one box.",
        where="Where to send it, and by when",
        post="Post it to:\n{to}",
        email="Or email a photograph or scan of it to: {to}",
        phone="Or say your answers by telephone: {to}",
        nowhere="Ask where to send it: {to}",
        by_day="It must reach us by the end of {day}.",
        by_time="It must reach us by {time} on {day}.",
        online="You can also answer on the website: {to}",
        about="About you",
        demonstration="Demonstration: invented content",
    ),
    Language.welsh: Frame(
        caption="Ffurflen ymateb",
        draft="Drafft. Nid yw’r ymgynghoriad ar agor, a gall y cwestiynau newid.",
        how="Sut i ddefnyddio’r ffurflen hon",
        notes=(
            "Atebwch gynifer o gwestiynau ag y dymunwch. Gallwch adael cwestiynau allan.",
            "Os nad oes digon o le, ysgrifennwch ar ddalen arall, gyda rhif y cwestiwn.",
        ),
        confidential="Peidiwch ag enwi neb, a pheidiwch ag ysgrifennu am achos sydd yn y llys o hyd.",
        only_if="Atebwch gwestiwn {here} dim ond os dywedoch {listed} i gwestiwn {there}.",
        only_if_not="Atebwch gwestiwn {here} dim ond os na ddywedoch {listed} i gwestiwn {there}.",
        either=" neu ",
        tick_one="Ticiwch un blwch.",
        where="Ble i’w hanfon, ac erbyn pryd",
        post="Postiwch hi at:\n{to}",
        email="Neu e-bostiwch lun neu sgan ohoni at: {to}",
        phone="Neu dywedwch eich atebion dros y ffôn: {to}",
        nowhere="Gofynnwch ble i’w hanfon: {to}",
        by_day="Rhaid iddi ein cyrraedd erbyn diwedd {day}.",
        by_time="Rhaid iddi ein cyrraedd erbyn {time} ar {day}.",
        online="Gallwch hefyd ateb ar y wefan: {to}",
        about="Amdanoch chi",
        demonstration="Arddangosiad: cynnwys dychmygol",
    ),
}
