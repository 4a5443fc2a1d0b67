// Changes that we promise within seconds take effect even while the provider, or the store, does not answer at all.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { run } from '../feature/world.mjs';
import { cleanup, test, until } from '../support.mjs';
import { IdpProcess, isHealthy, readiness, world } from './world.mjs';

// Longer than any of these tests waits. If a change waited on the same thread as such a request, it would be seen too
// late.
const FOR_LONG = '60s';

// A gateway whose provider accepts connections but sends no answer to the request for keys and metadata.
async function hangingProvider(settings = {}) {
  const idp = await IdpProcess.start();
  const there = await world({ ...settings, authentication: `  providerTimeout: ${FOR_LONG}\n` }, idp);
  const signedIn = await there.enter();
  idp.signal('SIGSTOP');
  cleanup(() => idp.signal('SIGCONT'));
  await there.gateway.process.stop();
  await there.gateway.start({ ready: false });  // from now on the first fetch hangs
  await until('the provider to be asked', async () => (await readiness(there.gateway)).includes('being asked for the first time'));
  return { ...there, session: signedIn.session };
}

test('A6: a person who is disabled is out while the provider hangs', async () => {
  const { gateway, ask, session } = await hangingProvider();
  assert.equal(await ask.session(session), 204);
  const { code, err } = run(['admin', 'user', 'disable', 'alice@contoso.example', '--config', gateway.config]);
  assert.equal(code, 0, err);
  await until('the session to end', async () => (await ask.session(session)) === 401);
  assert.match(await readiness(gateway), /being asked for the first time/, 'the provider still hangs');
});

test('A6: a session that is ended by command is out while the provider hangs, and the process is well', async () => {
  const { gateway, ask, session } = await hangingProvider();
  assert.equal(await ask.session(session), 204);
  const { code, err } = run(['admin', 'session', 'end', '--all', '--config', gateway.config]);
  assert.equal(code, 0, err);
  await until('the session to end', async () => (await ask.session(session)) === 401);
  assert.ok(await isHealthy(gateway));
  assert.match(await readiness(gateway), /being asked for the first time/, 'the provider still hangs');
});

// Starts another program that uses the store. The returned function runs a line of SQL; its promise resolves when that
// is done.
function sqlite(path) {
  const shell = spawn('sqlite3', [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  cleanup(() => shell.kill('SIGKILL'));
  return async (sql) => {
    const done = once(shell.stdout, 'data');
    shell.stdin.write(`${sql}\nSELECT 'done';\n`);
    await done;
  };
}

test('A6: what another process has written is seen while the store lets nobody write', async () => {
  const { gateway, enter, ask } = await world({ movable: true, rest: `store: {busyTimeout: ${FOR_LONG}}` });
  const { session } = await enter();
  const jumps = () => gateway.lines('clock_jumped').length;
  const other = sqlite(join(gateway.folder, 'sallyport.db'));
  await other('BEGIN EXCLUSIVE;');
  gateway.clock.forward(61);
  assert.equal(await ask.session(session), 204);  // after a minute the last use is stored again, and that write hangs
  await until('the jump to be noticed', () => jumps() === 1);
  gateway.clock.forward(61);
  await until('another look', () => jumps() === 2);
  await other('DELETE FROM session; COMMIT; BEGIN EXCLUSIVE;');
  await until('the session to be gone', async () => (await ask.session(session)) === 401);
  assert.ok(await isHealthy(gateway));
  await other('ROLLBACK;');
});
