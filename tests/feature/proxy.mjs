// The proxy: what reaches the upstream (byte for byte where that matters), and what never does.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import http from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { cleanup, test } from '../support.mjs';
import { raw, rawRequest, signedIn } from './signed_in.mjs';
import { Browser, atIdp, headersOf, keepSecret, sessionOf, signIn, startGateway } from './world.mjs';

// Sends a request and returns the one that reached the upstream.
async function through(world, line, headers) {
  const before = world.upstream.requests.length;
  const answer = await rawRequest(world, line, headers);
  assert.equal(answer.status, 200, answer.head);
  assert.equal(world.upstream.requests.length, before + 1);
  return world.upstream.requests[before];
}

test('identity: headers: the upstream learns who it is', async () => {
  const world = await signedIn();
  const seen = Object.fromEntries(headersOf(await through(world, 'GET /page?a=%20b')));
  assert.equal(seen['x-auth-request-user'], 'alice');
  assert.equal(seen['x-auth-request-email'], 'alice@contoso.example');
  assert.equal(seen['x-auth-request-roles'], 'DataSteward');
  assert.equal(seen['x-forwarded-for'], '127.0.0.1');
  assert.equal(seen['x-forwarded-proto'], 'http');
  assert.equal(world.upstream.requests.at(-1).url, '/page?a=%20b');
});

const SPELLINGS = ['X-Auth-Request-User', 'x-auth-request-user', 'X_Auth_Request_User', 'x_auth-REQUEST_user', 'X-Auth-Request-Roles', 'X_AUTH_REQUEST_ROLES',
  'X-Auth-Request-Groups', 'X-Auth-Request-Email', 'X-Auth-Request-Preferred-Username', 'X-Auth-User', 'X-Forwarded-User', 'X_Forwarded_User', 'X-Forwarded-Email',
  'X-Forwarded-Groups', 'X-Forwarded-Preferred-Username', 'X-Forwarded-Access-Token', 'Remote-User', 'REMOTE_USER', 'X-Remote-User', 'X_Remote_User', 'X-WebAuth-User',
  'X-Authenticated-User', 'X-MS-CLIENT-PRINCIPAL-NAME', 'X_MS_CLIENT_PRINCIPAL', 'X-User', 'X-Email', 'X-Roles', 'X-Groups', 'X-Original-URL', 'X-Rewrite-URL',
  'X-Real-IP', 'Forwarded', 'X-HTTP-Method-Override', 'X-Sallyport-User'];

test('HTTP-02: spoofed identity headers reach the upstream in no spelling, signed in or not', async () => {
  const world = await signedIn();
  const forged = SPELLINGS.map((name) => `${name}: mallory`);
  for (const [who, path] of [[world, '/page'], [{ ...world, browser: new Browser() }, '/public/page'], [{ ...world, browser: new Browser() }, '/optional/page']]) {
    const request = await through(who, `GET ${path}`, forged);
    assert.ok(!request.headers.join('\n').includes('mallory'), `${path}: ${request.headers.join('\n')}`);
    const users = headersOf(request).filter(([name]) => name === 'x-auth-request-user').map(([, value]) => value);
    assert.deepEqual(users.filter((value) => value !== ''), who === world ? ['alice'] : []);
  }
});

test('Connection cannot take our identity headers away', async () => {
  const world = await signedIn();
  const cookie = `sallyport=${sessionOf(world.browser, world.gateway.origin)}`;
  const before = world.upstream.requests.length;
  await raw({ host: '127.0.0.1', port: world.gateway.port }, `GET /page HTTP/1.1\r\nHost: localhost:${world.gateway.port}\r\nCookie: ${cookie}\r\nConnection: close, X-Auth-Request-User, X-Auth-Request-Roles, X-Mine\r\nX-Mine: 1\r\n\r\n`);
  const seen = Object.fromEntries(headersOf(world.upstream.requests[before]));
  assert.equal(seen['x-auth-request-user'], 'alice');
  assert.equal(seen['x-auth-request-roles'], 'DataSteward');
  assert.equal(seen['x-mine'], undefined);
});

