"""What a commitment needs (C1), and when it can be signed."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from collab.accounts.models import Independence, Organisation, OrganisationClass
from collab.proposals.models import Acceptance, CommitmentKind, CommitmentStatus, Purpose
from collab.proposals.rules.commitments import CommitmentTerms, kinds_for, sign_problems, term_problems, word_of

FULL = CommitmentTerms(
    kind=CommitmentKind.deliverable,
    acceptance=Acceptance.agreed,
    provision_ids=[uuid.uuid4()],
    words="Change the form.",
    measure="The form is changed.",
    owner_role="Director of Forms",
    due_on=date(2027, 6, 30),
    dependencies="Nothing",
    milestones=[("Draft", date(2027, 6, 30))],
)


def fields(terms):
    return [problem.field for problem in term_problems(terms)]


def test_a_full_one_lacks_nothing():
    assert fields(FULL) == []


@pytest.mark.parametrize("name", ["words", "measure", "owner_role", "dependencies"])
@pytest.mark.parametrize("value", ["", "  "])
def test_an_agreed_one_needs_each_text(name, value):
    assert fields(replace(FULL, **{name: value})) == [name]


def test_an_agreed_one_needs_date_provision_and_milestone():
    assert fields(replace(FULL, due_on=None)) == ["due_on"]
    assert fields(replace(FULL, provision_ids=[])) == ["provisions"]
    assert fields(replace(FULL, milestones=[])) == ["milestone_1"]
    assert fields(replace(FULL, milestones=[("", None), ("", None)])) == ["milestone_1"]


@pytest.mark.parametrize(
    ("milestone", "problem"),
    [
        (("Draft", date(2027, 6, 30)), []),
        (("Draft", date(2027, 7, 1)), ["milestone_2_on"]),
        (("Draft", None), ["milestone_2_on"]),
        (("", date(2027, 6, 30)), ["milestone_2"]),
        (("", None), []),
    ],
)
def test_milestones(milestone, problem):
    assert fields(replace(FULL, milestones=[*FULL.milestones, milestone])) == problem


def test_partly_agreed_needs_its_parts_and_no_measure_or_date():
    bare = CommitmentTerms(CommitmentKind.funding, Acceptance.partly_agreed, FULL.provision_ids)
    assert fields(bare) == ["accepted_part", "rejected_part", "reason"]
    assert fields(replace(bare, accepted_part="Cover", rejected_part="Fee", reason="No money yet")) == []


def test_a_refusal_needs_its_reason_alone():
    bare = CommitmentTerms(CommitmentKind.funding, Acceptance.not_agreed, FULL.provision_ids)
    assert fields(bare) == ["reason"]
    assert fields(replace(bare, reason="Not in our gift.")) == []


def test_under_consideration_needs_nothing_but_provisions():
    assert fields(CommitmentTerms(CommitmentKind.funding, Acceptance.under_consideration, FULL.provision_ids)) == []


def signing(**changes):
    given = {
        "preparing": Purpose.decision,
        "acceptance": Acceptance.agreed,
        "status": CommitmentStatus.proposed,
        "is_shared": True,
        "word": "undertaking",
    }
    return [problem.message for problem in sign_problems(**{**given, **changes})]


def test_signing():
    assert signing() == []
    assert signing(acceptance=Acceptance.partly_agreed) == []
    assert "predetermination" in signing(preparing=Purpose.consultation)[0]
    assert signing(status=CommitmentStatus.signed) == ["This undertaking is signed already"]
    assert signing(status=CommitmentStatus.withdrawn) == ["This undertaking is withdrawn already"]
    assert signing(is_shared=False) == ["Share this undertaking before it is signed"]
    assert signing(acceptance=Acceptance.under_consideration)
    assert signing(acceptance=Acceptance.not_agreed)


@pytest.mark.parametrize(
    ("independence", "organisation_class", "word"),
    [
        (Independence.ministerial, OrganisationClass.department, "commitment"),
        (Independence.non_government, OrganisationClass.third_sector, "commitment"),
        (Independence.prosecutorial, OrganisationClass.prosecutor, "undertaking"),
        (Independence.operational, OrganisationClass.law_enforcement, "undertaking"),
        (Independence.judicial, OrganisationClass.judicial, "position"),
    ],
)
def test_what_it_is_called(independence, organisation_class, word):
    body = Organisation(name="A body", independence=independence, organisation_class=organisation_class)
    assert word_of(body) == word
    assert (CommitmentKind.undertaking_independent in kinds_for(body)) is (word != "commitment")
