// One walk: its steps, each ticked as soon as the directory shows that it has been done.
import { Button } from '@fluentui/react-components';
import { CheckmarkCircleFilled, CircleRegular } from '@fluentui/react-icons';
import { Blade, CodeBlock, Copyable, ErrorBar, Note, useAction, useLoad } from '@sallyport/shared';
import { useEffect, useState, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { findApp, listApps } from '../../graph/applications.ts';
import type { Application } from '../../graph/types.ts';
import { audiences, platformLabel } from '../../rules/registration.ts';
import { inputOf, kSnippets } from '../../snippets/index.ts';
import { Compared } from '../logs/sign_in_details.tsx';
import { succeeded, useSignIns } from '../logs/sign_in_log.tsx';
import { kRedirectUri, kWalks, requestWithoutSecret, type Walk } from './walks.ts';

function Step({ number, title, done, children }: { number: number; title: string; done: boolean; children: ReactNode }) {
  return (
    <li className={done ? 'step step-done' : 'step'}>
      <span className="step-mark" aria-hidden="true">
        {done ? <CheckmarkCircleFilled className="good" /> : <CircleRegular />}
      </span>
      <div>
        <h2>
          {number}. {title}
          {done && <span className="hidden"> (done)</span>}
        </h2>
        {children}
      </div>
    </li>
  );
}

const registerAddress = (walk: Walk) =>
  `/apps/new?${new URLSearchParams({
    name: walk.appName,
    platform: walk.platform,
    audience: walk.audience,
    uri: kRedirectUri,
    ...(walk.platform === 'spa' ? { idTokens: '1' } : {}),
  }).toString()}`;

// Looks every two seconds for the application that the walk's first step registers.
function useWalkApp(walk: Walk): { app: Application | undefined; error: Error | undefined } {
  const { graph } = useSession();
  const found = useLoad(`walk:${walk.id}`, async () => {
    const row = (await listApps(graph)).filter((each) => each.displayName === walk.appName).at(-1);
    return row ? findApp(graph, row.id) : undefined;
  });
  const { reload } = found;
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && void reload(), 2000);
    return () => clearInterval(timer);
  }, [reload]);
  return { app: found.data, error: found.error };
}

function Settings({ walk, app }: { walk: Walk; app: Application }) {
  const { origin, tenant } = useSession();
  const snippet = kSnippets.find((each) => each.id === 'sallyport');
  const input = inputOf(app, origin, tenant.id, { platform: walk.platform, uri: kRedirectUri });
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Application (client) ID</dt>
          <dd>
            <Copyable mono text={app.appId} name="Application (client) ID" />
          </dd>
        </div>
        <div>
          <dt>Directory (tenant) ID</dt>
          <dd>
            <Copyable mono text={tenant.id} name="Directory (tenant) ID" />
          </dd>
        </div>
      </dl>
      {!walk.mistake && snippet && (
        <>
          <p>Give them to the application. For Sallyport&apos;s gateway, this is the whole file:</p>
          <CodeBlock title={snippet.file} text={snippet.print(input)} />
          <p>
            For OpenMetadata, MSAL and others see the <Link to={`/apps/${app.id}/snippet`}>Snippet</Link> page.
          </p>
        </>
      )}
    </>
  );
}

// The settings that make the mistake and, where a single request shows it, that request.
function Rehearse({ walk, app }: { walk: Walk; app: Application }) {
  const { origin, tenant } = useSession();
  const [answer, setAnswer] = useState<string | undefined>();
  const action = useAction();
  const snippet = kSnippets.find((each) => each.id === 'sallyport');
  const mistaken = inputOf(app, origin, tenant.id, { platform: walk.platform === 'spa' ? 'web' : 'spa', uri: kRedirectUri });
  const send = async () => {
    const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: app.appId, redirect_uri: kRedirectUri, code: 'CODE' });
    const response = await fetch(`/${tenant.id}/oauth2/v2.0/token`, { method: 'POST', body });
    setAnswer(JSON.stringify(await response.json(), null, 2));
  };
  return (
    <>
      <p>Configure the application so, and sign in. For Sallyport&apos;s gateway:</p>
      {snippet && <CodeBlock title={snippet.file} text={snippet.print(mistaken)} />}
      {walk.secret === 'forgotten' && (
        <>
          <p>Or send its token request by hand:</p>
          <CodeBlock title="In a terminal" text={requestWithoutSecret(origin, tenant.id, app.appId)} />
          {answer && <CodeBlock title="The answer" text={answer} />}
          <ErrorBar error={action.error} />
          <Button disabled={action.busy} onClick={() => void action.run(send)}>
            Send it from this page
          </Button>
        </>
      )}
    </>
  );
}

