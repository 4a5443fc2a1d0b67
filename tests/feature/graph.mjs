// Microsoft Graph over HTTP, as sign-in integrations, scripts and the portal use it, with tokens that the directory
// issued.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { shared, temporaryFolder, test, write } from '../support.mjs';
import { Browser, keepSecret, serveDirectory } from './world.mjs';

const TENANT = '7a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d';
const OTHER = '7b2e7d4f-8a31-4c9b-8d5e-1f2a3b4c5d6e';
const WEB = '71111111-0000-4000-8000-00000000c11e';
const PORTAL = '72222222-0000-4000-8000-00000000c11e';
const GROUP = '70000000-0000-4000-8000-0000000009a9';
const PASSWORD = 'correct horse battery staple';
const SECRET = 'canary-secret-of-the-graph-application';
const CALLBACK = 'http://localhost/callback';
const EVERYTHING = ['openid', 'profile', 'email', 'offline_access', 'User.Read', 'User.ReadWrite.All', 'Group.ReadWrite.All', 'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All', 'RoleManagement.ReadWrite.Directory', 'AuditLog.Read.All'];

const app = (name, id, rest) => `      - name: ${name}
        clientId: ${id}
        publicClient: [${CALLBACK}]
        consents:
          - {scopes: [${EVERYTHING.join(', ')}]}
${rest}`;

const seed = `tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example]
    users:
      - {userPrincipalName: alice@contoso.example, displayName: Alice Adams, password: ${PASSWORD}, directoryRole: Global Administrator}
      - {userPrincipalName: bob@contoso.example, displayName: Bob Baker, password: ${PASSWORD}}
    groups:
      - {name: Inner, members: [bob@contoso.example]}
      - {name: Outer, id: ${GROUP}, members: [Inner]}
    apps:
${app('Web', WEB, `        secret: ${SECRET}\n        graphPermissions: [User.Read.All, GroupMember.Read.All]\n`)}
${app('Console', PORTAL, '')}
  - name: Fabrikam
    id: ${OTHER}
    domains: [fabrikam.example]
    users:
      - {userPrincipalName: eve@fabrikam.example, displayName: Eve, password: ${PASSWORD}, directoryRole: Global Administrator}
    apps:
${app('Foreign', '73333333-0000-4000-8000-00000000c11e', '')}
`;

const directory = shared(async () => {
  keepSecret(SECRET, 'client secret');
  keepSecret(PASSWORD, 'password');
  const folder = temporaryFolder('graph');
  return (await serveDirectory(folder, '--seed', write(join(folder, 'seed.yaml'), seed))).origin;
});

// A token for Graph by the authorization code flow with PKCE, as a public client gets it.
async function tokenOf(person, scopes = EVERYTHING, { tenant = TENANT, client = PORTAL } = {}) {
  const origin = await directory();
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({ client_id: client, response_type: 'code', redirect_uri: CALLBACK, scope: scopes.join(' '), prompt: 'login',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' });
  const browser = new Browser();
  const page = await browser.get(`${origin}/${tenant}/oauth2/v2.0/authorize?${query}`);
  const answer = await browser.signIn(page, person, PASSWORD, { stop: (url) => url.startsWith(CALLBACK) });
  const code = new URL(answer.location).searchParams.get('code');
  assert.ok(code, answer.location);
  const response = await fetch(`${origin}/${tenant}/oauth2/v2.0/token`, { method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: client, code, redirect_uri: CALLBACK, code_verifier: verifier }) });
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  keepSecret(body.access_token, 'Graph token');
  return body.access_token;
}

