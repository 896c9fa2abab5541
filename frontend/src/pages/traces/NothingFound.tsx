import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';

import { anyTraceQuery } from '../../api/traces.ts';
import { FirstTrace } from '../../features/onboarding/FirstTrace.tsx';
import { QueryStates } from '../../kit/QueryStates.tsx';
import { Skeleton } from '../../kit/Skeleton.tsx';
import { NoMatch } from './NoMatch.tsx';
import { termsOf, withoutTerms } from './terms.ts';

/** An empty list: either nothing was ever sent, or nothing matches. */
export function NothingFound({ project }: { project: string }) {
  const search = useSearch({ from: '/p/$project/traces' });
  const navigate = useNavigate({ from: '/p/$project/traces' });
  const any = useQuery(anyTraceQuery(project));
  const terms = termsOf(search);
  return (
    <QueryStates of={any} skeleton={<Skeleton rows={12} />}>
      {(hasTraces) =>
        hasTraces || terms.length > 0 ? (
          <NoMatch
            terms={terms}
            range={search.range}
            onClear={() => void navigate({ search: withoutTerms(search), replace: true })}
            onWiden={(range) => void navigate({ search: { ...search, range, from: undefined, to: undefined }, replace: true })}
          />
        ) : (
          <FirstTrace project={project} />
        )
      }
    </QueryStates>
  );
}
