// The program as a file: what the linker and the compiler were to put in, and what must not be in it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SECRET } from '../evil_idp/idp.mjs';
import { Skip, test } from '../support.mjs';
import { BINARY } from './world.mjs';

// What is delivered, also where the other suites look at a build for the sanitizers beside it.
const DELIVERED = BINARY.replace('/asan/', '/release/');

const readelf = (...words) => {
  const done = spawnSync('readelf', [...words, DELIVERED], { encoding: 'utf8', maxBuffer: 256 << 20 });
  if (done.error) throw new Skip('readelf is not installed (binutils)');
  return done.stdout;
};

// The preset's debug builds are not hardened by FORTIFY, which needs -O.
const isRelease = () => /\/release\/|\/bin\//.test(DELIVERED);

test('SUP-03: the program is position independent, its tables are read-only, its stack holds no code', () => {
  assert.match(readelf('-h'), /Type:\s+DYN/, 'PIE');
  const segments = readelf('-lW');
  assert.match(segments, /GNU_RELRO/);
  assert.match(segments, /GNU_STACK\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+RW\s/, 'a stack without code');
  for (const line of segments.split('\n').filter((text) => /^\s+LOAD/.test(text))) assert.ok(!/RWE/.test(line), 'written and run');
  const dynamic = readelf('-dW');
  assert.match(dynamic, /FLAGS_1.*\bNOW\b/, 'full RELRO');
  assert.match(dynamic, /FLAGS_1.*\bPIE\b/);
  assert.ok(!/RPATH|RUNPATH|TEXTREL/.test(dynamic), 'no path of a build machine');
  const symbols = readelf('--dyn-syms', '-W');
  assert.match(symbols, /__stack_chk_fail/, 'stack protector');
  if (isRelease()) assert.match(symbols, /__\w+_chk@/, 'FORTIFY');
  assert.ok(!/__asan_|__tsan_|__ubsan_/.test(symbols), 'no sanitizer in what is delivered');
});

test('SUP-04: no key, secret or account of a build or a test is in the program', () => {
  const text = readFileSync(DELIVERED, 'latin1');
  for (const [what, pattern] of [['a private key', /-----BEGIN (RSA |EC |ENCRYPTED |OPENSSH )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}/], ['a certificate', /-----BEGIN CERTIFICATE-----\s*[A-Za-z0-9+/]{40}/], ['a private JWK', /"d"\s*:\s*"[\w-]{40,}"/], ['a token', /eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/],
    ['a default password', /(admin|password|changeme|secret)[:=]["']?(admin|password|changeme|secret)\b/i], ['the secret of the tests', new RegExp(SECRET)]])
    assert.ok(!pattern.test(text), what);
  const published = 'Gb389a-9f76-gdjs-a92j-0242bk94356';  // OpenMetadata's quick start: known only to be refused
  assert.ok(text.split(published).length <= 3);
});
