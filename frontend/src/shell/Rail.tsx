import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { logOut, meQuery } from '../api/session.ts';
import { Icon } from '../kit/Icon.tsx';
import { IconButton } from '../kit/IconButton.tsx';
import { usePreference } from '../kit/usePreference.ts';
import { Mark } from '../kit/Mark.tsx';
import { ProjectSwitcher } from './ProjectSwitcher.tsx';

const WIDTHS = ['wide', 'narrow'] as const;

/** Where one can go, and who is here. On a phone it is a bar at the bottom. */
export function Rail({ project }: { project: string }) {
  const [width, setWidth] = usePreference('rail', WIDTHS);
  const me = useQuery(meQuery);
  const wide = width === 'wide';
  const hidden = wide ? 'max-md:hidden' : 'hidden';
  return (
    <nav
      aria-label="Main"
      className={`flex shrink-0 flex-col border-r border-line bg-canvas transition-[width] max-sm:h-12 max-sm:w-full max-sm:flex-row max-sm:items-center max-sm:border-t max-sm:border-r-0 max-sm:px-2 ${wide ? 'w-49 max-md:w-12' : 'w-12'}`}
    >
      <Link to="/p/$project/traces" params={{ project }} className="flex h-11 items-center gap-2 px-3 text-title font-semibold max-sm:px-1" aria-label="Assay, home">
        <Mark />
        <span className={hidden}>Assay</span>
      </Link>
      <div className={`px-2 pb-2 ${hidden}`}>
        <ProjectSwitcher projects={me.data?.projects ?? []} current={project} />
      </div>
      <div className={`px-4 pt-2 pb-1 text-axis text-text-3 max-sm:hidden ${hidden}`}>Observe</div>
      <ul className="flex flex-1 flex-col gap-px px-2 max-sm:flex-row">
        <li>
          <Link
            to="/p/$project/traces"
            params={{ project }}
            activeOptions={{ includeSearch: false }}
            className="flex h-(--control) items-center gap-2 rounded-control px-2 text-text-2 hover:bg-hover hover:text-text"
            activeProps={{ className: 'bg-selected font-medium !text-text streak-left !rounded-l-none' }}
            title={wide ? undefined : 'Traces'}
          >
            <Icon name="traces" />
            <span className={wide ? 'max-md:sr-only' : 'sr-only'}>Traces</span>
          </Link>
        </li>
      </ul>
      <div className={`flex items-center gap-1 border-t border-line p-2 max-sm:ml-auto max-sm:border-0 max-sm:p-0 ${wide ? 'max-md:flex-col' : 'flex-col'}`}>
        <span className={`min-w-0 flex-1 truncate px-1 text-meta text-text-3 ${hidden}`} title={me.data?.user?.email}>
          {me.data?.user?.email}
        </span>
        <IconButton icon="sign-out" label="Sign out" onClick={() => void logOut()} />
        <IconButton icon="rail" label={wide ? 'Collapse the rail' : 'Expand the rail'} className="max-md:hidden" onClick={() => setWidth(wide ? 'narrow' : 'wide')} />
      </div>
    </nav>
  );
}
