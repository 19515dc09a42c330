"""Script: run the Django steps of the proof in one process, with the generated project as the current folder.

    driver.py STEP…

For each step one JSON object goes to stdout, ``{"name", "ok", "detail", "seconds", "output"}``; it ends with
status 1 after the first step that fails. It runs under the project's own Python and imports nothing of the
generator.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

OUTPUT_LIMIT = 20_000


def main(names: list[str]) -> int:
    """Run the named steps; the exit status."""
    # What the project prints must not be taken for a result.
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.path.insert(0, os.getcwd())
    for name in names:
        result = run_step(name, STEPS[name])
        print(json.dumps(result), file=report, flush=True)
        if not result["ok"]:
            return 1
    return 0


def run_step(name: str, step: Callable[[], str]) -> dict[str, object]:
    """Run one step with all that it prints caught."""
    printed = io.StringIO()
    started = time.perf_counter()
    ok, detail = True, ""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            detail = step()
        except (Exception, SystemExit) as error:
            ok, detail = False, describe_error(error)
            if not isinstance(error, SystemExit):
                traceback.print_exc(limit=-8)
    seconds = round(time.perf_counter() - started, 3)
    output = "" if ok else printed.getvalue()[-OUTPUT_LIMIT:]
    return {"name": name, "ok": ok, "detail": detail, "seconds": seconds, "output": output}


def describe_error(error: BaseException) -> str:
    """One line."""
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__


def compile_files() -> str:
    """Compile every Python file, with warnings (an invalid escape, ``is`` with a literal) as errors."""
    paths = sorted(Path().rglob("*.py"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in paths:
            compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True)
    return f"{len(paths)} Python files"


def check() -> str:
    """``check --deploy`` with production's settings, without a warning."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("check", deploy=True, fail_level="WARNING")
    return f"Django {django.get_version()} on Python {sys.version.split()[0]}"


def find_missing_migrations() -> str:
    """``makemigrations --check``."""
    from django.core.management import call_command

    call_command("makemigrations", check_changes=True, dry_run=True, interactive=False, skip_checks=True)
    return ""


def migrate() -> str:
    """Apply every migration to an empty database; it stays for the tests."""
    from django.apps import apps
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    return f"{len(list(apps.get_app_config('backend').get_models()))} models"


def drop_database() -> str:
    """Remove the database that ``migrate`` made on a server."""
    import django
    from django.db import connection

    django.setup()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = os.environ["PROOF_DATABASE"]
    connection.creation.destroy_test_db(name, verbosity=0)
    return ""


def validate_openapi() -> str:
    """Build the OpenAPI schema and validate it; a warning of drf-spectacular is a failure."""
    from django.core.management import call_command
    from drf_spectacular.drainage import GENERATOR_STATS

    # For the line of each serializer in warnings, which are failures here anyway, the command would read the
    # whole module anew: the time would grow with the square of the entities.
    GENERATOR_STATS.enable_trace_lineno = lambda: None  # type: ignore[method-assign]
    schema = Path(os.environ["PROOF_SCRATCH"]) / "openapi.json"
    options = {"validate": True, "fail_on_warn": True, "format": "openapi-json", "file": str(schema)}
    call_command("spectacular", skip_checks=True, **options)
    return f"{len(json.loads(schema.read_text(encoding='utf-8'))['paths'])} paths"


STEPS: dict[str, Callable[[], str]] = {
    "compile": compile_files,
    "check": check,
    "makemigrations": find_missing_migrations,
    "migrate": migrate,
    "openapi": validate_openapi,
    "drop": drop_database,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
