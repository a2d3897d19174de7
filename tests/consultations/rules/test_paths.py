"""Which questions are asked after which answers, on which pages, and which conditions cannot be."""

from itertools import product
from uuid import uuid4

import pytest

from collab.consultations.models import Question, QuestionOption, QuestionType, QuestionVersion
from collab.consultations.rules import paths
from collab.consultations.rules.answers import Given
from collab.consultations.rules.paths import Condition
from collab.text import Bilingual

YES, NO = Given(keys=("yes",)), Given(keys=("no",))


def asked(*conditions, kinds=()):
    """Questions 1, 2, ... with these conditions; yes or no unless `kinds` says otherwise."""
    made = []
    for number, condition in enumerate(conditions, 1):
        question = Question(id=uuid4(), number=number, position=number, is_with_previous=False)
        kind = dict(kinds).get(number, QuestionType.yes_no_dontknow)
        version = QuestionVersion(type=kind, condition=condition.as_json() if condition else {})
        version.options = [QuestionOption(key=key, label=Bilingual.of(key.capitalize())) for key in ("yes", "no", "o1")]
        question.versions = [version]
        made.append(question)
    return made


def way(questions, *answers):
    given = {one.id: answer for one, answer in zip(questions, answers, strict=False)}
    return [one.number for one in paths.path(questions, given)]


def test_a_condition_is_met_or_not_and_what_is_not_asked_has_no_answer():
    chain = asked(None, Condition(1, True, ("yes",)), Condition(2, True, ("no",)), Condition(2, False, ("no",)))
    assert way(chain) == [1, 4]
    assert way(chain, YES) == [1, 2, 4]
    assert way(chain, YES, NO) == [1, 2, 3]
    assert way(chain, NO, NO) == [1, 4]  # the answer to question 2 counts as none, as it is not asked


def test_the_way_depends_only_on_the_answers_to_what_is_asked():
    chain = asked(None, Condition(1, True, ("yes",)), Condition(2, False, ("yes",)), Condition(3, True, ("no", "yes")))
    for answers in product((Given(), YES, NO), repeat=4):
        first = way(chain, *answers)
        kept = [answer if number in first else YES for number, answer in enumerate(answers, 1)]
        assert way(chain, *kept) == first


def test_several_chosen_options_meet_a_condition_when_one_of_them_does():
    chain = asked(None, Condition(1, True, ("yes", "o1")), kinds={1: QuestionType.multi})
    assert way(chain, Given(keys=("no", "o1"))) == [1, 2]
    assert way(chain, Given(keys=("no",))) == [1]


@pytest.mark.parametrize(
    ("conditions", "kinds", "message"),
    [
        ((None, Condition(1, True, ("yes",))), {}, ""),
        ((Condition(2, True, ("yes",)), None), {}, "Question 1 depends on question 2, so it must come after it"),
        ((Condition(1, True, ("yes",)),), {}, "Question 1 cannot depend on its own answer"),
        ((Condition(3, True, ("yes",)), None, Condition(1, True, ("no",))), {}, "Questions 1 and 3 would depend on each other"),
        ((None, Condition(9, True, ("yes",))), {}, "Question 2 depends on a question that is not there any more"),
        ((None, Condition(1, True, ("gone",))), {}, "Question 2 depends on an answer to question 1 that is not offered"),
        ((None, Condition(1, True, ())), {}, "Question 2 depends on an answer to question 1 that is not offered"),
        ((None, Condition(1, True, ("yes",))), {1: QuestionType.free_text}, "can only depend on a question with fixed answers"),
    ],
)  # fmt: skip
def test_what_a_question_cannot_depend_on(conditions, kinds, message):
    found = paths.problems(asked(*conditions, kinds=kinds))
    assert bool(found) is bool(message)
    assert all(message in one.message for one in found)


def test_a_condition_reads_as_a_sentence():
    first, second = asked(None, Condition(1, False, ("yes", "o1")))
    assert paths.words_of([first, second]) == {2: "Asked only if the answer to question 1 is not “Yes” or “O1”"}


def test_why_stands_on_the_page_of_the_closed_question_right_before_it():
    one, two, three, four = asked(None, None, None, None, kinds={2: QuestionType.free_text, 3: QuestionType.free_text})
    for question in (two, three, four):
        question.is_with_previous = True
    assert paths.pages([one, two, three, four]) == [[one, two], [three], [four]]
    two.section_id = uuid4()
    assert paths.pages([one, two]) == [[one], [two]]
    assert paths.pages([three, two]) == [[three], [two]]