test('our cookies stay here, others pass', async () => {
  const world = await signedIn();
  const session = sessionOf(world.browser, world.gateway.origin);
  const request = await through({ ...world, browser: new Browser() }, 'GET /page', [`Cookie: theirs=1; sallyport=${session}; sallyport-signin-abc=x; also=2`].filter(Boolean)).catch((error) => error);
  if (request instanceof Error) throw request;
  const cookies = headersOf(request).filter(([name]) => name === 'cookie').map(([, value]) => value).join('; ');
  assert.match(cookies, /theirs=1; also=2/);
  assert.ok(!request.headers.join('\n').includes(session));
});

test('HTTP-05: a path that can be read in two ways is refused, and no byte of it reaches the upstream', async () => {
  const world = await signedIn();
  const before = { requests: world.upstream.requests.length, connections: world.upstream.connections };
  for (const path of ['/public/../admin', '/public/%2e%2e/admin', '/public/.%2E/admin', '//admin', '/a//b', '/public/..;/admin', '/admin;x', '/public%2fx', '/a%5cb', '/public\\..\\admin',
    '/admin%00', '/a%zz', '/%252e%252e/admin', '/./admin', '/%c0%ae%c0%ae/admin'])
    assert.equal((await rawRequest(world, `GET ${path}`)).status, 400, path);
  assert.deepEqual({ requests: world.upstream.requests.length, connections: world.upstream.connections }, before);
});

test('HTTP-05: the decision and the upstream see one path', async () => {
  const world = await signedIn();
  const before = world.upstream.requests.length;
  assert.equal((await rawRequest(world, 'GET /%61dmin/x', ['Accept: application/json'])).status, 403);
  assert.equal(world.upstream.requests.length, before);
  assert.equal((await through(world, 'GET /p%61ge/%c3%bc')).url, '/page/%C3%BC');
});

test('HTTP-01: a request that two servers may cut differently is refused', async () => {
  const world = await signedIn();
  const before = world.upstream.requests.length;
  for (const headers of [['Content-Length: 4', 'Transfer-Encoding: chunked'], ['Content-Length: 4', 'Content-Length: 5'], ['Transfer-Encoding: xchunked'], ['Content-Length: +4'],
    ['Transfer-Encoding : chunked']]) {
    const { status } = await rawRequest(world, 'POST /public/x', headers);
    assert.ok(status === 400 || status === 501, `${headers}: ${status}`);
  }
  assert.equal(world.upstream.requests.length, before);
});

test('who is not signed in: browsers go to the sign-in and come back to the page, programs get 401', async () => {
  const { gateway, upstream } = await signedIn();
  const before = upstream.requests.length;
  const sent = await new Browser().send(`${gateway.origin}/deep/page?a=1&b=2`, { headers: { 'sec-fetch-mode': 'navigate' } });
  assert.equal(sent.status, 302);
  assert.equal(new URL(sent.location).searchParams.get('redirectUri'), '/deep/page?a=1&b=2');
  assert.equal((await new Browser().send(`${gateway.origin}/deep`, { headers: { accept: 'application/json' } })).status, 401);
  assert.equal(upstream.requests.length, before);
  const browser = new Browser();
  const landed = await browser.get(`${gateway.origin}/deep/page?a=1&b=2`, { headers: { 'sec-fetch-mode': 'navigate' } });
  assert.equal(landed.status, 200);
  assert.equal(upstream.requests.at(-1).url, '/deep/page?a=1&b=2');
});

test('a role that is missing: 403, and the upstream hears nothing', async () => {
  const world = await signedIn();
  const before = world.upstream.requests.length;
  const answer = await rawRequest(world, 'GET /admin/x', ['Accept: text/html']);
  assert.equal(answer.status, 403);
  assert.match(answer.body, /Role needed/);
  assert.equal(world.upstream.requests.length, before);
});

