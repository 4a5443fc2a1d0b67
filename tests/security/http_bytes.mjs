// HTTP/1.1 byte by byte: what two programs may read differently, what is too large, and how much of that a proxy would
// forward. Each case goes to the TCP listener and to the unix socket, and the application behind the gateway keeps
// every byte.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryFolder, test, until } from '../support.mjs';
import { ByteRecorder, exchange } from './bytes.mjs';
import { isAlive, memoryOf, signIn, startGateway, startIdp } from './world.mjs';

const idp = await startIdp();
const application = await new ByteRecorder().start();
const socket = join(temporaryFolder('bytes'), 'sallyport.sock');
const gateway = await startGateway(idp, application, { server: `  unixSocket: ${socket}` });
const { cookie: session } = await signIn(gateway);
const listeners = [['tcp', gateway.port], ['unix socket', socket]];
const host = `Host: localhost:${gateway.port}\r\n`;
const PATHS = ['/open/x', '/app/x', '/check', '/callback', '/nowhere'];

// Bad heads, refused on every path before the handler is called.
const chunked = 'Transfer-Encoding: chunked\r\n';
const end = '\r\n0\r\n\r\n';
const next = 'GET /open/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const HEADS = {
  'CL and TE': `Content-Length: 5\r\n${chunked}${end}${next}`,
  'TE and CL': `${chunked}Content-Length: 5\r\n${end}${next}`,
  'TE and an empty CL': `${chunked}Content-Length:\r\n${end}${next}`,
  'two TE': `${chunked}${chunked}${end}`,
  'TE twice, one unknown': `Transfer-Encoding: x\r\n${chunked}${end}${next}`,
  'two lengths': `Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
  'one length twice': 'Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc',
  'a list of lengths': 'Content-Length: 3, 3\r\n\r\nabc',
  ...Object.fromEntries(['+5', '-1', '0x5', '5,5', '5 5', ' 5x', '5;', '1e1', '18446744073709551616', '9223372036854775808', '\u00b2', '', '5\t\x0b'].map((length) => [`length ${JSON.stringify(length)}`, `Content-Length: ${length}\r\n\r\nabcde${next}`])),
  ...Object.fromEntries(['xchunked', 'chunked, identity', 'identity, chunked', 'gzip, chunked', 'chunked, chunked', 'chunked,', ',chunked', 'chunked;q=1', '"chunked"', 'identity', 'gzip', '', 'x', 'chunked\x0b', '\x0bchunked', 'chunk ed', 'chunked\x00', 'chunked\xa0'].map((coding) => [`coding ${JSON.stringify(coding)}`, `Transfer-Encoding: ${coding}\r\n${end}${next}`])),
  'a space before the colon': `Transfer-Encoding : chunked\r\n${end}${next}`,
  'a tab before the colon': `Transfer-Encoding\t: chunked\r\n${end}${next}`,
  'a space before the name': ` Transfer-Encoding: chunked\r\n${end}${next}`,
  'obs-fold': `X: a\r\n Transfer-Encoding: chunked\r\n${end}${next}`,
  'obs-fold by a tab': `X: a\r\n\tb\r\n\r\n`,
  'a value on the next line': `Transfer-Encoding:\r\n chunked\r\n${end}${next}`,
  'a line ended by LF': `X: a\nTransfer-Encoding: chunked\r\n${end}${next}`,
  'a head ended by LF LF': 'X: a\n\n',
  'an empty line of LF': 'X: a\r\n\n',
  'a bare CR': `X: a\rTransfer-Encoding: chunked\r\n${end}${next}`,
  'CR CR LF': 'X: a\r\r\n\r\n',
  'NUL in a value': 'X: a\0b\r\n\r\n',
  'NUL in a name': 'X\0: a\r\n\r\n',
  'a control in a value': 'X: a\x08b\r\n\r\n',
  'DEL in a value': 'X: a\x7f\r\n\r\n',
  'a byte above ASCII in a name': 'X\xe9: a\r\n\r\n',
  'no colon': 'Transfer-Encoding chunked\r\n\r\n',
  'no name': ': a\r\n\r\n',
  'a name in quotes': '"Transfer-Encoding": chunked\r\n\r\n',
  'brackets in a name': 'X(a): b\r\n\r\n',
  'a second Host': 'Host: evil.example\r\n\r\n',
  'the same Host again': `${host}\r\n`,
};

test('HTTP-01: a head with two readings is 400 on every listener and path, closes, and no byte of it reaches the application', async () => {
  const before = { count: application.connections.length, bytes: application.bytes };
  for (const [listener, target] of listeners)
    for (const path of PATHS)
      await Promise.all(Object.entries(HEADS).map(async ([what, rest]) => {
        const { statuses, open, text } = await exchange(target, `POST ${path} HTTP/1.1\r\n${host}Cookie: ${session}\r\n${rest}`);
        assert.deepEqual({ statuses, open }, { statuses: [400], open: false }, `${what} at ${path} by ${listener}: ${text.slice(0, 120)}`);
      }));
  assert.deepEqual({ count: application.connections.length, bytes: application.bytes }, before);
  assert.ok(isAlive(gateway));
});

test('HTTP-01: TE in HTTP/1.0, HTTP/0.9, other versions and odd request lines are refused', async () => {
  const before = application.connections.length;
  const lines = [`POST /open/x HTTP/1.0\r\n${host}${chunked}${end}`, 'GET /open/x\r\n\r\n', `GET /open/x HTTP/0.9\r\n${host}\r\n`, `GET /open/x HTTP/1.2\r\n${host}\r\n`, `GET /open/x HTTP/3\r\n${host}\r\n`, `GET /open/x http/1.1\r\n${host}\r\n`,
    `GET  /open/x HTTP/1.1\r\n${host}\r\n`, `GET\t/open/x\tHTTP/1.1\r\n${host}\r\n`, `GET /open/x HTTP/1.1 \r\n${host}\r\n`, ` GET /open/x HTTP/1.1\r\n${host}\r\n`, `GET /open/x HTTP/1.1\n${host}\r\n`, `G\0T /open/x HTTP/1.1\r\n${host}\r\n`,
    `GET /open/\0x HTTP/1.1\r\n${host}\r\n`, `GET /open/x#y HTTP/1.1\r\n${host}\r\n`, `GET http://localhost:${gateway.port}/open/x HTTP/1.1\r\n${host}\r\n`, `GET https://evil.example/open/x HTTP/1.1\r\n${host}\r\n`, `GET * HTTP/1.1\r\n${host}\r\n`,
    `OPTIONS * HTTP/1.1\r\n${host}\r\n`, `GET open/x HTTP/1.1\r\n${host}\r\n`, `GET \\open\\x HTTP/1.1\r\n${host}\r\n`, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', `GET /open/x HTTP/1.1\r\n\r\n`];
  for (const [listener, target] of listeners)
    await Promise.all(lines.map(async (bytes) => {
      const { statuses, open } = await exchange(target, bytes);
      assert.deepEqual({ statuses, open }, { statuses: [400], open: false }, `${JSON.stringify(bytes.slice(0, 60))} by ${listener}`);
    }));
  assert.equal(application.connections.length, before);
});

