"""Runs of the generator and all that came of them, as rows. Only ``erdgen.lifecycle`` changes their state."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """Where a run stands; ``erdgen.lifecycle.TRANSITIONS`` says which can follow which."""

    QUEUED = "queued", "queued"
    RUNNING = "running", "running"
    AWAITING_REVIEW = "awaiting_review", "awaiting review"
    APPLIED = "applied", "applied"
    DONE = "done", "done"
    REJECTED = "rejected", "rejected"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


#: Nothing follows these. Of a workflow that writes nothing ``DONE`` is the good end.
ENDED = (State.APPLIED, State.DONE, State.REJECTED, State.FAILED, State.CANCELLED)


class Queue(models.TextChoices):
    """Where a run waits: proofs take minutes, everything else takes seconds."""

    RUNS = "runs", "runs"
    PROOF = "proof", "proof"


class Origin(models.TextChoices):
    """Who asked for a run."""

    SITE = "site", "site"
    COMMAND = "command", "command"


class Run(models.Model):
    """One generation. While it is running, whoever holds the lease, and nobody else, writes to it."""

    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SITE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="runs"
    )
    source = models.CharField("file name of the ERD", max_length=255)
    erd = models.BinaryField("ERD")
    options = models.JSONField(default=dict)
    #: Failures with what a model said, and what was done about each; ``erdgen.setbacks`` reads them.
    setbacks = models.JSONField(default=list)
    output = models.CharField("output folder", max_length=4096)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    message = models.TextField(blank=True)
    queue = models.CharField(max_length=10, choices=Queue, default=Queue.RUNS)
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("last message to the workers", null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_holder = models.CharField(max_length=255, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField("attempts since the last finished step", default=0)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="approved_runs"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        permissions = (
            ("start_run", "Can start and cancel runs"),
            ("review_run", "Can approve and reject what runs propose"),
            ("apply_run", "Can apply approved runs"),
        )
        indexes = (
            models.Index(fields=("state", "queue", "queued_at"), name="run_waiting"),
            models.Index(fields=("author", "created_at"), name="run_of_author"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(state__in=State.values), name="run_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=State.RUNNING, lease_until__isnull=False) & ~Q(lease_token="")
                | ~Q(state=State.RUNNING) & Q(lease_token="", lease_until__isnull=True),
                name="run_is_leased_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | ~Q(state__in=ENDED) & Q(ended_at__isnull=True),
                name="run_has_an_end_once_it_ended",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}: {self.source}"

    @property
    def workflow(self) -> str:
        """The name of its workflow; runs of older sites all make a new backend."""
        return str(self.options.get("workflow", "new"))


class Upload(models.Model):
    """A project that somebody sent as a zip, in place of the output folder; checked before it is stored."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="upload")
    data = models.BinaryField("zip archive")

    def __str__(self) -> str:
        return f"upload of run {self.run_id}"


class StepState(models.TextChoices):
    """How far a step is."""

    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class Step(models.Model):
    """A checkpoint: what a finished step came to is stored with it, and is not made again."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    #: Of everything that the result depends on; a step with another input is done anew.
    input_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=StepState, default=StepState.RUNNING)
    output = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)

    class Meta:
        ordering = ("run", "position")
        constraints = (models.UniqueConstraint(fields=("run", "name"), name="step_once_a_run"),)

    def __str__(self) -> str:
        return self.name


class Verdict(models.TextChoices):
    """What a person said of a contribution or a file."""

    OPEN = "open", "open"
    APPROVED = "approved", "approved"
    REJECTED = "rejected", "rejected"


class Judged(models.Model):
    """What people approve, reject and comment, and who did."""

    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.OPEN)
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verdict_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        abstract = True


class Contribution(Judged):
    """One operation of an agent, with its reason; ``data`` is the whole of it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="contributions")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    owner = models.CharField(max_length=100)
    entity = models.TextField(blank=True)
    reason = models.TextField()
    line = models.PositiveIntegerField("line of the ERD", null=True, blank=True)
    data = models.JSONField()

    class Meta:
        ordering = ("run", "position")
        constraints = (models.UniqueConstraint(fields=("run", "position"), name="contribution_place"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.entity}".strip()


class Finding(models.Model):
    """One diagnostic. ``step`` names the step that found it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="findings")
    step = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    message = models.TextField()
    hint = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    column = models.PositiveIntegerField(null=True, blank=True)
    path = models.TextField(blank=True)

    class Meta:
        ordering = ("run", "pk")

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class HubMessage(models.Model):
    """One line of the agents' conversation."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="messages")
    position = models.PositiveIntegerField()
    sender = models.CharField(max_length=100)
    recipient = models.CharField(max_length=100)
    kind = models.CharField(max_length=100)
    text = models.TextField()
    entity = models.TextField(blank=True)

    class Meta:
        ordering = ("run", "position")
        constraints = (models.UniqueConstraint(fields=("run", "position"), name="message_place"),)

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient}: {self.text}"


