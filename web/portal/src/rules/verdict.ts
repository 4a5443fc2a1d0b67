// Says what Entra ID will answer to a client, and why. Pure: the registrations come as values.
// Source: docs/entra.md, Registrations and platforms, Errors.
import type { Application, ServicePrincipal } from '../graph/types.ts';
import type { ClientSettings } from './connect.ts';
import { kPlatforms, platformLabel, redirectProblem, urisOf, type Platform } from './registration.ts';

export interface Finding {
  code?: number; // AADSTS; absent for a remark
  intent: 'error' | 'warning' | 'info';
  title: string;
  sent?: string;
  expected?: string;
  fix: string;
}

export interface Verdict {
  platform?: Platform; // of the redirect URI, if it is registered
  findings: Finding[];
}

interface Registered {
  app: Application | undefined;
  principal: ServicePrincipal | undefined;
  tenant: { id: string; names: readonly string[] };
  host: string; // of this directory
}

const withoutPort = (uri: string) => uri.replace(/^(http:\/\/(?:localhost|127\.0\.0\.1)):\d+/, '$1');

// The platform under which a redirect URI is registered; the port of localhost does not count.
export function platformOf(app: Application, uri: string): Platform | undefined {
  const wanted = withoutPort(uri);
  return kPlatforms.find(({ platform }) => urisOf(app, platform).some((each) => each === uri || withoutPort(each) === wanted))?.platform;
}

// The registered URI that is most like the one that was sent.
export function nearest(app: Application, uri: string): string | undefined {
  const all = kPlatforms.flatMap(({ platform }) => urisOf(app, platform));
  const shared = (other: string) => {
    let count = 0;
    while (count < uri.length && uri[count]?.toLowerCase() === other[count]?.toLowerCase()) ++count;
    return count;
  };
  return [...all].sort((a, b) => shared(b) - shared(a))[0];
}

function checkTenant(client: ClientSettings, { app, tenant, host }: Registered): Finding[] {
  const findings: Finding[] = [];
  if (client.host !== undefined && client.host !== host)
    findings.push({
      intent: 'info',
      title: 'The client asks another authority',
      sent: client.host,
      expected: host,
      fix: `To rehearse here, replace ${client.host} by ${host} in the client's authority.`,
    });
  const name = client.tenant?.toLowerCase();
  if (name === undefined) return findings;
  const open = ['common', 'organizations', 'consumers'].includes(name);
  if (open && app?.signInAudience === 'AzureADMyOrg')
    findings.push({
      code: 50194,
      intent: 'error',
      title: `The app registration is single tenant, and the client asks /${name}`,
      sent: name,
      expected: tenant.id,
      fix: "Use the tenant's own authority, or make the app registration multitenant under Authentication.",
    });
  else if (!open && name !== tenant.id && !tenant.names.includes(name))
    findings.push({
      code: 90002,
      intent: 'error',
      title: 'The tenant of the authority is not this one',
      sent: name,
      expected: tenant.id,
      fix: 'Copy the Directory (tenant) ID from the Overview page of the app registration.',
    });
  return findings;
}

function checkRedirect(client: ClientSettings, app: Application): Verdict {
  const uri = client.redirectUri;
  const all = kPlatforms.flatMap(({ platform }) => urisOf(app, platform));
  if (all.length === 0)
    return {
      findings: [
        { code: 500113, intent: 'error', title: 'No redirect URI is registered', ...(uri ? { sent: uri } : {}), fix: 'Add the redirect URI under Authentication.' },
      ],
    };
  if (uri === undefined) return { findings: [] };
  const platform = platformOf(app, uri);
  if (platform !== undefined) return { platform, findings: [] };
  const like = nearest(app, uri);
  return {
    findings: [
      {
        code: 50011,
        intent: 'error',
        title: 'The redirect URI is not registered',
        sent: uri,
        ...(like === undefined ? {} : { expected: like }),
        fix: 'Register exactly this address under Authentication, or send the registered one. Upper and lower case of the path count, and so does a slash at the end.',
      },
    ],
  };
}

const isConfidential = (client: ClientSettings) => client.hasSecret || client.clientType === 'confidential';
const asksCode = (client: ClientSettings) => client.responseType === undefined || client.responseType.split(' ').includes('code');

function checkPlatform(client: ClientSettings, platform: Platform): Finding[] {
  const findings: Finding[] = [];
  if (platform !== 'web' && isConfidential(client) && asksCode(client))
    findings.push({
      code: 700025,
      intent: 'error',
      title: `The redirect URI belongs to the platform ${platformLabel(platform)}, and the client presents a secret`,
      sent: 'client ID and client secret',
      expected: 'client ID alone',
      fix: 'Either remove the secret from the client, or move the redirect URI to the platform Web under Authentication.',
    });
  if (platform === 'web' && !isConfidential(client) && asksCode(client) && (!client.isUrl || client.clientType === 'public'))
    findings.push({
      code: 7000218,
      intent: 'error',
      title: 'The redirect URI belongs to the platform Web, and the client presents no secret',
      sent: 'client ID alone',
      expected: 'client ID and client secret',
      fix: 'Create a secret under Certificates & secrets and give its value to the client, or move the redirect URI to the platform Single-page application.',
    });
  if (platform === 'spa' && asksCode(client) && client.codeChallenge === false)
    findings.push({
      code: 9002325,
      intent: 'error',
      title: 'A single-page application must use PKCE',
      expected: 'code_challenge and code_challenge_method=S256',
      fix: 'Turn on PKCE in the client.',
    });
  if (platform === 'web' && client.isUrl && client.responseMode === 'fragment' && asksCode(client))
    findings.push({
      code: 9002326,
      intent: 'warning',
      title: 'A code in the fragment is meant for a page, but the redirect URI belongs to the platform Web',
      fix: 'If a page in the browser redeems the code, move the redirect URI to the platform Single-page application.',
    });
  return findings;
}

