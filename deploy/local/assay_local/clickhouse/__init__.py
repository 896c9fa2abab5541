"""A ClickHouse server for machines without one: the native protocol in front of the engine embedded by `chdb-core`.

A development part. It knows nothing of Assay's tables; whatever speaks to a real server speaks to it unchanged.
"""
