"""Open, ACLED-style conflict event data from news text."""
