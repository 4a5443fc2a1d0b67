// Personal access tokens: made in the browser, used by a script, ended; on one gateway and on two that share a store.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { cleanup, percentile, temporaryFolder, test, timeUntil, until } from '../support.mjs';
import { Browser, atIdp, keepSecret, makeGateway, run, signIn, startGateway } from './world.mjs';

const TOKENS = '/api/v1/users/security/token';
const OWN_PAGE = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };

async function world(rest = '') {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ name: 'tokens', authentication: atIdp(idp), rest });
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  return { idp, gateway, browser };
}

async function issue({ gateway, browser }, wish = {}) {
  const body = JSON.stringify({ tokenName: 'script', JWTTokenExpiry: '7', ...wish });
  const answer = await browser.send(`${gateway.origin}${TOKENS}`, { method: 'PUT', headers: OWN_PAGE, body });
  assert.equal(answer.status, 200, answer.text);
  const token = JSON.parse(answer.text);
  keepSecret(token.jwtToken, 'a personal access token');
  return token;
}

const revoke = async ({ gateway, browser }, ids) =>
  (await browser.send(`${gateway.origin}${TOKENS}/revoke`, { method: 'PUT', headers: OWN_PAGE, body: JSON.stringify({ tokenIds: ids }) })).status;

const statusOf = async (gateway, token, path = '/check') =>
  (await fetch(`${gateway.origin}${path}`, { headers: { authorization: `Bearer ${token}` } })).status;

test('a script calls the API and /check with a token of its owner, also after a restart', async () => {
  const there = await world();
  const { gateway } = there;
  const { jwtToken } = await issue(there);
  const user = await (await fetch(`${gateway.origin}/api/v1/users/loggedInUser`, { headers: { authorization: `Bearer ${jwtToken}` } })).json();
  assert.equal(user.email, there.idp.person.email);
  assert.equal(await statusOf(gateway, jwtToken), 204);
  await gateway.restart();
  assert.equal(await statusOf(gateway, jwtToken), 204);
});

test('docs/tokens.md: the expression for secret scanners finds a token in a text', async () => {
  const there = await world();
  const { jwtToken } = await issue(there);
  const docs = readFileSync(join(import.meta.dirname, '../../docs/tokens.md'), 'utf8');
  const [start, expression] = [...docs.matchAll(/```\n(eyJ\S+)\n```/g)].map(([, line]) => line);
  assert.ok(jwtToken.startsWith(start));
  assert.equal(`export TOKEN="${jwtToken}" # x`.match(new RegExp(expression))?.[0], jwtToken);
});

test('BOT-02: the tokens of a person whom the administrator disables are refused soon, and good again after', async () => {
  const there = await world();
  const { gateway, idp } = there;
  const { jwtToken } = await issue(there);
  assert.equal(await statusOf(gateway, jwtToken), 204);
  const admin = (verb) => run(['admin', 'user', verb, idp.person.email, '--config', gateway.config]);
  admin('disable');
  await until('the token to be refused', async () => (await statusOf(gateway, jwtToken)) === 403);
  admin('enable');
  await until('the token to be good', async () => (await statusOf(gateway, jwtToken)) === 204);
});

test('BOT-03: a token outlives a rotation of the keys, and dies once its key is forgotten', async () => {
  const there = await world();
  const { gateway } = there;
  const { jwtToken } = await issue(there);
  const rotate = async (...more) => {
    const { code, err } = run(['key', 'rotate', '--config', gateway.config, ...more]);
    assert.equal(code, 0, err);
    await gateway.restart();
  };
  await rotate();
  assert.equal(await statusOf(gateway, jwtToken), 204);
  await rotate('--forget-previous');
  await rotate('--forget-previous');
  assert.equal(await statusOf(gateway, jwtToken), 401);
});

test('BOT-06: neither the store nor the log holds a token', async () => {
  const there = await world();
  const { jwtToken } = await issue(there);
  assert.equal(await statusOf(there.gateway, jwtToken), 204);
  await there.gateway.process.stop();
  const signature = jwtToken.split('.')[2];
  for (const file of ['sallyport.db', 'sallyport.db-wal']) {
    let bytes = '';
    try {
      bytes = readFileSync(join(there.gateway.folder, file), 'latin1');
    } catch {
      continue;  // a clean stop leaves no write-ahead log
    }
    assert.ok(!bytes.includes(signature.slice(0, 24)), file);
  }
  assert.ok(!there.gateway.output.includes(signature.slice(0, 24)));
});

test('BOT-01: two gateways share one database: a token that one revokes is refused by the other within a second', async () => {
  const postgres = await PostgresServer.start();
  // Behind a balancer both have one public URL, which is the issuer. Here only the issuer is the same.
  const rest = `store:\n  url: "${postgres.newDatabase()}"\njwtTokenConfiguration:\n  jwtissuer: https://data.example.com\n`;
  const there = await world(rest);
  const { gateway: first, idp } = there;
  const folder = temporaryFolder('tokens');
  for (const key of ['sealing.key', 'own_token_private.der', 'own_token_public.der']) copyFileSync(join(first.folder, key), join(folder, key));
  const second = await (await makeGateway({ name: 'tokens', folder, authentication: atIdp(idp), rest })).start();
  const times = [];
  for (let i = 0; i < 10; i += 1) {
    const { token, jwtToken } = await issue(there);
    for (const gateway of [first, second]) assert.equal(await statusOf(gateway, jwtToken), 204, 'it is cached there now');
    assert.equal(await revoke(there, [token]), 200);
    const revoked = performance.now();
    assert.equal(await statusOf(first, jwtToken), 401);
    times.push(await timeUntil('the end', async () => (await statusOf(second, jwtToken)) === 401, revoked));
  }
  console.log(`a revocation was heard after ${percentile(times, 0.5).toFixed(0)} ms (median), ${Math.max(...times).toFixed(0)} ms (slowest of 10)`);
  assert.ok(percentile(times, 0.5) < 1000, `${times}`);
});

test('many use a token while it is revoked: whoever asks after the answer to the revocation is refused', async () => {
  const there = await world();
  const { token, jwtToken } = await issue(there);
  let revoked = 0;
  const late = [];
  const ask = async () => {
    for (let i = 0; i < 40; i += 1) {
      const asked = performance.now();
      const status = await statusOf(there.gateway, jwtToken);
      if (revoked && asked > revoked) late.push(status);
    }
  };
  await Promise.all([...Array.from({ length: 8 }, ask), (async () => {
    assert.equal(await revoke(there, [token]), 200);
    revoked = performance.now();
  })()]);
  late.push(await statusOf(there.gateway, jwtToken));
  assert.deepEqual(late.filter((status) => status !== 401), []);
});
