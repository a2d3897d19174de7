"""A Word document on its way into a proposal: what is read of it, what is left behind, and where each part goes."""

from collab.proposals.rules.imports.placing import LEAVE, OPTION, PLACES, PROVISION, Placed, place
from collab.proposals.rules.imports.reading import Part, Read, read

__all__ = ["LEAVE", "OPTION", "PLACES", "PROVISION", "Part", "Placed", "Read", "place", "read"]
