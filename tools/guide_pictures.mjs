// Takes the pictures of docs/guide.md and README.md again, while the tests do what the pictures show.
//   node tools/guide_pictures.mjs [BINARY]      needs Chromium and Debian's pngquant
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const binary = process.argv[2] ?? join(root, 'build/release/sallyport');
const kPictures = [
  'account-picker', 'signed-in',
  ...['register-spa', 'overview-spa', 'id-tokens', 'signed-in', 'register-web', 'secret', 'refused-700025', 'log-700025', 'log-7000218'].map((name) => `guide-${name}`),
];
const kTests = ['a newcomer opens the application', 'portal guide: ']; // parts of the tests' names

function run(command, words, env = {}) {
  const { status, error } = spawnSync(command, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (error ?? status) throw error ?? new Error(`${command} ended with ${status}`);
}

const folder = mkdtempSync(join(tmpdir(), 'sallyport-pictures-'));
try {
  for (const test of kTests) run(process.execPath, ['tests/browser/run.mjs', binary, test], { SCREENSHOTS: folder });
  for (const name of kPictures) {
    const picture = join(root, 'docs/images', `${name}.png`);
    run('pngquant', ['--force', '--strip', '--speed', '1', '--quality', '70-95', '--output', picture, '--', join(folder, `${name}.png`)]);
    console.log(`${picture}: ${Math.ceil(statSync(picture).size / 1024)} KB`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
