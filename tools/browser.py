"""Find or install the Chromium that the browser tests drive, and print its path.

Order: `ORPHEE_CHROMIUM`, one already on the machine, Debian's package (as root or with a password-less sudo), then
Playwright's own download. When none works, says what to do and fails.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if pathlib.Path(path).exists() else None


def install() -> None:
    """Try Debian's package, then Playwright's download."""
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        if not root or shutil.which("sudo"):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
            subprocess.run([*root, "apt-get", "update", "-qq"], **quiet)
            subprocess.run([*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **quiet)
    if found() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Print the browser's path; 1 when there is none."""
    if found() is None:
        print("No Chromium here: installing one for the browser tests.", file=sys.stderr)
        install()
    path = found()
    if path is None:
        print(
            "The browser tests need Chromium. Debian: apt-get install chromium. macOS: brew install --cask "
            "google-chrome. Or set ORPHEE_CHROMIUM to its path.",
            file=sys.stderr,
        )
        return 1
    print(f"Browser: {path}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
