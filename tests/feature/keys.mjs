// The keys of gateways: one set in the store for all, or files, and their rotation while people are signed in.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { cleanup, shared, temporaryFolder, test, until, write } from '../support.mjs';
import { Browser, atIdp, browserWith, check, makeGateway, run, sessionOf, signIn } from './world.mjs';

const server = shared(() => PostgresServer.start());

async function provider() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  return idp;
}

const keyFile = (text = 'twelve small words that nobody else would ever put together') => write(join(temporaryFolder('key'), 'key'), `${text}\n`);
const sharing = (url, key) => `store:\n  url: "${url}"\n${key ? `  keyFile: ${key}\n` : ''}`;
const gatewayWith = async (idp, rest) => (await makeGateway({ name: 'keys', authentication: atIdp(idp), rest })).start();
const publishedBy = async (gateway) => (await (await fetch(`${gateway.origin}/api/v1/system/config/jwks`)).json()).keys.map(({ kid }) => kid);
const statusAt = async (gateway, session) => (await check(browserWith(gateway.origin, session), gateway)).status;

async function enter(gateway) {
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  return sessionOf(browser, gateway.origin);
}

test('keys in the store: the first gateway makes them, the second has the same, and a rotation reaches both within seconds', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const idp = await provider();
  const key = keyFile();
  const [first, second] = await Promise.all([gatewayWith(idp, sharing(url, key)), gatewayWith(idp, sharing(url, key))]);
  const before = await publishedBy(first);
  assert.equal(before.length, 2, 'the current one and the next one');
  assert.deepEqual(await publishedBy(second), before);
  for (const gateway of [first, second])
    for (const name of ['sealing.key', 'own_token_private.der']) assert.equal(existsSync(join(gateway.folder, name)), false, name);

  const session = await enter(first);
  const browser = new Browser();
  const there = await browser.send(`${first.origin}/api/v1/auth/login?redirectUri=/signed-out`);  // sealed with the old key
  const keyCommand = (...words) => run(['key', ...words, '--config', second.config]);
  const tooSoon = keyCommand('rotate');
  assert.equal(tooSoon.code, 1);
  assert.match(tooSoon.err, /keys_rotated_just_now/);
  postgres.ask('UPDATE shared_key SET made = made - 60', postgres.database);
  const rotated = keyCommand('rotate');
  assert.equal(rotated.code, 0, rotated.err);

  for (const gateway of [first, second]) {
    await until('the new keys', async () => (await publishedBy(gateway)).length === 3);
    const after = await publishedBy(gateway);
    assert.equal(after[0], before[1], 'the next one signs now');
    assert.ok(after.includes(before[0]), 'the previous one is still published');
    assert.equal(await statusAt(gateway, session), 204);
    await gateway.heard('shared_keys_taken');
  }
  await browser.follow(there);
  assert.ok(sessionOf(browser, first.origin), 'a sign-in that began under the old key ends under the new one');
  const listed = keyCommand('list').out.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(listed.map(({ use }) => use), ['next', 'current', 'previous']);
  assert.deepEqual(listed.map(({ kid }) => kid).slice(1), [before[1], before[0]]);
});

test('keys in the store: another key file, and none, stop the start with the key, the cause and what to write', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const idp = await provider();
  const first = await gatewayWith(idp, sharing(url, keyFile()));
  const before = await publishedBy(first);
  for (const [key, reason] of [[keyFile('twelve other words that nobody else would ever put together'), 'store_key_wrong'], [undefined, 'store_key_missing']]) {
    const other = await makeGateway({ name: 'keys', authentication: atIdp(idp), rest: sharing(url, key) });
    const { code, err } = run(['serve', '--config', other.config]);
    assert.equal(code, 3, err);
    const line = JSON.parse(err.split('\n').find((each) => each.includes('"start_failed"')));
    assert.equal(line.reason, reason);
    assert.equal(line.key, 'store.keyFile');
    assert.ok(line.detail.length > 0 && line.write.length > 0);
    assert.doesNotMatch(err, /twelve/);
  }
  assert.deepEqual(await publishedBy(first), before);
});

