import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

import { currentSession, onSessionChange } from '../api/auth.ts';
import { Boundary } from '../kit/Boundary.tsx';
import { PageTools } from '../kit/page-tools.ts';
import { ExpiryNotice } from './ExpiryNotice.tsx';
import { rememberProject } from './last-project.ts';
import { Rail } from './Rail.tsx';
import { Tools } from './Tools.tsx';

/** Rail and page of a project. Leaves for the sign-in page the moment the session is gone. */
export function Shell() {
  const project = useParams({ from: '/p/$project', select: (params) => params.project });
  useEffect(() => rememberProject(project), [project]);
  useLeaveWithSession();
  return (
    <div className="flex h-dvh max-sm:flex-col-reverse">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control focus:bg-raised focus:px-3 focus:py-1.5">
        Skip to the page
      </a>
      <Rail project={project} />
      <main id="main" tabIndex={-1} className="relative flex min-h-0 min-w-0 flex-1 flex-col outline-none">
        <ExpiryNotice />
        <PageTools value={<Tools />}>
          <Boundary resetKey={project}>
            <Outlet />
          </Boundary>
        </PageTools>
      </main>
    </div>
  );
}

function useLeaveWithSession(): void {
  const navigate = useNavigate();
  const router = useRouter();
  const cache = useQueryClient();
  useEffect(
    () =>
      onSessionChange(() => {
        if (currentSession()) return;
        const next = router.state.location.href;
        void navigate({ to: '/login', search: { next }, replace: true }).then(() => cache.clear());
      }),
    [navigate, router, cache],
  );
}
