from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from erdgen.compiler.proof.sandbox import NAMESPACES, NO_ISOLATION, Limits, Outcome, Sandbox, open_sandbox

Run = Callable[..., Outcome]


@pytest.fixture(params=["as it comes", NO_ISOLATION])
def sandbox(request: pytest.FixtureRequest, tmp_path: Path) -> Sandbox:
    (tmp_path / "box").mkdir()
    opened = open_sandbox(tmp_path / "box")
    return opened if request.param != NO_ISOLATION else replace(opened, isolation=NO_ISOLATION)


@pytest.fixture
def run(sandbox: Sandbox) -> Run:
    return runner_in(sandbox)


@pytest.fixture
def run_isolated(tmp_path: Path) -> Run:
    (tmp_path / "box").mkdir()
    opened = open_sandbox(tmp_path / "box")
    if opened.isolation != NAMESPACES:
        pytest.skip("this machine has no namespaces for ordinary users")
    return runner_in(opened)


def runner_in(sandbox: Sandbox) -> Run:
    def run_python(code: str, **options: object) -> Outcome:
        return sandbox.run([sys.executable, "-I", "-S", "-c", code], **options)  # type: ignore[arg-type]

    return run_python


def test_status_and_output_come_back(run: Run) -> None:
    outcome = run("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (3, "out\n", "err\n")
    assert not outcome.timed_out


def test_nothing_of_our_environment_is_passed_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "ours")
    monkeypatch.setenv("DATABASE_URL", "postgres://ours")
    names = run("import os; print(*sorted(os.environ))").stdout.split()
    assert set(names) <= {
        *("HOME", "LANG", "LC_CTYPE", "PATH", "TMPDIR", "TZ", "USER"),
        *("PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONUTF8"),
    }


def test_home_and_temporary_folder_are_inside(run: Run, sandbox: Sandbox) -> None:
    home, tmp = run("import os; print(os.environ['HOME'], os.environ['TMPDIR'])").stdout.split()
    assert Path(home).parent == Path(tmp).parent == sandbox.folder


def test_a_timeout_kills_the_whole_group(run: Run, sandbox: Sandbox) -> None:
    code = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    child = "import time; time.sleep(2); open('survived', 'w')"
    started = time.perf_counter()
    outcome = run(code.format(child=child), limits=Limits(seconds=0.5))
    assert outcome.timed_out
    # The code sleeps for a minute.
    assert time.perf_counter() - started < 30
    time.sleep(2)
    assert not (sandbox.folder / "survived").exists()


def test_of_much_output_the_end_is_kept(run: Run) -> None:
    outcome = run("print('a' * 5_000_000); print('end')", limits=Limits(output_bytes=1000))
    assert len(outcome.stdout) == 1000
    assert outcome.stdout.endswith("end\n")


def test_lines_are_told_as_they_come(run: Run) -> None:
    lines: list[str] = []
    run("print('one'); print('two')", on_line=lines.append)
    assert lines == ["one\n", "two\n"]


def test_limits_hold(run: Run) -> None:
    outcome = run(
        "import resource as r; print(r.getrlimit(r.RLIMIT_FSIZE)[1], r.getrlimit(r.RLIMIT_CORE)[1])"
    )
    assert outcome.stdout.split() == [str(Limits().file_bytes), "0"]
    assert run("open('big', 'wb').write(b'x' * 10_000)", limits=Limits(file_bytes=100)).returncode != 0


def test_isolated_commands_write_nowhere_else(run_isolated: Run, tmp_path: Path) -> None:
    writing = run_isolated("open('inside', 'w'); open('../outside', 'w')")
    assert "Read-only file system" in writing.stderr
    assert (tmp_path / "box" / "inside").exists()
    assert not (tmp_path / "outside").exists()


def test_isolated_commands_reach_no_network(run_isolated: Run) -> None:
    network = run_isolated("import socket; socket.create_connection(('127.0.0.1', 9), 1)")
    assert "unreachable" in network.stderr


def test_isolated_commands_cannot_free_themselves(run_isolated: Run) -> None:
    remount = "import ctypes; l = ctypes.CDLL(None); print({}l.mount(None, b'/', None, 4096 | 32, None))"
    assert run_isolated(remount.format("")).stdout.split() == ["-1"]
    assert run_isolated(remount.format("l.unshare(0x10020000), ")).stdout.split()[-1] == "-1"


def test_isolated_commands_see_no_other_process(run_isolated: Run) -> None:
    seen = run_isolated("import os; print(*[n for n in os.listdir('/proc') if n.isdigit()])").stdout.split()
    assert set(seen) <= {"1"}


def test_an_interruption_kills_the_command(run: Run, sandbox: Sandbox) -> None:
    def interrupt(line: str) -> None:
        os.kill(os.getpid(), 2)

    with pytest.raises(KeyboardInterrupt):
        run("import time; print('go', flush=True); time.sleep(1); open('survived', 'w')", on_line=interrupt)
    time.sleep(1.2)
    assert not (sandbox.folder / "survived").exists()