async function appToken() {
  const origin = await directory();
  const response = await fetch(`${origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: WEB, client_secret: SECRET, scope: 'https://graph.microsoft.com/.default' }) });
  const body = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  return body.access_token;
}

async function call(token, method, path, body) {
  const origin = await directory();
  const response = await fetch(path.startsWith('http') ? path : `${origin}/v1.0${path}`, { method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

test('P7: Dex and oauth2-proxy learn the groups of a person, nested ones too', async () => {
  const token = await tokenOf('bob@contoso.example', ['openid', 'profile', 'email', 'User.Read']);
  const dex = await call(token, 'POST', '/me/getMemberGroups', { securityEnabledOnly: true });
  assert.equal(dex.status, 200);
  assert.equal(dex.body.value.length, 2);
  assert.ok(dex.body.value.includes(GROUP));
  const proxy = await call(token, 'GET', '/me/transitiveMemberOf?$select=id&$top=100');
  assert.deepEqual(proxy.body.value.map((group) => group.id).sort(), dex.body.value.sort());
  assert.ok(proxy.body.value.every((group) => group['@odata.type'] === '#microsoft.graph.group'));
  const me = await call(token, 'GET', '/me');
  assert.equal(me.body.userPrincipalName, 'bob@contoso.example');
  assert.equal((await call(token, 'GET', '/users')).status, 403);
});

test('Graph: an application reads people and follows nextLink; it writes nothing', async () => {
  const token = await appToken();
  const names = [];
  for (let path = '/users?$top=1&$select=displayName'; path;) {
    const page = await call(token, 'GET', path);
    assert.equal(page.status, 200);
    names.push(...page.body.value.map((person) => person.displayName));
    path = page.body['@odata.nextLink'];
  }
  assert.deepEqual(names, ['Alice Adams', 'Bob Baker']);
  const refused = await call(token, 'POST', '/groups', { displayName: 'x' });
  assert.equal(refused.status, 403);
  assert.equal(refused.body.error.code, 'Authorization_RequestDenied');
  assert.ok(refused.body.error.innerError['request-id']);
});

test('Graph: an application is registered, gets a secret, uses it, and is consented to', async () => {
  const token = await tokenOf('alice@contoso.example');
  const origin = await directory();
  const made = await call(token, 'POST', '/applications', { displayName: 'By script', web: { redirectUris: ['https://script.example/cb'] } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id, appId } = made.body;
  const principal = await call(token, 'POST', '/servicePrincipals', { appId });
  assert.equal(principal.status, 201);
  const secret = await call(token, 'POST', `/applications/${id}/addPassword`, { passwordCredential: { displayName: 'ci' } });
  keepSecret(secret.body.secretText, 'client secret');
  const graph = (await call(token, 'GET', "/servicePrincipals?$filter=appId eq '00000003-0000-0000-c000-000000000000'")).body.value[0];
  const role = graph.appRoles.find((each) => each.value === 'User.Read.All');
  assert.equal((await call(token, 'POST', `/servicePrincipals/${principal.body.id}/appRoleAssignments`,
    { principalId: principal.body.id, resourceId: graph.id, appRoleId: role.id })).status, 201);
  const used = await fetch(`${origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: secret.body.secretText, scope: 'https://graph.microsoft.com/.default' }) });
  assert.equal(used.status, 200);
  assert.equal((await call((await used.json()).access_token, 'GET', '/users')).status, 200);
  const grant = await call(token, 'POST', '/oauth2PermissionGrants', { clientId: principal.body.id, consentType: 'AllPrincipals', principalId: null, resourceId: graph.id, scope: 'User.Read' });
  assert.equal(grant.status, 201);
  assert.equal((await call(token, 'DELETE', `/applications/${id}`)).status, 204);
  assert.equal((await call(token, 'GET', `/applications/${id}`)).status, 404);
});

test('Graph: twenty editors at once lose nothing', async () => {
  const token = await tokenOf('alice@contoso.example');
  const web = (await call(token, 'GET', `/applications?$filter=appId eq '${WEB}'`)).body.value[0];
  const before = web.passwordCredentials.length;
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => i % 2 === 0
    ? call(token, 'POST', `/applications/${web.id}/addPassword`, {})
    : call(token, 'PATCH', `/applications/${web.id}`, i % 4 === 1 ? { notes: 'by one' } : { spa: { redirectUris: ['https://two.example/'] } })));
  for (const answer of answers) if (answer.body?.secretText) keepSecret(answer.body.secretText, 'client secret');
  assert.ok(answers.every((answer) => answer.status === 200 || answer.status === 204));
  const after = (await call(token, 'GET', `/applications/${web.id}`)).body;
  assert.equal(after.passwordCredentials.length, before + 10);
  assert.equal(after.notes, 'by one');
  assert.deepEqual(after.spa.redirectUris, ['https://two.example/']);
});

