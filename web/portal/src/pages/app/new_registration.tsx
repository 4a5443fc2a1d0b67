// Register an application. The address may carry values: ?name=…&platform=spa&uri=…&audience=…&idTokens=1
import { Button, Field, Input, Radio, RadioGroup, Select } from '@fluentui/react-components';
import { Blade, ErrorBar, Note, Section, useAction } from '@sallyport/shared';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useSession } from '../../auth/session.tsx';
import { registerApp } from '../../graph/applications.ts';
import { errorAt, otherwise } from '../../graph/client.ts';
import { kGraphAppId, type SignInAudience } from '../../graph/types.ts';
import { audiences, kPlatforms, nameProblem, redirectProblem, type Platform } from '../../rules/registration.ts';

const kUserRead = 'e1fe6dd8-ba31-4d61-89e7-88639da4683d'; // Graph's delegated permission User.Read

export function NewRegistration() {
  const { graph, tenant } = useSession();
  const navigate = useNavigate();
  const [given] = useSearchParams();
  const [name, setName] = useState(given.get('name') ?? '');
  const [audience, setAudience] = useState<SignInAudience>((given.get('audience') as SignInAudience | null) ?? 'AzureADMyOrg');
  const [platform, setPlatform] = useState<Platform | ''>((given.get('platform') as Platform | null) ?? '');
  const [uri, setUri] = useState(given.get('uri') ?? '');
  const [tried, setTried] = useState(false);
  const implicit = { enableIdTokenIssuance: given.has('idTokens'), enableAccessTokenIssuance: given.has('accessTokens') };
  const action = useAction();
  const nameError = nameProblem(name, audience);
  const uriError =
    uri === '' ? undefined : platform === '' ? 'Select a platform for this address.' : redirectProblem(uri, platform, audience);

  async function register() {
    const redirectUris = uri === '' ? [] : [uri];
    const app = await registerApp(graph, {
      displayName: name.trim(),
      signInAudience: audience,
      web: { redirectUris: platform === 'web' ? redirectUris : [], homePageUrl: null, logoutUrl: null, implicitGrantSettings: implicit },
      spa: { redirectUris: platform === 'spa' ? redirectUris : [] },
      publicClient: { redirectUris: platform === 'publicClient' ? redirectUris : [] },
      requiredResourceAccess: [{ resourceAppId: kGraphAppId, resourceAccess: [{ id: kUserRead, type: 'Scope' }] }],
      ...(audience.includes('Personal')
        ? { api: { oauth2PermissionScopes: [], preAuthorizedApplications: [], requestedAccessTokenVersion: 2 } }
        : {}),
    });
    await navigate(`/apps/${app.id}`);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (nameError === undefined && uriError === undefined) void action.run(register);
  }

  const words = audiences(tenant.displayName);
  const uriComplaint = (tried || uri !== '' ? uriError : undefined) ?? errorAt(action.error, 'redirectUris');
  return (
    <Blade title="Register an application">
      <form className="form" onSubmit={submit} noValidate>
        <ErrorBar error={otherwise(action.error, 'displayName', 'redirectUris', 'signInAudience')} />
        <Section title="Name">
          <Field
            label="Name"
            required
            hint="The user-facing display name for this application (this can be changed later)."
            validationMessage={(tried ? nameError : undefined) ?? errorAt(action.error, 'displayName')}
          >
            <Input value={name} onChange={(_, { value }) => setName(value)} autoComplete="off" />
          </Field>
        </Section>
        <Section title="Supported account types">
          <Field label="Who can use this application or access this API?" validationMessage={errorAt(action.error, 'signInAudience')}>
            <RadioGroup value={audience} onChange={(_, { value }) => setAudience(value as SignInAudience)}>
              {words.map((each) => (
                <Radio key={each.audience} value={each.audience} label={each.label} />
              ))}
            </RadioGroup>
          </Field>
        </Section>
        <Section
          title="Redirect URI (optional)"
          hint="We return the authentication response to this URI after the user has signed in. Providing it now is optional and it can be changed later, but a value is required for most authentication scenarios."
        >
          <div className="pair">
            <Field label="Select a platform">
              <Select value={platform} onChange={(_, { value }) => setPlatform(value as Platform | '')}>
                <option value="">Select a platform</option>
                {kPlatforms.map((each) => (
                  <option key={each.platform} value={each.platform}>
                    {each.label}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label="Redirect URI" validationMessage={uriComplaint}>
              <Input
                value={uri}
                onChange={(_, { value }) => setUri(value)}
                placeholder={`e.g. ${kPlatforms.find((each) => each.platform === platform)?.example ?? 'https://example.com/callback'}`}
                autoComplete="off"
                spellCheck={false}
              />
            </Field>
          </div>
          {platform !== '' && <p className="soft">{kPlatforms.find((each) => each.platform === platform)?.hint}</p>}
        </Section>
        {(implicit.enableIdTokenIssuance || implicit.enableAccessTokenIssuance) && (
          <Note>
            The application asks for {implicit.enableIdTokenIssuance ? 'an ID token' : 'an access token'} at the authorization endpoint, so the registration allows it under Authentication &gt; Implicit
            grant and hybrid flows.
          </Note>
        )}
        <div className="form-actions">
          <Button type="submit" appearance="primary" disabled={action.busy}>
            Register
          </Button>
          <Link to="/connect">Not sure? Paste your application's settings</Link>
        </div>
      </form>
    </Blade>
  );
}
