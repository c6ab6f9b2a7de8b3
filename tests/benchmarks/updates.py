"""Client time of an update, the first as well as the ten-thousandth, beside the barest loop over httpx."""

from itertools import pairwise

from tests.benchmarks.contenders import Bare, LookerSdk, Ours, contenders
from tests.benchmarks.measuring import fresh, ratios, timed
from tests.benchmarks.report import Row

TARGET = 1.15
AS_AT_FIRST = 1.1
WINDOWS = ((0, 1), (1, 10), (50, 100), (900, 1_000), (9_900, 10_000))
"""Updates, counted from 0, that a row tells of."""
BLOCK = 10
"""Updates whose times are added up for one of a row's figures."""


def in_turn(kinds, url, count):
    """Return what each of ``count`` updates takes, one contender after the other; opening counts as the first's."""
    clients = {}
    taken = {kind: [] for kind in kinds}

    def update(kind, number):
        if kind not in clients:
            clients[kind] = kind(url)
        clients[kind].update(number)

    for number in range(count):
        for kind in kinds if number % 2 else kinds[::-1]:
            taken[kind].append(timed(update, kind, number))
    for client in clients.values():
        client.close()
    return [taken[kind] for kind in kinds]


def sums(rounds, window, *, of):
    """Return what the updates of a window took: of each round, or of each block in the longest one."""
    first, last = window
    spans = [window] if last <= BLOCK else list(pairwise(range(first, last + 1, BLOCK)))
    rounds = rounds if last <= BLOCK else rounds[-1:]
    return [sum(getattr(taken, of) for taken in round_[start:end]) for round_ in rounds for start, end in spans]


def rows(ours, others, *, beside, target=None):
    """Return the rows of two contenders' rounds; a round is a list of what its updates took."""
    for window in WINDOWS:
        if window[1] > len(ours[-1]):
            return
        first, last = window
        updates = f"updates {first + 1:,}-{last:,}" if first else "update 1, opening and login included"
        for of, words in (("cpu", "CPU time"), ("wall", "time")):
            yield Row(
                what=f"Client's {words}, {updates}",
                figure=ratios(sums(ours, window, of=of), sums(others, window, of=of)),
                beside=beside,
                target=target if first else None,
                brief=of == "cpu" and bool(first),
            )


def curve(taken):
    """Return the milliseconds of an update, block by block, for a plot."""
    ends = range(BLOCK, len(taken) + 1, BLOCK)
    return [(end, sum(update.wall for update in taken[end - BLOCK : end]) / BLOCK * 1000) for end in ends]


def measure(*, full, tell, served):
    """Measure ours and the bare loop in one process in turn, then ours and Looker's own client in their own ones."""
    counts = [10] * (9 if full else 2) + [10_000 if full else 1_000]
    rounds = []
    served.reset()
    used = served.cpu()
    for number, count in enumerate(counts, 1):
        tell(f"Updating {count:,} integrations, beside a bare loop ({number} of {len(counts)}).")
        rounds.append(fresh(in_turn, (Ours, Bare), served.url, count))
    ours, bare = ([round_[side] for round_ in rounds] for side in (0, 1))
    yield from rows(ours, bare, beside=Bare.name, target=TARGET)
    yield Row(
        what="Requests of an update by either, logins left out",
        figure=sum(served.counts()[method] for method in ("GET", "PATCH")) / sum(counts) / 2,
        unit="",
        exact=2,
    )
    yield Row(
        what="Server's CPU time of both, to know that it is not what is measured",
        figure=(served.cpu() - used) / sum(taken.cpu for side in (ours, bare) for round_ in side for taken in round_),
        beside="the clients' CPU time",
    )
    points = {Ours.name: curve(ours[-1]), Bare.name: curve(bare[-1])}
    if LookerSdk not in contenders():
        tell("Not installed, so not compared: looker-sdk.")
    else:
        # It gets slower with every call, and would need hours for ten thousand. In a process of its own: what it leaves
        # behind makes collecting garbage slow for others.
        counts = [100] * (4 if full else 1)
        sides = []
        for number, count in enumerate(counts, 1):
            tell(f"Updating {count} integrations, beside looker-sdk ({number} of {len(counts)}).")
            sides.append([fresh(in_turn, (kind,), served.url, count)[0] for kind in (Ours, LookerSdk)])
        yield from rows(*([round_[side] for round_ in sides] for side in (0, 1)), beside=LookerSdk.name)
        points[LookerSdk.name] = curve(sides[-1][1])
    last = len(ours[-1])
    yield Row(
        what=f"Client's CPU time, updates {last - 99:,}-{last:,}",
        figure=ratios(sums(ours, (last - 100, last), of="cpu"), sums(ours, (100, 200), of="cpu")),
        beside="updates 101-200 of the same hook",
        target=AS_AT_FIRST,
        brief=True,
        points=points,
    )
