import { createBrowserHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, type RouterHistory, stripSearchParams } from '@tanstack/react-router';

import { parseSearch, stringifySearch } from './lib/search-params.ts';
import { loginSearch } from './pages/login/search.ts';
import { traceSearch } from './pages/trace/search.ts';
import { tracesSearch } from './pages/traces/search.ts';
import { requireSession, skipIfSignedIn } from './shell/gate.ts';
import { HomeRedirect } from './shell/HomeRedirect.tsx';
import { NoSuchPage } from './shell/NoSuchPage.tsx';
import { RouteError } from './shell/RouteError.tsx';
import { Shell } from './shell/Shell.tsx';

const root = createRootRoute({ notFoundComponent: NoSuchPage, errorComponent: RouteError });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: loginSearch,
  beforeLoad: skipIfSignedIn,
  component: lazyRouteComponent(() => import('./pages/login/LoginPage.tsx'), 'LoginPage'),
});

/** Paths without a project: they lead to the same path of the last used or only one. */
const home = createRoute({ getParentRoute: () => root, path: '/', beforeLoad: requireSession, component: HomeRedirect });
const bareTraces = createRoute({ getParentRoute: () => root, path: '/traces', beforeLoad: requireSession, component: HomeRedirect });
const bareTrace = createRoute({ getParentRoute: () => root, path: '/traces/$traceId', beforeLoad: requireSession, component: HomeRedirect });

const project = createRoute({ getParentRoute: () => root, path: '/p/$project', beforeLoad: requireSession, component: Shell });

const traces = createRoute({
  getParentRoute: () => project,
  path: '/traces',
  validateSearch: tracesSearch,
  search: { middlewares: [stripSearchParams({ range: '24h' })] },
  component: lazyRouteComponent(() => import('./pages/traces/TracesPage.tsx'), 'TracesPage'),
});

const trace = createRoute({
  getParentRoute: () => project,
  path: '/traces/$traceId',
  validateSearch: traceSearch,
  component: lazyRouteComponent(() => import('./pages/trace/TracePage.tsx'), 'TracePage'),
});

const routeTree = root.addChildren([login, home, bareTraces, bareTrace, project.addChildren([traces, trace])]);

/** The router of the app; `history` is the browser's unless a test brings its own. */
export function createAppRouter(history: RouterHistory = createBrowserHistory()) {
  return createRouter({ routeTree, history, defaultPreload: 'intent', parseSearch, stringifySearch });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
