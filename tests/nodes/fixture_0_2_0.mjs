// What a gateway of version 0.2.0 left behind (tests/fixtures/0.2.0) is taken over by this version: nobody is signed
// out, nobody comes back, and no key is lost. The clocks show the time when it was made.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { confidentialClient } from '../configuration.mjs';
import { MovableClock } from '../movable_clock.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { test } from '../support.mjs';
import { STEP } from './versions.mjs';
import { Browser, browserWith, check, makeGateway, run } from '../feature/world.mjs';

const FOLDER = fileURLToPath(new URL('../fixtures/0.2.0', import.meta.url));
const made = JSON.parse(readFileSync(join(FOLDER, 'made.json'), 'utf8'));
const thenAgo = () => made.now + 60 - Math.floor(Date.now() / 1000);

// `store` is the store's section of the configuration. The provider is no more, which no session needs.
async function gatewayOn(store, clock) {
  const { authority, tenant, client: clientId, secret } = made;
  const gateway = await makeGateway({ name: 'fixture', clock, store: 'sqlite', authentication: confidentialClient({ authority, tenant, clientId, secret }),
    rest: `${store}jwtTokenConfiguration:\n  jwtissuer: ${made.issuer}\n` });
  gateway.clock ??= new MovableClock(gateway.folder, true);
  gateway.clock.set(thenAgo());
  return gateway;
}

async function sqlite() {
  const gateway = await gatewayOn('');
  execFileSync('sqlite3', [join(gateway.folder, 'sallyport.db')], { input: readFileSync(join(FOLDER, 'sqlite.sql')) });
  for (const key of ['sealing.key', 'own_token_private.der', 'own_token_public.der']) copyFileSync(join(FOLDER, key), join(gateway.folder, key));
  for (const key of ['sealing.key', 'own_token_private.der']) execFileSync('chmod', ['600', join(gateway.folder, key)]);
  return gateway;
}

async function postgres() {
  const server = await PostgresServer.start({ movable: true });
  const url = server.newDatabase();
  server.ask(readFileSync(join(FOLDER, 'postgres.sql'), 'utf8'), server.database);
  server.clock.set(thenAgo());
  const gateway = await gatewayOn(`store:\n  url: "${url}"\n  keyFile: KEYFILE\n`, server.clock);
  const keyFile = join(gateway.folder, 'store.key');
  copyFileSync(join(FOLDER, 'store.key'), keyFile);
  execFileSync('chmod', ['600', keyFile]);
  execFileSync('sed', ['-i', `s|KEYFILE|${keyFile}|`, gateway.config]);
  return { gateway, server };
}

// Starts the gateway and asks it about everybody.
async function tellsTheSame(gateway, { sessions, token }) {
  await gateway.start({ ready: false });
  const alice = await check(browserWith(gateway.origin, sessions.alice), gateway);
  assert.deepEqual([alice.status, alice.headers['x-auth-request-roles']], [204, 'DataSteward,Keeper'], gateway.output);
  for (const name of ['bob', 'carol']) assert.equal((await check(browserWith(gateway.origin, sessions[name]), gateway)).status, 401, name);
  const byToken = await check(new Browser(), gateway, '/check', { headers: { authorization: `Bearer ${token}` } });
  assert.equal(byToken.status, 204, 'a token that the kept key has signed');
  const listed = run(['admin', 'user', 'list', '--config', gateway.config], { env: gateway.clock.env });
  const people = listed.out.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(people.map(({ email, disabled }) => [email, disabled]).sort(),
    [['alice@contoso.example', false], ['bob@contoso.example', true], ['carol@contoso.example', false], [made.invited, false]], listed.err);
  assert.ok(people.find(({ email }) => email === made.invited).invitedUntil);
}

test('N-09: the SQLite file of 0.2.0: sessions, keys, people, roles and invitations are taken over', async () => {
  await tellsTheSame(await sqlite(), made.sqlite);
});

test('N-09: the PostgreSQL tables of 0.2.0: the same, and they take a step more while the gateway works', async () => {
  const { gateway, server } = await postgres();
  await tellsTheSame(gateway, made.postgres);
  await server.tell(STEP, server.database);
  await gateway.process.stop();
  await tellsTheSame(gateway, made.postgres);
});
