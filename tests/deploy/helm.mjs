// helm, built from the Go module that tests/deploy/helm pins, and kept in build/deploy.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Skip } from '../support.mjs';

const FOLDER = fileURLToPath(new URL('../../build/deploy', import.meta.url));
let built;

function build() {
  const options = { cwd: fileURLToPath(new URL('helm', import.meta.url)), encoding: 'utf8', timeout: 900_000,
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' } };
  mkdirSync(FOLDER, { recursive: true });
  const downloaded = spawnSync('go', ['mod', 'download'], options);
  if (downloaded.error?.code === 'ENOENT') throw new Skip('go is not installed, so there is no helm');
  if (downloaded.status !== 0) throw new Skip(`the Go module proxy: ${downloaded.stderr.trim().split('\n').at(-1)}`);
  const made = spawnSync('go', ['build', '-p', '2', '-o', `${FOLDER}/helm`, 'helm.sh/helm/v3/cmd/helm'], options);
  if (made.status !== 0) throw new Error(`go build: ${made.stderr}`);
}

// Runs helm. Returns its exit code and what it printed.
export function helm(...words) {
  built ??= (() => {
    try {
      build();
      return {};
    } catch (error) {
      return { error };
    }
  })();
  if (built.error) throw built.error;
  const { status, stdout, stderr } = spawnSync(`${FOLDER}/helm`, words, { encoding: 'utf8', timeout: 60_000 });
  return { code: status, out: stdout, all: `${stdout}${stderr}` };
}
