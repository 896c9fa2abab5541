import type { ReactNode } from 'react';

import { Icon } from './Icon.tsx';

/** What is incomplete in the block below, with counts. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="flex items-start gap-2 border-b border-line bg-warn-soft px-3 py-1.5 text-meta text-text">
      <Icon name="warn" className="mt-px text-warn" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
