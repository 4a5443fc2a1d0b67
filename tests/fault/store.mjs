// The store is locked, missing, full, cut off or damaged. Acknowledged changes survive; a change that could not be
// written is not acknowledged.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, statfsSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PERSON } from '../evil_idp/idp.mjs';
import { Skip, cleanup, temporaryFolder, test, until } from '../support.mjs';
import { Browser, atIdp, binary, makeGateway, run } from '../feature/world.mjs';
import { asker, exitOf, isAlive, isHealthy, pidOf, readiness, startIdp, times, uses, world } from './world.mjs';

const BASIC = '  provider: basic\n';
const storeOf = (gateway) => join(gateway.folder, 'sallyport.db');
const integrity = (path) => execFileSync('sqlite3', [path, 'PRAGMA integrity_check'], { encoding: 'utf8' }).trim();

// Another program that holds the database until it is told to release it.
async function lock(path) {
  const holder = spawn('sqlite3', [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  cleanup(() => holder.kill('SIGKILL'));
  const locked = new Promise((resolve) => holder.stdout.once('data', resolve));
  holder.stdin.write("BEGIN EXCLUSIVE;\nSELECT 'locked';\n");
  await locked;
  return async () => {
    holder.stdin.end('ROLLBACK;\n');
    await exitOf(holder);
  };
}

test('F-10: another program holds the database: reads go on, writes wait no longer than configured and are 503, nothing else waits', async () => {
  const { idp, gateway, enter, ask } = await world({ rest: 'store: {busyTimeout: 4s}', server: '  workers: 4' });
  const people = [await enter(), await enter(), await enter()];
  await gateway.restart();  // so that no session is in a cache
  const release = await lock(storeOf(gateway));
  const { authorize, token } = idp.counts;
  const waiting = times(6, enter);
  await until('the sign-ins to be back from the provider', () => idp.counts.authorize === authorize + 6);
  assert.ok(await isHealthy(gateway));
  for (const { session } of people) assert.equal(await ask.session(session), 204, 'looked up while a write waits');
  assert.match(await readiness(gateway), /^ready/);
  for (const { answer, session } of await Promise.all(waiting)) assert.deepEqual([answer.status, session], [503, undefined]);
  assert.equal(idp.counts.token, token, 'no code was redeemed for a sign-in that could not be written down first');
  const signOut = () => ask('/api/v1/auth/logout', { cookie: `sallyport=${people[0].session}`, 'sec-fetch-site': 'same-origin' });
  assert.equal(await signOut(), 503, 'a sign-out that was not written is none');
  assert.equal(await ask.session(people[0].session), 204);
  await release();
  assert.ok((await enter()).session, 'without a restart');
  assert.equal(gateway.sessions(), 4, 'nobody of those who were told 503');
  assert.equal(await signOut(), 302);
  assert.equal(await ask.session(people[0].session), 401);
});

test('F-10: locked at the start: one line that says so, and no half start', async () => {
  const gateway = await makeGateway({ authentication: BASIC, rest: 'store: {busyTimeout: 1s}' });
  await gateway.start();
  await gateway.process.stop();
  const release = await lock(storeOf(gateway));
  const { code, err } = run(['serve', '--config', gateway.config]);
  await release();
  if (code === null) assert.fail(err);
  assert.equal(code, 3);
  assert.match(err, /"event":"start_failed".*sqlite_busy/);
});

// Mounts a separate disk of a few megabytes.
function smallDisk(name, size) {
  const place = temporaryFolder(name);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', place], { encoding: 'utf8' });
  if (mounted.status !== 0) throw new Skip(`a small disk cannot be mounted here: ${mounted.stderr.trim()}`);
  cleanup(() => spawnSync('umount', ['-l', place]));
  return place;
}

// Fills the disk to the last byte. Returns a function that frees it again.
function fill(place) {
  const path = join(place, 'filler');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096);
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    assert.equal(error.code, 'ENOSPC');
  }
  closeSync(file);
  assert.equal(statfsSync(place).bavail, 0);
  return () => unlinkSync(path);
}

