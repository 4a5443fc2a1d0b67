// Traefik cannot be had here, and Envoy only from PyPI. So this test sends their requests to /check and uses the answers
// as they would, according to the shipped example files.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from '../support.mjs';
import { BOB, WEB, programToken } from './directory.mjs';
import { BROWSER, SPOOFED, ask, enter, pick, protectedGateway } from './exchange.mjs';
import { startWebGateway } from './gateway.mjs';

const shipped = (name) => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');
const WANTED = '/reports?week=3&day=2&q=a%20b%26c';

// The list below `key` in the shipped file.
function listed(text, key) {
  const lines = text.slice(text.indexOf(`${key}:`)).split('\n').slice(1);
  const depth = lines[0].search(/\S/);
  const end = lines.findIndex((line) => line.trim() && line.search(/\S/) < depth);
  return lines.slice(0, end < 0 ? undefined : end).map((line) => line.replace(/#.*/, '').trim());
}

// ext_authz over HTTP sends the original method and path behind path_prefix, the allowed headers, and Host. Only 200
// passes.
async function envoy(port, { method = 'GET', path, headers = {} }) {
  const text = shipped('envoy/envoy.yaml');
  const matcher = (key) => {
    const patterns = listed(text, key).map((line) => line.match(/(exact|prefix): (\S+)/)).filter(Boolean);
    assert.ok(patterns.length > 0, key);
    return (name) => patterns.some(([, kind, value]) => (kind === 'exact' ? name === value : name.startsWith(value)));
  };
  const answer = await ask(port, text.match(/path_prefix: (\S+)/)[1] + path,
    { method, headers: { host: headers.host ?? `localhost:${port}`, ...pick(headers, matcher('allowed_headers')), 'content-length': 0 } });
  if (answer.status !== 200) return { passed: false, status: answer.status, headers: pick(answer.headers, matcher('allowed_client_headers')) };
  const kept = pick(headers, (name) => !name.includes('_'));  // headers_with_underscores_action: DROP_HEADER
  return { passed: true, upstream: { ...kept, ...pick(answer.headers, matcher('allowed_upstream_headers')) } };
}

// forwardAuth sends GET with the client's headers and X-Forwarded-*, and the address as Host. Any 2xx passes; the
// listed headers are replaced.
async function traefik(port, { method = 'GET', path, headers = {} }) {
  const text = shipped('traefik/dynamic.yaml');
  const without = listed(text, 'customRequestHeaders').map((line) => line.split(':')[0].toLowerCase());
  const names = listed(text, 'authResponseHeaders').map((line) => line.replace('- ', '').toLowerCase());
  assert.ok(names.includes('x-auth-request-user') && without.includes('x-auth-request-user'));
  const cleaned = pick(headers, (name) => !without.includes(name));
  const answer = await ask(port, text.match(/address: http:\/\/127\.0\.0\.1:8585(\S+)/)[1], { method: 'GET', headers: {
    ...cleaned, host: '127.0.0.1:8585', 'x-forwarded-method': method, 'x-forwarded-proto': 'https', 'x-forwarded-host': `localhost:${port}`,
    'x-forwarded-uri': path, 'x-forwarded-for': '192.0.2.1' } });
  if (answer.status < 200 || answer.status > 299) return { passed: false, status: answer.status, headers: answer.headers };
  return { passed: true, upstream: { ...pick(cleaned, (name) => !names.includes(name)), ...pick(answer.headers, (name) => names.includes(name)) } };
}

const world = protectedGateway;

for (const [name, proxy] of Object.entries({ 'Envoy ext_authz': envoy, 'Traefik forwardAuth': traefik })) {
  test(`${name}, by its exchange: a browser is led to the sign-in and back to the page with its query`, async () => {
    const { origin, port } = await world();
    const answer = await proxy(port, { path: WANTED, headers: BROWSER });
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.location, `${origin}/api/v1/auth/login?redirectUri=${encodeURIComponent(WANTED)}`);
  });

  test(`${name}, by its exchange: the application learns who it is, and nothing that the client claims`, async () => {
    const { port, bob } = await world();
    const { passed, upstream } = await proxy(port, { path: WANTED, headers: { ...BROWSER, ...SPOOFED, cookie: bob } });
    assert.ok(passed);
    assert.equal(upstream['x-auth-request-user'], 'bob');
    assert.equal(upstream['x-auth-request-email'], BOB.name);
    assert.equal(upstream['x-auth-request-roles'], 'Reader');
    assert.equal(upstream['x-auth-request-groups'], '');
    assert.ok(!Object.values(upstream).includes('mallory'), JSON.stringify(upstream));
  });

  test(`${name}, by its exchange: signed out is signed out`, async () => {
    const gateway = await world();
    const { agent, cookie } = await enter(gateway, BOB);
    assert.ok((await proxy(gateway.port, { path: WANTED, headers: { ...BROWSER, cookie } })).passed);
    await agent.send(`${gateway.origin}/api/v1/auth/logout`, { method: 'POST', form: {} });
    const { passed, status } = await proxy(gateway.port, { path: WANTED, headers: { ...BROWSER, cookie } });
    assert.deepEqual([passed, status], [false, 302]);
  });

  test(`${name}, by its exchange: bearer tokens pass, 401 with a challenge without one`, async () => {
    const { port } = await world();
    const token = await programToken();
    const good = await proxy(port, { method: 'DELETE', path: '/things/1', headers: { authorization: `Bearer ${token}` } });
    assert.equal(good.upstream?.['x-auth-request-user'], WEB.clientId);
    const without = await proxy(port, { method: 'DELETE', path: '/things/1' });
    assert.equal(without.status, 401);
    assert.match(without.headers['www-authenticate'], /^Bearer/);
  });
}

test('Envoy ext_authz, by its exchange: access and roles come from the routes', async () => {
  const { port, ada, bob } = await world();
  assert.equal((await envoy(port, { path: '/editors/x', headers: { cookie: bob } })).status, 403);
  assert.equal((await envoy(port, { path: '/editors/x?role=Reader', headers: { cookie: bob } })).status, 403);
  assert.ok((await envoy(port, { path: '/editors/x', headers: { cookie: ada } })).passed);
  assert.equal((await envoy(port, { path: '/open/../editors/x', headers: { cookie: bob } })).passed, false);
  const open = await envoy(port, { path: '/open/x', headers: SPOOFED });
  assert.ok(open.passed);
  assert.equal(open.upstream['x-auth-request-user'], '');
  assert.equal(open.upstream['x-auth-request-roles'], '');
});

// Traefik removes headers by their whole names alone, and these have thousands of spellings.
test('Traefik forwardAuth, by its exchange: a spelling that its file does not list lets nobody pass', async () => {
  const { port, bob } = await world();
  for (const name of ['X_Auth_Request_User', 'x_auth_request_roles_incomplete'])
    assert.equal((await traefik(port, { path: WANTED, headers: { [name.toLowerCase()]: 'mallory', cookie: bob } })).upstream?.[name.toLowerCase()], undefined);
  for (const name of ['x-auth_request-user', 'x_auth-request_roles', 'x.auth.request.email', 'x-auth-request-preferred_username']) {
    const { passed, status } = await traefik(port, { path: WANTED, headers: { [name]: 'mallory', cookie: bob } });
    assert.deepEqual([passed, status], [false, 400], name);
  }
});

test('Traefik forwardAuth, by its exchange: X-Forwarded-Uri of a peer that is not trusted is not believed', async () => {
  const { port, origin } = await startWebGateway();
  const answer = await traefik(port, { path: WANTED, headers: BROWSER });
  assert.equal(answer.headers.location, `${origin}/api/v1/auth/login?redirectUri=%2F`);
});
