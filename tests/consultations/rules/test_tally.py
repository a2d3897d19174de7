"""Counting responses (N9)."""

from collab.consultations.models import Channel, Consideration, RespondentType
from collab.consultations.rules.tally import Group, count_up


def group(
    number=1,
    *,
    status=Consideration.unread,
    kind=RespondentType.victim,
    channel=Channel.web,
    late=False,
    campaign="",
    twice=False,
):
    return Group(status, kind, channel, late, campaign, twice, number)


def test_campaigns_and_duplicates_are_counted_apart():
    tally = count_up(
        [
            group(10),
            group(31, campaign="Same letter", channel=Channel.email),
            group(2, campaign="Same letter", twice=True, channel=Channel.post),
            group(3, twice=True, status=Consideration.excluded),
            group(4, campaign="Other letter", kind=RespondentType.judge, late=True),
        ]
    )
    assert (tally.total, tally.unique, tally.in_campaigns, tally.duplicates, tally.late) == (50, 12, 35, 5, 4)
    assert tally.by_campaign == {"Other letter": 4, "Same letter": 31}
    assert (tally.read, tally.unread, tally.excluded) == (3, 47, 3)
    assert tally.total == tally.read + tally.unread == sum(tally.by_type.values()) == sum(tally.by_channel.values())
    assert tally.offline == 33
    assert list(tally.by_type) == [RespondentType.victim, RespondentType.judge]


def test_nothing_counts_up_to_nothing():
    tally = count_up([])
    assert (tally.total, tally.unique, tally.read, tally.offline) == (0, 0, 0, 0)