// Bad bodies. Their heads are good and may already be on their way to the application. The message must be cut and
// never completed, and nothing after it may be read as a request.
const BODIES = {
  'a size beyond 64 bits': `FFFFFFFFFFFFFFFF1\r\na${end}${next}`, 'a size of 2^64': `10000000000000000\r\na${end}${next}`, 'a negative size': `-1\r\na${end}${next}`, 'a size with a sign': `+1\r\na${end}${next}`,
  'a size in 0x': `0x1\r\na${end}${next}`, 'no size': `\r\na${end}${next}`, 'a size in letters': `xyz\r\na${end}${next}`, 'a space before the size': ` 1\r\na${end}${next}`, 'a space after it': `1 \r\na${end}${next}`, 'a size ended by LF': `1\na${end}${next}`,
  'a size ended by CR': `1\rXa${end}${next}`, 'LF in an extension': `1;a\nb\r\na${end}${next}`, 'NUL in an extension': `1;\0\r\na${end}${next}`, 'an extension of a megabyte': `1;${'x'.repeat(1 << 20)}\r\na${end}${next}`, 'data ended by LF': `1\r\na\n0\r\n\r\n${next}`,
  'data longer than its size': `1\r\nabc${end}${next}`, 'a folded trailer': `1\r\na\r\n0\r\nX: a\r\n b\r\n\r\n${next}`, 'a trailer without colon': `1\r\na\r\n0\r\nX\r\n\r\n${next}`, 'a control in a trailer': `1\r\na\r\n0\r\nX: \x01\r\n\r\n${next}`,
  'trailers of a megabyte': `1\r\na\r\n0\r\n${`X: ${'y'.repeat(1000)}\r\n`.repeat(1000)}\r\n${next}`, 'the end by LF': `1\r\na\r\n0\n\n${next}`,
};

