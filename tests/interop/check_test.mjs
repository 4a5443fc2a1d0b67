// nginx auth_request, Caddy forward_auth, HAProxy with Lua and Envoy ext_authz at /check, with the files of deploy/.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { selfSigned } from '../certificates.mjs';
import { Agent } from '../agent.mjs';
import { freePort, temporaryFolder, test } from '../support.mjs';
import { ADA, BOB, MANY, WEB, directory, programToken, signInAtDirectory } from './directory.mjs';
import { caddy, envoy, haproxy, identityHeaders, nginx, startApplication } from './front_proxies.mjs';
import { startWebGateway } from './gateway.mjs';

const WANTED = '/reports?week=3&day=2&q=a%20b%26c%23d';
const SPOOFED = Object.fromEntries(['X-Auth-Request-User', 'X_Auth_Request_User', 'X-Auth_Request-User', 'x-auth-request-ROLES', 'X_AUTH_REQUEST_ROLES',
  'X-Auth-Request-Email', 'X-Auth-Request-Groups', 'X-Auth-Request-Preferred-Username'].map((name) => [name, 'mallory']));

async function startAll(proxy, rest) {
  proxy.need();
  const folder = temporaryFolder('socket');
  chmodSync(folder, 0o755);  // as systemd makes /run/sallyport
  const tls = selfSigned();
  const application = await startApplication();
  const port = await freePort();
  const origin = `https://localhost:${port}`;
  const gateway = await startWebGateway({ publicUrl: origin, server: proxy.server(folder), gid: proxy.gid, rest });
  const start = (options) => proxy.start({ folder, tls, application: application.address, gatewayPort: gateway.port, ...options });
  const server = await start({ port });
  const { ca } = await directory();
  const newAgent = () => new Agent({ ca: [ca, tls.pem] });
  return { origin, application, start, newAgent, log: () => `${server.log()}\n${gateway.log()}` };
}

const started = new Map();

function world(proxy) {
  if (!started.has(proxy)) started.set(proxy, startAll(proxy));
  return started.get(proxy);
}

async function signedIn({ newAgent, origin }, person, wanted = '/') {
  const agent = newAgent();
  const page = await signInAtDirectory(agent, `${origin}${wanted}`, person.name, () => false);
  return { agent, page };
}

