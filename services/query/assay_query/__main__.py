"""`python -m assay_query <role>`."""

import sys

from assay_kit.lifecycle import run_role

from assay_query import app

ROLES = {"api": app.run_api, "openapi": app.run_openapi}


def main() -> None:
    """Run the role named on the command line."""
    role = sys.argv[1] if len(sys.argv) == 2 else ""
    if role not in ROLES:
        sys.exit(f"usage: python -m assay_query {{{'|'.join(ROLES)}}}")
    run_role(f"query {role}", ROLES[role])


if __name__ == "__main__":
    main()
