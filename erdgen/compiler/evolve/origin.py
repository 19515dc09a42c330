"""What a generated project carries in ``.erdgen/``, so that it can be generated again anywhere.

``erd.json`` is the ERD as given, ``generation.json`` what it was called, what people asked for in comments,
names that these gave among it, and what the agents agreed on, ``base.zip`` all files as generated, and
``manifest.json`` their digests.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, cast, get_args

from erdgen.compiler.codec import TAG, decode, encode, fits
from erdgen.compiler.contributions import AddFunction, AnyContribution, Because, Renaming
from erdgen.compiler.errors import OutputError
from erdgen.compiler.passes import Comment
from erdgen.compiler.spec.called import Called
from erdgen.compiler.writer import digest, read_manifest

FOLDER = ".erdgen"
ERD = f"{FOLDER}/erd.json"
GENERATION = f"{FOLDER}/generation.json"
BASE = f"{FOLDER}/base.zip"
#: The same for all entries: bytes must not hang on when they were packed.
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Origin:
    """How a project was last generated: ``base`` are its files by path, ``digests`` those of the manifest."""

    erd: bytes
    #: The name that the ERD was given under.
    source: str
    base: Mapping[str, bytes]
    digests: Mapping[str, str]
    comments: tuple[Comment, ...] = ()
    #: What people said no to, as ``as_said`` says it.
    rejected: tuple[Mapping[str, Any], ...] = ()
    #: Names that comments gave to members of the ERD.
    names: tuple[Called, ...] = ()


def as_said(contribution: AnyContribution) -> dict[str, Any]:
    """What a contribution does, as plain JSON; why it is made is left out, as that changes with the ERD."""
    said = {"kind": contribution.kind, **asdict(contribution)}
    del said["because"]
    plain: dict[str, Any] = json.loads(json.dumps(said, default=str))
    return plain


def pack_origin(
    source: str,
    comments: Iterable[Comment],
    contributions: Iterable[AnyContribution],
    files: Mapping[str, bytes],
    rejected: Iterable[Mapping[str, Any]] = (),
    names: Iterable[Called] = (),
) -> dict[str, bytes]:
    """The files of ``.erdgen/`` but the ERD and the manifest.

    ``files`` are those that were generated, ``rejected`` what people said no to (see ``as_said``), ``names``
    what comments renamed: that stays, whereas the contribution that says so is made once.
    """
    renamed = [asdict(each) for each in names]
    document = {
        "source": Path(source).name,
        "comments": [asdict(comment) for comment in comments],
        "rejected": [dict(each) for each in rejected],
        **({"names": renamed} if renamed else {}),
    }
    made = [_as_entry(each) for each in contributions if not isinstance(each, Renaming)]
    text = _write_document(document, made)
    kept = {path: data for path, data in files.items() if not path.startswith(f"{FOLDER}/")}
    return {GENERATION: text.encode(), BASE: pack_base(kept)}


def _write_document(document: Mapping[str, Any], made: Iterable[Mapping[str, Any]]) -> str:
    """JSON with a line for each contribution: of large projects there are many thousands."""
    said = json.dumps(document, indent=1, ensure_ascii=False, default=str).removesuffix("\n}")
    write = json.JSONEncoder(ensure_ascii=False, default=str).encode
    entries = ",\n  ".join(write(each) for each in made)
    return f'{said},\n "contributions": [{entries}]\n}}\n'


def _as_entry(contribution: AnyContribution) -> dict[str, Any]:
    named = {field.name: encode(getattr(contribution, field.name)) for field in fields(contribution)}
    return {"kind": contribution.kind, **named}


def pack_base(files: Mapping[str, bytes]) -> bytes:
    """``files`` as a zip archive; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(_entry(path), files[path])
    return packed.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def read_origin(output: Path) -> Origin:
    """What the project in ``output`` carries; OutputError when it is none of ours or something is damaged.

    Where the archive does not hold a file of the manifest, the present one counts if it is that.
    """
    if not output.is_dir():
        raise OutputError(f"{output}: no such folder; name the folder of a generated project")
    digests = read_manifest(output)
    try:
        erd = (output / ERD).read_bytes()
    except OSError:
        raise OutputError(f"{output / ERD} cannot be read; restore it from your version control") from None
    source, comments, rejected, names = _read_generation(output)
    base = {path: data for path, data in _read_base(output).items() if path in digests}
    if any(digest(data) != digests[path] for path, data in base.items()):
        raise OutputError(_damaged(output / BASE))
    for path, expected in digests.items():
        if path not in base and not path.startswith(f"{FOLDER}/"):
            present = _read(output / path)
            if present is not None and digest(present) == expected:
                base[path] = present
    return Origin(erd, source, base, digests, comments, rejected, names)


