"""Quantiles of the two distributions that bands are made of.

From ``scipy.special``, not ``scipy.stats``: the same functions underneath, and the pages that show a
saving do not load all of scipy for them. Loaded at the first saving: a web process that shows none
is 19 MiB smaller.
"""


def normal(probability: float) -> float:
    """Quantile of the standard normal distribution. [1]

    >>> round(normal(0.95), 4)
    1.6449
    """
    from scipy.special import ndtri

    return float(ndtri(probability))


def student(probability: float, freedom: float) -> float:
    """Quantile of Student's distribution. [1]

    >>> round(student(0.95, 10), 4)
    1.8125
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, probability))
