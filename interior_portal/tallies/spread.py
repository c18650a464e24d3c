"""How values spread: each falls into a bucket whose edges grow by a tenth, so that a quantile of any sum of
buckets is at most 5 % wrong. The idea is DDSketch's (Masson and others, VLDB 2019); whole edges make the
machine and the database put every value into the same bucket.

The counts of all buckets are kept as one whole number, `DIGITS` decimal digits for each bucket (docs/adr/0009). Such
numbers are added like any other, so that a plain sum in the database adds up all buckets at once.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping

DIGITS = 12  # of each bucket: whatever is added up stays below 500,000,000,000 values a bucket
BASE = 10**DIGITS
LARGEST = 400_000_000  # twelve years in seconds; what is larger lies in the last bucket


def _edges() -> Iterator[int]:
    edge = 1
    while edge <= LARGEST:
        yield edge
        edge = max(edge + 1, edge * 11 // 10)
    yield edge


# Bucket n holds what is at least EDGES[n - 1] and less than EDGES[n]; bucket 0 holds zero.
EDGES = tuple(_edges())


def bucket_of(value: int) -> int:
    """The bucket of a whole value of 0 or more; `width_bucket(value, EDGES)` in the database."""
    return bisect_right(EDGES, value)


def value_of(bucket: int) -> float:
    """What stands for all values of a bucket: as far, in proportion, from both ends."""
    if bucket == 0:
        return 0.0
    lowest = EDGES[bucket - 1]
    highest = EDGES[bucket] - 1 if bucket < len(EDGES) else lowest
    return 2 * lowest * highest / (lowest + highest)


def spread_of(bucket: int, count: int = 1) -> int:
    """So many values of one bucket."""
    each: int = BASE**bucket
    return count * each


def numeral_of(bucket: int, count: int = 1) -> str:
    """The same, short, as PostgreSQL reads a numeric."""
    return f"{count}e{DIGITS * bucket}"


def counts_of(spread: int) -> dict[int, int]:
    """How many values each bucket has; what corrections took back may have left single counts negative."""
    sign, digits = (-1, str(-spread)) if spread < 0 else (1, str(spread))
    found, borrowed = {}, 0
    ends = range(
        len(digits), -DIGITS, -DIGITS
    )  # one more than there are, for what is borrowed at last
    for bucket, end in enumerate(ends):
        count = int(digits[max(0, end - DIGITS) : max(0, end)] or 0) + borrowed
        borrowed = (
            1 if count > BASE // 2 else 0
        )  # the bucket is below nothing, and took one of the next
        if count := count - borrowed * BASE:
            found[bucket] = sign * count
    return found


def quantile(counts: Mapping[int, int], share: float) -> float | None:
    """The value that `share` (0 to 1) of all stay at or below, by the counts of the buckets; None without any.

    At most 5 % wrong. Corrections may have made single counts negative; the sum decides.
    """
    whole = sum(counts.values())
    if whole <= 0:
        return None
    rank, seen = share * (whole - 1), 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen > rank:
            return value_of(bucket)
    return value_of(max(counts))
