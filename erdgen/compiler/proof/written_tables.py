"""Plugin of pytest for the proof: what Django and Python do after a test does not grow with the project.

On SQLite Django looks for broken links in all tables after each test, and the garbage collector walks over
all models again and again, so the tests would take a time that grows with the square of the entities. But a
broken link can only stand in a row that the test wrote or that was there before: just the tables of these are
looked at. What a test writes past Django's connection, through the driver itself, is not seen. It works under
the project's own Python and imports nothing of the generator.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

import pytest

#: Statements after which a table may hold a broken link, with the table.
WRITES = re.compile(r'\s*(?:(?:INSERT|REPLACE)(?: OR \w+)? INTO|UPDATE(?: OR \w+)?) "([^"]+)"', re.IGNORECASE)
#: Statements that leave no new row behind. A deleted row only breaks links of rows that were written once.
HARMLESS = re.compile(
    r"\s*(?:SELECT|DELETE|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|EXPLAIN)\b", re.IGNORECASE
)


class WrittenTables:
    """Which tables of a connection may hold a broken link when a test ends."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.check_all: Callable[[Iterable[str] | None], None] = connection.check_constraints
        #: Tables with rows beside those of the test that runs; unknown before the first test has ended.
        self.filled: set[str] | None = None
        self.written: set[str] = set()
        #: Whether the test did what only a look at all tables can judge.
        self.unclear = False
        self.case: type | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Forget what was rolled back; the tests of a class may share rows."""
        case = getattr(item, "cls", None)
        if case is None or case is not self.case:
            self.written.clear()
            self.unclear = False
        self.case = case
        return (yield)

    def note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement, as a wrapper of Django's, and remember what it may have written."""
        if found := WRITES.match(sql):
            self.written.add(found[1])
            if self.filled is not None and not self.connection.in_atomic_block:
                self.filled.add(found[1])
        elif not HARMLESS.match(sql):
            self.unclear = True
        return execute(sql, params, many, context)

    def check_constraints(self, table_names: Iterable[str] | None = None) -> None:
        """What Django calls after a test: all tables are meant when none is named.

        Raises:
            django.db.IntegrityError: a link is broken.
        """
        if table_names is None and not self.unclear:
            if self.filled is None:
                self.filled = set(self.find_filled())
            table_names = sorted(self.filled | self.written)
        self.check_all(table_names)

    def find_filled(self) -> Iterator[str]:
        """The tables that have a row."""
        with self.connection.cursor() as cursor:
            for name in self.connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {self.connection.ops.quote_name(name)})")
                if cursor.fetchone()[0]:
                    yield name


def pytest_collection_finish(session: pytest.Session) -> None:
    """All modules are imported: none of their objects goes before the end."""
    from django.db import connections

    for connection in connections.all():
        # Other databases remember themselves which links are yet to be checked.
        if connection.vendor == "sqlite":
            tables = WrittenTables(connection)
            connection.check_constraints = tables.check_constraints  # type: ignore[method-assign]
            connection.execute_wrappers.append(tables.note)
            session.config.pluginmanager.register(tables)
    gc.collect()
    gc.freeze()
