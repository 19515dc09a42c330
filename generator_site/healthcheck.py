"""Ask the site of this container whether it is ready: ``python -m generator_site.healthcheck [PORT]``."""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection


def main(port: int = 8000) -> int:
    """0 when it is, 1 otherwise. Asks by a name that the site answers to, as it refuses all others."""
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
    connection = HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost" if name in ("", "*") else name})
        return 0 if connection.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
