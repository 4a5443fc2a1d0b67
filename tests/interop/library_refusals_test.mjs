// Refusals of the directory as the client libraries report them: the number, and the OAuth error where a library has it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { selfSigned } from '../certificates.mjs';
import { revokeSessions } from '../directory_file.mjs';
import { API, CLOSED, DAEMON, NATIVE, OFF, PASSWORD, SPA, WEB, leaver } from './directory.mjs';
import { SCOPES, SPA_REDIRECT, answerDevice, beginDevice, claimsOf, clientCase, good, self, signIn, web } from './library.mjs';

const OFF_BY_DEFAULT = { flags: ['--password-grant'] };
const asItself = (change) => ({ ask }) => ask('by_client', { ...web, scopes: self, ...change });
const redeeming = (change, app = web) => async (program) => (await signIn(program, app, change)).said;
const password = (person, its) => ({ ask }) => ask('by_password', { clientId: NATIVE.clientId, scopes: SCOPES, person, password: its });
// An access token for somebody else than the API that exchanges it, or for the API itself.
const exchanging = (assertionOf) => async (program) => program.ask('on_behalf_of', { ...web, assertion: await assertionOf(program), scopes: SCOPES });
const tokenFor = (scopes) => async (program) => good((await signIn(program, { ...web, scopes })).said).access_token;

function damaged(token) {
  const [header, claims, signature] = token.split('.');
  return `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
}

// What goes wrong, the number that the library must report, the OAuth error, how to provoke it, and the directory's flags.
const refusals = {
  'a wrong secret': [7000215, 'invalid_client', asItself({ secret: 'wrong' })],
  'a client that is not there': [700016, 'unauthorized_client', asItself({ clientId: '99999999-9999-4999-8999-999999999999' })],
  'a client id that is no GUID': [700038, 'unauthorized_client', asItself({ clientId: 'web' })],
  'a client that is switched off': [7000112, 'unauthorized_client', asItself({ ...OFF, scopes: [`${OFF.clientId}/.default`] })],
  'a single scope for a program': [1002012, 'invalid_scope', asItself({ scopes: ['api://anything/read'] })],
  'two APIs for a program': [70011, 'invalid_scope', asItself({ scopes: [...self, `${API.clientId}/.default`] })],
  'an API that is not registered': [500011, 'invalid_resource', asItself({ scopes: ['api://nobody/.default'] })],
  'an API that is switched off': [50001, 'invalid_resource', asItself({ scopes: [`${OFF.clientId}/.default`] })],
  'an API that requires an assignment': [50105, 'invalid_grant', asItself({ scopes: [`${CLOSED.clientId}/.default`] })],
  'a certificate that is not registered': [700027, 'invalid_client', async ({ ask, there }) => {
    const { pem, keyFile } = selfSigned('stranger');
    assert.notEqual(pem, there.certificate.certificate);
    return ask('by_client', { clientId: DAEMON.clientId, certificate: pem, privateKey: readFileSync(keyFile, 'utf8'), scopes: [`${DAEMON.clientId}/.default`] });
  }],
  'a code that was never issued': [70000, 'invalid_grant', redeeming({ code: '1.never-issued' })],
  'a code that was redeemed': [54005, 'invalid_grant', async (program) => {
    const { said, redeem } = await signIn(program);
    good(said);
    return redeem();
  }],
  'the code_verifier of another sign-in': [501481, 'invalid_grant', redeeming({ verifier: 'v'.repeat(43) })],
  'another redirect URI of the application': [500112, 'invalid_client', redeeming({ redirectUri: 'http://localhost:4711/oidc/callback' })],
  'a redirect URI that is not registered': [50011, 'invalid_client', redeeming({ redirectUri: 'http://localhost:4711/nowhere' })],
  'a secret for a SPA redirect URI': [700025, 'invalid_client', redeeming({}, { clientId: SPA.clientId, secret: WEB.secret, redirectUri: SPA_REDIRECT })],
  'scopes of two APIs for one token': [28000, 'invalid_request', redeeming({ redeemScopes: [...SCOPES, API.scope] }, { ...web, scopes: [...SCOPES, API.scope] })],
  'a permission that nobody has consented to': [65001, 'invalid_grant', redeeming({ scopes: ['Mail.Read'], redeemScopes: ['Mail.Read'] })],
  'an application that names itself by its Application ID URI': [90009, 'invalid_request', redeeming({ scopes: [`api://${WEB.clientId}/.default`], redeemScopes: [`api://${WEB.clientId}/.default`] })],
  'a refresh token of somebody who was signed out everywhere': [50173, 'invalid_grant', async (program) => {
    const { said } = await signIn(program, web, {}, leaver(program.kind));
    const { oid, tid, iat } = claimsOf(good(said).access_token);
    revokeSessions(program.there.folder, leaver(program.kind), iat + 1);
    return program.ask('silently', { ...web, scopes: [API.scope], person: `${oid}.${tid}` });  // no library has such a token yet
  }],
  'an assertion that was damaged': [50013, 'invalid_grant', exchanging(async (program) => damaged(await tokenFor(self)(program)))],
  'an assertion for another API': [500131, 'invalid_grant', exchanging(tokenFor([API.scope]))],
  'the token of a program': [7000114, 'unauthorized_client', exchanging(async (program) => good(await asItself()(program)).access_token)],
  'a device code that was declined': [65004, 'authorization_declined', async (program) => {
    const { shown, result } = await beginDevice(program, NATIVE.clientId);
    await answerDevice(program, shown, 'decline');
    return result();
  }],
  'a password where the directory takes none': [70003, 'unsupported_grant_type', password('ada@contoso.example', PASSWORD)],
  'a wrong password': [50126, 'invalid_grant', password('ada@contoso.example', 'wrong'), OFF_BY_DEFAULT],
  'a user name that is not there': [50034, 'invalid_grant', password('nobody@contoso.example', PASSWORD), OFF_BY_DEFAULT],
  'a password that has expired': [50055, 'invalid_grant', password('old@contoso.example', PASSWORD), OFF_BY_DEFAULT],
};

