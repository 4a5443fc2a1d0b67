// Every flow that each client library has, at the directory over https.
import assert from 'node:assert/strict';
import { Agent } from '../agent.mjs';
import { revokeSessions } from '../directory_file.mjs';
import { until } from '../support.mjs';
import { ADA, API, CONSENTED, DAEMON, NATIVE, PASSWORD, SPA, TENANT, WEB, watched } from './directory.mjs';
import { REDIRECT, SCOPES, SPA_REDIRECT, answerDevice, answerOf, beginDevice, claimsOf, clientCase, good, self, signIn, web } from './library.mjs';

const flows = {
  'client credentials by secret': async ({ ask }) => {
    const { access_token: token } = good(await ask('by_client', { ...web, scopes: self }));
    assert.deepEqual([claimsOf(token).aud, claimsOf(token).tid], [WEB.clientId, TENANT]);
  },
  'client credentials by certificate': async ({ there, ask }) => {
    const { access_token: token } = good(await ask('by_client', { clientId: DAEMON.clientId, ...there.certificate, scopes: [`${DAEMON.clientId}/.default`] }));
    assert.equal(claimsOf(token).aud, DAEMON.clientId);
  },
  'code, and silent renewal': async (program) => {
    const { said } = await signIn(program);
    assert.equal(claimsOf(good(said).access_token).oid, ADA.id);
    if (said.account) assert.equal(said.account, `${ADA.id}.${TENANT}`);
    if (said.username) assert.equal(said.username, ADA.name);
    const renewed = good(await program.ask('silently', { ...web, scopes: SCOPES, person: `${ADA.id}.${TENANT}` }));
    assert.equal(claimsOf(renewed.access_token).oid, ADA.id);
  },
  'one sign-in for two APIs, and a token for each': async (program) => {
    const { said } = await signIn(program, { ...web, scopes: [...SCOPES, API.scope] }, { scopes: SCOPES, redeemScopes: SCOPES });
    assert.match(claimsOf(good(said).access_token).scp, /User\.Read/);
    const other = good(await program.ask('silently', { ...web, scopes: [API.scope], person: `${ADA.id}.${TENANT}` }));
    assert.deepEqual([claimsOf(other.access_token).aud, claimsOf(other.access_token).scp], [API.clientId, 'read']);
  },
  'device code': async (program) => {
    const { shown, result } = await beginDevice(program, NATIVE.clientId);
    await answerDevice(program, shown, 'consent');
    assert.equal(claimsOf(good(await result()).access_token).oid, ADA.id);
  },
  'user name and password': async ({ ask }) => {
    assert.equal(claimsOf(good(await ask('by_password', { clientId: CONSENTED.clientId, scopes: SCOPES, person: ADA.name, password: PASSWORD })).access_token).oid, ADA.id);
  },
  'managed identity': async ({ ask }) => {
    const { access_token: token } = good(await ask('managed_identity', { resource: `api://${DAEMON.clientId}` }));
    assert.equal(claimsOf(token).appid ?? claimsOf(token).azp, DAEMON.clientId);
  },
  'on behalf of': async (program) => {
    const { access_token: assertion } = good((await signIn(program, { ...web, scopes: self })).said);
    const said = good(await program.ask('on_behalf_of', { ...web, assertion, scopes: SCOPES }));
    assert.equal(claimsOf(said.access_token).oid, ADA.id);
  },
};

// What the directory offers only if it is told to.
const optionsOf = {
  'user name and password': { flags: ['--password-grant'] },
  'managed identity': { flags: ['--managed-identity', DAEMON.clientId, '--identity-header', 'a-header-of-this-test'],
    env: ({ http }) => ({ IDENTITY_ENDPOINT: `${http}/msi/token`, IDENTITY_HEADER: 'a-header-of-this-test' }) },
};

const all = Object.keys(flows);
const without = (...words) => all.filter((name) => !words.some((word) => name.includes(word)));
const libraries = {
  'node-msal': all,
  'node-openid-client': without('certificate', 'managed'),
  python: without('password'),  // it asks for the realm of a user name at port 443
  go: all,
  java: all,
};

for (const [kind, its] of Object.entries(libraries))
  for (const what of its) clientCase(kind, what, flows[what], optionsOf[what]);

