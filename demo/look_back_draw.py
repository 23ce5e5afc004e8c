"""The look-back's draw, made a second time without the product's code: both districts' packs draw by SM3 over seed and number."""

import hashlib
from collections import defaultdict


def draw(found, quarter, gone, seed, sizes):
    """Numbers drawn of what was closed in a quarter of 2023, by source."""
    frame = defaultdict(list)
    for one in found:
        closed = one["closed"]
        if closed and closed.year == 2023 and (closed.month + 2) // 3 == quarter and one["number"] not in gone:
            bits = hashlib.new("sm3", f"{seed}\0{one['number']}".encode()).hexdigest()[:15]
            frame[one["source"]].append((int(bits, 16), one["number"]))
    return sorted(number for source, own in frame.items() for _, number in sorted(own)[:sizes[source]])
