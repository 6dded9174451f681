"""What was agreed happens: pace, deviations, actions, order in the CRM."""
