"""Conventions about names: which words in a field's or role's name say what it is."""

from __future__ import annotations

import re

_SPLIT = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

CREATED = frozenset(
    {
        "created_at", "created", "created_on", "created_date", "created_time", "creation_date",
        "creation_time", "date_created", "time_created", "create_date", "create_time", "inserted_at",
        "inserted_on", "date_added", "added_at", "added_on", "createdat", "created_datetime",
        "created_timestamp",
    }
)  # fmt: skip
UPDATED = frozenset(
    {
        "updated_at", "updated", "updated_on", "updated_date", "updated_time", "update_date",
        "update_time", "date_updated", "modified", "modified_at", "modified_on", "modified_date",
        "date_modified", "modification_date", "last_modified", "last_modified_at", "last_modified_date",
        "last_updated", "last_updated_at", "last_update", "updatedat", "updated_datetime",
        "updated_timestamp",
    }
)  # fmt: skip
OWNERS = frozenset(
    {
        "owner", "user", "author", "creator", "customer", "applicant", "candidate", "member", "client",
        "seller", "buyer", "reporter", "sender", "reviewer", "poster", "uploader", "account_holder",
        "requester", "publisher",
    }
)  # fmt: skip
#: Links to someone who deals with the row: whoever creates it says who that is.
PASSIVE = frozenset(
    {
        "assignee", "assigned_to", "approver", "manager", "supervisor", "recipient", "receiver",
        "responsible", "approved_by", "assigned_by", "reviewed_by", "updated_by", "modified_by",
        "last_modified_by", "last_updated_by", "deleted_by", "verified_by", "edited_by", "changed_by",
        "confirmed_by", "closed_by", "resolved_by", "rejected_by", "accepted_by", "checked_by",
        "handled_by", "processed_by", "managed_by", "invited_by", "referred_by", "followed_by",
        "liked_by", "locked_by", "cancelled_by", "canceled_by", "completed_by", "archived_by",
        "supervised_by", "moderated_by", "signed_by", "paid_by", "blocked_by",
    }
)  # fmt: skip
PRIVILEGED = frozenset(
    {
        "admin", "admins", "administrator", "superadmin", "superuser", "root", "staff", "moderator",
        "manager", "supervisor", "owner", "operator", "editor", "support", "sysadmin", "system",
        "maintainer", "auditor",
    }
)  # fmt: skip
#: Fields of a user that would let people raise themselves.
POWERS = frozenset(
    {
        "role", "roles", "user_role", "group", "groups", "is_admin", "admin", "is_staff", "staff",
        "is_superuser", "superuser", "is_verified", "verified", "email_verified", "is_email_verified",
        "permission", "permissions", "user_permissions", "plan", "balance", "credit", "credits",
        "is_moderator", "moderator", "is_banned", "banned", "is_blocked", "blocked", "is_suspended",
        "suspended", "is_premium", "premium", "is_active", "active", "activated", "access_level",
        "is_approved", "approved",
    }
)  # fmt: skip


def snake(name: str) -> str:
    """``createdAt`` and ``Created At`` as ``created_at``: the one spelling that the sets above use."""
    return "_".join(word.lower() for word in _words(name))


def is_owner_name(name: str) -> bool:
    """Whether a link of this name leads to the user whose row it is."""
    plain = snake(name).removesuffix("_id")
    return plain in OWNERS or (plain.endswith("_by") and plain not in PASSIVE)


def is_passive_name(name: str) -> bool:
    """Whether a link of this name leads to someone whom others choose."""
    return snake(name).removesuffix("_id") in PASSIVE


def is_privileged_name(role: str) -> bool:
    return (
        any(word.lower() in PRIVILEGED for word in _words(role))
        or "".join(_words(role)).lower() in PRIVILEGED
    )


def _words(name: str) -> list[str]:
    return [word for word in _SPLIT.split(name) if word]
