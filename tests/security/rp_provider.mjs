// A provider that misbehaves at its token endpoint, in its discovery document or at a refresh. Also how we authenticate
// to it as a client.
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import http from 'node:http';
import { join } from 'node:path';
import { importJWK } from 'jose';
import { selfSigned } from '../certificates.mjs';
import { CLIENT, SECRET, TENANT } from '../evil_idp/idp.mjs';
import { atIdp } from '../feature/world.mjs';
import { cleanup, temporaryFolder, test, write } from '../support.mjs';
import { attacked } from './effects.mjs';
import { SESSION, ask, authorize, begin, cookieOf, isAlive, signIn } from './world.mjs';

const world = await attacked({ movable: true, rest: 'sessions: {renewEvery: 10m}\n' });
const { gateway, idp } = world;
const answerOf = async (to) => (await signIn(to)).answer;

// A server that nobody may send a request to. It records those that come.
async function sink() {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, url: `http://localhost:${server.address().port}` };
}

const reply = (status, headers, body) => (request, response) => {
  response.writeHead(status, headers);
  response.end(body);
};
const JSON_TYPE = { 'content-type': 'application/json' };
test('RP-10: a token endpoint that misbehaves gives a clear page, and no session', async () => {
  const elsewhere = await sink();
  const other = { id_token: undefined };
  for (const [what, change] of [['no ID token', () => other], ['an ID token that is null', () => ({ id_token: null })], ['an ID token that is a number', () => ({ id_token: 7 })], ['an empty one', () => ({ id_token: '' })],
    ['token_type mac', () => ({ token_type: 'mac' })], ['no token_type', () => ({ token_type: undefined })], ['an ID token for another nonce', () => ({ id_token: idp.idToken('another') })],
    ['an ID token without signature', (nonce) => ({ id_token: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${idp.idToken(nonce).split('.')[1]}.` })],
    ['the access token as ID token', () => ({ id_token: idp.sign({ ...idp.claims(), aud: CLIENT, scp: 'x' }) })],
    ['a logout token as ID token', () => ({ id_token: idp.sign({ ...idp.claims(), nonce: undefined, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }, { typ: 'logout+jwt' }) })]]) {
    idp.switches.tokens = change;  // changes members of a good answer; `undefined` removes one
    await world.refuses(what, () => answerOf(gateway), { status: [400, 503], but: { tokens: 1 } });
    delete idp.switches.tokens;
  }
  const good = JSON.stringify({ token_type: 'Bearer', id_token: 'x.y.z', access_token: 'x', expires_in: 3600 });
  for (const [what, told] of [['a page', reply(200, { 'content-type': 'text/html' }, '<h1>welcome</h1>')], ['JSON called a page', reply(200, { 'content-type': 'text/html' }, good)], ['half of a JSON', reply(200, JSON_TYPE, good.slice(0, 30))],
    ['a list', reply(200, JSON_TYPE, '[]')], ['a member twice', reply(200, JSON_TYPE, '{"id_token":"a","id_token":"b","token_type":"Bearer"}')], ['nothing', reply(200, JSON_TYPE, '')], ['10 MB', reply(200, JSON_TYPE, `{"x":"${'a'.repeat(10 << 20)}"}`)],
    ['deep nesting', reply(200, JSON_TYPE, '['.repeat(100_000))], ['302', reply(302, { location: `${elsewhere.url}/token` }, '')], ['401 with a challenge', reply(401, { ...JSON_TYPE, 'www-authenticate': 'Basic realm="x"' }, '{"error":"invalid_client"}')],
    ['500', reply(500, {}, 'no')], ['204', reply(204, {}, '')], ['the error of a script', reply(400, JSON_TYPE, '{"error":"<script>","error_description":"<script>alert(1)</script>"}')],
    ['an end in the middle', (request, response) => { response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' }); response.write('{"id_'); response.destroy(); }]]) {
    idp.switches.token = told;
    const answer = await world.refuses(what, () => answerOf(gateway), { status: [400, 503], but: { tokens: 1 } });
    assert.ok(!answer.text.includes('<script>'), what);
    delete idp.switches.token;
  }
  assert.deepEqual(elsewhere.asked, []);
  assert.ok(isAlive(gateway));
  assert.equal((await answerOf(gateway)).status, 303, 'and all is well when it behaves');
});

test('RP-10: a token endpoint that drips is given up in time, and holds nobody else', async () => {
  const timers = [];
  idp.switches.token = (request, response) => {
    response.writeHead(200, JSON_TYPE);
    timers.push(setInterval(() => response.write(' '), 200));
    response.on('close', () => timers.forEach(clearInterval));
  };
  const { cookie, url } = await begin(gateway);
  const back = await authorize(url);
  let over = false;
  const slow = world.refuses('a slow drip', () => ask(gateway, back.pathname + back.search, { headers: [['Cookie', cookie]] }), { status: [400, 503], but: { tokens: 1 } }).finally(() => (over = true));
  assert.equal((await ask(gateway, '/check')).status, 401);
  assert.equal(over, false, 'the check was answered while it dripped');
  await slow;
  timers.forEach(clearInterval);
  delete idp.switches.token;
});

test('RP-11: discovery with another issuer, endpoints elsewhere or not https, or behind a redirect starts no sign-in, and nobody else is asked', async () => {
  const elsewhere = await sink();
  const cases = [
    ['another issuer', (honest) => ({ ...honest, issuer: `${honest.issuer}/` })],
    ['the issuer of another tenant', (honest) => ({ ...honest, issuer: honest.issuer.replace(TENANT, '00000000-0000-4000-8000-00000000dead') })],
    ['no issuer', (honest) => ({ ...honest, issuer: undefined })],
    ['a token endpoint on another host', (honest) => ({ ...honest, token_endpoint: `${elsewhere.url}/token` })],
    ['a token endpoint over http elsewhere', (honest) => ({ ...honest, token_endpoint: 'http://login.example/token' })],
    ['an authorization endpoint on another host', (honest) => ({ ...honest, authorization_endpoint: `${elsewhere.url}/authorize` })],
    ['keys at 127.0.0.1', (honest) => ({ ...honest, jwks_uri: `${elsewhere.url.replace('localhost', '127.0.0.1')}/keys` })],
    ['keys at the metadata address', (honest) => ({ ...honest, jwks_uri: 'http://169.254.169.254/latest/meta-data' })],
    ['keys in a file', (honest) => ({ ...honest, jwks_uri: 'file:///etc/passwd' })],
    ['an end_session_endpoint that is a script', (honest) => ({ ...honest, end_session_endpoint: 'javascript:alert(1)' })],
  ];
  // Each case gets its own gateway, so that all requests come from this case.
  const refused = async (what, misbehave) => {
    const one = await attacked({ ready: false, before: misbehave });
    const answer = await one.refuses(what, () => ask(one.gateway, '/api/v1/auth/login?redirectUri=/'), { status: 503 });
    assert.equal(answer.headers.location, undefined, what);
    assert.match(await one.gateway.metrics(), /^sallyport_provider_healthy 0$/m, what);
    assert.ok(one.idp.counts.discovery > 0, `${what}: it was asked`);
    assert.equal(one.idp.counts.unknown, undefined, `${what}: no redirect was followed`);
    await one.gateway.process.stop();
  };
  for (const [what, change] of cases) await refused(what, (there) => (there.switches.metadata = change));
  for (const [what, where] of [['a redirect elsewhere', () => `${elsewhere.url}/discovery`], ['a redirect within', (there) => `${there.issuer}/other`]])
    await refused(what, (there) => (there.switches.discovery = reply(302, { location: where(there) }, '')));
  assert.deepEqual(elsewhere.asked, []);
});

test('RP-20: a refreshed ID token of another person, issuer, client or key ends the session', async () => {
  for (const [what, change] of [['sub and oid', { sub: 'another', oid: '00000000-0000-4000-8000-00000000b0b0' }], ['iss', { iss: `${idp.origin}/00000000-0000-4000-8000-00000000dead/v2.0` }], ['aud', { aud: 'another' }],
    ['tid', { tid: '00000000-0000-4000-8000-00000000dead' }]]) {
    const { cookie } = await signIn(gateway);
    const before = world.effects();
    world.pass(11 * 60);
    idp.switches.claims = change;
    assert.equal((await ask(gateway, '/check', { headers: [['Cookie', cookie]] })).status, 401, what);
    delete idp.switches.claims;
    assert.equal(world.effects().sessions, before.sessions - 1, what);
    assert.equal(world.effects().people, before.people, what);
  }
});

test('RP-20: the refresh token that came last is the one that is sent, once for twenty requests at once', async () => {
  const { cookie } = await signIn(gateway);
  const first = [...idp.refreshTokens.keys()].at(-1);
  for (const round of [1, 2]) {
    const newest = [...idp.refreshTokens.keys()].at(-1);
    const before = idp.counts.token;
    world.pass(11 * 60);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(gateway, '/check', { headers: [['Cookie', cookie]] })));
    assert.ok(answers.every((answer) => answer.status === 204), answers.map((answer) => answer.status).join());
    assert.equal(idp.counts.token - before, 1);
    assert.equal(idp.asked.at(-1).form.get('refresh_token'), newest);
    if (round === 2) assert.notEqual(newest, first);
  }
});

test('RP-22: a secret of any characters reaches the provider as it is, by Basic and by form', async () => {
  for (const method of ['client_secret_basic', 'client_secret_post'])
    for (const secret of ['a:b%2Bc+d~e', '%%3A::++', '&=?#/\\"\'<>']) {
      const quoted = `'${secret.replaceAll("'", "''")}'`;
      const one = await attacked({ before: (there) => (there.secret = secret),
        authentication: (there) => (origin) => atIdp(there)(origin).replace(`secret: ${SECRET}`, `secret: ${quoted}\n    clientAuthenticationMethod: ${method}`) });
      assert.equal((await answerOf(one.gateway)).status, 303, `${method} ${secret}: ${one.gateway.output}`);
      const asked = one.idp.asked.at(-1);
      assert.equal(asked.authorization !== undefined, method === 'client_secret_basic');
      assert.equal(asked.form.has('client_secret'), method !== 'client_secret_basic', 'one proof, not two');
      assert.ok(!one.gateway.output.includes(secret), 'in the log');
    }
});

test('RP-24: a redirect of the token endpoint is not followed: code, secret and verifier are posted once', async () => {
  const elsewhere = await sink();
  for (const status of [301, 302, 303, 307, 308])
    for (const location of [`${elsewhere.url}/token`, `${idp.origin}/${TENANT}/oauth2/v2.0/token`]) {
      idp.switches.token = reply(status, { location }, '');
      await world.refuses(`${status} to ${location}`, () => answerOf(gateway), { status: [400, 503], but: { tokens: 1 } });
    }
  delete idp.switches.token;
  assert.deepEqual(elsewhere.asked, []);
});

const byCertificate = ({ certFile, keyFile }) => `clientAuthenticationMethod: private_key_jwt\n    clientCertificate: {certificateFile: ${certFile}, keyFile: ${keyFile}}`;

test('RP-25: an assertion by certificate: PS256, x5t#S256, for Entra\'s token endpoint, for the issuer alone elsewhere; new each time', async () => {
  const files = selfSigned('client');
  const certificate = new X509Certificate(files.pem);
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  const custom = (there) => (origin) => `  provider: custom-oidc
  clientType: confidential
  clientId: ${CLIENT}
  callbackUrl: ${origin}/callback
  oidcConfiguration:
    id: ${CLIENT}
    scope: openid profile email offline_access
    discoveryUri: ${there.issuer}/.well-known/openid-configuration
    ${byCertificate(files)}
`;
  const entra = (there) => (origin) => atIdp(there)(origin).replace(`secret: ${SECRET}`, byCertificate(files));
  for (const [authentication, audience] of [[entra, (there) => there.metadata().token_endpoint], [custom, (there) => there.issuer]]) {
    const one = await attacked({ authentication, before: (there) => (there.assertionKey = certificate.publicKey) });
    assert.equal((await answerOf(one.gateway)).status, 303, one.gateway.output);
    assert.equal((await answerOf(one.gateway)).status, 303);
    const [first, second] = one.idp.asked.map((each) => each.assertion);
    assert.deepEqual({ ...first.protectedHeader }, { typ: 'JWT', alg: 'PS256', 'x5t#S256': thumbprint });
    assert.equal(first.payload.aud, audience(one.idp));
    assert.deepEqual([first.payload.iss, first.payload.sub], [CLIENT, CLIENT]);
    assert.ok(first.payload.exp - first.payload.iat <= 600);
    assert.notEqual(first.payload.jti, second.payload.jti);
    assert.ok(!one.idp.asked[0].form.has('client_secret'));
  }
});

test('RP-25: a federated token is read from its file anew for each use, and sent as it is', async () => {
  const file = join(temporaryFolder('federated'), 'token');
  const platform = world.idp.keys[0];
  const federated = (n) => idp.sign({ iss: 'https://platform.example', sub: 'workload', aud: 'api://AzureADTokenExchange', exp: idp.now() + 600, n });
  write(file, `${federated(1)}\n`);
  const one = await attacked({
    authentication: (there) => (origin) => atIdp(there)(origin).replace(`secret: ${SECRET}`, `clientAuthenticationMethod: private_key_jwt\n    federatedTokenFile: ${file}`) });
  one.idp.assertionKey = await importJWK({ ...platform.jwk, alg: 'RS256' }, 'RS256');
  assert.equal((await answerOf(one.gateway)).status, 303, one.gateway.output);
  write(file, federated(2));
  assert.equal((await answerOf(one.gateway)).status, 303);
  assert.deepEqual(one.idp.asked.map((each) => each.assertion.payload.n), [1, 2]);
  write(file, 'no token at all');
  await one.refuses('a file without a token', () => answerOf(one.gateway), { status: [400, 503] });
});
