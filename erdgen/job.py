"""The process that works on one run: ``python -m erdgen.job RUN``, with the lease's token on stdin.

It is alone in its process group, so that ending the group ends all that it started, and it dies with the
worker that started it. The exit status says what became of the lease.
"""

from __future__ import annotations

import ctypes
import os
import sys

#: Done, or handed over.
FINISHED = 0
#: Somebody else has the run now, or nobody should.
LOST = 3
#: The database does not answer: another attempt, later, may go better.
UNAVAILABLE = 75


def main() -> int:
    """Bring the run on, as far as the queue it is in goes."""
    from erdgen.compiler.proof.launcher import die_with_parent

    run, parent = int(sys.argv[1]), int(sys.argv[2])
    token = sys.stdin.readline().strip()
    die_with_parent(ctypes.CDLL(None))
    if os.getppid() != parent:
        return LOST

    import django

    django.setup()
    from django.db import InterfaceError, OperationalError

    from erdgen.lifecycle import Lease, LeaseLostError
    from erdgen.runs import advance_run

    try:
        advance_run(Lease(run, token))
    except LeaseLostError:
        return LOST
    except (OperationalError, InterfaceError) as error:
        print(error, file=sys.stderr)
        return UNAVAILABLE
    return FINISHED


if __name__ == "__main__":
    sys.exit(main())
