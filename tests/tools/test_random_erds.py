import json

import pytest

from erdgen.compiler.codegen.render import render_project
from erdgen.compiler.findings import errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.pipeline import agree
from erdgen.composition import make_advisor
from tools.random_erds import build_erd


@pytest.mark.parametrize("seed", range(1, 16))
def test_what_is_made_up_is_valid_and_becomes_python(seed):
    project, findings = parse_erd(json.dumps(build_erd(seed)).encode(), "made_up")
    assert errors(findings) == ()
    files = render_project(agree(project, make_advisor().consult(project)))
    for path, text in files.items():
        if path.endswith(".py"):
            compile(text, path, "exec")


def test_a_seed_gives_one_erd():
    assert build_erd(7) == build_erd(7) != build_erd(8)