test('JWT-31: identity: jwt: a short-lived token of ours, verifiable by our JWKS, in place of what the client sent', async () => {
  const world = await signedIn();
  const request = await through(world, 'GET /jwt/api');
  const values = headersOf(request).filter(([name]) => name === 'authorization').map(([, value]) => value);
  assert.equal(values.length, 1);
  const token = values[0].replace(/^Bearer /, '');
  keepSecret(token, 'token of ours');
  const [head, body, signature] = token.split('.');
  const { kid, alg } = JSON.parse(Buffer.from(head, 'base64url'));
  const { keys } = await (await fetch(`${world.gateway.origin}/api/v1/system/config/jwks`)).json();
  const key = createPublicKey({ key: keys.find((each) => each.kid === kid), format: 'jwk' });
  assert.equal(alg, 'RS256');
  assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')));
  const claims = JSON.parse(Buffer.from(body, 'base64url'));
  assert.equal(claims.sub, 'alice');
  assert.equal(claims.email, 'alice@contoso.example');
  assert.deepEqual(claims.roles, ['DataSteward']);
  assert.equal(claims.iss, world.gateway.origin);
  assert.ok(claims.exp - claims.iat <= 300);
  assert.ok(!headersOf(request).some(([name]) => name.startsWith('x-auth-request')));
  const back = await new Browser().send(`${world.gateway.origin}/check`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(back.status, 401, 'it opens upstreams, not us');
});

test('stripPrefix and maxBody', async () => {
  const world = await signedIn();
  assert.equal((await through(world, 'GET /stripped/a/b?c=1')).url, '/a/b?c=1');
  const before = world.upstream.requests.length;
  assert.equal((await rawRequest(world, 'POST /small/x', ['Content-Length: 101'])).status, 413);
  assert.equal(world.upstream.requests.length, before);
});

test('F-25: an upstream that is down: 502, and the gateway goes on', async () => {
  const { idp } = await signedIn();
  const gateway = await startGateway({ authentication: atIdp(idp), rest: 'routes: [{path: /app, upstream: "http://127.0.0.1:1", access: public}]' });
  assert.equal((await new Browser().send(`${gateway.origin}/app`)).status, 502);
  assert.equal((await new Browser().send(`${gateway.origin}/api/v1/system/version`)).status, 200);
});

test('streaming both ways: each part arrives before the next one is sent', async () => {
  const { idp } = await signedIn();
  const echo = http.createServer((request, response) => {
    response.flushHeaders();
    request.on('data', (part) => response.write(`<${part}>`));
    request.on('end', () => response.end());
  });
  await new Promise((resolve) => echo.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    echo.closeAllConnections();
    return new Promise((resolve) => echo.close(resolve));
  });
  const gateway = await startGateway({ authentication: atIdp(idp), rest: `routes: [{path: /app, upstream: "http://127.0.0.1:${echo.address().port}", access: public}]` });
  await new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: gateway.port, method: 'POST', path: '/app', headers: { host: `localhost:${gateway.port}` } }, (response) => {
      let sent = 1;
      let seen = '';
      response.on('data', (part) => {
        seen += part;
        if (!seen.endsWith(`<part ${sent}>`)) return;
        sent += 1;
        if (sent > 5) request.end();
        else request.write(`part ${sent}`);
      });
      response.on('end', () => (seen === '<part 1><part 2><part 3><part 4><part 5>' ? resolve() : reject(new Error(seen))));
    });
    request.on('error', reject);
    request.write('part 1');
  });
});

