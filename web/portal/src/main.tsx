// Signs in, then shows the portal. Everything in between is a value that is passed down.
import { Button } from '@fluentui/react-components';
import { ErrorBar, Loading, ThemeRoot, useLoad } from '@sallyport/shared';
import '@sallyport/shared/shared.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { signIn } from './auth/msal.ts';
import { SessionContext, type Session } from './auth/session.tsx';
import { makeGraph } from './graph/client.ts';
import { findTenant } from './graph/people.ts';
import type { User } from './graph/types.ts';
import { Pages } from './pages/pages.tsx';
import { StandInBanner } from './shell/banner.tsx';
import './portal.css';

async function begin(): Promise<Session> {
  const signedIn = await signIn();
  const graph = makeGraph(signedIn.token);
  const [tenant, me] = await Promise.all([findTenant(graph), graph.get<User>('/me')]);
  if (!tenant) throw new Error('The directory did not say which tenant you are in.');
  return { graph, tenant, me, origin: window.location.origin, signOut: signedIn.signOut };
}

const starting = begin(); // once, although React runs effects twice while developing

function Portal() {
  const session = useLoad('session', () => starting);
  if (session.data)
    return (
      <SessionContext.Provider value={session.data}>
        <BrowserRouter basename="/portal">
          <Pages />
        </BrowserRouter>
      </SessionContext.Provider>
    );
  return (
    <>
      <StandInBanner />
      <main className="alone">
        {session.error ? (
          <>
            <h1>The sign-in to the portal did not work</h1>
            <ErrorBar error={session.error} title="What the directory said" />
            <Button appearance="primary" onClick={() => window.location.assign('/portal?tenant=organizations')}>
              Sign in again
            </Button>
          </>
        ) : (
          <Loading what="the portal" />
        )}
      </main>
    </>
  );
}

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <ThemeRoot>
        <Portal />
      </ThemeRoot>
    </StrictMode>,
  );
