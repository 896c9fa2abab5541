"""What no single project owns: users, sessions, projects, key look-up, the outbox. Reached as gateway_system only.

These are the listed jobs that work across projects; everything else in `store` takes a project first.
"""
