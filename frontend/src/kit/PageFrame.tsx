import { type ReactNode, use } from 'react';

import { PageTools } from './page-tools.ts';

type Props = { title: string; heading?: ReactNode; meta?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A page: the document's title, a top bar with the one `h1`, and the content below it. */
export function PageFrame({ title, heading = title, meta, actions, children }: Props) {
  return (
    <>
      <title>{`${title} · Assay`}</title>
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-canvas px-3 py-1">
        <h1 className="flex min-w-0 items-center gap-2 truncate text-title font-semibold">{heading}</h1>
        <div className="min-w-0 truncate text-meta text-text-3">{meta}</div>
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {actions}
          {use(PageTools)}
        </div>
      </header>
      <div className="flex min-h-0 flex-1 flex-col">{children}</div>
    </>
  );
}
