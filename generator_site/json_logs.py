"""Log lines as JSON, one object a line, with the run and the step that they are about."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

#: Given by ``extra=`` where they are known.
IDS = ("run", "step", "kind")


class JsonFormatter(logging.Formatter):
    """What machines read."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **{name: getattr(record, name) for name in IDS if hasattr(record, name)},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
