"""The verdict that receiver and writer share, and the version that decides between rows."""

import pytest
from assay_ingest.domain.identity import Reason, log_verdict, row_version, verdict

TRACE, SPAN = bytes(range(1, 17)), bytes(range(1, 9))


@pytest.mark.parametrize(
    ("trace_id", "span_id", "start_ns", "expected"),
    [
        (TRACE, SPAN, 100, None),
        (TRACE, SPAN, 200, None),
        (TRACE, SPAN, 99, Reason.TOO_OLD),
        (TRACE, SPAN, 201, Reason.TOO_NEW),
        (TRACE[:15], SPAN, 150, Reason.BAD_TRACE_ID),
        (bytes(16), SPAN, 150, Reason.BAD_TRACE_ID),
        (b"", b"", 150, Reason.BAD_TRACE_ID),
        (TRACE, SPAN + b"x", 150, Reason.BAD_SPAN_ID),
        (TRACE, bytes(8), 150, Reason.BAD_SPAN_ID),
    ],
)
def test_a_span_needs_both_ids_and_a_start_in_the_window(
    trace_id: bytes, span_id: bytes, start_ns: int, expected: Reason | None
) -> None:
    assert verdict(trace_id, span_id, start_ns, 100, 200) is expected


def test_a_log_record_may_come_without_ids() -> None:
    assert log_verdict(b"", b"", 150, 100, 200) is None
    assert log_verdict(b"short", b"", 150, 100, 200) is Reason.BAD_TRACE_ID
    assert log_verdict(TRACE, b"short", 150, 100, 200) is Reason.BAD_SPAN_ID


def test_a_resend_beats_a_replay_and_a_remap_beats_its_source_only() -> None:
    first = row_version(1_700_000_000_000_000_000, offset=5, mapping_version=1)
    remapped = row_version(1_700_000_000_000_000_000, offset=5, mapping_version=2)
    resent = row_version(1_700_000_000_000_000_000 + 65_536, offset=0, mapping_version=1)
    assert first < remapped < resent < 2**64


def test_a_row_version_holds_six_bits_of_offset_and_ten_of_mapping() -> None:
    assert row_version(0xFFFF, offset=0x7F, mapping_version=0xFFF) == 0x3F << 10 | 0x3FF
