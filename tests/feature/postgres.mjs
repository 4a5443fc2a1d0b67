// A gateway that keeps its people and sessions in PostgreSQL, and two that share one database.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { Process, cleanup, percentile, shared, temporaryFolder, test, timeUntil, until, write } from '../support.mjs';
import { Browser, atIdp, binary, browserWith, check, makeGateway, run, sessionOf, signIn } from './world.mjs';

const server = shared(() => PostgresServer.start());

const storeAt = (url, more = '') => `store:\n  url: "${url}"\n${more}`;

async function world(url) {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await (await makeGateway({ name: 'postgres', authentication: atIdp(idp), rest: storeAt(url) })).start();
  return { idp, gateway };
}

// A second gateway on the same database, with the first one's keys, at the first one's address: as behind a balancer.
async function another(first, idp, url) {
  const folder = temporaryFolder('postgres');
  for (const key of ['sealing.key', 'own_token_private.der', 'own_token_public.der']) copyFileSync(join(first.folder, key), join(folder, key));
  return (await makeGateway({ name: 'postgres', folder, authentication: atIdp(idp), rest: storeAt(url) })).start();
}

async function enter(gateway) {
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  const session = sessionOf(browser, gateway.origin);
  assert.ok(session);
  return { browser, session };
}

const statusAt = async (gateway, session) => (await check(browserWith(gateway.origin, session), gateway)).status;

test('PostgreSQL keeps who is signed in: after a restart of the gateway, and of the server below it', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const { gateway } = await world(url);
  const { session } = await enter(gateway);
  assert.equal(await statusAt(gateway, session), 204);
  assert.deepEqual(postgres.ask("SELECT convert_from(email, 'UTF8') FROM person WHERE last_sign_in > 0", postgres.database), [['alice@contoso.example']]);
  await gateway.restart();
  assert.equal(await statusAt(gateway, session), 204);
  await postgres.stop();
  await postgres.run();
  assert.ok((await enter(gateway)).session, 'without a restart of the gateway');
  assert.equal(postgres.ask('SELECT count(*) FROM session', postgres.database)[0][0], '2');
});

