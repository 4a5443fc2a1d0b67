// The directory as an authorization server: what it refuses like Entra ID, and what its stricter switches refuse in
// addition.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { selfSigned } from '../certificates.mjs';
import { PASSWORD, SECRET, TENANT, startDirectory } from '../feature/entra.mjs';
import { Browser, binary, check, makeGateway, run } from '../feature/world.mjs';
import { Process, cleanup, temporaryFolder, test } from '../support.mjs';

const WEB = '11111111-0000-4000-8000-00000000c11e';
const SPA = '22222222-0000-4000-8000-00000000c11e';
const NATIVE = '33333333-0000-4000-8000-00000000c11e';
const BOTH = '44444444-0000-4000-8000-00000000c11e';
const CALLBACK = 'https://app.example/cb';
const people = `tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example]
    users:
      - {userPrincipalName: alice@contoso.example, displayName: Alice, email: alice@contoso.example, password: ${PASSWORD}}
      - {userPrincipalName: bob@contoso.example, displayName: Bob, password: ${PASSWORD}}
    apps:
      - {name: Web, clientId: ${WEB}, web: [${CALLBACK}, "http://localhost:5000/local", "http://localhost/any"], secret: ${SECRET}, logoutUrl: "https://app.example/out", consents: &agreed [{scopes: [openid, profile, email, offline_access, User.Read]}]}
      - {name: Spa, clientId: ${SPA}, spa: [https://spa.example/cb], consents: *agreed}
      - {name: Native, clientId: ${NATIVE}, publicClient: ["http://localhost/native"], consents: *agreed}
      - {name: Both, clientId: ${BOTH}, web: [${CALLBACK}], spa: ["http://localhost/spa"], secret: ${SECRET}, idTokenImplicit: true, consents: *agreed}
`;
const start = async (flags) => {
  const there = await startDirectory({ flags, people });
  return { ...there, authorize: `${there.httpAuthority}/oauth2/v2.0/authorize`, token: `${there.httpAuthority}/oauth2/v2.0/token` };
};
const entra = await start([]);
const strict = await start(['--strict']);
const positions = [['as Entra', entra], ['strict', strict]];

const pkce = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};
const asked = (more = {}) => ({ client_id: WEB, redirect_uri: CALLBACK, response_type: 'code', scope: 'openid profile offline_access', state: 'state-1', nonce: 'nonce-1', ...more });
const query = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== undefined)).toString();
const open = (there, fields, browser = new Browser()) => browser.send(`${there.authorize}?${typeof fields === 'string' ? fields : query(fields)}`);

async function signIn(there, fields, browser = new Browser()) {
  const page = await open(there, fields, browser);
  return page.location ? page : browser.submit(page, { login: 'alice@contoso.example', passwd: PASSWORD }, { stop: () => true });
}

async function codeFor(there, more = {}, browser) {
  const { verifier, challenge } = pkce();
  const back = await signIn(there, asked({ code_challenge: challenge, code_challenge_method: 'S256', ...more }), browser);
  const where = new URL(back.location);
  return { verifier, code: where.searchParams.get('code') ?? new URLSearchParams(where.hash.slice(1)).get('code'), back };
}

