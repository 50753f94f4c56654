"""Programs that a group needs: Python packages in a virtual environment outside of the project, and Debian packages."""
import os
import pathlib
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(os.environ.get("PROBE_TOOLS", pathlib.Path.home() / ".cache" / "lossd-probe"))


def python(*packages):
    """The interpreter of an environment that has these packages; None when they cannot be installed."""
    interpreter = FOLDER / "bin" / "python"
    try:
        if not interpreter.exists():
            subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True, capture_output=True)
        subprocess.run(
            [interpreter, "-m", "pip", "install", "--quiet", *packages], check=True, capture_output=True, timeout=600)
    except (OSError, subprocess.SubprocessError):
        return None
    return interpreter


def program(name, package=None):
    """The path of a program; None when Debian's package cannot be installed."""
    environment = dict(os.environ, PATH=f"{os.environ['PATH']}:/usr/sbin", DEBIAN_FRONTEND="noninteractive")
    found = shutil.which(name, path=environment["PATH"])
    if found is None and shutil.which("apt-get"):
        subprocess.run(
            ["apt-get", "install", "--yes", "--no-install-recommends", package or name], capture_output=True,
            env=environment)
        found = shutil.which(name, path=environment["PATH"])
    return found
