"""Files attached to records: versions, removal with its undo, small pictures, what is orphaned swept away."""