async function redeem(there, fields, headers = {}, path = '') {
  const answer = await fetch(`${there.token}${path}`, { method: 'POST', body: query(fields), headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}
const redemption = ({ code, verifier }, more = {}) => ({ grant_type: 'authorization_code', client_id: WEB, client_secret: SECRET, redirect_uri: CALLBACK, code, code_verifier: verifier, ...more });
const refreshing = (token, more = {}) => ({ grant_type: 'refresh_token', client_id: WEB, client_secret: SECRET, refresh_token: token, ...more });
const refused = (answer, code, error, what = '') => {
  assert.deepEqual([answer.body.error_codes?.[0], answer.body.error], [code, error], `${what} ${JSON.stringify(answer.body)}`);
  assert.ok(!('access_token' in answer.body) && !('id_token' in answer.body) && !('refresh_token' in answer.body));
};

test('AS-01: a redirect URI that is not registered, in any disguise, is an error page and no redirect', async () => {
  const bad = ['https://evil.example/', 'https://app.example/c', `${CALLBACK}/more`, `${CALLBACK}/../cb`, 'https://app.example/x/../cb', `${CALLBACK}?a=b`, `${CALLBACK}#f`, 'https://app.example/CB', 'HTTPS://app.example/cb',
    'https://APP.example/cb', 'https://app.example:8443/cb', 'https://app.example:443/cb', 'http://app.example/cb', 'https://app.example./cb', 'https://app.example/%63b', 'https://app.example%2fcb', 'https://app.example/%2e/cb',
    'https://user@app.example/cb', 'https://app.example@evil.example/cb', 'https://*.example/cb', 'https://app.example/*', 'https://app.example\\cb', `${CALLBACK} `, ` ${CALLBACK}`, `${CALLBACK}\r\nX: y`, '//app.example/cb', '/cb',
    'http://127.0.0.1:5000/local', 'http://[::1]:5000/local', 'http://127.0.0.1/any', 'http://localhost:5000/other', 'http://localhost.evil.example/any', 'http://localhost:5000@evil.example/any', 'javascript:alert(1)', 'data:text/html,x'];
  for (const [position, there] of positions)
    for (const uri of [...bad, undefined, '']) {
      const answer = await open(there, asked({ redirect_uri: uri }));
      assert.equal(answer.status, 400, `${position}: ${uri}`);
      assert.equal(answer.location, undefined, `${position}: ${uri}`);
      assert.ok(!/<form|http-equiv|<script/i.test(answer.text), `${position}: ${uri}`);
    }
  const twice = await open(entra, `${query(asked())}&redirect_uri=${encodeURIComponent('https://evil.example/')}`);
  assert.deepEqual([twice.status, twice.location], [400, undefined]);
});

test('AS-01: the port of localhost is ignored as at Entra; strict, for native applications alone', async () => {
  const native = (uri) => asked({ client_id: NATIVE, redirect_uri: uri, code_challenge: pkce().challenge, code_challenge_method: 'S256' });
  for (const [position, there, web] of [['as Entra', entra, 200], ['strict', strict, 400]]) {
    assert.equal((await open(there, asked({ redirect_uri: 'http://localhost:5999/any' }))).status, web, position);
    assert.equal((await open(there, asked({ redirect_uri: 'http://localhost:5999/local' }))).status, web, position);
    assert.equal((await open(there, asked({ redirect_uri: 'http://localhost:5000/local' }))).status, 200, position);
    assert.equal((await open(there, native('http://localhost:5999/native'))).status, 200, position);
    assert.equal((await open(there, native('http://localhost:5999/other'))).status, 400, position);
  }
});

test('AS-02: a code is good once, for its client and its redirect URI, however many redeem it at once', async () => {
  for (const [position, there] of positions) {
    const race = await codeFor(there);
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(there, redemption(race))));
    const good = answers.filter((answer) => answer.status === 200);
    assert.equal(good.length, 1, position);
    for (const answer of answers.filter((each) => each.status !== 200)) refused(answer, 54005, 'invalid_grant', position);
    // With --strict, reuse revokes the tokens that came from the code; at Entra ID it does not.
    const held = await redeem(there, refreshing(good[0].body.refresh_token));
    assert.equal(held.status, there === strict ? 400 : 200, position);
    const other = await codeFor(there);
    refused(await redeem(there, redemption(other, { client_id: BOTH })), 70000, 'invalid_grant', 'another client');
    refused(await redeem(there, redemption(other, { redirect_uri: 'http://localhost:5000/local' })), 500112, 'invalid_client', 'another redirect URI');
    refused(await redeem(there, redemption(other, { redirect_uri: `${CALLBACK}/` })), 50011, 'invalid_client', 'a slash more, which is not registered');
    refused(await redeem(there, redemption(other, { redirect_uri: undefined })), 900144, 'invalid_request', 'no redirect URI');
    assert.equal((await redeem(there, redemption(other))).status, 200, 'none of that used it up');
    for (const code of ['', 'x', other.code.slice(0, -1), `${other.code}A`]) assert.equal((await redeem(there, redemption({ ...other, code }))).status, 400);
  }
});

