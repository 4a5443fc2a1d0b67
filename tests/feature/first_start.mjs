// The first start, and starts when things do not work: the one-time link, the keys, the way back in, a provider that is
// down.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { Process, cleanup, freePort, temporaryFolder, test, until, write } from '../support.mjs';
import { Browser, atIdp, binary, browserWith, check, keepSecret, makeGateway, run, sessionOf, signIn, startGateway } from './world.mjs';

const BASIC = '  provider: basic\n';
const PASSWORD = 'canary: a sentence does well';
keepSecret(PASSWORD, 'password');

const LINK = /(http:\/\/localhost:\d+\/local-admin\/setup\?link=([\w-]+))/;
const linkIn = (output) => {
  const found = output.match(LINK);
  if (!found) return undefined;
  keepSecret(found[2], 'one-time link');
  return found[1];
};

// The link of a gateway's first start.
async function linkOf(gateway) {
  return linkIn(await gateway.setupLink());
}

async function setPassword(browser, link, password = PASSWORD) {
  const page = await browser.get(link);
  return page.status === 200 ? browser.submit(page, { password, again: password }, { stop: () => true }) : page;
}

async function localSignIn(browser, gateway, password = PASSWORD) {
  const page = await browser.get(`${gateway.origin}/local-admin`);
  return page.status === 200 ? browser.submit(page, { password }, { stop: () => true }) : page;
}

test('LOC-05, LOC-06: first start: a link for the local administrator is printed; it works once; the administrator signs in', async () => {
  const gateway = await startGateway({ authentication: BASIC });
  const link = await linkOf(gateway);
  const [row] = gateway.rows('SELECT link_hash, password_hash FROM local_admin');
  assert.match(row.link_hash, /^[0-9a-f]{64}$/, 'the store holds the hash of the link');
  assert.ok(!link.includes(row.link_hash));
  const browser = new Browser();
  assert.equal((await localSignIn(browser, gateway, 'admin')).status, 503, 'no default account: the link comes first');
  assert.equal((await setPassword(browser, link, 'short')).status, 400);
  assert.equal((await setPassword(browser, link)).status, 303);
  assert.equal((await setPassword(new Browser(), link, 'another fine sentence')).status, 400, 'the link works once');
  assert.match(gateway.rows('SELECT password_hash FROM local_admin')[0].password_hash, /^\$argon2id\$/);
  assert.equal((await localSignIn(browser, gateway, 'not the password!')).status, 401);
  assert.equal((await localSignIn(browser, gateway)).status, 303);
  const seen = await check(browser, gateway);
  assert.deepEqual([seen.status, seen.headers['x-auth-request-user']], [204, 'admin']);
  assert.equal(JSON.parse((await browser.send(`${gateway.origin}/api/v1/users/loggedInUser`)).text).isAdmin, true);
  await gateway.restart();
  assert.equal(linkIn(gateway.process.output), undefined, 'no second link');
  assert.equal((await check(browser, gateway)).status, 204);
});

// The same folder, first without and then with sign-in through a provider, which retires the local administrator.
async function retired() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ authentication: BASIC });
  const admin = new Browser();
  await setPassword(admin, await linkOf(gateway));
  await localSignIn(admin, gateway);
  assert.equal((await check(admin, gateway)).status, 204);
  writeFileSync(gateway.config, readFileSync(gateway.config, 'utf8').replace(BASIC, atIdp(idp)(gateway.origin)));
  await gateway.restart();
  return { gateway, admin, idp };
}

test('LOC-09: turning single sign-on on retires the local administrator, and ends what they had open', async () => {
  const { gateway, admin } = await retired();
  assert.equal((await check(admin, gateway)).status, 401);
  assert.equal((await localSignIn(new Browser(), gateway)).status, 404);
  assert.equal(gateway.rows('SELECT retired FROM local_admin')[0].retired, 1);
  assert.equal((await gateway.heard('local_admin_retired')).length, 1);
});

test('admin recover brings the local administrator back while the gateway runs', async () => {
  const { gateway } = await retired();
  const { code, out, err } = run(['admin', 'recover', '--config', gateway.config]);
  assert.equal(code, 0, err);
  const link = linkIn(out);
  assert.ok(link, out);
  assert.match(err, /"event":"local_admin_recovered"/);
  assert.ok(!err.includes(new URL(link).searchParams.get('link')), 'the link stands in no log');
  const admin = new Browser();
  assert.equal((await localSignIn(new Browser(), gateway)).status, 404, 'the old password opens nothing, and says nothing');
  assert.equal((await setPassword(admin, link, `${PASSWORD} again`)).status, 303);
  assert.equal((await localSignIn(admin, gateway, `${PASSWORD} again`)).status, 303);
  assert.equal((await check(admin, gateway)).headers['x-auth-request-user'], 'admin');
  assert.equal((await setPassword(new Browser(), link)).status, 400);
  const person = new Browser();
  await signIn(person, gateway);
  assert.equal((await check(person, gateway)).status, 204, 'and people go on signing in');
});

