"""Every worked example in the kernel's docstrings holds, and the kernel stands without Django."""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

import mostik.kernel

FILES = sorted(Path(mostik.kernel.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_worked_examples_hold(file):
    name = "mostik.kernel" if file.stem == "__init__" else f"mostik.kernel.{file.stem}"
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_kernel_imports_no_django(file):
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    assert not [name for name in names if name.split(".")[0] == "django"]
