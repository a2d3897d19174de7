"""Words that say nothing of what an answer is about, in English and in Welsh; and which of the two it is written in."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_ENGLISH = """
a about above across after again against agree all almost alone along already also although always am among an and
another any anybody anyone anything anyway are aren't around as at away back be became because become becomes been
before being believe below best better between both but by came can can't cannot cant come comes consultation could
couldn't did didn't disagree do document does doesn't doing don't done dont down due during each either else enough
especially etc even ever every everybody everyone everything example far feel few first for from further gave get gets
getting give given gives giving go goes going good got had has hasn't have haven't having he he's her here hers
herself him himself his how however i i'd i'll i'm i've if important in indeed instead into is isn't it it's its
itself just keep kind know known largely last least less let like likely little look lot lots made mainly make makes
making many may maybe me mean means might mine more most mostly much must my myself near need needed needs neither
never new next no nobody none nor not nothing now of off often ok on once one ones only onto or other others otherwise
ought our ours ourselves out over own particular particularly per perhaps please point possible probably proposal
proposals proposed put question questions quite rather really respond response right said same say says see seem seems
seen several shall she should shouldn't simply since so some somebody someone something sometimes still strongly such
support sure take taken takes taking than thank that that's the their theirs them themselves then there there's
therefore these they they're they've thing things think this those though through thus to together too toward towards
two under unless until up upon us use used using usually very via view views want wants was wasn't way ways we we'd
we're we've well went were weren't what what's whatever when where whereas whether which while who who's whole whom
whose why will with within without won't would wouldn't yes yet you you're you've your yours yourself
"""
_WELSH = """
a ac ag ai allai am ambell ambyti amdan amdano amdanom amdanyn anghytuno ar arall arno arnom arnyn aros at ati atom
atyn awn bach bawb bellach beth blaen ble bo bob bod bu buasai byd bydd byddaf byddai byddan byddant byddem byddent
byddwch byddwn bynnag byth cael cafodd caiff cawn cefnogi ceir chi chwi credu cwestiwn cyn cynigion cynnig cytuno dal
dan dim dod dros drwy dw dweud dwi dych dydw dydy dydyn dylai dylem dylen dylent dylid dylwn dyma dyna e ef efallai
efo eich eiddo ein eisiau eithaf eithr er eraill ers eto eu ewch fe fel felly fo fod fodd fu fy fydd fyddai ga gael
gall gallai gallem gallent gallu gan ganddo ganddynt gen gennych gennyf gennym ger gwneud gyd gyda gyfer gyntaf hawl
heb hefyd hi hon honno hun hunain hunan hwn hwnnw hwy hyd hyn hynny i iawn iawnd iddi iddo iddyn iddynt ie ill inni ir
llai llawer lle lot mae maen maent mai mawr meddwl medru megis mewn mi mor mwy mwyaf mwyn na nac nad nag nage naill
naw nawr neb nes neu nhw ni nid nifer nôl o oddi oedd oeddem oeddent oes ond oni os pa pam pan pawb pe peidio petai
peth pethau phob pob popeth pryd rai rhai rhaid rhan rhoi rhwng roedd roeddem roeddent rwy rwyf rydw rydych rydym
rydyn rŵan sawl sef ser siŵr sut sy sy'n sydd sydyn ta tan taw tebyg teimlo ti tipyn trwy tu tua tuag un unig unrhyw
wedi wedyn weithiau wnaeth wneud wnewch wrth wrthym wyf y ychydig ydi ydw ydy ydych ydym ydyn ydynt yma ymateb
ymgynghoriad ymhlith ymlaen yn yna ynddo ynghylch ynglŷn yno yntau yr yw
"""
ENGLISH = frozenset(_ENGLISH.split())
WELSH = frozenset(_WELSH.split())
_ONLY_WELSH, _ONLY_ENGLISH = WELSH - ENGLISH, ENGLISH - WELSH


def is_welsh(words: str, *, sent_in_welsh: bool = False) -> bool:
    """Whether an answer is written in Welsh, by its small words; where these do not say, by how it was sent."""
    said = {one.casefold() for one in _WORD.findall(words[:2_000])}
    welsh, english = len(said & _ONLY_WELSH), len(said & _ONLY_ENGLISH)
    return welsh > english or (sent_in_welsh and welsh == english)
