// The portal's rules and snippets without a browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { application as app, loadPortalModule as load } from '../portal_modules.mjs';
import { test } from '../support.mjs';

const secretUntil = (endDateTime) => ({ keyId: 'k', displayName: '', hint: '33x', startDateTime: '2026-01-01T00:00:00Z', endDateTime });
const now = new Date('2026-11-29T12:00:00Z');
const tenant = { id: '7e4a7e4a-0000-4000-8000-000000000001', names: ['contoso.example'] };
const host = 'localhost:8443';

test('portal: redirect URIs are accepted and refused as in Entra ID', async () => {
  const { redirectProblem, portWarning } = await load('rules/registration.ts');
  const fine = [
    ['https://app.example/callback', 'web'], ['http://localhost:8585/callback', 'web'], ['http://localhost', 'spa'], ['myapp://auth', 'publicClient'],
    ['https://app.example/cb?tenant=1', 'web'], [`https://app.example/${'a'.repeat(236)}`, 'web'],
  ];
  for (const [uri, platform] of fine) assert.equal(redirectProblem(uri, platform, 'AzureADMyOrg'), undefined, uri);
  const refused = [
    ['http://app.example/cb', 'web', /https/], ['http://127.0.0.1/cb', 'web', /manifest/], ['http://[::1]/cb', 'web', /::1/], ['https://a.example/#x', 'web', /fragment/],
    ['https://a.example/(x)', 'web', /character \(/], ['https://*.a.example/', 'web', /Wildcards/], ['callback', 'web', /absolute/], [' https://a.example', 'web', /blanks/],
    ['myapp://auth', 'web', /https/], ['myapp://auth', 'spa', /https/], [`https://app.example/${'a'.repeat(237)}`, 'web', /256/],
  ];
  for (const [uri, platform, why] of refused) assert.match(redirectProblem(uri, platform, 'AzureADMyOrg') ?? 'accepted', why, uri);
  assert.equal(redirectProblem('http://127.0.0.1/cb', 'web', 'AzureADMyOrg', 'manifest'), undefined);
  assert.match(redirectProblem('https://a.example/?x=1', 'web', 'AzureADandPersonalMicrosoftAccount'), /personal/);
  assert.match(portWarning(['http://localhost:3000/cb', 'http://localhost:8585/cb']), /port/);
  assert.equal(portWarning(['http://localhost:3000/a', 'http://localhost:8585/b']), undefined);
});

test('portal: tokens have every claim that Token configuration offers', () => {
  const names = (file, pattern) => [...readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').matchAll(pattern)].map(([, name]) => name);
  const offered = names('web/portal/src/pages/app/token_configuration.tsx', /\{ name: '(\w+)', text:/g);
  const served = names('src/directory/token/optional_claims.cc', /\{"(\w+)",/g);
  assert.ok(offered.length > 10, `${offered}`);
  assert.deepEqual(offered.filter((name) => !served.includes(name)), []);
});

test('portal: a manifest is checked before it is saved', async () => {
  const { printManifest, readManifest } = await load('rules/manifest.ts');
  const before = app({ web: { redirectUris: ['https://a.example/cb'] } });
  const edit = (change) => {
    const value = JSON.parse(printManifest(before));
    change(value);
    return readManifest(JSON.stringify(value), before);
  };
  assert.deepEqual(readManifest(printManifest(before), before), { change: {}, problems: [] });
  const renamed = edit((value) => { value.displayName = 'Other'; });
  assert.deepEqual(renamed, { change: { displayName: 'Other' }, problems: [] });
  const refusals = [
    [(value) => { value.appId = 'x'; }, 'appId'],
    [(value) => { value.nonsense = 1; }, 'nonsense'],
    [(value) => { delete value.spa; }, 'spa'],
    [(value) => { value.signInAudience = 'Everybody'; }, 'signInAudience'],
    [(value) => { value.displayName = ''; }, 'displayName'],
    [(value) => { value.web.redirectUris = ['http://a.example']; }, 'web.redirectUris[0]'],
    [(value) => { value.spa.redirectUris = 'https://a.example'; }, 'spa.redirectUris'],
    [(value) => { value.appRoles = [{ id: 'x' }]; }, 'appRoles[0].id'],
    [(value) => { value.groupMembershipClaims = 'Some'; }, 'groupMembershipClaims'],
    [(value) => { value.api.requestedAccessTokenVersion = 3; }, 'api.requestedAccessTokenVersion'],
    [(value) => { value.signInAudience = 'PersonalMicrosoftAccount'; }, 'api.requestedAccessTokenVersion'],
  ];
  for (const [change, path] of refusals) assert.deepEqual(edit(change).problems.map((problem) => problem.path), [path]);
  const broken = readManifest('{\n  "a": 1,\n', before).problems;
  assert.match(broken[0].text, /not JSON/);
  assert.match(readManifest('[]', before).problems[0].text, /one JSON object/);
});

const AUTHORIZE = 'https://localhost:8443/7e4a7e4a-0000-4000-8000-000000000001/oauth2/v2.0/authorize?client_id=c11e0000-0000-4000-8000-000000000001';

const CLIENT = 'c11e0000-0000-4000-8000-000000000001';
const AT = 'https://localhost:8443/contoso.example';

// The same client in the syntax of each program.
const settingsOfEachKind = {
  'sallyport.yaml': `authenticationConfiguration:\n  provider: azure\n  clientType: confidential\n  authority: ${AT}\n  oidcConfiguration:\n    id: ${CLIENT}\n    secretFile: /run/secret\n    callbackUrl: http://localhost/cb # ours\n`,
  'openmetadata.yaml': `authenticationConfiguration:\n  clientType: confidential\n  authority: "${AT}"\n  oidcConfiguration:\n    id: x\n    clientId: "${CLIENT}"\n    secret: \${OIDC_CLIENT_SECRET}\n    callbackUrl: http://localhost/cb\n`,
  "OpenMetadata's environment file": `AUTHENTICATION_CLIENT_TYPE= confidential\nOIDC_CLIENT_ID=${CLIENT}   # comment\nOIDC_CLIENT_SECRET="s"\nOIDC_CALLBACK=\${OIDC_CALLBACK:-"http://localhost/cb"}\nAUTHENTICATION_AUTHORITY=${AT}\nOIDC_SCOPE=\n`,
  "OpenMetadata's Helm values": `openmetadata:\n  config:\n    authentication:\n      authority: "${AT}"\n      clientId: "${CLIENT}"\n      callbackUrl: "http://localhost/cb"\n      oidcConfiguration:\n        clientId:\n          secretRef: oidc-secrets\n          secretKey: openmetadata-oidc-client-id\n        clientSecret:\n          secretRef: oidc-secrets\n          secretKey: openmetadata-oidc-client-secret\n`,
  'oauth2-proxy.cfg': `client_id = "${CLIENT}"\nclient_secret = "s"\nredirect_url = "http://localhost/cb"\noidc_issuer_url = "${AT}/v2.0"\n`,
  "oauth2-proxy's flags": `oauth2-proxy --provider=oidc \\\n  --client-id=${CLIENT} --client-secret 's' \\\n  "--redirect-url=http://localhost/cb" --oidc-issuer-url=${AT}/v2.0`,
  "oauth2-proxy's environment": `    environment:\n      - OAUTH2_PROXY_CLIENT_ID=${CLIENT}\n      - OAUTH2_PROXY_CLIENT_SECRET=s\n      - OAUTH2_PROXY_REDIRECT_URL=http://localhost/cb\n      - OAUTH2_PROXY_OIDC_ISSUER_URL=${AT}/v2.0\n`,
  mod_auth_openidc: `OIDCProviderMetadataURL ${AT}/v2.0/.well-known/openid-configuration\nOIDCClientID ${CLIENT}\nOIDCClientSecret "exec:/usr/bin/secret now"\nOIDCRedirectURI http://localhost/cb\n`,
  'application.properties': `spring.security.oauth2.client.registration.entra.client-id=${CLIENT}\nspring.security.oauth2.client.registration.entra.client-secret=s\nspring.security.oauth2.client.registration.entra.redirect-uri=http://localhost/cb\nspring.security.oauth2.client.provider.entra.issuer-uri=${AT}/v2.0\n`,
  JSON: `{\n  "auth": { "clientId": "${CLIENT}", "clientSecret": "s", "redirectUri": "http://localhost/cb", "authority": "${AT}" }\n}`,
  'an object of JavaScript': `const msal = new ConfidentialClientApplication({\n  auth: { clientId: '${CLIENT}', clientSecret: process.env.SECRET, // not here\n    redirectUri: 'http://localhost/cb', authority: '${AT}' },\n});\n`,
  'appsettings.json': `{"AzureAd": {"Instance": "https://localhost:8443/", "TenantId": "contoso.example", "ClientId": "${CLIENT}", "ClientSecret": "s", "RedirectUri": "http://localhost/cb"}}`,
  'Auth.js': `AUTH_MICROSOFT_ENTRA_ID_ID=${CLIENT}\nAUTH_MICROSOFT_ENTRA_ID_SECRET=s\nAUTH_MICROSOFT_ENTRA_ID_ISSUER=${AT}/v2.0\nREDIRECT_URI=http://localhost/cb\n`,
};

test('portal: settings of every kind are read', async () => {
  const { readClient } = await load('rules/connect.ts');
  const url = readClient(`${AUTHORIZE}&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%2Fcb&scope=openid+profile&code_challenge=x`);
  assert.equal(url.redirectUri, 'http://localhost/cb');
  assert.deepEqual([url.tenant, url.scopes, url.codeChallenge, url.isUrl], [tenant.id, ['openid', 'profile'], true, true]);
  for (const [kind, text] of Object.entries(settingsOfEachKind)) {
    const read = readClient(text);
    assert.deepEqual([read.clientId, read.redirectUri, read.hasSecret, read.tenant], [CLIENT, 'http://localhost/cb', true, 'contoso.example'], kind);
    assert.equal(read.secretOdd, undefined, kind);
  }
  assert.equal(readClient('nothing of the kind'), undefined);
  assert.ok(!JSON.stringify(readClient('clientId: abc\nclientSecret: hunter-two-hunter')).includes('hunter'), 'the secret is kept');
  assert.ok(!JSON.stringify(readClient('{"clientId": "abc", "clientSecret": "hunter two"}')).includes('hunter'), 'the secret is kept');
  const spring = readClient('spring.security.oauth2.client.registration.azure.client-id=abc\nspring.security.oauth2.client.registration.azure.redirect-uri={baseUrl}/login/oauth2/code/{registrationId}\n');
  assert.equal(spring.redirectUri, 'http://localhost:8080/login/oauth2/code/azure');
  assert.match(spring.assumed, /was read as http:\/\/localhost:8080/);
  assert.equal(readClient('clientId: abc\nscopes: ["openid", "profile"]').scopes.join(), 'openid,profile');
  assert.equal(readClient('clientId: abc\nclient-authentication-method: none').clientType, 'public');
  assert.equal(readClient('clientId: abc\ncode_challenge_method = "S256"').codeChallenge, true);
  assert.equal(readClient('clientId: abc\nOIDC_DISABLE_PKCE=true').codeChallenge, false);
});

test('portal: each mistake gets the code that Entra ID answers', async () => {
  const { readClient } = await load('rules/connect.ts');
  const { judge } = await load('rules/verdict.ts');
  const id = 'c11e0000-0000-4000-8000-000000000001';
  const cb = 'http://localhost:8585/callback';
  const web = app({ web: { redirectUris: [cb] }, passwordCredentials: [secretUntil('2099-01-01T00:00:00Z')] });
  const spa = app({ spa: { redirectUris: [cb] } });
  const settings = (more) => `clientId: ${id}\ncallbackUrl: ${cb}\nauthority: https://${host}/${tenant.id}\n${more}`;
  const principal = { accountEnabled: true, appRoleAssignmentRequired: false };
  const codes = (text, registered, about = principal) =>
    judge(readClient(text), { app: registered, principal: about, tenant, host }, now).findings.flatMap((finding) => (finding.code === undefined ? [] : [finding.code]));
  const rows = [
    ['SPA without a secret', settings('clientType: public'), spa, []],
    ['Web with a secret', settings('clientType: confidential\nsecret: abcdefgh'), web, []],
    ['SPA with a secret', settings('clientType: confidential\nsecret: abcdefgh'), spa, [700025]],
    ['Web without a secret', settings('clientType: public'), web, [7000218]],
    ['not registered', settings(''), undefined, [700016]],
    ['client ID is no GUID', 'clientId: abc', undefined, [700038]],
    ['another case', settings('').replace('/callback', '/Callback'), spa, [50011]],
    ['another port of localhost', settings('').replace('8585', '9999'), spa, []],
    ['no redirect URI registered', settings(''), app({}), [500113]],
    ['common, single tenant', settings('').replace(tenant.id, 'common'), spa, [50194]],
    ['another tenant', settings('').replace(tenant.id, 'fabrikam.example'), spa, [90002]],
    ['ID token without the box', settings('responseType: id_token'), spa, [700054]],
    ['SPA without PKCE', `${AUTHORIZE}&response_type=code&redirect_uri=${cb}&scope=openid`, spa, [9002325]],
    ['query with an ID token', `${AUTHORIZE}&response_type=code+id_token&response_mode=query&redirect_uri=${cb}&scope=openid&code_challenge=x`, spa, [700054, 70007]],
    ['scope without openid', `${AUTHORIZE}&response_type=code&redirect_uri=${cb}&scope=profile&code_challenge=x`, spa, [70011]],
    ['no scope', `${AUTHORIZE}&response_type=code&redirect_uri=${cb}&code_challenge=x`, spa, [900144]],
    ['secret ID instead of its value', settings(`clientType: confidential\nsecret: ${id}`), web, [7000215]],
    ['placeholder', settings('clientType: confidential\nsecret: "{Client Secret}"'), web, [7000215]],
    ['every secret expired', settings('clientType: confidential\nsecret: abcdefgh'), app({ web: { redirectUris: [cb] }, passwordCredentials: [secretUntil('2026-01-02T00:00:00Z')] }), [7000222]],
  ];
  for (const [name, text, registered, expected] of rows) assert.deepEqual(codes(text, registered), expected, name);
  assert.deepEqual(codes(settings(''), spa, { accountEnabled: false, appRoleAssignmentRequired: false }), [7000112]);
});

test('portal: the registration that is offered fits the client', async () => {
  const { readClient } = await load('rules/connect.ts');
  const { rightRegistration } = await load('rules/verdict.ts');
  const platform = (text) => rightRegistration(readClient(text), 'x').platform;
  assert.equal(platform('clientId: abc\nsecret: s\ncallbackUrl: http://localhost/cb'), 'web');
  assert.equal(platform('clientId: abc\nclientType: public\ncallbackUrl: http://localhost/cb'), 'spa');
  assert.equal(platform('clientId: abc\nredirectUri: myapp://auth'), 'publicClient');
  assert.equal(rightRegistration(readClient('clientId: abc\nresponseType: id_token\ncallbackUrl: http://localhost/cb'), 'x').idTokens, true);
});

test('portal: what a snippet says is what Connect an application reads', async () => {
  const { inputOf, snippetsFor } = await load('snippets/index.ts');
  const { readClient } = await load('rules/connect.ts');
  const uri = 'https://app.example/callback';
  for (const [platform, one] of [['web', app({ web: { redirectUris: [uri] } })], ['spa', app({ spa: { redirectUris: [uri] } })]])
    for (const snippet of snippetsFor(platform).filter(({ settings }) => settings)) {
      const read = readClient(snippet.print(inputOf(one, 'https://localhost:8443', tenant.id)));
      assert.equal(read?.clientId, one.appId, snippet.id);
      assert.equal(read.tenant, tenant.id, snippet.id);
      assert.equal(read.hasSecret, platform === 'web', `${snippet.id}: a secret`);
      assert.ok([uri, undefined].includes(read.redirectUri), `${snippet.id}: ${read.redirectUri}`);
    }
});

test('portal: a list as comma-separated text begins no formula and keeps its columns', async () => {
  const { printCsv } = await load('rules/csv.ts');
  assert.equal(printCsv(['Name', 'ID'], [['A "good", one', '1'], ['=cmd()', '-2'], ['@x', 'line\nbreak']]), 'Name,ID\r\n"A ""good"", one",1\r\n\'=cmd(),\'-2\r\n\'@x,"line\nbreak"\r\n');
});

test('portal: the difference between two texts is marked where it is', async () => {
  const { difference } = await load('rules/difference.ts');
  const marked = (pieces) => pieces.map((piece) => (piece.differs ? `[${piece.text}]` : piece.text)).join('');
  const rows = [
    ['/Callback', '/callback', '/[C]allback', '/[c]allback'],
    ['https://a/cb/', 'https://a/cb', 'https://a/cb[/]', 'https://a/cb'],
    ['same', 'same', 'same', 'same'],
    ['', 'x', '', '[x]'],
    ['aaa', 'aa', 'aa[a]', 'aa'],
  ];
  for (const [sent, expected, one, other] of rows) {
    const found = difference(sent, expected);
    assert.deepEqual([marked(found.sent), marked(found.expected)], [one, other]);
  }
});

test('portal: snippets hold the values of the registration, and never a secret for a SPA', async () => {
  const { inputOf, kSnippets, snippetsFor } = await load('snippets/index.ts');
  const registered = {
    web: app({ web: { redirectUris: ['https://app.example/cb'] } }),
    spa: app({ spa: { redirectUris: ['https://app.example/cb'] } }),
    publicClient: app({ publicClient: { redirectUris: ['https://app.example/cb'] } }),
  };
  for (const [platform, one] of Object.entries(registered)) {
    const input = inputOf(one, 'https://localhost:8443', tenant.id);
    assert.equal(input.platform, platform);
    assert.ok(snippetsFor(platform).length > 0, platform);
    for (const snippet of snippetsFor(platform)) {
      const text = snippet.print(input);
      assert.ok(text.includes(one.appId), `${snippet.id}: client ID`);
      assert.ok(text.includes(`https://localhost:8443/${tenant.id}`), `${snippet.id}: authority`);
      assert.equal(/secret/i.test(text), platform === 'web', `${snippet.id} for ${platform}: ${text}`);
      if (platform === 'web') assert.match(text, /Value from Certificates & secrets/, snippet.id);
      assert.doesNotMatch(text, /undefined|\[object/, snippet.id);
    }
  }
  assert.equal(new Set(kSnippets.map((snippet) => snippet.id)).size, kSnippets.length);
});
