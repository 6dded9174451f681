"""Papers as a viewer sees them."""
