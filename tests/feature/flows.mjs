// Both flows of the Azure SSO guide and both of its mistakes, end to end at the directory.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { temporaryFolder, test, write } from '../support.mjs';
import { IMPLICIT, PASSWORD, SECRET, SPA, TENANT, WEB, confidentialAt, directory, publicAt, signInAs } from './entra.mjs';
import { Browser, check, run, sessionOf, startGateway } from './world.mjs';

// Gets a code or an ID token straight from the directory's page, as a program in the browser does.
async function atDirectory(there, person, parameters) {
  const browser = new Browser();
  const query = new URLSearchParams({ redirect_uri: 'http://localhost/callback', scope: 'openid profile email offline_access', nonce: 'n-0123456789',
    state: 's-0123456789', ...parameters });
  const page = await browser.get(`${there.httpAuthority}/oauth2/v2.0/authorize?${query}`);
  const back = await browser.signIn(page, `${person}@contoso.example`, PASSWORD, { stop: (url) => url.startsWith('http://localhost/callback') });
  const url = new URL(back.location);
  return new URLSearchParams(url.hash ? url.hash.slice(1) : url.search);
}

async function redeem(there, form, headers = {}) {
  const answer = await new Browser().send(`${there.httpAuthority}/oauth2/v2.0/token`, { method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', redirect_uri: 'http://localhost/callback', ...form }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

const codeOf = async (there, client, challenge) =>
  (await atDirectory(there, 'alice', { client_id: client, response_type: 'code', response_mode: 'query', code_challenge: challenge, code_challenge_method: 'S256' })).get('code');

test('auth code flow (confidential, Web): sign in, session in the store, identity and roles at /check', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there) });
  const { browser, answer } = await signInAs('alice', gateway);
  assert.equal(answer.url, `${gateway.origin}/`);
  const seen = await check(browser, gateway);
  assert.equal(seen.status, 204);
  assert.equal(seen.headers['x-auth-request-email'], 'alice@contoso.example');
  assert.equal(seen.headers['x-auth-request-roles'], 'DataSteward');
  if (gateway.store.hasTables) {
    const [row] = gateway.rows('SELECT hex(digest) AS digest, provider, tenant, claims, length(sealed_refresh_token) AS refresh FROM session');
    assert.equal(row.digest.toLowerCase(), createHash('sha256').update(sessionOf(browser, gateway.origin)).digest('hex'), 'the store holds the hash, not the id');
    assert.equal(row.tenant, TENANT);
    assert.equal(row.provider, 'azure');
    assert.deepEqual(JSON.parse(row.claims).roles, ['DataSteward'], 'what the provider said is kept, and no decision');
    assert.ok(row.refresh > 50, 'the refresh token is kept, sealed');
  }
  gateway.expectPeople(1);
  assert.equal((await gateway.heard('sign_in')).length, 1);
});

test('RP-05, RP-21: auth code flow: PKCE S256, state and nonce always, and no token in a URL', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there) });
  const { browser } = await signInAs('alice', gateway);
  const asked = new URL(browser.log.find((line) => line.includes('/authorize?')).split(' ')[1]).searchParams;
  assert.equal(asked.get('code_challenge_method'), 'S256');
  assert.equal(asked.get('code_challenge').length, 43);
  assert.ok(asked.get('state').length >= 22 && asked.get('nonce').length >= 22);
  assert.ok(browser.log.every((line) => !/eyJ[\w-]+\.eyJ/.test(line)), browser.log.join('\n'));
});

test('implicit flow at a server without a secret: id_token by form_post', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: publicAt(there, IMPLICIT) });
  const { browser, answer } = await signInAs('alice', gateway);
  assert.equal(answer.status, 200);
  assert.ok(browser.log.some((line) => line.startsWith(`POST ${gateway.origin}/callback`)), browser.log.join('\n'));
  assert.ok(browser.log.every((line) => !/eyJ[\w-]+\.eyJ/.test(line)), 'a token in a URL');
  const seen = await check(browser, gateway);
  assert.equal(seen.status, 204);
  assert.equal(seen.headers['x-auth-request-roles'], 'DataSteward');
  if (gateway.store.hasTables) assert.equal(gateway.rows('SELECT length(sealed_refresh_token) AS refresh FROM session')[0].refresh, 0, 'this flow has no refresh token');
});

