// The components of the program and of the tests.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from '../support.mjs';
import { confidential } from './acceptors.mjs';
import { BINARY, ask } from './world.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (name) => readFileSync(join(ROOT, name), 'utf8');

test('SUP-01, SUP-07: the bill of materials names each library that the loader takes, with package and version', () => {
  const bill = JSON.parse(execFileSync(join(ROOT, 'tools/sbom.sh'), [BINARY], { encoding: 'utf8' }));
  const linked = bill.components.filter(({ properties }) => properties[0].name === 'linked');
  const loaded = execFileSync('ldd', [BINARY], { encoding: 'utf8' }).split('\n').map((line) => line.trim().split(' ')[0]).filter((name) => name && name !== 'linux-vdso.so.1');
  assert.deepEqual(linked.map(({ properties }) => properties[0].value).sort(), loaded.sort());
  const embedded = bill.components.filter(({ properties }) => properties[0].name === 'embedded');
  const locked = JSON.parse(read('web/package-lock.json')).packages;
  for (const { name, version, purl } of embedded) {
    assert.ok(Object.entries(locked).some(([path, entry]) => path.endsWith(`node_modules/${name}`) && entry.version === version), name);
    assert.ok(purl.startsWith(`pkg:npm/${name.replace('@', '%40')}@`), purl);
  }
  for (const name of Object.keys(JSON.parse(read('web/portal/package.json')).dependencies).filter((each) => !each.startsWith('@sallyport/')))
    assert.ok(embedded.some((each) => each.name === name), name);
  for (const { name, version, purl } of bill.components.filter((each) => !embedded.includes(each))) {
    assert.equal(version, execFileSync('dpkg-query', ['-W', '-f=${Version}', name], { encoding: 'utf8' }), name);
    assert.ok(purl.startsWith(`pkg:deb/debian/${name}@`));
  }
  assert.equal(bill.metadata.component.hashes[0].content, createHash('sha256').update(readFileSync(BINARY)).digest('hex'));
});

test('SUP-02: npm packages are locked with their hashes and run nothing when they are installed', () => {
  for (const folder of ['tests', 'web', 'web/node']) {
    const lock = JSON.parse(read(`${folder}/package-lock.json`));
    // Our own packages of a workspace stand without node_modules, and as links.
    const packages = Object.entries(lock.packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
    assert.ok(packages.length > 0);
    for (const [path, { resolved = 'https:', integrity }] of packages) {
      assert.match(resolved, /^https:/, path);  // absent means npm's configured registry
      assert.match(integrity, /^sha512-/, path);
    }
  }
  for (const file of ['tests/package.json', 'web/package.json', 'web/portal/package.json', 'web/shared/package.json', 'web/node/package.json']) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) assert.match(version, /^\d+\.\d+\.\d+$/, name);
  }
  const installs = `${read('run')}${read('web/build.sh')}`.split('\n').filter((line) => /\bnpm (ci|install)\b/.test(line));
  assert.ok(installs.length > 0 && installs.every((line) => /npm ci --ignore-scripts/.test(line)), installs.join('\n'));
});

test('SUP-02: our pages load nothing, from nowhere', async () => {
  for (const path of ['/', '/signed-out', '/callback', '/api/v1/auth/logout', '/local-admin', '/nothing']) {
    const { headers, text } = await ask(confidential, path, { headers: [['Accept', 'text/html'], ['Sec-Fetch-Mode', 'navigate']] });
    assert.ok(!/<(script|link|img|iframe|object|embed|video|audio|source)\b[^>]*\b(src|href|data)\s*=/i.test(text), path);
    assert.ok(!/@import|url\s*\(/i.test(text), path);
    if (/^text\/html/.test(headers['content-type'])) assert.match(headers['content-security-policy'], /default-src 'none'/, path);
  }
});