test('A5: server-sent events end after the sign-out, and another person\'s go on', async () => {
  const { idp } = await signedIn();
  const server = http.createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(`data: ${request.headers['x-auth-request-user']}\n\n`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const upstream = `http://127.0.0.1:${server.address().port}`;
  const gateway = await startGateway({ authentication: atIdp(idp), rest: `routes: [{path: /events, upstream: "${upstream}"}, {path: /maybe, upstream: "${upstream}", access: optional}]` });
  const browsers = [new Browser(), new Browser()];
  for (const browser of browsers) await signIn(browser, gateway, '/');
  // Resolves with the first event; `over` resolves when the stream has ended for any reason.
  const listen = (browser, path) => new Promise((resolve, reject) => {
    const headers = { host: `localhost:${gateway.port}`, cookie: `sallyport=${sessionOf(browser, gateway.origin)}` };
    http.get({ host: '127.0.0.1', port: gateway.port, path, headers, agent: false }, (response) => {
      const stream = { ended: false };
      stream.over = new Promise((done) => response.once('close', () => { stream.ended = true; done(); }));
      response.on('error', () => {});
      response.once('data', (text) => (String(text) === 'data: alice\n\n' ? resolve(stream) : reject(new Error(String(text)))));
    }).on('error', reject);
  });
  const streams = await Promise.all(['/events', '/maybe'].map((path) => listen(browsers[0], path)));
  const other = await listen(browsers[1], '/events');
  const answer = await browsers[0].send(`${gateway.origin}/api/v1/auth/logout`, { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' } });
  assert.ok([302, 303].includes(answer.status), String(answer.status));
  await Promise.all(streams.map((stream) => stream.over));
  assert.equal(other.ended, false);
});

test('HTTP-09: WebSocket: messages pass both ways for our own pages; a page elsewhere is refused', async () => {
  const { idp } = await signedIn();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  cleanup(() => {
    for (const client of server.clients) client.terminate();
    return new Promise((resolve) => server.close(resolve));
  });
  let user;
  server.on('connection', (socket, request) => {
    user = request.headers['x-auth-request-user'];
    socket.on('message', (text) => socket.send(`echo ${text}`));
  });
  const gateway = await startGateway({ authentication: atIdp(idp), rest: `routes: [{path: /ws, upstream: "http://127.0.0.1:${server.address().port}"}]` });
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  const open = (origin, cookie = `sallyport=${sessionOf(browser, gateway.origin)}`) =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://localhost:${gateway.port}/ws`, { headers: { cookie, origin } });
      socket.once('open', () => socket.send('hello'));
      socket.once('message', (text) => {
        resolve(String(text));
        socket.close();
      });
      socket.once('unexpected-response', (_, response) => resolve(response.statusCode));
      socket.once('error', (error) => resolve(error.message));
    });
  const hello = await open(gateway.origin);
  assert.equal(hello, 'echo hello', gateway.output);
  assert.equal(user, 'alice');
  assert.equal(await open('https://evil.example'), 403);
  assert.equal(await open(gateway.origin, 'sallyport=none'), 401);
});

test('whatever the server takes, it passes on or refuses: no request is its own mistake', async () => {
  const world = await signedIn();
  const heads = [['X-Text: gr\u00fc\u00dfe'], ['X-Tab: a\tb'], ['X-Empty:'], ["X-Odd!#$%&'*+.^_`|~: 1"], ['TE: trailers'], ['Trailer: X'], ['Trailers: X'], ['Keep-Alive: 5'], ['Proxy-Connection: keep-alive'],
    ['Proxy-Authenticate: Basic'], ['Proxy-Authorization: Basic eDp5'], ['Proxy-Authentication-Info: x'], ['HTTP2-Settings: AA'], ['Upgrade: h2c'], ['Expect: 100-continue'],
    ['Content_Length: 4'], ['Content-Length: 0'], ['Transfer_Encoding: chunked'], ['Alt-Svc: x'], ['Close: x'], ['Max-Forwards: 0'], ['Range: bytes=0-1'], ['Sec-WebSocket-Key: x']];
  for (const headers of heads) {
    const { status } = await rawRequest(world, 'GET /page', headers);
    assert.ok(status === 200 || (status >= 400 && status < 500), `${headers}: ${status}`);
  }
  for (const query of ['a=\u00fc', 'a=b|c', 'a={x}', 'a="x"', 'a=<x>', 'a=\\', 'a=%zz', 'a=;b', '?', 'a=^`']) {
    const { status } = await rawRequest(world, `GET /page?${query}`);
    assert.ok(status === 200 || (status >= 400 && status < 500), `${query}: ${status}`);
  }
});
