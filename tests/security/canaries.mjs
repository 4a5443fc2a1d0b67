// Each secret of a gateway gets its own value. The gateway does everything that it can do, at log level debug. Then we
// search for the values wherever somebody could find them: the log, metrics, pages, the process list, the files of the
// process, the memory that a crash leaves.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { selfSigned } from '../certificates.mjs';
import { CLIENT, SECRET, TENANT } from '../evil_idp/idp.mjs';
import { Process, Skip, freePort, isReady, temporaryFolder, test, until, write } from '../support.mjs';
import { BINARY, Recorder, SESSION, ask, begin, startIdp, raw } from './world.mjs';

const PASSWORD = 'canary local administrator 83ab1f';

const idp = await startIdp();
const application = await new Recorder().start();
const canaries = new Map();  // value -> what it is
const outputs = [];          // the output of the gateways
const answers = [];          // their answers, without the bodies and headers that are supposed to carry a token

const keep = (what, value) => {
  if (value && value.length >= 12) canaries.set(value, what);
  return value;
};

const environment = { ...process.env, CANARY_SECRET: SECRET };

async function writeCanary({ dumps = false, credential = 'secret: "${CANARY_SECRET}"' } = {}) {
  const folder = temporaryFolder('canary');
  const port = await freePort();
  const adminPort = await freePort();
  const authority = `${idp.origin}/${TENANT}`;
  const origin = `http://localhost:${port}`;
  // The environment has the secret, as in deployments; the file does not.
  const config = write(join(folder, 'sallyport.yaml'), `server: {publicUrl: "${origin}", port: ${port}, adminPort: ${adminPort}, dataDir: ${folder}, logLevel: debug, coreDumps: ${dumps}, workers: 4}
sessions: {renewEvery: 1m}
authenticationConfiguration:
  provider: azure
  clientType: confidential
  authority: ${authority}
  clientId: ${CLIENT}
  callbackUrl: ${origin}/callback
  oidcConfiguration: {id: ${CLIENT}, ${credential}, tenant: ${TENANT}, scope: openid profile email offline_access, discoveryUri: "${authority}/v2.0/.well-known/openid-configuration"}
authorizerConfiguration: {adminPrincipals: [root@contoso.example], principalDomain: contoso.example, useRolesFromProvider: true}
routes:
  - {path: /app, upstream: "${application.origin}"}
  - {path: /jwt, upstream: "${application.origin}", identity: jwt}
`);
  return { folder, port, adminPort, origin, config };
}

// `before` is shell text that runs before the command, and `as` is a prefix of the command. With `owner` all files
// belong to that user.
async function startCanary({ before = '', as = '', owner, ...settings } = {}) {
  const { folder, port, adminPort, origin, config } = await writeCanary(settings);
  if (owner) spawnSync('chown', ['-R', `${owner}:${owner}`, folder]);
  const process_ = new Process('sh', ['-c', `${before} exec ${as} "$0" serve --config "$1"`, BINARY, config], { cwd: folder, env: environment });
  await until('the gateway', async () => {
    if (process_.child.exitCode !== null) throw new Error(process_.output);
    return isReady(adminPort);
  });
  const gateway = { port, adminPort, origin, folder, config, process: process_, pid: process_.child.pid };
  outputs.push(process_);
  return gateway;
}

const told = async (gateway, path, options) => {
  const answer = await ask(gateway, path, options);
  answers.push({ path, text: answer.text, location: answer.headers.location ?? '' });
  return answer;
};

// Does a sign-in and keeps everything secret in it.
async function signIn(gateway) {
  const { cookie, url } = await begin(gateway, '/app/page');
  keep('sealed sign-in cookie', cookie.split('=').slice(1).join('='));
  const response = await fetch(url, { redirect: 'manual' });
  const back = new URL(response.headers.get('location'));
  keep('authorization code', back.searchParams.get('code'));
  keep('state', back.searchParams.get('state'));
  keep('nonce', url.searchParams.get('nonce'));
  const answer = await told(gateway, back.pathname + back.search, { headers: [['Cookie', cookie]] });
  const session = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).find((pair) => pair.startsWith(`${SESSION}=`));
  keep('session id', session?.slice(SESSION.length + 1));
  return { session, answer, back, cookie };
}

