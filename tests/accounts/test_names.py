"""Names of bodies inside sentences."""

import csv
from pathlib import Path

import pytest

from collab.accounts import rules

DATA = Path(rules.__file__).parent / "data" / "organisations.csv"


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Home Office", "the Home Office"),
        ("Ministry of Justice", "the Ministry of Justice"),
        ("Attorney General's Office", "the Attorney General's Office"),
        ("Victims' Commissioner for England and Wales", "the Victims' Commissioner for England and Wales"),
        ("The Law Society of England and Wales", "the Law Society of England and Wales"),
        ("HM Courts & Tribunals Service", "HM Courts & Tribunals Service"),
        ("Avon and Somerset Police", "Avon and Somerset Police"),
        ("Victim Support", "Victim Support"),
        ("Nacro", "Nacro"),
        ("Officer Care", "Officer Care"),
        ("the Home Office", "the Home Office"),
    ],
)
def test_names_inside_sentences(name, inside):
    assert rules.the(name) == inside


def test_a_sentence_begins_with_a_capital_letter():
    assert rules.opening(rules.the("Home Office")) == "The Home Office"
    assert rules.opening("") == ""


def test_no_name_that_comes_with_collab_gets_two_articles():
    with DATA.open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert names
    assert not [name for name in names if "the the" in rules.the(name).lower()]
