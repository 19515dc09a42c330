"""Comments of people are found where they stand, tied to what they are about, and can be taken out again."""

from __future__ import annotations

import ast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from erdgen.compiler.feedback.remarks import Element, find_remarks, remove_remarks
from tests.projects import entity, field, link

ENTITIES = {
    "Job": entity("Job", field("title"), field("salary"), link("company", "Company")),
    "JobOffer": entity("JobOffer", field("title")),
    "Company": entity("Company", field("name")),
}
MODULE = '''\
import os  # FIX: why
# TODO: say what it is for,
#   in one sentence
class Job(models.Model):
    """A job."""
    # IMPROVE: index this
    # An ordinary comment.
    title = models.CharField(max_length=3)  # FIX: unique
    salary = models.DecimalField(
        max_digits=3,  # FIX: more digits
    )  # FIX: required

    class Meta:
        ordering = ["title"]  # FIX: newest first
    # FIX: at its end

class JobOfferSerializer(Serializer):
    class Meta:
        fields = [
            "title",  # FIX: hidden
            # TODO: read-only
            "salary",
        ]

    @property
    # FIX: cache it
    def total(self):
        return 1  # a FIX: that is none

ACCESS = {
    "Company": {
        "read": (ANYONE,),  # FIX: owner only
    },
}
router.register("jobs", views.JobViewSet)  # TODO: paginate

def test_jobs():
    assert True
    # FIX: test more
# TODO: at the end
'''
EXPECTED = [
    (1, "why", Element("statement")),
    (2, "say what it is for, in one sentence", Element("class", "Job", "Job")),
    (6, "index this", Element("field", "Job.title", "Job", "title")),
    (8, "unique", Element("field", "Job.title", "Job", "title")),
    (10, "more digits", Element("field", "Job.salary", "Job", "salary")),
    (11, "required", Element("field", "Job.salary", "Job", "salary")),
    (14, "newest first", Element("field", "Job.Meta.ordering", "Job")),
    (15, "at its end", Element("class", "Job", "Job")),
    (20, "hidden", Element("entry", "JobOfferSerializer.Meta.fields.title", "JobOffer", "title")),
    (21, "read-only", Element("entry", "JobOfferSerializer.Meta.fields.salary", "JobOffer")),
    (26, "cache it", Element("method", "JobOfferSerializer.total", "JobOffer")),
    (32, "owner only", Element("entry", "ACCESS.Company.read", "Company")),
    (35, "paginate", Element("statement", "", "Job")),
    (39, "test more", Element("function", "test_jobs")),
    (40, "at the end", Element("module")),
]


def test_each_comment_is_tied_to_its_element() -> None:
    found = find_remarks("backend/models.py", MODULE, ENTITIES)
    assert [(remark.line, remark.text, remark.element) for remark in found] == EXPECTED


def test_what_is_taken_out_leaves_the_code_as_it_was() -> None:
    left = remove_remarks(MODULE, find_remarks("backend/models.py", MODULE, ENTITIES))
    assert ast.dump(ast.parse(left)) == ast.dump(ast.parse(MODULE))
    assert find_remarks("backend/models.py", left, ENTITIES) == ()
    assert "# An ordinary comment." in left
    assert "# a FIX: that is none" in left


def test_only_the_chosen_comments_are_taken_out() -> None:
    remarks = find_remarks("backend/models.py", MODULE, ENTITIES)
    left = remove_remarks(MODULE, remarks[1:3])
    assert [r.text for r in find_remarks("backend/models.py", left, ENTITIES)] == [
        text for _, text, _ in EXPECTED[:1] + EXPECTED[3:]
    ]


def test_settings_are_elements_of_their_own_kind() -> None:
    (remark,) = find_remarks("core/settings.py", "PAGE_SIZE = 20  # FIX: 50\n", ENTITIES)
    assert remark.element == Element("setting", "PAGE_SIZE")


@pytest.mark.parametrize(
    ("path", "line", "text", "name"),
    [
        ("README.md", "<!-- FIX: say how to deploy -->\n# Job board\n", "say how to deploy", "# Job board"),
        ("Dockerfile", "EXPOSE 8000  # TODO: another port\n", "another port", "EXPOSE 8000"),
        ("compose.yaml", "db:\n  # IMPROVE: pin it\n  image: postgres\n", "pin it", "image: postgres"),
        ("backend/broken.py", "def f(:  # FIX: mend me\n", "mend me", "def f(:"),
    ],
)
def test_other_files_are_read_line_by_line(path: str, line: str, text: str, name: str) -> None:
    (remark,) = find_remarks(path, line, ENTITIES)
    assert (remark.text, remark.element) == (text, Element("line", name))


def test_line_endings_stay() -> None:
    text = "A = 1  # FIX: x\r\n# TODO: y\r\nB = 2\r\n"
    assert remove_remarks(text, find_remarks("a.py", text, {})) == "A = 1\r\nB = 2\r\n"


@example(["x = 1", "  # TODO: b", "  # TODO: b"])
@example(["if x:", "    z = 2  # IMPROVE: c", "  # TODO: b", "  # TODO: b", ""])
@given(
    st.lists(
        st.sampled_from(
            [
                "x = 1",
                "# FIX: a",
                "# plain",
                "y = [",
                "]",
                "  # TODO: b",
                "",
                "if x:",
                "    z = 2  # IMPROVE: c",
            ]
        ),
        max_size=12,
    )
)
def test_no_comment_is_lost_or_found_twice(lines: list[str]) -> None:
    text = "\n".join(lines)
    marked = sum(marker in text_line for text_line in lines for marker in ("FIX:", "TODO:", "IMPROVE:"))
    found = find_remarks("a.py", text, {})
    assert len({remark.line for remark in found}) == len(found) == marked
    assert find_remarks("a.py", remove_remarks(text, found), {}) == ()