test('SES-04: two gateways share one database: a session of one works on the other, and its end is heard there within a second', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const { idp, gateway: first } = await world(url);
  const second = await another(first, idp, url);
  const theirs = await enter(second);
  assert.equal(await statusAt(first, theirs.session), 204);
  const times = [];
  for (let i = 0; i < 30; i += 1) {
    const { browser, session } = await enter(first);
    assert.equal(await statusAt(second, session), 204, 'it is cached there now');
    await browser.send(`${first.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
    const ended = performance.now();
    assert.equal(await statusAt(first, session), 401);
    times.push(await timeUntil('the end', async () => (await statusAt(second, session)) === 401, ended));
  }
  console.log(`an end was heard after ${percentile(times, 0.5).toFixed(0)} ms (median), ${Math.max(...times).toFixed(0)} ms (slowest of 30)`);
  assert.ok(percentile(times, 0.5) < 1000, `${times}`);
  assert.equal(await statusAt(second, theirs.session), 204, 'the others stay');
  assert.doesNotMatch(second.output, /store_out_of_sight/);
});

test('F-09: the database hangs: cached sessions go on for store.staleAfter and no longer, sign-ins are 503, and it is over soon after', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const { idp } = await world(url);
  const gateway = await (await makeGateway({ name: 'postgres', authentication: atIdp(idp), rest: storeAt(url, '  staleAfter: 6s\n') })).start();
  const { session } = await enter(gateway);
  assert.equal(await statusAt(gateway, session), 204);
  const frozen = performance.now();
  await postgres.freeze();
  assert.equal(await statusAt(gateway, session), 204, 'from the cache');
  await until('the gateway to trust its cache no longer', () => /store_out_of_sight/.test(gateway.output));
  assert.ok(performance.now() - frozen > 4500, 'too early: it asked at most a second before the freeze');
  assert.equal(await statusAt(gateway, session), 503);
  assert.equal((await signIn(new Browser(), gateway, '/signed-out')).status, 503);
  postgres.thaw();
  await until('the session', async () => (await statusAt(gateway, session)) === 204);
  assert.ok((await enter(gateway)).session);
  await gateway.heard('store_in_sight');
});

test('F-16: of two gateways on one database one is killed: nobody is signed out, and its work is taken over', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const { idp, gateway: first } = await world(url);
  const second = await another(first, idp, url);
  const sessions = [];
  for (let i = 0; i < 5; i += 1) sessions.push((await enter(first)).session);
  await first.process.stop('SIGKILL');
  for (const session of sessions) assert.equal(await statusAt(second, session), 204);
  assert.ok((await enter(second)).session);
  assert.equal(postgres.ask('SELECT count(*) FROM session', postgres.database)[0][0], '6');
});

test('the commands use the store that the gateway has', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const { gateway } = await world(url);
  const { session } = await enter(gateway);
  const admin = (...words) => run(['admin', ...words, '--config', gateway.config]);
  assert.match(admin('user', 'list').out, /alice@contoso\.example/);
  assert.match(admin('session', 'list').out, /"user":"alice"/);
  assert.equal(admin('user', 'disable', 'alice@contoso.example').code, 0);
  await until('the gateway to notice', async () => (await statusAt(gateway, session)) === 401);
});

test('a command does not make tables in an empty database', async () => {
  const postgres = await server();
  const gateway = await makeGateway({ authentication: '  provider: basic\n', rest: storeAt(postgres.newDatabase()) });
  const { code, err } = run(['admin', 'user', 'list', '--config', gateway.config]);
  assert.equal(code, 1, err);
  assert.match(err, /store_missing/);
  assert.deepEqual(postgres.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", postgres.database), []);
});

// Starts a gateway that must refuse to start, and returns the fields of its line.
async function refused(store) {
  const gateway = await makeGateway({ authentication: '  provider: basic\n', rest: store });
  const { code, err } = run(['serve', '--config', gateway.config]);
  assert.equal(code, 3, err);
  const line = err.split('\n').find((each) => each.includes('"start_failed"'));
  assert.ok(line, err);
  return { ...JSON.parse(line), text: err };
}

test('F-09: a database that does not let the gateway in stops the start with the key, the cause and what to write', async () => {
  const postgres = await server();
  postgres.newDatabase();
  postgres.ask("CREATE ROLE guarded LOGIN PASSWORD 'open-sesame'");
  postgres.ask("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  await postgres.demand('host all guarded 127.0.0.1/32 scram-sha-256', 'host all sallyport 127.0.0.1/32 trust');
  const wrong = write(join(temporaryFolder('password'), 'password'), 'open-barley\n');
  const there = postgres.url(postgres.database);
  for (const [store, reason, said] of [
    [storeAt(there.replace(/:\d+\//, ':1/')), 'postgres_connection', /refused/],
    [storeAt(postgres.url('nowhere')), 'postgres_database', /nowhere/],
    [storeAt(postgres.url(postgres.database, { user: 'guarded' }), `  passwordFile: ${wrong}\n`), 'postgres_login', /password/],
    [storeAt(postgres.url('latin')), 'postgres_encoding', /LATIN1/],
    [storeAt(postgres.url(postgres.database, { query: '?sslmode=require' })), 'postgres_certificate', /SSL/],
  ]) {
    const line = await refused(store);
    assert.equal(line.reason, reason, line.text);
    assert.match(line.detail, said);
    assert.equal(line.key, 'store.url');
    assert.ok(line.write.length > 0);
    assert.doesNotMatch(line.text, /open-/);
  }
});

test('a password comes from its file, and a server that is not this machine must prove who it is', async () => {
  const postgres = await server();
  postgres.newDatabase();
  postgres.ask("CREATE ROLE keeper LOGIN PASSWORD 'open-sesame'");
  postgres.ask(`ALTER DATABASE ${postgres.database} OWNER TO keeper`);
  const authority = await postgres.useTls('db.example');
  await postgres.demand('hostssl all keeper 127.0.0.1/32 scram-sha-256', 'host all sallyport 127.0.0.1/32 trust');
  const passwordFile = `  passwordFile: ${write(join(temporaryFolder('password'), 'password'), 'open-sesame\n')}\n`;
  // hostaddr says where the host of this name is, as DNS would.
  const at = (query) => postgres.url(postgres.database, { user: 'keeper', host: 'db.example', query: `?hostaddr=127.0.0.1${query}` });
  const trusting = await refused(storeAt(at(`&sslmode=verify-full`), passwordFile));
  assert.equal(trusting.reason, 'postgres_certificate', 'the authority is not one of the system');
  const elsewhere = postgres.url(postgres.database, { user: 'keeper', host: 'other.example', query: `?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert=${authority}` });
  assert.equal((await refused(storeAt(elsewhere, passwordFile))).reason, 'postgres_certificate', 'the name is not the one in the certificate');
  const gateway = await makeGateway({ authentication: '  provider: basic\n', rest: storeAt(at(`&sslmode=verify-full&sslrootcert=${authority}`), passwordFile) });
  await gateway.start();
  assert.equal(postgres.ask(`SELECT count(*) > 0 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND usename = 'keeper'`)[0][0], 't');
});

test('F-30: tables of a newer version that shut this one out stop the start, and stay as they are', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const gateway = await makeGateway({ authentication: '  provider: basic\n', rest: storeAt(url) });
  await gateway.start();
  await gateway.process.stop();
  const versions = () => postgres.ask('SELECT version, oldest FROM sallyport_schema', postgres.database);
  postgres.ask('UPDATE sallyport_schema SET version = 99, oldest = 1', postgres.database);
  await gateway.start();
  await gateway.process.stop();
  postgres.ask('UPDATE sallyport_schema SET version = 99, oldest = 99', postgres.database);
  const line = await refused(storeAt(url));
  assert.equal(line.reason, 'postgres_version');
  assert.match(line.detail, /99/);
  assert.deepEqual(versions(), [['99', '99']]);
});

test('store copy: everything goes from SQLite to PostgreSQL and back, and people who are signed in notice nothing', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await (await makeGateway({ name: 'postgres', authentication: atIdp(idp) })).start();
  const { session } = await enter(gateway);
  await gateway.process.stop();
  const asFile = readFileSync(gateway.config, 'utf8');
  const withUrl = write(join(gateway.folder, 'postgres.yaml'), `${asFile}${storeAt(url)}`);
  const elsewhere = write(join(gateway.folder, 'back.yaml'), `${asFile}store: {path: ${join(gateway.folder, 'back.db')}}\n`);
  const status = (config) => JSON.parse(run(['store', 'status', '--config', config]).out);
  assert.equal(status(gateway.config).rows.session, 1);
  assert.equal(status(withUrl).version, undefined, 'empty');
  assert.match(run(['store', 'migrate', '--config', withUrl]).out, /had none/);
  const copy = (from, to) => run(['store', 'copy', '--from', from, '--to', to]);
  const copied = copy(gateway.config, withUrl);
  assert.equal(copied.code, 0, copied.err);
  assert.equal(JSON.parse(copied.out).session, 1);
  assert.match(copy(gateway.config, withUrl).err, /store_not_empty/);
  writeFileSync(gateway.config, readFileSync(withUrl));
  await gateway.start();
  assert.equal(await statusAt(gateway, session), 204);
  await gateway.process.stop();
  assert.equal(copy(withUrl, elsewhere).code, 0);
  writeFileSync(gateway.config, readFileSync(elsewhere));
  await gateway.start();
  assert.equal(await statusAt(gateway, session), 204);
});

test('store copy: a source that is changed meanwhile makes it fail', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await (await makeGateway({ name: 'postgres', authentication: atIdp(idp) })).start();
  await enter(gateway);
  await gateway.process.stop();
  const target = write(join(gateway.folder, 'postgres.yaml'), `${readFileSync(gateway.config, 'utf8')}${storeAt(url, '  busyTimeout: 60s\n')}`);
  assert.equal(run(['store', 'migrate', '--config', target]).code, 0);
  const release = await postgres.hold('LOCK TABLE person IN ACCESS EXCLUSIVE MODE', postgres.database);
  const copy = new Process(binary, ['store', 'copy', '--from', gateway.config, '--to', target]);
  await until('the copy to wait', () => postgres.ask('SELECT count(*) FROM pg_locks WHERE NOT granted')[0][0] === '1');
  assert.equal(run(['admin', 'user', 'disable', 'alice@contoso.example', '--config', gateway.config]).code, 0);
  await release();
  assert.equal(await copy.exited, 1, copy.output);
  assert.match(copy.output, /store_changed: .*copy again/);
});

test('a password that was changed is used at the next connection, without a restart', async () => {
  const postgres = await server();
  postgres.newDatabase();
  postgres.ask("CREATE ROLE changing LOGIN PASSWORD 'open-sesame'");
  postgres.ask(`ALTER DATABASE ${postgres.database} OWNER TO changing`);
  await postgres.demand('host all changing 127.0.0.1/32 scram-sha-256', 'host all sallyport 127.0.0.1/32 trust');
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const file = write(join(temporaryFolder('password'), 'password'), 'open-sesame\n');
  const store = storeAt(postgres.url(postgres.database, { user: 'changing' }), `  passwordFile: ${file}\n`);
  const gateway = await (await makeGateway({ name: 'postgres', authentication: atIdp(idp), rest: store })).start();
  const { session } = await enter(gateway);
  postgres.ask("ALTER ROLE changing PASSWORD 'open-barley'");
  writeFileSync(file, 'open-barley\n');
  await postgres.stop();
  await postgres.run();
  await until('a connection with the new password', async () => (await signIn(new Browser(), gateway, '/signed-out')).status !== 503);
  assert.equal(await statusAt(gateway, session), 204);
  assert.ok((await enter(gateway)).session);
});

test('store migrate: commands refuse tables of an older version, and migrate brings them up to date', async () => {
  const postgres = await server();
  const url = postgres.newDatabase();
  const gateway = await makeGateway({ authentication: '  provider: basic\n', rest: storeAt(url) });
  assert.equal(run(['store', 'migrate', '--config', gateway.config]).code, 0);
  const newest = postgres.ask('SELECT version FROM sallyport_schema', postgres.database)[0][0];
  assert.match(run(['store', 'migrate', '--config', gateway.config]).out, new RegExp(`have version ${newest}; they had ${newest}`));
  postgres.ask('UPDATE sallyport_schema SET version = 0', postgres.database);
  const { code, err } = run(['admin', 'user', 'list', '--config', gateway.config]);
  assert.equal(code, 1);
  assert.match(err, /postgres_outdated.*sallyport store migrate/);
});
