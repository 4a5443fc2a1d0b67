// Clients that send too much, over HTTP.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Idp } from '../evil_idp/idp.mjs';
import { cleanup, test } from '../support.mjs';
import { Browser, atIdp, browserWith, check, sessionOf, signIn, startGateway } from './world.mjs';

async function world(server, limits) {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  return startGateway({ name: 'rates', authentication: atIdp(idp), server, rest: `rateLimits: {${limits}}\n` });
}

const login = (gateway, headers) => new Browser().send(`${gateway.origin}/api/v1/auth/login`, { headers });

test('HTTP-03: sign-ins are counted for each client behind a trusted proxy, whatever else the client claims', async () => {
  const gateway = await world('  trustedProxies: [127.0.0.1]', 'signIn: 2');
  const from = async (forwarded) => (await login(gateway, { 'x-forwarded-for': forwarded })).status;
  assert.deepEqual([await from('203.0.113.1'), await from('203.0.113.1'), await from('203.0.113.1')], [302, 302, 429]);
  assert.deepEqual([await from('203.0.113.2'), await from('192.0.2.7, 203.0.113.1')], [302, 429]);
  const refused = await login(gateway, { 'x-forwarded-for': '203.0.113.1' });
  assert.ok(Number(refused.headers['retry-after']) >= 1 && Number(refused.headers['retry-after']) <= 30);
  assert.match(refused.text, /Too many requests/);
  const json = await login(gateway, { 'x-forwarded-for': '203.0.113.1', accept: 'application/json' });
  assert.equal(JSON.parse(json.text).code, 429);
  assert.match(await gateway.metrics(), /^sallyport_rate_limited_total\{reason="sign_in"\} 4$/m);
  const [line] = await gateway.heard('rate_limited');
  assert.deepEqual([line.reason, line.client], ['sign_in', '203.0.113.1']);
});

test('HTTP-03: a peer that is no trusted proxy is one client, whatever addresses it makes up', async () => {
  const gateway = await world('', 'signIn: 2');
  const statuses = [];
  for (let i = 0; i < 4; i += 1) statuses.push((await login(gateway, { 'x-forwarded-for': `203.0.113.${i}` })).status);
  assert.deepEqual(statuses, [302, 302, 429, 429]);
});

test('a flood of made-up session cookies is refused, and signed-in people of the same network are not', async () => {
  const gateway = await world('', 'refusedCredentials: 5');
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  const session = sessionOf(browser, gateway.origin);
  assert.equal((await check(browserWith(gateway.origin, session), gateway)).status, 204);
  const statuses = [];
  for (let i = 0; i < 40; i += 1) statuses.push((await check(browserWith(gateway.origin, randomBytes(32).toString('base64url')), gateway, '/check?redirect=0')).status);
  assert.deepEqual([...new Set(statuses)], [401, 429]);
  assert.ok(statuses.filter((status) => status === 401).length < 10);
  assert.equal((await check(browserWith(gateway.origin, session), gateway)).status, 204);
  const again = new Browser();
  await signIn(again, gateway, '/signed-out');
  assert.equal((await check(again, gateway)).status, 204, 'a sign-in works, too');
});
