"""Counting responses: by status, type and channel, with campaigns and duplicates counted apart (N9, N12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from collab.consultations.models import Channel, Consideration, RespondentType

ONLINE = frozenset({Channel.web, Channel.welsh_web, Channel.imported})


@dataclass(frozen=True, slots=True)
class Group:
    """So many responses that are alike in all of this."""

    consideration: Consideration
    respondent_type: RespondentType
    channel: Channel
    is_late: bool
    campaign: str
    is_duplicate: bool
    number: int


@dataclass(frozen=True)
class Tally:
    """The numbers of a consultation. `unique` leaves duplicates out and counts each campaign once."""

    total: int = 0
    by_status: Mapping[Consideration, int] = field(default_factory=dict)
    by_type: Mapping[RespondentType, int] = field(default_factory=dict)
    by_channel: Mapping[Channel, int] = field(default_factory=dict)
    by_campaign: Mapping[str, int] = field(default_factory=dict)
    late: int = 0
    duplicates: int = 0

    @property
    def unread(self) -> int:
        return self.by_status.get(Consideration.unread, 0)

    @property
    def read(self) -> int:
        return self.total - self.unread

    @property
    def considered(self) -> int:
        return self.by_status.get(Consideration.considered, 0)

    @property
    def excluded(self) -> int:
        return self.by_status.get(Consideration.excluded, 0)

    @property
    def in_campaigns(self) -> int:
        return sum(self.by_campaign.values())

    @property
    def unique(self) -> int:
        return self.total - self.duplicates - self.in_campaigns + len(self.by_campaign)

    @property
    def offline(self) -> int:
        """Responses that did not come through the website."""
        return sum(number for channel, number in self.by_channel.items() if channel not in ONLINE)


def count_up(groups: Iterable[Group]) -> Tally:
    """The numbers of these groups. A duplicate is counted as one, whether or not it is also part of a campaign."""
    status: Counter[Consideration] = Counter()
    types: Counter[RespondentType] = Counter()
    channels: Counter[Channel] = Counter()
    campaigns: Counter[str] = Counter()
    late = duplicates = 0
    for group in groups:
        status[group.consideration] += group.number
        types[group.respondent_type] += group.number
        channels[group.channel] += group.number
        late += group.number * group.is_late
        duplicates += group.number * group.is_duplicate
        if group.campaign and not group.is_duplicate:
            campaigns[group.campaign] += group.number
    return Tally(
        total=status.total(),
        by_status=_in_order(status, Consideration),
        by_type=dict(sorted(types.items(), key=lambda item: (-item[1], item[0].value))),
        by_channel=_in_order(channels, Channel),
        by_campaign=dict(sorted(campaigns.items())),
        late=late,
        duplicates=duplicates,
    )


def _in_order(counted: Counter, kind: Iterable) -> dict:  # type: ignore[type-arg]
    return {member: counted[member] for member in kind if counted[member]}
