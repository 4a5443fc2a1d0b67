// The HTTP edge: smuggling, spoofed identity, two readings of one path, foreign cookies, open redirects.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from '../support.mjs';
import { Recorder, SESSION, ask, begin, countOf, isAlive, raw, signIn, startGateway, startIdp, statusOf } from './world.mjs';

const idp = await startIdp();
const application = await new Recorder().start();
const gateway = await startGateway(idp, application);
const behind = await startGateway(idp, application, { server: '  trustedProxies: [127.0.0.1]' });
const host = `Host: localhost:${gateway.port}\r\n`;
const { cookie: session } = await signIn(gateway);
assert.ok(session, 'signed in');

const corpus = readFileSync(new URL('open-redirect.txt', import.meta.url), 'latin1').split('\n').filter(Boolean);
const more = ['\t//evil.example', '/\\evil.example', '\\\\evil.example', 'https:evil.example', 'javascript:alert(1)', '//localhost@evil.example', `http://localhost:${gateway.port}@evil.example/`,
  `http://localhost:${gateway.port}.evil.example/`, `http://localhost:${gateway.port + 1}/`, '/%0d%0aSet-Cookie:x=y', '/\r\nSet-Cookie: x=y', `/${'a'.repeat(8000)}`, '/%2e%2e//evil.example', '/.//evil.example', '///evil.example', 'data:text/html,x', '/;@evil.example',
  'http:/evil.example', 'http:///evil.example', '/\u2028/evil.example', '／／evil.example', 'https://localhost。evil.example', '/%5cevil.example', '/..//evil.example', '?//evil.example'];

// Returns whether a browser stays at `origin` with this Location (WHATWG URL, as Node implements it).
function stays(location, origin) {
  return location !== undefined && new URL(location, `${origin}/callback`).origin === origin;
}

