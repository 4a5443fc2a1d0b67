// The audit trail: what is recorded, who may read it, what survives a kill, and what a check of the chain finds.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Idp, SECRET } from '../evil_idp/idp.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { cleanup, temporaryFolder, test, until, write } from '../support.mjs';
import { Browser, atIdp, check, keepSecret, makeGateway, run, secrets, sessionOf, signIn, startGateway } from './world.mjs';

const ALICE = 'alice@contoso.example';
const ADMIN = '00000000-0000-4000-8000-00000000ad31';  // of tests/configuration.mjs

async function provider() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  return idp;
}

async function world(settings = {}) {
  const idp = await provider();
  return { idp, gateway: await startGateway({ name: 'audit', authentication: atIdp(idp), ...settings }) };
}

const audit = (gateway, ...words) => run(['audit', ...words, '--config', gateway.config]);

function lines({ code, out, err }) {
  assert.equal(code, 0, err);
  return out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

const records = (gateway, ...words) => lines(audit(gateway, 'list', ...words));
const recorded = (gateway, event, least = 1) => until(`the record ${event}`, () => records(gateway, '--event', event).length >= least);

// What the check of the chains says: its exit code, and a line for each chain.
function verify(gateway) {
  const { code, out } = audit(gateway, 'verify');
  return { code, chains: out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)) };
}

test('audit: a sign-in, a sign-out, a refusal and a command are records, with who, what, from where and which request', async () => {
  const { gateway } = await world();
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  await check(new Browser(), gateway, '/check', { headers: { authorization: 'Bearer worthless' } });
  assert.equal(run(['admin', 'user', 'give-role', ALICE, 'Steward', '--config', gateway.config]).code, 0);
  await browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
  await recorded(gateway, 'sign_out');
  const [signedIn] = records(gateway, '--event', 'sign_in');
  assert.match(signedIn.who.name, /^alice/);
  assert.equal(signedIn.outcome, 'done');
  assert.equal(signedIn.client, '127.0.0.1');
  assert.ok(signedIn.requestId);
  const [line] = await gateway.heard('sign_in');
  assert.equal(signedIn.requestId, line.request_id);
  const [refused] = records(gateway, '--outcome', 'refused');
  assert.equal(refused.who.kind, 'anonymous');
  assert.ok(refused.reason);
  const [given] = records(gateway, '--event', 'role_given');
  assert.equal(given.who.kind, 'operator');
  assert.equal(given.what.kind, 'person');
  assert.deepEqual(given.after, { role: 'Steward' });
  assert.equal(records(gateway, '--event', 'sign_out')[0].who.kind, 'person');
  assert.deepEqual(verify(gateway).code, 0);
});

test('audit: administrators read it over HTTP, others do not', async () => {
  const { idp, gateway } = await world();
  const { oid } = idp.person;
  idp.person.oid = ADMIN;
  const admin = new Browser();
  await signIn(admin, gateway, '/signed-out');
  await recorded(gateway, 'sign_in');
  const ask = async (browser, path) => browser.send(`${gateway.origin}${path}`, { headers: { accept: 'application/json' } });
  const answer = await ask(admin, '/api/v1/audit/logs?event=sign_in');
  assert.equal(answer.status, 200, answer.text);
  assert.equal(JSON.parse(answer.text).data[0].event, 'sign_in');
  const exported = await ask(admin, '/api/v1/audit/export?limit=1000');
  assert.equal(exported.headers['content-type'], 'application/x-ndjson');
  assert.ok(exported.text.trim().split('\n').map((line) => JSON.parse(line)).some(({ event }) => event === 'sign_in'));
  idp.person.oid = oid;
  const other = new Browser();
  await signIn(other, gateway, '/signed-out');
  assert.ok(sessionOf(other, gateway.origin));
  for (const path of ['/api/v1/audit/logs', '/api/v1/audit/export', '/api/sallyport/v1/audit/logs', '/api/sallyport/v1/audit/export']) {
    assert.equal((await ask(other, path)).status, 403, path);
    assert.equal((await ask(new Browser(), path)).status, 401, path);
  }
});

