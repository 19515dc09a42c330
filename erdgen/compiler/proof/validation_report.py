"""``docs/VALIDATION_REPORT.md`` of a generated project: what was proven about it.

No durations, versions or paths: the same input gives the same bytes on any machine.
"""

from __future__ import annotations

from erdgen.compiler.proof.outcome import ProofResult
from erdgen.compiler.proof.steps import STEPS

PATH = "docs/VALIDATION_REPORT.md"

AGAIN = """\
## Prove it again

```sh
pip install -r requirements-dev.txt
ruff check . && ruff format --check .
DEBUG=0 SECRET_KEY=$(openssl rand -base64 48) ALLOWED_HOSTS=example.com \\
    python manage.py check --deploy --fail-level WARNING
python manage.py makemigrations --check
python manage.py migrate
python manage.py spectacular --validate --fail-on-warn --file /dev/null
pytest --cov=backend
```
"""


def render_validation_report(proof: ProofResult | None) -> str:
    """The report as Markdown; ``None`` means that no proof was run."""
    body = _render_unproven() if proof is None else _render_proof(proof)
    return f"# Validation report\n\n{body}\n{AGAIN}"


def _render_proof(proof: ProofResult) -> str:
    return _render_unverified(proof) if proof.unverified else _render_proven(proof)


def _render_unverified(proof: ProofResult) -> str:
    steps = "\n".join(f"{number}. {STEPS[step.name]}." for number, step in enumerate(proof.steps, start=1))
    return (
        "**Unverified.** A language model wrote a function of this project, and no sandbox was there\n"
        "to hold it in: nothing was run, no check and no test. What only reads the code passed:\n"
        f"\n{steps}\n"
    )


def _render_proven(proof: ProofResult) -> str:
    steps = "\n".join(f"{number}. {STEPS[step.name]}." for number, step in enumerate(proof.steps, start=1))
    return (
        "This project was proven before it was put in place, by these steps in this order.\n"
        f"All passed. Number of tests: {proof.tests}, on {proof.database}.\n\n{steps}\n"
    )


def _render_unproven() -> str:
    return (
        "**Not proven.** This project was generated with `--no-proof`: nothing was run, neither checks nor\n"
        "tests. Generate it without that option, or run the steps below.\n"
    )