export function WalkPage() {
  const { walk: id } = useParams();
  const walk = kWalks.find((each) => each.id === id);
  if (!walk)
    return (
      <Blade title="Not found">
        <Link to="/">Go to the overview</Link>
      </Blade>
    );
  return <OneWalk key={walk.id} walk={walk} />;
}

function OneWalk({ walk }: { walk: Walk }) {
  const { tenant } = useSession();
  const navigate = useNavigate();
  const { app, error } = useWalkApp(walk);
  const signIns = useSignIns(app ? { appId: app.appId } : { appId: walk.id }, app !== undefined);
  const hit = app && signIns.rows?.find((row) => (walk.mistake ? row.status.errorCode === walk.mistake.code : succeeded(row)));
  const other = app && !hit ? signIns.rows?.find((row) => !succeeded(row)) : undefined;
  const hasSecret = (app?.passwordCredentials.length ?? 0) > 0;
  const audience = audiences(tenant.displayName).find((each) => each.audience === walk.audience);
  const needsSecret = walk.secret === 'needed';
  const steps: { title: string; done: boolean; body: ReactNode }[] = [
    {
      title: 'Register the application',
      done: app !== undefined,
      body: (
        <>
          <p>
            App registrations &gt; New registration. Supported account types: {audience?.label}. Redirect URI: {platformLabel(walk.platform)}, {kRedirectUri}
          </p>
          <Button appearance={app ? 'secondary' : 'primary'} onClick={() => void navigate(app ? `/apps/${app.id}` : registerAddress(walk))}>
            {app ? 'Open the registration' : 'New registration, filled in'}
          </Button>
        </>
      ),
    },
    ...(needsSecret
      ? [
          {
            title: 'Make a client secret',
            done: hasSecret,
            body: (
              <p>
                {app ? <Link to={`/apps/${app.id}/secrets`}>Certificates &amp; secrets</Link> : 'Certificates & secrets'} &gt; New client secret. Copy the Value, not the Secret ID; it is shown once.
              </p>
            ),
          },
        ]
      : []),
    {
      title: 'Copy the IDs from the Overview',
      done: hit !== undefined,
      body: app ? <Settings walk={walk} app={app} /> : <p className="soft">They exist as soon as the application is registered.</p>,
    },
    ...(walk.mistake
      ? [
          {
            title: 'Make the mistake',
            done: hit !== undefined,
            body: (
              <>
                <p>{walk.mistake.what}</p>
                {app && <Rehearse walk={walk} app={app} />}
              </>
            ),
          },
        ]
      : []),
    {
      title: walk.mistake ? `Read AADSTS${walk.mistake.code}` : 'Sign in',
      done: hit !== undefined,
      body: (
        <>
          {!hit && !other && <p role="status">{walk.mistake ? 'Waiting for the refusal in the sign-in log.' : `Open ${new URL(kRedirectUri).origin} and sign in. This step is ticked as soon as the sign-in log shows it.`}</p>}
          {hit && !walk.mistake && <Note intent="success">{hit.userPrincipalName ?? 'Somebody'} has signed in.</Note>}
          {hit && walk.mistake && (
            <>
              <Note intent="error" title={`AADSTS${walk.mistake.code}`}>
                {hit.status.failureReason}
              </Note>
              {hit.sallyport?.sent && hit.sallyport.expected && <Compared sent={hit.sallyport.sent} expected={hit.sallyport.expected} />}
            </>
          )}
          {other && (
            <Note intent="warning" title={`AADSTS${other.status.errorCode}`}>
              {other.status.failureReason} <Link to={`/logs?app=${app?.appId ?? ''}`}>See the log</Link>
            </Note>
          )}
        </>
      ),
    },
    ...(walk.mistake
      ? [
          {
            title: 'Mend it',
            done: false,
            body: (
              <>
                <p>{walk.mistake.why}</p>
                <p>{walk.mistake.mend}</p>
                {app && <Link to={`/apps/${app.id}/${walk.platform === 'spa' ? 'authentication' : 'secrets'}`}>Open {walk.platform === 'spa' ? 'Authentication' : 'Certificates & secrets'}</Link>}
              </>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/">Overview</Link>
      </nav>
      <Blade title={walk.title} subtitle={`${walk.flow}. ${walk.text}`}>
        <ErrorBar error={error ?? signIns.error} />
        <ol className="steps">
          {steps.map((step, index) => (
            <Step key={step.title} number={index + 1} title={step.title} done={step.done}>
              {step.body}
            </Step>
          ))}
        </ol>
      </Blade>
    </>
  );
}
