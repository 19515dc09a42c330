"""What comments on an element come to, and why some come to nothing."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from agents.feedback.answer import Answer, Element
from agents.feedback.phrases import PHRASES, find_phrases, normalise
from agents.feedback.reading import ACTIONS, read_comment
from agents.roster import default_roster
from erdgen.compiler.contributions import Because
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.spec.project import ApiSpec, Kind, Project
from tests.projects import application, choices, entity, field, job_board, link

BECAUSE = Because("ann commented", "review")
PROJECT = job_board(
    entity(
        "Job",
        field("code", max_length=10, primary_key=True),
        field("title"),
        field("salary", Kind.DECIMAL, minimum="0"),
        field("notes", Kind.TEXT, required=False),
        choices("status", "open", "closed"),
        field("data", Kind.JSON),
        field("created_on", Kind.DATE),
        field("closes", Kind.DATE),
        link("posted_by", "User"),
    ),
    application(),
)


def read(place: str, text: str, project: Project = PROJECT) -> Answer:
    name, _, member = place.partition(".")
    return read_comment(project, Element(name, member), text, BECAUSE)


def say(answer: Answer) -> list[str]:
    """Contributions and rules, shortly."""
    shown = (
        "owner",
        "kind",
        "entity",
        "field",
        "option",
        "value",
        "lookups",
        "size",
        "fields",
        "relation",
        "member",
        "name",
    )
    made = [
        " ".join(str(getattr(each, name)) for name in shown if hasattr(each, name))
        for each in answer.contributions
    ]
    rules = answer.outcome.rules if answer.outcome else ()
    return made + [f"{each.entity}: {describe_rule(each.rule)}" for each in rules]


TITLE_SEARCH = "api add_search Job title"
SALARY_FILTER = "api add_filter Job salary ('exact', 'gte', 'lte')"
SALARY_SORT = "api add_ordering Job salary"
READ_ONLY = "authentication set_field_option Job salary read_only True"
OPTIONAL = "business_logic set_field_option Job title required False"
REQUIRED = "business_logic set_field_option Job notes required True"
LENGTH = "business_logic set_field_option Job title max_length 50"
INDEX = "business_logic set_field_option Job title index True"
OWNER = "only the owner (by posted_by) may"

#: Where it was said, what was said, what it comes to.
DONE: tuple[tuple[str, str, list[str]], ...] = (
    ("Job.title", "Make it searchable.", [TITLE_SEARCH]),
    ("Job.title", "should be searchable, please", [TITLE_SEARCH]),
    ("Job", "Title must be searchable", [TITLE_SEARCH]),
    ("Job", "title: searchable", [TITLE_SEARCH]),
    ("Job", "search by title and notes", [TITLE_SEARCH, "api add_search Job notes"]),
    ("Job", "Please add `title` to the search fields", [TITLE_SEARCH]),
    ("", "Job.title searchable", [TITLE_SEARCH]),
    ("", "the title of a job should be searchable", [TITLE_SEARCH]),
    ("", "job's title is searchable", [TITLE_SEARCH]),
    ("Job.salary", "make this field filterable", [SALARY_FILTER]),
    ("Job", "salary should be filterable", [SALARY_FILTER]),
    ("Job.salary", "filterable", [SALARY_FILTER]),
    ("Application", "salary of job: filterable", [SALARY_FILTER]),
    ("Job.salary", "add a filter", [SALARY_FILTER]),
    ("Job", "allow filtering by salary", [SALARY_FILTER]),
    ("Job", "include salary in the filters", [SALARY_FILTER]),
    ("Job", "filter by posted by", ["api add_filter Job posted_by ('exact',)"]),
    ("Job.notes", "filterable", ["api add_filter Job notes ('exact', 'icontains')"]),
    ("Job.salary", "make it sortable", [SALARY_SORT]),
    ("Job", "salary must be orderable", [SALARY_SORT]),
    ("Job.salary", "sortable", [SALARY_SORT]),
    ("Job", "salary sortable", [SALARY_SORT]),
    ("Job", "allow sorting by salary", [SALARY_SORT]),
    ("Job", "add salary to the ordering fields", [SALARY_SORT]),
    ("Job.salary", "mark this as read-only", [READ_ONLY]),
    ("Job", "salary is readonly", [READ_ONLY]),
    ("Job.salary", "read only", [READ_ONLY]),
    ("Job", "salary: read-only", [READ_ONLY]),
    ("Job.title", "make it optional", [OPTIONAL]),
    ("Job", "title is not required", [OPTIONAL]),
    ("Job.title", "optional", [OPTIONAL]),
    ("Job", "title: optional", [OPTIONAL]),
    ("Job.title", "keep it indexed", [INDEX]),
    ("Job", "title should be indexed", [INDEX]),
    ("Job.title", "indexed", [INDEX]),
    ("Job", "title: indexed", [INDEX]),
    ("Job.title", "add an index", [INDEX]),
    ("Job", "add a database index on title", [INDEX]),
    (
        "Job.title",
        'help text: "What it is called"',
        ["business_logic set_field_option Job title help What it is called"],
    ),
    (
        "Job",
        "set the help text of title: What it is called",
        ["business_logic set_field_option Job title help What it is called"],
    ),
    ("Job.salary", "make it hidden", ["Job: only superusers may read salary"]),
    ("Job", "salary must be hidden", ["Job: only superusers may read salary"]),
    ("Job.salary", "never shown", ["Job: only superusers may read salary"]),
    ("Job", "salary: hidden", ["Job: only superusers may read salary"]),
    ("Job", "hide salary", ["Job: only superusers may read salary"]),
    ("Job.salary", "don't show it", ["Job: only superusers may read salary"]),
    ("Job.notes", "make it required", [REQUIRED]),
    ("Job", "notes are required", [REQUIRED]),
    ("Job.notes", "mark as mandatory", [REQUIRED]),
    ("Job", "notes: required", [REQUIRED]),
    ("Job.title", "make it unique", ["Job: title is unique"]),
    ("Job", "title has to be unique", ["Job: title is unique"]),
    ("Job.title", "unique", ["Job: title is unique"]),
    ("Job", "title: unique", ["Job: title is unique"]),
    ("Job.status", "default: open", ["Job: status is open by default"]),
    ("Job", "the default of status should be closed", ["Job: status is closed by default"]),
    ("Job.status", "default open", ["Job: status is open by default"]),
    ("Job.title", "max length 50", [LENGTH]),
    ("Job.title", "max_length=50", [LENGTH]),
    ("Job", "maximum length of title: 50", [LENGTH]),
    ("Job", "title max length 50", [LENGTH]),
    ("Job.title", "limit to 50 characters", [LENGTH]),
    ("", "Job.title: at most 50 characters", [LENGTH]),
    ("Job", "status: default open", ["Job: status is open by default"]),
    ("Job.title", "choices: red, green or blue", ["Job: title is red, green or blue"]),
    ("Job", "allowed values for title are red, green", ["Job: title is red or green"]),
    ("Job.title", "one of: red, green", ["Job: title is red or green"]),
    ("Job", "only employers may edit", ["Job: only Employer may update"]),
    ("Job.salary", "only employers may edit", ["Job: only Employer may update salary"]),
    ("Job.salary", "Only employers may edit this model", ["Job: only Employer may update"]),
    (
        "Job",
        "only employers and job seekers can see or create jobs",
        ["Job: only Employer and JobSeeker may read and create"],
    ),
    ("Job.salary", "only the owner may see it", [f"Job: {OWNER} read salary"]),
    ("Job.salary", "only visible to the owner", [f"Job: {OWNER} read salary"]),
    ("Job", "salary is readable only by the owner", [f"Job: {OWNER} read salary"]),
    ("Job.salary", "editable only by employers", ["Job: only Employer may update salary"]),
    ("Job", "owner only", [f"Job: {OWNER} read, update and delete"]),
    ("Job.salary", "owner-only", [f"Job: {OWNER} read and update salary"]),
    ("Job", "only for employers", ["Job: only Employer may create, read, update and delete"]),
    ("Job", "restricted to employers", ["Job: only Employer may create, read, update and delete"]),
    ("Job", "limit salary to employers", ["Job: only Employer may read and update salary"]),
    ("Job", "paginate by 50", ["api set_page_size Job 50"]),
    ("Job", "paginate this list by 50 rows", ["api set_page_size Job 50"]),
    ("", "paginate jobs by 50", ["api set_page_size Job 50"]),
    ("", "page size of jobs: 50", ["api set_page_size Job 50"]),
    ("Job", "page_size = 50", ["api set_page_size Job 50"]),
    ("Job.title", "at most 50 rows per page", ["api set_page_size Job 50"]),
    ("Job", "50 per page", ["api set_page_size Job 50"]),
    ("Job", "pages of 50", ["api set_page_size Job 50"]),
    ("Job.title", "add search", [TITLE_SEARCH]),
    ("Job.title", "include in search", [TITLE_SEARCH]),
    ("Job", "searchable by title", [TITLE_SEARCH]),
    ("Job.salary", "allow filtering", [SALARY_FILTER]),
    ("Job", "filterable by salary", [SALARY_FILTER]),
    ("Job.salary", "allow sorting", [SALARY_SORT]),
    ("Job", "sortable by salary", [SALARY_SORT]),
    ("Job.salary", "hide", ["Job: only superusers may read salary"]),
    ("Job.salary", "should not be exposed", ["Job: only superusers may read salary"]),
    ("Job", "exclude salary from the API", ["Job: only superusers may read salary"]),
    ("Job.salary", "should not be editable by clients", [READ_ONLY]),
    ("Job.title", "null=True", [OPTIONAL]),
    ("Job", "title may be left out", [OPTIONAL]),
    ("Job.notes", "null=False", [REQUIRED]),
    ("Job", "unique together: title, salary", ["Job: title and salary are unique together"]),
    ("Job.title", "add a unique constraint", ["Job: title is unique"]),
    ("Job.title", "needs an index", [INDEX]),
    ("Job.title", 'add help text "Why"', ["business_logic set_field_option Job title help Why"]),
    ("Job.title", "50 characters max", [LENGTH]),
    ("Job.title", "enum: red, green", ["Job: title is red or green"]),
    ("Job.salary", "make it immutable", ["Job: salary never changes"]),
    ("Job", "salary is immutable", ["Job: salary never changes"]),
    ("Job.salary", "immutable", ["Job: salary never changes"]),
    ("Job", "salary: immutable", ["Job: salary never changes"]),
    ("Job.salary", "default: 5", ["Job: salary is 5 by default"]),
    ("Job.salary", "one of 1, 2", ["Job: salary is 1 or 2"]),
    ("Job", "login required", ["Job: only who is signed in may create, read, update and delete"]),
    # What is wanted may follow an introduction, and name another field than the one that it stands at.
    ("Job.salary", "add a validation: must be at least 10", ["Job: salary is at least 10"]),
    ("Job.title", "salary must be at least 10", ["Job: salary is at least 10"]),
    ("Job", "order by salary", ["api set_list_order Job ('salary',)"]),
    ("Job", "order by -salary, title", ["api set_list_order Job ('-salary', 'title')"]),
    ("Job", "order by salary descending, then by title", ["api set_list_order Job ('-salary', 'title')"]),
    ("Job", "Please sort by title by default.", ["api set_list_order Job ('title',)"]),
    ("Job.salary", "sort by this, highest first", ["api set_list_order Job ('-salary',)"]),
    ("Job.salary", "highest first", ["api set_list_order Job ('-salary',)"]),
    ("", "sort jobs by title and salary", ["api set_list_order Job ('title', 'salary')"]),
    ("", "sort by Job.salary", ["api set_list_order Job ('salary',)"]),
    ("", "jobs should be sorted by title (descending)", ["api set_list_order Job ('-title',)"]),
    ("Job", "this list is ordered by default by `title`", ["api set_list_order Job ('title',)"]),
    ("Job", "ordering by -salary", ["api set_list_order Job ('-salary',)"]),
    ("Job", "sorting by salary by default", ["api set_list_order Job ('salary',)"]),
    ("Job", "ordering = ['-salary', 'title']", ["api set_list_order Job ('-salary', 'title')"]),
    ("Job", "set the default order to salary", ["api set_list_order Job ('salary',)"]),
    ("Job", "default ordering: -salary", ["api set_list_order Job ('-salary',)"]),
    ("Job", "add ordering by -salary", ["api set_list_order Job ('-salary',)"]),
    ("Job", "add a default ordering by salary", ["api set_list_order Job ('salary',)"]),
    ("Job", "must be sorted by salary", ["api set_list_order Job ('salary',)"]),
    ("Job", "make the list sorted by salary", ["api set_list_order Job ('salary',)"]),
    ("Job", "sort results by salary", ["api set_list_order Job ('salary',)"]),
    ("Job", "order by title, closes (newest first)", ["api set_list_order Job ('title', '-closes')"]),
    ("Job", "order by id", ["api set_list_order Job ('code',)"]),
    ("Application", "sort by -id", ["api set_list_order Application ('-id',)"]),
    ("Job", "highest salary first", ["api set_list_order Job ('-salary',)"]),
    ("Job", "show the lowest salary first", ["api set_list_order Job ('salary',)"]),
    ("Job", "newest first", ["api set_list_order Job ('-created_on',)"]),
    ("Job.closes", "newest first", ["api set_list_order Job ('-closes',)"]),
    ("User", "list jobs oldest first", ["api set_list_order Job ('created_on',)"]),
    ("", "jobs should come newest first by default", ["api set_list_order Job ('-created_on',)"]),
    ("", "show the newest jobs first", ["api set_list_order Job ('-created_on',)"]),
    ("Job", "use select_related", ["api join_relation Job posted_by"]),
    ("Job", "avoid N+1 queries", ["api join_relation Job posted_by"]),
    ("Job", "avoid N+1 on posted by", ["api join_relation Job posted_by"]),
    ("Job", "select_related('posted_by')", ["api join_relation Job posted_by"]),
    ("Job", '.prefetch_related("posted_by")', ["api join_relation Job posted_by"]),
    ("Job.posted_by", "select related", ["api join_relation Job posted_by"]),
    ("", "prefetch Job.posted_by", ["api join_relation Job posted_by"]),
    ("", "use select_related for Job", ["api join_relation Job posted_by"]),
    # Sentences of rules, about the element where they leave it out.
    ("Job.salary", "must be at least 10", ["Job: salary is at least 10"]),
    ("Job", "Salary must be below 100 if status is open", ["Job: where status is open, salary is below 100"]),
    ("Job.salary", "add a test that it refuses -1", ["testing add_test Job -1 ('salary',)"]),
    ("Job.title", "test that title rejects null", ["testing add_test Job None ('title',)"]),
    (
        "Job.salary",
        'add a test that salary does not accept "lots"',
        ["testing add_test Job lots ('salary',)"],
    ),
    ("Job.title", "rename to `heading`", ["business_logic rename_member Job title heading"]),
    ("Job", "rename posted by to author", ["business_logic rename_member Job posted_by author"]),
    ("", "Please rename Job.salary to pay", ["business_logic rename_member Job salary pay"]),
    ("Job.salary", "should be called pay", ["business_logic rename_member Job salary pay"]),
    ("Job", "call it Position", ["business_logic rename_entity Job Position"]),
    ("Job.title", "rename this model to Position", ["business_logic rename_entity Job Position"]),
    ("Application.job", "rename Job to Position", ["business_logic rename_entity Job Position"]),
    ("Application", "rename job to place", ["business_logic rename_member Application job place"]),
    ("", "rename Job to `Position`", ["business_logic rename_entity Job Position"]),
)

#: Where, what, and the beginnings of the reason and of what can be done instead.
NOT_DONE: tuple[tuple[str, str, str, str], ...] = (
    ("Job", "salary should be searchable", "Job.salary holds no words", "make it filterable"),
    ("Job", "posted_by should be searchable", "Job.posted_by is a relationship", "name a field of User"),
    ("Job.data", "filterable", "Job.data holds nothing that can be compared", ""),
    ("Job.data", "sortable", "the values of Job.data have no order", ""),
    ("Job", "titel: searchable", "“titel” is nothing in Job", "did you mean title"),
    ("Job", "title and foo should be searchable", "“foo” is nothing in Job", "there are: code, title"),
    ("Job", "make it searchable", "it does not say which field of Job", "name one of them: code, title"),
    ("", "make it searchable", "it does not say what it is about", "name it as Entity.field"),
    ("Gone.title", "optional", "it does not say what it is about", "name it as Entity.field"),
    ("Job", "title must not be searchable", "“title must not” is nothing in Job", "there are"),
    ("Job", "hide salary from job seekers", "“salary from job seekers” is nothing in Job", "there are"),
    ("Job.code", "optional", "Job.code is the key", ""),
    ("User.username", "read-only", "User.username is a part of Django's own accounts", ""),
    ("Job.title", f"help: {'x' * 501}", "a help text has at most 500 characters", ""),
    ("Job.notes", 'default: a "b" c', "a value with quotation marks", "write it into the ERD"),
    ("Job.status", "default: archived", '“status defaults to "archived"”', "say it"),
    ("Job.status", "choices: new, old", "“status must be one of", "change the field's choices in the ERD"),
    ("Job.salary", "max length 50", "“salary must be at most 50 characters”", "say it"),
    (
        "Job",
        "only admins may delete",
        "“Only admins may delete Job”",
        "who can be named: JobSeeker, Employer",
    ),
    ("Job", "staff only", "“Only staff may", "who can be named: JobSeeker, Employer"),
    ("Job", "use cursor pagination", "how lists are cut into pages", "set api_requirements.pagination"),
    ("Job", "order by data", "the values of Job.data have no order", "name another field"),
    ("Job", "order by posted_by", "Job.posted_by is a relationship", "name a field of User"),
    ("Job", "order by wages", "“wages” is nothing in Job", "there are: code, title"),
    ("Job", "order by username", "username is no field of Job", "name the field of the list itself"),
    ("User", "newest first", "it is not clear by which field of User “newest” is told", "name it"),
    ("Application", "newest first", "it is not clear by which field of Application", "name it: “sort by"),
    ("Job", "highest first", "it is not clear by which field of Job “highest”", "say “sort by -salary”"),
    ("Job", "cheapest first", "it is not clear by which field of Job “cheapest”", "say “sort by salary”"),
    ("Job", "sort by title (newest first)", "“newest” does not fit Job.title", "say “sort by title desc"),
    ("Job", "longest title first", "“longest title” does not fit Job.title", "say “sort by title desc"),
    ("Application", "highest salary first", "salary is no field of Application", "name the field of the"),
    ("", "newest first", "it does not say which list", "name it: “sort NAME by FIELD”"),
    (
        "Job.title",
        "rename to Main Heading",
        "“Main Heading” cannot be the name of a field",
        "say main_heading",
    ),
    ("Job.title", "rename to *", "“*” cannot be the name of a field", "say one like hourly_rate"),
    ("Job.title", "rename to job__title", "“job__title” cannot be the name of a field", "say job_title"),
    ("Job.title", "rename to class", "Job cannot call anything class: Python, Django", "choose another"),
    ("Job.title", "rename to pk", "Job cannot call anything pk: Python, Django", "choose another name"),
    ("Job.title", "rename to salary", "Job cannot call anything salary: there is Job.salary", "choose"),
    ("Job.title", "rename to posted_by_id", "Job cannot call anything posted_by_id: there is Job", "choose"),
    ("User.username", "rename to handle", "User.username is a part of Django's own accounts", "give it"),
    ("Job", "call it job position", "“job position” cannot be the name of an entity", "say JobPosition"),
    ("Job", "rename to *", "“*” cannot be the name of an entity", "say one like OrderLine"),
    ("Job", "rename to Application", "nothing else can be called Application: there is App", "choose"),
    ("Job", "rename to True", "nothing can be called True: Python, Django or what is", "choose another"),
    ("Job", "rename to ApplicationViewSet", "nothing can be called ApplicationViewSet: Python", "choose"),
    ("User", "should be called Member", "the user entity cannot be renamed", "give it another label"),
    ("Job", "rename title and notes to text", "several things cannot have one name", "write a comment for"),
    ("Job", "rename wages to pay", "“wages” is nothing in Job", "there are: code, title"),
    ("Job.title", "use select_related", "Job.title is no link", "name one of them: posted_by"),
    ("User", "avoid N+1 queries", "User has no links, so nothing", ""),
    ("Job", "select_related('employer')", "“'employer'” is nothing in Job", "there are: code"),
    ("Job", "make this view async", "views of Django REST framework are", "serve the project with more"),
    ("Job", "this should be asynchronous", "views of Django REST framework are", "serve the project with"),
    ("Job", "async", "views of Django REST framework are", "serve the project with more"),
    ("Job", "view: async", "views of Django REST framework are", "serve the project with more"),
    ("Job", "use async views", "views of Django REST framework are", "serve the project with more"),
    ("Job", "use asyncio", "views of Django REST framework are", "serve the project with more"),
    ("Job", "no pagination here", "all lists of the API come in pages", "say “page size 1000”"),
    ("Job", "do not paginate this list", "all lists of the API come in pages", "say “page size 1000”"),
    ("Job", "make it unpaginated", "all lists of the API come in pages", "say “page size 1000”"),
    ("Job", "this must be unpaginated", "all lists of the API come in pages", "say “page size 1000”"),
    ("Job", "not paginated", "all lists of the API come in pages", "say “page size 1000”"),
    ("Job", "list: not paginated", "all lists of the API come in pages", "say “page size 1000”"),
    ("Job", "page size 5000", "a page has 1 to 1000 rows", "name a number in between"),
    ("", "page size 50", "the size of all pages is part of the ERD", "set api_requirements.page_size to 50"),
    ("Job", "paginate salaries", "“salaries” is nothing in Job", "did you mean salary"),
    ("Job", "add a test for happiness", "what is to be tested is not understood", "say “add a test that"),
    ("Job.title", "is this searchable?", "a question asks for nothing", "say what is wanted"),
    ("Job", "add tests", "it does not say what is to be tested", "say “add a test that"),
    ("Job", "add a field subtitle", "which entities and fields there are", "change it there"),
    ("Job.title", "remove this field", "which entities and fields there are", "change it there"),
    ("Job", "throttle this", "how often people may ask", "set api_requirements.throttling"),
    ("Job", "anyone may read this", "access is opened in the ERD alone", 'name "anyone" or a role'),
    ("Job", "make this read-only", "it does not say which field of Job", "name one of them"),
    ("Job.salary", "visible to the owner", "the part “visible to the owner”", "say it"),
    ("Job", "make this nicer", "", ""),
    ("Job.title", "", "it says nothing", "say what is wanted"),
    ("Job.title", "please", "it says nothing", "say what is wanted"),
    ("Job.title", "__import__('os').system('x')", "", "say it"),
)

#: What is so already, and what says it.
SETTLED = (
    ("Job.notes", "optional", "Job.notes is so already"),
    ("Job.posted_by", "index", "Job.posted_by is so already"),
    ("Job", "paginate this", "every list comes in pages already (page)"),
    ("Job", "needs pagination", "every list comes in pages already (page)"),
    ("Job", "this list must be paginated", "every list comes in pages already (page)"),
    ("Job", "make this endpoint paginated", "every list comes in pages already (page)"),
    ("Job", "paginated", "every list comes in pages already (page)"),
    ("Job", "list paginated", "every list comes in pages already (page)"),
    ("", "paginate", "every list comes in pages already (page)"),
    ("Job", "20 per page", "pages have 20 rows already"),
    ("Job", "test that only owners may delete jobs", "who may do what is tried by every role already"),
)


@pytest.mark.parametrize(("place", "text", "wanted"), DONE)
def test_what_can_be_done_comes_to_contributions_or_rules(place: str, text: str, wanted: list[str]) -> None:
    answer = read(place, text)
    assert say(answer) == wanted
    assert (answer.why_not, answer.settled) == ("", "")


@pytest.mark.parametrize(("place", "text", "reason", "nearest"), NOT_DONE)
def test_what_cannot_says_why_and_what_can(place: str, text: str, reason: str, nearest: str) -> None:
    answer = read(place, text)
    assert (say(answer), answer.settled) == ([], "")
    assert answer.reason
    assert answer.reason.startswith(reason)
    assert answer.nearest.startswith(nearest)
    assert answer.nearest in answer.why_not


@pytest.mark.parametrize(("place", "text", "why"), SETTLED)
def test_what_is_so_already_says_so(place: str, text: str, why: str) -> None:
    answer = read(place, text)
    assert replace(answer, standing=()) == Answer(settled=why)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: f"{phrase.action}: {phrase.pattern.pattern}")
def test_every_phrase_has_an_example(phrase: object) -> None:
    said = [text for table in (DONE, NOT_DONE, SETTLED) for _, text, *_ in table]
    assert any(phrase.match(normalise(text)) is not None for text in said)  # type: ignore[attr-defined]


def test_every_action_has_phrases_and_every_phrase_an_action() -> None:
    assert {phrase.action for phrase in PHRASES} == set(ACTIONS)


def test_contributions_belong_to_agents_of_the_roster_and_give_the_comment_as_reason() -> None:
    names = {factory().name for factory in default_roster()}
    made = [each for place, text, _ in DONE for each in read(place, text).contributions]
    assert {each.owner for each in made} == names
    assert {each.because for each in made} == {BECAUSE}


def test_without_pages_pagination_is_a_matter_of_the_erd() -> None:
    bare = job_board()
    bare = Project(bare.name, bare.entities, auth=bare.auth, api=ApiSpec(pagination="none"))
    for text in ("paginate this", "paginate by 50"):
        assert read("Job", text, bare).nearest.startswith("set api_requirements.pagination")
    assert read("Job", "no pagination here", bare).settled == "every list comes whole already"


def test_what_is_so_already_is_said_as_contributions_too() -> None:
    """So that it overrules what was said before."""
    assert [each.kind for each in read("Job.notes", "optional").standing] == ["set_field_option"]
    assert [each.kind for each in read("Job", "20 per page").standing] == ["set_page_size"]


def test_a_member_that_two_entities_have_is_not_guessed() -> None:
    two = job_board(entity("Job", field("title")), entity("Book", field("title")))
    assert read("", "title is searchable", two).reason == "“title” is nothing in the ERD"
    assert say(read("Book", "title is searchable", two)) == ["api add_search Book title"]


def test_the_element_comes_before_other_entities() -> None:
    two = job_board(entity("Job", field("book")), entity("Book", field("title")))
    assert say(read("Job", "book is searchable", two)) == ["api add_search Job book"]


def test_politeness_and_full_stops_do_not_count_but_questions_do() -> None:
    assert normalise("  Could you make it\n searchable, please. ") == "make it searchable"
    assert list(find_phrases(normalise("make it searchable?"))) == []


@pytest.mark.parametrize("seed", range(20))
def test_no_mixture_of_words_raises_or_names_what_is_not_there(seed: int) -> None:
    source = random.Random(seed)
    said = [word for table in (DONE, NOT_DONE) for _, text, *_ in table for word in re.findall(r"\S+", text)]
    for _ in range(20):
        text = " ".join(source.choices(said, k=source.randint(1, 7)))
        answer = read(source.choice(("", "Job", "Job.title", "Job.posted_by", "User")), text)
        for made in answer.contributions:
            members = PROJECT.by_name[made.entity].members
            assert {getattr(made, "field", "title"), *getattr(made, "fields", ())} <= set(members)
        assert answer.outcome or answer.contributions or answer.settled or answer.reason