const all = Object.keys(refusals);
const without = (...words) => all.filter((name) => !words.some((word) => name.includes(word)));
const libraries = {
  'node-msal': without('declined'),
  'node-openid-client': without('certificate'),
  python: without('password', 'user name', 'redeemed'),  // it asks for the realm of a user name at port 443
  go: without('SPA'),  // it has no PKCE for confidential clients, so it gets no code for a SPA redirect URI
  java: all,
};

async function expectRefusal(said, code, error) {
  assert.ok(said.error, `it was accepted: ${JSON.stringify(said).slice(0, 300)}`);
  assert.match(`${said.error_description} ${said.body}`, new RegExp(`AADSTS${code}\\b`));
  if (/^[a-z_]+$/.test(said.error)) assert.equal(said.error, error);
}

for (const [kind, its] of Object.entries(libraries))
  for (const what of its) {
    const [code, error, provoke, options] = refusals[what];
    clientCase(kind, `refuses ${what} (AADSTS${code})`, async (program) => expectRefusal(await provoke(program), code, error), options);
  }

// MSAL for JavaScript ends a device code with the OAuth error alone.
clientCase('node-msal', 'refuses a device code that was declined (authorization_declined)', async (program) => {
  const said = await refusals['a device code that was declined'][2](program);
  assert.deepEqual([said.error, said.error_description], ['post_request_failed', 'authorization_declined']);
});

clientCase('python', 'refuses a device code that nobody has entered yet (AADSTS70016)', async (program) => {
  await beginDevice(program, NATIVE.clientId);
  await expectRefusal(await program.ask('by_device', { once: true }), 70016, 'authorization_pending');
});

// azure-identity, which the SDKs of Azure use.
const identity = (change) => ({ ask }) => ask('by_identity', { kind: 'secret', ...web, scopes: self, ...change });
for (const [what, code, change] of [
  ['a wrong secret', 7000215, { secret: 'wrong' }],
  ['an API that is not registered', 500011, { scopes: ['api://nobody/.default'] }],
  ['an API that requires an assignment', 50105, { scopes: [`${CLOSED.clientId}/.default`] }],
  ['a client that is switched off', 7000112, { ...OFF, scopes: [`${OFF.clientId}/.default`] }],
]) clientCase('python', `azure-identity refuses ${what} (AADSTS${code})`, async (program) => assert.match((await identity(change)(program)).error_description, new RegExp(`AADSTS${code}\\b`)));

const asSpa = { clientId: SPA.clientId, redirectUri: SPA_REDIRECT, origin: 'http://localhost:4711' };
for (const [what, code, error, app] of [
  ['a SPA without an Origin', 9002327, 'invalid_request', { ...asSpa, origin: undefined }],
  ['an Origin with a Web redirect URI', 9002326, 'invalid_request', { ...web, origin: 'http://localhost:4711' }],
  ['a secret from a SPA', 700025, 'invalid_client', { ...asSpa, secret: WEB.secret }],
  ['a Web redirect URI without a secret', 7000218, 'invalid_client', { clientId: WEB.clientId }],
]) clientCase('node-oidc-client-ts', `refuses ${what} (AADSTS${code})`, async (program) => {
  const { said } = await signIn(program, app);
  assert.equal(said.error, error);
  await expectRefusal(said, code, error);
});
