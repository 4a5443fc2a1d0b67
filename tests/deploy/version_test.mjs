// One version everywhere. CMakeLists.txt is its home; what cannot take it from there is compared with it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder, test } from '../support.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILES = ['CMakeLists.txt', 'CHANGELOG.md', 'deploy/helm/sallyport/Chart.yaml', 'tools/version.sh'];

function ask(folder, ...words) {
  const { status, stdout, stderr } = spawnSync(join(folder, 'tools/version.sh'), words, { encoding: 'utf8' });
  return { status, said: (stdout + stderr).trim() };
}

// A copy of the files that say the version, one of them changed.
function copyWith(name, change) {
  const folder = temporaryFolder('version');
  for (const file of FILES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(folder, file));
  }
  writeFileSync(join(folder, name), change(readFileSync(join(ROOT, name), 'utf8')));
  return folder;
}

test('version: binary, chart and changelog have the one of CMakeLists.txt', () => {
  const { said: version } = ask(ROOT);
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(ask(ROOT, '--check'), { status: 0, said: '' });
  assert.equal(spawnSync(process.argv[2], ['--version'], { encoding: 'utf8' }).stdout.trim().split('\n')[0], version);
});

test('version: a file that has another one is named, with what to write', () => {
  const { said: version } = ask(ROOT);
  for (const [name, from, to, says] of [
    ['deploy/helm/sallyport/Chart.yaml', `\nversion: ${version}`, '\nversion: 9.9.9', `Chart.yaml: write version: ${version}`],
    ['deploy/helm/sallyport/Chart.yaml', `\nappVersion: ${version}`, '\nappVersion: 9.9.9', `Chart.yaml: write appVersion: ${version}`],
    ['CHANGELOG.md', `## ${version}\n`, '## Unreleased\n', `CHANGELOG.md: write ## ${version}`],
    ['CMakeLists.txt', `VERSION ${version}`, 'VERSION 9.9.9', 'write version: 9.9.9'],
    ['CMakeLists.txt', `VERSION ${version}`, 'VERSION', 'does not say the version'],
  ]) {
    const folder = copyWith(name, (text) => {
      assert.ok(text.includes(from), `${name} has ${from}`);
      return text.replace(from, to);
    });
    const { status, said } = ask(folder, '--check');
    assert.equal(status, 1, `${name}: ${to}`);
    assert.ok(said.includes(says), said);
  }
});
