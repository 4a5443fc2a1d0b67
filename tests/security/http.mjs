// The HTTP edge, apart from bytes (http_bytes.mjs): identity headers, methods, hosts, paths, caches, other origins, the
// headers of every answer.
import assert from 'node:assert/strict';
import { test, until } from '../support.mjs';
import { exchange } from './bytes.mjs';
import { Recorder, SESSION, ask, begin, isAlive, raw, signIn, startGateway, startIdp, statusOf } from './world.mjs';

const idp = await startIdp();
const application = await new Recorder().start();
const gateway = await startGateway(idp, application, { more: `  - {path: /wild, upstream: "${application.origin}", ambiguousSegments: pass}\n  - {path: /wild/inner, upstream: "${application.origin}", roles: [Admin]}\n` });
const host = `Host: localhost:${gateway.port}\r\n`;
const { cookie: session } = await signIn(gateway);
const mine = [['Cookie', session]];

const NAMES = ['X-Auth-Request-User', 'X-Auth-Request-Email', 'X-Auth-Request-Preferred-Username', 'X-Auth-Request-Groups', 'X-Auth-Request-Roles', 'X-Auth-Request-Access-Token', 'X-Auth-User', 'X-Forwarded-User', 'X-Forwarded-Email', 'X-Forwarded-Groups', 'X-Forwarded-Preferred-Username',
  'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-Uri', 'X-Forwarded-Prefix', 'X-Forwarded-Access-Token', 'X-Real-IP', 'Forwarded', 'Remote-User', 'X-Remote-User', 'X-WebAuth-User', 'X-MS-Client-Principal', 'X-MS-Client-Principal-Name', 'X-Authenticated-User', 'X-Original-URL', 'X-Original-URI',
  'X-Rewrite-URL', 'X-User', 'X-Email', 'X-Groups', 'X-Roles', 'X-Request-Id', 'X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'X-Sallyport-User', 'Proxy-Authorization'];
const spellings = (name) => [...new Set([name, name.toLowerCase(), name.toUpperCase(), name.replaceAll('-', '_'), name.toLowerCase().replace('-', '_'), name.replace(/-([^-]*)$/, '_$1')])];
const forged = NAMES.flatMap(spellings);

test('HTTP-02: an identity of the client\'s own making reaches no application: every spelling, twice, on every kind of path and method', async () => {
  application.take();
  const upgrade = `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: ${gateway.origin}\r\n`;
  const asked = [['GET', '/app/x', mine], ['GET', '/open/x', []], ['GET', '/maybe/x', []], ['GET', '/maybe/x', mine], ['GET', '/jwt/x', mine], ['GET', '/cut/x', mine], ['OPTIONS', '/open/x', []], ['OPTIONS', '/app/x', mine], ['HEAD', '/open/x', []], ['POST', '/open/x', []],
    ['DELETE', '/maybe/x', []], ['GET', '/wild/x/a%2Fb', mine], ['upgrade', '/app/ws', mine], ['upgrade', '/open/ws', []]];
  const nobody = [['GET', '/callback'], ['GET', '/nowhere'], ['OPTIONS', '/callback'], ['GET', '/check'], ['OPTIONS', '/app/x'], ['GET', '/'], ['GET', '/api/v1/users/loggedInUser'], ['POST', '/api/v1/auth/login'], ['GET', '/signed-out']];
  for (let at = 0; at < forged.length; at += 40) {
    const lines = forged.slice(at, at + 40).flatMap((name) => [`${name}: EVIL`, `${name}:EVIL2 `]).join('\r\n');
    for (const [method, path, who] of asked) {
      const cookie = who.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      const head = method === 'upgrade' ? `GET ${path} HTTP/1.1\r\n${host}${upgrade}` : `${method} ${path} HTTP/1.1\r\n${host}Connection: close\r\n${method === 'POST' ? 'Content-Length: 0\r\n' : ''}`;
      if (method === 'upgrade') assert.equal(statusOf(await raw(gateway.port, `${head}${cookie}${lines}\r\n\r\n`, { through: 'hello' })), 101);
      else assert.deepEqual((await exchange(gateway.port, `${head}${cookie}${lines}\r\n\r\n`)).statuses, [200], path);
      const seen = application.take();
      assert.equal(seen.length, 1);
      assert.ok(!seen[0].raw.join('\n').includes('EVIL'), `${method} ${path}: ${seen[0].raw}`);
      assert.deepEqual(seen[0].raw.filter((name, i) => i % 2 === 0 && /^x[-_]auth[-_]request[-_]user$/i.test(name)).length, path.startsWith('/jwt') ? 0 : 1, path);
    }
    for (const [method, path] of nobody) {
      const { text, statuses } = await exchange(gateway.port, `${method} ${path} HTTP/1.1\r\n${host}Connection: close\r\n${lines}\r\n\r\n`);
      assert.equal(statuses.length, 1);
      assert.ok(!text.includes('EVIL'), `${method} ${path}: ${text}`);
    }
  }
  assert.deepEqual(application.take(), []);
  for (const name of NAMES.slice(0, 6)) assert.deepEqual((await exchange(gateway.port, `GET /open/x HTTP/1.1\r\n${host}${name} : EVIL\r\n\r\n`)).statuses, [400], 'white space before the colon');
});

test('HTTP-02: Connection takes none of our headers away, and no identity outlives its request', async () => {
  const connection = `Connection: close, ${['X-Auth-Request-User', 'x-auth-request-roles', 'X_Auth_Request_Email', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Request-Id', 'Host', 'Cookie', 'Authorization', 'Content-Length'].join(', ')}`;
  application.take();
  await exchange(gateway.port, `POST /app/x HTTP/1.1\r\n${host}Cookie: ${session}\r\nContent-Length: 2\r\n${connection}\r\n\r\nab`);
  const [seen] = application.take();
  assert.equal(seen.headers['x-auth-request-user'], 'alice');
  assert.equal(seen.headers['x-auth-request-roles'], 'DataSteward');
  assert.equal(seen.headers['x-auth-request-email'], 'alice@contoso.example');
  assert.equal(seen.headers['x-forwarded-for'], '127.0.0.1');
  assert.equal(seen.body, 'ab');
  for (const count of [1, 3]) assert.equal((await exchange(gateway.port, `GET /maybe/x HTTP/1.1\r\n${host}Cookie: ${session}\r\n\r\n`.repeat(count) + `GET /maybe/y HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).statuses.length, count + 1);
  assert.deepEqual(application.take().filter(({ url }) => url === '/maybe/y').map(({ headers }) => headers['x-auth-request-user']), ['', '']);
});

const FORWARDED = [['X-Forwarded-For', '203.0.113.9'], ['X-Forwarded-Host', 'evil.example'], ['X-Forwarded-Proto', 'https'], ['X-Forwarded-Port', '444'], ['X-Forwarded-Uri', '/evil'], ['X-Original-URI', '/evil'], ['X-Real-IP', '203.0.113.9'], ['Forwarded', 'for=203.0.113.9;host=evil.example;proto=https'],
  ['True-Client-IP', '203.0.113.9'], ['CF-Connecting-IP', '203.0.113.9'], ['X-Client-IP', '203.0.113.9'], ['X-Request-Id', 'chosen']];

test('HTTP-03: what a stranger says of proxies changes no redirect, no address and no line of the log', async () => {
  const { answer, url } = await begin(gateway);
  const told = await ask(gateway, '/api/v1/auth/login?redirectUri=/', { headers: FORWARDED });
  assert.equal(new URL(told.headers.location).searchParams.get('redirect_uri'), url.searchParams.get('redirect_uri'));
  assert.ok(answer.headers.location.startsWith(idp.origin) && told.headers.location.startsWith(idp.origin));
  for (const path of ['/app/x', '/check?redirect=1', '/check/app/x', '/api/v1/auth/logout']) {
    const { headers, text } = await ask(gateway, path, { headers: [...FORWARDED, ['Accept', 'text/html']] });
    assert.ok(!/evil|203\.0\.113\.9/.test(JSON.stringify(headers) + text), path);
  }
  for (const value of ['127.0.0.1', '::1', 'unix', 'localhost', '127.0.0.1, 203.0.113.9']) await ask(gateway, '/app/x', { headers: [['X-Forwarded-For', value], ['Authorization', 'Bearer nothing'], ['X-Request-Id', 'chosen']] });
  await until('the lines', () => (gateway.log().match(/"event":"refused"/g) ?? []).length >= 5);
  assert.ok(!/evil|203\.0\.113\.9|"chosen"/.test(gateway.log()), gateway.log());
  for (const line of gateway.log().split('\n').filter((text) => /"event":"refused"/.test(text))) assert.equal(JSON.parse(line).client, '127.0.0.1');
});

test('HTTP-04: a Host that is not ours, or not one, is refused on every path and stands in no answer', async () => {
  application.take();
  const port = gateway.port;
  const hosts = ['evil.example', `evil.example:${port}`, 'a@b', `localhost:${port}@evil.example`, `evil.example@localhost:${port}`, `localhost:${port}.evil.example`, `localhost.:${port}`, `localhost:0${port}`, `localhost:${port}0`, `localhost:${port}, evil.example`, `localhost:${port} evil.example`, `localhost:${port}/`,
    `localhost:${port}#`, `localhost:${port}?`, '', ' ', ':', `:${port}`, '[::1]', '[::1', `127.0.0.1:${port}`, `2130706433:${port}`, `0x7f.1:${port}`, 'localhost', `xn--localhost:${port}`, `localhost\xe3\x80\x82:${port}`, `local\x00host:${port}`, `localhost:${port}\x0b`, 'http://localhost', `*:${port}`, '%6cocalhost'];
  for (const path of ['/open/x', '/app/x', '/', '/callback?error=x', '/api/v1/auth/login', '/api/v1/auth/logout', '/local-admin', '/nowhere'])
    await Promise.all(hosts.map(async (name) => {
      const { statuses, text } = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: ${name}\r\nCookie: ${session}\r\nConnection: close\r\nAccept: text/html\r\n\r\n`);
      assert.ok([400, 421].includes(statuses[0]) && statuses.length === 1, `${JSON.stringify(name)} at ${path}: ${statuses}`);
      assert.ok(!/evil/.test(text), text);
    }));
  for (const lines of ['', `Host: localhost:${port}\r\nHost: evil.example\r\n`, `Host: evil.example\r\nHost: localhost:${port}\r\n`, `${host}${host}`, `Host:\r\n localhost:${port}\r\n`]) assert.deepEqual((await exchange(port, `GET /open/x HTTP/1.1\r\n${lines}\r\n`)).statuses, [400]);
  for (const target of [`http://localhost:${port}/open/x`, 'http://evil.example/open/x', `HTTP://localhost:${port}/open/x`, '//evil.example/open/x', `localhost:${port}`]) assert.deepEqual((await exchange(port, `GET ${target} HTTP/1.1\r\n${host}\r\n`)).statuses, [400], target);
  assert.equal((await exchange(port, `GET /open/x HTTP/1.1\r\nHost: LOCALHOST:${port}\r\nConnection: close\r\n\r\n`)).statuses[0], 200, 'a name has no case');
  assert.deepEqual(application.take().map(({ url }) => url), ['/open/x']);
});

// Paths that look public, but that some program reads as a path that needs a role.
const BYPASSES = ['/admin%2f..%2fopen', '/open/..;/admin', '//admin', '/admin/.', '/admin%00', '/open/%252e%252e/admin', '/open\\..\\admin', '/admin;x=1', '/open/%c0%ae%c0%ae/admin', '/open/%2e%2e/admin', '/open/..%2fadmin', '/open/..%5cadmin', '/./admin', '/open/../admin', '/open//../admin', '/admin%20', '/ADMIN', '/Admin/x', '/admin.',
  '/admin..;/x', '/%61dmin;x', '/admin%3b', '/admin%3Fx', '/admin%23', '/admin%0a', '/admin%09', '/admin%ff', '/%e0%80%afadmin', '/open/%u002e%u002e/admin', '/open/.%00./admin', '/open/.%0d./admin', '/open/x/..%c0%afadmin', '/.%2e/admin', '/%2e/admin', '/open;/../admin', '/;/admin', '/open/;/admin', '/open/x%2f..%2f..%2fadmin', '/open/x%252f..%252f..%252fadmin', '/open/%2e%2e%3b/admin',
  '/wild/..%2fadmin', '/wild/x/..%2f..%2f..%2fadmin', '/wild/x/..;/..;/admin', '/wild/%2e%2e%2fadmin', '/wild/x/%252e%252e%252f%252e%252e%252fadmin', '/wild/x/%25252e%25252e%25252fadmin', '/wild/inner%2fx', '/wild/INNER%2fx', '/wild/%2finner', '/wild/;/inner', '/wild/inner;x', '/wild/x%2f..%2finner', '/wild%2finner', '/wild;/inner', '/wild/x%2f%2e%2e', '/wild/x%00%2f', '/wild/x%2f%5c..', '/wild/x%2f%2500',
  '/wild/a%2fb%zz', '/wild/x%2f..%3f', '/wild/x/..%20%2finner', '/wild/x%2f...%2f', '/WILD/a%2fb', '/wild/inner./x', '/wild/INNER/x', '/callback%2f', '/check%2fapp', '/api/v1/auth%2flogin'];

test('HTTP-05: no spelling of a path gets past a rule: 400, and the application hears nothing; /check/PATH says the same', async () => {
  application.take();
  for (const cookie of ['', `Cookie: ${session}\r\n`])
    await Promise.all(BYPASSES.map(async (path) => {
      assert.deepEqual((await exchange(gateway.port, `GET ${path} HTTP/1.1\r\n${host}${cookie}Connection: close\r\n\r\n`)).statuses, [400], path);
      if (!/^\/(callback|check|api)/.test(path)) assert.deepEqual((await exchange(gateway.port, `GET /check${path} HTTP/1.1\r\n${host}${cookie}Connection: close\r\n\r\n`)).statuses, [400], `/check${path}`);
    }));
  assert.deepEqual(application.take().map(({ url }) => url), []);
  for (const path of ['/admin', '/admin/', '/%61dmin/x', '/admin/x?/../open', '/admin?/open', '/wild/inner', '/wild/%69nner/x']) {
    assert.equal((await ask(gateway, path, { headers: mine })).status, 403, path);
    assert.equal((await ask(gateway, `/check${path}`, { headers: mine })).status, 403, path);
  }
  assert.deepEqual(application.take(), []);
});

test('HTTP-05: where a route lets ambiguous segments pass, they go on byte by byte', async () => {
  application.take();
  for (const path of ['/wild/x/a%2fb', '/wild/x/a%2Fb%2fc', '/wild/x/%2F', '/wild/x/50%25', '/wild/x/a;v=1/b;w', '/wild/x/http%3A%2F%2Fexample.com%2Fa?b=%2F..%2F', '/wild/x/a%252Fb', '/wild/x/;', '/wild/x/%c3%bc%2f%7e']) {
    assert.equal((await ask(gateway, path, { headers: mine })).status, 200, path);
    assert.deepEqual(application.take().map(({ url }) => url), [path]);
    assert.equal((await ask(gateway, `/check${path}`, { headers: mine })).status, 200, path);
    assert.equal((await ask(gateway, path)).status, 401, path);
    assert.deepEqual(application.take(), []);
  }
  const { headers } = await ask(gateway, '/wild/x/a%2fb?c=1', { headers: [['Accept', 'text/html']] });
  assert.equal(new URL(headers.location).searchParams.get('redirectUri'), '/wild/x/a%2fb?c=1', 'the way back is the page');
  const { answer } = await signIn(gateway, '/wild/x/a%2fb?c=1');
  assert.equal(new URL(answer.headers.location, gateway.origin).href, `${gateway.origin}/wild/x/a%2fb?c=1`);
});

test('HTTP-06: no method is another by a header or parameter; odd ones are refused; HEAD and the rest meet the rule of GET', async () => {
  application.take();
  for (const method of ['TRACE', 'TRACK', 'CONNECT', 'get', 'Get', 'PROPFIND', 'DEBUG', 'PURGE', 'BREW', 'GETX', 'PRI', 'M-SEARCH', 'x'.repeat(64)])
    for (const path of ['/open/x', '/app/x', '/callback', '/']) {
      const { statuses } = await exchange(gateway.port, `${method} ${path} HTTP/1.1\r\n${host}Cookie: ${session}\r\nConnection: close\r\n\r\n`);
      assert.deepEqual(statuses, [405], `${method} ${path}`);
    }
  assert.deepEqual(application.take(), []);
  const override = [['X-HTTP-Method-Override', 'GET'], ['X-HTTP-Method', 'GET'], ['X-Method-Override', 'GET'], ['X_HTTP_Method_Override', 'GET']];
  for (const path of ['/signed-out', '/api/v1/users/loggedInUser', '/api/v1/auth/refresh', '/api/v1/system/version']) for (const query of ['', '?_method=GET&method=GET']) assert.equal((await ask(gateway, path + query, { method: 'DELETE', headers: [...override, ...mine] })).status, 405, path);
  assert.equal((await ask(gateway, '/app/x?_method=DELETE', { method: 'POST', headers: [...override.map(([name]) => [name, 'DELETE']), ...mine], body: '_method=DELETE' })).status, 200);
  const [posted] = application.take();
  assert.equal(posted.method, 'POST');
  assert.ok(!posted.raw.some((name) => /method/i.test(name)), posted.raw);
  for (const path of ['/app/x', '/admin/x', '/open/x', '/maybe/x', '/secret/x', '/nowhere', '/check', '/check/admin/x', '/check/app/x', '/a%2fb'])
    for (const who of [[], mine]) {
      const { status } = await ask(gateway, path, { headers: who });
      for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) assert.equal((await ask(gateway, path, { method, headers: who })).status, status, `${method} ${path}`);
    }
  for (const path of ['/', '/signed-out', '/api/v1/users/loggedInUser', '/api/v1/system/version', '/api/v1/system/config/jwks']) for (const who of [[], mine]) assert.equal((await ask(gateway, path, { method: 'HEAD', headers: who })).status, (await ask(gateway, path, { headers: who })).status, path);
  application.take();
});

const WEBSOCKET = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

test('HTTP-09: what follows a refused or unwanted upgrade is a request like any other, never a tunnel', async () => {
  application.take();
  const hidden = `GET /admin/smuggled HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;
  for (const [lines, path, first] of [[WEBSOCKET, '/app/ws', 401], [`${WEBSOCKET}Cookie: ${session}\r\nOrigin: https://evil.example\r\n`, '/app/ws', 403], [`${WEBSOCKET}Cookie: ${session}\r\n`, '/app/ws', 403], [`${WEBSOCKET}Cookie: ${session}\r\nOrigin: null\r\n`, '/app/ws', 403],
    [`${WEBSOCKET}Cookie: ${session}\r\nOrigin: ${gateway.origin}\r\nOrigin: https://evil.example\r\n`, '/app/ws', 403], [WEBSOCKET, '/check', 401], [WEBSOCKET, '/signed-out', 200], ['Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n', '/open/x', 200],
    ['Upgrade: websocket\r\n', '/open/x', 200], [WEBSOCKET.replace('websocket', 'TLS/1.0'), '/open/x', 200]]) {
    const { statuses } = await exchange(gateway.port, `GET ${path} HTTP/1.1\r\n${host}${lines}\r\n${hidden}`);
    assert.deepEqual(statuses, [first, 401], `${path} ${lines}`);
  }
  for (const seen of application.take()) assert.ok(!seen.upgrade && seen.url === '/open/x', seen.url);
  assert.deepEqual((await exchange(gateway.port, `POST /app/ws HTTP/1.1\r\n${host}${WEBSOCKET}Cookie: ${session}\r\nOrigin: ${gateway.origin}\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}GET /nowhere HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).statuses, [200, 404], 'a POST is no upgrade');
  const [posted] = application.take();
  assert.ok(!posted.upgrade && posted.body === hidden);
});

test('HTTP-09: an open WebSocket ends with its session', async () => {
  const { cookie } = await signIn(gateway);
  const socket = exchange(gateway.port, `GET /app/ws HTTP/1.1\r\n${host}${WEBSOCKET}Cookie: ${cookie}\r\nOrigin: ${gateway.origin}\r\n\r\n`, { patience: 20_000 });
  await until('the upgrade', () => application.take().some(({ upgrade }) => upgrade));
  assert.equal((await ask(gateway, '/api/v1/auth/logout', { method: 'POST', headers: [['Cookie', cookie], ['Origin', gateway.origin]] })).status, 303);
  const { statuses, open } = await socket;
  assert.deepEqual({ statuses, open }, { statuses: [101], open: false });
});

test('HTTP-10: a claim with line ends, other bytes or a megabyte splits no header and opens nothing', async () => {
  application.take();
  for (const nasty of ['al\r\nX-Evil: 1', 'al\nX-Evil: 1', 'al\0ice', 'al\x1b[31mice', 'al\u2028ice', 'al\u202eice', 'J\u00fcrgen \u4e16', 'a,b', '"', ' alice ', '%0d%0aX-Evil: 1', 'x'.repeat(200_000)])
    for (const claim of ['preferred_username', 'email', 'name', 'roles']) {
      idp.switches.claims = { [claim]: claim === 'roles' ? [nasty, 'DataSteward'] : claim === 'name' ? nasty : `${nasty}@contoso.example` };
      const { cookie } = await signIn(gateway);
      const answer = cookie ? await ask(gateway, '/app/x', { headers: [['Cookie', cookie]] }) : undefined;
      const checked = cookie ? await ask(gateway, '/check', { headers: [['Cookie', cookie]] }) : undefined;
      idp.switches.claims = {};
      for (const { raw: lines, headers } of application.take()) {
        assert.equal(headers['x-evil'], undefined);
        assert.ok(lines.every((text) => /^[\x20-\x7e\x80-\xff]*$/.test(text) && text.length < 20_000), JSON.stringify(nasty.slice(0, 40)));
        for (const name of ['user', 'email', 'roles', 'groups']) assert.equal(lines.filter((text, i) => i % 2 === 0 && text.toLowerCase() === `x-auth-request-${name}`).length, 1);
      }
      assert.equal(checked?.headers['x-evil'], undefined);
      for (const got of [answer, checked].filter(Boolean)) assert.ok([200, 204, 401, 403].includes(got.status), got.status);
    }
  for (const value of ['/x%0d%0aX-Evil:%201', '/x\u000d\u000aX-Evil: 1']) for (const path of [`/api/v1/auth/login?redirectUri=${encodeURIComponent(value)}`, `/api/v1/auth/logout?redirectUri=${value.replace(/[\r\n ]/g, encodeURIComponent)}`, `/callback?error=${encodeURIComponent(value)}&error_description=${encodeURIComponent(value)}`]) {
    const { headers } = await ask(gateway, path);
    assert.equal(headers['x-evil'], undefined, path);
  }
  assert.ok(isAlive(gateway));
});

test('HTTP-11, HTTP-12: nothing of ours is kept: no-store everywhere, no validators, no 304, no 206', async () => {
  const conditional = [['If-None-Match', '*'], ['If-Modified-Since', new Date(Date.now() + 1e7).toUTCString()], ['Range', 'bytes=0-3'], ['If-Range', '"x"'], ['If-Match', '"x"']];
  for (const who of [[], mine])
    for (const accept of [[], [['Accept', 'text/html']]])
      for (const path of ['/', '/check', '/check?redirect=1', '/check/app/x', '/check/open/x', '/check/admin/x', '/callback', '/callback?code=x&state=y', '/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/users/loggedInUser', '/signed-out', '/api/v1/system/config/auth', '/api/v1/system/config/jwks', '/api/v1/system/version', '/frontchannel-logout',
        '/local-admin', '/nowhere', '/a%2fb', '/admin/x', ...(who.length ? [] : ['/app/x'])]) {
        const plain = await ask(gateway, path, { headers: [...who, ...accept] });
        const asked = await ask(gateway, path, { headers: [...who, ...accept, ...conditional] });
        assert.equal(asked.status, plain.status, path);
        for (const { headers } of [plain, asked]) {
          assert.match(headers['cache-control'] ?? '', /no-store/, `${path} ${plain.status}`);
          const editable = path === '/api/v1/users/loggedInUser';  // its ETag is for the If-Match of a change
          assert.ok((!headers.etag || editable) && !headers['last-modified'] && !headers['accept-ranges'] && !headers.age && !headers.expires, path);
        }
      }
  application.headers = { 'cache-control': 'public, max-age=3600' };
  const { headers } = await ask(gateway, '/app/x', { headers: mine });
  application.headers = {};
  assert.match(headers['cache-control'], /private/, 'an application\'s page for one person is for no shared cache');
  application.take();
});

test('HTTP-13: we give no other origin anything: no Access-Control header, whatever the Origin', async () => {
  const origins = ['null', 'https://evil.example', gateway.origin, `${gateway.origin}.evil.example`, `https://${new URL(gateway.origin).host}`, `http://evil${new URL(gateway.origin).host}`, gateway.origin.toUpperCase(), '*', ''];
  for (const origin of origins)
    for (const method of ['GET', 'OPTIONS', 'POST'])
      for (const path of ['/', '/check', '/callback', '/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/users/loggedInUser', '/api/v1/system/config/auth', '/api/v1/system/config/jwks', '/nowhere', '/admin/x']) {
        const { headers } = await ask(gateway, path, { method, headers: [...mine, ['Origin', origin], ['Access-Control-Request-Method', 'GET'], ['Access-Control-Request-Headers', 'authorization']] });
        assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith('access-control')), [], `${method} ${path} from ${origin}`);
      }
  for (const origin of ['null', 'https://evil.example', `${gateway.origin}.evil.example`]) assert.notEqual((await ask(gateway, '/api/v1/auth/refresh', { headers: [...mine, ['Origin', origin]] })).status, 200, 'and no token');
});

test('HTTP-16: metrics, health and the like stand on the second listener alone, which serves nothing else', async () => {
  for (const path of ['/metrics', '/healthz', '/readyz', '/debug/pprof/', '/debug/vars', '/actuator/env', '/docs', '/swagger', '/openapi.json', '/server-status', '/.env', '/.git/config', '/status', '/health'])
    for (const who of [[], mine]) assert.equal((await ask(gateway, path, { headers: who })).status, 404, path);
  const admin = { port: gateway.adminPort };
  for (const path of ['/', '/callback', '/check', '/api/v1/auth/login', '/api/v1/users/loggedInUser', '/app/x', '/open/x', '/metrics/', '/metrics/../healthz', '//metrics', '/metrics%2f']) assert.equal((await ask(admin, path, { headers: mine })).status, 404, path);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) assert.equal((await ask(admin, '/metrics', { method })).status, 405);
  for (const path of ['/metrics', '/healthz', '/readyz']) assert.equal((await ask(admin, path)).status, 200);
  assert.ok(!(await gateway.metrics()).includes(session.slice(SESSION.length + 1)));
  assert.deepEqual(application.take(), []);
});

test('HTTP-07: hundreds of clients that dawdle keep nobody waiting, and are sent away', async () => {
  const slow = [...Array.from({ length: 150 }, (_, i) => exchange(gateway.port, `GET /open/${i} HTTP/1.1\r\nHost: loc`, { patience: 30_000 })), ...Array.from({ length: 150 }, () => exchange(gateway.port, '', { patience: 30_000 }))];
  const body = Array.from({ length: 50 }, () => exchange(gateway.port, `POST /open/x HTTP/1.1\r\n${host}Content-Length: 100000\r\n\r\nabc`, { patience: 100 }));
  for (let i = 0; i < 200; i += 1) assert.equal((await ask(gateway, '/check', { headers: mine })).status, 204);
  const ended = await Promise.all(slow);
  assert.ok(ended.every(({ open }) => !open), 'closed by us');
  assert.ok(ended.slice(0, 150).every(({ statuses }) => statuses[0] === 408), 'a head that does not come is 408');
  await Promise.all(body);
  assert.equal((await ask(gateway, '/check', { headers: mine })).status, 204);
  application.take();
});
