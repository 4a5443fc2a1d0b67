// The part of the configuration that stands in the store as numbered versions: commands add and read them, and running
// gateways take the newest.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { cleanup, temporaryFolder, test, until, write } from '../support.mjs';
import { Browser, atIdp, makeGateway, run, startGateway, startUpstream } from './world.mjs';

async function world(settings = {}) {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  return { idp, gateway: await startGateway({ name: 'versions', authentication: atIdp(idp), ...settings }) };
}

const config = (gateway, command, ...words) => run(['config', command, ...words, '--config', gateway.config]);
const put = (gateway, text) => config(gateway, 'put', write(join(temporaryFolder('version'), 'version.yaml'), text));
const readyz = async (gateway) => (await fetch(`${gateway.admin}/readyz`)).text();
const inForce = (gateway, number) => until(`version ${number}`, async () => (await readyz(gateway)).includes(`config=${number}\n`));
const get = async (gateway, path) => (await new Browser().send(`${gateway.origin}${path}`)).status;
const publicRoute = (path, upstream) => `routes:\n  - {path: ${path}, upstream: "${upstream.url}", access: public}\n`;

const history = (gateway) => config(gateway, 'history').out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));

function must({ code, out, err }) {
  assert.equal(code, 0, out + err);
  return out;
}

test('versions: a new version takes effect on a running gateway, and survives a restart', async () => {
  const { gateway } = await world();
  const upstream = await startUpstream();
  assert.doesNotMatch(await readyz(gateway), /config=/);
  assert.equal(await get(gateway, '/one'), 404);
  assert.match(must(put(gateway, publicRoute('/one', upstream))), /^Version 1 is in force/);
  await inForce(gateway, 1);
  assert.equal(await get(gateway, '/one'), 200);
  assert.match(await gateway.metrics(), /^sallyport_config_version 1$/m);
  const [line] = await gateway.heard('config_reload');
  assert.deepEqual([line.outcome, line.version], ['taken', '1']);
  await gateway.restart();
  assert.match(await readyz(gateway), /^config=1$/m);
  assert.equal(await get(gateway, '/one'), 200);
});

test('versions: history, diff and restore', async () => {
  const { gateway } = await world();
  const upstream = await startUpstream();
  must(put(gateway, publicRoute('/one', upstream)));
  must(put(gateway, publicRoute('/two', upstream)));
  await inForce(gateway, 2);
  assert.deepEqual([await get(gateway, '/one'), await get(gateway, '/two')], [404, 200]);
  assert.deepEqual(history(gateway).map(({ number, state }) => [number, state]), [[2, 'in force'], [1, 'replaced']]);
  for (const { author, made } of history(gateway)) {
    assert.match(author, /\(command\)$/);
    assert.ok(Math.abs(Date.parse(made) - Date.now()) < 60_000);
  }
  const line = (path) => `  - {path: ${path}, upstream: "${upstream.url}", access: public}\n`;
  assert.equal(must(config(gateway, 'diff')), `-${line('/one')}+${line('/two')}`);
  assert.equal(must(config(gateway, 'diff', '0', '1')), `+routes:\n+${line('/one')}`);
  assert.equal(must(config(gateway, 'diff', '2', '2')), '');
  assert.match(must(config(gateway, 'restore', '1')), /^Version 3 is in force; it says what version 1 said/);
  await inForce(gateway, 3);
  assert.deepEqual([await get(gateway, '/one'), await get(gateway, '/two')], [200, 404]);
  const unknown = config(gateway, 'restore', '9');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /version_unknown/);
});

test('versions: what the file says counts', async () => {
  const upstream = await startUpstream();
  const { gateway } = await world({ rest: publicRoute('/file', upstream) });
  const stored = put(gateway, `${publicRoute('/one', upstream)}rateLimits: {signIn: 1}\n`);
  must(stored);
  assert.match(stored.err, /routes: .*the file counts \[version_overruled\]/);
  await inForce(gateway, 1);
  assert.deepEqual([await get(gateway, '/file'), await get(gateway, '/one')], [200, 404]);
  const logins = [];
  for (let i = 0; i < 2; i += 1) logins.push(await get(gateway, '/api/v1/auth/login'));
  assert.deepEqual(logins, [302, 429], 'the rest of the version is in force');
});