test('audit: kill -9 loses no record that was there, the chain is whole after it, and a clean stop signs its last record', async () => {
  const { gateway } = await world();
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 5; i += 1) await signIn(new Browser(), gateway, '/signed-out');
    await recorded(gateway, 'sign_in', 5 * (round + 1));
    const before = records(gateway, '--limit', '1000');
    await gateway.restart('SIGKILL');
    const after = new Map(records(gateway, '--limit', '1000').map((record) => [record.sequence, record]));
    for (const record of before) assert.deepEqual(after.get(record.sequence), record);
  }
  await gateway.process.stop('SIGTERM');
  const { code, chains } = verify(gateway);
  assert.equal(code, 0, JSON.stringify(chains));
  assert.equal(chains.length, 1, 'one node, whatever it went through');
  assert.equal(chains[0].unsigned, 0);
  assert.ok(chains[0].records >= 15);
});

test('audit: whoever changes the file is found out, and the first wrong record is named', async () => {
  const { gateway } = await world({ store: 'sqlite' });
  for (let i = 0; i < 5; i += 1) await signIn(new Browser(), gateway, '/signed-out');
  await recorded(gateway, 'sign_in', 5);
  await gateway.process.stop('SIGTERM');
  assert.equal(verify(gateway).code, 0);
  const last = verify(gateway).chains[0].last;
  const faultAfter = (sql) => {
    gateway.change(sql);
    const { code, chains } = verify(gateway);
    assert.equal(code, 1);
    return [chains[0].fault, chains[0].from, chains[0].to];
  };
  assert.deepEqual(faultAfter(`DELETE FROM audit_record WHERE sequence = ${last}`), ['tail_missing', last, last]);
  assert.deepEqual(faultAfter("UPDATE audit_record SET who_name = 'eve' WHERE sequence = 3"), ['record_changed', 3, 3]);
  assert.deepEqual(faultAfter('DELETE FROM audit_record WHERE sequence = 2'), ['records_missing', 2, 2]);
  assert.equal(faultAfter('DELETE FROM audit_checkpoint')[0], 'records_missing');
});

test('audit: two gateways on one database have a chain each', async () => {
  const postgres = await PostgresServer.start();
  cleanup(() => postgres.stop());
  const idp = await provider();
  const key = write(join(temporaryFolder('key'), 'key'), 'twelve small words that nobody else would ever put together\n');
  const rest = `store:\n  url: "${postgres.newDatabase()}"\n  keyFile: ${key}\n`;
  const both = [];
  for (let i = 0; i < 2; i += 1) both.push(await (await makeGateway({ name: 'audit', authentication: atIdp(idp), rest })).start());
  await Promise.all(both.flatMap((gateway) => [1, 2, 3].map(() => signIn(new Browser(), gateway, '/signed-out'))));
  await recorded(both[0], 'sign_in', 6);
  const nodes = new Set(records(both[0], '--event', 'sign_in').map(({ node }) => node));
  assert.equal(nodes.size, 2);
  for (const gateway of both) await gateway.process.stop('SIGTERM');
  const { code, chains } = verify(both[1]);
  assert.equal(code, 0, JSON.stringify(chains));
  assert.deepEqual(new Set(chains.map(({ node }) => node)), nodes);
});

test('audit: a flood of refusals is a few records, which say how many there were', async () => {
  const { gateway } = await world({ movable: true });
  const worthless = () => check(new Browser(), gateway, '/check', { headers: { authorization: 'Bearer worthless' } });
  for (let i = 0; i < 200; i += 1) assert.equal((await worthless()).status, 401);
  gateway.clock.forward(61);
  const counted = () => records(gateway, '--event', 'refused').reduce((sum, { count = 1 }) => sum + count, 0);
  await until('all of them to be counted', () => counted() >= 200);
  assert.equal(counted(), 200);
  const refused = records(gateway, '--event', 'refused');
  assert.ok(refused.length < 10, `${refused.length} records`);
});

test('audit: no secret, code, token or cookie is in a record', async () => {
  keepSecret(SECRET, 'client secret');
  const { idp, gateway } = await world();
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  const token = idp.sign(idp.claims({ exp: 1 }));
  keepSecret(token, 'expired token');
  await check(new Browser(), gateway, '/check', { headers: { authorization: `Bearer ${token}` } });
  await browser.send(`${gateway.origin}/api/v1/auth/refresh`);
  for (const refresh of idp.refreshTokens.keys()) keepSecret(refresh, 'refresh token');
  await browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
  await recorded(gateway, 'sign_out');
  const { out } = audit(gateway, 'export');
  assert.ok(out.includes('jwt_') || out.includes('"refused"'), out);
  assert.ok(secrets.size > 5);
  for (const [value, what] of secrets)
    for (const form of [value, encodeURIComponent(value)]) assert.ok(!out.includes(form), `a ${what} is in the trail`);
});
