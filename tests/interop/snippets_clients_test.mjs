// The snippets in the languages whose libraries come from other registries.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from '../support.mjs';
import { directory } from './directory.mjs';
import { classPath, make, truststore } from './programs.mjs';
import { environment, opensSignIn, print, run } from './snippets.mjs';

test('snippet: MSAL for Python opens the sign-in page, and both programs compile', async () => {
  const [python] = make('python');
  run(python, ['-m', 'py_compile', (await print('msal-python', 'publicClient')).file]);
  await opensSignIn(run(python, [(await print('msal-python')).file], { env: await environment() }));
});

test('snippet: MSAL for Go opens the sign-in page', async () => {
  make('go'); // its module proxy is reachable
  const { file, folder } = await print('msal-go');
  for (const name of ['go.mod', 'go.sum']) copyFileSync(fileURLToPath(new URL(`go/${name}`, import.meta.url)), join(folder, name));
  await opensSignIn(run('go', ['run', file], { cwd: folder, env: { ...(await environment()), GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' } }));
});

test('snippet: MSAL for Java opens the sign-in page', async () => {
  make('java');
  const { caFile } = await directory();
  const { file, folder } = await print('msal-java');
  run('javac', ['-nowarn', '-cp', classPath(), '-d', folder, file]);
  await opensSignIn(run('java', [...truststore(caFile), '-cp', `${folder}:${classPath()}`, 'App'], { env: await environment() }));
});
