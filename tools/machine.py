"""What this machine lets a script install."""

import os
import shutil
import subprocess


def may_install() -> bool:
    """Whether Debian's packages can be installed without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(package: str) -> bool:
    """Install a Debian package; whether it went well."""
    print(f"Installation de {package} (apt-get)…", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
        try:
            done = subprocess.run(
                command,
                env=environment,
                timeout=600,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        except subprocess.TimeoutExpired:
            print(f"{' '.join(command)} : plus de 10 minutes, abandonné.", flush=True)
            return False
        if done.returncode:
            print(done.stdout[-2000:], flush=True)
    return done.returncode == 0
