"""Pure decisions about consultations, split by noun: the window, the state, and what an import file says."""