test('implicit flow (public, SPA): the ID token that the browser got opens loggedInUser as bearer', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: publicAt(there, SPA) });
  const { verifier, challenge } = pkce();
  const { body } = await redeem(there, { client_id: SPA, code: await codeOf(there, SPA, challenge), code_verifier: verifier }, { origin: gateway.origin });
  assert.ok(body.id_token, JSON.stringify(body));
  const bearer = (token) => new Browser().send(`${gateway.origin}/api/v1/users/loggedInUser`, { headers: { authorization: `Bearer ${token}` } });
  const me = await bearer(body.id_token);
  assert.equal(me.status, 200);
  assert.equal(JSON.parse(me.text).email, 'alice@contoso.example');
  const dot = body.id_token.lastIndexOf('.') + 10;
  const forged = `${body.id_token.slice(0, dot)}${body.id_token[dot] === 'A' ? 'B' : 'A'}${body.id_token.slice(dot + 1)}`;
  assert.equal((await bearer(forged)).status, 401);
  assert.equal((await bearer(body.id_token)).status, 200);
});

test('a confidential gateway takes no ID token as bearer', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there) });
  const { verifier, challenge } = pkce();
  const { body } = await redeem(there, { client_id: WEB, code: await codeOf(there, WEB, challenge), code_verifier: verifier, client_secret: SECRET });
  const answer = await new Browser().send(`${gateway.origin}/check`, { headers: { authorization: `Bearer ${body.id_token}` } });
  assert.equal(answer.status, 401);
});

// The guide's two mistakes. Each is found before the start and, if that check is skipped, at the directory.
const configuration = (lines) => write(join(temporaryFolder('config'), 'sallyport.yaml'), lines);

test('mistake 1, a public client with a secret: config check names line, key and what to write', () => {
  const file = configuration(`authenticationConfiguration:
  provider: azure
  clientType: public
  authority: https://login.microsoftonline.com/${TENANT}
  clientId: ${SPA}
  oidcConfiguration:
    secret: canary-secret-in-a-public-client
`);
  const { code, out } = run(['config', 'check', file]);
  assert.equal(code, 1);
  assert.match(out, /:7\b/);
  assert.match(out, /oidcConfiguration\.secret/);
  assert.match(out, /AADSTS700025/);
  assert.match(out, /clientType: confidential/);
  assert.ok(!out.includes('canary-secret'), 'the secret itself is not said');
  assert.equal(run(['serve', '--config', file]).code, 1, 'and the start is refused');
});

test('mistake 1 at the directory: AADSTS700025', async () => {
  const there = await directory();
  const { verifier, challenge } = pkce();
  const { status, body } = await redeem(there, { client_id: SPA, code: await codeOf(there, SPA, challenge), code_verifier: verifier, client_secret: 'any-secret-at-all' },
    { origin: 'http://localhost:8585' });
  assert.equal(status, 401);
  assert.equal(body.error, 'invalid_client');
  assert.deepEqual(body.error_codes, [700025]);
});

test('mistake 2, a confidential client without a secret: config check names line, key and what to write', () => {
  const file = configuration(`authenticationConfiguration:
  provider: azure
  clientType: confidential
  authority: https://login.microsoftonline.com/${TENANT}
  clientId: ${WEB}
`);
  const { code, out } = run(['config', 'check', file]);
  assert.equal(code, 1);
  assert.match(out, /sallyport\.yaml:\d+/);
  assert.match(out, /oidcConfiguration\.secret/);
  assert.match(out, /AADSTS7000218/);
  assert.equal(run(['serve', '--config', file]).code, 1, 'and the start is refused');
});

test('mistake 2 at the directory: AADSTS7000218', async () => {
  const there = await directory();
  const { verifier, challenge } = pkce();
  const { status, body } = await redeem(there, { client_id: WEB, code: await codeOf(there, WEB, challenge), code_verifier: verifier });
  assert.equal(status, 401);
  assert.equal(body.error, 'invalid_client');
  assert.deepEqual(body.error_codes, [7000218]);
});

// The page names the code, what it means, who can fix it, where, and how; and nobody is signed in.
function assertExplained(answer, code) {
  assert.equal(answer.status, 400);
  for (const text of [`AADSTS${code}`, 'Who can help', 'Where', 'What to do', 'App registrations']) assert.ok(answer.text.includes(text), `${text} is missing:\n${answer.text}`);
}

test('the auth code flow at a redirect URI of the platform SPA: the gateway explains AADSTS700025', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there, SPA) });
  const { browser, answer } = await signInAs('alice', gateway);
  assertExplained(answer, 700025);
  assert.match(answer.text, /Move the redirect URI to the Web platform/);
  assert.equal(sessionOf(browser, gateway.origin), undefined);
  gateway.expectSessions(0);
});