test('keys in the store: a gateway that cannot take a change up says so, keeps its keys, and takes it as soon as it can', async () => {
  const postgres = await server();
  const gateway = await gatewayWith(await provider(), sharing(postgres.newDatabase(), keyFile()));
  const { database } = postgres;
  const metric = async () => Number((await gateway.metrics()).match(/^sallyport_shared_keys_not_taken (\d)$/m)[1]);
  assert.equal(await metric(), 0);
  const before = await publishedBy(gateway);
  const session = await enter(gateway);
  postgres.ask("INSERT INTO shared_key SELECT max(number) + 1, max(made), '\\x00'::bytea, '\\x00'::bytea FROM shared_key", database);
  const [line] = await gateway.heard('shared_keys_not_taken');
  assert.equal(line.reason, 'store_key_wrong');
  assert.equal(await metric(), 1);
  assert.deepEqual(await publishedBy(gateway), before);
  assert.equal(await statusAt(gateway, session), 204);
  postgres.ask("DELETE FROM shared_key WHERE sealed = '\\x00'", database);
  await gateway.heard('shared_keys_taken');
  await until('the metric', async () => (await metric()) === 0);
  assert.deepEqual(await publishedBy(gateway), before);
});

test('keys move from files into the store, and people who are signed in notice nothing', async () => {
  const idp = await provider();
  const gateway = await makeGateway({ name: 'keys', authentication: atIdp(idp) });
  await gateway.start();
  const session = await enter(gateway);
  const [kid] = await publishedBy(gateway);
  const browser = new Browser();
  const there = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/signed-out`);
  await gateway.process.stop();
  appendFileSync(gateway.config, `store: {keyFile: ${keyFile()}}\n`);
  await gateway.start();
  assert.equal((await publishedBy(gateway))[0], kid);
  assert.equal(await statusAt(gateway, session), 204);
  await browser.follow(there);
  assert.ok(sessionOf(browser, gateway.origin));
});

test('keys in files: a rotation and a reload make no session invalid', async () => {
  const idp = await provider();
  const gateway = await gatewayWith(idp, '');
  const session = await enter(gateway);
  const [kid] = await publishedBy(gateway);
  const browser = new Browser();
  const there = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/signed-out`);
  const { code, out, err } = run(['key', 'rotate', '--config', gateway.config]);
  assert.equal(code, 0, err);
  assert.match(out, /reload/);
  assert.equal((await publishedBy(gateway))[0], kid, 'not before the reload');
  gateway.process.child.kill('SIGHUP');
  await until('the new keys', async () => (await publishedBy(gateway))[0] !== kid);
  const published = await publishedBy(gateway);
  assert.equal(published.length, 3);
  assert.ok(published.includes(kid));
  assert.equal(await statusAt(gateway, session), 204);
  await browser.follow(there);
  assert.ok(sessionOf(browser, gateway.origin));
});

test('store copy: the keys go with the people, sealed as they are, and the new configuration needs the same key file', async () => {
  const idp = await provider();
  const key = keyFile();
  const gateway = await gatewayWith(idp, `store: {keyFile: ${key}}\n`);
  const session = await enter(gateway);
  const before = await publishedBy(gateway);
  await gateway.process.stop();
  const text = readFileSync(gateway.config, 'utf8');
  const copyTo = (store) => {
    const to = write(join(temporaryFolder('key'), 'to.yaml'), text.replace(/^store:.*$/m, `store: {${store}}`));
    return { to, ...run(['store', 'copy', '--from', gateway.config, '--to', to]) };
  };
  const path = `path: ${join(gateway.folder, 'copy.db')}`;
  for (const [store, reason] of [[path, /store_key_missing/], [`${path}, keyFile: ${keyFile('twelve other words that nobody else would ever put together')}`, /store_key_wrong/]]) {
    const { code, err } = copyTo(store);
    assert.equal(code, 1, err);
    assert.match(err, reason);
  }
  const { to, code, out, err } = copyTo(`${path}, keyFile: ${key}`);
  assert.equal(code, 0, err);
  assert.equal(JSON.parse(out).shared_key, 2);
  writeFileSync(gateway.config, readFileSync(to));
  await gateway.start();
  assert.deepEqual(await publishedBy(gateway), before);
  assert.equal(await statusAt(gateway, session), 204);
});
