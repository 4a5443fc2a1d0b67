// Each snippet of the portal is what the program that it is for takes: the program reads it, or compiles and runs it. A program that
// prints the address of its sign-in is believed only if the directory shows its sign-in page there.
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent } from '../agent.mjs';
import { web } from '../portal_modules.mjs';
import { Process, Skip, temporaryFolder, test, until, write } from '../support.mjs';
import { available as apache, modules } from './apache.mjs';
import { ADA, TENANT, WEB, directory, signInAtDirectory } from './directory.mjs';
import { make } from './programs.mjs';
import { CALLBACK, environment, opensSignIn, print, run } from './snippets.mjs';

const BINARY = process.argv[2];
const check = (file, env) => run(BINARY, ['config', 'check', file], { env, cwd: temporaryFolder('check') });

for (const platform of ['web', 'spa']) {
  test(`snippet: sallyport config check takes its own (${platform})`, async () => {
    check((await print('sallyport', platform)).file, platform === 'web' ? await environment() : process.env);
  });

  test(`snippet: OpenMetadata's YAML is complete (${platform})`, async () => {
    const { file } = await print('om-yaml', platform);
    check(file, process.env);
  });

  test(`snippet: OpenMetadata's environment file is complete (${platform})`, async () => {
    const { text, folder } = await print('om-env', platform);
    const set = text.split('\n').filter((line) => /^[A-Z_]+=/.test(line)).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
    check(write(join(folder, 'empty.yaml'), 'authenticationConfiguration: {}\n'), { ...process.env, ...Object.fromEntries(set) });
  });
}

// Reads YAML with Python's library, and returns it as a value.
function readYaml(file) {
  const script = 'import json, sys\ntry:\n  import yaml\nexcept ImportError:\n  sys.exit(0)\nprint(json.dumps(yaml.safe_load(open(sys.argv[1]))))';
  const printed = run('python3', ['-c', script, file]);
  if (printed === '') throw new Skip('python3-yaml is not installed');
  return JSON.parse(printed);
}

test("snippet: OpenMetadata's Helm values stand under the chart's keys", async () => {
  const { openmetadata } = readYaml((await print('om-helm')).file);
  const { authentication } = openmetadata.config;
  assert.deepEqual([authentication.clientType, authentication.provider, authentication.clientId, authentication.callbackUrl], ['confidential', 'azure', WEB.clientId, CALLBACK]);
  const { enabled, oidcType, clientId, clientSecret } = authentication.oidcConfiguration;
  assert.deepEqual([enabled, oidcType, clientId.secretKey, clientSecret.secretKey], [true, 'azure', 'openmetadata-oidc-client-id', 'openmetadata-oidc-client-secret']);
  assert.equal(readYaml((await print('om-helm', 'spa')).file).openmetadata.config.authentication.oidcConfiguration, undefined);
});

// The real Spring reads the same file where Maven is there (snippets_clients_test.mjs).
// Source: Spring Boot, OAuth2ClientProperties (the common application properties, spring.security.oauth2.client).
const kSpringKeys = {
  registration: ['provider', 'client-id', 'client-secret', 'client-authentication-method', 'authorization-grant-type', 'redirect-uri', 'scope', 'client-name'],
  provider: ['authorization-uri', 'token-uri', 'user-info-uri', 'user-info-authentication-method', 'user-name-attribute', 'jwk-set-uri', 'issuer-uri'],
};

test("snippet: Spring's application.yaml has the keys that Spring Boot knows", async () => {
  const { registration, provider } = readYaml((await print('spring')).file).spring.security.oauth2.client;
  assert.deepEqual(Object.keys(registration), Object.keys(provider));
  for (const [key, known] of [[registration.entra, kSpringKeys.registration], [provider.entra, kSpringKeys.provider]])
    for (const name of Object.keys(key)) assert.ok(known.includes(name), name);
  const { https } = await directory();
  assert.deepEqual([registration.entra['client-id'], provider.entra['issuer-uri']], [WEB.clientId, `${https}/${TENANT}/v2.0`]);
});

test('snippet: oauth2-proxy takes its file', async () => {
  const [program] = make('oauth2Proxy');
  const { caFile } = await directory();
  const { text, folder } = await print('oauth2-proxy');
  assert.match(text, /cookie_secret = "<32 random bytes: /);
  const file = write(join(folder, 'oauth2-proxy.cfg'), text.replace(/cookie_secret = ".*"/, 'cookie_secret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="'));
  assert.match(run(program, ['--config', file, '--provider-ca-file', caFile, '--config-test']), /configuration .*valid|Configuration is valid|passed/i);
});

test('snippet: Apache takes the directives of mod_auth_openidc', async () => {
  if (!apache) throw new Skip('libapache2-mod-auth-openidc is not installed');
  const { file, folder } = await print('mod-auth-openidc');
  const config = write(join(folder, 'apache.conf'), `ServerRoot ${folder}\nServerName localhost\nListen 127.0.0.1:9\nPidFile ${folder}/pid\nErrorLog ${folder}/error.log\n${modules}\nInclude ${file}\n`);
  assert.match(run('/usr/sbin/apache2', ['-t', '-f', config]), /Syntax OK/);
});

test('snippet: MSAL for Node.js opens the sign-in page', async () => {
  const { file, folder } = await print('msal-node');
  symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'));
  await opensSignIn(run(process.execPath, [file], { env: await environment() }));
});

test('snippet: TypeScript takes the page of MSAL for JavaScript with the types of the library', async () => {
  const { file, folder } = await print('msal-browser', 'spa');
  symlinkSync(join(web, 'node_modules'), join(folder, 'node_modules'));
  run(process.execPath, [join(web, 'node_modules/typescript/bin/tsc'), '--noEmit', '--allowJs', '--checkJs', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'esnext',
    '--moduleResolution', 'bundler', '--lib', 'es2022,dom', file]);
});

// Signs Ada in to the snippet for NextAuth. Returns the program and what it says about the session.
async function signInByNextAuth(secret) {
  const { file } = await print('next-auth');
  const env = { ...(await environment()), CLIENT_SECRET: secret, AUTH_SECRET: '0123456789abcdef0123456789abcdef' };
  const app = new Process(process.execPath, [fileURLToPath(new URL('auth_js_client.mjs', import.meta.url)), file], { env });
  const [, port] = await app.saying(/port (\d+)/);
  const { ca, https } = await directory();
  const agent = new Agent({ ca });
  const own = `http://localhost:${port}/api/auth`;
  const { csrfToken } = JSON.parse((await agent.get(`${own}/csrf`)).text);
  const asked = await agent.send(`${own}/signin/microsoft-entra-id`, { method: 'POST', form: { csrfToken } });
  assert.ok(asked.location?.startsWith(`${https}/${TENANT}/`), `${asked.status} ${asked.location}`);
  const back = await signInAtDirectory(agent, asked.location, ADA.name, (next) => next.startsWith(`${own}/callback/`));
  await agent.send(back.location);
  return { app, session: JSON.parse((await agent.get(`${own}/session`)).text) };
}

test('snippet: NextAuth signs a person in, and asks no other host', async () => {
  const { session } = await signInByNextAuth(WEB.secret);
  assert.deepEqual([session?.user.name, session?.user.email], ['Ada Lovelace', ADA.name]);
});

test('snippet: NextAuth with a wrong secret signs nobody in, and reports invalid_client', async () => {
  const { app, session } = await signInByNextAuth('not the secret');
  assert.equal(session, null);
  await until('the report', () => /OAuthCallbackError: .*invalid_client/.test(app.output));
});
