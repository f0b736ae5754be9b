"""Wilson's interval of a share: what a sample can bear, also a small one, and one in which all agree.

E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209–212.
"""

from fractions import Fraction

from rules.assessment.amounts import ZERO, root

Z_95 = Fraction(196, 100)
LAST = Fraction(1, 10**8)
"""The last place of a root."""


def wilson(share: Fraction, n: int, z: Fraction = Z_95) -> tuple[Fraction, Fraction]:
    """The bounds of the share (0 to 1) of `n`; any mean of values between 0 and 1 will do."""
    z2 = z * z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    spread = root(
        share * (1 - share) / n + z2 / (4 * n * n)
    )  # rounded down, so the upper bound takes the next one
    low, high = (centre + sign * z * each / (1 + z2 / n) for sign, each in ((-1, spread), (1, spread + LAST)))
    return max(ZERO, low), min(Fraction(1), high)
