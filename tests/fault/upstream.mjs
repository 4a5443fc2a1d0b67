// The application behind us hangs, resets, lies and breaks off. A user loses access while a request is running.
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { cleanup, freePort, test, until } from '../support.mjs';
import { raw } from '../feature/signed_in.mjs';
import { asker, isAlive, isHealthy, pending, tally, times, world } from './world.mjs';

// Serves raw bytes. `behaviour(socket, head, n)` is called for each request; n counts the requests over all
// connections.
async function rawUpstream(behaviour) {
  const upstream = { requests: [], connections: 0 };
  const server = net.createServer((socket) => {
    upstream.connections += 1;
    let got = '';
    socket.on('error', () => {});
    socket.on('data', (part) => {
      got += part.toString('latin1');
      for (let end = got.indexOf('\r\n\r\n'); end >= 0; end = got.indexOf('\r\n\r\n')) {
        const head = got.slice(0, end);
        const length = Number(head.match(/content-length: (\d+)/i)?.[1] ?? 0);
        if (got.length < end + 4 + length) return;
        got = got.slice(end + 4 + length);
        upstream.requests.push(head);
        behaviour(socket, head, upstream.requests.length);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => server.close());
  upstream.url = `http://127.0.0.1:${server.address().port}`;
  return upstream;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
// Below /impatient the application has a second for its answer, elsewhere longer than any machine stands still.
const behind = (upstream) => ({ rest: `routes:
  - {path: /, upstream: "${upstream.url}", access: public, responseTimeout: 60s, connectTimeout: 60s}
  - {path: /impatient, upstream: "${upstream.url}", access: public, responseTimeout: 1s, connectTimeout: 60s}
` });
const request = (gateway, line, body = '', headers = '') => raw({ host: '127.0.0.1', port: gateway.port },
  `${line} HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nConnection: close\r\n${headers}${body ? `Content-Length: ${body.length}\r\n` : ''}\r\n${body}`);
const statusOf = (answer) => Number(answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0);

const BAD = {
  'resets at once': [(socket) => socket.resetAndDestroy(), 502],
  'closes at once': [(socket) => socket.end(), 502],
  'hangs': [() => {}, 504],
  'says half a head and hangs': [(socket) => socket.write('HTTP/1.1 200 OK\r\nX: '), 504],
  'says half a head and closes': [(socket) => socket.end('HTTP/1.1 200 OK\r\nX: '), 502],
  'speaks another protocol': [(socket) => socket.end('220 mail.example ESMTP\r\n\r\n'), 502],
  'has two lengths': [(socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\nok'), 502],
  'has both framings': [(socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'), 502],
  'has a bare CR in a header': [(socket) => socket.end('HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: sallyport=evil\r\nContent-Length: 2\r\n\r\nok'), 502],
  'has a bare LF in a header': [(socket) => socket.end('HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: sallyport=evil\r\nContent-Length: 2\r\n\r\nok'), 502],
  'has a header beyond reason': [(socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(1 << 20)}\r\nContent-Length: 2\r\n\r\nok`), 502],
  'has a header without a name': [(socket) => socket.end('HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 2\r\n\r\nok'), 502],
};

test('F-25: an application that hangs, resets or answers with bad heads: 502 or 504, one request for each, none of its bytes', async () => {
  let behaviour;
  const upstream = await rawUpstream((...all) => behaviour(...all));
  const { gateway } = await world(behind(upstream));
  // A header names the step, because the application may get a request only after the gateway has given up waiting.
  const sent = (step) => upstream.requests.filter((head) => head.toLowerCase().includes(`\r\nx-step: ${step}\r\n`));
  const posts = [];
  for (const [what, [does, status]] of Object.entries(BAD)) {
    behaviour = does;
    for (const [method, body] of [['POST', 'a=1'], ['GET', '']]) {
      const step = `${method} ${what}`.toLowerCase();
      const answer = await request(gateway, `${method} ${status === 504 ? '/impatient' : '/page'}`, body, `X-Step: ${step}\r\n`);
      assert.equal(statusOf(answer), status, `${what}: ${answer.slice(0, 300)}`);
      assert.ok(!answer.includes('evil'), what);
      await until(`the application to have ${step}`, () => sent(step).length > 0);
      if (body) posts.push(step);
    }
  }
  for (const step of posts) assert.equal(sent(step).length, 1, `what changes something is never sent again: ${sent(step).join('\n\n')}`);
  behaviour = (socket) => socket.write(OK);
  assert.match(await request(gateway, 'GET /page'), /\r\n\r\nok$/);
  assert.ok(isAlive(gateway));
});

test('F-25: nobody is there: 502; a body that breaks off breaks off for the client too', async () => {
  let behaviour = (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
  const upstream = await rawUpstream((...all) => behaviour(...all));
  const { gateway } = await world(behind(upstream));
  const ended = (line) => new Promise((resolve) => {
    http.get({ host: '127.0.0.1', port: gateway.port, path: line, headers: { host: `localhost:${gateway.port}` } }, (response) => {
      response.resume();
      response.on('close', () => resolve(response.complete));
      response.on('error', () => {});
    });
  });
  assert.equal(await ended('/length'), false, 'the client can tell that something is missing');
  behaviour = (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n');
  assert.equal(await ended('/chunked'), false);
  behaviour = (socket) => socket.write(OK);
  assert.equal(await ended('/whole'), true);
  const nobody = await world({ rest: `routes:\n  - {path: /, upstream: "http://127.0.0.1:${await freePort()}", access: public}\n` });
  assert.equal(statusOf(await request(nobody.gateway, 'GET /')), 502);
});

test('F-25: a kept connection that ends under a POST is no reason to send it again; a GET is sent once more', async () => {
  // Answers the first request of a connection, and closes it at the second.
  const seen = new Map();
  const upstream = await rawUpstream((socket) => {
    seen.set(socket, (seen.get(socket) ?? 0) + 1);
    if (seen.get(socket) === 1) socket.write(OK);
    else socket.destroy();
  });
  const { gateway } = await world(behind(upstream));
  // A connection is kept for four seconds only, so a slow machine may need to try again.
  const [answer, count] = await until('a POST over the kept connection', async () => {
    await request(gateway, 'GET /first');
    const { connections, requests: { length } } = upstream;
    const paid = await request(gateway, 'POST /pay', 'sum=1');
    return upstream.connections === connections && [paid, upstream.requests.length - length];
  });
  assert.equal(statusOf(answer), 502);
  assert.equal(count, 1);
  assert.equal(statusOf(await request(gateway, 'GET /second')), 200);
  assert.equal(statusOf(await request(gateway, 'GET /third')), 200);
});

test('F-25: a second response behind the first is given to nobody', async () => {
  const upstream = await rawUpstream((socket, head, n) => socket.write(n === 1 ? `${OK}HTTP/1.1 200 OK\r\nContent-Length: 4\r\nSet-Cookie: a=evil\r\n\r\nevil` : OK));
  const { gateway } = await world(behind(upstream));
  for (let i = 0; i < 3; i += 1) assert.ok(!(await request(gateway, 'GET /page')).includes('evil'));
});

test('F-25: two hundred requests to an application that hangs leave another one, and the checks, as they were', async () => {
  const hanging = await rawUpstream(() => {});
  const good = await rawUpstream((socket) => socket.write(OK));
  const { gateway, enter, ask } = await world({ rest: `routes:
  - {path: /hang, upstream: "${hanging.url}", access: public}
  - {path: /good, upstream: "${good.url}", access: public}
` });
  const { session } = await enter();
  const flood = asker(gateway, 200);
  const waiting = times(200, () => flood('/hang'));
  await until('the application to be asked', () => hanging.requests.length === 200);
  assert.deepEqual(tally(await Promise.all(times(50, () => ask('/good')))), { 200: 50 });
  assert.equal(await ask.session(session), 204);
  assert.ok(await isHealthy(gateway));
  assert.ok(await pending(Promise.race(waiting)));
  await gateway.process.stop('SIGKILL');  // an orderly stop would take long with 200 open requests
});

test('F-28: a session that ends while its request is on its way: that one is finished, the next is refused', async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const upstream = await rawUpstream((socket, head) => (head.includes('/slow') ? held.then(() => socket.write(OK)) : socket.write(OK)));
  const { gateway, enter, ask } = await world({ rest: `routes:\n  - {path: /, upstream: "${upstream.url}"}\n` });
  const { session } = await enter();
  const before = upstream.requests.length;  // the sign-in ends with a page of the application, which counts
  const onItsWay = ask.session(session, '/slow');
  await until('the application to be asked', () => upstream.requests.length === before + 1);
  assert.equal(await ask('/api/v1/auth/logout', { cookie: `sallyport=${session}`, 'sec-fetch-site': 'same-origin' }), 302);
  assert.equal(await ask.session(session, '/next'), 401);
  assert.ok(await pending(onItsWay));
  release();
  assert.equal(await onItsWay, 200);
  assert.equal(upstream.requests.length, before + 1, 'nothing after the end reached the application');
});

test('F-28: somebody whom the provider has disabled: in until the renewal, out from then on', async () => {
  const upstream = await rawUpstream((socket) => socket.write(OK));
  const { idp, gateway, enter, ask } = await world({ movable: 'every', rest: `routes:\n  - {path: /, upstream: "${upstream.url}"}\n` });
  const { session } = await enter();
  const later = (seconds) => {
    gateway.clock.forward(seconds);
    idp.clockOffset += seconds;
  };
  idp.switches.token = (_, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(idp.refusal('invalid_grant', 50057)));
  };
  later(1800);
  assert.equal(await ask.session(session, '/page'), 200, 'the documented window: sessions.renewEvery');
  later(1800);
  assert.equal(await ask.session(session, '/page'), 401);
  const { length } = upstream.requests;
  delete idp.switches.token;
  assert.equal(await ask.session(session, '/page'), 401, 'and does not come back');
  assert.equal(upstream.requests.length, length);
});
