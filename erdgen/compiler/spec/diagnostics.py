"""Every diagnostic of the frontend: its stable code and what it means. See ``docs/erd-reference.md``."""

from __future__ import annotations

DIAGNOSTICS: dict[str, str] = {
    # The file
    "erd.E001": "The file is larger than 8 MiB.",
    "erd.E002": "The file is not UTF-8.",
    "erd.E003": "The JSON is nested deeper than 64 levels.",
    "erd.E004": "The text is not JSON.",
    "erd.E005": "A key stands twice in one object.",
    "erd.E006": "NaN or Infinity, which are not JSON.",
    "erd.E007": "A comma before a closing bracket.",
    # Shape
    "erd.E010": "A value has the wrong JSON type.",
    "erd.E011": "An unknown key.",
    "erd.E012": "A key that must be there is missing.",
    "erd.E013": "Two spellings of one option contradict each other.",
    "erd.E014": "A value is not one of the allowed ones, or out of range.",
    "erd.E015": "The ERD has no entities.",
    # Names
    "erd.E020": "A name is empty or longer than 200 characters.",
    "erd.E021": "A name is both a field and a relationship.",
    "erd.E022": "A database name is unsafe, too long or taken.",
    "erd.E023": "A related_name is not usable or taken.",
    "erd.E024": "A new member or entity has the name that a comment in the code gave to another one.",
    # Fields
    "erd.E030": "An unknown field type.",
    "erd.E031": "Wrong arguments of a type.",
    "erd.E032": "An option that the field's type does not have.",
    "erd.E033": "Impossible choices.",
    "erd.E034": "A default that the field could never hold.",
    "erd.E035": "Impossible bounds.",
    "erd.E036": "A pattern that is no regular expression.",
    "erd.E037": "Options that exclude each other.",
    # Relationships
    "erd.E040": "An unknown relationship type.",
    "erd.E041": "A reference to an entity that does not exist.",
    "erd.E042": "An ambiguous reference.",
    "erd.E043": "A relationship to an abstract entity.",
    "erd.E044": "An option that the relationship's type does not have.",
    "erd.E045": "A through entity that does not join the two sides.",
    # Entities
    "erd.E050": "An option names a member that the entity does not have.",
    "erd.E051": "A member that cannot be used there.",
    "erd.E052": "A base that is unknown, not abstract, or inherits from itself.",
    "erd.E053": "An owner path that does not end at the user.",
    # Rules, permissions, API
    "erd.E060": "A rule for an unknown entity or field.",
    "erd.E061": "An unknown role.",
    "erd.E062": "A permission for an unknown entity, action or field.",
    "erd.E063": "The grantee 'owner', where no single path leads to the user.",
    "erd.E064": "A role twice, or with the name of a pseudo-role.",
    "erd.E065": "A feature that is not supported yet.",
    "erd.E066": "A rule in JSON that has no such form.",
    "erd.E067": "A rule in JSON that does not fit its entity.",
    # Done differently than asked
    "erd.W001": "A composite key became a surrogate key with a unique constraint.",
    "erd.W002": "A required relationship closes a cycle and became optional.",
    "erd.W003": "A required relationship of the user became optional.",
    "erd.W004": "A default that is not a literal was left out.",
    "erd.W005": "A default of a unique field was left out.",
    "erd.W006": "A choice was left out: empty or repeated.",
    "erd.W007": "A text too long for a column became 'text'.",
    "erd.W008": "A key that cannot stand in a URL became an ordinary field.",
    "erd.W009": "A permission lists nobody: only superusers can do it.",
    "erd.W010": "A unique or index option was left out: such values are not compared.",
    # Told for information
    "erd.I001": "A name was mapped to one that Python and Django allow.",
    "erd.I002": "A field of the user is Django's own.",
    "erd.I003": "Django's automatic key stands for the declared one.",
    "erd.I004": "An empty text as default means that the field is optional.",
    "erd.I005": "The `applies_to` or `field` of a rule disagrees with its sentence, which counts.",
}
