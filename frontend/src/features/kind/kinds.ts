export const KINDS = ['llm', 'agent', 'tool', 'chain', 'retriever', 'embedding', 'reranker', 'guardrail', 'evaluator', 'other'] as const;
export type Kind = (typeof KINDS)[number];

/** The kind a text names; anything unknown is drawn as `other`. */
export function kindOf(text: string | null | undefined): Kind {
  return KINDS.find((kind) => kind === text) ?? 'other';
}

/** Class names in full, since the style build finds only what stands in the source. */
export const KIND_TEXT: Record<Kind, string> = {
  llm: 'text-kind-llm',
  agent: 'text-kind-agent',
  tool: 'text-kind-tool',
  chain: 'text-kind-chain',
  retriever: 'text-kind-retriever',
  embedding: 'text-kind-embedding',
  reranker: 'text-kind-reranker',
  guardrail: 'text-kind-guardrail',
  evaluator: 'text-kind-evaluator',
  other: 'text-kind-other',
};

export const KIND_BAR: Record<Kind, string> = {
  llm: 'bg-kind-llm text-on-llm',
  agent: 'bg-kind-agent text-on-agent',
  tool: 'bg-kind-tool text-on-tool',
  chain: 'bg-kind-chain text-on-chain',
  retriever: 'bg-kind-retriever text-on-retriever',
  embedding: 'bg-kind-embedding text-on-embedding',
  reranker: 'bg-kind-reranker text-on-reranker',
  guardrail: 'bg-kind-guardrail text-on-guardrail',
  evaluator: 'bg-kind-evaluator text-on-evaluator',
  other: 'bg-kind-other text-on-other',
};
