"""A second reading of the time arithmetic and the rules: naive, slow, and written apart from `rules/`.

It walks the calendar day by day, keeps no state, and answers one question: given everything recorded up to an
instant T, which cards must stand at T? It imports nothing of the program.
"""
