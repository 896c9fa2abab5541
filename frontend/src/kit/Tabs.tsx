import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export type Tab<Id extends string> = { id: Id; label: string; count?: number | undefined };
type Props<Id extends string> = {
  label: string;
  tabs: readonly Tab<Id>[];
  value: Id;
  onChange: (id: Id) => void;
  aside?: ReactNode;
  children: ReactNode;
};

/** A row of tabs over one panel; the streak marks the current one. */
export function Tabs<Id extends string>({ label, tabs, value, onChange, aside, children }: Props<Id>) {
  return (
    <Base.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-9 flex-wrap items-stretch border-b border-line px-2">
        <Base.List aria-label={label} activateOnFocus className="flex h-9">
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.id}
              value={tab.id}
              className="px-2.5 font-medium text-text-2 -outline-offset-2 hover:text-text data-active:text-text data-active:streak-bottom"
            >
              {tab.label}
              {tab.count ? <span className="ml-1.5 font-mono text-axis text-text-3">{tab.count}</span> : null}
            </Base.Tab>
          ))}
        </Base.List>
        <div className="ml-auto self-center py-0.5 max-sm:ml-0">{aside}</div>
      </div>
      <Base.Panel value={value} className="min-h-0 flex-1 overflow-auto -outline-offset-2">
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
