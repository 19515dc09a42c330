"""Send a running generated project what its OpenAPI document allows, and what not: ``make fuzz``.

No answer may be a server error or have a status that the document does not name.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.command import SAMPLE, Ended, generate_unproven, run_process
from tools.serving import ROWS, Site, prepare_site, read_schema, serve, sign_in

CHECKS = "not_a_server_error,status_code_conformance"
NOBODY, SUPERUSER = "nobody", "a superuser"
#: Made-up keys would nearly always be 404: most of the time, take one of a seeded row.
CONFIGURATION = f"""\
[dictionaries.keys]
values = {list(range(1, ROWS + 1))}

[parameters]
"path.id" = {{ dictionary = "keys", probability = 0.8 }}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as nobody, as each role and as a superuser; the exit status is 1 when anything was found."""
    parser = argparse.ArgumentParser(prog="tools.fuzz", description=__doc__)
    parser.add_argument("erd", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--examples", type=int, default=8, help="requests for each operation, at most")
    parser.add_argument("--jobs", type=int, default=2, help="roles at the same time")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="erdgen-fuzz-") as name:
        folder = Path(name).resolve()
        generate_unproven(options.erd.resolve(), folder / "backend")
        (folder / "schemathesis.toml").write_text(CONFIGURATION, encoding="utf-8")
        site = prepare_site(folder / "backend", folder / "seeded.sqlite3")
        actors = [NOBODY, *(role or SUPERUSER for role in site.accounts)]
        with ThreadPoolExecutor(options.jobs) as pool:
            runs = pool.map(lambda actor: fuzz_as(actor, site, options.examples), actors)
            clean = [tell(actor, ended) for actor, ended in zip(actors, runs, strict=True)]
    return 0 if all(clean) else 1


def fuzz_as(actor: str, site: Site, examples: int) -> Ended:
    """All operations, with the rights of one account, on a database of its own."""
    folder = site.database.parent
    place = folder / f"as_{actor.replace(' ', '_')}.sqlite3"
    with serve(site, place) as address:
        schema = read_schema(address)
        document = place.with_suffix(".json")
        document.write_text(json.dumps(schema), encoding="utf-8")
        options = ["--url", address, "--checks", CHECKS, "--max-examples", str(examples)]
        options += [
            "--phases",
            "examples,coverage,fuzzing",
            "--generation-deterministic",
            "--warnings",
            "off",
        ]
        if actor != NOBODY:
            username = site.accounts["" if actor == SUPERUSER else actor]
            options += ["--header", f"Authorization: Bearer {sign_in(address, schema, username)}"]
        command = [str(Path(sys.executable).with_name("schemathesis")), "--no-color"]
        command += ["--config-file", str(folder / "schemathesis.toml"), "run", str(document), *options]
        return run_process(command, cwd=folder, timeout=600)


def tell(actor: str, ended: Ended) -> bool:
    """Print what was found; whether it was nothing."""
    cases = re.search(r"\d+ generated", ended.stdout)
    found = "nothing found" if ended.status == 0 else f"failed with status {ended.status}"
    print(f"as {actor}: {found} ({cases[0] if cases else 'no cases'}, {ended.seconds:.0f} s)", flush=True)
    if ended.status != 0:
        print(f"{ended.stdout}{ended.stderr}", flush=True)
    return ended.status == 0


if __name__ == "__main__":
    sys.exit(main())
