"""Page furniture: the request's way, the gate, headers, error pages, base form, filters and base templates."""
