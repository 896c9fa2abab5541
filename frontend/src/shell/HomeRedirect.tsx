import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

import { meQuery } from '../api/session.ts';
import { QueryStates } from '../kit/QueryStates.tsx';
import { Skeleton } from '../kit/Skeleton.tsx';
import { projectToOpen } from './last-project.ts';
import { Mark } from '../kit/Mark.tsx';

/** A path without a project goes to the same path in the last used or only project. */
export function HomeRedirect() {
  const me = useQuery(meQuery);
  // The path that was opened, not the one that the redirect below is already on its way to.
  const [opened] = useState(useRouter().state.location);
  return (
    <main className="mx-auto grid h-dvh max-w-lg content-center gap-4 p-4">
      <title>Assay</title>
      <QueryStates of={me} skeleton={<Skeleton rows={4} />}>
        {({ projects }) => {
          const project = projectToOpen(projects);
          if (!project) return <NoProject />;
          const path = opened.pathname === '/' ? '/traces' : opened.pathname;
          return <GoTo href={`/p/${project.id}${path}${opened.searchStr}`} />;
        }}
      </QueryStates>
    </main>
  );
}

function GoTo({ href }: { href: string }) {
  const navigate = useNavigate();
  useEffect(() => void navigate({ href, replace: true }), [navigate, href]);
  return <Skeleton rows={4} />;
}

function NoProject() {
  return (
    <div className="grid justify-items-center gap-2 text-center">
      <Mark className="size-10" />
      <h1 className="text-empty font-semibold">You are not in a project yet</h1>
      <p className="text-text-2">Ask an owner to add you to one, then reload this page.</p>
    </div>
  );
}
