"""Builds the Rust peers of bench/rust, where there is a Rust tool chain and a package index."""
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = ROOT / "build" / "bench" / "rust"


def program(name):
    """The built program, or None where it cannot be built; the first build takes some ten minutes."""
    if shutil.which("cargo"):
        got = subprocess.run(["cargo", "build", "--release", "--quiet", "--manifest-path",
                              str(ROOT / "bench/rust/Cargo.toml"), "--target-dir", str(TARGET)],
                             capture_output=True, text=True)
        if got.returncode == 0:
            return TARGET / "release" / name
        print("left out: %s does not build: %s" % (name, got.stderr.strip()[-500:]))
    else:
        print("left out: %s needs cargo" % name)
    return None
