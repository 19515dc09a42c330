"""What a person decided the same way in three runs becomes a preference, once the person says so.

Somebody who may can make it a team's; a team is a group of accounts.

A *subject* is what generalises of a decision: ``created_at:read_only`` (a field's name and what it is to
be), ``title:max_length=50``, or a kind alone, ``nest_relation``. It is wanted or not. A preference speaks
where the ERD does not: what is wanted is told to the agents like a comment, which they refuse where the ERD
says otherwise, and of what is not wanted only conventions are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models import Q, QuerySet
from django.utils import timezone

from agents.feedback.phrases import find_phrases, normalise
from erdgen.compiler import contributions as ops
from erdgen.compiler.codec import decode
from erdgen.compiler.passes import Comment
from erdgen.compiler.spec.project import Project
from erdgen.models import Event, Preference, PreferenceState, Run, Verdict

#: In so many runs something has to be decided the same way.
OFTEN = 3
NESTING = "nest_relation"
#: Keys of ``api_requirements`` that speak of nesting.
NESTING_KEYS = frozenset({"nesting", "nesting_depth", "depth"})


@dataclass(frozen=True, slots=True)
class Wording:
    """The comment that asks for it, and the sentences of a preference for it and against it."""

    comment: str
    wanted: str
    unwanted: str


WORDINGS = {
    "read_only": Wording("read-only", "{field} is read-only", "{field} is not read-only by convention"),
    "hidden": Wording("hidden", "{field} is hidden", "{field} is not hidden by convention"),
    "index": Wording("add an index", "{field} has an index", "no index on {field}"),
    "searchable": Wording("searchable", "lists are searched by {field}", "lists are not searched by {field}"),
    "filterable": Wording("filterable", "lists are filtered by {field}", "lists are not filtered by {field}"),
    "sortable": Wording("sortable", "lists are sorted by {field}", "lists are not sorted by {field}"),
    "max_length": Wording(
        "at most {value} characters",
        "{field} has at most {value} characters",
        "{field} is not cut to {value} characters by convention",
    ),
}
OPTIONS = {"read_only": "read_only", "write_only": "hidden", "index": "index", "max_length": "max_length"}


def find_subject(made: ops.AnyContribution) -> str:
    """What generalises of a contribution; empty for what belongs to one ERD alone."""
    match made:
        case ops.NestRelation(depth=depth):
            return NESTING if depth else ""
        case ops.AddSearch(field=name):
            return f"{name}:searchable"
        case ops.AddFilter(field=name):
            return f"{name}:filterable"
        case ops.AddOrdering(field=name):
            return f"{name}:sortable"
        case ops.SetFieldOption(field=name, option=option, value=value) if option in OPTIONS:
            tail = f"={value}" if option == "max_length" else ""
            return f"{name}:{OPTIONS[option]}{tail}"
    return ""


def find_subject_of_comment(text: str, field: str) -> str:
    """What generalises of a comment on a field; empty where nothing does."""
    for action, match in find_phrases(normalise(text)):
        named = match.get("subject", "").lower().replace(" ", "_") in ("", "it", "this", field.lower())
        if action in WORDINGS and named and field:
            value = match.get("value", "")
            return f"{field}:{action}={value}" if value else f"{field}:{action}"
    return ""


def say(subject: str, *, wanted: bool) -> str:
    """The preference as a sentence."""
    if subject == NESTING:
        return "nested serializers" if wanted else "no nested serializers"
    field, action, value = split(subject)
    wording = WORDINGS[action]
    return (wording.wanted if wanted else wording.unwanted).format(field=field, value=value)


def split(subject: str) -> tuple[str, str, str]:
    """Field, action, and the value that some have."""
    field, _, rest = subject.partition(":")
    action, _, value = rest.partition("=")
    return field, action, value


def propose(person: User, subjects: Iterable[str]) -> list[Preference]:
    """Preferences about ``subjects`` that the person's last decisions come to, and nobody proposed before."""
    proposed = []
    for subject in sorted({*subjects} - {""}):
        decided = list_decisions(person, subject)[:OFTEN]
        if len(decided) < OFTEN or len(set(decided)) > 1:
            continue
        (wanted,) = set(decided)
        if subject == NESTING and wanted:
            continue  # it is what everybody gets
        preference, new = Preference.objects.get_or_create(
            owner=person,
            subject=subject,
            wanted=wanted,
            defaults={"sentence": say(subject, wanted=wanted)},
        )
        proposed += [preference] if new else []
    return proposed


