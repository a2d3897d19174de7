"""Statements on who somebody is, which say nothing about what they think: they never go into a map of opinions."""

from __future__ import annotations

import re

_SAYS_WHO = re.compile(
    r"""
    (?: i \s+ (?: identify \s+ as | consider \s+ myself | describe \s+ myself ) \b
    | i \s* (?:['’]m|\s am) \s+ [^.]{0,40}? \b (?: years? \s+ (?: old | of \s+ age ) | or \s+ (?: younger | older ) ) \b
    | i \s* (?:['’]m|\s am) \s+ (?: an? \s+ | currently \s+ )?
      (?: self-employed | employed | unemployed | retired | student | pensioner | disabled | man | woman | male | female
        | non-binary | transgender | gay | lesbian | bisexual | heterosexual | straight | white | black | asian | christian
        | muslim | jewish | hindu | sikh | buddhist ) \s* [.!]? \s* $
    | i \s+ live \s+ in \s+ an? \s+ [^.]{0,40} \b (?: city | cities | town | village | area | suburb | county | region ) \b
    | i \s+ own \s+ (?: property | an? \s+ (?: business | house | home | flat ) | my \s+ (?: own \s+ )? (?: house | home | flat ) )
      \s* [.!]? \s* $
    | my \s+ (?: own \s+ | highest \s+ | total \s+ )?
      (?: household (?:['’]s)? \s+ income | income | qualification | education | ethnicity | ethnic \s+ (?: group | background )
        | race | gender | sex | sexuality | sexual \s+ orientation | age | religion | nationality )
      \s+ (?: is | has )
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def says_who(statement: str) -> bool:
    """Whether it is of the kind “I am 30 years old or younger” or “My ethnicity is White”. In English only, and careful: an
    opinion that is left out by mistake weighs more than such a statement that somebody has to leave out by hand.
    """
    return _SAYS_WHO.match(" ".join(statement.split())) is not None
