"""What is decided the same way in three runs is proposed, accepted in the admin, and holds for later runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import IntegrityError
from django.test import Client

from agents.feedback.phrases import find_phrases, normalise
from erdgen import preferences, runs
from erdgen.compiler.codec import decode
from erdgen.models import Event, Preference, PreferenceState, Run, State
from erdgen.preferences import NESTING, WORDINGS, find_subject_of_comment, say
from tests.review.conftest import MakePerson, Work
from tests.review.pages import judge, look, page, read

pytestmark = [pytest.mark.long, pytest.mark.django_db]
ADMIN = "/admin/erdgen/preference/"
Review = Callable[..., Run]


def shop(**changes: Any) -> bytes:
    """An ERD with a link to be nested and a field to be indexed."""
    entities = {
        "Item": {"fields": {"name": "str(50)", "sku": "str(9)"}},
        "Order": {"fields": {"paid": "bool"}, "relationships": {"item": "ForeignKey(Item)"}},
    }
    return json.dumps({"erd": {"entities": entities}, **changes}).encode()


@pytest.fixture
def ann(person: MakePerson) -> Client:
    return person("ann")


@pytest.fixture
def review(ann: Client, work: Work, settings: Any) -> Review:
    """A run of ann's that awaits her review; each has an output of its own."""
    settings.RUNS_PER_MINUTE = settings.CONCURRENT_RUNS = 100

    def make(erd: bytes = b"", who: str = "ann") -> Run:
        author = User.objects.get_or_create(username=who)[0]
        output = f"shop{Run.objects.count()}"
        run = work(runs.submit(author, erd or shop(), "shop.json", output, prove=False, review=True))
        assert run.state == State.AWAITING_REVIEW, run.message
        return run

    return make


def prefer(subject: str, *, wanted: bool, state: PreferenceState = PreferenceState.ACTIVE) -> Preference:
    owner = User.objects.get(username="ann")
    sentence = say(subject, wanted=wanted)
    return Preference.objects.create(
        owner=owner, subject=subject, wanted=wanted, sentence=sentence, state=state
    )


def list_proposed() -> list[tuple[str, bool, str]]:
    return list(Preference.objects.values_list("subject", "wanted", "state"))


def test_what_is_rejected_in_three_runs_is_proposed_and_then_left_out(
    ann: Client, review: Review, work: Work
) -> None:
    for count in range(3):
        assert list_proposed() == [], count
        run = review()
        judge(ann, run, "reject", run.contributions.get(kind="nest_relation"))
        assert work(run).state == State.AWAITING_REVIEW
    assert list_proposed() == [(NESTING, False, "proposed")]
    assert not review().contributions.filter(verdict="rejected").exists()

    preference = Preference.objects.get()
    listed = read(ann.get(ADMIN).content.decode())
    assert "no nested serializers" in listed
    ann.post(ADMIN, {"action": "accept", "_selected_action": [preference.pk]})
    run = review()
    row = run.contributions.get(kind="nest_relation")
    assert (row.verdict, str(row.verdict_by)) == ("rejected", "ann")
    assert "because of your preference “no nested serializers”" in read(look(ann, run))
    serializers = bytes(run.files.get(path="backend/serializers.py").content or b"").decode()
    assert "item = ItemSerializer" not in serializers


def test_a_comment_and_an_approval_of_the_same_come_to_one_preference(ann: Client, review: Review) -> None:
    for said in ("add an index", "please add a db index.", "index sku"):
        run = review()
        judge(ann, run, "comment", run.contributions.get(kind="add_search", data__field="sku"), comment=said)
    assert list_proposed() == [("sku:index", True, "proposed")]
    assert Preference.objects.get().sentence == "sku has an index"


def test_what_is_wanted_is_told_to_the_agents_with_the_preference_as_the_reason(
    ann: Client, review: Review
) -> None:
    prefer("sku:index", wanted=True)
    run = review()
    row = run.contributions.get(kind="set_field_option", data__field="sku", data__option="index")
    assert row.reason == "of your preference “sku has an index”"
    assert decode(row.data).because.source == "preference"
    assert "because of your preference “sku has an index”" in read(look(ann, run))
    shown = read(ann.get(page(run, "progress")).content.decode())
    assert "Item.sku has an index in the database" in shown
    models = bytes(run.files.get(path="backend/models.py").content or b"").decode()
    assert "db_index=True" in models
    carried = json.loads(bytes(run.files.get(path=".erdgen/generation.json").content or b""))
    assert [each["preference"] for each in carried["comments"]] == ["sku has an index"]


def test_the_erd_has_the_last_word(ann: Client, review: Review) -> None:
    prefer("sku:searchable", wanted=True)
    prefer(NESTING, wanted=False)
    run = review(shop(api_requirements={"search": False, "nesting": 1}))
    assert not run.contributions.filter(kind="add_search").exists()
    assert run.contributions.get(kind="nest_relation").verdict == "open"
    assert "the ERD switches search off" in run.findings.get(code="review.W001").message
    assert "the ERD switches search off" in read(
        ann.get(page(run, "progress")).content.decode().partition('id="answers"')[2]
    )


