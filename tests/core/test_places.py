"""Folders for a while go with the process they were made for, or when the next one begins."""

import subprocess
import sys
from pathlib import Path

from tests.faults.parts import ROOT

MAKES = "from mostik.config.places import passing; import os; print(passing('mostik-trial'), flush=True); "


def ran(tmp_path: Path, then: str) -> Path:
    """Return the folder a process made before it did something else and ended."""
    command = [sys.executable, "-c", MAKES + then]
    done = subprocess.run(command, cwd=ROOT, env={"TMPDIR": str(tmp_path)}, stdout=-1, text=True, check=False)
    return Path(done.stdout.split()[0])


def test_folder_goes_with_its_process(tmp_path):
    assert ran(tmp_path, "").parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_folder_of_a_killed_process_goes_when_another_begins(tmp_path):
    left = ran(tmp_path, "os.kill(os.getpid(), 9)")
    (left / "books").write_text("left")
    other, mine = tmp_path / "mostik-other-1-abc", tmp_path / "mostik-trial-named"
    other.mkdir()
    mine.mkdir()
    ran(tmp_path, "")
    assert set(tmp_path.iterdir()) == {other, mine}


def test_folder_of_a_living_process_and_of_its_copies_stays(tmp_path):
    words = MAKES + "os.fork() or exit(); os.wait(); input()"
    living = subprocess.Popen(
        [sys.executable, "-c", words], cwd=ROOT, env={"TMPDIR": str(tmp_path)}, stdin=-1, stdout=-1, text=True
    )
    assert living.stdout
    kept = Path(living.stdout.readline().strip())
    ran(tmp_path, "")
    assert list(tmp_path.iterdir()) == [kept]
    living.communicate("\n")
    assert list(tmp_path.iterdir()) == []