async function live(gateway) {
  const tokens = idp.switches.token;
  idp.onToken = (form, body) => {
    for (const name of ['code', 'code_verifier', 'client_secret', 'refresh_token']) keep(name, form.get(name));
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      keep(name, body[name]);
      keep(`signature of ${name}`, body[name]?.split('.')[2]);
    }
  };
  const { session, back, cookie } = await signIn(gateway);
  assert.ok(session, 'signed in');
  const mine = [['Cookie', session]];
  await told(gateway, '/app/x', { headers: mine });
  await told(gateway, '/jwt/x', { headers: mine });
  for (const seen of application.take()) keep('token of ours for an upstream', seen.headers.authorization?.replace(/^Bearer /, ''));
  for (const path of ['/', '/check', '/check/app/x', '/api/v1/users/loggedInUser', '/nowhere', '/admin', '/a%2fb', '/api/v1/system/config/auth', '/api/v1/system/config/jwks']) await told(gateway, path, { headers: [...mine, ['Accept', 'text/html']] });
  const refreshed = await ask(gateway, '/api/v1/auth/refresh', { headers: [...mine, ['Sec-Fetch-Site', 'same-origin']] });
  const own = refreshed.text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)?.[0];
  keep('token of ours', own);
  await told(gateway, '/check', { headers: [['Authorization', `Bearer ${own}`]] });
  // Replays, refusals, and secrets in wrong places.
  await told(gateway, back.pathname + back.search, { headers: [['Cookie', cookie]] });
  for (const claims of [{}, { exp: 1 }, { aud: 'other' }, { iss: 'https://evil.example' }]) {
    const token = keep('bearer token', idp.sign(idp.claims({ nonce: undefined, ...claims })));
    await told(gateway, '/check', { headers: [['Authorization', `Bearer ${token}`]] });
    await told(gateway, '/app/x', { headers: [['Authorization', `Bearer ${token.slice(0, -3)}`]] });
    await told(gateway, '/check', { headers: [['Authorization', `Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`]] });
    await told(gateway, '/callback', { method: 'POST', headers: [['Content-Type', 'application/x-www-form-urlencoded']], body: `id_token=${token}&state=${back.searchParams.get('state')}` });
    await told(gateway, `/frontchannel-logout?id_token_hint=${token}`, {});
  }
  const forged = keep('a session id of somebody', 'canarySessionIdOfSomebody1234567890abcdefgh0');
  await told(gateway, '/app/x', { headers: [['Cookie', `${SESSION}=${forged}`]] });
  await told(gateway, '/local-admin', { method: 'POST', headers: [['Content-Type', 'application/x-www-form-urlencoded'], ['Origin', gateway.origin]], body: `password=${encodeURIComponent(PASSWORD)}` });
  for (const [name, fault] of [['token', (request, response, form) => {  // a provider that repeats what it received
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_grant', error_description: `AADSTS54005: ${form.get('code')} ${form.get('client_secret')} ${form.get('code_verifier')}`, error_uri: `https://x/?${form}` }));
  }], ['token', (request, response, form) => response.end(`<html>${form}</html>`)], ['token', (request) => request.socket.destroy()]]) {
    idp.switches[name] = (request, response, form) => {
      for (const key of ['code', 'code_verifier', 'client_secret']) keep(key, form.get(key));
      fault(request, response, form);
    };
    await signIn(gateway);
  }
  idp.switches.token = tokens;
  await raw(gateway.port, `GET /app/x HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nAuthorization: Bearer ${forged}\r\nCookie: ${session}\r\nX: a\nb\r\n\r\n`);
  return session;
}

const forms = (value) => [value, encodeURIComponent(value), Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -2), JSON.stringify(value).slice(1, -1)];
const found = (text, except = () => false) => [...canaries].filter(([value, what]) => !except(what) && forms(value).some((form) => form.length >= 12 && text.includes(form))).map(([, what]) => what);

let session;
const gateway = await startCanary();

