// One walk: its steps, each ticked as soon as the directory shows that it has been done.
import { Blade, ErrorBar, useLoad } from '@sallyport/shared';
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { findAppByName } from '../../graph/applications.ts';
import type { Application, SignIn } from '../../graph/types.ts';
import { succeeded, useSignIns } from '../logs/sign_ins.ts';
import { IdTokens, Ids, Mend, Mistake, Outcome, Register, Secret, Step, type StepProps } from './walk_steps.tsx';
import { kWalks, type Walk } from './walks.ts';

// Looks every two seconds for the application that the walk's first step registers.
function useWalkApp(walk: Walk): { app: Application | undefined; error: Error | undefined } {
  const { graph } = useSession();
  const found = useLoad(`walk:${walk.id}`, () => findAppByName(graph, walk.appName));
  const { reload } = found;
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && void reload(), 2000);
    return () => clearInterval(timer);
  }, [reload]);
  return { app: found.data, error: found.error };
}

// The attempt that ends the walk.
const endOf = (walk: Walk, rows: readonly SignIn[]) =>
  rows.find((row) => (walk.mistake ? row.status.errorCode === walk.mistake.code : succeeded(row)));

function stepsOf(walk: Walk, app: Application | undefined, rows: readonly SignIn[]): StepProps[] {
  const end = endOf(walk, rows);
  const done = end !== undefined;
  const steps: (StepProps | false)[] = [
    { title: 'Register the application', done: app !== undefined, children: <Register walk={walk} app={app} /> },
    walk.idTokens && { title: 'Allow ID tokens', done: app?.web.implicitGrantSettings.enableIdTokenIssuance ?? false, children: <IdTokens app={app} /> },
    walk.secret === 'needed' && { title: 'Make a client secret', done: (app?.passwordCredentials.length ?? 0) > 0, children: <Secret app={app} /> },
    { title: 'Copy the IDs from the Overview', done, children: <Ids walk={walk} app={app} /> },
    walk.mistake !== undefined && { title: 'Make the mistake', done, children: <Mistake walk={walk} app={app} /> },
    {
      title: walk.mistake ? `Read AADSTS${walk.mistake.code}` : 'Sign in',
      done,
      children: <Outcome walk={walk} app={app} end={end} other={done ? undefined : rows.find((row) => !succeeded(row))} />,
    },
    walk.mistake !== undefined && { title: 'Mend it', done: false, children: <Mend walk={walk} app={app} /> },
  ];
  return steps.filter((step) => step !== false);
}

function OneWalk({ walk }: { walk: Walk }) {
  const { app, error } = useWalkApp(walk);
  // Without the application there is nothing to wait for; the walk's name is no client ID.
  const signIns = useSignIns({ appId: app?.appId ?? walk.id }, app !== undefined);
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/">Overview</Link>
      </nav>
      <Blade title={walk.title} subtitle={`${walk.flow}. ${walk.text}`}>
        <ErrorBar error={error ?? signIns.error} />
        <ol className="steps">
          {stepsOf(walk, app, signIns.rows ?? []).map((step, index) => (
            <Step key={step.title} number={index + 1} {...step} />
          ))}
        </ol>
      </Blade>
    </>
  );
}

export function WalkPage() {
  const { walk: id } = useParams();
  const walk = kWalks.find((each) => each.id === id);
  if (walk) return <OneWalk key={walk.id} walk={walk} />;
  return (
    <Blade title="Not found">
      <Link to="/">Go to the overview</Link>
    </Blade>
  );
}