def list_decisions(person: User, subject: str) -> list[bool]:
    """What the person decided about a subject, one truth value for each run, the newest first."""
    events = Event.objects.filter(data__by=person.get_username(), data__subject=subject).order_by("pk")
    withdrawn = set(Event.objects.filter(kind="withdrawn").values_list("data__comment", flat=True))
    decided: dict[int, bool] = {}
    for event in events:
        verdict = event.data.get("verdict", Verdict.APPROVED)
        decided.pop(event.run_id, None)
        if event.pk not in withdrawn and verdict != Verdict.OPEN:
            decided[event.run_id] = verdict == Verdict.APPROVED
    return [decided[run] for run in sorted(decided, reverse=True)]


def accept(preference: Preference) -> None:
    """Let it count from now on, in place of one that says the opposite."""
    opposite = Preference.objects.filter(
        owner=preference.owner,
        team=preference.team,
        subject=preference.subject,
        wanted=not preference.wanted,
    )
    opposite.update(state=PreferenceState.REMOVED)
    preference.state = PreferenceState.ACTIVE
    preference.save()


def share(preference: Preference, team: Group) -> Preference:
    """Make it the team's, where it counts from now on; the person's own is removed."""
    shared, _ = Preference.objects.get_or_create(
        team=team, subject=preference.subject, wanted=preference.wanted
    )
    shared.sentence = preference.sentence
    accept(shared)
    Preference.objects.filter(pk=preference.pk, team=None).update(state=PreferenceState.REMOVED)
    return shared


def list_visible(person: User) -> QuerySet[Preference]:
    """The person's own preferences, and those of the person's teams."""
    return Preference.objects.filter(Q(owner=person) | Q(team__in=person.groups.all()))


def collect(person: User) -> list[dict[str, Any]]:
    """The preferences for a person's runs as the options of a run keep them: what changes later is for later.

    Of several about the same thing the person's own counts, or else that of the first team by name.
    """
    active = list_visible(person).filter(state=PreferenceState.ACTIVE).select_related("team")
    holders: dict[str, Group | None] = {}
    kept = []
    for each in sorted(active, key=lambda one: (one.team is not None, str(one.team or ""), one.pk)):
        about = each.subject.partition("=")[0]
        if holders.setdefault(about, each.team) == each.team:
            said = {"subject": each.subject, "wanted": each.wanted, "sentence": each.sentence}
            kept.append({**said, "team": str(each.team or "")})
    return kept


def whose(kept: Mapping[str, Any]) -> str:
    """Whose preference it is, of one as the options of a run keep it."""
    team = kept.get("team", "")
    return f"the preference of team {team}" if team else "your preference"


def recall(run: Run) -> Sequence[Mapping[str, Any]]:
    """The preferences that ``run`` was started with."""
    kept: Sequence[Mapping[str, Any]] = run.options.get("preferences", ())
    return kept


def as_comments(run: Run, project: Project) -> Iterator[Comment]:
    """What is wanted, said of every field of that name."""
    for kept in recall(run):
        field, action, value = split(kept["subject"])
        if not kept["wanted"] or action not in WORDINGS:
            continue
        text = WORDINGS[action].comment.format(value=value)
        for entity in project.entities:
            if field in entity.members:
                place, said = f"{entity.name}.{field}", kept["sentence"]
                yield Comment(text, whose(kept), place, entity=entity.name, field=field, preference=said)


def turn_down(run: Run) -> None:
    """Reject what is not wanted among the run's contributions, with the preference as the reason."""
    unwanted = {
        kept["subject"]: f"because of {whose(kept)} “{kept['sentence']}”"
        for kept in recall(run)
        if not kept["wanted"]
    }
    if NESTING in unwanted and states_nesting(bytes(run.erd)):
        del unwanted[NESTING]
    if not unwanted:
        return
    for row in run.contributions.filter(data__because__source__in=("convention", "model")):
        reason = unwanted.get(find_subject(decode(row.data)))
        if reason is not None:
            row.verdict, row.verdict_by, row.verdict_at = Verdict.REJECTED, run.author, timezone.now()
            row.comment = reason
            row.save(update_fields=("verdict", "verdict_by", "verdict_at", "comment"))


def states_nesting(erd: bytes) -> bool:
    """Whether the ERD itself says how deep responses are nested."""
    try:
        document = json.loads(erd)
    except (ValueError, RecursionError):
        return False
    stated = document.get("api_requirements") if isinstance(document, dict) else None
    return isinstance(stated, dict) and not NESTING_KEYS.isdisjoint(stated)
