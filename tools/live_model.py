"""Generate a backend with a real, very small model that runs on this machine: ``make test-live-model``.

It shows that the wire, the checks and the way back hold with answers nobody wrote for a test, not that such
a model is of use. Fails when the endpoint cannot be used or the backend is not proven.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from tools.command import CHECKOUT

ERD = CHECKOUT / "fixtures" / "erds" / "seed_snippet.json"
#: Enough to see answers of several kinds; the rest of the questions is left out when it is used up.
BUDGET = "seconds=300 calls=60"


def main() -> int:
    """Serve, check, generate, tell; the exit status is 1 when one of them fails."""
    python, erd = Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ERD
    with tempfile.TemporaryDirectory(prefix="erdgen-live-") as name, serve_model(python) as address:
        set_up(Path(name), address)
        if run_command("llm_check", timeout=300.0)[0]:
            return 1
        status, printed = run_command(
            "generate_backend", str(erd), output=str(Path(name) / "made"), json=True
        )
        report = json.loads(printed)
        print("\n".join(tell(report)))
        return status


@contextmanager
def serve_model(python: Path) -> Iterator[str]:
    """The address of the model's API, while it is served by a process of ``python``."""
    command = [str(python), str(CHECKOUT / "tools" / "serve_model.py")]
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=log, text=True) as server,
    ):
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            if not address:
                log.seek(0)
                sys.exit(f"the model cannot be served:\n{log.read()[-2000:]}")
            yield address
        finally:
            server.kill()


def set_up(folder: Path, address: str) -> None:
    """Django with an empty database of its own, and the endpoint as the one model to ask."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "generator_site.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'runs.sqlite3'}",
        "ERDGEN_LLM_BASE_URL": address,
        "ERDGEN_LLM_PRICE": "free",
        "ERDGEN_LLM_BUDGET": BUDGET,
        "ERDGEN_LLM_BUDGET_EACH": BUDGET,
    }
    for name in ("ERDGEN_LLM", "ERDGEN_LLM_MODEL", "ERDGEN_LLM_API_KEY", "USE_TESTING_MODE", "ERDGEN_RECORD"):
        os.environ.pop(name, None)
    import django

    django.setup()
    run_command("migrate", verbosity=0)


def run_command(name: str, *words: str, **options: Any) -> tuple[int, str]:
    """The exit status of a command of this project, and what it printed, which is shown unless it is JSON."""
    from django.core.management import call_command

    printed, status = io.StringIO(), 0
    with redirect_stdout(printed):
        try:
            call_command(name, *words, **options)
        except SystemExit as ended:
            status = int(ended.code or 0)
    if not options.get("json"):
        print(printed.getvalue(), end="", flush=True)
    return status, printed.getvalue()


def tell(report: dict[str, Any]) -> Iterator[str]:
    """What was asked, what was accepted, what came of it, and whether the backend is proven."""
    from erdgen.llm.models import Call, KnownAnswer
    from erdgen.models import Contribution

    calls = Call.objects.exclude(task="probe")
    asked = calls.filter(round=0).values("request_sha256").distinct().count()
    answers = [json.loads(each.answer) for each in KnownAnswer.objects.all()]
    empty = sum(not any(answer.values()) for answer in answers)
    yield f"requests: {asked}, in {calls.count()} calls"
    yield f"accepted answers: {len(answers)}, of which {empty} say nothing"
    failed = Counter(each["message"].rpartition("(")[2].rstrip(")") for each in about_models(report, "llm."))
    yield f"findings about questions without an answer, one for each agent and kind: {dict(failed) or 'none'}"
    kinds = Counter(each["code"] for each in about_models(report, "model."))
    yield f"findings of what models said: {dict(kinds) or 'none'}"
    made = Contribution.objects.filter(data__because__source="model").count()
    yield f"contributions of the model that stand: {made}"
    proven = bool((report.get("proof") or {}).get("ok"))
    yield f"the backend is {report['status']} and {'proven' if proven else 'NOT proven'}"


def about_models(report: dict[str, Any], prefix: str) -> list[dict[str, Any]]:
    """The findings whose codes begin with ``prefix``."""
    return [each for each in report["findings"] if each["code"].startswith(prefix)]


if __name__ == "__main__":
    sys.exit(main())
