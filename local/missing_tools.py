"""
Installs programs that are missing with apt-get, or says which command to type.
"""
import importlib.util
import os
import shutil
import subprocess
import sys

PACKAGES = {
    "java": "default-jre-headless",
    "mvn": "maven",
    "mmdebstrap": "mmdebstrap",
    "ensurepip": "python3-venv",
    "chromium": "chromium",
    "wrk": "wrk",
}


def tool_is_there(tool):
    if tool == "ensurepip":
        return importlib.util.find_spec("ensurepip") is not None
    return shutil.which(tool) is not None


def install_missing_tools(tools):
    packages = [PACKAGES[tool] for tool in tools if not tool_is_there(tool)]
    if packages:
        install_packages(packages)


def install_packages(packages):
    words = " ".join(packages)
    if shutil.which("apt-get") is None:
        sys.exit(f"something is missing. Install what Debian calls {words}, then run this again")
    if os.getuid() != 0:
        sys.exit(f"something is missing. Type: sudo apt-get update && sudo apt-get install {words}")
    print("installing with apt-get:", words, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with open(".local/log/install_tools.log", "w") as log:
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *packages]):
            if subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode != 0:
                sys.exit(f"{' '.join(command)} failed, see .local/log/install_tools.log")
