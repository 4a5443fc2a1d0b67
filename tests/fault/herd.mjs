// Large numbers and long runs: two thousand sessions that are due in the same second, and the same work over and over.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { Skip, cleanup, test } from '../support.mjs';
import { apiToken, asker, descriptors, drive, isAlive, pidOf, rss, tally, times, world } from './world.mjs';

const SESSIONS = 2000;
const WORKERS = 32;  // the default; a quarter of them may renew at the same time

// Replaces the provider's token endpoint, signs one token for each request, and counts the requests.
function watchedEndpoint(idp) {
  const watched = { now: 0, most: 0, redeemed: new Map(), refreshed: 0 };
  idp.switches.token = (request, response, form) => {
    watched.now += 1;
    watched.most = Math.max(watched.most, watched.now);
    const refresh = form.get('grant_type') === 'refresh_token';
    const used = form.get(refresh ? 'refresh_token' : 'code');
    watched.redeemed.set(used, (watched.redeemed.get(used) ?? 0) + 1);
    watched.refreshed += refresh ? 1 : 0;
    setTimeout(() => {  // delayed, so that requests overlap
      const nonce = refresh ? undefined : idp.codes.get(used).nonce;
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify({ token_type: 'Bearer', scope: 'openid', expires_in: 3600, access_token: 'opaque', refresh_token: randomBytes(24).toString('base64url'),
        id_token: idp.sign(idp.claims({ nonce })) }));
      watched.now -= 1;
    }, 5);
  };
  return watched;
}

// Signs in without redirects to the provider: the code is made here.
function quickSignIn(idp, gateway) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  cleanup(() => agent.destroy());
  const send = (path, headers = {}) => new Promise((resolve, reject) => {
    http.get({ agent, host: '127.0.0.1', port: gateway.port, path, headers: { host: new URL(gateway.origin).host, ...headers } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response));
    }).on('error', reject);
  });
  return async () => {
    const started = await send('/api/v1/auth/login?redirectUri=/');
    const asked = new URL(started.headers.location).searchParams;
    const code = randomBytes(24).toString('base64url');
    idp.codes.set(code, { nonce: asked.get('nonce') });
    const cookie = started.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ');
    const done = await send(`/callback?code=${code}&state=${asked.get('state')}`, { cookie });
    return done.headers['set-cookie']?.map((line) => line.match(/^sallyport=([\w-]+);/)?.[1]).find(Boolean);
  };
}

test('F-27: 2,000 sessions due in the same second: everybody goes on, each is renewed once, the provider sees a few at a time', async () => {
  const { idp, gateway } = await world({ movable: true, server: `  workers: ${WORKERS}` });
  const watched = watchedEndpoint(idp);
  const enter = quickSignIn(idp, gateway);
  const sessions = await drive(SESSIONS, 16, enter);
  assert.equal(new Set(sessions).size, SESSIONS);
  assert.ok(sessions.every(Boolean));
  const ask = asker(gateway, 48);
  gateway.clock.forward(3660);  // all are due at the same time, and none has been due for an hour
  idp.clockOffset += 3660;
  Object.assign(watched, { most: 0 });
  for (let wave = 0; watched.refreshed < SESSIONS && wave < 20; wave += 1) {
    // Each session twice, in a mixed order. In the first wave most find no free worker and stay as they are; later
    // waves leave room for all.
    const answers = await drive(2 * SESSIONS, wave === 0 ? 48 : WORKERS / 4, (i) => ask.session(sessions[(i * 7) % SESSIONS]));
    assert.deepEqual(tally(answers), { 204: 2 * SESSIONS });
    gateway.clock.forward(31);
    idp.clockOffset += 31;
  }
  assert.equal(watched.refreshed, SESSIONS, 'once for each, however many requests');
  assert.ok([...watched.redeemed.values()].every((times) => times === 1), 'no refresh token was sent twice');
  assert.ok(watched.most > 1 && watched.most <= WORKERS / 4, `${watched.most} at once`);
  console.log(`at most ${watched.most} at once`);
});

// One round of all the usual work.
async function round({ enter, quick, ask, tokens }, everybody) {
  const [{ session }, other] = await Promise.all([enter(), quick()]);
  everybody.push(session, other);
  const statuses = await Promise.all([ask.session(session), ask.session(other), ask.token(tokens[Math.floor(Math.random() * 100)]), ask.token('nonsense'), ask('/check'),
    ask('/page', { cookie: `sallyport=${session}` }), ask('/callback?state=made-up-by-hand&code=x'), ask.token(tokens.at(-1)),
    ask('/api/v1/auth/refresh', { cookie: `sallyport=${session}` }), ask('/local-admin', {}, 'POST')]);
  while (everybody.length > 40) await ask('/api/v1/auth/logout', { cookie: `sallyport=${everybody.shift()}`, 'sec-fetch-site': 'same-origin' });
  return statuses;
}

const slopeOf = (points) => {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  return points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
};

// FAULT_SOAK: seconds; the catalogue's half hour is 1800.
test('F-31: mixed load for a while: memory and descriptors stay where they are', async () => {
  const seconds = Number(process.env.FAULT_SOAK ?? 20);
  const upstream = http.createServer((request, response) => response.end('page'));
  await new Promise((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  cleanup(() => (upstream.closeAllConnections(), upstream.close()));
  const there = await world({ rest: `routes:\n  - {path: /page, upstream: "http://127.0.0.1:${upstream.address().port}"}\n` });
  const { idp, gateway } = there;
  there.quick = quickSignIn(idp, gateway);
  there.tokens = [...times(100, () => apiToken(idp)), apiToken(idp, { exp: idp.now() - 100 })];
  const everybody = [];
  const points = [];
  const pid = pidOf(gateway);
  let rounds = 0;
  const statuses = {};
  const started = performance.now();
  const passed = () => (performance.now() - started) / 1000;
  while (passed() < seconds || (rounds < 600 && passed() < 6 * seconds)) {
    for (const status of await round(there, everybody)) statuses[status] = (statuses[status] ?? 0) + 1;
    rounds += 1;
    if (rounds > 200) points.push([rounds, rss(pid), descriptors(pid)]);
  }
  assert.ok(isAlive(gateway));
  assert.ok(!statuses[0] && !statuses[500] && !statuses[503], JSON.stringify(statuses));
  // We measure per round, not per time, because we want to know what each piece of work leaves behind. A round has two
  // sign-ins, two sign-outs and ten requests.
  if (points.length < 300) throw new Skip(`${rounds} rounds in ${passed().toFixed(0)} s are too few to see a slope`);
  const perRound = slopeOf(points) * 1024;
  console.log(`${rounds} rounds, ${JSON.stringify(statuses)}, ${rss(pid).toFixed(1)} MB, ${perRound.toFixed(2)} kB a round`);
  assert.ok(perRound < 12, `${perRound} kB a round stay behind`);
  const half = points.length >> 1;
  const most = (part) => Math.max(...part.map(([, , count]) => count));
  assert.ok(most(points.slice(half)) <= most(points.slice(0, half)) + 4, 'descriptors');
});
