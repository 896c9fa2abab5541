"""Token counts: which key fills which bucket, and what the sender's numbers include."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from assay_ingest.domain.genai import decode
from assay_ingest.domain.genai.model import NO_USAGE, Usage
from assay_ingest.domain.span import Attributes

PREFIXES: Final = ("gen_ai.usage.", "gen_ai.aggregated_usage.")
"""Sources in order; later ones only fill empty buckets."""

_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "input": ("input_tokens", "prompt_tokens"),
    "output": ("output_tokens", "completion_tokens"),
    "total": ("total_tokens",),
    "cache_read": (
        "cache_read.input_tokens",
        "cache_read_input_tokens",
        "cache_read_tokens",
        "details.cache_read_tokens",
    ),
    "cache_write": (
        "cache_write.input_tokens",
        "cache_creation.input_tokens",
        "cache_creation_input_tokens",
        "cache_creation_tokens",
        "cache_write_input_tokens",
        "details.cache_write_tokens",
    ),
    "reasoning": ("reasoning.output_tokens", "reasoning_tokens", "details.reasoning_tokens"),
    "input_audio": ("audio.input_tokens", "input_audio_tokens"),
    "output_audio": ("audio.output_tokens", "output_audio_tokens"),
    "input_text": ("text.input_tokens",),
    "input_image": ("image.input_tokens",),
    "input_video": ("video.input_tokens",),
}
"""Bucket -> names after the prefix, first present wins and is never added to another."""
_ABSOLUTE: Final = {
    "cache_write_5m": "anthropic.usage.cache_creation.ephemeral_5m_input_tokens",
    "cache_write_1h": "anthropic.usage.cache_creation.ephemeral_1h_input_tokens",
}
_MAIN: Final = ("input", "output", "total", "cache_read", "cache_write", "reasoning")


def usage(attributes: Attributes) -> tuple[Usage, list[str]]:
    """The span's usage in canonical form, and the winners as `usage.<bucket>=<key>`."""
    reported: dict[str, int] = {}
    winners: list[str] = []
    for bucket, key in _candidates(tuple(attributes)):
        found = decode.count(attributes[key])
        if found is not None and bucket not in reported:
            reported[bucket] = found
            winners.append(f"usage.{bucket}={key}")
    return canonical(reported), winners


@lru_cache(maxsize=4096)  # bounded: the keys come from outside
def _candidates(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """(bucket, key) pairs among these keys, in order of preference."""
    present = set(keys)
    relative = [(bucket, prefix + name) for prefix in PREFIXES for bucket, names in _ALIASES.items() for name in names]
    return [(bucket, key) for bucket, key in [*relative, *_ABSOLUTE.items()] if key in present]


def canonical(reported: Mapping[str, int]) -> Usage:
    """Reported counts -> the stored form, in which input includes the cache and output includes reasoning.

    An input smaller than its cached part cannot include it; neither can one whose total only adds up with it.
    """
    if not reported:
        return NO_USAGE
    given_input, given_output = reported.get("input", 0), reported.get("output", 0)
    total = reported.get("total")
    cached = reported.get("cache_read", 0) + reported.get("cache_write", 0)
    reasoning = reported.get("reasoning", 0)
    exclusive = cached > given_input or (cached > 0 and total == given_input + given_output + cached)
    apart = reasoning > given_output or (reasoning > 0 and total == given_input + given_output + reasoning)
    has_input, has_output = "input" in reported or cached > 0, "output" in reported or reasoning > 0
    whole_input = given_input + (cached if exclusive else 0) if has_input else None
    whole_output = given_output + (reasoning if apart else 0) if has_output else None
    whole = (whole_input or 0) + (whole_output or 0) if has_input or has_output else total
    return Usage(
        input=_bounded(whole_input),
        output=_bounded(whole_output),
        total=_bounded(whole),
        cache_read=reported.get("cache_read") or None,
        cache_write=reported.get("cache_write") or None,
        reasoning=reasoning or None,
        extra={bucket: count for bucket, count in reported.items() if bucket not in _MAIN and count},
    )


def _bounded(count: int | None) -> int | None:
    """Sums of what single counts may be can outgrow their column; such figures are nonsense anyway."""
    return None if count is None else min(count, decode.MAX_COUNT)
