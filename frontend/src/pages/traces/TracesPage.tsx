import { Button } from '../../kit/Button.tsx';
import { Notice } from '../../kit/Notice.tsx';
import { PageFrame } from '../../kit/PageFrame.tsx';
import { QueryStates } from '../../kit/QueryStates.tsx';
import { Skeleton } from '../../kit/Skeleton.tsx';
import { Streak } from '../../kit/Streak.tsx';
import { FilterBar } from './FilterBar.tsx';
import { NothingFound } from './NothingFound.tsx';
import { RangeControl } from './RangeControl.tsx';
import { TraceTable } from './TraceTable.tsx';
import { useTraces } from './useTraces.ts';

export function TracesPage() {
  const { project, list, rows, waiting, liveError, atTop, showWaiting, loadMore } = useTraces();
  const meta = rows.length > 0 && `${rows.length}${list.hasNextPage ? '+' : ''} ${rows.length === 1 ? 'trace' : 'traces'}`;
  return (
    <PageFrame title="Traces" meta={meta} actions={<RangeControl />}>
      <FilterBar />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <Streak on={list.isFetchingNextPage || (list.isFetching && rows.length > 0)} />
        {liveError && rows.length > 0 && <Notice>The list is not live: {liveError.message} It goes on by itself.</Notice>}
        {waiting > 0 && (
          <div className="absolute inset-x-0 top-10 z-20 grid justify-items-center">
            <Button look="primary" className="rounded-full! shadow-float" onClick={showWaiting}>
              {waiting} new
            </Button>
          </div>
        )}
        <QueryStates of={list} skeleton={<Skeleton rows={24} />}>
          {() =>
            rows.length === 0 ? (
              <NothingFound project={project} />
            ) : (
              <TraceTable
                project={project}
                rows={rows}
                onNearEnd={loadMore}
                busy={list.isFetchingNextPage}
                onScrollTop={(top) => {
                  atTop.current = top;
                }}
              />
            )
          }
        </QueryStates>
      </div>
    </PageFrame>
  );
}