test('AS-03: PKCE cannot be left out where a client has no secret, and is not weakened', async () => {
  const spa = { client_id: SPA, redirect_uri: 'https://spa.example/cb' };
  const without = new URL((await signIn(entra, asked(spa))).location);
  assert.equal(without.searchParams.get('error_codes') ?? without.searchParams.get('error'), 'invalid_request');
  assert.match(without.searchParams.get('error_description'), /AADSTS9002325/);
  const native = { client_id: NATIVE, redirect_uri: 'http://localhost/native' };
  assert.ok(new URL((await signIn(entra, asked(native))).location).searchParams.get('code'), 'Entra asks it of SPAs alone');
  assert.match(new URL((await signIn(strict, asked(native))).location).searchParams.get('error_description'), /AADSTS9002325/);
  for (const [position, there] of positions) {
    const { challenge, verifier } = pkce();
    for (const [method, value] of [['plain', verifier], [undefined, challenge], ['s256', challenge], ['S256', 'short'], ['S256', `${challenge}=`], ['S256', '']]) {
      const back = new URL((await open(there, asked({ code_challenge: value, code_challenge_method: method }))).location);
      assert.equal(back.searchParams.get('error'), 'invalid_request', `${position}: ${method} ${value}`);
      assert.equal(back.searchParams.get('code'), null);
    }
    const code = await codeFor(there);
    refused(await redeem(there, redemption(code, { code_verifier: undefined })), 50148, 'invalid_grant', 'no verifier');
    refused(await redeem(there, redemption(code, { code_verifier: pkce().verifier })), 501481, 'invalid_grant', 'a wrong one');
    refused(await redeem(there, redemption(code, { code_verifier: 'short' })), 501491, 'invalid_grant', 'a short one');
    refused(await redeem(there, redemption(code, { code_verifier: 'a'.repeat(129) })), 501491, 'invalid_grant', 'a long one');
    assert.equal((await redeem(there, redemption(code))).status, 200);
    const plain = new URL((await signIn(there, asked())).location).searchParams.get('code');
    refused(await redeem(there, redemption({ code: plain, verifier })), 501481, 'invalid_grant', 'a verifier without a challenge');
  }
});

