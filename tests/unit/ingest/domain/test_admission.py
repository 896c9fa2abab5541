"""What a process takes on at once."""

import pytest
from assay_ingest.domain.admission import Admission, AdmissionLimits
from assay_ingest.errors import Overloaded


def test_a_request_too_many_is_refused_until_one_is_done() -> None:
    admission = Admission(AdmissionLimits(requests=2, bytes=100))
    first, _second = admission.reserve(1), admission.reserve(1)
    with pytest.raises(Overloaded):
        admission.reserve(1)
    first.release()
    admission.reserve(1)


def test_bytes_are_held_until_the_release_whatever_they_grew_to() -> None:
    admission = Admission(AdmissionLimits(requests=10, bytes=100))
    room = admission.reserve(80)
    with pytest.raises(Overloaded):
        admission.reserve(30)
    room.hold(40)
    other = admission.reserve(60)
    with pytest.raises(Overloaded):
        room.hold(41)
    other.release()
    room.hold(100)
    assert admission.inflight_bytes == 100
    room.release()
    assert admission.inflight_bytes == 0


def test_a_refused_reservation_takes_nothing() -> None:
    admission = Admission(AdmissionLimits(requests=1, bytes=10))
    with pytest.raises(Overloaded):
        admission.reserve(11)
    assert admission.inflight_bytes == 0
    admission.reserve(10)


def test_a_reservation_never_shrinks_while_the_body_comes_in() -> None:
    admission = Admission(AdmissionLimits())
    room = admission.reserve(100)
    room.hold_at_least(10)
    assert admission.inflight_bytes == 100
    room.hold_at_least(150)
    assert admission.inflight_bytes == 150
