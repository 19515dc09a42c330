"""Mutants are found where the generated code has something to lose, and change nothing else."""

import ast
from textwrap import dedent

import pytest

from tools.command import Ended
from tools.mutants import find_access, find_api, find_models
from tools.mutants.__main__ import compute_score, summarise
from tools.mutants.source import Mutant, Source
from tools.mutants.trial import Trial, judge

ACCESS = """
    class Role(StrEnum):
        ADMIN = "Admin"
        READER = "Reader"

    SIGN_UP_ROLES = (Role.READER,)
    ACCESS = {
        "Job": {
            "create": {Role.ADMIN, OWNER},
            "read": {ANYONE, Role.ADMIN},
        },
    }
    OWNERS = {"Job": "posted_by_id", "Skill": "pk"}
    FIELD_ACCESS = {"Job": {"notes": {"read": {OWNER}, "write": {Role.ADMIN}}}}

    def reach(user, grantees):
        if user.is_superuser or ANYONE in grantees:
            return 2

    def visible(queryset, user):
        return queryset.filter(**{OWNERS[queryset.model.__name__]: user.pk})
    """
MODELS = """
    class Job(models.Model):
        title = models.CharField(max_length=50, unique=True)
        kind = models.CharField(choices=Kind, max_length=9, default=Kind.A)
        pay = models.IntegerField(null=True, blank=True, validators=[Low(1, "zu “wenig”"), High(9)])
        made = models.DateTimeField(auto_now_add=True)
        skills = models.ManyToManyField("Skill", blank=True)

        class Meta:
            constraints = [
                models.CheckConstraint(condition=Q(pay__gte=1), name="job_pay"),
                models.UniqueConstraint(fields=["title"], name="job_title"),
            ]

        def clean(self):
            super().clean()
            require_on_create(self, "kind", "A", "No.")
    """


def read(text: str) -> Source:
    return Source("backend/x.py", dedent(text).encode())


def changes(source: Source, mutants: list[Mutant]) -> dict[str, str]:
    """What each mutant says → the source that it leaves; every one of them compiles and differs."""
    changed = {mutant.what: mutant.apply(source.data).decode() for mutant in mutants}
    assert len(changed) == len(mutants)
    for text in changed.values():
        ast.parse(text)
        assert text != source.data.decode()
    return changed


def test_each_cell_of_the_access_table_is_closed_and_opened():
    source = read(ACCESS)
    changed = changes(source, list(find_access.find_mutants(source)))
    assert '"create": {OWNER},' in changed["Job.create without Role.ADMIN"]
    assert '"create": {Role.ADMIN},' in changed["Job.create without OWNER"]
    assert '"create": {Role.ADMIN, OWNER, AUTHENTICATED},' in changed["Job.create with AUTHENTICATED"]
    # Where anyone may, a grantee more or less changes nothing.
    assert [what for what in changed if what.startswith("Job.read")] == ["Job.read without ANYONE"]


def test_access_mutants_cover_roles_fields_owners_and_checks():
    source = read(ACCESS)
    changed = changes(source, list(find_access.find_mutants(source)))
    assert "(Role.READER, Role.ADMIN)" in changed["Role.ADMIN can be chosen at sign-up"]
    assert "{'write': {Role.ADMIN}}" in changed["Job.notes: anybody may read it"]
    assert "== 'Job'" in changed["Job: own means all"]
    # No cell opens skills to their owners.
    assert "Skill: own means all" not in changed
    assert "if ANYONE in grantees:" in changed["reach(): without user.is_superuser"]


def test_each_promise_of_a_field_is_taken_out():
    source = read(MODELS)
    mutants = list(find_models.find_mutants(source))
    changed = changes(source, mutants)
    assert "title = models.CharField(max_length=50)\n" in changed["Job.title not unique"]
    assert "max_length=55" in changed["Job.title longer"]
    assert "validators=[High(9)]" in changed["Job.pay without Low"]
    assert "blank" not in changed["Job.pay required"].split("made =")[0]
    assert "blank=True" in changed["Job.title optional"].split("kind =")[0]
    assert not any(what.startswith(("Job.made", "Job.skills", "Job.kind longer")) for what in changed)
    assert all(mutant.schema for mutant in mutants if mutant.kind != "rule in clean")


def test_each_constraint_and_rule_is_taken_out():
    source = read(MODELS)
    changed = changes(source, list(find_models.find_mutants(source)))
    assert "job_pay" not in changed["Job without 'job_pay'"]
    assert "job_title" in changed["Job without 'job_pay'"]
    rule = next(text for what, text in changed.items() if "require_on_create" in what)
    assert "super().clean()\n        pass" in rule


def test_joins_and_throttles_are_taken_out():
    source = read("""
        class Jobs(View):
            queryset = models.Job.objects.select_related("company").prefetch_related("skills")
            throttle_classes = (LoginThrottle,)
        """)
    changed = changes(source, list(find_api.find_view_mutants(source)))
    assert 'objects.all().prefetch_related("skills")' in changed["without select_related('company')"]
    assert "select_related('company').all()" in changed["without prefetch_related('skills')"]
    assert "throttle_classes = ()" in changed["Jobs not throttled"]


def test_read_only_fields_and_owners_are_taken_out():
    source = read("""
        class JobSerializer(EntitySerializer):
            class Meta:
                read_only_fields = ["posted_by", "made"]
                owner = "posted_by"
        """)
    changed = changes(source, list(find_api.find_serializer_mutants(source)))
    assert "read_only_fields = ['made']" in changed["JobSerializer: clients set 'posted_by'"]
    assert "pass" in changed["JobSerializer: owner not filled in"]


@pytest.mark.parametrize(
    ("status", "stdout", "verdict"),
    [
        (0, "181 passed in 5 s", ("survived", "")),
        (1, "FAILED backend/tests.py::test_x[jobs-Admin] - assert 1", ("killed", "test_x[jobs-Admin]")),
        (-1, "", ("killed", "ran out of time")),
        (2, "ImportError: no", ("invalid", "ImportError: no")),
        (4, "", ("invalid", "no output")),
    ],
)
def test_the_end_of_the_tests_is_a_verdict(status, stdout, verdict):
    assert judge(Ended(status, stdout, "", 1.0, 0)) == verdict


def test_the_score_leaves_out_what_could_not_be_tested():
    mutant = Mutant("unique", "a.py", 1, "x not unique", 0, 1, "")
    trials = [Trial(mutant, verdict, "", 1) for verdict in ("killed", "survived", "invalid")]
    assert compute_score(trials) == 50
    assert list(summarise(trials))[1:] == [
        f"{'unique':24}{1:8}{1:10}{1:9}",
        "survived: unique: a.py:1: x not unique",
    ]
    assert compute_score([]) == 0


def test_rules_that_the_model_holds_are_taken_out_one_by_one():
    source = read("""
        class Job(models.Model):
            ordering = ("a", "b")
            business_rules = (logic.Holds(models.Q(pay=1), "pay", "No."), logic.OfParent("company", "jobs"))
            computed_fields = (logic.Computed("pay", models.F("rate")),)
        """)
    mutants = list(find_models.find_mutants(source))
    changed = changes(source, mutants)
    assert [mutant.kind for mutant in mutants] == ["rule object", "rule object", "computed field"]
    assert "business_rules = (logic.OfParent('company', 'jobs'),)" in next(iter(changed.values()))
    assert "computed_fields = ()" in changed["Job without logic.Computed('pay', models.F('rate'))"]
