"""The broker without a server: every message comes once, and whole, however many read and write."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

MESSAGES = 150


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    places = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    options = {**places, "control_folder": str(tmp_path / "control")}
    return Connection(
        "filesystem://localhost/",
        transport="generator_site.folder_broker:Transport",
        transport_options=options,
    )


def test_messages_come_once_and_whole(connection: Connection, tmp_path: Path) -> None:
    received: list[int] = []
    done = threading.Event()

    def write(first: int) -> None:
        with connection.clone() as own, own.SimpleQueue("runs") as queue:
            for number in range(first, first + MESSAGES):
                queue.put({"number": number, "filling": "x" * 20_000})

    def read() -> None:
        with connection.clone() as own, own.SimpleQueue("runs") as queue:
            while not (done.is_set() and len(received) == 2 * MESSAGES):
                try:
                    message = queue.get_nowait()
                except Empty:
                    if done.wait(0.01):
                        return
                    continue
                received.append(message.payload["number"])
                message.ack()

    readers = [threading.Thread(target=read) for _ in range(3)]
    writers = [threading.Thread(target=write, args=(first,)) for first in (0, MESSAGES)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    # What came after the last look of a reader.
    read()
    assert Counter(received) == Counter(range(2 * MESSAGES))
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_a_folder_that_was_emptied_is_bound_again(connection: Connection, tmp_path: Path) -> None:
    for number in range(2):
        with connection.clone() as own, own.SimpleQueue("runs") as queue:
            queue.put({"number": number})
            message = queue.get(timeout=5)
            assert message.payload == {"number": number}
            message.ack()
        shutil.rmtree(tmp_path / "control")


def test_queues_can_be_bound_by_many_at_once(connection: Connection) -> None:
    start = threading.Barrier(8)
    failures: list[BaseException] = []

    def bind(number: int) -> None:
        with connection.clone() as own:
            start.wait()
            try:
                own.SimpleQueue(f"queue{number % 4}").put(number)
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=bind, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with connection, connection.channel() as channel:
        assert {name for *_, name in channel.get_table("queue3")} == {"queue3"}
        assert sum(connection.SimpleQueue(f"queue{n}").qsize() for n in range(4)) == 8


def test_queues_are_apart_and_keep_their_order(connection: Connection) -> None:
    with connection, connection.SimpleQueue("quick") as runs, connection.SimpleQueue("slow") as proof:
        for number in range(3):
            runs.put(number)
        proof.put("proof")
        for number in range(3):
            message = runs.get_nowait()
            assert message.payload == number
            message.ack()
        assert proof.qsize() == 1
        with pytest.raises(Empty):
            runs.get_nowait()
