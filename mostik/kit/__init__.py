"""What salespeople sell with: scripts, presentations, library, promotions."""
