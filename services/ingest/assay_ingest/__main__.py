"""Starts one role: `python -m assay_ingest receiver|writer|settler|migrate`."""

import sys

from assay_kit.lifecycle import EX_CONFIG, run_role

from assay_ingest import app

ROLES = {
    "receiver": app.run_receiver,
    "writer": app.run_writer,
    "settler": app.run_settler,
    "migrate": app.run_migrate,
}

if __name__ == "__main__":
    role = sys.argv[1] if len(sys.argv) == 2 else ""
    if role not in ROLES:
        sys.stderr.write(f"usage: python -m assay_ingest {'|'.join(ROLES)}\n")
        sys.exit(EX_CONFIG)
    run_role(role, ROLES[role])
