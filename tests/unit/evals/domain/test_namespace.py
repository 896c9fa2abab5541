from assay_evals.domain.namespace import SEARCH_ATTRIBUTES, missing_attributes


def test_only_absent_search_attributes_are_added() -> None:
    present = dict.fromkeys(SEARCH_ATTRIBUTES, "INDEXED_VALUE_TYPE_KEYWORD")
    del present["AssayRunId"]
    assert missing_attributes(present) == {"AssayRunId": "keyword"}
