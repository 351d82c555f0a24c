"""Refuses a branch that commits the same weights twice: every copy stays in every clone.

    python tests/weights_once.py [BASE]

Looks at the commits since BASE, or since the branch left the main branch of its remote. Without
either, as in a clone of one commit, there is nothing to compare.
"""

import subprocess
import sys
from collections import defaultdict

WEIGHTS = ("checkpoints/**/*.safetensors", "checkpoints/**/*.bin")
MAIN = ("upstream/main", "origin/main", "origin/HEAD")


def git(*words: str) -> str | None:
    """What git says, or nothing where it fails."""
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def committed_twice(base: str) -> dict[str, list[str]]:
    """Files of weights that several commits since ``base`` bring, and these commits."""
    places = [f":(glob){place}" for place in WEIGHTS]
    shown = ("--no-renames", "--diff-filter=d", "--name-only", "--format=commit %h")
    commits = defaultdict(list)
    for line in (git("log", *shown, f"{base}..HEAD", "--", *places) or "").splitlines():
        if line.startswith("commit "):
            commit = line.removeprefix("commit ")
        elif line:
            commits[line].append(commit)
    return {file: found for file, found in commits.items() if len(found) > 1}


def main(bases: list[str]) -> None:
    found = (git("merge-base", "HEAD", base) for base in bases or MAIN)
    base = next(filter(None, found), None)
    twice = committed_twice(base) if base else {}
    for file, commits in twice.items():
        print(f"{file} is committed {len(commits)} times on this branch ({', '.join(commits)}).")
    if twice:
        sys.exit("Every copy stays in every clone: make one commit of them (git rebase -i).")


if __name__ == "__main__":
    main(sys.argv[1:])