for (const [name, proxy] of Object.entries({ 'nginx auth_request': nginx, 'Caddy forward_auth': caddy, 'P20: HAProxy with Lua': haproxy, 'P17: Envoy ext_authz': envoy })) {
  test(`${name}: a browser signs in and comes back to the page it wanted, query and all`, async () => {
    const all = await world(proxy);
    const { application, origin, newAgent } = all;
    const first = await newAgent().send(`${origin}${WANTED}`);
    assert.equal(first.status, 302);
    assert.equal(first.location, `${origin}/api/v1/auth/login?redirectUri=${encodeURIComponent(WANTED)}`);
    assert.equal(application.requests.length, 0);
    const { page } = await signedIn(all, ADA, WANTED);
    assert.equal(page.status, 200, all.log());
    assert.equal(page.url, `${origin}${WANTED}`);
    assert.equal(page.text, 'the application');
    const seen = application.requests.at(-1);
    assert.equal(seen.url, WANTED);
    const { user, email, 'preferred-username': preferred, roles } = identityHeaders(seen);
    assert.deepEqual({ user, email, preferred }, { user: ['ada'], email: [ADA.name], preferred: [ADA.name] });
    assert.deepEqual(roles[0].split(',').sort(), ADA.roles);
    assert.equal(roles.length, 1);
  });

  test(`${name}: somebody in ${MANY.groups} groups comes in, and the application hears of them`, async () => {
    const all = await world(proxy);
    const { page } = await signedIn(all, MANY, '/reports');
    assert.equal(page.status, 200, all.log());
    const [groups] = identityHeaders(all.application.requests.at(-1)).groups;
    assert.ok(groups.length > 3500 && groups.split(',').every((id) => /^[0-9a-f-]{36}$/.test(id)), `${groups.length}`);
  });

  test(`${name}: identity headers of the client's own never arrive, in any spelling`, async () => {
    const all = await world(proxy);
    const { agent } = await signedIn(all, BOB);
    const answer = await agent.send(`${all.origin}/spoof`, { headers: SPOOFED });
    assert.equal(answer.status, 200);
    const seen = all.application.requests.at(-1);
    assert.equal(seen.url, '/spoof');
    assert.ok(!seen.rawHeaders.includes('mallory'), JSON.stringify(identityHeaders(seen)));
    assert.deepEqual(identityHeaders(seen).user, ['bob']);
    assert.deepEqual(identityHeaders(seen).roles, BOB.roles);
  });

  test(`${name}: who sends too many worthless tokens gets 429, and hears when to come again`, async () => {
    const { origin, newAgent, application, log } = await startAll(proxy, 'rateLimits: {refusedCredentials: 2}\n');
    const headers = { authorization: `Bearer ${await programToken()}x`, accept: 'application/json' };
    const answers = [];
    for (let i = 0; i < 6; i += 1) answers.push(await newAgent().send(`${origin}/things`, { headers }));
    assert.equal(answers[0].status, 401, log());
    assert.equal(answers.at(-1).status, 429, log());
    assert.ok(Number(answers.at(-1).headers['retry-after']) >= 1, JSON.stringify(answers.at(-1).headers));
    assert.equal(application.requests.length, 0);
  });

  test(`${name}: the client does not choose the way back`, async () => {
    const { origin, newAgent } = await world(proxy);
    const headers = { 'X-Forwarded-Uri': 'https://evil.example/', 'X-Original-URI': '//evil.example/', 'X-Forwarded-Host': 'evil.example' };
    for (const [path, back] of [['/mine', '/mine'], ['//evil.example/x', proxy.mergesSlashes ? '/evil.example/x' : '/']]) {
      const answer = await newAgent().send(origin + path, { headers });
      assert.equal(answer.status, 302);
      assert.equal(answer.location, `${origin}/api/v1/auth/login?redirectUri=${encodeURIComponent(back)}`);
    }
  });

  if (!proxy.rolesFromRoutes) test(`${name}: who lacks the role gets 403, and the application hears nothing`, async () => {
    const all = await world(proxy);
    const port = await freePort();
    await all.start({ port, role: 'Editor' });
    const ask = async (person) => {
      const { agent } = await signedIn(all, person);
      const cookie = [...agent.jar(all.origin)].map((pair) => pair.join('=')).join('; ');
      return agent.send(`https://localhost:${port}/for-editors`, { headers: { cookie } });
    };
    assert.equal((await ask(ADA)).status, 200);
    const before = all.application.requests.length;
    assert.equal((await ask(BOB)).status, 403);
    assert.ok(!all.application.requests.slice(before).some((request) => request.url === '/for-editors'));
  });

  test(`${name}: a program passes with a bearer token, and gets 401 without or with a damaged one`, async () => {
    const { origin, newAgent, application } = await world(proxy);
    const token = await programToken();
    const ask = (headers, options) => newAgent().send(`${origin}/api/things?x=1&y=2`, { headers: { accept: 'application/json', ...headers }, ...options });
    const good = await ask({ authorization: `Bearer ${token}` }, { method: 'POST', body: 'a body' });
    assert.equal(good.status, 200);
    assert.equal(application.requests.at(-1).method, 'POST');
    assert.deepEqual(identityHeaders(application.requests.at(-1)).user, [WEB.clientId]);
    const before = application.requests.length;
    const without = await ask({});
    assert.equal(without.status, 401);
    assert.equal(without.headers['www-authenticate']?.split('Bearer').length, 2, `one challenge: ${without.headers['www-authenticate']}`);
    assert.equal((await ask({}, { method: 'POST', body: 'a body' })).status, 401);
    const at = token.lastIndexOf('.') + 20;
    const damaged = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    assert.equal((await ask({ authorization: `Bearer ${damaged}` })).status, 401);
    assert.equal((await ask({ 'sec-fetch-mode': 'cors', accept: 'text/html' })).status, 401);
    assert.equal(application.requests.length, before);
  });

  test(`${name}: the API is Sallyport's, and OpenMetadata's addresses are the application's once their block is removed`, async () => {
    const all = await world(proxy);
    const { agent } = await signedIn(all, ADA);
    const { paths } = JSON.parse((await agent.send(`${all.origin}/api/v1/openapi.json`)).text);
    // One address for each noun, such as "/api/v1/users" or "/callback".
    const nouns = new Map(Object.keys(paths).filter((path) => !path.startsWith('/check/')).map((path) => [path.match(/^(?:\/(?:api(?:\/sallyport)?|scim)\/v\d)?\/[^/{]*/)[0], path.replace(/{[^}]+}/g, '7')]));
    nouns.delete('/');
    const theirs = async (origin) => {
      for (const path of nouns.values()) await agent.send(`${origin}${path}?noun`);
      return [...nouns].filter(([, path]) => all.application.requests.some(({ url }) => url === `${path}?noun`)).map(([noun]) => noun).sort();
    };
    assert.ok(nouns.size > 20, [...nouns.keys()].join());
    assert.deepEqual(await theirs(all.origin), []);
    const port = await freePort();
    await all.start({ port, ownApi: true });
    agent.cookies.set(`localhost:${port}`, new Map(agent.jar(all.origin)));
    assert.deepEqual(await theirs(`https://localhost:${port}`),
      ['audit', 'bots', 'openapi.json', 'permissions', 'policies', 'roles', 'teams', 'users'].map((noun) => `/api/v1/${noun}`));
  });

  test(`${name}: a 401 of the application's own stays one`, async () => {
    const all = await world(proxy);
    const { agent } = await signedIn(all, ADA);
    assert.equal((await agent.send(`${all.origin}/its-own-401`)).status, 401);
  });

  test(`${name}: signed out is signed out`, async () => {
    const all = await world(proxy);
    const { agent } = await signedIn(all, ADA);
    const cookies = new Map(agent.jar(all.origin));
    await agent.send(`${all.origin}/api/v1/auth/logout`, { method: 'POST', form: {} });
    agent.cookies.set(new URL(all.origin).host, cookies);
    const answer = await agent.send(`${all.origin}/again`);
    assert.equal(answer.status, 302);
    assert.ok(!all.application.requests.some((request) => request.url === '/again'));
  });
}
