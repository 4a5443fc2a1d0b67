// Connect an application: paste what it has, read what Entra ID will answer, and register it rightly.
import { Button, Field, Textarea } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons';
import { Blade, ErrorBar, Loading, Note, Section, useLoad } from '@sallyport/shared';
import { useDeferredValue, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { findAppByClientId, findPrincipalOf } from '../../graph/applications.ts';
import type { Application } from '../../graph/types.ts';
import { readClient, type ClientSettings } from '../../rules/connect.ts';
import { platformLabel } from '../../rules/registration.ts';
import { judge, rightRegistration, type Finding, type Verdict } from '../../rules/verdict.ts';
import { Compared } from '../logs/sign_in_details.tsx';

const kExample = `https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize?client_id=…&response_type=code&redirect_uri=…
or sallyport.yaml, openmetadata.yaml, an .env file, oauth2-proxy's flags or file, mod_auth_openidc's directives, application.properties, MSAL's configuration …`;

function Read({ client }: { client: ClientSettings }) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Tenant', client.tenant],
    ['Application (client) ID', client.clientId],
    ['Redirect URI', client.redirectUri],
    ['Response type', client.responseType],
    ['Scopes', client.scopes.join(' ') || undefined],
    ['Client secret', client.hasSecret ? 'given (it is not kept)' : client.isUrl ? 'an authorize URL does not show it' : 'none'],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function OneFinding({ finding }: { finding: Finding }) {
  return (
    <li className="finding">
      <Note intent={finding.intent} title={finding.code === undefined ? finding.title : `AADSTS${finding.code}: ${finding.title}`}>
        {finding.fix}
      </Note>
      {finding.sent !== undefined && finding.expected !== undefined && <Compared sent={finding.sent} expected={finding.expected} />}
    </li>
  );
}

function VerdictView({ client, app, verdict }: { client: ClientSettings; app: Application | undefined; verdict: Verdict }) {
  const navigate = useNavigate();
  const right = rightRegistration(client, app ? `${app.displayName} (corrected)` : 'My application');
  const refused = verdict.findings.some((finding) => finding.intent === 'error');
  const register = () => {
    const values = new URLSearchParams({ name: right.displayName, platform: right.platform });
    if (right.redirectUri !== undefined) values.set('uri', right.redirectUri);
    if (right.idTokens) values.set('idTokens', '1');
    if (right.accessTokens) values.set('accessTokens', '1');
    void navigate(`/apps/new?${values.toString()}`);
  };
  return (
    <>
      <Section title="What Entra ID will answer">
        {!refused && (
          <p className="with-icon">
            <CheckmarkCircleFilled className="good" aria-hidden="true" />
            {verdict.platform ? `Nothing stands in the way. The redirect URI belongs to the platform ${platformLabel(verdict.platform)}.` : 'Nothing stands in the way, as far as these settings tell.'}
          </p>
        )}
        <ul className="plain">
          {verdict.findings.map((finding) => (
            <OneFinding key={`${finding.code ?? ''}${finding.title}`} finding={finding} />
          ))}
        </ul>
      </Section>
      {app ? (
        <p>
          The application is <Link to={`/apps/${app.id}`}>{app.displayName}</Link>. Change it under <Link to={`/apps/${app.id}/authentication`}>Authentication</Link>.
        </p>
      ) : (
        <Section title="Register it rightly" hint={`As ${platformLabel(right.platform)}${right.redirectUri ? `, with the redirect URI ${right.redirectUri}` : ''}.`}>
          <div>
            <Button appearance="primary" onClick={register}>
              Register this application
            </Button>
          </div>
          <p className="soft">The new registration gets a client ID of its own. Put it into the application&apos;s settings.</p>
        </Section>
      )}
    </>
  );
}

function Answer({ client }: { client: ClientSettings }) {
  const { graph, tenant } = useSession();
  const id = client.clientId ?? '';
  const known = useLoad(`connect:${id}`, async () => {
    if (!/^[0-9a-f-]{36}$/i.test(id)) return { app: undefined, principal: undefined };
    const [app, principal] = await Promise.all([findAppByClientId(graph, id), findPrincipalOf(graph, id)]);
    return { app, principal };
  });
  if (known.error) return <ErrorBar error={known.error} />;
  if (!known.data) return <Loading what="the registration" />;
  const names = tenant.verifiedDomains.map((domain) => domain.name.toLowerCase());
  const verdict = judge(client, { ...known.data, tenant: { id: tenant.id, names }, host: window.location.host }, new Date());
  return <VerdictView client={client} app={known.data.app} verdict={verdict} />;
}

export function ConnectPage() {
  const [query] = useSearchParams();
  const given = query.get('client');
  const [text, setText] = useState(given ? `clientId: ${given}\n` : '');
  const settled = useDeferredValue(text);
  const client = settled.trim() === '' ? undefined : readClient(settled);
  return (
    <Blade title="Connect an application" subtitle="Paste the settings of an application, or the address that its browser goes to when it signs somebody in. Nothing is sent anywhere; secrets are not kept.">
      <Field label="Settings or authorize URL">
        <Textarea
          className="paste"
          textarea={{ className: 'mono', rows: 9, spellCheck: false }}
          resize="vertical"
          placeholder={kExample}
          value={text}
          onChange={(_, { value }) => setText(value)}
        />
      </Field>
      {settled.trim() !== '' && !client && <Note intent="warning">There is neither a client ID nor a redirect URI in this text.</Note>}
      {client && (
        <>
          <Section title="What was read">
            <Read client={client} />
            {client.assumed !== undefined && <Note>{client.assumed}</Note>}
          </Section>
          <Answer client={client} />
        </>
      )}
    </Blade>
  );
}
