"""A moving window over a byte stream that can also hand back the raw bytes it passed over."""

import struct
from collections.abc import Callable
from typing import Final, cast

from clickhouse_driver.bufferedreader import BufferedReader
from clickhouse_driver.varint import read_varint

from assay_local.clickhouse.failures import ProtocolBroken

_STRINGS_AT_ONCE: Final = 1024
"""The compiled reader builds each string that it passes; in slices, a block of large texts is never held twice."""

_U64: Final = struct.Struct("<Q")


_BUFFER_BYTES: Final = 1 << 18

Fill = Callable[[bytearray], int]
"""Puts the next bytes at the start of the buffer and says how many; 0 is the end. `socket.recv_into` is one."""


class Window(BufferedReader):  # type: ignore[misc]  # the driver's compiled reader carries no types
    """Reads forward through a stream; EOFError when it ends.

    Built on clickhouse-driver's compiled reader, because passing over a column of strings value by value is the only
    slow part of finding where a Native column ends. That reader keeps a pointer into `buffer`: it is filled in place
    and never replaced.
    """

    buffer: bytearray
    position: int
    current_buffer_size: int

    def __init__(self, fill: Fill) -> None:
        super().__init__(_BUFFER_BYTES)
        self._fill = fill
        self._kept: list[bytes] = []
        self._mark = 0
        self._keeping = False

    def read_into_buffer(self) -> None:
        """Called by the compiled reader when the buffer is used up; `position` is its business, before and after."""
        if self._keeping:
            self._kept.append(bytes(memoryview(self.buffer)[self._mark : self.current_buffer_size]))
            self._mark = 0
        self.current_buffer_size = self._fill(self.buffer)
        if not self.current_buffer_size:
            raise EOFError("the stream ended inside a value")

    @property
    def rest(self) -> bytes:
        """Bytes that have arrived and were not read yet."""
        return bytes(memoryview(self.buffer)[self.position : self.current_buffer_size])

    def at_end(self) -> bool:
        """Whether the stream is over; waits for the next piece when everything so far was read."""
        if self.position < self.current_buffer_size:
            return False
        try:
            self._refill()
        except EOFError:
            return True
        return False

    def keep(self) -> None:
        """Start to remember the bytes passed over from here on."""
        self._kept, self._mark, self._keeping = [], self.position, True

    def kept(self) -> bytes:
        """The bytes passed over since `keep()`."""
        self._kept.append(bytes(memoryview(self.buffer)[self._mark : self.position]))
        self._keeping = False
        pieces, self._kept = self._kept, []
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def skip(self, size: int) -> None:
        while size:
            if self.position == self.current_buffer_size:
                self._refill()
            step = min(size, self.current_buffer_size - self.position)
            self.position += step
            size -= step

    def _refill(self) -> None:
        self.read_into_buffer()
        self.position = 0

    def skip_strings(self, count: int) -> None:
        while count:
            step = min(count, _STRINGS_AT_ONCE)
            self.read_strings(step)
            count -= step

    def varint(self) -> int:
        return cast("int", read_varint(self))

    def uint8(self) -> int:
        return cast("int", self.read_one())

    def uint64(self) -> int:
        return cast("int", _U64.unpack(self.read(8))[0])

    def blob(self) -> bytes:
        """A string of the protocol: length, then bytes."""
        return cast("bytes", self.read(self.varint()))

    def text(self) -> str:
        try:
            return self.blob().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolBroken("Text that is not UTF-8") from error


def filled_from(more: Callable[[], bytes]) -> Fill:
    """Fills from what `more()` returns, piece by piece; an empty piece is the end."""
    rest = memoryview(b"")

    def fill(buffer: bytearray) -> int:
        nonlocal rest
        if not rest:
            rest = memoryview(more())
        size = min(len(rest), len(buffer))
        buffer[:size] = rest[:size]
        rest = rest[size:]
        return size

    return fill
