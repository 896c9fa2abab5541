"""The gateway's roles: `python -m assay_gateway <role>`."""

import sys
from typing import Final

from assay_kit.lifecycle import run_role

from assay_gateway import app

ROLES: Final = {
    "api": app.run_api,
    "migrate": app.run_migrate,
    "bootstrap": app.run_bootstrap,
    "openapi": app.run_openapi,
}

if __name__ == "__main__":
    role = sys.argv[1] if len(sys.argv) == 2 else ""
    if role not in ROLES:
        sys.exit(f"usage: python -m assay_gateway {'|'.join(ROLES)}")
    run_role(f"gateway {role}", ROLES[role])
