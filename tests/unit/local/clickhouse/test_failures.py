"""An engine's error keeps ClickHouse's own code and text."""

import pytest
from assay_local.clickhouse.failures import UNKNOWN_EXCEPTION, from_engine
from assay_local.clickhouse.packing import pack_varint
from assay_local.clickhouse.protocol import pack_exception
from assay_local.clickhouse.window import Window, filled_from
from clickhouse_driver.readhelpers import read_exception


@pytest.mark.parametrize(
    ("said", "code", "text"),
    [
        ("Code: 60. DB::Exception: No table t. (UNKNOWN_TABLE)", 60, "No table t. (UNKNOWN_TABLE)"),
        ("Streaming query failed: Code: 395. DB::Exception: Thrown.\nTwice", 395, "Thrown.\nTwice"),
        ("Code: 115. DB::Exception: Code: 115. DB::Exception: Unknown setting", 115, "Unknown setting"),
        ("something else", UNKNOWN_EXCEPTION, "something else"),
    ],
)
def test_the_code_is_read_from_the_text(said: str, code: int, text: str) -> None:
    error = from_engine(RuntimeError(said))
    assert (error.code, error.text) == (code, text)


def test_the_driver_reads_the_exception_as_a_server_s() -> None:
    packet = pack_exception(from_engine(RuntimeError("Code: 60. DB::Exception: No table ünï. (UNKNOWN_TABLE)")))
    window = Window(filled_from(iter([packet, b""]).__next__))
    assert window.varint() == 2
    read = read_exception(window)
    assert (read.code, "No table ünï" in read.message) == (60, True)


@pytest.mark.parametrize("value", [0, 1, 127, 128, 300, 2**32, 2**63])
def test_a_varint_is_read_back_by_the_driver(value: int) -> None:
    assert Window(filled_from(iter([pack_varint(value), b""]).__next__)).varint() == value
