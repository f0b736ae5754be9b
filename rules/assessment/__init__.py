"""Monthly assessment (考核): scores as pure functions over counted facts (docs/assessment.md).

What is counted is `facts`; who it is counted for is `scopes`; what an office decides is `terms`; the models that make
scores of it are `models` over `deductions` and `satisfaction`; `scoring` puts them together for a whole month. All
arithmetic is exact (fractions), parts are truncated to two decimals, a total is the sum of its parts as shown.
"""
