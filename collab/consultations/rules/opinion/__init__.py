"""Common ground: opinion groups from votes on statements, what each holds, what all hold and what divides, as Polis finds it.

docs/decisions/0030. Pure and deterministic: the same votes make the same map, in whatever order they come. What is here loads
numpy, scipy or scikit-learn, apart from `words`, `findings` and `picture`: who serves pages imports only those when it starts.
"""
