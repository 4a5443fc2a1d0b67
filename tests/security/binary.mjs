// The program as a file: what compiler and linker must put into it, and what must not be in it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SECRET } from '../evil_idp/idp.mjs';
import { Skip, test } from '../support.mjs';
import { BINARY } from './world.mjs';

// The delivered release build, even if the other suites test a sanitizer build beside it.
const DELIVERED = BINARY.replace('/asan/', '/release/');

const readelf = (...words) => {
  const done = spawnSync('readelf', [...words, DELIVERED], { encoding: 'utf8', maxBuffer: 256 << 20 });
  if (done.error) throw new Skip('readelf is not installed (binutils)');
  return done.stdout;
};

// FORTIFY needs -O, so the preset's debug builds do not have it.
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
  // From OpenMetadata's quick start; the binary contains it only in order to refuse it.
  const published = 'Gb389a-9f76-gdjs-a92j-0242bk94356';
  assert.ok(text.split(published).length <= 3);
});