test('RP-12: no line of the open-redirect list leads away after a sign-in', async () => {
  const away = [];
  const tellers = new Map();
  for (const line of [...corpus, ...more]) {
    const { cookie, url } = await begin(gateway, Buffer.from(line, 'latin1').toString('latin1'));
    if (url.origin !== idp.origin) away.push(`${line}: led to ${url}`);
    tellers.set(line, { cookie, state: url.searchParams.get('state') });
  }
  for (const [line, { cookie, state }] of tellers) {
    // The provider refuses. The gateway's page then has a link "Sign in again" with the same return address.
    const answer = await ask(gateway, `/callback?error=access_denied&state=${state}`, { headers: [['Cookie', cookie]] });
    const link = answer.text.match(/redirectUri=([^"&]*)/);
    if (!link || !stays(decodeURIComponent(link[1]), gateway.origin)) away.push(`${line}: ${answer.status} ${link?.[1]}`);
  }
  assert.deepEqual(away, []);
});

test('RP-12: the redirect after a whole sign-in stays, too', async () => {
  const sample = [...corpus.filter((_, i) => i % 16 === 0), ...more];
  for (const line of sample) {
    const { answer } = await signIn(gateway, line);
    assert.equal(answer.status, 303, line);
    assert.ok(stays(answer.headers.location, gateway.origin), `${line}: ${answer.headers.location}`);
  }
});

test('RP-12, HTTP-11: no line leads away from /check, whoever says where the browser was', async () => {
  for (const target of [gateway, behind])
    for (const line of [...corpus, ...more]) {
      const value = Buffer.from(line, 'utf8').toString('latin1');
      if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value) || value.length > 4000) continue;
      for (const name of ['X-Forwarded-Uri', 'X-Original-URI']) {
        const answer = await ask(target, '/check?redirect=1', { headers: [['Accept', 'text/html'], [name, value]] });
        assert.equal(answer.status, 302, line);
        const to = new URL(answer.headers.location, target.origin);
        assert.equal(to.origin, target.origin, line);
        const back = to.searchParams.get('redirectUri');
        assert.ok(stays(back, target.origin), `${line}: ${back}`);
        if (target === gateway) assert.equal(back, '/', 'believed from nobody');
      }
    }
});

test('RP-19: sign-out leads to where the configuration says, whatever the request asks', async () => {
  for (const line of corpus.filter((_, i) => i % 40 === 0)) {
    const query = ['redirectUri', 'post_logout_redirect_uri', 'rd', 'returnTo'].map((name) => `${name}=${encodeURIComponent(line)}`).join('&');
    const answer = await ask(gateway, `/api/v1/auth/logout?${query}`);
    assert.equal(answer.headers.location, `${gateway.origin}/signed-out`, line);
  }
});

// Each row tries to turn one request into two, or to hide one. Its third member follows the request line and Host.
const smuggled = [
  ['HTTP-01', 'CL and TE', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /open/smuggled HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['HTTP-01', 'TE and CL', 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n'],
  ['HTTP-01', 'two lengths', 'Content-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ['HTTP-01', 'the same length twice', 'Content-Length: 2\r\nContent-Length: 2\r\n\r\nab'],
  ['HTTP-01', 'a list of lengths', 'Content-Length: 2, 2\r\n\r\nab'],
  ...['+2', '-2', '0x2', ' 2x', '2;', '', '99999999999999999999', '1e1', '２'].map((length) => ['HTTP-01', `length "${length}"`, `Content-Length: ${length}\r\n\r\nabGET /open/smuggled HTTP/1.1\r\n\r\n`]),
  ...['xchunked', 'chunked, identity', 'identity, chunked', 'gzip, chunked', 'chunked,', ',chunked', '"chunked"', 'chunked;q=1', 'identity', '', '\x0bchunked', 'chunked\x00'].map((coding) => ['HTTP-01', `coding ${JSON.stringify(coding)}`, `Transfer-Encoding: ${coding}\r\n\r\n0\r\n\r\nGET /open/smuggled HTTP/1.1\r\n${host}\r\n`]),
  ['HTTP-01', 'two codings', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['HTTP-01', 'space before the colon', 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
  ['HTTP-01', 'folded', 'Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n'],
  ['HTTP-01', 'bare LF', 'X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['HTTP-01', 'bare CR', 'X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['HTTP-01', 'NUL', 'X: y\0z\r\n\r\n'],
  ['HTTP-01', 'a name with a control', 'X\x01: y\r\n\r\n'],
  ['HTTP-01', 'no colon', 'Transfer-Encoding chunked\r\n\r\n'],
  ['HTTP-01', 'an empty name', ': y\r\n\r\n'],
  ['HTTP-01', 'chunk size with a sign', 'Transfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n'],
  ['HTTP-01', 'chunk size in 0x', 'Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n'],
  ['HTTP-01', 'chunk size beyond 64 bits', 'Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\na\r\n0\r\n\r\n'],
  ['HTTP-01', 'chunk ended by LF', 'Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n'],
  ['HTTP-01', 'LF in an extension', 'Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\na\r\n0\r\n\r\n'],
  ['HTTP-01', 'data longer than its chunk', 'Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n'],
  ['HTTP-01', 'two hosts', 'Host: evil.example\r\n\r\n'],
];

test('HTTP-01: a request that can be read in two ways is refused, through a proxied route too', async () => {
  application.take();
  for (const path of ['/open/x', '/check', '/callback', '/nowhere'])
    for (const [id, what, rest] of smuggled) {
      const reply = await raw(gateway.port, Buffer.from(`POST ${path} HTTP/1.1\r\n${host}${rest}`, 'latin1'));
      // Only our own addresses answer before the body, and then close the connection.
      const early = path !== '/open/x' && statusOf(reply) >= 400;
      assert.ok(statusOf(reply) >= 400 && statusOf(reply) < 500, `${id} ${what} at ${path}: ${reply.slice(0, 90)}`);
      assert.ok(countOf(reply) === 1 || !early, `${id} ${what} at ${path}: ${countOf(reply)} answers`);
    }
  const seen = application.take();
  assert.deepEqual(seen.map((request) => request.url), [], 'a broken request came to the application');
  assert.ok(isAlive(gateway));
});

test('HTTP-01: what is not a request line is refused', async () => {
  for (const line of ['GET  /open/x HTTP/1.1', 'GET /open/x  HTTP/1.1', 'GET /open/x HTTP/1.2', 'GET /open/x HTTP/2.0', 'GET /open/x', 'GET http://localhost/open/x HTTP/1.1', 'GET //evil.example/open HTTP/1.1', 'GET * HTTP/1.1', 'CONNECT localhost:80 HTTP/1.1',
    'TRACE /open/x HTTP/1.1', 'GET /open/x#y HTTP/1.1', 'GET /open/\x7f HTTP/1.1', 'GET /open/\xff HTTP/1.1', 'G(T /open/x HTTP/1.1', 'GET\t/open/x HTTP/1.1', 'PRI * HTTP/2.0', 'GET /open/x HTTP/1.1 x', 'get /open/x HTTP/1.1', 'GET\\0 /open/x HTTP/1.1']) {
    const reply = await raw(gateway.port, Buffer.from(`${line}\r\n${host}\r\n`, 'latin1'));
    assert.ok(statusOf(reply) >= 400 && statusOf(reply) < 500, `${line}: ${reply.slice(0, 60)}`);
  }
  assert.deepEqual(application.take(), []);
});

test('HTTP-01: a pipeline keeps its people apart', async () => {
  application.take();
  const as = (path, extra = '') => `GET ${path} HTTP/1.1\r\n${host}${extra}\r\n`;
  const reply = await raw(gateway.port, as('/app/one', `Cookie: ${session}\r\n`) + as('/maybe/two') + as('/app/three') + as('/maybe/four', `Cookie: ${session}\r\n`));
  assert.deepEqual(reply.match(/HTTP\/1\.1 \d{3}/g), ['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 401', 'HTTP/1.1 200']);
  assert.deepEqual(application.take().map((request) => [request.url, request.headers['x-auth-request-user']]), [['/app/one', 'alice'], ['/maybe/two', ''], ['/maybe/four', 'alice']]);
});

test('HTTP-02: who somebody is, only the gateway says, in every spelling', async () => {
  const names = ['X-Auth-Request-User', 'X-Auth-Request-Email', 'X-Auth-Request-Preferred-Username', 'X-Auth-Request-Groups', 'X-Auth-Request-Roles', 'X-Auth-Request-Access-Token', 'X-Forwarded-User', 'X-Forwarded-Email', 'X-Forwarded-Groups',
    'X-Forwarded-Preferred-Username', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Forwarded-Uri', 'X-Forwarded-Prefix', 'X-Real-IP', 'Forwarded', 'Remote-User', 'X-Remote-User', 'X-WebAuth-User', 'X-MS-Client-Principal',
    'X-MS-Client-Principal-Name', 'X-Authenticated-User', 'X-Original-URL', 'X-Rewrite-URL', 'X-User', 'X-Email', 'X-Roles', 'X-Request-Id', 'X-HTTP-Method-Override'];
  const spellings = (name) => [name, name.toLowerCase(), name.toUpperCase(), name.replaceAll('-', '_'), name.replace('-', '_'), name.toLowerCase().replaceAll('-', '_')];
  application.take();
  for (const name of names)
    for (const spelling of spellings(name))
      for (const path of ['/app/x', '/maybe/x', '/open/x', '/jwt/x']) {
        const headers = [[spelling, 'EVIL'], [spelling, 'EVIL2'], ['Cookie', session], ['Connection', `close, ${spelling}, x-auth-request-user, cookie, host`]];
        await ask(gateway, path, { headers });
        const [seen] = application.take();
        if (!seen) continue;  // at /app nobody is signed in, because Connection named the cookie and so removed it
        assert.ok(!seen.raw.join('\n').includes('EVIL'), `${spelling} at ${path}: ${seen.raw}`);
      }
  await ask(gateway, '/app/x', { headers: [['Cookie', session], ['Connection', 'close, X-Auth-Request-User, X-Auth-Request-Email, Authorization']] });
  const [seen] = application.take();
  assert.equal(seen.headers['x-auth-request-user'], 'alice', 'our own header must not go by a name in Connection');
});

test('HTTP-02: the name of the gateway\'s cookie goes to no application', async () => {
  const value = session.slice(SESSION.length + 1);
  for (const header of [`a=b; ${session}; c=d`, `${SESSION} =${value}; c=d`, `a=b;${session}`, `;;${session};;`, `${session}; ${SESSION}-signin-abcdefgh=x`, `a=b\t;\t${session}`, `a="x; ${session}; y"`]) {
    await ask(gateway, '/open/x', { headers: [['Cookie', header]] });
    const [seen] = application.take();
    assert.ok(!seen.raw.join('\n').includes(value), `${header}: ${seen.headers.cookie}`);
    assert.ok(!/signin/.test(seen.headers.cookie ?? ''), header);
  }
});

test('HTTP-03: without trusted proxies the client\'s address is the peer\'s', async () => {
  await ask(gateway, '/open/x', { headers: [['X-Forwarded-For', '8.8.8.8']] });
  assert.equal(application.take()[0].headers['x-forwarded-for'], '127.0.0.1');
});

test('HTTP-05: the rule and the application read one path', async () => {
  application.take();
  for (const path of ['/open/../admin/x', '/open/%2e%2e/admin/x', '/open/..%2fadmin/x', '/open%2f..%2fadmin', '/open/.%2e/admin', '/open\\..\\admin', '/open/;/../admin', '/open;/admin', '/open/..;/admin/x', '//admin/x', '/open//../admin', '/%2561dmin/x', '/open/%252e%252e/admin',
    '/open/%00/../admin', '/open/x%23/../../admin', '/admin%', '/admin%2', '/admin%zz', '/open/%c0%ae%c0%ae/admin', '/open/.', '/./admin/x', '/admin/.', '/admin%5cx', '/open/%0a', '/open/x y']) {
    const reply = await raw(gateway.port, Buffer.from(`GET ${path} HTTP/1.1\r\n${host}Cookie: ${session}\r\n\r\n`, 'latin1'));
    assert.ok([400, 403, 404].includes(statusOf(reply)), `${path}: ${reply.slice(0, 60)}`);
  }
  assert.deepEqual(application.take().map((request) => request.url), []);
  for (const path of ['/%61dmin/x', '/adm%69n/x', '/admin', '/admin/', '/admin?x=/open', '/admin/x?/../../open', '/%61%64%6d%69%6e', '/admin/x?%2e%2e/open']) {
    assert.equal((await ask(gateway, path, { headers: [['Cookie', session]] })).status, 403, path);
  }
  assert.deepEqual(application.take(), []);
  assert.equal((await ask(gateway, '/open/a?x=/../admin', {})).status, 200);
  assert.equal(application.take()[0].url, '/open/a?x=/../admin');
});

test('HTTP-04: a Host that is not ours is refused; /check goes by the host it is told, and in doubt by no weaker rule', async () => {
  for (const other of ['evil.example', `localhost.:${gateway.port}`, 'localhost', `localhost:${gateway.port}.evil.example`, `evil.example:${gateway.port}`, `127.0.0.1:${gateway.port}`, `localhost:0${gateway.port}`]) {
    const reply = await raw(gateway.port, `GET /open/x HTTP/1.1\r\nHost: ${other}\r\nCookie: ${session}\r\n\r\n`);
    assert.ok([400, 421].includes(statusOf(reply)), `${other}: ${reply.slice(0, 60)}`);
  }
  const checked = async (name) => statusOf(await raw(gateway.port, `GET /check/secret/x HTTP/1.1\r\nHost: ${name}\r\nCookie: ${session}\r\n\r\n`));
  for (const name of ['localhost', `localhost:${gateway.port}`, 'LOCALHOST', `LocalHost:${gateway.port}`, 'localhost.', `localhost.:${gateway.port}`, '127.0.0.1', 'gateway.internal'])
    assert.equal(await checked(name), 403, `a role of the route is forgotten for Host: ${name}`);
});

test('SES-08: an application can neither set nor clear the gateway\'s cookies', async () => {
  const ours = [SESSION, `${SESSION}-signin-abcdefgh`];
  const lines = ours.flatMap((name) => [`${name}=evil; Path=/`, `${name}=; Max-Age=0; Path=/`, ` ${name} =evil`, `${name}`, `=${name}=evil`, `\t${name}=evil`, `${name}=evil; Domain=localhost`]);
  for (const path of ['/app/x', '/open/x', '/maybe/x']) {
    application.headers = { 'set-cookie': [...lines, 'theirs=1; Path=/', `x-${SESSION}=2`], 'clear-site-data': '"cookies"' };
    const answer = await ask(gateway, path, { headers: [['Cookie', session]] });
    application.headers = {};
    assert.deepEqual(answer.headers['set-cookie'], ['theirs=1; Path=/', `x-${SESSION}=2`], path);
    assert.equal(answer.headers['clear-site-data'], undefined, path);
  }
  assert.equal((await ask(gateway, '/check', { headers: [['Cookie', session]] })).status, 204);
  application.take();
});

test('HTTP-09: a WebSocket is passed on from our own page, and from no other', async () => {
  application.take();
  const upgrade = (path, extra, options) => raw(gateway.port, `GET ${path} HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${extra}\r\n`, options);
  const good = await upgrade('/app/ws', `Origin: ${gateway.origin}\r\nCookie: ${session}\r\n`, { through: 'hello' });
  assert.equal(statusOf(good), 101, good.slice(0, 200));
  assert.ok(good.endsWith('hello'), good);
  const [seen] = application.take();
  assert.ok(seen.upgrade);
  assert.equal(seen.raw.filter((name) => /^upgrade$/i.test(name)).length, 2, `one Upgrade header: ${seen.raw}`);
  for (const origin of ['http://evil.example', 'null', `${gateway.origin}.evil.example`, gateway.origin.toUpperCase()]) assert.equal(statusOf(await upgrade('/app/ws', `Origin: ${origin}\r\nCookie: ${session}\r\n`)), 403, origin);
  assert.equal(statusOf(await upgrade('/app/ws', `Cookie: ${session}\r\n`)), 403, 'no Origin');
  assert.equal(statusOf(await upgrade('/app/ws', `Origin: ${gateway.origin}\r\n`)), 401, 'nobody');
  assert.deepEqual(application.take(), []);
});

test('HTTP-10, LOG-01: no byte of a request can begin a line of the log or a label of a metric', async () => {
  for (const path of ['/check/x%0a%7b"ts"', '/app/%22%7d', '/nowhere"}\\n{"ts":"x"']) await ask(gateway, path.replaceAll('"', '%22'), { headers: [['Accept', 'text/html'], ['User-Agent', '\u00e9"\\'], ['X-Request-Id', 'a"b']] });
  await ask(gateway, '/callback?error=%22%7D%0A%7B%22ts%22%3A1&error_description=%3Cscript%3E&state=aaaaaaaaaa%0A');
  for (const line of gateway.log().split('\n').filter(Boolean)) if (line.startsWith('{')) assert.ok(JSON.parse(line).event);
  for (const line of (await gateway.metrics()).split('\n').filter(Boolean)) assert.match(line, /^(#.*|[a-z_]+(\{[a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*\})? [-0-9.e+]+)$/);
});
