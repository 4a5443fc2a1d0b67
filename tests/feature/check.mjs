// /check as proxies use it: with every method, over TCP and over a unix socket. Also its answers, and which forwarded
// headers it believes.
import assert from 'node:assert/strict';
import { test } from '../support.mjs';
import { raw, rawRequest, signedIn } from './signed_in.mjs';
import { Browser, atIdp, check, signIn, startGateway } from './world.mjs';

const NAVIGATION = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };
const PROGRAM = { accept: 'application/json' };

test('/check answers every method alike', async () => {
  const world = await signedIn();
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'MKCALENDAR']) {
    assert.equal((await rawRequest(world, `${method} /check`)).status, 204, method);
    assert.equal((await rawRequest({ ...world, browser: new Browser() }, `${method} /check`)).status, 401, method);
  }
});

test('/check: 204 says who it is, in headers, and nothing is kept', async () => {
  const { gateway, browser } = await signedIn();
  const { status, headers, text } = await check(browser, gateway);
  assert.equal(status, 204);
  assert.equal(text, '');
  assert.equal(headers['x-auth-request-user'], 'alice');
  assert.equal(headers['x-auth-request-email'], 'alice@contoso.example');
  assert.equal(headers['x-auth-request-preferred-username'], 'alice@contoso.example');
  assert.equal(headers['x-auth-request-roles'], 'DataSteward');
  assert.ok('x-auth-request-groups' in headers);
  assert.match(headers['cache-control'], /no-store/);
});