test('HTTP-01: a broken chunk cuts the message: the application never sees it whole, nor a request behind it', async () => {
  for (const [listener, target] of listeners)
    for (const path of ['/open/x', '/callback', '/check', '/app/x'])
      await Promise.all(Object.entries(BODIES).map(async ([what, body]) => {
        const { statuses, open } = await exchange(target, `POST ${path} HTTP/1.1\r\n${host}${chunked}\r\n${body}`);
        assert.equal(open, false, `${what} at ${path} by ${listener}`);
        assert.ok(statuses.length === 1 && statuses[0] >= 400, `${what} at ${path} by ${listener}: ${statuses}`);
      }));
  assert.ok(!application.bytes.includes('smuggled'));
  assert.equal(application.whole, 0, 'a message was completed');
  await until('the cut connections', () => application.connections.every(({ closed }) => closed));
});

test('HTTP-01: a trailer is nobody\'s header: it is dropped, and what it says of the person with it', async () => {
  const before = application.bytes.length;
  const trailers = `Authorization: Bearer x\r\nX-Auth-Request-User: EVIL\r\nCookie: ${session}\r\nContent-Length: 99\r\nHost: evil.example\r\n`;
  const { statuses } = await exchange(gateway.port, `POST /maybe/x HTTP/1.1\r\n${host}${chunked}Connection: close\r\nTrailer: Authorization\r\n\r\n3\r\nabc\r\n0\r\n${trailers}\r\n`);
  assert.deepEqual(statuses, [200]);
  const seen = application.bytes.slice(before);
  assert.match(seen, /\r\nX-Auth-Request-User: \r\n/);
  assert.ok(!/EVIL|Bearer|evil\.example|Trailer|Content-Length/.test(seen) && seen.endsWith('\r\n\r\n3\r\nabc\r\n0\r\n\r\n'), seen);
});

test('HTTP-01, HTTP-02: a pipeline after 401 and 403 is read on its own: nothing of one person or body becomes the next request', async () => {
  for (const [listener, target] of listeners) {
    const before = application.bytes.length;
    const hidden = `GET /open/smuggled HTTP/1.1\r\n${host}\r\n`;
    const { statuses } = await exchange(target, [`POST /app/one HTTP/1.1\r\n${host}Content-Length: ${hidden.length}\r\n\r\n${hidden}`, `GET /admin/two HTTP/1.1\r\n${host}Cookie: ${session}\r\n\r\n`, `GET /maybe/three HTTP/1.1\r\n${host}\r\n`,
      `POST /check HTTP/1.1\r\n${host}Content-Length: ${hidden.length}\r\n\r\n${hidden}`, `GET /maybe/four HTTP/1.1\r\n${host}Cookie: ${session}\r\n\r\n`, `GET /maybe/five HTTP/1.1\r\n${host}Connection: close\r\n\r\n`].join(''));
    assert.deepEqual(statuses, [401, 403, 200, 401, 200, 200], listener);
    const seen = application.bytes.slice(before);
    assert.deepEqual([...seen.matchAll(/^(?:GET|POST) (\S+)/gm)].map(([, path]) => path), ['/maybe/three', '/maybe/four', '/maybe/five'], seen);
    assert.deepEqual([...seen.matchAll(/X-Auth-Request-User: (.*)\r/g)].map(([, user]) => user), ['', 'alice', '']);
  }
});

