// The snippets in the languages whose libraries come from other registries.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder, test, write } from '../support.mjs';
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

// Debian has no .NET SDK. Where it is installed, the package comes from NuGet.
test('snippet: MSAL for .NET opens the sign-in page', async () => {
  const version = Number.parseInt(run('dotnet', ['--version']), 10);
  const { folder } = await print('msal-dotnet');
  write(join(folder, 'snippet.csproj'), `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net${version}.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Identity.Client" Version="4.92.0" /></ItemGroup>
</Project>
`);
  await opensSignIn(run('dotnet', ['run', '--project', folder], { env: { ...(await environment()), DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' } }));
});

// Runs Spring Boot's own reader of application.yaml, and Spring Security's discovery.
async function readBySpring(file) {
  const [command, ...words] = make('spring');
  const { caFile } = await directory();
  return run(command, [...words, ...truststore(caFile), 'Client', file], { env: await environment() });
}

test("snippet: Spring Boot binds each key of its application.yaml, and Spring Security finds the sign-in page", async () => {
  await opensSignIn(await readBySpring((await print('spring')).file));
});

test("snippet: Spring Boot refuses an application.yaml with a key that it does not know", async () => {
  const { text } = await print('spring');
  for (const key of ['client-id', 'redirect-uri', 'issuer-uri', 'user-name-attribute']) {
    const file = write(join(temporaryFolder('misspelt'), 'application.yaml'), text.replace(`${key}:`, `${key}s:`));
    await assert.rejects(readBySpring(file), /left unbound/, key);
  }
});