function checkResponse(client: ClientSettings, app: Application): Finding[] {
  const types = client.responseType?.split(' ') ?? [];
  const implicit = app.web.implicitGrantSettings;
  const findings: Finding[] = [];
  if (types.includes('id_token') && !implicit.enableIdTokenIssuance)
    findings.push({
      code: 700054,
      intent: 'error',
      title: "response_type 'id_token' is not enabled for the application",
      sent: client.responseType ?? '',
      fix: 'Tick "ID tokens (used for implicit and hybrid flows)" under Authentication, or use response_type=code.',
    });
  if (types.includes('token') && !implicit.enableAccessTokenIssuance)
    findings.push({
      code: 700051,
      intent: 'error',
      title: "response_type 'token' is not enabled for the application",
      sent: client.responseType ?? '',
      fix: 'Tick "Access tokens (used for implicit flows)" under Authentication, or use response_type=code.',
    });
  if (client.responseMode === 'query' && types.some((type) => type !== 'code'))
    findings.push({
      code: 70007,
      intent: 'error',
      title: "'query' is not a supported value of 'response_mode' when requesting a token",
      sent: 'query',
      expected: 'fragment or form_post',
      fix: 'Ask for response_mode=form_post or fragment.',
    });
  return findings;
}

function checkScopes(client: ClientSettings): Finding[] {
  const findings: Finding[] = [];
  const scopes = client.scopes;
  if (scopes.length === 0 && client.isUrl && !client.v1)
    findings.push({ code: 900144, intent: 'error', title: "The parameter 'scope' is missing", fix: 'Ask for openid profile email.' });
  if (scopes.length > 0 && !scopes.includes('openid') && scopes.some((scope) => ['profile', 'email'].includes(scope)))
    findings.push({
      code: 70011,
      intent: 'error',
      title: 'The scope openid is missing',
      sent: scopes.join(' '),
      expected: `openid ${scopes.join(' ')}`,
      fix: 'Add openid to the scopes.',
    });
  return findings;
}

function checkSecret(client: ClientSettings, app: Application, now: Date): Finding[] {
  if (client.secretOdd !== undefined)
    return [{ code: 7000215, intent: 'error', title: client.secretOdd, fix: 'Copy the Value of the secret, not its Secret ID, right after you made it.' }];
  if (!isConfidential(client)) return [];
  const good = app.passwordCredentials.some((each) => Date.parse(each.endDateTime) > now.getTime());
  if (good || app.keyCredentials.length > 0) return [];
  return [
    app.passwordCredentials.length > 0
      ? { code: 7000222, intent: 'error', title: 'Every client secret of the application has expired', fix: 'Make a new one under Certificates & secrets.' }
      : { code: 7000215, intent: 'error', title: 'The application has no client secret', fix: 'Make one under Certificates & secrets.' },
  ];
}

// `now` decides which secrets have expired.
export function judge(client: ClientSettings, registered: Registered, now: Date): Verdict {
  const { app, principal } = registered;
  const findings = checkTenant(client, registered);
  if (!app) {
    const malformed = client.clientId !== undefined && !/^[0-9a-f-]{36}$/i.test(client.clientId);
    findings.push({
      code: malformed ? 700038 : 700016,
      intent: 'error',
      title: malformed ? 'The client ID is not an application ID' : 'No application with this client ID is registered in this tenant',
      ...(client.clientId === undefined ? {} : { sent: client.clientId }),
      fix: 'Copy the Application (client) ID from the Overview page, or register the application below.',
    });
    return { findings };
  }
  const redirect = checkRedirect(client, app);
  findings.push(...redirect.findings);
  if (redirect.platform !== undefined) findings.push(...checkPlatform(client, redirect.platform));
  findings.push(...checkResponse(client, app), ...checkScopes(client));
  if (redirect.platform === undefined || redirect.platform === 'web') findings.push(...checkSecret(client, app, now));
  if (principal && !principal.accountEnabled)
    findings.push({ code: 7000112, intent: 'error', title: 'The application is disabled', fix: 'Set "Enabled for users to sign in?" to Yes in its Enterprise application.' });
  if (principal?.appRoleAssignmentRequired)
    findings.push({
      intent: 'warning',
      title: 'Assignment is required: people who are not assigned are refused (AADSTS50105)',
      fix: 'Assign people or groups under Users and groups of the Enterprise application, and grant admin consent.',
    });
  return redirect.platform === undefined ? { findings } : { platform: redirect.platform, findings };
}

// The registration that makes the client work.
export function rightRegistration(client: ClientSettings, name: string): { displayName: string; platform: Platform; redirectUri?: string; idTokens: boolean; accessTokens: boolean } {
  const types = client.responseType?.split(' ') ?? [];
  const native = client.redirectUri !== undefined && !/^https?:/.test(client.redirectUri);
  const platform: Platform = native ? 'publicClient' : isConfidential(client) || !asksCode(client) ? 'web' : client.clientType === 'public' || client.codeChallenge || !client.isUrl ? 'spa' : 'web';
  const fits = client.redirectUri !== undefined && redirectProblem(client.redirectUri, platform, 'AzureADMyOrg') === undefined;
  return {
    displayName: name,
    platform,
    ...(fits && client.redirectUri !== undefined ? { redirectUri: client.redirectUri } : {}),
    idTokens: types.includes('id_token'),
    accessTokens: types.includes('token'),
  };
}
