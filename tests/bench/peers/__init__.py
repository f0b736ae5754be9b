"""What others do with the same topic: a plain count per case, state that survives, an output for each twentieth record.

Each peer is a program with an environment of its own; none of them is part of the product.
"""