_Generation = tuple[str, tuple[Comment, ...], tuple[Mapping[str, Any], ...], tuple[Called, ...]]


def _read_generation(output: Path) -> _Generation:
    known = {field.name for field in fields(Comment)}
    try:
        document: dict[str, Any] = json.loads((output / GENERATION).read_text(encoding="utf-8"))
        said = [{name: each[name] for name in known if name in each} for each in document["comments"]]
        comments = (Comment(**{**each, "owners": tuple(each.get("owners", ()))}) for each in said)
        rejected = tuple(dict(each) for each in document.get("rejected", ()))
        names = tuple(
            Called(str(each["entity"]), str(each["member"]), str(each["name"]))
            for each in document.get("names", ())
        )
        return str(document["source"]), tuple(comments), rejected, names
    except FileNotFoundError:
        # Generated before this file was written.
        return f"{output.name}.json", (), (), ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise OutputError(_damaged(output / GENERATION)) from None


def read_agreed(output: Path) -> tuple[AnyContribution, ...]:
    """What was agreed on for the project in ``output``, in its order; nothing where no model had a part.

    Of a project from before contributions could be read again it is the functions. Raises OutputError when
    something is damaged.
    """
    try:
        document: dict[str, Any] = json.loads((output / GENERATION).read_text(encoding="utf-8"))
        said = document.get("contributions", ())
        if not any(each["because"]["source"] == "model" for each in said):
            return ()
        return tuple(_as_contribution(each) for each in said if _is_readable(each))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise OutputError(_damaged(output / GENERATION)) from None


def read_functions(output: Path) -> tuple[AddFunction, ...]:
    """What a model wrote and a person approved of the project in ``output``; OutputError when damaged."""
    return tuple(each for each in read_agreed(output) if isinstance(each, AddFunction))


def read_rejected(output: Path) -> tuple[Mapping[str, Any], ...]:
    """What people said no to of the project in ``output``; OutputError when damaged."""
    return _read_generation(output)[2]


def read_names(output: Path) -> tuple[Called, ...]:
    """Names that comments gave to members of the ERD of ``output``; OutputError when damaged."""
    return _read_generation(output)[3]


def _is_readable(said: Mapping[str, Any]) -> bool:
    return TAG in said["because"] or said["kind"] == AddFunction.kind


def _as_contribution(said: Mapping[str, Any]) -> AnyContribution:
    """A contribution as it was written down; ValueError for what cannot be one. Others judge what it does."""
    because = said["because"]
    if TAG not in because:
        because = {TAG: Because.__name__, "text": because["text"], "source": "model"}
    named = {name: value for name, value in said.items() if name != "kind"}
    made = decode({TAG: _CLASSES[said["kind"]], **named, "because": because})
    if not fits(made, AnyContribution):
        raise ValueError("it holds what no contribution can hold")
    return cast("AnyContribution", made)


_CLASSES = {made.kind: made.__name__ for made in get_args(AnyContribution)}


def _read_base(output: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(output / BASE) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except FileNotFoundError:
        return {}
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, NotImplementedError):
        raise OutputError(_damaged(output / BASE)) from None


def _damaged(path: Path) -> str:
    return f"{path} is damaged; restore it from your version control"


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() else None
    except OSError:
        return None
