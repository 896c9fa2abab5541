"""The closed vocabularies of spans, traces and scores, as the views publish them."""

from typing import Literal

Status = Literal["ok", "error", "unset"]
Kind = Literal["llm", "agent", "tool", "chain", "retriever", "embedding", "reranker", "guardrail", "evaluator", "other"]
UsageRole = Literal["own", "rollup", "none"]
CostSource = Literal["none", "provided", "computed", "mixed"]
TextFormat = Literal["text", "json", "messages"]
IoState = Literal["inline", "truncated", "masked"]
ScoreKind = Literal["numeric", "boolean", "categorical", "text"]
ScoreTarget = Literal["trace", "span", "session", "trial"]
ScoreStatus = Literal["scored", "na", "unscored", "error"]
ScoreSource = Literal["human", "code", "rule", "judge"]
