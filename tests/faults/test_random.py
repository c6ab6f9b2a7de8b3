"""Several troubles in one run, at random; `python -m tests.faults` does this ten thousand times."""

from tests.faults.many import Figures, runs

UPDATES = 300


def test_troubles_at_random_are_survived_or_told(rig):
    """The seed is fixed, so a failure comes again."""
    figures = Figures()

    assert list(figures.count(runs(rig, number=UPDATES, seed=1)))[-1] == UPDATES
    assert figures.bad == [], "\n".join(map(str, figures.bad))
    assert 0 < figures.ends["as asked for"] < UPDATES
