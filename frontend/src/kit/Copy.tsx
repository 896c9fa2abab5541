import { useEffect, useState } from 'react';

import { copyText } from '../lib/clipboard.ts';
import { IconButton } from './IconButton.tsx';

type Props = { text: string; label: string; className?: string };
const SHOWN_MS = 1200;

/** Copies `text` and says for a moment whether it worked. */
export function Copy({ text, label, className = '' }: Props) {
  const [result, setResult] = useState<'idle' | 'done' | 'refused'>('idle');
  useEffect(() => {
    if (result === 'idle') return;
    const timer = setTimeout(() => setResult('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);
  const shown = { idle: label, done: 'Copied', refused: 'The browser refused to copy' }[result];
  return (
    <IconButton
      icon={result === 'done' ? 'check' : 'copy'}
      label={shown}
      className={className}
      onClick={() => void copyText(text).then((worked) => setResult(worked ? 'done' : 'refused'))}
    />
  );
}
