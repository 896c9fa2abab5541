"""Unpacking stops at the cap and tells what it takes."""

import gzip

import pytest
from assay_ingest.bus.inflate import inflate
from assay_ingest.errors import ExportTooLarge, MalformedExport, Overloaded
from hypothesis import given
from hypothesis import strategies as st

MIB = 1024 * 1024


def ignore(_size_bytes: int) -> None:
    """There is room for everything."""


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5))
def test_all_members_are_unpacked(members: list[bytes]) -> None:
    packed = b"".join(map(gzip.compress, members))
    assert inflate(packed, MIB, ignore) == b"".join(members)


def test_text_larger_than_a_step_comes_out_whole() -> None:
    text = bytes(range(256)) * 20_000
    assert inflate(gzip.compress(text, 1), 8 * MIB, ignore) == text


def test_a_bomb_stops_at_the_cap() -> None:
    held: list[int] = []
    with pytest.raises(ExportTooLarge) as over:
        inflate(gzip.compress(bytes(64 * MIB), 9), 4 * MIB, held.append)
    assert over.value.limit == 4 * MIB
    assert max(held) <= 4 * MIB


def test_the_cap_is_for_all_members_together() -> None:
    with pytest.raises(ExportTooLarge):
        inflate(gzip.compress(bytes(MIB)) * 3, 2 * MIB, ignore)


def test_members_of_nothing_are_bounded_too() -> None:
    with pytest.raises(ExportTooLarge) as over:
        inflate(gzip.compress(b"") * 2_000, MIB, ignore)
    assert over.value.what == "gzip members"


@pytest.mark.parametrize(
    "damage", [lambda p: p[:-9], lambda p: p[:-8] + b"\0" * 8, lambda p: p + b"junk", lambda p: p[:5]]
)
def test_a_damaged_stream_is_malformed(damage) -> None:  # type: ignore[no-untyped-def]  # a lambda of bytes
    with pytest.raises(MalformedExport):
        inflate(damage(gzip.compress(b"some text " * 100)), MIB, ignore)


def test_the_holder_may_stop_it() -> None:
    def refuse(size_bytes: int) -> None:
        if size_bytes > MIB:
            raise Overloaded("bytes in flight")

    with pytest.raises(Overloaded):
        inflate(gzip.compress(bytes(3 * MIB)), 64 * MIB, refuse)