test('HTTP-01, HTTP-08: Expect: 100-continue: who is refused is not asked for the body, and its bytes are no request', async () => {
  const body = `GET /open/smuggled HTTP/1.1\r\n${host}\r\n`;
  const before = application.bytes;
  for (const [path, status] of [['/app/x', 401], ['/small/x', 401], ['/nowhere', 404], ['/a%2fb', 400], ['/check', 401]]) {
    const { statuses, open } = await exchange(gateway.port, `POST ${path} HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    assert.deepEqual({ statuses, open }, { statuses: [status], open: false }, path);
  }
  const tooLong = await exchange(gateway.port, `POST /small/x HTTP/1.1\r\n${host}Cookie: ${session}\r\nExpect: 100-continue\r\nContent-Length: 17\r\n\r\n`);
  assert.deepEqual(tooLong.statuses, [413]);
  assert.deepEqual((await exchange(gateway.port, `POST /callback HTTP/1.1\r\n${host}Expect: 100-continue\r\nContent-Length: 300000\r\n\r\n`)).statuses, [413]);
  assert.equal(application.bytes, before);
  const good = await exchange(gateway.port, `POST /open/x HTTP/1.1\r\n${host}Expect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab`);
  assert.equal(good.statuses.at(-1), 200);
});

const memory = () => memoryOf(gateway);

test('HTTP-08: heads, URLs and bodies have limits, each with its status, and memory has one too', async () => {
  const before = { bytes: application.bytes, memory: memory() };
  const big = (size) => 'x'.repeat(size);
  const cases = [
    ['a header of 64 kB', `GET /open/x HTTP/1.1\r\n${host}X: ${big(65536)}\r\n\r\n`, 431],
    ['a Cookie of 64 kB', `GET /check HTTP/1.1\r\n${host}Cookie: sallyport=${big(65536)}\r\n\r\n`, 431],
    ['1,000 headers', `GET /open/x HTTP/1.1\r\n${host}${'X: y\r\n'.repeat(1000)}\r\n`, 431],
    ['a head that never ends', `GET /open/x HTTP/1.1\r\n${host}${'X: y\r\n'.repeat(20000)}`, 431],
    ['a URL of 1 MB', `GET /open/${big(1 << 20)} HTTP/1.1\r\n${host}\r\n`, 414],
    ['a query of 64 kB', `GET /open/x?${big(65536)} HTTP/1.1\r\n${host}\r\n`, 414],
    ['a body over the route\'s limit', `POST /small/x HTTP/1.1\r\n${host}Connection: close\r\nCookie: ${session}\r\nContent-Length: 17\r\n\r\n${big(17)}`, 413],
    ['a body without a length where there is a limit', `POST /small/x HTTP/1.1\r\n${host}Cookie: ${session}\r\n${chunked}\r\n11\r\n${big(17)}${end}`, 411],
    ['a form of 300 kB', `POST /callback HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 300000\r\n\r\n`, 413],
    ['a form without a length', `POST /callback HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\n${chunked}\r\n${`2000\r\n${big(8192)}\r\n`.repeat(40)}`, 413],
    ['a body of 2^62 bytes', `POST /callback HTTP/1.1\r\n${host}Content-Length: 4611686018427387904\r\n\r\n`, 400],
    ['a multipart of 10,000 parts', `POST /callback HTTP/1.1\r\n${host}Connection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 200000\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(30000).slice(0, 200000)}`, 400],
    ['10,000 fields', `POST /callback HTTP/1.1\r\n${host}Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 40000\r\n\r\n${'a=b&'.repeat(10000)}`, 400],
  ];
  for (let round = 0; round < 3; round += 1)
    await Promise.all(cases.map(async ([what, bytes, status]) => {
      const { statuses, open } = await exchange(gateway.port, bytes);
      assert.deepEqual({ status: statuses[0], open }, { status, open: false }, what);
    }));
  assert.equal(application.bytes, before.bytes);
  assert.ok(memory() - before.memory < 40_000, `grew by ${memory() - before.memory} kB`);
});

test('HTTP-08: a compressed bomb is passed on as the bytes it is, and never unpacked here', async () => {
  const { gzipSync } = await import('node:zlib');
  const bomb = gzipSync(Buffer.alloc(64 << 20));
  const before = { whole: application.whole, memory: memory() };
  const { statuses } = await exchange(gateway.port, `POST /open/x HTTP/1.1\r\n${host}Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n${bomb.toString('latin1')}`);
  assert.deepEqual(statuses, [200]);
  assert.equal(application.whole, before.whole + 1);
  const own = await exchange(gateway.port, `POST /callback HTTP/1.1\r\n${host}Connection: close\r\nContent-Encoding: gzip\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${bomb.length}\r\n\r\n${bomb.toString('latin1')}`);
  assert.ok(own.statuses[0] >= 400);
  assert.ok(memory() - before.memory < 20_000, `grew by ${memory() - before.memory} kB`);
});

test('HTTP-01: an answer of the application that can be read in two ways is 502, and never two answers', async () => {
  const good = application.answer;
  const second = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON';
  const answers = [`HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok${second}`, `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok${second}`, `HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n${second}`,
    `HTTP/1.1 200 OK\nContent-Length: 2\n\nok${second}`, `HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n${second}`, `HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n${second}`, `HTTP/1.1 2000 OK\r\n\r\n${second}`, `HTTP/2 200\r\n\r\n${second}`, `<html>${second}`, `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${second}`];
  for (const answer of answers) {
    application.answer = answer;
    const { statuses, text } = await exchange(gateway.port, `GET /open/x HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    assert.deepEqual(statuses, [502], JSON.stringify(answer.slice(0, 70)));
    assert.ok(!text.includes('POISON'));
  }
  // Bytes beyond the announced length are not part of any answer.
  application.answer = good + second;
  assert.ok(!(await exchange(gateway.port, `GET /open/x HTTP/1.1\r\n${host}\r\nGET /open/y HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).text.includes('POISON'));
  application.answer = good;
});
