// What the gateway writes to the log and shows to people. Whatever a stranger puts into a field must remain text.
import assert from 'node:assert/strict';
import { test, until } from '../support.mjs';
import { BINARY, Recorder, ask, begin, isAlive, raw, signIn, startGateway, startIdp } from './world.mjs';

const idp = await startIdp();
const application = await new Recorder().start();
const gateway = await startGateway(idp, application, { server: '  logLevel: debug' });

const NASTY = ['line\nend', 'line\r\nend', '\x1b[2J\x1b]0;x\x07', 'nul\0byte', '\u202ereversed\u2066', '\u2028separator\u2029', '\ufeffbom', '\u200bzero', '"}\n{"level":"audit","event":"sign_in"', '\\"', '%s%n%x', '${jndi:ldap://x}', '<script>alert(1)</script>', '\x7f\x80\x9b', '\ud800'];

test('LOG-01: whatever stands in a name, role, path, error or token, an event is one line of JSON that steers no terminal', async () => {
  for (const nasty of NASTY) {
    const encoded = encodeURIComponent(nasty.toWellFormed());
    for (const path of [`/app/${encoded}`, `/check/app/${encoded}`, `/callback?error=${encoded}&error_description=${encoded}&state=${encoded}`, `/check?role=${encoded}`, `/api/v1/auth/login?redirectUri=${encoded}`, `/frontchannel-logout?sid=${encoded}&iss=${encoded}`, `/nowhere?${encoded}`]) await ask(gateway, path, { headers: [['Accept', 'text/html']] });
    const bytes = Buffer.from(nasty.toWellFormed(), 'utf8').toString('latin1').replace(/[\r\n\0]/g, ' ');
    for (const name of ['User-Agent', 'Referer', 'X-Request-Id', 'Authorization', 'Cookie', 'X-Forwarded-For', 'Accept-Language']) await raw(gateway.port, Buffer.from(`GET /app/x HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nConnection: close\r\n${name}: ${name === 'Authorization' ? 'Bearer ' : ''}${bytes}\r\n\r\n`, 'latin1'));
    for (const claim of ['preferred_username', 'name', 'oid', 'tid', 'roles', 'sub']) {
      idp.switches.claims = { [claim]: claim === 'roles' ? [nasty] : `${nasty}@contoso.example` };
      const { cookie } = await signIn(gateway);
      if (cookie) await ask(gateway, '/admin/x', { headers: [['Cookie', cookie]] });
    }
    idp.switches.claims = {};
    idp.switches.token = (request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: nasty, error_description: `AADSTS50105: ${nasty}`, trace_id: nasty, correlation_id: nasty }));
    };
    await signIn(gateway);
    delete idp.switches.token;
  }
  const marked = 'the-last-of-them';
  await ask(gateway, `/app/${marked}`, { headers: [['Authorization', 'Bearer x']] });
  await until('the last line', () => gateway.log().includes(marked));
  // At the start, the check of the configuration prints plain text.
  const lines = gateway.log().split('\n').filter((line) => line && !/: (corrected|warning|notice): |^ +write: /.test(line));
  assert.ok(lines.length > 150, `${lines.length} lines`);
  const events = new Set();
  for (const line of lines) {
    assert.ok(!/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(line), JSON.stringify(line));
    events.add(JSON.parse(line).event);
  }
  assert.ok(lines.every((line) => !/^\{"level":"audit","event":"sign_in"/.test(line)), 'a forged line');
  assert.ok(events.has('refused') && events.has('sign_in') && events.has('sign_in_refused') && events.has('forbidden'), [...events].join());
  assert.ok(isAlive(gateway));
});

test('LOG-03: each of many refusals at once has its line, with who, what, when, from where and which request', async () => {
  const before = (gateway.log().match(/"event":"refused"/g) ?? []).length;
  const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => ask(gateway, `/app/many-${i}`, { headers: [['Authorization', `Bearer made-up-${i}`]] })));
  await until('all lines', () => (gateway.log().match(/"event":"refused"/g) ?? []).length >= before + 300);
  const lines = gateway.log().split('\n').filter((line) => /many-\d/.test(line)).map((line) => JSON.parse(line));
  const byPath = new Map(lines.map((line) => [line.path, line]));
  for (let i = 0; i < 300; i += 1) {
    const line = byPath.get(`/app/many-${i}`);
    assert.ok(line, `many-${i} has no line`);
    assert.equal(line.request_id, answers[i].headers['x-request-id']);
    assert.match(line.ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual([['audit', 'debug'].includes(line.level), line.client, line.method], [true, '127.0.0.1', 'GET']);
    assert.ok(line.reason);
  }
  const { cookie } = await signIn(gateway);
  await ask(gateway, '/admin/who', { headers: [['Cookie', cookie]] });
  await until('the person', () => /"event":"forbidden"[^\n]*\/admin\/who/.test(gateway.log()));
  assert.equal(JSON.parse(gateway.log().split('\n').find((line) => line.includes('/admin/who'))).user, 'alice');
});

test('LOG-03: a log that takes nothing more stops nobody', async () => {
  const full = await startGateway(idp, application, { command: ['sh', '-c', 'exec "$0" "$@" 2>/dev/full', BINARY] });
  const { cookie } = await signIn(full);
  assert.equal((await ask(full, '/app/x', { headers: [['Cookie', cookie]] })).status, 200);
  for (let i = 0; i < 300; i += 1) assert.equal((await ask(full, '/app/x', { headers: [['Authorization', 'Bearer x']] })).status, 401);
  assert.equal((await ask(full, '/check', { headers: [['Cookie', cookie]] })).status, 204);
  await full.process.stop();
});

