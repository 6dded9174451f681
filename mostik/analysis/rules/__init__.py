"""Pure calculations of analysis: rates, delays, funnels, the gap explained, pace and expected finish."""
