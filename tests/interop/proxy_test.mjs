// The gateway's own proxy: WebSockets with npm ws, and the token that an upstream gets, checked with npm jose.
import assert from 'node:assert/strict';
import http from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { WebSocket, WebSocketServer } from 'ws';
import { Agent } from '../agent.mjs';
import { cleanup, test } from '../support.mjs';
import { ADA, directory, signInAtDirectory } from './directory.mjs';
import { startWebGateway } from './gateway.mjs';

// Echoes each message, and remembers every request.
async function startUpstream() {
  const requests = [];
  const server = http.createServer((request, response) => {
    requests.push(request);
    response.end('the application');
  });
  const sockets = new WebSocketServer({ server, handleProtocols: (offered) => (offered.has('chat') ? 'chat' : false) });
  sockets.on('connection', (socket, request) => {
    requests.push(request);
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
}

async function startAll() {
  const { ca } = await directory();
  const upstream = await startUpstream();
  const gateway = await startWebGateway({ rest: `
routes:
  - {path: /, upstream: "${upstream.url}"}
  - {path: /with-token, upstream: "${upstream.url}", identity: jwt}
` });
  const signIn = async () => {
    const agent = new Agent({ ca });
    const page = await signInAtDirectory(agent, `${gateway.origin}/`, ADA.name, () => false);
    assert.equal(page.text, 'the application', gateway.log());
    return { agent, cookie: [...agent.jar(gateway.origin)].map((pair) => pair.join('=')).join('; ') };
  };
  return { ...gateway, upstream, signIn, socketUrl: `${gateway.origin.replace('http', 'ws')}/socket?room=1` };
}

let started;
const world = () => (started ??= startAll());

// Opens a WebSocket. Returns the socket, or the status of the refusal.
function open(url, { protocols = [], ...options }) {
  const socket = new WebSocket(url, protocols, options);
  cleanup(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve({ socket }));
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      resolve({ status: response.statusCode });
    });
    socket.once('error', reject);
  });
}

function echo(socket, message) {
  return new Promise((resolve) => {
    socket.once('message', (data, binary) => resolve({ data, binary }));
    socket.send(message);
  });
}

test('WebSocket: with a session, messages of any kind and size go both ways', async () => {
  const { origin, signIn, socketUrl, upstream } = await world();
  const { cookie } = await signIn();
  const { socket } = await open(socketUrl, { headers: { cookie, 'x-auth-request-user': 'mallory' }, origin, protocols: ['chat'] });
  assert.ok(socket, 'refused');
  assert.equal(socket.protocol, 'chat');
  assert.deepEqual(await echo(socket, 'hello'), { data: Buffer.from('hello'), binary: false });
  const large = Buffer.alloc(3 * 1024 * 1024, 'x\0y');
  const back = await echo(socket, large);
  assert.ok(back.binary && large.equals(back.data));
  const seen = upstream.requests.at(-1);
  assert.equal(seen.url, '/socket?room=1');
  assert.equal(seen.headers['x-auth-request-user'], 'ada');
  assert.ok(!seen.headers.cookie?.includes('sallyport'), 'the session cookie went to the upstream');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close(4321, 'done');
  assert.equal(await closed, 4321);
});

test('WebSocket: refused without a session, with a cookie that is none, and from a foreign page', async () => {
  const { origin, signIn, socketUrl, upstream } = await world();
  const { cookie } = await signIn();
  const before = upstream.requests.length;
  assert.equal((await open(socketUrl, { origin })).status, 401);
  assert.equal((await open(socketUrl, { origin, headers: { cookie: `${cookie.split('=')[0]}=${'A'.repeat(43)}` } })).status, 401);
  for (const foreign of ['https://evil.example', `${origin}.evil.example`, 'null', undefined])
    assert.equal((await open(socketUrl, { origin: foreign, headers: { cookie } })).status, 403, foreign);
  assert.equal(upstream.requests.length, before);
});

test('WebSocket: ends with the session', async () => {
  const { origin, signIn, socketUrl } = await world();
  const { agent, cookie } = await signIn();
  const { socket } = await open(socketUrl, { headers: { cookie }, origin });
  await echo(socket, 'still here');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await agent.send(`${origin}/api/v1/auth/logout`, { method: 'POST', form: {} });
  await closed;
});

test('identity: jwt: the upstream checks our token with our keys, and learns who it is', async () => {
  const { origin, signIn, upstream } = await world();
  const { agent } = await signIn();
  const answer = await agent.send(`${origin}/with-token/page`, { headers: { 'x-auth-request-user': 'mallory' } });
  assert.equal(answer.status, 200);
  const { headers } = upstream.requests.at(-1);
  const token = headers.authorization.match(/^Bearer (\S+)$/)[1];
  const keys = createRemoteJWKSet(new URL(`${origin}/api/v1/system/config/jwks`));
  const { payload } = await jwtVerify(token, keys, { issuer: origin, algorithms: ['RS256'], maxTokenAge: '5m' });
  assert.equal(payload.sub, 'ada');
  assert.equal(payload.email, ADA.name);
  assert.deepEqual([...payload.roles].sort(), ADA.roles);
  assert.ok(payload.exp - payload.iat <= 300);
  assert.ok(!Object.values(headers).includes('mallory'));
  const signature = token.lastIndexOf('.') + 20;
  const damaged = token.slice(0, signature) + (token[signature] === 'A' ? 'B' : 'A') + token.slice(signature + 1);
  await assert.rejects(jwtVerify(damaged, keys), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
});
