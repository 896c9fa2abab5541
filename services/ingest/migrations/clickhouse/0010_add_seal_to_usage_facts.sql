-- Hash of what a fact says: the settler of a long trace writes only facts whose seal changed. 0 = written before this.
ALTER TABLE usage_facts ADD COLUMN IF NOT EXISTS seal UInt64 CODEC(ZSTD(1)) AFTER internal