test('LOG-02: after a whole life at the level debug no secret is in the log, in metrics, in a page or in an address', async () => {
  session = await live(gateway);
  keep('client secret', SECRET);
  keep('password', PASSWORD);
  for (const name of readdirSync(gateway.folder).filter((file) => /\.(key|der|pem)$/.test(file) && !/public/.test(file))) {
    const bytes = readFileSync(join(gateway.folder, name));
    for (const encoding of ['base64', 'base64url', 'hex', 'latin1']) keep(`${name} in ${encoding}`, bytes.toString(encoding).replace(/\s/g, '').slice(0, 40));
  }
  assert.ok(canaries.size > 40, `${canaries.size} secrets`);
  assert.deepEqual(found(gateway.process.output), []);
  assert.ok((gateway.process.output.match(/"level":"(debug|audit)"/g) ?? []).length > 10, 'it did say something');
  assert.deepEqual(found(await (await fetch(`http://127.0.0.1:${gateway.adminPort}/metrics`)).text()), []);
  for (const { path, text, location } of answers) {
    // Both are part of the provider's address.
    const here = found(`${text}${location}`, (what) => what === 'state' || what === 'nonce');
    assert.deepEqual(here, [], path);
  }
});

test('LOG-02: no secret is on the command line; files of secrets are for their owner; the store shows none', async () => {
  const line = readFileSync(`/proc/${gateway.pid}/cmdline`, 'latin1');
  assert.ok(/serve/.test(line));
  assert.deepEqual(found(line), []);
  const listed = spawnSync('ps', ['-o', 'args=', '-p', String(gateway.pid)], { encoding: 'utf8' });
  if (!listed.error) assert.deepEqual(found(listed.stdout), []);
  for (const name of readdirSync(gateway.folder)) {
    const path = join(gateway.folder, name);
    if (/\.(key|der|db|db-wal|db-shm)$/.test(name) && !/public/.test(name)) assert.equal(statSync(path).mode & 0o077, 0, name);
    if (/\.db/.test(name)) assert.deepEqual(found(readFileSync(path).toString('latin1')), [], name);
  }
  const trail = await until('the sign-in in the audit trail', () => {
    const { stdout } = spawnSync(BINARY, ['audit', 'export', '--config', gateway.config], { encoding: 'utf8', env: environment });
    return stdout.includes('"event":"sign_in"') && stdout;
  });
  assert.deepEqual(found(trail), [], 'the audit trail');
});

test('LOG-02: a crash leaves no core, and says nothing', async () => {
  const crash = await startCanary({ before: 'ulimit -c unlimited;' });
  assert.ok((await signIn(crash)).session);
  const files = readdirSync(crash.folder);
  assert.equal(await crash.process.stop('SIGABRT'), 'SIGABRT');
  assert.deepEqual(readdirSync(crash.folder).filter((name) => !files.includes(name)), []);
  assert.deepEqual(found(crash.process.output), []);
});

const OTHER = 65534;  // the user nobody

test('LOG-02: another process of the same user reads neither the memory nor the environment, unless the configuration opens them', async () => {
  if (process.getuid() !== 0) throw new Skip('needs root to become another user');
  for (const dumps of [false, true]) {
    const open = await startCanary({ dumps, owner: OTHER, as: `setpriv --reuid=${OTHER} --regid=${OTHER} --clear-groups` });
    const read = (name) => spawnSync('cat', [`/proc/${open.pid}/${name}`], { encoding: 'latin1', uid: OTHER, gid: OTHER, cwd: '/' });
    assert.equal(read('environ').stdout.includes(SECRET), dumps, 'environ');
    assert.equal(read('maps').status === 0, dumps, 'maps');
    await open.process.stop();
  }
});

// Keeps the body of a PEM file line by line, because not even one line may leak.
const keepKey = (what, file) => readFileSync(file, 'utf8').split('\n').filter((line) => line.length > 40 && !line.startsWith('-')).forEach((line) => keep(what, line));

