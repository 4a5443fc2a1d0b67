// What the Node.js tests share: temporary folders, free ports, the server under test, the count of passed tests.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomInt } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cleanups = [];
const ofTest = new AsyncLocalStorage();

// Registers a step for the end of the suite, or of the test that runs where main() was asked to end what each test began;
// the last step runs first.
export function cleanup(step) {
  (ofTest.getStore() ?? cleanups).push(step);
}

async function cleanUp(steps) {
  for (const step of steps.splice(0).reverse()) await step();
}

// What the tests of a file share: started when a test first asks for it, and kept until the end of the suite.
export function shared(start) {
  let started;
  return () => (started ??= ofTest.run(cleanups, start));
}

export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `sallyport-${name}-`));
  cleanup(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// The ports of this suite: TEST_PORTS names the first and the last, so that suites that run at the same time never take
// each other's. They lie below the range from which the system assigns ports, so that no connection gets one either.
const [firstPort, lastPort] = (process.env.TEST_PORTS ?? '10000-31999').split('-').map(Number);
let nextPort = randomInt(firstPort, lastPort);

// A free port, for programs that cannot report which one they chose. No port is given twice until all have been given,
// nor is the one after it, which a demo takes for its health listener.
export async function freePort() {
  for (;;) {
    const port = nextPort;
    nextPort = port + 3 > lastPort ? firstPort : port + 2;
    const probe = createServer();
    const isFree = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

export class Process {
  constructor(command, args, options = {}) {
    this.output = '';
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.setEncoding('utf8').on('data', (part) => (this.output += part));
    // Its end is known before the last of its output has come, which we wait for; a program that it started may hold its
    // output open for longer.
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve(code ?? signal));
      this.child.once('exit', (code, signal) => setTimeout(resolve, 5000, code ?? signal));
    });
    cleanup(() => this.stop());
  }

  // Resolves with the match as soon as the output contains it; rejects if the process ends first, or after 30 s.
  async saying(pattern) {
    const limit = Date.now() + 30_000;
    for (;;) {
      const found = this.output.match(pattern);
      if (found) return found;
      const ended = await Promise.race([this.exited, new Promise((resolve) => setTimeout(resolve, 20, 'waiting'))]);
      if (ended !== 'waiting' && !this.output.match(pattern)) throw new Error(`ended (${ended}) before saying ${pattern}:\n${this.output}`);
      if (Date.now() > limit) throw new Error(`did not say ${pattern} in 30 s:\n${this.output}`);
    }
  }

  signal(name) {
    this.child.kill(name);
  }

  async stop(signal = 'SIGTERM') {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.exited;
    this.signal(signal);
    const late = setTimeout(() => this.signal('SIGKILL'), 15_000);
    const code = await this.exited;
    clearTimeout(late);
    return code;
  }
}

// Rejects if `run` has not ended after so many milliseconds.
async function withinLimit(limit, what, run) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${what()}: not within ${limit / 1000} s`)), limit); });
  try {
    return await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}

// Repeats `ask` until its answer is truthy, at most for 30 s.
export async function until(what, ask) {
  let last = 'no answer';
  let isLate = false;
  const repeat = async () => {
    while (!isLate) {
      try {
        last = await ask();
        if (last) return last;
      } catch (error) {
        if (error instanceof LeftOut) throw error;
        last = error;
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  return withinLimit(30_000, () => `${what} (last: ${last})`, repeat).finally(() => { isLate = true; });
}

// Repeats `ask` until it returns true, at most for 30 s; the error names what it returned instead. Returns how many
// milliseconds have passed since `since`. A promise that something happens soon is kept if most of these times are short
// (percentile): on a machine that stands still for a moment a single one says nothing.
export async function timeUntil(what, ask, since = performance.now()) {
  for (;;) {
    const answer = await ask();
    const passed = performance.now() - since;
    if (answer === true) return passed;
    if (passed > 30_000) throw new Error(`${what}: not within 30 s (last: ${answer})`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

// The value below which `share` of the numbers are.
export const percentile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];

// What a process has said, without the line that it may just be writing.
export const wholeLines = (text) => text.slice(0, text.lastIndexOf('\n') + 1);

// Returns whether the gateway is ready and has reached its provider. If the first request to the provider failed, the
// gateway repeats it by itself.
export async function isReady(adminPort) {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/readyz`);
  return answer.status === 200 && !(await answer.text()).includes('idp=degraded');
}

export function write(path, text, mode = 0o600) {
  writeFileSync(path, text, { mode });
  return path;
}

const tests = [];

export function test(name, run) {
  tests.push({ name, run });
}

export class Skip extends Error {}

// A test that has no meaning in a second run of a suite. It is named with the reason, and counted nowhere.
export class LeftOut extends Error {}

const count = { passed: 0, failed: 0, skipped: 0 };

// How many tests have passed, failed and been skipped so far.
export const outcomes = () => ({ ...count });

// Runs the tests that test() collected, in order, prints a line for each and the closing line, and ends the process. If
// a test covers rows of the catalogue (tests/catalogue.json), its name begins with their ids: 'RP-01, RP-02: …'. What
// matches `without` is left out of the names. A test that has not ended after `limit` milliseconds has failed: if it
// waited for ever, it would take the suite's whole time, and nobody would learn which one it was.
//
// A suite with hundreds of servers would slow itself down, so there are two ways to have only a few at once. With
// `endEach`, what a test began ends with it. With `files`, functions that load a file of tests each, what a file and its
// tests began ends before the next one is loaded; then files cannot use shared(), and what several of them use is begun
// before main().
export async function main({ without = '', limit = 300_000, endEach = false, files = [() => {}] } = {}) {
  const report = [];
  const run = async ({ name: whole, run: body }) => {
    const name = whole.replace(without, '');
    if (process.argv[3] && !name.includes(process.argv[3])) return;
    const record = { name, result: 'failed' };
    report.push(record);
    const steps = endEach ? [] : cleanups;
    try {
      await withinLimit(limit, () => 'the test', () => ofTest.run(steps, body));
      count.passed += 1;
      record.result = 'passed';
      console.log(`ok   ${name}`);
    } catch (error) {
      if (error instanceof LeftOut) {
        report.pop();
        console.log(`left ${name}: ${error.message}`);
      } else if (error instanceof Skip) {
        count.skipped += 1;
        record.result = 'skipped';
        console.log(`skip ${name}: ${error.message}`);
      } else {
        count.failed += 1;
        console.log(`FAIL ${name}\n${error.stack ?? error}`);
      }
    }
    if (endEach) await cleanUp(steps);
  };
  const begunBefore = cleanups.splice(0);
  for (const load of files) {
    await load();
    for (const one of tests.splice(0)) await run(one);
    await cleanUp(cleanups);
  }
  await cleanUp(begunBefore);
  if (process.env.TEST_REPORT) writeFileSync(process.env.TEST_REPORT, JSON.stringify(report));
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  process.exit(count.failed === 0 && count.passed > 0 ? 0 : 1);
}
