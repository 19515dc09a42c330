"""Functions that a model wrote, in the names of a new version: their values, and the text itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from erdgen.compiler.contributions import AddFunction
from erdgen.compiler.evolve.renames import Renames, find_renames
from erdgen.compiler.functions.parameters import list_parameters
from erdgen.compiler.spec.project import Entity, Project, Relationship


def follow_function(made: AddFunction, former: Project, project: Project) -> AddFunction | str:
    """``made``, which was made for ``former``, for ``project``; or what has to be changed in it by hand.

    A function sees nothing but its parameters, which are called after what they hold, and a name is given
    to one value only: so each use of a parameter is known. What is not in the project at all stays as it is,
    for whoever judges it.
    """
    renames, _ = find_renames(former, project)
    before = former.by_name.get(made.entity)
    if not renames or before is None:
        return made
    name = _rename(renames.entities, made.entity)
    paths = {path: _follow_path(path, before, former, renames) for path in made.fields}
    after = project.by_name.get(name)
    if after is None or (name == made.entity and all(old == new for old, new in paths.items())):
        return made
    old, new = list_parameters(former, before), list_parameters(project, after)
    if any(path not in old or paths[path] not in new for path in made.fields):
        return replace(made, entity=name, fields=tuple(paths.values()))
    names = {old[path].name: new[paths[path]].name for path in made.fields}
    names = {one: other for one, other in names.items() if one != other}
    taken = _find_taken(made.source, names)
    if taken:
        was = next(one for one, other in names.items() if other == taken)
        return (
            f"{was} is called {taken} now, and {made.name} has a value of its own called {taken}; give that "
            f"another name, and {taken} to each {was} in it"
        )
    source = _rename_values(made.source, names) if names else made.source
    return replace(made, entity=name, fields=tuple(paths.values()), source=source)


def follow_sentence(made: AddFunction, former: Project, project: Project) -> str:
    """The sentence that it is of, in the words of the new version."""
    renames, _ = find_renames(former, project)
    entity = _rename(renames.entities, made.entity)
    return renames.apply_to_wish(made.message, entity) if renames else made.message


def _rename(names: Mapping[str, str], name: str) -> str:
    """The new name of ``name``; ``names`` are new ones with those before."""
    return next((new for new, old in names.items() if old == name), name)


def _follow_path(path: str, entity: Entity, former: Project, renames: Renames) -> str:
    """``path`` from a row of the ``former`` entity, step by step."""
    first, dot, rest = path.partition(".")
    named = _rename(renames.members.get(_rename(renames.entities, entity.name), {}), first)
    link = entity.members.get(first)
    if not dot or not isinstance(link, Relationship) or link.target not in former.by_name:
        return f"{named}{dot}{rest}"
    return f"{named}.{_follow_path(rest, former.by_name[link.target], former, renames)}"


def _find_taken(source: str, names: Mapping[str, str]) -> str:
    """A new name that means something else in the function already; empty for none."""
    if not names:
        return ""
    from erdgen.compiler.evolve.function_text import list_names  # loads libcst

    others = list_names(source) - names.keys()
    return next((name for name in names.values() if name in others), "")


def _rename_values(source: str, names: Mapping[str, str]) -> str:
    from erdgen.compiler.evolve.function_text import rename_values  # loads libcst

    return rename_values(source, names)
