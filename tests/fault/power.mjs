// The power is cut: writes that were not flushed are lost, completely or in part. strace records every write and flush
// of the store while people sign in and out. From this record we build a disk as it may have been after a power cut at
// some moment, and start the gateway on it. The model: a flush of a file makes its bytes permanent, and a flush of a
// folder makes its names permanent. Any other write may or may not be there.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { Skip, temporaryFolder, test } from '../support.mjs';
import { atIdp, makeGateway } from '../feature/world.mjs';
import { asker, startIdp, uses } from './world.mjs';

const CALLS = 'openat,creat,write,pwrite64,writev,pwritev,ftruncate,fallocate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,link,linkat,mkdir,close,fcntl,dup';

const unescape = (text) => Buffer.from(text.replaceAll('\\x', ''), 'hex');

// The complete calls of a strace log, in the order in which they ended: {name, args (text), result, path of the
// descriptor}.
function parse(log) {
  const calls = [];
  const open = new Map();  // thread -> the beginning of its unfinished call
  for (const line of log.split('\n')) {
    const [, thread, rest] = line.match(/^(\d+) +(.*)$/) ?? [];
    if (!rest) continue;
    if (rest.endsWith('<unfinished ...>')) {
      open.set(thread, rest.slice(0, -'<unfinished ...>'.length).trimEnd());
      continue;
    }
    const resumed = rest.match(/^<\.\.\. \w+ resumed>(.*)$/);
    const whole = resumed ? `${open.get(thread)}${resumed[1]}` : rest;
    const call = whole.match(/^(\w+)\((.*)\) += (-?\d+)/);
    if (call) calls.push({ name: call[1], args: call[2], result: Number(call[3]) });
  }
  return calls;
}

// Returns the effects of the calls on the files below `root`, as steps: {path, kind, ...}.
function stepsOf(calls, root) {
  const files = new Map();  // descriptor -> path
  const steps = [];
  const ours = (path) => path === root || path.startsWith(`${root}/`);
  const texts = (args) => [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, text]) => unescape(text));
  for (const { name, args, result } of calls) {
    if (result < 0) continue;
    const path = files.get(Number(args.match(/^(\d+)/)?.[1]));
    if (name === 'openat') {
      // Until the gateway has read its configuration, nobody but root sees the memory in which a path stands. The data
      // folder is opened after that; a call that we missed there would show in the model of the files.
      const opened = texts(args)[0]?.toString();
      if (opened === undefined) continue;
      files.set(result, opened);
      if (ours(opened) && args.includes('O_CREAT')) steps.push({ kind: 'make', path: opened });
      if (ours(opened) && args.includes('O_TRUNC')) steps.push({ kind: 'truncate', path: opened, size: 0 });
    } else if (name === 'close') {
      files.delete(Number(args));
    } else if (name === 'fcntl' || name === 'dup') {
      if (/F_DUPFD|^\d+$/.test(args) && path) files.set(result, path);
    } else if (name.startsWith('unlink')) {
      steps.push({ kind: 'remove', path: texts(args)[0].toString() });
    } else if (name.startsWith('rename') || name.startsWith('link')) {
      const [from, to] = texts(args).map(String);
      steps.push({ kind: name.startsWith('link') ? 'link' : 'rename', path: from, to });
    } else if (!path || !ours(path)) {
      continue;
    } else if (name === 'pwrite64') {
      steps.push({ kind: 'write', path, at: Number(args.match(/(\d+)$/)[1]), bytes: texts(args)[0].subarray(0, result) });
    } else if (name === 'write') {
      steps.push({ kind: 'append', path, bytes: texts(args)[0].subarray(0, result) });
    } else if (name === 'ftruncate') {
      steps.push({ kind: 'truncate', path, size: Number(args.match(/(\d+)$/)[1]) });
    } else if (name === 'fsync' || name === 'fdatasync') {
      steps.push({ kind: 'flush', path });
    }
  }
  // -shm is shared memory, which the first program that opens the database makes again.
  return steps.filter((step) => ours(step.path) && !step.path.endsWith('-shm'));
}

function apply(bytes, step) {
  if (step.kind === 'truncate') {
    const out = Buffer.alloc(step.size);
    bytes.copy(out);
    return out;
  }
  const at = step.kind === 'append' ? bytes.length : step.at;
  const out = Buffer.alloc(Math.max(bytes.length, at + step.bytes.length));
  bytes.copy(out);
  step.bytes.copy(out, at);
  return out;
}