test('Graph: a revocation ends tokens at once, with a claims challenge', async () => {
  const admin = await tokenOf('alice@contoso.example');
  const person = await call(admin, 'POST', '/users', { accountEnabled: true, displayName: 'Carol', mailNickname: 'carol', userPrincipalName: 'carol@contoso.example',
    passwordProfile: { password: PASSWORD.replace('c', 'C') + '1', forceChangePasswordNextSignIn: false } });
  assert.equal(person.status, 201, JSON.stringify(person.body));
  assert.equal((await call(admin, 'POST', `/users/${person.body.id}/revokeSignInSessions`)).body.value, true);
  assert.equal((await call(admin, 'PATCH', `/users/${person.body.id}`, { accountEnabled: false })).status, 204);
  assert.equal((await call(admin, 'GET', `/users/${person.body.id}?$select=accountEnabled`)).body.accountEnabled, false);
  assert.equal((await call(admin, 'DELETE', `/users/${person.body.id}`)).status, 204);
});

test('Graph: another tenant sees and finds nothing', async () => {
  const eve = await tokenOf('eve@fabrikam.example', EVERYTHING, { tenant: OTHER, client: '73333333-0000-4000-8000-00000000c11e' });
  assert.equal((await call(eve, 'GET', '/users/alice@contoso.example')).status, 404);
  assert.equal((await call(eve, 'GET', `/groups/${GROUP}`)).status, 404);
  assert.deepEqual((await call(eve, 'GET', '/users?$select=displayName')).body.value, [{ displayName: 'Eve' }]);
  assert.ok((await call(eve, 'GET', '/auditLogs/signIns')).body.value.every((entry) => entry.userPrincipalName === 'eve@fabrikam.example'));
});

test('Graph: a browser may preflight and read errors', async () => {
  const origin = await directory();
  const preflight = await fetch(`${origin}/v1.0/applications`, { method: 'OPTIONS',
    headers: { origin: 'https://portal.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,consistencylevel' } });
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get('access-control-allow-methods'), /POST/);
  assert.match(preflight.headers.get('access-control-allow-headers'), /consistencylevel/);
  const refused = await fetch(`${origin}/v1.0/applications`, { headers: { origin: 'https://portal.example' } });
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get('access-control-allow-origin'), '*');
});

test('sign-in log: an administrator sees what was sent and what was expected, and no secret', async () => {
  const origin = await directory();
  const token = await tokenOf('alice@contoso.example');
  const wrong = 'http://localhost/not-registered';
  await new Browser().get(`${origin}/${TENANT}/oauth2/v2.0/authorize?${new URLSearchParams({ client_id: WEB, response_type: 'code', redirect_uri: wrong, scope: 'openid' })}`);
  await fetch(`${origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: WEB, client_secret: 'never-log-this', scope: 'https://graph.microsoft.com/.default' }) });
  const log = (await call(token, 'GET', `/auditLogs/signIns?$top=50&$orderby=createdDateTime desc&$filter=appId eq '${WEB}'`)).body.value;
  const redirect = log.find((entry) => entry.status.errorCode === 50011);
  assert.equal(redirect.sallyport.parameter, 'redirect_uri');
  assert.equal(redirect.sallyport.sent, wrong);
  assert.match(redirect.sallyport.expected, /http:\/\/localhost\/callback/);
  assert.ok(redirect.sallyport.fix);
  const secret = log.find((entry) => entry.status.errorCode === 7000215);
  assert.equal(secret.sallyport.parameters.find((each) => each.name === 'client_secret').kept, false);
  assert.ok(!JSON.stringify(log).includes('never-log-this'));
  assert.equal((await call(token, 'GET', `/auditLogs/signIns/${redirect.id}`)).body.id, redirect.id);
  const bob = await tokenOf('bob@contoso.example');
  assert.equal((await call(bob, 'GET', '/auditLogs/signIns')).status, 403);
});
