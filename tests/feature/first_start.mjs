// The first start and the days on which nothing works: the one-time link, the keys, break glass, a provider that is away.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { cleanup, freePort, temporaryFolder, test, until, write } from '../support.mjs';
import { Browser, atIdp, browserWith, check, keepSecret, makeGateway, run, sessionOf, signIn, startGateway } from './world.mjs';

const BASIC = '  provider: basic\n';
const PASSWORD = 'canary: a sentence does well';
keepSecret(PASSWORD, 'password');

const linkIn = (output) => {
  const found = output.match(/(http:\/\/localhost:\d+\/local-admin\/setup\?link=([\w-]+))/);
  if (!found) return undefined;
  keepSecret(found[2], 'one-time link');
  return found[1];
};

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
  const link = linkIn(gateway.output);
  assert.ok(link, gateway.output);
  const [row] = gateway.rows('SELECT link_hash, password_hash FROM local_admin');
  assert.match(row.link_hash, /^[0-9a-f]{64}$/, 'the store holds the hash of the link');
  assert.ok(!link.includes(row.link_hash));
  const browser = new Browser();
  assert.equal((await localSignIn(browser, gateway, 'admin')).status, 404, 'no default account');
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

// One folder, first without and then with sign-in through a provider.
async function retired() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ authentication: BASIC });
  const admin = new Browser();
  await setPassword(admin, linkIn(gateway.output));
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
  assert.equal((await localSignIn(new Browser(), gateway)).status === 404, false, 'the page is there again');
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

test('admin recover: 1 for a configuration that is refused, 2 for wrong usage, 3 where the store cannot be opened', async () => {
  const broken = write(join(temporaryFolder('recover'), 'sallyport.yaml'), 'server: {prot: 1}\n');
  assert.equal(run(['admin', 'recover', '--config', broken]).code, 1);
  assert.equal(run(['admin', 'recover']).code, 2);
  const gateway = await makeGateway({ authentication: BASIC });
  writeFileSync(join(gateway.folder, 'sallyport.db'), 'this is no database, and long enough to be seen as none');
  assert.equal(run(['admin', 'recover', '--config', gateway.config]).code, 3);
});

test('JWT-31: everything that the first start makes is for its owner alone', async () => {
  const gateway = await startGateway({ authentication: BASIC });
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

