"""Skills that show in figures: knowledge base, courses, attestation, coaching."""
