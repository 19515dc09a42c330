"""Names that generated code cannot use: Python, Django or a library of the generated project owns them.

Each set was found by building models, serializers, factories and filters with every candidate and keeping
what broke; ``tests/compiler/spec/test_reserved_names.py`` repeats that.
"""

from __future__ import annotations

import keyword
import re


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


PYTHON_WORDS = frozenset(keyword.kwlist)

#: Attributes of ``Model`` and of the managers and query sets that the generated project gives it.
MODEL_ATTRIBUTES = _names(
    """
    adelete arefresh_from_db asave check clean clean_fields date_error_message delete from_db full_clean
    get_constraints get_deferred_fields id objects pk prepare_database_save refresh_from_db save
    save_base serializable_value unique_error_message validate_constraints validate_unique all_objects
    visible_to
    """
)

#: ``Model(**values)`` and factories take these as arguments of their own; the rest are factory methods.
FACTORY_NAMES = _names(
    """
    self cls build build_batch create create_batch generate generate_batch reset_sequence
    simple_generate simple_generate_batch stub stub_batch
    """
)

#: What the body of a generated class refers to, so that no field may hide it.
CLASS_BODY_NAMES = frozenset({"models", "factory", "serializers", "dict", "list"})

MEMBER_NAMES = PYTHON_WORDS | MODEL_ATTRIBUTES | FACTORY_NAMES | CLASS_BODY_NAMES

#: Methods that Django adds for fields with choices and for dates.
ACCESSOR = re.compile(r"get_\w+_display|get_(next|previous)_by_\w+")

#: Fields that every AbstractUser has, and their columns.
USER_FIELDS = _names(
    """
    id password last_login is_superuser username first_name last_name email is_staff is_active
    date_joined
    """
)

#: What else AbstractUser and Django's own apps put on the user model.
USER_ATTRIBUTES = _names(
    """
    email_field required_fields username_field acheck_password aget_all_permissions
    aget_group_permissions aget_user_permissions ahas_module_perms ahas_perm ahas_perms auth_token
    check_password email_user get_all_permissions get_email_field_name get_full_name
    get_group_permissions get_next_by_date_joined get_previous_by_date_joined
    get_session_auth_fallback_hash get_session_auth_hash get_short_name get_user_permissions
    get_username groups has_module_perms has_perm has_perms has_usable_password is_anonymous
    is_authenticated logentry logentry_set natural_key normalize_username outstandingtoken
    outstandingtoken_set set_password set_unusable_password user_permissions username_validator
    """
)

#: Join tables that Django makes by itself have fields called like the entities in lower case, so that
#: no entity can be called ``Objects`` or ``Check`` either.
MODEL_NAMES = MODEL_ATTRIBUTES

#: Classes that the generated ``models.py`` imports or defines, and stems of classes beside it: an entity
#: ``Entity`` would get a second ``EntitySerializer``.
CLASS_NAMES = PYTHON_WORDS | _names(
    """
    Meta User AbstractUser UserManager AccountManager Manager QuerySet EntityQuerySet SoftDeleteModel
    Q F Lower Decimal UUID RegexValidator MinValueValidator MaxValueValidator MinLengthValidator
    MaxLengthValidator ValidationError DoesNotExist MultipleObjectsReturned
    Entity SignUp CurrentUser SessionLogin SessionLogout
    """
)

#: What generated modules append to an entity's class name.
DERIVED_SUFFIXES = (
    "NestedSerializer", "Serializer", "ViewSet", "Admin", "Factory", "FilterSet", "Filter",
    "QuerySet", "Manager",
)  # fmt: skip

#: First parts of the generated project's own addresses below ``/api/``.
ROUTES = frozenset({"auth", "docs", "schema", "health", "admin"})

#: Query parameters of the generated API: a field with one of these names cannot be a filter.
QUERY_PARAMETERS = frozenset(
    {"page", "page_size", "search", "ordering", "cursor", "limit", "offset", "format"}
)

#: Tables of the apps that every generated project has.
TABLE_PREFIXES = ("auth_", "django_", "token_blacklist_", "sqlite_", "pg_")