// azure-identity, which the SDKs of Azure use.
clientCase('python', 'azure-identity by secret', async ({ ask }) => {
  const { access_token: token } = good(await ask('by_identity', { kind: 'secret', ...web, scopes: self }));
  assert.equal(claimsOf(token).aud, WEB.clientId);
});
clientCase('python', 'azure-identity by certificate', async ({ ask, there }) => {
  const { access_token: token } = good(await ask('by_identity', { kind: 'certificate', clientId: DAEMON.clientId, ...there.certificate, scopes: [`${DAEMON.clientId}/.default`] }));
  assert.equal(claimsOf(token).aud, DAEMON.clientId);
});
clientCase('python', 'azure-identity on behalf of', async (program) => {
  const { access_token: assertion } = good((await signIn(program, { ...web, scopes: self })).said);
  const said = good(await program.ask('by_identity', { kind: 'on_behalf_of', ...web, assertion, scopes: SCOPES }));
  assert.equal(claimsOf(said.access_token).oid, ADA.id);
});

clientCase('java', 'Nimbus: code with PKCE, and the ID token verified', async (program) => {
  const begun = good(await program.ask('begin_nimbus', { ...web, redirectUri: REDIRECT, scopes: ['openid', 'profile'] }));
  const answer = await answerOf(program, begun.url);
  const said = good(await program.ask('by_nimbus', { ...web, redirectUri: REDIRECT, answer }));
  assert.deepEqual([said.oid, said.state], [ADA.id, 'the-state']);
  const again = await program.ask('by_nimbus', { ...web, redirectUri: REDIRECT, answer });
  assert.equal(again.error, 'invalid_grant');
  assert.match(again.error_description, /AADSTS54005/);
});

// The answer repeats the scopes as they were asked for. Otherwise the library would ask for a new token before each call.
clientCase('node-msal', 'the scopes of Graph, short and with its address, are found in the cache', async (program) => {
  for (const scope of ['User.Read', 'https://graph.microsoft.com/User.Read', 'https://graph.microsoft.com/.default']) {
    const { access_token: token } = good((await signIn(program, { ...web, scopes: [scope] })).said);
    const again = good(await program.ask('silently', { ...web, scopes: [scope], kept: true }));
    assert.deepEqual([scope, again.cached, again.access_token], [scope, true, token]);
  }
});

// Microsoft Graph finds out at once that somebody was signed out everywhere, and the library takes its challenge.
for (const [kind, capability] of [['node-msal', 'cp1'], ['python', 'CP1']]) clientCase(kind, 'continuous access evaluation', async (program) => {
  const { there } = program;
  const app = { ...web, capabilities: [capability] };
  const me = (token) => new Agent({ ca: there.ca }).send(`${there.https}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });
  const { access_token: token } = good((await signIn(program, app, {}, watched(kind))).said);
  const { xms_cc: capabilities, exp, iat } = claimsOf(token);
  assert.deepEqual(capabilities, ['cp1']);
  assert.ok(exp - iat >= 20 * 3600, `${exp - iat} seconds`);
  assert.equal((await me(token)).status, 200);
  revokeSessions(there.folder, watched(kind), iat + 1);
  const refused = await me(token);
  assert.equal(refused.status, 401);
  const challenge = Buffer.from(refused.headers['www-authenticate'].match(/error="insufficient_claims", claims="([^"]+)"/)[1], 'base64').toString();
  const silent = await program.ask('silently', { ...web, scopes: SCOPES, claims: challenge });
  assert.match(silent.error_description, /AADSTS50173/);
  await until('a second that is later than the revocation', () => Date.now() / 1000 >= iat + 1);
  const again = good((await signIn(program, app, {}, watched(kind))).said);
  assert.equal((await me(again.access_token)).status, 200);
});

const asSpa = { clientId: SPA.clientId, redirectUri: SPA_REDIRECT, origin: 'http://localhost:4711' };
clientCase('node-oidc-client-ts', 'code with PKCE, and renewal by refresh token', async (program) => {
  const { said } = await signIn(program, asSpa);
  assert.deepEqual([good(said).oid, said.username], [ADA.id, ADA.name]);
  assert.equal(claimsOf(good(await program.ask('silently')).access_token).oid, ADA.id);
});
