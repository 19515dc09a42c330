"""AuthenticationAgent: roles, owners, permissions, and what stays hidden or out of reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from agents.access import covers
from agents.access_findings import (
    tell_closed,
    tell_doubtful,
    tell_out_of_reach,
    tell_sender_needed,
    tell_silence,
)
from agents.access_rules import AccessTable, in_words
from agents.base import Agent
from agents.hub import Seat
from agents.linked_rows import close_lists, tell_closed_list
from agents.notes import Asked, FieldHidden, HiddenFields, OwnerKnown, Question, WhoMayRead
from agents.ownership import Ownership, takes_sender
from agents.recalled import is_rival, put_back
from agents.secrecy import Secrecy, judge_secrecy, stands_for_row
from agents.statements import Settled, decide, gather_statements, settle
from agents.unreachable import find_obstacle, find_server_value
from agents.words import POWERS, is_privileged_name, snake
from erdgen.compiler.contributions import (
    AddRule,
    AnyContribution,
    Because,
    DefineRole,
    GrantPermission,
    RestrictField,
    SetFieldOption,
    SetOwner,
)
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.rules.forms import ServerSet
from erdgen.compiler.spec.project import (
    ACTIONS,
    ANYONE,
    AUTHENTICATED,
    Action,
    Entity,
    Project,
    Role,
)

if TYPE_CHECKING:
    from agents.enrich.access import AccessNow
    from agents.enrich.desk import Enrichment

Grants = dict[Action, tuple[str, ...]]


class AuthenticationAgent(Agent):
    """Knows who may do what. Where the ERD is silent it is tight, and says so."""

    name: ClassVar[str] = "authentication"
    after: ClassVar[tuple[str, ...]] = ("business_logic",)

    def __init__(self) -> None:
        self._grants: dict[str, Grants] = {}
        self._privileged: set[str] = set()
        self._hidden: dict[str, dict[str, None]] = defaultdict(dict)

    def contribute(self, project: Project, seat: Seat) -> Sequence[AnyContribution]:
        tables = [settle(project, statements, seat) for statements in gather_statements(project, seat)]
        roles = list(self._roles(project, tables))
        return [*roles, *self._close_lists(project, tables, self._enriched(project, tables, seat), seat)]

    def answer(self, question: Question[Any]) -> Any:
        match question:
            case WhoMayRead(entity=entity) if entity in self._grants:
                return self._grants[entity]["read"]
            case HiddenFields(entity=entity):
                return tuple(self._hidden.get(entity, ()))
        return None

    def review(
        self, project: Project, contributions: Sequence[AnyContribution], seat: Seat
    ) -> Sequence[Finding]:
        """Every endpoint has a permission for every action."""
        granted = {(c.entity, c.action) for c in contributions if isinstance(c, GrantPermission)}
        return [
            Finding(
                Level.ERROR,
                "review.E001",
                f"nobody decided who may {action} {entity.name}",
                subject=entity.name,
            )
            for entity in project.entities
            for action in ACTIONS
            if (entity.name, action) not in granted
        ]

    def _roles(self, project: Project, tables: Sequence[Settled]) -> Iterator[DefineRole]:
        managers = {
            grantee
            for table, _ in tables
            if table.entity.is_user
            for action in ACTIONS
            if action != "read"
            for grantee in table.grantees("", action) or ()
        }
        for role in project.auth.roles:
            privileged, reason = _privilege(role, role.source in managers)
            source: Literal["erd", "convention"] = "convention" if role.privileged is None else "erd"
            because = Because(reason, source, role.location)
            if privileged:
                self._privileged.add(role.source)
            yield DefineRole(owner=self.name, role=role.source, privileged=privileged, because=because)

    def _entity(self, table: AccessTable, owner: Ownership | None, seat: Seat) -> Iterator[AnyContribution]:
        entity = table.entity
        if owner is not None:
            creators, updaters = (table.grantees("", action) or () for action in ("create", "update"))
            owner = takes_sender(owner, creators, updaters, frozenset(self._privileged))
            sent = owner.sender
            if sent and (entity.members[sent].read_only or _server_sets(seat, entity, sent)):
                owner = replace(owner, named_by=())
            yield from self._own(entity, owner, seat)
        sender = owner.sender if owner is not None else ""
        yield from self._grant(table, sender, seat)
        yield from self._restrict(table, seat)
        unreachable = [*self._protect(table, seat), *self._close(table, seat)]
        yield from unreachable
        yield from self._fill(table, sender, unreachable)
        yield from self._keep_secrets(table, seat)

    def _enriched(self, project: Project, tables: Sequence[Settled], seat: Seat) -> list[AnyContribution]:
        """What the agent knows by itself, as far as a model does not tighten it where the ERD is silent."""
        own = [list(self._entity(table, owner, seat)) for table, owner in tables]
        if seat.desk is None:
            pairs = zip(tables, own, strict=True)
            return [each for (table, _), made in pairs for each in self._recalled(table.entity, made, seat)]
        # Only who asks a model waits for what that needs.
        from agents.enrich.access import protect_entities

        now = [self._now(*settled, made, seat) for settled, made in zip(tables, own, strict=True)]
        return [
            each
            for (table, _), made, found in zip(
                tables, own, protect_entities(project, now, seat.desk), strict=True
            )
            for each in self._protected(table.entity, made, found, seat)
        ]

    def _now(
        self, table: AccessTable, owner: Ownership | None, own: Sequence[AnyContribution], seat: Seat
    ) -> AccessNow:
        """What a model is told of the entity's access."""
        # Only who asks a model waits for what that needs.
        from agents.enrich.access import AccessNow

        entity = table.entity
        return AccessNow(
            entity,
            self._grants[entity.name],
            frozenset(action for action in ACTIONS if table.listed or ("", action) in table.cells),
            frozenset((*table.fields, *self._hidden.get(entity.name, ()), *_list_closed(entity, seat, own))),
            owner.path if owner is not None else "",
        )

    def _protected(
        self, entity: Entity, own: Sequence[AnyContribution], found: Enrichment, seat: Seat
    ) -> list[AnyContribution]:
        """``own`` with what a model may tighten; all else it says waits or is told."""
        seat.suggest(found.suggestions)
        for finding in found.findings:
            seat.report(finding)
        self._note(entity, found.contributions, seat)
        tighter = {made.action for made in found.contributions if isinstance(made, GrantPermission)}
        kept = (each for each in own if not (isinstance(each, GrantPermission) and each.action in tighter))
        # What was agreed before comes last: the question, and so its known answer, is the same as then.
        return self._recalled(entity, [*kept, *found.contributions], seat)

    def _recalled(self, entity: Entity, own: list[AnyContribution], seat: Seat) -> list[AnyContribution]:
        """``own`` with what was agreed on when the backend was generated before."""
        kept = seat.recall(lambda made: made.entity == entity.name)
        made = put_back(own, kept)
        back = [each.made for each in kept]
        first = [each for each in back if next(filter(partial(is_rival, each), made), None) is each]
        self._note(entity, first, seat)
        return made

    def _close_lists(
        self, project: Project, tables: Sequence[Settled], made: Sequence[AnyContribution], seat: Seat
    ) -> list[AnyContribution]:
        """``made``, where links to many rows show only what their rows show by themselves."""
        owners = {table.entity.name: owner.path for table, owner in tables if owner is not None}
        readers = {name: grants["read"] for name, grants in self._grants.items()}
        closures = close_lists(project, readers, owners, made, self.name)
        for closure in closures.values():
            entity = project.by_name[closure.entity]
            self._hide(entity, closure.field, closure.because.text, seat)
            seat.report(tell_closed_list(entity, closure))
        standing = [
            each
            for each in made
            if not isinstance(each, RestrictField) or (each.entity, each.field) not in closures
        ]
        return [*standing, *closures.values()]

    def _note(self, entity: Entity, made: Sequence[AnyContribution], seat: Seat) -> None:
        """Go by what a model decided of access."""
        for each in made:
            if isinstance(each, GrantPermission):
                self._grants[entity.name][each.action] = each.grantees
            elif isinstance(each, SetFieldOption | RestrictField):
                self._hide(entity, each.field, each.because.text, seat)

    def _own(self, entity: Entity, owner: Ownership, seat: Seat) -> Iterator[AnyContribution]:
        because = Because(owner.reason, "erd" if owner.by_erd else "convention", entity.location)
        yield SetOwner(
            owner=self.name,
            entity=entity.name,
            path=owner.path,
            from_request=owner.from_request,
            named_by=owner.named_by,
            because=because,
        )
        seat.broadcast(OwnerKnown(entity.name, owner.path, owner.from_request))
        if not owner.sender:
            return
        reason = "an owner is whoever sends the request, never a name that a client gives"
        if owner.named_by:
            reason = (
                f"an owner is whoever sends the request, unless {in_words(owner.named_by)} names somebody"
            )
        if not owner.from_request:
            reason = f"{owner.sender} is whoever sends the request, whoever owns the row"
            if not _server_sets(seat, entity, owner.sender):
                yield self._sent(entity, owner.sender, reason)
        if not entity.members[owner.sender].read_only:
            yield self._option(entity, owner.sender, "read_only", True, reason, "safety")

    def _sent(self, entity: Entity, name: str, reason: str) -> AddRule:
        """Fill a link that is not the owner with whoever creates the row."""
        return AddRule(
            owner=self.name,
            entity=entity.name,
            rule=ServerSet(name, "user"),
            message=f"{reason}.",
            because=Because(reason, "safety", entity.members[name].location),
        )

    def _grant(self, table: AccessTable, sender: str, seat: Seat) -> Iterator[GrantPermission]:
        entity = table.entity
        grants = self._grants[entity.name] = {}
        for action in ACTIONS:
            grantees, because = decide(table, action)
            if action == "create" and ANYONE in grantees and sender and entity.members[sender].required:
                grantees = tuple(dict.fromkeys(AUTHENTICATED if g == ANYONE else g for g in grantees))
                seat.report(tell_sender_needed(entity, sender, because))
            grants[action] = grantees
            yield GrantPermission(
                owner=self.name, entity=entity.name, action=action, grantees=grantees, because=because
            )
        finding = tell_silence(table)
        if finding is not None:
            seat.report(finding)

    def _restrict(self, table: AccessTable, seat: Seat) -> Iterator[RestrictField]:
        for field in table.fields:
            read, write = table.grantees(field, "read"), table.grantees(field, "update")
            if read is not None:
                self._hide(table.entity, field, f"only {in_words(read)} may read it", seat)
            for finding in tell_out_of_reach(table, field, self._grants[table.entity.name]):
                seat.report(finding)
            yield RestrictField(
                owner=self.name,
                entity=table.entity.name,
                field=field,
                read=read,
                write=write,
                because=table.reason(field),
            )

    def _protect(self, table: AccessTable, seat: Seat) -> Iterator[SetFieldOption]:
        """Close the fields of a user by which people could raise themselves."""
        entity = table.entity
        for member in entity.members.values() if entity.is_user else ():
            decided = table.grantees(member.name, "update") is not None
            if decided or member.read_only or snake(member.known_as) not in POWERS:
                continue
            if getattr(member, "auto", ""):
                continue
            reason = "it gives a user powers that no user may take"
            yield self._option(entity, member.name, "read_only", True, reason, "safety")
            seat.report(
                tell_closed(
                    "auth.I002",
                    entity,
                    member,
                    f"read-only for clients: {reason}",
                    "a field permission opens it",
                )
            )

    def _close(self, table: AccessTable, seat: Seat) -> Iterator[SetFieldOption]:
        """Take from clients what reviewers want read-only."""
        for note in seat.heard(Asked):
            if note.entity != table.entity.name:
                continue
            wishes = [wish for wish in note.wishes if isinstance(wish, SetFieldOption)]
            reason = next(filter(None, (find_obstacle(table, wish.field) for wish in wishes)), "")
            seat.reply(note.comment, reason)
            yield from wishes if not reason else ()

    def _fill(
        self, table: AccessTable, sender: str, closed: Sequence[SetFieldOption]
    ) -> Iterator[SetFieldOption]:
        """Give members that a creating client cannot set a value, so that rows can be created at all."""
        entity = table.entity
        creators = self._grants[entity.name]["create"]
        names = {option.field for option in closed}
        for field in table.fields:
            writers = table.grantees(field, "update")
            names |= {field} if writers is not None and not covers(writers, creators) else set()
        names |= {member.name for member in entity.members.values() if member.read_only}
        names -= {sender}
        set_by_nobody = {option.field for option in closed}
        for member in entity.members.values():
            settable = not member.read_only and member.name not in set_by_nobody
            option = find_server_value(member, settable=settable) if member.name in names else None
            if option is not None:
                reason = "not everyone who creates a row may set it, so a row must do without"
                yield self._option(entity, member.name, *option, reason, "convention")

    def _keep_secrets(self, table: AccessTable, seat: Seat) -> Iterator[SetFieldOption]:
        entity = table.entity
        for field in entity.fields:
            if field.write_only:
                self._hide(entity, field.name, "it is write-only", seat)
                continue
            secrecy = judge_secrecy(entity, field)
            if secrecy is Secrecy.NONE or table.grantees(field.name, "read") is not None:
                continue
            if field.read_only:
                self._hide(entity, field.name, "its name says that it may be a secret", seat)
            elif secrecy is Secrecy.DOUBTFUL or stands_for_row(entity, field.name):
                seat.report(tell_doubtful(entity, field))
            else:
                reason = "its name says that it is a secret"
                self._hide(entity, field.name, reason, seat)
                yield self._option(entity, field.name, "write_only", True, reason, "safety")
                hint = (
                    f"if it is none, say who may read it in field_permissions.{entity.source}.{field.source}"
                )
                seat.report(tell_closed("auth.I003", entity, field, f"write-only: {reason}", hint))

    def _hide(self, entity: Entity, name: str, reason: str, seat: Seat) -> None:
        self._hidden[entity.name][name] = None
        seat.broadcast(FieldHidden(entity.name, name, reason))

    def _option(
        self,
        entity: Entity,
        name: str,
        option: Literal["read_only", "write_only", "required", "default"],
        value: str | int | bool,
        reason: str,
        source: Literal["convention", "safety"],
    ) -> SetFieldOption:
        return SetFieldOption(
            owner=self.name,
            entity=entity.name,
            field=name,
            option=option,
            value=value,
            because=Because(reason, source, entity.members[name].location),
        )


def _list_closed(entity: Entity, seat: Seat, own: Sequence[AnyContribution]) -> Iterator[str]:
    """Fields that clients do not write: what nobody sends cannot be hidden from all as well."""
    closing = ("auto", "read_only", "write_only")
    for made in (*seat.agreed(), *own):
        if isinstance(made, SetFieldOption) and made.entity == entity.name and made.option in closing:
            yield made.field


def _privilege(role: Role, manages_users: bool) -> tuple[bool, str]:
    if role.privileged is not None:
        return role.privileged, "the ERD says whether people may take this role themselves"
    if manages_users:
        return True, "who manages users must be made so by somebody"
    if is_privileged_name(role.source):
        return True, "by its name it has power over others"
    return False, "people may choose it when they register"


def _server_sets(seat: Seat, entity: Entity, name: str) -> bool:
    """Whether a business rule says already how ``name`` is filled."""
    rules = [made for made in seat.agreed() if isinstance(made, AddRule) and made.entity == entity.name]
    return any(isinstance(made.rule, ServerSet) and made.rule.field == name for made in rules)
