"""A city's traffic, seeded: cases with known violations, their rulebook, and the truth.

The truth is worked out here by walking days one by one, apart from the engine, so that the two can be compared.
"""