test('the implicit flow at a Web registration without ID tokens: the gateway explains AADSTS700054', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: publicAt(there, WEB) });
  const browser = new Browser();
  let answer = await browser.get(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  if (answer.text.includes('name="passwd"') || answer.text.includes('name=passwd')) answer = await browser.signIn(answer, 'alice@contoso.example', PASSWORD);
  if (/<form[^>]*action="[^"]*\/callback"/.test(answer.text)) answer = await browser.submit(answer, {});
  assertExplained(answer, 700054);
  gateway.expectSessions(0);
});

test('a browser that redeems a code of the platform Web: AADSTS9002326; a server one of SPA: AADSTS9002327', async () => {
  const there = await directory();
  const one = pkce();
  const web = await redeem(there, { client_id: WEB, code: await codeOf(there, WEB, one.challenge), code_verifier: one.verifier, client_secret: SECRET },
    { origin: 'http://localhost:8585' });
  assert.deepEqual(web.body.error_codes, [9002326]);
  const two = pkce();
  const spa = await redeem(there, { client_id: SPA, code: await codeOf(there, SPA, two.challenge), code_verifier: two.verifier });
  assert.deepEqual(spa.body.error_codes, [9002327]);
});

test('whatever Entra refuses with, the page says what it means, who can mend it, and where', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there) });
  const refuse = async (error, description) => {
    const browser = new Browser();
    const away = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
    const state = new URL(away.location).searchParams.get('state');
    return browser.send(`${gateway.origin}/callback?${new URLSearchParams({ error, error_description: description, state })}`);
  };
  const codes = [50011, 50034, 50058, 50105, 50126, 500113, 54005, 700016, 700025, 700051, 700054, 70000, 70008, 700084, 7000215, 7000218, 7000222,
    90002, 90014, 900144, 9002325, 9002326, 9002327, 501481];
  const otherAccount = new Set([50020, 50034, 50105, 90072]);  // the account is wrong, and another one may succeed
  const themselves = new Set([50034, 50058, 50126, 54005, 70000, 70008, 700084, 501481]);  // only the person can help
  const meanings = new Set();
  for (const code of codes) {
    const answer = await refuse('invalid_request', `AADSTS${code}: <script>text of the provider</script> Trace ID: x`);
    assert.equal(answer.status, otherAccount.has(code) ? 403 : 400, `${code}`);
    for (const text of ['What to do', `AADSTS${code}<`]) assert.ok(answer.text.includes(text), `${code}: ${text}`);
    for (const text of ['Who can help', 'Where']) assert.equal(answer.text.includes(`<dt>${text}</dt>`), !themselves.has(code), `${code}: ${text}`);
    assert.ok(!answer.text.includes('text of the provider'), 'the words are ours');
    meanings.add(answer.text.match(/<h1>.*?<\/h1><p>(.*?)<\/p>/)[1]);
  }
  assert.equal(meanings.size, codes.length, 'each has a meaning of its own');
  const unknown = await refuse('invalid_request', 'AADSTS999999: something new');
  for (const text of ['refused this sign-in', 'invalid_request', 'AADSTS999999', 'About the code']) assert.ok(unknown.text.includes(text), unknown.text);
  gateway.expectSessions(0);
});

test('people get a page, programs JSON, whatever goes wrong', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there) });
  const elsewhere = gateway.origin.replace('localhost', '127.0.0.1');
  for (const [url, status] of [[`${gateway.origin}/nowhere`, 404], [`${gateway.origin}/local-admin`, 404], [elsewhere, 421]]) {
    const page = await new Browser().send(url);
    assert.deepEqual([page.status, page.headers['content-type']], [status, 'text/html; charset=utf-8'], url);
    assert.ok(page.text.includes(`Request ${page.headers['x-request-id']}`), page.text);
    const program = await new Browser().send(url, { headers: { accept: 'application/json' } });
    assert.deepEqual([program.status, JSON.parse(program.text).code], [status, status], url);
    const script = await new Browser().send(url, { headers: { 'sec-fetch-mode': 'cors' } });
    assert.equal(script.headers['content-type'], 'application/json', url);
  }
});

test('a wrong secret: the gateway explains AADSTS7000215 and where secrets are made', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: (origin) => confidentialAt(there)(origin).replace(SECRET, 'a-secret-of-somebody-else') });
  const { answer } = await signInAs('alice', gateway);
  assertExplained(answer, 7000215);
  gateway.expectSessions(0);
});
