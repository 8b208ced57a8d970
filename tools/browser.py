"""Find or install the Chromium that the browser tests drive, and print its path.

Order: `ORPHEE_CHROMIUM`, one already on the machine, Debian's package (as root or with a password-less sudo), then
Playwright's own download. Playwright's driver must run too. When something is still missing, says what to do and fails.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "libatomic1")  # Debian's; the driver's Node needs the second, which a bare system lacks
MAC = pathlib.Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def found() -> str | None:
    """The path of a Chromium that is here, or None."""
    named = os.environ.get("ORPHEE_CHROMIUM")
    if named:
        return named
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    return on_path or (str(MAC) if MAC.exists() else None) or of_playwright()


def of_playwright() -> str | None:
    """The path of the Chromium that Playwright downloaded, or None."""
    if not driver_runs():
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if pathlib.Path(path).exists() else None


def driver_runs() -> bool:
    """Whether the program through which Playwright drives a browser starts here."""
    return succeeds([sys.executable, "-m", "playwright", "--version"])


def succeeds(command: list[str]) -> bool:
    """Run a command and keep what it prints to itself."""
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def install() -> None:
    """Try Debian's packages, then Playwright's download."""
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if not root or shutil.which("sudo"):
            succeeds([*root, "apt-get", "update", "-qq"])
            succeeds([*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES])
    if found() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def missing() -> str | None:
    """What the browser tests still lack and the command that installs it, or None."""
    if found() is None:
        return (
            "The browser tests need Chromium. Debian: apt-get install chromium libatomic1. macOS: brew install --cask "
            "google-chrome. Or set ORPHEE_CHROMIUM to its path."
        )
    if not driver_runs():
        return "Playwright's driver does not start here. Debian: apt-get install libatomic1."
    return None


def main() -> int:
    """Print the browser's path; 1 when something is missing."""
    if missing():
        print("No Chromium that can be driven here: installing one for the browser tests.", file=sys.stderr)
        install()
    if still := missing():
        print(still, file=sys.stderr)
        return 1
    print(f"Browser: {found()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
