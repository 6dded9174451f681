"""Ask the API and every page at random, many times: prints the seed, fails on the first 5xx or broken promise."""

import os
import random
import subprocess
import sys

CASES = os.environ.get("MOSTIK_FUZZ", "20000")
SEED = os.environ.get("MOSTIK_SEED") or str(random.SystemRandom().randrange(10**6))


def main() -> int:
    """Run both campaigns and return how they ended."""
    print(f"seed {SEED}, {CASES} cases each: the same again by MOSTIK_SEED={SEED} make fuzz")
    told = {**os.environ, "MOSTIK_FUZZ": CASES, "MOSTIK_SEED": SEED}
    return max(
        subprocess.call([sys.executable, "-m", "pytest", f"tests/fuzz/{name}.py", "-q", "-n0"], env=told)
        for name in ("test_api", "test_forms")
    )


if __name__ == "__main__":
    sys.exit(main())
