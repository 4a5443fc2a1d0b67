// The steps of a walk.
import { Button } from '@fluentui/react-components';
import { CheckmarkCircleFilled, CircleRegular } from '@fluentui/react-icons';
import { CodeBlock, Copyable, ErrorBar, Note, useAction } from '@sallyport/shared';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import type { Application, SignIn } from '../../graph/types.ts';
import { audiences, platformLabel, type Platform } from '../../rules/registration.ts';
import { inputOf, kSnippets } from '../../snippets/index.ts';
import { Compared } from '../logs/sign_in_details.tsx';
import { kGatewayUri, kRedirectUri, requestWithoutSecret, type Walk } from './walks.ts';

export interface StepProps {
  title: string;
  done: boolean;
  children: ReactNode;
}

export function Step({ number, title, done, children }: StepProps & { number: number }) {
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

interface Props {
  walk: Walk;
  app: Application | undefined; // undefined until it is registered
}

export function Register({ walk, app }: Props) {
  const { tenant } = useSession();
  const navigate = useNavigate();
  const audience = audiences(tenant.displayName).find((each) => each.audience === walk.audience);
  const filledIn = new URLSearchParams({ name: walk.appName, platform: walk.platform, audience: walk.audience, uri: kRedirectUri });
  return (
    <>
      <p>
        <Link to="/apps">App registrations</Link> &gt; New registration. Supported account types: {audience?.label}. Redirect URI: {platformLabel(walk.platform)}, {kRedirectUri}
      </p>
      <Button appearance={app ? 'secondary' : 'primary'} onClick={() => void navigate(app ? `/apps/${app.id}` : `/apps/new?${filledIn.toString()}`)}>
        {app ? 'Open the registration' : 'New registration, filled in'}
      </Button>
    </>
  );
}

function PageOf({ app, path, children }: { app: Application | undefined; path: string; children: ReactNode }) {
  return app ? <Link to={`/apps/${app.id}/${path}`}>{children}</Link> : <>{children}</>;
}

export function IdTokens({ app }: Pick<Props, 'app'>) {
  return (
    <p>
      <PageOf app={app} path="authentication">
        Authentication
      </PageOf>{' '}
      &gt; Implicit grant and hybrid flows &gt; ID tokens (used for implicit and hybrid flows) &gt; Save. A public client of Sallyport asks for an ID token; without the tick, the answer is AADSTS700054.
    </p>
  );
}

export function Secret({ app }: Pick<Props, 'app'>) {
  return (
    <p>
      <PageOf app={app} path="secrets">
        Certificates &amp; secrets
      </PageOf>{' '}
      &gt; New client secret &gt; Add. Copy the Value, not the Secret ID; it is shown once.
    </p>
  );
}

// The gateway's whole configuration for this registration, as a client of `platform`.
function GatewayFile({ app, platform }: { app: Application; platform: Platform }) {
  const { origin, tenant } = useSession();
  const snippet = kSnippets.find((each) => each.id === 'sallyport');
  if (!snippet) return null;
  return <CodeBlock title={snippet.file} text={snippet.print(inputOf(app, origin, tenant.id, { platform, uri: kGatewayUri }))} />;
}

export function Ids({ walk, app }: Props) {
  const { tenant } = useSession();
  if (!app) return <p className="soft">They exist as soon as the application is registered.</p>;
  const ids = [
    ['Application (client) ID', app.appId],
    ['Directory (tenant) ID', tenant.id],
  ] as const;
  return (
    <>
      <dl className="facts">
        {ids.map(([name, id]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Copyable mono text={id} name={name} />
            </dd>
          </div>
        ))}
      </dl>
      {!walk.mistake && (
        <>
          <p>
            Give them to the application. For Sallyport&apos;s gateway, this is the whole file. In a clone of the repository, <code>sallyport</code> is <code>build/release/sallyport</code>.
          </p>
          <GatewayFile app={app} platform={walk.platform} />
          <p>
            It listens on port 8590, beside the demo&apos;s own gateway. Entra ID ignores the port of localhost, so the redirect URI fits. For OpenMetadata, MSAL and others see{' '}
            <Link to={`/apps/${app.id}/snippet`}>Snippet</Link>.
          </p>
        </>
      )}
    </>
  );
}

// What makes the mistake: a configuration and, where a single request shows it, that request.
export function Mistake({ walk, app }: Props) {
  return (
    <>
      <p>{walk.mistake?.what}</p>
      {app && walk.secret === 'needed' && (
        <>
          <p>Start Sallyport&apos;s gateway with this file, open {new URL(kGatewayUri).origin} and sign in:</p>
          <GatewayFile app={app} platform="web" />
        </>
      )}
      {app && walk.secret === 'forgotten' && <RequestWithoutSecret app={app} />}
    </>
  );
}

function RequestWithoutSecret({ app }: { app: Application }) {
  const { origin, tenant } = useSession();
  const [answer, setAnswer] = useState<string | undefined>();
  const action = useAction();
  const send = async () => {
    const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: app.appId, redirect_uri: kRedirectUri, code: 'CODE' });
    const response = await fetch(`/${tenant.id}/oauth2/v2.0/token`, { method: 'POST', body });
    setAnswer(JSON.stringify(await response.json(), null, 2));
  };
  return (
    <>
      <p>
        Sallyport&apos;s gateway does not start with such a configuration: <code>sallyport config check</code> reports confidential_client_without_credential. Send the token request that another
        application would send:
      </p>
      <CodeBlock title="In a terminal" text={requestWithoutSecret(origin, tenant.id, app.appId)} />
      <Button disabled={action.busy} onClick={() => void action.run(send)}>
        Send it from this page
      </Button>
      <ErrorBar error={action.error} />
      {answer && <CodeBlock title="The answer" text={answer} />}
    </>
  );
}

// `end` is the attempt that ends the walk, `other` a refusal that does not belong to it.
export function Outcome({ walk, app, end, other }: Props & { end: SignIn | undefined; other: SignIn | undefined }) {
  if (other)
    return (
      <Note intent="warning" title={`AADSTS${other.status.errorCode}`}>
        {other.status.failureReason} <Link to={`/logs?app=${app?.appId ?? ''}`}>See the log</Link>
      </Note>
    );
  if (!end)
    return (
      <p role="status">
        {walk.mistake
          ? 'Waiting for the refusal in the sign-in log.'
          : `Start the gateway, open ${new URL(kGatewayUri).origin} and sign in. This step is ticked as soon as the sign-in log shows it.`}
      </p>
    );
  if (!walk.mistake) return <Note intent="success">{end.userPrincipalName ?? 'Somebody'} has signed in.</Note>;
  return (
    <>
      <Note intent="error" title={`AADSTS${walk.mistake.code}`}>
        {end.status.failureReason}
      </Note>
      {end.sallyport?.sent && end.sallyport.expected && <Compared sent={end.sallyport.sent} expected={end.sallyport.expected} />}
    </>
  );
}

export function Mend({ walk, app }: Props) {
  const [path, label] = walk.platform === 'spa' ? ['authentication', 'Authentication'] : ['secrets', 'Certificates & secrets'];
  return (
    <>
      <p>{walk.mistake?.why}</p>
      <p>{walk.mistake?.mend}</p>
      {app && <Link to={`/apps/${app.id}/${path}`}>Open {label}</Link>}
    </>
  );
}
