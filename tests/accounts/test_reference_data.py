"""The reference data of organisations, areas and bank holidays is complete and agrees with itself."""

import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "collab" / "accounts" / "data"

CLASSES = {
    "department",
    "executive_agency",
    "public_body",
    "prosecutor",
    "law_enforcement",
    "judicial",
    "inspectorate",
    "commissioner",
    "local_policing_body",
    "professional_body",
    "third_sector",
    "local_government",
    "health",
    "devolved_government",
    "board",
    "supplier",
}
INDEPENDENCE = {"ministerial", "operational", "prosecutorial", "judicial", "regulatory", "non_government"}
RELATIONS = {"agency_of", "sponsored_by", "superintended_by", "accountable_to", "works_with"}
HEADERS = {
    "organisations": "code name name_cy organisation_class independence sponsor_code relation valid_from valid_to successor_code note",
    "areas": "code kind slug name name_cy nation note",
    "area_links": "local_board_area_code force_area_code valid_from valid_to",
    "organisation_areas": "organisation_code area_code valid_from valid_to note",
    "bank_holidays": "date name",
}
WELSH_SLUGS = {"dyfed-powys", "gwent", "north-wales", "south-wales"}


def read(name):
    with (DATA / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


ORGANISATIONS = read("organisations")
AREAS = read("areas")
LINKS = read("area_links")
ORGANISATION_AREAS = read("organisation_areas")
HOLIDAYS = read("bank_holidays")

BY_CODE = {row["code"]: row for row in ORGANISATIONS}
FORCE_AREAS = {row["code"]: row for row in AREAS if row["kind"] == "police_force_area"}
BOARD_AREAS = {row["code"]: row for row in AREAS if row["kind"] == "local_board_area"}
FORCES = {code for code in BY_CODE if code.startswith("PF-")}
LOCAL_BOARDS = {code for code in BY_CODE if code.startswith("LCJB-")}


def areas_of(organisation_code):
    return [row["area_code"] for row in ORGANISATION_AREAS if row["organisation_code"] == organisation_code]


def easter(year):
    """Easter Sunday by the anonymous Gregorian computus (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def first_monday(year, month):
    start = date(year, month, 1)
    return start + timedelta(days=-start.weekday() % 7)


def last_monday(year, month):
    end = date(year, month, 31)
    return end - timedelta(days=end.weekday())


def next_free_weekday(day, taken):
    while day.weekday() > 4 or day in taken:
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_each_file_has_its_header_and_tidy_cells(name):
    with (DATA / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header == HEADERS[name].split()
    assert rows
    for row in rows:
        assert len(row) == len(header), row
        assert all(cell == cell.strip() for cell in row), row


def test_the_readme_names_every_file():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in DATA.glob("*.csv")} == {f"{name}.csv" for name in HEADERS}
    for name in HEADERS:
        assert f"{name}.csv" in readme


# Organisations


def test_organisation_codes_and_names_are_unique():
    codes = Counter(row["code"].casefold() for row in ORGANISATIONS)
    names = Counter(row["name"].casefold() for row in ORGANISATIONS)
    assert [code for code, count in codes.items() if count > 1] == []
    assert [name for name, count in names.items() if count > 1] == []
    assert all(re.fullmatch(r"[A-Z][A-Za-z-]*[A-Za-z]", row["code"]) and row["name"] for row in ORGANISATIONS)


def test_class_independence_and_relation_are_known_values():
    for row in ORGANISATIONS:
        assert row["organisation_class"] in CLASSES, row
        assert row["independence"] in INDEPENDENCE, row
        assert bool(row["relation"]) == bool(row["sponsor_code"]), row
        assert not row["relation"] or row["relation"] in RELATIONS, row


def test_sponsors_and_successors_exist_and_are_other_organisations():
    for row in ORGANISATIONS:
        for column in ("sponsor_code", "successor_code"):
            assert not row[column] or (row[column] in BY_CODE and row[column] != row["code"]), row


def test_only_departments_sponsor():
    sponsors = {row["sponsor_code"] for row in ORGANISATIONS} - {""}
    assert {BY_CODE[code]["organisation_class"] for code in sponsors} == {"department"}


@pytest.mark.parametrize("rows", [ORGANISATIONS, LINKS, ORGANISATION_AREAS], ids=["organisations", "links", "areas"])
def test_validity_dates_are_dates_in_order(rows):
    for row in rows:
        start, end = (date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to"))
        assert start is None or end is None or start < end, row


def test_a_successor_is_named_only_for_a_closed_organisation():
    assert [row["code"] for row in ORGANISATIONS if row["successor_code"] and not row["valid_to"]] == []


@pytest.mark.parametrize(
    ("codes", "organisation_class", "independence"),
    [
        ("HO MOJ AGO", "department", "ministerial"),
        ("CPS SFO", "prosecutor", "prosecutorial"),
        ("HMCTS HMPPS LAA CICA", "executive_agency", "ministerial"),
        ("HMCPSI HMIP HMIProb HMICFRS CJJI", "inspectorate", "regulatory"),
        ("PB SC", "public_body", "judicial"),
        ("JO", "judicial", "judicial"),
        ("IOPC", "public_body", "regulatory"),
        ("NCA NPCC BTP", "law_enforcement", "operational"),
        ("LS BC CILEX LCCSA CLSA CBA MA", "professional_body", "non_government"),
        (
            "CJA CLINKS VS NACRO PRT HLPR APPEAL RDA YJLC CAWS RJC UV WIP",
            "third_sector",
            "non_government",
        ),
        ("WG", "devolved_government", "ministerial"),
    ],
)
def test_classes_of_named_organisations(codes, organisation_class, independence):
    for code in codes.split():
        row = BY_CODE[code]
        assert (row["organisation_class"], row["independence"]) == (organisation_class, independence), row


def test_every_other_expected_organisation_is_held():
    assert {"GLD", "YJB", "CCRC", "VC", "CoP", "APCC", "LGA", "NHSE", "NCJB", "CJBFW"} <= set(BY_CODE)


def test_forces_and_boards_are_classed_alike():
    assert {(BY_CODE[c]["organisation_class"], BY_CODE[c]["independence"]) for c in FORCES} == {
        ("law_enforcement", "operational")
    }
    assert {BY_CODE[c]["organisation_class"] for c in LOCAL_BOARDS | {"NCJB", "CJBFW"}} == {"board"}


# Areas


def test_area_codes_are_unique_and_slugs_unique_within_a_kind():
    assert len({row["code"] for row in AREAS}) == len(AREAS)
    assert len({(row["kind"], row["slug"]) for row in AREAS}) == len(AREAS)
    assert len({(row["kind"], row["name"]) for row in AREAS}) == len(AREAS)
    assert len(FORCE_AREAS) + len(BOARD_AREAS) == len(AREAS)


def test_there_are_43_force_areas_39_in_england_and_4_in_wales():
    assert len(FORCE_AREAS) == 43
    english = {code for code in FORCE_AREAS if code.startswith("E2300")}
    welsh = {code for code in FORCE_AREAS if code.startswith("W1500")}
    assert english == {f"E230000{number:02}" for number in range(1, 40)}
    assert welsh == {f"W150000{number:02}" for number in range(1, 5)}
    assert {FORCE_AREAS[code]["nation"] for code in english} == {"england"}
    assert {FORCE_AREAS[code]["nation"] for code in welsh} == {"wales"}


def test_the_welsh_areas_are_in_wales():
    for areas in (FORCE_AREAS, BOARD_AREAS):
        assert {row["slug"] for row in areas.values() if row["nation"] == "wales"} == WELSH_SLUGS


def test_there_are_42_local_board_areas():
    assert len(BOARD_AREAS) == 42
    assert {code: f"LBA-{row['slug']}" for code, row in BOARD_AREAS.items()} == {code: code for code in BOARD_AREAS}


def test_each_force_area_is_in_exactly_one_local_board_area():
    assert sorted(row["force_area_code"] for row in LINKS) == sorted(FORCE_AREAS)
    assert {row["local_board_area_code"] for row in LINKS} == set(BOARD_AREAS)


def test_only_london_joins_force_areas_and_every_other_slug_agrees():
    joined = {}
    for row in LINKS:
        joined.setdefault(BOARD_AREAS[row["local_board_area_code"]]["slug"], set()).add(
            FORCE_AREAS[row["force_area_code"]]["slug"]
        )
    assert joined.pop("london") == {"metropolitan", "city-of-london"}
    assert all(forces == {board} for board, forces in joined.items())


def test_linked_areas_are_in_one_nation():
    for row in LINKS:
        board, force = BOARD_AREAS[row["local_board_area_code"]], FORCE_AREAS[row["force_area_code"]]
        assert board["nation"] == force["nation"], row


# Organisations and their areas


def test_organisation_areas_refer_to_what_exists_once():
    pairs = [(row["organisation_code"], row["area_code"]) for row in ORGANISATION_AREAS]
    assert len(set(pairs)) == len(pairs)
    for organisation, area in pairs:
        assert organisation in BY_CODE
        assert area in FORCE_AREAS or area in BOARD_AREAS


def test_each_force_polices_exactly_the_force_area_of_its_slug():
    assert len(FORCES) == 43
    for code in FORCES:
        (area,) = areas_of(code)
        assert code == f"PF-{FORCE_AREAS[area]['slug'].upper()}"


def test_each_local_board_has_exactly_the_local_board_area_of_its_slug():
    assert len(LOCAL_BOARDS) == 42
    for code in LOCAL_BOARDS:
        (area,) = areas_of(code)
        assert code == f"LCJB-{BOARD_AREAS[area]['slug'].upper()}"


def test_the_board_for_wales_covers_the_four_welsh_board_areas():
    assert set(areas_of("CJBFW")) == {f"LBA-{slug}" for slug in WELSH_SLUGS}


# Bank holidays


def test_holidays_are_sorted_weekdays_eight_a_year():
    days = [date.fromisoformat(row["date"]) for row in HOLIDAYS]
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)
    assert Counter(day.year for day in days) == dict.fromkeys(range(2024, 2029), 8)


@pytest.mark.parametrize("year", range(2024, 2029))
def test_holidays_follow_the_standing_rules(year):
    new_year = next_free_weekday(date(year, 1, 1), ())
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    if boxing.weekday() < 5:  # the one of the two that falls on a working day keeps it
        boxing_held, christmas_held = boxing, next_free_weekday(christmas, {boxing})
    else:
        christmas_held = next_free_weekday(christmas, ())
        boxing_held = next_free_weekday(boxing, {christmas_held})
    expected = {
        new_year: ("New Year's Day", new_year.day != 1),
        easter(year) - timedelta(days=2): ("Good Friday", False),
        easter(year) + timedelta(days=1): ("Easter Monday", False),
        first_monday(year, 5): ("Early May bank holiday", False),
        last_monday(year, 5): ("Spring bank holiday", False),
        last_monday(year, 8): ("Summer bank holiday", False),
        christmas_held: ("Christmas Day", christmas_held != christmas),
        boxing_held: ("Boxing Day", boxing_held != boxing),
    }
    held = {date.fromisoformat(row["date"]): row["name"] for row in HOLIDAYS if row["date"].startswith(str(year))}
    assert held == {day: name + (" (substitute day)" if moved else "") for day, (name, moved) in expected.items()}
