import sprite from './icons.svg';

export type IconName =
  | 'llm'
  | 'agent'
  | 'tool'
  | 'chain'
  | 'retriever'
  | 'embedding'
  | 'reranker'
  | 'guardrail'
  | 'evaluator'
  | 'other'
  | 'chevron'
  | 'search'
  | 'copy'
  | 'check'
  | 'close'
  | 'sun'
  | 'moon'
  | 'screen'
  | 'rail'
  | 'traces'
  | 'sign-out'
  | 'error'
  | 'warn'
  | 'broken';

type Props = { name: IconName; className?: string | undefined };

/** One drawing of the sprite; silent for screen readers, so a word must stand beside it or on its button. */
export function Icon({ name, className = '' }: Props) {
  return (
    <svg className={`size-4 shrink-0 ${className}`} aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