test('/check: 401 with a challenge for nobody; a bad bearer token is not rescued by a cookie', async () => {
  const { gateway, browser } = await signedIn();
  const nobody = await check(new Browser(), gateway);
  assert.equal(nobody.status, 401);
  assert.match(nobody.headers['www-authenticate'], /^Bearer realm="/);
  assert.ok(!('x-auth-request-user' in nobody.headers && nobody.headers['x-auth-request-user'] !== ''));
  const bad = await check(browser, gateway, '/check', { headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' } });
  assert.equal(bad.status, 401);
  assert.match(bad.headers['www-authenticate'], /invalid_token/);
});

test('/check: 302 for browsers where it is asked, and only for them', async () => {
  const { gateway } = await signedIn();
  const ask = (path, headers) => check(new Browser(), gateway, path, { headers });
  const sent = await ask('/check?redirect=1', NAVIGATION);
  assert.equal(sent.status, 302);
  assert.ok(sent.location.startsWith(`${gateway.origin}/api/v1/auth/login?redirectUri=`));
  assert.equal((await ask('/check', NAVIGATION)).status, 401, 'not asked for');
  assert.equal((await ask('/check?redirect=1', PROGRAM)).status, 401, 'no browser');
  assert.equal((await ask('/check?redirect=1', { ...NAVIGATION, 'sec-fetch-mode': 'cors' })).status, 401, "a page's script");
});

test('/check: 403 with the role that is missing', async () => {
  const { gateway, browser } = await signedIn();
  assert.equal((await check(browser, gateway, '/check?role=Admin&role=DataSteward')).status, 204, 'one of them is enough');
  const refused = await check(browser, gateway, '/check?role=Admin', { headers: PROGRAM });
  assert.equal(refused.status, 403);
  const { code, message } = JSON.parse(refused.text);
  assert.equal(code, 403);
  assert.match(message, /Admin/);
  const page = await check(browser, gateway, '/check?role=Admin', { headers: NAVIGATION });
  assert.match(page.text, /Role needed.*Admin.*Signed in as.*alice/s);
});

test('/check/PATH (Envoy) takes access and roles from the route that covers the path', async () => {
  const { gateway, browser } = await signedIn();
  assert.equal((await check(browser, gateway, '/check/anything', { headers: PROGRAM })).status, 200, 'Envoy takes nothing else for a yes');
  assert.equal((await check(browser, gateway, '/check/admin/x', { headers: PROGRAM })).status, 403);
  assert.equal((await check(browser, gateway, '/check/admin/x?role=DataSteward', { headers: PROGRAM })).status, 403, "the query is the client's own");
  assert.equal((await check(new Browser(), gateway, '/check/public/x', { headers: PROGRAM })).status, 200);
  const sent = await check(new Browser(), gateway, '/check/admin/x', { headers: NAVIGATION });
  assert.equal(new URL(sent.location).searchParams.get('redirectUri'), '/admin/x');
});

test('/check/PATH: a path that can be read in two ways is refused', async () => {
  const world = await signedIn();
  for (const path of ['/public/../admin', '/public/%2e%2e/admin', '//admin', '/public/..;/admin', '/public%2f..%2fadmin', '/public\\..\\admin'])
    assert.equal((await rawRequest(world, `GET /check${path}`)).status, 400, path);
});

test('/check on the unix socket: for any Host, and its X-Forwarded-Uri is believed', async () => {
  const { gateway, browser, socket } = await signedIn();
  const cookie = [...browser.jar(gateway.origin)].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = (...lines) => raw({ path: socket }, [...lines, 'Connection: close', '', ''].join('\r\n'));
  assert.match(await ask('GET /check HTTP/1.1', 'Host: app.internal', `Cookie: ${cookie}`), /^HTTP\/1\.1 204 .*x-auth-request-user: alice\r\n/is);
  assert.match(await ask('GET /check HTTP/1.1', 'Host: app.internal'), /^HTTP\/1\.1 401 /);
  assert.match(await ask('GET /check?redirect=1 HTTP/1.1', 'Host: app.internal', 'Accept: text/html', 'X-Forwarded-Uri: /deep/page?a=1'),
    /^HTTP\/1\.1 302 .*location: [^\r]*redirectUri=%2Fdeep%2Fpage%3Fa%3D1\r\n/is);
});

test('HTTP-03, HTTP-11: forged X-Forwarded-* change nothing: not the way back, not the client in the log, not our address', async () => {
  const { gateway, upstream } = await signedIn();
  const forged = { ...NAVIGATION, 'x-forwarded-uri': '/evil', 'x-original-uri': '/evil', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https', 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9', 'x-request-id': 'chosen-by-the-client' };
  const sent = await check(new Browser(), gateway, '/check?redirect=1', { headers: forged });
  assert.equal(new URL(sent.location).origin, gateway.origin);
  assert.equal(new URL(sent.location).searchParams.get('redirectUri'), '/');
  const start = await new Browser().send(`${gateway.origin}/api/v1/auth/login?redirectUri=/`, { headers: forged });
  assert.equal(new URL(start.location).searchParams.get('redirect_uri'), `${gateway.origin}/callback`);
  await check(new Browser(), gateway, '/check', { headers: { ...forged, authorization: 'Bearer bad' } });
  await gateway.heard('refused');
  assert.ok(!gateway.output.includes('203.0.113.9') && !gateway.output.includes('chosen-by-the-client'), gateway.output);
  const before = upstream.requests.length;
  await new Browser().send(`${gateway.origin}/public/x`, { headers: forged });
  const lines = upstream.requests[before].headers.join('\n');
  assert.ok(!/203\.0\.113\.9|evil/.test(lines), lines);
});

test('a trusted proxy is believed: the way back and the client', async () => {
  const { idp } = await signedIn();
  const gateway = await startGateway({ authentication: atIdp(idp), server: '  trustedProxies: [127.0.0.1]' });
  const headers = { ...NAVIGATION, 'x-forwarded-uri': '/deep', 'x-forwarded-for': '198.51.100.1, 203.0.113.9' };
  const sent = await check(new Browser(), gateway, '/check?redirect=1', { headers });
  assert.equal(new URL(sent.location).searchParams.get('redirectUri'), '/deep');
  const outside = await check(new Browser(), gateway, '/check?redirect=1', { headers: { ...headers, 'x-forwarded-uri': '//evil.example/' } });
  assert.equal(new URL(outside.location).searchParams.get('redirectUri'), '/', 'what it passes on from a client is still checked');
  const browser = new Browser();
  const start = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  const callback = await browser.send(start.location);
  await browser.send(callback.location, { headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' } });
  assert.equal((await gateway.heard('sign_in'))[0].client, '203.0.113.9', 'the last address that the proxy itself saw');
});

test('another Host than ours is not answered', async () => {
  const { gateway } = await signedIn();
  const ask = (host) => raw({ host: '127.0.0.1', port: gateway.port }, `GET /api/v1/system/version HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  assert.match(await ask(`localhost:${gateway.port}`), /^HTTP\/1\.1 200 /);
  assert.match(await ask('evil.example'), /^HTTP\/1\.1 421 /);
  assert.match(await raw({ host: '127.0.0.1', port: gateway.port }, `GET / HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 400 /);
});

test('a session is known at every proxy address at once, and ends at every one', async () => {
  const { idp } = await signedIn();
  const gateway = await startGateway({ authentication: atIdp(idp), server: '  loops: 4' });
  const browser = new Browser();
  await signIn(browser, gateway);
  const many = (n) => Promise.all(Array.from({ length: n }, () => check(browser, gateway)));
  assert.ok((await many(40)).every((answer) => answer.status === 204));
  const copy = new Browser();
  for (const [name, value] of browser.jar(gateway.origin)) copy.jar(gateway.origin).set(name, value);
  await browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
  const after = await Promise.all(Array.from({ length: 40 }, () => check(copy, gateway)));
  assert.ok(after.every((answer) => answer.status === 401), 'on every event loop');
});
