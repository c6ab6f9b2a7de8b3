"""A picture of what an update costs, the first as well as the last."""

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt


def plot(rows, path):
    """Draw the time of an update by its number, a curve for each contender."""
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for points in [row.points for row in rows if row.points]:
        for name, curve in points.items():
            axes.plot(*zip(*curve, strict=True), label=name, linewidth=1)
    axes.set(xscale="log", yscale="log", xlabel="update", ylabel="ms an update", title="Client's time of an update")
    axes.legend()
    axes.grid(visible=True, which="both", alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