// Returns the folder as a power cut after `steps` leaves it. `keeps()` decides for each unflushed write whether it is
// there.
function diskAfter(steps, root, keeps) {
  const files = new Map();  // identity -> {lasting, waiting: steps}
  let names = new Map();  // path -> identity, as the process sees it
  let lasting = new Map();  // the same on the disk
  let identities = 0;
  const fileAt = (path) => files.get(names.get(path));
  for (const step of steps) {
    if (step.kind === 'make' && !names.has(step.path)) {
      identities += 1;
      files.set(identities, { lasting: Buffer.alloc(0), waiting: [] });
      names.set(step.path, identities);
    } else if (step.kind === 'remove') {
      names.delete(step.path);
    } else if (step.kind === 'rename' || step.kind === 'link') {
      names.set(step.to, names.get(step.path));
      if (step.kind === 'rename') names.delete(step.path);
    } else if (step.kind === 'flush' && !fileAt(step.path)) {
      for (const path of new Set([...names.keys(), ...lasting.keys()]))
        if (dirname(path) === step.path) names.has(path) ? lasting.set(path, names.get(path)) : lasting.delete(path);
    } else if (step.kind === 'flush') {
      const file = fileAt(step.path);
      file.lasting = file.waiting.reduce(apply, file.lasting);
      file.waiting = [];
    } else if (step.kind !== 'make' && fileAt(step.path)) {
      fileAt(step.path).waiting.push(step);
    }
  }
  const disk = new Map();
  for (const [path, identity] of lasting) {
    const { lasting: bytes, waiting } = files.get(identity);
    disk.set(path.slice(root.length + 1), waiting.filter(keeps).reduce(apply, bytes));
  }
  return disk;
}

test('F-14: power is cut at any moment of sign-ins and sign-outs: every acknowledged one is there after, and the store is whole', async () => {
  const idp = await startIdp();
  const folder = temporaryFolder('power');
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const log = join(folder, 'strace');
  const strace = ['strace', '-f', '-q', '-xx', '-s', '70000', '-e', `trace=${CALLS}`, '-e', 'signal=none', '--seccomp-bpf', '-o', log];
  const tried = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (tried.status !== 0) throw new Skip(`strace cannot trace here: ${tried.stderr}`);
  const gateway = await makeGateway({ authentication: atIdp(idp), folder: data, under: strace, makesKey: true });
  await gateway.start();
  const { enter, ask } = uses(gateway);
  const moments = [{ size: statSync(log).size, known: new Map() }];
  const known = new Map();  // session -> status that it must have
  const note = () => moments.push({ size: statSync(log).size, known: new Map(known) });
  const acknowledged = (session, status) => {
    known.set(session, status);
    note();
  };
  for (let i = 0; i < 40; i += 1) {
    const { session } = await enter();
    acknowledged(session, 204);
    if (i % 4 !== 3) continue;
    known.delete(session);  // its end begins; until that is acknowledged, either status is right
    note();
    assert.equal(await ask('/api/v1/auth/logout', { cookie: `sallyport=${session}`, 'sec-fetch-site': 'same-origin' }), 302);
    acknowledged(session, 401);
  }
  execFileSync('kill', ['-9', readFileSync(`/proc/${gateway.process.child.pid}/task/${gateway.process.child.pid}/children`, 'utf8').trim()]);
  await gateway.process.exited;
  gateway.under = [];

  const text = readFileSync(log, 'latin1');
  const whole = diskAfter(stepsOf(parse(text), data), data, () => true);
  for (const [name, bytes] of whole) if (!name.endsWith('-shm')) assert.deepEqual(bytes, readFileSync(join(data, name)), `the model of ${name} is the file`);

  const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1e9);
  console.log(`seed ${seed}`);
  let state = seed;
  const dice = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const yaml = readFileSync(gateway.config);
  const ways = { none: () => false, all: () => true, some: () => dice() < 0.5 };
  for (let round = 0; round < 15; round += 1) {
    const at = moments[0].size + Math.floor(dice() * (text.length - moments[0].size));
    const way = Object.keys(ways)[round % 3];
    const what = `seed ${seed}, round ${round}, byte ${at} of the log, ${way} of what was not flushed`;
    const disk = diskAfter(stepsOf(parse(text.slice(0, text.lastIndexOf('\n', at))), data), data, ways[way]);
    rmSync(data, { recursive: true });
    mkdirSync(data, { mode: 0o700 });
    for (const [name, bytes] of disk) writeFileSync(join(data, name), bytes, { mode: 0o600 });
    writeFileSync(gateway.config, yaml, { mode: 0o600 });
    await gateway.start().catch((error) => assert.fail(`${what}: ${error.message}`));
    assert.equal(execFileSync('sqlite3', ['-readonly', join(data, 'sallyport.db'), 'PRAGMA integrity_check'], { encoding: 'utf8' }).trim(), 'ok', what);
    const must = moments.findLast((moment) => moment.size <= at).known;
    const again = asker(gateway);
    for (const [session, status] of must) assert.equal(await again.session(session), status, `${what}; ${gateway.process.child.signalCode ?? gateway.process.child.exitCode ?? 'it runs'}\n${gateway.process.output.slice(-2000)}`);
    await gateway.process.stop('SIGKILL');
  }
});