def test_rules_of_the_erd_are_never_left_out(review: Review, ann: Client) -> None:
    erd = shop(business_rules=["Item sku is never taken from clients"])
    asked = [row for row in review(erd).contributions.all() if row.data["because"]["source"] == "erd"]
    assert asked
    for subject in {preferences.find_subject(decode(row.data)) for row in asked} - {""}:
        prefer(subject, wanted=False)
    assert not review(erd).contributions.filter(verdict="rejected").exists()


def test_a_preference_holds_for_its_owner_alone(review: Review) -> None:
    prefer(NESTING, wanted=False)
    assert review(who="bob").contributions.get(kind="nest_relation").verdict == "open"


@pytest.fixture
def team(ann: Client) -> Group:
    """Ann and bob."""
    group = Group.objects.create(name="backend")
    group.user_set.add(*(User.objects.get_or_create(username=name)[0] for name in ("ann", "bob")))
    return group


def of_team(team: Group, subject: str, *, wanted: bool) -> Preference:
    sentence = say(subject, wanted=wanted)
    return Preference.objects.create(
        team=team, subject=subject, wanted=wanted, sentence=sentence, state=PreferenceState.ACTIVE
    )


def test_a_preference_is_made_a_teams_and_holds_for_all_who_are_in_it(
    ann: Client, review: Review, team: Group
) -> None:
    own = prefer(NESTING, wanted=False, state=PreferenceState.PROPOSED)
    action = {"action": f"share_{team.pk}", "_selected_action": [own.pk]}
    ann.post(ADMIN, action)
    assert not Preference.objects.filter(team=team).exists(), "it needs a permission"

    ann_herself = User.objects.get(username="ann")
    ann_herself.user_permissions.add(Permission.objects.get(codename="share_preference"))
    assert f"Let the selected preferences count for team {team}" in ann.get(ADMIN).content.decode()
    ann.post(ADMIN, action)
    own.refresh_from_db()
    shared = Preference.objects.get(team=team)
    assert (own.state, shared.state, shared.sentence) == ("removed", "active", "no nested serializers")
    for who in ("ann", "bob"):
        row = review(who=who).contributions.get(kind="nest_relation")
        assert row.verdict == "rejected"
        assert row.comment == "because of the preference of team backend “no nested serializers”"
    assert review(who="eve").contributions.get(kind="nest_relation").verdict == "open"


def test_what_a_team_wants_is_told_with_its_name(ann: Client, review: Review, team: Group) -> None:
    of_team(team, "sku:index", wanted=True)
    run = review()
    row = run.contributions.get(kind="set_field_option", data__field="sku", data__option="index")
    assert row.reason == "of the preference of team backend “sku has an index”"
    shown = read(ann.get(page(run, "progress")).content.decode())
    assert "the preference of team backend" in shown


def test_ones_own_preference_counts_for_more_than_a_teams(review: Review, team: Group) -> None:
    of_team(team, NESTING, wanted=False)
    of_team(team, "sku:max_length=5", wanted=True)
    prefer(NESTING, wanted=True)
    prefer("sku:max_length=7", wanted=True)
    kept = preferences.collect(User.objects.get(username="ann"))
    assert [(each["subject"], each["wanted"], each["team"]) for each in kept] == [
        (NESTING, True, ""),
        ("sku:max_length=7", True, ""),
    ]
    assert {each["team"] for each in preferences.collect(User.objects.get(username="bob"))} == {"backend"}
    assert review().contributions.get(kind="nest_relation").verdict == "open"


def test_of_two_teams_the_first_by_name_counts(team: Group) -> None:
    first = Group.objects.create(name="api")
    ann = User.objects.get(username="ann")
    ann.groups.add(first)
    of_team(team, NESTING, wanted=False)
    of_team(first, NESTING, wanted=True)
    assert [(each["wanted"], each["team"]) for each in preferences.collect(ann)] == [(True, "api")]


def test_a_teams_preference_is_seen_by_who_is_in_it_and_changed_by_who_may(
    ann: Client, person: MakePerson, team: Group
) -> None:
    preference = of_team(team, NESTING, wanted=False)
    change = f"{ADMIN}{preference.pk}/change/"
    assert "no nested serializers" in ann.get(ADMIN).content.decode()
    assert ann.post(change, {"sentence": "mine", "state": "active"}).status_code == 403
    ann.post(ADMIN, {"action": "remove", "_selected_action": [preference.pk]})
    assert Preference.objects.get().state == "active"
    assert "no nested serializers" not in person("eve").get(ADMIN).content.decode()

    User.objects.get(username="ann").user_permissions.add(Permission.objects.get(codename="share_preference"))
    assert ann.post(change, {"sentence": "flat", "state": "active"}).status_code == 302
    ann.post(ADMIN, {"action": "remove", "_selected_action": [preference.pk]})
    assert Preference.objects.values_list("sentence", "state").get() == ("flat", "removed")