test('admin recover works while the gateway does not run; the link outlives the start', async () => {
  const { gateway } = await retired();
  await gateway.process.stop();
  const { code, out } = run(['admin', 'recover', '--config', gateway.config]);
  assert.equal(code, 0);
  await gateway.start();
  const admin = new Browser();
  assert.equal((await setPassword(admin, linkIn(out), `${PASSWORD} again`)).status, 303);
  assert.equal((await localSignIn(admin, gateway, `${PASSWORD} again`)).status, 303);
  await gateway.restart();
  assert.equal((await localSignIn(new Browser(), gateway, `${PASSWORD} again`)).status, 404, 'the next start retires them again');
});

test('B1: break glass needs the store and the public URL: no variable, no secret file, no provider', async () => {
  const { gateway } = await retired();
  const text = readFileSync(gateway.config, 'utf8');
  const unreadable = [
    text.replace(/secret: .*/, 'secretFile: ${CREDENTIALS_DIRECTORY}/client_secret'),
    text.replace(/clientId: .*/, 'clientId: ${NOBODY_SETS_THIS}'),
    text.replace(/provider: .*/, 'provider: nobody-knows'),
    `${text}no_such_section: 1\n`,
  ];
  for (const broken of unreadable) {
    writeFileSync(gateway.config, broken);
    assert.equal(run(['config', 'check', gateway.config]).code, 1, 'the gateway would not start with it');
    const { code, out, err } = run(['admin', 'recover', '--config', gateway.config]);
    assert.equal(code, 0, err);
    assert.ok(linkIn(out), out);
    assert.equal(run(['admin', 'session', 'list', '--config', gateway.config]).code, 0);
  }
});

test('B2: commands find the store of the gateway from every folder, and make none', async () => {
  const gateway = await startGateway({ authentication: BASIC, store: 'sqlite' });
  const relative = write(join(gateway.folder, 'relative.yaml'), `server: {publicUrl: "${gateway.origin}", dataDir: .}\nauthenticationConfiguration:\n${BASIC}`);
  for (const cwd of [gateway.folder, '/', temporaryFolder('elsewhere')]) {
    const { code, out, err } = run(['admin', 'recover', '--config', relative], { cwd });
    assert.equal(code, 0, err);
    assert.equal((await fetch(linkIn(out))).status, 200, 'the gateway that runs knows the link');
  }
  const nowhere = temporaryFolder('nowhere');
  const lost = write(join(nowhere, 'sallyport.yaml'), `server: {publicUrl: "${gateway.origin}", dataDir: data}\n`);
  for (const words of [['recover'], ['user', 'list'], ['user', 'disable', 'ann'], ['session', 'list'], ['session', 'end', '--all']]) {
    const { code, err } = run(['admin', ...words, '--config', lost]);
    assert.equal(code, 1);
    assert.ok(err.includes(join(nowhere, 'data', 'sallyport.db')), err);
  }
  for (const words of [['app', 'list'], ['user', 'list'], ['tenant', 'create', '--name', 'Contoso'], ['keys', 'rotate']]) {
    const { code, err } = run(['directory', ...words, '--data-dir', join(nowhere, 'directory')]);
    assert.equal(code, 1);
    assert.ok(err.includes(join(nowhere, 'directory', 'directory.db')), err);
  }
  assert.deepEqual(readdirSync(nowhere), ['sallyport.yaml']);
});

test('admin recover: 1 where there is no store, 2 for wrong usage, 3 where the store cannot be opened', async () => {
  const nothing = write(join(temporaryFolder('recover'), 'sallyport.yaml'), 'server: {}\n');
  assert.equal(run(['admin', 'recover', '--config', nothing]).code, 1);
  assert.equal(run(['admin', 'recover']).code, 2);
  const gateway = await makeGateway({ authentication: BASIC, store: 'sqlite' });
  writeFileSync(join(gateway.folder, 'sallyport.db'), 'this is no database, and long enough to be seen as none');
  assert.equal(run(['admin', 'recover', '--config', gateway.config]).code, 3);
});

test('A14: an existing data folder that others may look into is warned of', async () => {
  const gateway = await makeGateway({ authentication: BASIC });
  chmodSync(gateway.folder, 0o755);
  await gateway.start();
  const [line] = await gateway.heard('data_dir_open');
  assert.deepEqual([line.level, line.path, line.mode], ['warning', gateway.folder, '0755']);
});