test('versions: a version that the gateway would refuse is not stored, and says why', async () => {
  const upstream = await startUpstream();
  const { gateway } = await world({ rest: publicRoute('/file', upstream) });
  for (const [text, why] of [
    ['server: {trustedProxies: [0.0.0.0/0]}\n', /server\.trustedProxies: may be set by the file alone .*\[version_key\]/],
    ['authorizerConfiguration: {allowedDomains: ["${HOME}"]}\n', /refers to a variable/],
    ['sessions: {idle: 5}\n', /version 1 in the store: refused: sessions\.idle/],
    ['routes: [\n', /version 1 in the store, line/],
  ]) {
    const { code, err } = put(gateway, text);
    assert.equal(code, 1, text);
    assert.match(err, why);
    assert.match(err, /version_refused: nothing was stored/);
  }
  assert.deepEqual(history(gateway), []);
  assert.doesNotMatch(await readyz(gateway), /config=/);
});

test('versions: a version that this node must refuse leaves the old one in force there, and stops a start until it is taken back', async () => {
  const { gateway } = await world();
  const upstream = await startUpstream();
  must(put(gateway, publicRoute('/one', upstream)));
  await inForce(gateway, 1);
  const text = readFileSync(gateway.config, 'utf8');
  const longer = join(gateway.folder, 'longer.yaml');
  writeFileSync(longer, `${text}\nsessions: {absolute: 2h}\n`);
  writeFileSync(gateway.config, `${text}\nsessions: {absolute: 1h}\n`);
  const other = { ...gateway, config: longer };
  must(put(other, `${publicRoute('/two', upstream)}sessions: {idle: 90m}\n`));
  await until('the refusal', async () => (await gateway.metrics()).includes('sallyport_config_reload_failed 1'));
  assert.match(await readyz(gateway), /^config=1$/m);
  assert.deepEqual([await get(gateway, '/one'), await get(gateway, '/two')], [200, 404]);
  await gateway.process.stop();
  const { code, err } = run(['serve', '--config', gateway.config]);
  assert.equal(code, 1);
  assert.match(err, /version 2 in the store: refused: sessions\.idle/);
  must(config(gateway, 'restore', '1'));
  await gateway.start();
  assert.match(await readyz(gateway), /^config=3$/m);
});

test('versions: config check reads the version in the store, too', async () => {
  const { gateway } = await world();
  const upstream = await startUpstream();
  must(put(gateway, publicRoute('/one', upstream)));
  const checked = run(['config', 'check', gateway.config]);
  assert.equal(checked.code, 0, checked.out);
  assert.doesNotMatch(checked.out, /no_routes/, 'the route is there');
});

test('versions: every gateway on one PostgreSQL database takes a new version', async () => {
  const postgres = await PostgresServer.start();
  const rest = `store:\n  url: "${postgres.newDatabase()}"\n`;
  const { idp, gateway: first } = await world({ rest });
  const folder = temporaryFolder('versions');
  for (const key of ['sealing.key', 'own_token_private.der', 'own_token_public.der']) copyFileSync(join(first.folder, key), join(folder, key));
  const second = await (await makeGateway({ name: 'versions', folder, authentication: atIdp(idp), rest })).start();
  const upstream = await startUpstream();
  must(put(first, publicRoute('/one', upstream)));
  await Promise.all([inForce(first, 1), inForce(second, 1)]);
  assert.deepEqual([await get(first, '/one'), await get(second, '/one')], [200, 200]);
  must(config(second, 'restore', '1'));
  await Promise.all([inForce(first, 2), inForce(second, 2)]);
});