test('LOG-04: people and programs are told what to do, never how we are built', async () => {
  const { cookie } = await signIn(gateway);
  const asked = ['/nowhere', '/app/x', '/admin/x', '/callback', '/callback?code=x&state=y', '/callback?error=server_error&state=x', '/api/v1/auth/refresh', '/a%2fb', '/check?%zz', '/frontchannel-logout', '/local-admin', '/local-admin/setup?link=x'];
  const broken = [(request, response) => response.end('<html>'), (request) => request.socket.destroy(), (request, response) => { response.writeHead(500); response.end('java.lang.NullPointerException'); }];
  const texts = [];
  for (const headers of [[], [['Cookie', cookie]], [['Cookie', cookie], ['Accept', 'text/html']], [['Authorization', 'Bearer x.y.z']]]) for (const path of asked) texts.push((await ask(gateway, path, { headers })).text);
  for (const bytes of ['x\r\n\r\n', `POST /callback HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nContent-Length: x\r\n\r\n`]) texts.push(await raw(gateway.port, bytes));
  for (const fault of broken) {
    idp.switches.token = fault;
    texts.push((await signIn(gateway)).answer.text);
  }
  delete idp.switches.token;
  for (const text of texts) assert.ok(!/(\/src\/|\.cc\b|\.h:\d|sqlite|openssl|boost|libcurl|curl:|std::|exception|terminate|0x[0-9a-f]{8,}|\/tmp\/|sallyport\.db|stack|java\.lang)/i.test(text), text);
});

// Our logo, the only drawing on a page.
const MARK = /<svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false"><path d="[\w. -]+"\/><\/svg>/;

test('UI-01, UI-04, UI-05: markup in names, roles, errors and claims stays text on every page; no page may be framed or sniffed', async () => {
  const markup = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '</title><script>alert(1)</script>', '<svg/onload=alert(1)>', 'javascript:alert(1)', '&lt;script&gt;', '{{7*7}}${7*7}'];
  const pages = [];
  for (const text of markup) {
    idp.switches.claims = { name: text, roles: [text, 'DataSteward'], given_name: text, email: 'alice@contoso.example' };
    const { cookie } = await signIn(gateway);
    const html = [['Accept', 'text/html']];
    for (const path of ['/', '/admin/x', '/api/v1/auth/logout', '/nowhere', '/check?role=%3Cscript%3Ealert(1)%3C/script%3E', `/check?role=${encodeURIComponent(text)}`]) pages.push([text, path, await ask(gateway, path, { headers: [...html, ...(cookie ? [['Cookie', cookie]] : [])] })]);
    idp.switches.claims = {};
    for (const query of [`error=${encodeURIComponent(text)}`, `error=access_denied&error_description=${encodeURIComponent(text)}`, `error=x&error_description=${encodeURIComponent(`AADSTS50105: ${text}`)}&error_uri=${encodeURIComponent(text)}`]) {
      const { cookie: sealed, url } = await begin(gateway, `/${encodeURIComponent(text)}`);
      pages.push([text, query, await ask(gateway, `/callback?${query}&state=${url.searchParams.get('state')}`, { headers: [...html, ['Cookie', sealed]] })]);
      pages.push([text, query, await ask(gateway, `/callback?${query}&state=${encodeURIComponent(text)}`, { headers: html })]);
    }
    for (const path of [`/local-admin?x=${encodeURIComponent(text)}`, `/signed-out?x=${encodeURIComponent(text)}`, `/local-admin/setup?link=${encodeURIComponent(text)}`]) pages.push([text, path, await ask(gateway, path, { headers: html })]);
  }
  let seen = 0;
  for (const [text, path, { status, headers, text: page }] of pages) {
    if (status === 204) continue;  // an answer of /check, which has no body
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.match(headers['content-security-policy'], /frame-ancestors 'none'/, path);
    if (!/html/.test(headers['content-type'] ?? '')) {
      if (page) assert.match(headers['content-type'], /^application\/json$/, path);
      continue;
    }
    seen += 1;
    const tags = page.replace(/<style>[\s\S]*?<\/style>/, '').replace(MARK, '').match(/<[^>]*>/g).join('\n');
    assert.ok(!/\son\w+\s*=|javascript:/i.test(tags), `${text} at ${path}: ${tags}`);
    assert.ok(tags.match(/<(?!\/?(html|head|meta|title|body|main|h1|h2|p|dl|div|dt|dd|a|form|input|button|label|footer|ul|li|strong|code|span|nav|header|section|style|!doctype)\b)[^>]*>/i) === null, page);
  }
  assert.ok(seen > 60, `${seen} pages`);
});

test('UI-02, UI-03: every page has a policy without unsafe-inline and unsafe-eval, and no script at all to be fooled', async () => {
  const { cookie } = await signIn(gateway);
  for (const path of ['/', '/signed-out', '/nowhere', '/admin/x', '/callback', '/api/v1/auth/logout', '/callback?error=x']) {
    const { headers, text } = await ask(gateway, path, { headers: [['Accept', 'text/html'], ['Cookie', cookie]] });
    if (!/html/.test(headers['content-type'] ?? '')) continue;
    const policy = headers['content-security-policy'];
    assert.match(policy, /^default-src 'none'; /, path);
    assert.ok(!/unsafe|\*|data:|blob:|https?:\/\/(?!localhost)/.test(policy), policy);
    assert.ok(!/script-src|<script| style=|javascript:/i.test(policy + text), path);
    for (const [, address] of text.matchAll(/(?:src|href|action)="([^"]*)"/g)) assert.ok(address.startsWith('/') || address.startsWith(gateway.origin) || address.startsWith(idp.origin), address);
  }
});
