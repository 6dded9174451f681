"""From the owner's wish to today's calls: plans, splits, daily numbers, capacity."""