test('F-11: the disk of the data is full: who is in stays in, new sign-ins are 503, no file is torn, and it recovers by itself', async () => {
  const idp = await startIdp();
  const folder = smallDisk('full', '8m');
  const gateway = await (await makeGateway({ authentication: atIdp(idp), folder })).start();
  const { enter, ask } = uses(gateway);
  const people = [await enter(), await enter()];
  const files = readdirSync(folder).filter((name) => !name.startsWith('sallyport.db') && !name.endsWith('.sock'));
  const before = files.map((name) => readFileSync(join(folder, name)));
  const free = fill(folder);
  let made = 2;
  let refused = 0;
  for (let i = 0; i < 60 && refused < 5; i += 1) {  // the database's log may still have free pages
    const { answer, session } = await enter();
    assert.ok(session || answer.status === 503, String(answer.status));
    made += session ? 1 : 0;
    refused += session ? 0 : 1;
  }
  assert.equal(refused, 5, 'the disk is full');
  for (const { session } of people) assert.equal(await ask.session(session), 204);
  await gateway.restart();
  const again = asker(gateway);
  for (const { session } of people) assert.equal(await again.session(session), 204, 'after a restart on the full disk');
  files.forEach((name, i) => assert.deepEqual(readFileSync(join(folder, name)), before[i], name));
  free();
  const { enter: enterAgain } = uses(gateway);
  assert.ok((await enterAgain()).session, 'without a restart');
  assert.equal(gateway.sessions(), made + 1);
  assert.equal(integrity(storeOf(gateway)), 'ok');
});

test('F-11: a first start on a full disk leaves no half key; with room the next one works', async () => {
  const disk = smallDisk('full-start', '1m');
  const folder = join(disk, 'data');
  mkdirSync(folder, { mode: 0o700 });
  const gateway = await makeGateway({ authentication: BASIC, folder, makesKey: true });
  const free = fill(disk);
  const { code } = run(['serve', '--config', gateway.config]);
  assert.equal(code, 3);
  for (const name of readdirSync(folder)) assert.ok(name === 'sallyport.yaml' || name.startsWith('sallyport.db') || statSync(join(folder, name)).size > 0, `${name} is empty`);
  for (const name of ['sealing.key', 'own_token_private.der']) assert.ok(!existsSync(join(folder, name)), name);
  free();
  await gateway.start();
  assert.ok(await isHealthy(gateway));
});

test('F-11: the disk of the log is full: requests go on, and the log does when there is room', async () => {
  const idp = await startIdp();
  const disk = smallDisk('full-log', '256k');
  const log = join(disk, 'log');
  const gateway = await makeGateway({ authentication: atIdp(idp), under: ['sh', '-c', `exec "$@" >>${log} 2>&1`, 'sh'], makesKey: true });
  await gateway.start();
  const { enter, ask } = uses(gateway);
  const { session } = await enter();
  const free = fill(disk);
  for (let i = 0; i < 50; i += 1) assert.equal(await ask('/check', { authorization: 'Bearer nonsense' }), 401, 'each writes a line');
  assert.equal(await ask.session(session), 204);
  assert.ok((await enter()).session);
  const full = statSync(log).size;
  free();
  await until('the log to grow again', async () => (await ask('/check', { authorization: 'Bearer nonsense' }), statSync(log).size > full));
  assert.ok(isAlive(gateway));
});