def test_a_preference_belongs_to_a_person_or_a_team(team: Group) -> None:
    preference = of_team(team, NESTING, wanted=False)
    preference.owner = User.objects.get(username="ann")
    with pytest.raises(IntegrityError):
        preference.save()


@pytest.mark.parametrize("state", [PreferenceState.PROPOSED, PreferenceState.REMOVED])
def test_only_what_was_accepted_counts(review: Review, ann: Client, state: PreferenceState) -> None:
    prefer(NESTING, wanted=False, state=state)
    assert review().contributions.get(kind="nest_relation").verdict == "open"


def test_what_was_decided_otherwise_last_is_not_proposed(ann: Client, review: Review) -> None:
    for act in ("approve", "approve", "reject", "approve"):
        run = review()
        judge(ann, run, act, run.contributions.get(kind="add_search", data__field="sku"))
    assert list_proposed() == []


def test_what_was_reopened_or_withdrawn_was_not_decided(ann: Client, review: Review) -> None:
    for _ in range(3):
        run = review()
        row = run.contributions.get(kind="add_search", data__field="sku")
        judge(ann, run, "approve", row)
        row.refresh_from_db()
        judge(ann, run, "reopen", row)
        row.refresh_from_db()
        judge(ann, run, "comment", row, comment="add an index")
        said = Event.objects.get(run=run, kind="comment")
        ann.post(page(run, "withdraw"), {"comment": said.pk})
    assert list_proposed() == []


def test_deciding_often_in_one_run_is_deciding_once(ann: Client, review: Review) -> None:
    run = review()
    for _ in range(4):
        judge(ann, run, "approve", run.contributions.get(kind="add_search", data__field="sku"))
    assert list_proposed() == []


def test_approving_everything_at_once_says_nothing_of_anything(ann: Client, review: Review) -> None:
    for _ in range(3):
        judge(ann, review(), "approve_all")
    assert list_proposed() == []


def test_what_was_removed_is_not_proposed_again(ann: Client, review: Review) -> None:
    preference = prefer("sku:searchable", wanted=True, state=PreferenceState.REMOVED)
    for _ in range(3):
        run = review()
        judge(ann, run, "approve", run.contributions.get(kind="add_search", data__field="sku"))
    preference.refresh_from_db()
    assert list_proposed() == [("sku:searchable", True, "removed")]


def test_accepting_the_opposite_removes_what_counted(ann: Client) -> None:
    before, after = prefer("sku:index", wanted=True), prefer("sku:index", wanted=False)
    preferences.accept(after)
    before.refresh_from_db()
    assert (before.state, after.state) == ("removed", "active")


def test_preferences_are_worded_accepted_and_removed_in_the_admin(ann: Client, person: MakePerson) -> None:
    preference = prefer(NESTING, wanted=False, state=PreferenceState.PROPOSED)
    change = f"{ADMIN}{preference.pk}/change/"
    assert ann.post(change, {"sentence": "flat answers", "state": "active"}).status_code == 302
    preference.refresh_from_db()
    assert (preference.sentence, preference.state, preference.subject) == ("flat answers", "active", NESTING)
    assert preferences.collect(User.objects.get(username="ann"))[0]["sentence"] == "flat answers"
    ann.post(ADMIN, {"action": "remove", "_selected_action": [preference.pk]})
    preference.refresh_from_db()
    assert preference.state == "removed"
    assert ann.post(f"{ADMIN}{preference.pk}/delete/").status_code == 403

    other = person("eve")
    assert "flat answers" not in other.get(ADMIN).content.decode()
    assert other.get(change).status_code == 302
    assert person("viewer", ("view_run",)).get(ADMIN).status_code == 403


def test_a_file_that_is_judged_says_nothing_of_preferences(ann: Client, review: Review) -> None:
    run = review()
    row = run.files.get(path="backend/models.py")
    judge(ann, run, "approve", file=[f"{row.path}|-"])
    assert "subject" not in Event.objects.filter(run=run, kind="verdict").latest("pk").data


@pytest.mark.parametrize("action", WORDINGS)
def test_every_wording_is_understood_as_what_it_says(action: str) -> None:
    comment = WORDINGS[action].comment.format(value=50)
    assert action in [found for found, _ in find_phrases(normalise(comment))]
    subject = find_subject_of_comment(comment, "sku")
    assert subject in (f"sku:{action}", f"sku:{action}=50")
    assert "sku" in say(subject, wanted=True)
    assert "sku" in say(subject, wanted=False)


@pytest.mark.parametrize(
    ("text", "field"),
    [("sku must be positive", "sku"), ("read-only", ""), ("make price read-only", "sku"), ("", "sku")],
)
def test_what_belongs_to_one_erd_generalises_to_nothing(text: str, field: str) -> None:
    assert find_subject_of_comment(text, field) == ""
