"""Values of the native protocol as bytes."""

import struct


def pack_varint(value: int) -> bytes:
    """An unsigned integer, seven bits a byte, lowest first."""
    if value < 0x80:
        return bytes((value,))
    packed = bytearray()
    while value > 0x7F:
        packed.append(value & 0x7F | 0x80)
        value >>= 7
    packed.append(value)
    return bytes(packed)


def pack_blob(value: bytes) -> bytes:
    return pack_varint(len(value)) + value


def pack_text(value: str) -> bytes:
    return pack_blob(value.encode("utf-8"))


def pack_int32(value: int) -> bytes:
    return struct.pack("<i", value)