test('AS-04: grants that are not enabled: password, device, implicit tokens, a program without a proof', async () => {
  for (const grant of ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:token-exchange', 'nonsense'])
    refused(await redeem(entra, { grant_type: grant, client_id: WEB, client_secret: SECRET, username: 'alice@contoso.example', password: PASSWORD, scope: 'openid' }), 70003, 'unsupported_grant_type', grant);
  for (const grant of ['urn:ietf:params:oauth:grant-type:device_code', 'device_code'])
    refused(await redeem(entra, { grant_type: grant, client_id: NATIVE, device_code: 'x' }), 7000218, 'invalid_client', `${grant} without "Allow public client flows"`);
  refused(await redeem(entra, { grant_type: 'client_credentials', client_id: NATIVE, scope: `api://${NATIVE}/.default` }), 7000216, 'invalid_client');
  for (const type of ['token', 'id_token token', 'code token']) {
    const back = (await open(entra, asked({ response_type: type }))).location;
    assert.match(decodeURIComponent(back.replaceAll('+', ' ')), /AADSTS7000(51|54)|AADSTS70005/, type);
    assert.ok(!/access_token=/.test(back), type);
  }
  assert.equal((await open(entra, asked({ response_type: 'id_token' }))).location.includes('id_token='), false);
});

test('AS-05: a refresh token used again: good at Entra; strict, refused, and the family with it. Never for another client or more than granted', async () => {
  for (const [position, there] of positions) {
    const first = (await redeem(there, redemption(await codeFor(there)))).body.refresh_token;
    refused(await redeem(there, refreshing(first, { client_id: BOTH })), 70000, 'invalid_grant', 'another client');
    assert.equal((await redeem(there, refreshing(first, { client_secret: 'wrong' }))).status, 401);
    assert.equal((await redeem(there, refreshing(first, { scope: 'api://somebody-elses/.default' }))).status, 400, 'an API that nobody granted');
    const second = await redeem(there, refreshing(first));
    assert.equal(second.status, 200, position);
    const again = await redeem(there, refreshing(first));
    const newest = await redeem(there, refreshing(second.body.refresh_token));
    assert.deepEqual([again.status, newest.status], there === strict ? [400, 400] : [200, 200], position);
  }
});

test('AS-06: proofs of the client: wrong, in the query, two at once, or by a client that must have none', async () => {
  const code = await codeFor(entra);
  refused(await redeem(entra, redemption(code, { client_secret: 'wrong' })), 7000215, 'invalid_client');
  refused(await redeem(entra, redemption(code, { client_secret: undefined })), 7000218, 'invalid_client', 'none');
  refused(await redeem(entra, redemption(code, { client_secret: undefined }), {}, `?client_secret=${SECRET}`), 7000218, 'invalid_client', 'in the query');
  const basic = { authorization: `Basic ${Buffer.from(`${WEB}:${SECRET}`).toString('base64')}` };
  assert.equal((await redeem(entra, redemption(code), basic)).status, 400, 'two at once');
  assert.equal((await redeem(entra, redemption(code, { client_assertion: 'x', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' }))).status, 400, 'a secret and an assertion');
  assert.equal((await redeem(entra, redemption(code, { client_secret: undefined }), basic)).status, 200, 'none of that used the code up');
  const native = await codeFor(entra, { client_id: NATIVE, redirect_uri: 'http://localhost/native' });
  refused(await redeem(entra, redemption(native, { client_id: NATIVE, redirect_uri: 'http://localhost/native' })), 700025, 'invalid_client', 'a public client with a secret');
  const twice = await fetch(entra.token, { method: 'POST', body: `${query(redemption(code))}&client_secret=${SECRET}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.equal(twice.status, 400);
});

test('AS-07, AS-08: response modes; the form_post page escapes the state, is not stored, tells no one where it came from, and no page of the directory stands in a frame', async () => {
  const evil = '"><script>alert(1)</script><input x="';
  const page = await signIn(entra, asked({ response_mode: 'form_post', state: evil }));
  assert.equal(page.status, 200);
  assert.ok(!page.text.includes('<script>alert') && page.text.includes('&quot;&gt;&lt;script&gt;'), page.text);
  assert.match(page.headers['cache-control'], /no-store/);
  assert.equal(page.headers['referrer-policy'], 'no-referrer');
  for (const mode of ['web_message', 'jwt', 'QUERY', 'nonsense']) {
    const answer = await open(entra, asked({ response_mode: mode }));
    assert.ok(answer.status === 400 || new URL(answer.location).searchParams.get('error') === 'invalid_request', mode);
  }
  const implicit = await open(entra, asked({ client_id: BOTH, response_type: 'id_token', response_mode: 'query' }));
  assert.ok(!implicit.location?.includes('id_token='), 'no token in a query');
  for (const fields of [asked(), asked({ prompt: 'consent' }), asked({ redirect_uri: 'https://evil.example/' }), asked({ prompt: 'login', response_mode: 'form_post' })]) {
    const { headers, status } = await open(entra, fields);
    assert.match(headers['content-security-policy'], /frame-ancestors 'none'/, JSON.stringify(fields));
    assert.equal(status === 200 || status === 400, true);
  }
  assert.match(page.headers['content-security-policy'], /frame-ancestors 'none'/);
  const browser = new Browser();
  const consent = await signIn(entra, asked({ prompt: 'consent' }), browser);
  assert.match(consent.headers['content-security-policy'], /frame-ancestors 'none'/, 'the page of consent');
});

test('AS-09: request objects are refused, by value and by reference, and nothing is fetched', async () => {
  const hits = [];
  const server = http.createServer((request, response) => {
    hits.push(request.url);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => server.close());
  const target = `http://127.0.0.1:${server.address().port}/request`;
  for (const fields of [{ request: 'eyJhbGciOiJub25lIn0.e30.' }, { request_uri: target }, { request_uri: 'file:///etc/passwd' }, { request_uri: 'urn:ietf:params:oauth:request_uri:x' }]) {
    const answer = await open(entra, asked(fields));
    assert.equal(new URL(answer.location).searchParams.get('error'), 'request_not_supported', JSON.stringify(fields));
  }
  await open(entra, asked({ redirect_uri: undefined, request_uri: target }));
  for (const more of [{ sector_identifier_uri: target }, { jwks_uri: target }, { logo_uri: target }, { claims: `{"x":"${target}"}` }]) await open(entra, asked(more));
  assert.deepEqual(hits, []);
});

test('AS-10: sign-out: a hint without signature or of somebody else, and an address that is not registered, lead nowhere', async () => {
  const tokens = (await redeem(entra, redemption(await codeFor(entra)))).body;
  const foreign = (await redeem(strict, redemption(await codeFor(strict)))).body.id_token;
  const [, payload] = tokens.id_token.split('.');
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const changed = tokens.id_token.replace(/.{10}$/, 'AAAAAAAAAA');
  const out = (fields) => new Browser().send(`${entra.httpAuthority}/oauth2/v2.0/logout?${query(fields)}`);
  for (const [what, fields] of [['no hint', {}], ['alg none', { id_token_hint: none }], ['another directory', { id_token_hint: foreign }], ['a changed signature', { id_token_hint: changed }], ['an access token', { id_token_hint: tokens.access_token }]]) {
    const answer = await out({ post_logout_redirect_uri: CALLBACK, ...fields });
    assert.deepEqual([answer.status, answer.location], [200, undefined], what);
    assert.ok(!answer.text.includes(`"${CALLBACK}`), what);
  }
  const evil = await out({ post_logout_redirect_uri: 'https://evil.example/', id_token_hint: tokens.id_token });
  assert.deepEqual([evil.status, evil.location], [200, undefined]);
  assert.equal((await out({ post_logout_redirect_uri: CALLBACK, id_token_hint: tokens.id_token })).location, CALLBACK);
});

test('AS-11: `iss` is in no response as at Entra; strict, in every one, errors too, and announced', async () => {
  for (const [position, there] of positions) {
    const metadata = await (await fetch(`${there.httpAuthority}/v2.0/.well-known/openid-configuration`)).json();
    const good = new URL((await codeFor(there)).back.location);
    const bad = new URL((await open(there, asked({ prompt: 'none' }))).location);
    assert.ok(good.searchParams.get('code') && bad.searchParams.get('error'), position);
    const wanted = there === strict ? metadata.issuer : null;
    assert.deepEqual([good.searchParams.get('iss'), bad.searchParams.get('iss')], [wanted, wanted], position);
    assert.equal(metadata.authorization_response_iss_parameter_supported ?? false, there === strict, position);
  }
});

test('AS-12: nothing is shipped: other keys and passwords at each start; not from outside unless told so', async () => {
  const made = [];
  for (let i = 0; i < 2; i += 1) {
    const process = new Process(binary, ['directory', '--data-dir', temporaryFolder('fresh'), '--http-port', '0', '--https-port', '-1']);
    const [, origin] = await process.saying(/(http:\/\/localhost:\d+)/);
    await process.saying(/Ready/);
    const keys = await (await fetch(`${origin}/common/discovery/v2.0/keys`)).json();
    made.push({ kids: keys.keys.map((key) => key.kid), secrets: [...process.output.matchAll(/(?:password of \S+:|secret) (\S+)/g)].map(([, value]) => value), output: process.output });
    await process.stop();
  }
  assert.ok(made[0].secrets.length > 0, made[0].output);
  for (const what of ['kids', 'secrets']) assert.equal(made[0][what].filter((value) => made[1][what].includes(value)).length, 0, what);
  // In the kernel's list, all sockets that listen on its port are on loopback.
  const port = Number(new URL(entra.http).port).toString(16).toUpperCase().padStart(4, '0');
  const listening = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readFileSync(file, 'utf8').split('\n').map((line) => line.trim().split(/\s+/)))
    .filter(([, local, , state]) => state === '0A' && local.endsWith(`:${port}`)).map(([, local]) => local.split(':')[0]);
  assert.ok(listening.length > 0 && listening.every((address) => ['0100007F', '00000000000000000000000001000000'].includes(address)), listening.join());
  const rebound = await new Browser({ resolve: { 'evil.example': '127.0.0.1' } }).send(entra.authorize.replace('localhost', 'evil.example'));
  assert.equal(rebound.status, 421, 'nor under a foreign name (DNS rebinding)');
});

test('AS-13: CORS: the token endpoint for registered origins; discovery and keys for all as at Entra, strict for registered SPAs', async () => {
  const spa = () => codeFor(entra, { client_id: SPA, redirect_uri: 'https://spa.example/cb' });
  const allowed = async (there, origin) => (await redeem(there, { grant_type: 'authorization_code', client_id: SPA, redirect_uri: 'https://spa.example/cb', ...(await spa()) }, { origin })).headers.get('access-control-allow-origin');
  assert.equal(await allowed(entra, 'https://spa.example'), 'https://spa.example');
  for (const origin of ['null', 'https://evil.example', 'https://spa.example.evil.example', 'http://spa.example', 'https://spa.example:8443', 'https://xspa.example']) assert.equal(await allowed(entra, origin), null, origin);
  for (const path of ['/v2.0/.well-known/openid-configuration', '/discovery/v2.0/keys']) {
    const read = async (there, origin) => (await fetch(`${there.httpAuthority}${path}`, { headers: { origin } })).headers;
    assert.equal((await read(entra, 'https://evil.example')).get('access-control-allow-origin'), '*');
    for (const origin of ['null', 'https://evil.example', 'https://app.example', 'http://spa.example']) assert.equal((await read(strict, origin)).get('access-control-allow-origin'), null, origin);
    assert.equal((await read(strict, 'https://spa.example')).get('access-control-allow-origin'), 'https://spa.example');
    for (const there of [entra, strict]) assert.equal((await read(there, 'https://spa.example')).get('access-control-allow-credentials'), null);
  }
});

// Two gateways, each with its own app that has a certificate and no secret. One is configured for Entra ID, the other
// for a generic provider.
async function byCertificate(there) {
  const { certFile, keyFile } = selfSigned('client');
  const client = randomUUID();
  const at = (provider) => (origin) => `  provider: ${provider}
  clientType: confidential
${provider === 'azure' ? `  authority: ${there.httpAuthority}\n` : ''}  clientId: ${client}
  callbackUrl: ${origin}/callback
  oidcConfiguration:
    id: ${client}
    scope: openid profile offline_access
    discoveryUri: ${there.httpAuthority}/v2.0/.well-known/openid-configuration
    clientAuthenticationMethod: private_key_jwt
    clientCertificate: {certificateFile: ${certFile}, keyFile: ${keyFile}}
`;
  const gateways = [await makeGateway({ authentication: at('azure') }), await makeGateway({ authentication: at('custom-oidc') })];
  const created = run(['directory', 'app', 'create', '--name', 'Certified', '--client-id', client, ...gateways.flatMap(({ origin }) => ['--redirect-uri', `web:${origin}/callback`]), '--data-dir', there.folder]);
  assert.equal(created.code, 0, created.err);
  const added = run(['directory', 'app', 'certificate', 'add', client, certFile, '--data-dir', there.folder]);
  assert.equal(added.code, 0, added.err);
  return Promise.all(gateways.map((gateway) => gateway.start()));
}

test('RP-25: a certificate at the directory: the token endpoint or the issuer as audience as at Entra; strict, the issuer alone', async () => {
  for (const [there, entraWay] of [[entra, true], [strict, false]]) {
    const [asEntra, asOther] = await byCertificate(there);
    for (const [gateway, good] of [[asEntra, entraWay], [asOther, true]]) {
      const browser = new Browser();
      const page = await browser.get(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
      const answer = await browser.signIn(page, 'alice@contoso.example', PASSWORD);
      assert.equal((await check(browser, gateway)).status, good ? 204 : 401, answer.text);
      if (!good) assert.match(answer.text, /AADSTS50027/);
      assert.equal(gateway.sessions(), good ? 1 : 0);
    }
  }
});

test('AS-14: userinfo and Graph take their own tokens alone', async () => {
  const { body } = await redeem(entra, redemption(await codeFor(entra)));
  const elsewhere = (await redeem(strict, redemption(await codeFor(strict)))).body.access_token;
  const program = (await redeem(entra, { grant_type: 'client_credentials', client_id: WEB, client_secret: SECRET, scope: `api://${WEB}/.default` })).body.access_token;
  const read = (path, token) => fetch(`${entra.http}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
  for (const path of ['/oidc/userinfo', '/v1.0/me']) {
    const good = await read(path, body.access_token);
    assert.equal(good.status, 200, `${path}: ${await good.text()}`);
    for (const [what, token] of [['none', undefined], ['an ID token', body.id_token], ['one of another directory', elsewhere], ['one for an API', program], ['a changed one', body.access_token.replace(/.{10}$/, 'AAAAAAAAAA')], ['a refresh token', body.refresh_token], ['nonsense', 'x.y.z']])
      assert.equal((await read(path, token)).status, 401, `${path}: ${what}`);
  }
});

test('AS-15: after the password was posted, the browser is sent on with 303, which posts nothing again', async () => {
  const page = await open(entra, asked());
  const browser = new Browser();
  const mine = await open(entra, asked(), browser);
  assert.equal(page.status, 200);
  assert.equal((await browser.submit(mine, { login: 'alice@contoso.example', passwd: PASSWORD }, { stop: () => true })).status, 303);
});

test('LOC-02: directory: ten wrong passwords lock an account (AADSTS50053), the right one too, and nobody else\'s', async () => {
  const browser = new Browser();
  const page = await open(entra, asked(), browser);
  const attempt = async (login, passwd) => (await browser.submit(page, { login, passwd }, { stop: () => true }));
  for (let i = 0; i < 10; i += 1) assert.match((await attempt('bob@contoso.example', `wrong ${i}`)).text, /AADSTS50126/, `${i}`);
  for (const password of ['wrong', PASSWORD]) assert.match((await attempt('bob@contoso.example', password)).text, /AADSTS50053/);
  assert.equal((await attempt('alice@contoso.example', PASSWORD)).status, 303);
});
