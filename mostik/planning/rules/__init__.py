"""Pure calculations of planning: the chain, the split, daily numbers and capacity."""
