// What the tests in Node.js share: temporary folders, free ports, the server under test, a count of what passed.
import { randomInt } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cleanups = [];

// Runs at the end of the suite, the last one first.
export function cleanup(step) {
  cleanups.push(step);
}

export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `sallyport-${name}-`));
  cleanup(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// A port that nobody listens at, for programs that cannot be asked which one they took: below those that the system gives
// to connections and to whoever asks for any port, so that none of them takes it in the meantime.
export async function freePort() {
  for (;;) {
    const port = randomInt(10_000, 32_000);
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
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (part) => (this.output += part));
    this.exited = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(code ?? signal)));
    cleanup(() => this.stop());
  }

  // Resolves with the match as soon as the output holds it; rejects where the process ends first or after 30 s.
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

  async stop(signal = 'SIGTERM') {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.exited;
    this.child.kill(signal);
    const late = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    const code = await this.exited;
    clearTimeout(late);
    return code;
  }
}

// Asks until the answer is good or 30 s are over.
export async function until(what, ask) {
  const limit = Date.now() + 30_000;
  let last;
  while (Date.now() < limit) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what}: not within 30 s (last: ${last})`);
}

// Ready, and on terms with its provider: where the first question to it failed, it asks again by itself.
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

// Runs what test() collected, in order, prints a line each and the closing line; ends the process. A name begins with the
// ids of the catalogue that the test shows (tests/catalogue.json), where it shows any: 'RP-01, RP-02: …'.
export async function main() {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const report = [];
  const only = process.argv[3];
  for (const { name, run } of tests) {
    if (only && !name.includes(only)) continue;
    const record = { name, result: 'failed' };
    report.push(record);
    try {
      await run();
      count.passed += 1;
      record.result = 'passed';
      console.log(`ok   ${name}`);
    } catch (error) {
      if (error instanceof Skip) {
        count.skipped += 1;
        record.result = 'skipped';
        console.log(`skip ${name}: ${error.message}`);
      } else {
        count.failed += 1;
        console.log(`FAIL ${name}\n${error.stack ?? error}`);
      }
    }
  }
  for (const step of cleanups.reverse()) await step();
  if (process.env.TEST_REPORT) writeFileSync(process.env.TEST_REPORT, JSON.stringify(report));
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  process.exit(count.failed === 0 && count.passed > 0 ? 0 : 1);
}
