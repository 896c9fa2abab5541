"""`python -m assay_evals <role>`."""

import sys

from assay_kit.lifecycle import run_role

from assay_evals import app

ROLES = {"migrate": app.run_migrate}


def main() -> None:
    """Run the role named on the command line."""
    role = sys.argv[1] if len(sys.argv) == 2 else ""
    if role not in ROLES:
        sys.exit(f"usage: python -m assay_evals {{{'|'.join(ROLES)}}}")
    run_role(f"evals {role}", ROLES[role])


if __name__ == "__main__":
    main()
