import pytest

from tests.factories import accounts as people
from tests.factories.proposals import start_proposal


@pytest.fixture
def written(app, writing_in):
    with writing_in():
        people.author("MOJ")
        people.author("VS")
        people.author("CLINKS")
        people.signatory("HO")
        proposal = start_proposal("HO", MOJ="joint", VS="affected")
        return f"/proposals/{proposal.address}"
