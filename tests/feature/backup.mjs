// Backup, restore and upgrade, as docs/backup.md and docs/upgrade.md say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { cleanup, temporaryFolder, test } from '../support.mjs';
import { Browser, atIdp, browserWith, check, makeGateway, run, sessionOf, signIn, startGateway } from './world.mjs';

const KEYS = ['sealing.key', 'own_token_private.der', 'own_token_public.der'];
const STORE = 'sallyport.db';

async function world(settings = {}) {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  return { idp, gateway: await startGateway({ name: 'backup', store: 'sqlite', authentication: atIdp(idp), movable: true, ...settings }) };
}

async function enter(gateway) {
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  const session = sessionOf(browser, gateway.origin);
  assert.ok(session);
  return { browser, session };
}

// An hour passes, after which a session is due for renewal.
function anHourLater({ idp, gateway }) {
  gateway.clock.forward(3700);
  idp.clockOffset += 3700;
}

const statusOf = async (gateway, session) => (await check(browserWith(gateway.origin, session), gateway)).status;
const signOut = (gateway, { browser }) => browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });

function sqlite(file, command) {
  return execFileSync('sqlite3', [file, command], { encoding: 'utf8' });
}

const copyKeys = (from, to) => KEYS.forEach((name) => copyFileSync(join(from, name), join(to, name)));

// A backup of the store and of the keys, beside the running gateway.
function backUp(gateway) {
  const folder = temporaryFolder('backup');
  sqlite(join(gateway.folder, STORE), `.backup ${join(folder, STORE)}`);
  copyKeys(gateway.folder, folder);
  return folder;
}

// The gateway's folder as after the loss of its disk: only the configuration and what moves the test's clock are there.
function loseFolder(gateway) {
  for (const name of readdirSync(gateway.folder).filter((each) => each.startsWith(STORE) || KEYS.includes(each))) rmSync(join(gateway.folder, name));
}

test('backup: a copy of a running gateway brings back people, roles, sessions and keys', async () => {
  const { idp, gateway } = await world();
  const before = await enter(gateway);
  assert.equal(run(['admin', 'user', 'give-role', 'alice@contoso.example', 'Auditor', '--config', gateway.config]).code, 0);
  const folder = backUp(gateway);
  const jwks = await (await fetch(`${gateway.origin}/api/v1/system/config/jwks`)).text();
  const after = await enter(gateway);
  await gateway.process.stop('SIGKILL');
  loseFolder(gateway);
  copyFileSync(join(folder, STORE), join(gateway.folder, STORE));
  copyKeys(folder, gateway.folder);
  await gateway.start();
  const answer = await check(browserWith(gateway.origin, before.session), gateway);
  assert.equal(answer.status, 204);
  assert.match(answer.headers['x-auth-request-roles'], /Auditor/);
  assert.equal(await statusOf(gateway, after.session), 401, 'what came after the backup is not in it');
  assert.equal(await (await fetch(`${gateway.origin}/api/v1/system/config/jwks`)).text(), jwks);
  anHourLater({ idp, gateway });
  assert.equal(await statusOf(gateway, before.session), 204, 'the keys still open its refresh token');
  assert.match(await gateway.metrics(), /^sallyport_renewals_total 1$/m);
});

test('backup: a restore undoes sign-outs, and ending all sessions before the first start does them again', async () => {
  const { gateway } = await world();
  const person = await enter(gateway);
  const folder = backUp(gateway);
  await signOut(gateway, person);
  assert.equal(await statusOf(gateway, person.session), 401);
  await gateway.process.stop();
  const restore = () => {
    for (const name of readdirSync(gateway.folder).filter((each) => each.startsWith(STORE))) rmSync(join(gateway.folder, name));
    copyFileSync(join(folder, STORE), join(gateway.folder, STORE));
  };
  restore();
  await gateway.start();
  assert.equal(await statusOf(gateway, person.session), 204, 'that is why');
  await gateway.process.stop();
  restore();
  const ended = run(['admin', 'session', 'end', '--all', '--config', gateway.config]);
  assert.equal(ended.code, 0, ended.err);
  await gateway.start();
  assert.equal(await statusOf(gateway, person.session), 401);
  assert.equal(await statusOf(gateway, (await enter(gateway)).session), 204);
});

test('backup: without the keys signed-in people go on until their next renewal, and then sign in again', async () => {
  const { idp, gateway } = await world();
  const person = await enter(gateway);
  await gateway.process.stop();
  for (const name of KEYS) rmSync(join(gateway.folder, name));
  await gateway.start();
  assert.equal(await statusOf(gateway, person.session), 204);
  anHourLater({ idp, gateway });
  assert.equal(await statusOf(gateway, person.session), 401);
  assert.equal(await statusOf(gateway, (await enter(gateway)).session), 204);
});

test('backup: pg_dump and pg_restore bring a PostgreSQL store back, beside a running gateway', async () => {
  const postgres = await PostgresServer.start();
  const url = postgres.newDatabase();
  const { gateway } = await world({ rest: `store:\n  url: "${url}"\n` });
  const person = await enter(gateway);
  const gone = await enter(gateway);
  await signOut(gateway, gone);
  const dump = join(postgres.folder, 'sallyport.dump');
  postgres.program('pg_dump', '--format=custom', '--exclude-table-data=change', `--file=${dump}`, url);
  await gateway.process.stop();
  const { database } = postgres;
  postgres.ask(`DROP DATABASE ${database}`);
  postgres.ask(`CREATE DATABASE ${database} ENCODING 'UTF8' TEMPLATE template0`);
  postgres.program('pg_restore', '--no-owner', '--exit-on-error', `--dbname=${url}`, dump);
  assert.deepEqual(postgres.ask('SELECT count(*) FROM change', database), [['0']]);
  await gateway.start();
  assert.equal(await statusOf(gateway, person.session), 204);
  assert.equal(await statusOf(gateway, gone.session), 401);
  await signOut(gateway, person);
  assert.equal(await statusOf(gateway, person.session), 401);
  assert.deepEqual(postgres.ask('SELECT count(*) FROM change', database), [['1']], 'the triggers are there too');
});

test('upgrade: a store that a newer version has brought up to date is refused, and left as it is', async () => {
  const { gateway } = await world();
  const person = await enter(gateway);
  await gateway.process.stop();
  const file = join(gateway.folder, STORE);
  const version = Number(sqlite(file, 'PRAGMA user_version').trim());
  sqlite(file, `PRAGMA user_version = ${version + 1}`);
  const { code, err } = run(['serve', '--config', gateway.config]);
  assert.equal(code, 3);
  assert.match(err, /store_version/);
  sqlite(file, `PRAGMA user_version = ${version}`);
  await gateway.start();
  assert.equal(await statusOf(gateway, person.session), 204);
});

test('upgrade: config check reads the configuration that runs, and store status names the version of the tables', async () => {
  const { gateway } = await world();
  const checked = run(['config', 'check', gateway.config]);
  assert.equal(checked.code, 0, checked.out);
  const status = JSON.parse(run(['store', 'status', '--config', gateway.config]).out);
  assert.equal(status.version, status.newest);
});