// Attaches strace to a running process, so that these calls fail from now on. Returns a function that detaches it.
async function failing(pid, inject) {
  const tracer = spawn('strace', ['-f', '-q', '-p', String(pid), '-o', '/dev/null', '-e', `trace=${inject.split(':')[0]}`, '-e', `inject=${inject}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  tracer.stderr.on('data', (part) => (said += part));
  cleanup(() => tracer.kill('SIGKILL'));
  const traced = () => readdirSync(`/proc/${pid}/task`).every((task) => !/^TracerPid:\t0$/m.test(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8')));
  await until('strace', () => {
    if (tracer.exitCode !== null) throw Object.assign(new Skip(`strace cannot attach here: ${said.trim()}`));
    return traced();
  });
  return async () => {
    tracer.kill('SIGTERM');
    await exitOf(tracer);
  };
}

test('F-13: what cannot be made durable is not acknowledged: fsync, write and truncate fail while people sign in', async () => {
  const { gateway, enter, ask } = await world();
  const acknowledged = [(await enter()).session];
  for (const inject of ['fsync,fdatasync:error=EIO', 'pwrite64:error=ENOSPC', 'pwrite64:error=EIO:when=2+3']) {
    const heal = await failing(pidOf(gateway), inject);
    let refused = 0;
    for (let i = 0; i < 4; i += 1) {
      const { answer, session } = await enter();
      if (session) acknowledged.push(session);
      else assert.equal(answer.status, 503, inject);
      refused += session ? 0 : 1;
    }
    await heal();
    assert.ok(refused > 0, `${inject}: nothing failed`);
    if (!inject.includes('when')) assert.equal(refused, 4, inject);
    const { session } = await enter();
    assert.ok(session, `${inject}: works again`);
    acknowledged.push(session);
  }
  await gateway.process.stop('SIGKILL');
  assert.equal(integrity(storeOf(gateway)), 'ok');
  await gateway.start();
  for (const session of acknowledged) assert.equal(await ask.session(session), 204, 'acknowledged is durable');
});

test('F-13: a key that cannot be made durable stops the first start, and is not left behind', async () => {
  const gateway = await makeGateway({ authentication: BASIC, makesKey: true });
  const traced = spawnSync('strace', ['-f', '-q', '-o', '/dev/null', '-e', 'trace=fsync', '-e', 'inject=fsync:error=EIO', binary, 'serve', '--config', gateway.config], { encoding: 'utf8' });
  if (/ptrace|PTRACE/.test(traced.stderr)) throw new Skip(`strace cannot trace here: ${traced.stderr.trim()}`);
  assert.equal(traced.status, 3, traced.stderr);
  assert.deepEqual(readdirSync(gateway.folder).filter((name) => /key|der/.test(name)), []);
  await gateway.start();
});

// Flips bits in the middle of `text` wherever it is in the file. Returns how often it was found.
function flip(path, text, count = 4) {
  const bytes = readFileSync(path);
  let found = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1), found += 1)
    for (let i = 0; i < count; i += 1) bytes[at + 2 + i] ^= 0x15;
  writeFileSync(path, bytes);
  return found;
}

// Stops the gateway and moves everything that the store knows into one file.
async function stopped(gateway) {
  await gateway.process.stop();
  execFileSync('sqlite3', [storeOf(gateway), 'PRAGMA wal_checkpoint(TRUNCATE)']);
}

test('F-29: bytes of a session turned over on the disk: that session is dropped and told of, the others live', async () => {
  const { idp, gateway, enter, ask } = await world();
  const { session: kept } = await enter();
  Object.assign(idp.person, { oid: '00000000-0000-4000-8000-00000000b0b0', name: 'Bob Brown', preferred_username: 'bob@contoso.example', email: 'bob@contoso.example' });
  const { session: hurt } = await enter();
  await stopped(gateway);
  assert.ok(flip(storeOf(gateway), 'Bob Brown') > 0);
  await gateway.start();
  assert.equal(await ask.session(hurt), 401);
  await gateway.heard('record_damaged');
  assert.equal(await ask.session(kept), 204);
  const { answer, session } = await enter();
  assert.deepEqual([answer.status, session], [503, undefined], 'the person is damaged too, and may have been disabled: nobody is made anew');
  idp.person = { ...PERSON };
  assert.ok((await enter()).session);
  assert.ok(isAlive(gateway));
});

test('F-29: any bytes of the store turned over: it starts or says why not; nobody becomes somebody else, and the process lives', async () => {
  const { gateway, enter, ask } = await world();
  const sessions = [];
  for (let i = 0; i < 20; i += 1) sessions.push((await enter()).session);
  await stopped(gateway);
  const whole = readFileSync(storeOf(gateway));
  const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1e9);
  console.log(`seed ${seed}`);
  let state = seed;
  const dice = (below) => (state = (state * 1103515245 + 12345) % 2 ** 31) % below;
  let refusedStarts = 0;
  for (let round = 0; round < 12; round += 1) {
    const bytes = Buffer.from(whole);
    // Leaves the file's header as it is.
    for (let i = 0; i < 1 + 4 * round; i += 1) bytes[100 + dice(bytes.length - 100)] ^= 1 + dice(255);
    writeFileSync(storeOf(gateway), bytes);
    for (const left of ['-wal', '-shm']) rmSync(`${storeOf(gateway)}${left}`, { force: true });
    try {
      await gateway.start();
    } catch {
      if (!isAlive(gateway)) {
        assert.equal(await gateway.process.exited, 3, `seed ${seed}: ${gateway.process.output}`);
        assert.match(gateway.process.output, /"event":"start_failed"/);
        refusedStarts += 1;
        continue;
      }
      // It runs but does not become ready, because of the damage. Its answers are still checked.
    }
    for (const session of sessions) {
      const answer = await new Browser().send(`${gateway.origin}/check`, { headers: { cookie: `sallyport=${session}` } });
      assert.ok([204, 401, 503].includes(answer.status), `seed ${seed}: ${answer.status}`);
      if (answer.status === 204) assert.equal(answer.headers['x-auth-request-email'], 'alice@contoso.example', `seed ${seed}`);
    }
    assert.ok(isAlive(gateway), `seed ${seed}`);
    await gateway.process.stop('SIGKILL');
  }
  console.log(`${refusedStarts} of 12 starts were refused`);
  writeFileSync(storeOf(gateway), whole);
  for (const left of ['-wal', '-shm']) rmSync(`${storeOf(gateway)}${left}`, { force: true });
  await gateway.start();
  assert.equal(await ask.session(sessions[0]), 204);
});

test('F-29: any byte of a key file turned over stops the start, and the file stays as it is', async () => {
  const gateway = await makeGateway({ authentication: BASIC, makesKey: true });
  await gateway.start();
  await gateway.process.stop();
  for (const name of ['own_token_private.der', 'sealing.key']) {
    const path = join(gateway.folder, name);
    const whole = readFileSync(path);
    for (const part of [0, 0.1, 0.4, 0.7, 0.999]) {
      const bytes = Buffer.from(whole);
      bytes[Math.floor(bytes.length * part)] ^= 0x04;
      writeFileSync(path, bytes);
      const { code, err } = run(['serve', '--config', gateway.config]);
      assert.equal(code, 3, `${name} at ${part}`);
      assert.match(err, /"event":"start_failed"/);
      assert.deepEqual(readFileSync(path), bytes, name);
    }
    writeFileSync(path, whole);
  }
  await gateway.start();
});


test('F-09: a store that cannot be opened stops the start with one line that names it', async () => {
  const nowhere = join(temporaryFolder('nowhere'), 'no', 'such', 'folder', 'sallyport.db');
  const gateway = await makeGateway({ authentication: BASIC, rest: `store: {path: ${nowhere}}` });
  const { code, err } = run(['serve', '--config', gateway.config]);
  assert.equal(code, 3);
  const lines = err.split('\n').filter((line) => line.includes('"start_failed"'));
  assert.equal(lines.length, 1, err);
  assert.ok(lines[0].includes(nowhere), err);
});

test('F-09: the file of the store is taken away while it is in use, and put back: nothing is lost, and nothing is written twice', async () => {
  const { gateway, enter, ask } = await world();
  const sessions = [(await enter()).session];
  const away = `${storeOf(gateway)}.away`;
  renameSync(storeOf(gateway), away);
  const { answer, session } = await enter();
  assert.ok(session || answer.status === 503, String(answer.status));
  if (session) sessions.push(session);
  assert.equal(await ask.session(sessions[0]), 204);
  assert.ok(!existsSync(storeOf(gateway)), 'no new store is begun in its place');
  renameSync(away, storeOf(gateway));
  sessions.push((await enter()).session);
  assert.ok(sessions.at(-1), 'without a restart');
  await gateway.restart();
  for (const each of sessions) assert.equal(await asker(gateway).session(each), 204);
  assert.equal(gateway.sessions(), sessions.length);
  assert.equal(integrity(storeOf(gateway)), 'ok');
});