class AgentWork(models.Model):
    """What one agent took of a run; ``seconds`` is None while it is at work."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="agents")
    agent = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField()
    seconds = models.FloatField(null=True)

    class Meta:
        ordering = ("run", "pk")
        constraints = (models.UniqueConstraint(fields=("run", "agent"), name="agent_once_a_run"),)

    def __str__(self) -> str:
        return self.agent


class ProposedFile(Judged):
    """One generated file against what the output folder holds.

    ``content`` is None for a file that is to be removed, and for runs of the command, whose files stand in
    their output folder. ``base_digest`` is empty for a file that is new.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="files")
    path = models.CharField(max_length=1024)
    state = models.CharField(max_length=10, blank=True)
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    base_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("run", "path")
        constraints = (models.UniqueConstraint(fields=("run", "path"), name="file_once_a_run"),)

    def __str__(self) -> str:
        return self.path


class Proof(models.Model):
    """What was run against the proposed project and what came out; ``steps`` are those of the proof."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="proof")
    ok = models.BooleanField()
    tests = models.PositiveIntegerField(default=0)
    coverage = models.FloatField(default=0)
    database = models.CharField(max_length=40)
    isolation = models.CharField(max_length=40, blank=True)
    steps = models.JSONField(default=list)

    @property
    def unverified(self) -> bool:
        """As of a ``ProofResult``."""
        return self.ok and not any(step["name"] == "tests" for step in self.steps)

    def __str__(self) -> str:
        return "unverified" if self.unverified else "proven" if self.ok else "not proven"


class Event(models.Model):
    """One line of a run's log. Keys rise within a run, as only one writer at a time may write to it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("run", "pk")

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class PreferenceState(models.TextChoices):
    """Whether a preference counts."""

    PROPOSED = "proposed", "proposed"
    ACTIVE = "active", "active"
    REMOVED = "removed", "removed"


class Preference(models.Model):
    """What somebody decided the same way again and again; ``erdgen.preferences`` says what a subject is.

    It belongs to one person, or to a team, and then holds for all who are in it.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", null=True, editable=False
    )
    team = models.ForeignKey(
        "auth.Group", models.CASCADE, related_name="preferences", null=True, editable=False
    )
    subject = models.CharField(max_length=300, editable=False)
    wanted = models.BooleanField(editable=False)
    sentence = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=PreferenceState, default=PreferenceState.PROPOSED)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("owner", "team", "pk")
        permissions = (("share_preference", "Can make preferences those of a team, and change them"),)
        constraints = (
            models.UniqueConstraint(fields=("owner", "subject", "wanted"), name="preference_once_a_person"),
            models.UniqueConstraint(fields=("team", "subject", "wanted"), name="preference_once_a_team"),
            models.CheckConstraint(
                condition=Q(owner=None, team__isnull=False) | Q(owner__isnull=False, team=None),
                name="preference_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PreferenceState.values), name="preference_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.sentence
