"""The order of the house holds, and a planted disorder is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"

PLANTED = {
    "a lower room imports a higher": ("crm/queries/planted.py", "from mostik.analysis.queries import metrics\n"),
    "a query imports a command": ("crm/queries/planted.py", "from mostik.crm.commands import deals\n"),
    "a rule imports Django": ("crm/rules/planted.py", "from django.db import models\n"),
    "a rule reaches Django through models": ("analysis/rules/planted.py", "from mostik.analysis import models\n"),
    "a room climbs through a window": ("planning/queries/planted.py", "from mostik.crm import models\n"),
    "a kind nobody knows": ("crm/utils.py", "X = 1\n"),
    "a room without a place in the order": ("warehouse/__init__.py", "X = 1\n"),
    "the house knows the plates": ("web/planted.py", "from mostik.config import menu\n"),
}


def lint(place: Path) -> subprocess.CompletedProcess[str]:
    command = [LINT, "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(
        command, cwd=place, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(place), "PATH": ""}
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("house")
    shutil.copytree(
        ROOT / "mostik", place / "mostik", ignore=shutil.ignore_patterns("static", "templates", "assets", "*.pyc")
    )
    shutil.copytree(ROOT / "scripts", place / "scripts")
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


@pytest.mark.slow
def test_contracts_of_the_house_are_kept(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_contracts_with_a_planted_violation_are_broken(copy, name):
    path, text = PLANTED[name]
    target = copy / "mostik" / path
    made = not target.parent.exists()
    target.parent.mkdir(exist_ok=True)
    target.write_text(f'"""Planted."""\n\n{text}')
    try:
        assert lint(copy).returncode == 1
    finally:
        shutil.rmtree(target.parent) if made else target.unlink()
