// Snippet: configurations and code for this registration, filled in.
import { Field, Select } from '@fluentui/react-components';
import { Blade, CodeBlock, Note } from '@sallyport/shared';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { kPlatforms, platformLabel, urisOf } from '../../rules/registration.ts';
import { inputOf, snippetsFor } from '../../snippets/index.ts';
import { useApp } from './app_context.ts';

export function SnippetPage() {
  const { origin, tenant } = useSession();
  const { app } = useApp();
  const [query, setQuery] = useSearchParams();
  const uris = kPlatforms.flatMap(({ platform }) => urisOf(app, platform).map((uri) => ({ platform, uri })));
  const [chosen, setChosen] = useState(0);
  const input = inputOf(app, origin, tenant.id, uris[chosen]);
  const fitting = snippetsFor(input.platform);
  const snippet = fitting.find((each) => each.id === query.get('for')) ?? fitting[0];
  const base = `/apps/${app.id}`;
  return (
    <Blade title={`${app.displayName} | Snippet`} subtitle="Copy this into your application. It is filled in with this registration's values.">
      {uris.length === 0 && (
        <Note intent="warning" title="No redirect URI yet">
          The snippets below assume {input.redirectUri} on the platform Web. <Link to={`${base}/authentication`}>Add it under Authentication</Link> or nobody can sign in.
        </Note>
      )}
      <div className="pair">
        <Field label="Application">
          <Select value={snippet?.id ?? ''} onChange={(_, { value }) => setQuery({ for: value }, { replace: true })}>
            {fitting.map((each) => (
              <option key={each.id} value={each.id}>
                {each.title}
              </option>
            ))}
          </Select>
        </Field>
        {uris.length > 0 && (
          <Field label="Redirect URI">
            <Select value={String(chosen)} onChange={(_, { value }) => setChosen(Number(value))}>
              {uris.map((each, index) => (
                <option key={`${each.platform}:${each.uri}`} value={index}>
                  {each.uri} ({platformLabel(each.platform)})
                </option>
              ))}
            </Select>
          </Field>
        )}
      </div>
      {snippet && <CodeBlock title={snippet.file} text={snippet.print(input)} />}
      {input.platform === 'web' ? (
        <Note title="The secret">
          The portal shows the value of a secret once, when it is made. <Link to={`${base}/secrets`}>Certificates &amp; secrets</Link> &gt; New client secret, then copy the Value, not the Secret ID.
        </Note>
      ) : (
        <Note title="No secret">A redirect URI of the platform {platformLabel(input.platform)} is used without a client secret. Sending one is refused with AADSTS700025.</Note>
      )}
      {snippet?.note && <p className="soft">{snippet.note}</p>}
      {input.platform === 'spa' && snippet?.id === 'sallyport' && !app.web.implicitGrantSettings.enableIdTokenIssuance && (
        <Note intent="warning" title="ID tokens are not enabled">
          A public client of Sallyport asks for an ID token. Tick &quot;ID tokens&quot; under <Link to={`${base}/authentication`}>Authentication</Link>, otherwise the answer is AADSTS700054.
        </Note>
      )}
    </Blade>
  );
}