test('B21: a port that is taken at the start: the key, the address, and who holds it', async () => {
  const holder = createServer();
  await new Promise((resolve) => holder.listen(0, '127.0.0.1', resolve));
  cleanup(() => holder.close());
  const { port } = holder.address();
  const gateway = await makeGateway({ authentication: BASIC });
  const text = readFileSync(gateway.config, 'utf8');
  const rows = [
    ['server.port', text.replace(`port: ${gateway.port}`, `port: ${port}`)],
    ['server.adminPort', text.replace(`adminPort: ${gateway.adminPort}`, `adminPort: ${port}`)],
  ];
  for (const [key, config] of rows) {
    writeFileSync(gateway.config, config);
    const { code, err } = run(['serve', '--config', gateway.config]);
    assert.equal(code, 3);
    const line = err.split('\n').filter((said) => said.startsWith('{')).map((said) => JSON.parse(said)).find(({ event }) => event === 'start_failed');
    assert.equal(line.key, key);
    assert.ok(line.detail.startsWith(`127.0.0.1 port ${port}: `), line.detail);
    assert.match(line.detail, new RegExp(`\\(process ${process.pid}\\) listens there`));
  }
});

test('B5: a second demo in the same folder is refused with the process that has it, and leaves it alone; so is a port that was asked for', async () => {
  const folder = temporaryFolder('demo');
  const [port, directoryPort, httpsPort] = [await freePort(), await freePort(), await freePort()];
  const words = (at, ...more) => ['demo', '--data-dir', at, '--directory-port', directoryPort, '--directory-https-port', httpsPort, ...more].map(String);
  const demo = new Process(binary, words(folder, '--port', port));
  const [, password] = await demo.saying(/With a password +\S+ \/ (\S+)/);
  keepSecret(password, 'password');
  await demo.saying(/Press Ctrl\+C to stop/);
  const kept = ['client-secret', 'sallyport.yaml'].map((name) => readFileSync(join(folder, name), 'utf8'));
  const second = run(words(folder));
  assert.equal(second.code, 3);
  assert.match(second.err, new RegExp(`folder_in_use.*process ${demo.child.pid}`));
  assert.deepEqual(['client-secret', 'sallyport.yaml'].map((name) => readFileSync(join(folder, name), 'utf8')), kept);
  const elsewhere = run(words(temporaryFolder('demo'), '--port', port));
  assert.equal(elsewhere.code, 3);
  assert.match(elsewhere.err, new RegExp(`port ${port}: .*process ${demo.child.pid}`));
  const directory = run(['directory', '--data-dir', join(folder, 'directory'), '--http-port', '0', '--https-port', '-1']);
  assert.equal(directory.code, 1);
  assert.match(directory.err, /folder_in_use/);
});

test('JWT-31: everything that the first start makes is for its owner alone', async () => {
  const gateway = await startGateway({ authentication: BASIC, store: 'sqlite', makesKey: true });
  const names = readdirSync(gateway.folder);
  for (const name of ['own_token_private.der', 'sealing.key', 'sallyport.db']) assert.ok(names.includes(name), `${name} is not there: ${names}`);
  for (const name of names) {
    const mode = statSync(join(gateway.folder, name)).mode & 0o777;
    if (name !== 'own_token_public.der') assert.equal(mode & 0o077, 0, `${name}: ${mode.toString(8)}`);
  }
  assert.equal(statSync(join(gateway.folder, 'own_token_private.der')).mode & 0o777, 0o600);
});

test('a data folder that is not there is made, for its owner alone', async () => {
  const gateway = await makeGateway({ authentication: BASIC });
  const folder = join(gateway.folder, 'data');
  writeFileSync(gateway.config, readFileSync(gateway.config, 'utf8').replace(`dataDir: ${gateway.folder}`, `dataDir: ${folder}`));
  await gateway.start();
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test("SUP-04: OpenMetadata's published key id is refused, and the start with it", () => {
  const file = write(join(temporaryFolder('key-id'), 'sallyport.yaml'), `authenticationConfiguration:\n  provider: basic\njwtTokenConfiguration:\n  keyId: Gb389a-9f76-gdjs-a92j-0242bk94356\n`);
  const { code, out } = run(['config', 'check', file]);
  assert.equal(code, 1);
  assert.match(out, /:4: .*keyId/);
  const started = run(['serve', '--config', file]);
  assert.equal(started.code, 1);
  assert.match(started.err, /keyId/);
});

test('F-01: a provider that is away at the start: the process runs, readyz says so, and all is well when it comes', async () => {
  const port = await freePort();
  const idp = new Idp();
  idp.origin = `http://localhost:${port}`;
  const gateway = await makeGateway({ authentication: atIdp(idp) });
  await gateway.start({ ready: false });
  const readiness = async () => (await fetch(`${gateway.admin}/readyz`)).text();
  await until('the first try to fail', async () => /^idp=degraded$/m.test(await readiness()));
  assert.equal((await fetch(`${gateway.admin}/healthz`)).status, 200);
  const early = await signIn(new Browser(), gateway);
  assert.equal(early.status, 503);
  await idp.start(port);
  cleanup(() => idp.stop());
  await until('the provider to be found', async () => /^idp=ok$/m.test(await readiness()));
  const browser = new Browser();
  await signIn(browser, gateway);
  assert.ok(sessionOf(browser, gateway.origin));
  assert.equal((await check(browserWith(gateway.origin, sessionOf(browser, gateway.origin)), gateway)).status, 204);
});