test('LOG-02: the other credentials: a file of the secret, a certificate\'s key, a federated token, what they sign and are refused for', async () => {
  const leaf = selfSigned('client');
  keepKey('key of a certificate', leaf.keyFile);
  const federated = keep('federated token', idp.sign({ iss: 'https://cluster.example', sub: 'system:serviceaccount:canary', aud: 'api://AzureADTokenExchange', exp: idp.now() + 3600 }));
  const folder = temporaryFolder('credentials');
  const files = { secret: write(join(folder, 'secret'), SECRET), token: write(join(folder, 'token'), federated) };
  const broken = keep('a certificate\'s key, cut', readFileSync(leaf.keyFile, 'utf8').split('\n')[1]);
  const kinds = [`secretFile: ${files.secret}`, `clientCertificate: {certificateFile: ${leaf.certFile}, keyFile: ${leaf.keyFile}}`, `federatedTokenFile: ${files.token}`];
  idp.switches.token = (request, response, form) => {
    for (const name of ['code', 'code_verifier', 'client_secret', 'client_assertion']) keep(name, form.get(name));
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_client', error_description: `AADSTS7000215: ${form.get('client_secret') ?? form.get('client_assertion')}` }));
  };
  for (const credential of kinds) {
    const there = await startCanary({ credential });
    const { session: none, answer } = await signIn(there);
    assert.ok(!none && answer.status >= 400, credential);
    assert.deepEqual(found(there.process.output + answer.text), [], credential);
    await there.process.stop();
  }
  delete idp.switches.token;
  assert.ok([...canaries.values()].includes('client_assertion'), 'something was signed');
  // A refused start names the file, but not its content.
  for (const credential of [`clientCertificate: {certificateFile: ${leaf.certFile}, keyFile: ${write(join(folder, 'cut.pem'), `-----BEGIN PRIVATE KEY-----\n${broken}\n`)}}`, `secret: ${SECRET}, secretFile: ${files.secret}`, `federatedTokenFile: ${files.token}, secretFile: ${files.secret}`]) {
    const { config } = await writeCanary({ credential });
    const refused = spawnSync(BINARY, ['serve', '--config', config], { encoding: 'utf8', env: environment, timeout: 20_000 });
    assert.equal(refused.status, 1, credential);
    assert.deepEqual(found(refused.stdout + refused.stderr), [], credential);
  }
});

test('LOG-02: the way back in: its link stands on the terminal once, and neither it nor the password in the log', async () => {
  const folder = temporaryFolder('glass');
  const port = await freePort();
  const adminPort = await freePort();
  const origin = `http://localhost:${port}`;
  const config = write(join(folder, 'sallyport.yaml'), `server: {publicUrl: "${origin}", port: ${port}, adminPort: ${adminPort}, dataDir: ${folder}, logLevel: debug}\nauthenticationConfiguration: {provider: basic}\nauthorizerConfiguration: {adminPrincipals: [admin], principalDomain: contoso.example}\n`);
  const process_ = new Process(BINARY, ['serve', '--config', config]);
  const [, first] = await process_.saying(/once: (http\S+)/);
  await process_.saying(/"event":"ready"/);
  const recovered = spawnSync(BINARY, ['admin', 'recover', '--config', config], { encoding: 'utf8' });
  const links = [first, ...(recovered.stdout + recovered.stderr).match(/http\S+link=\S+/g)];
  const form = [['Content-Type', 'application/x-www-form-urlencoded'], ['Origin', origin], ['Sec-Fetch-Site', 'same-origin']];
  for (const link of links) {
    const secret = keep('link of the local administrator', new URL(link).searchParams.get('link'));
    await ask({ port }, `/local-admin/setup?link=${secret}`);
    await ask({ port }, '/local-admin/setup', { method: 'POST', headers: form, body: `link=${secret}&password=${encodeURIComponent(PASSWORD)}&again=${encodeURIComponent(PASSWORD)}` });
  }
  for (const password of [PASSWORD, `${PASSWORD} wrong`]) await ask({ port }, '/local-admin', { method: 'POST', headers: form, body: `password=${encodeURIComponent(password)}` });
  keep('password', PASSWORD);
  await until('the lines', () => (process_.output.match(/"event":"local_\w+"/g) ?? []).length > 0);
  const log = process_.output.split('\n').filter((line) => line.startsWith('{')).join('\n');
  assert.deepEqual(found(log), []);
  assert.equal(process_.output.split(links[0]).length, 2, 'said once');
});
