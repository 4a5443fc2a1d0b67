// The faults that an endpoint of an identity provider may have, apart from false content, one row each. A row gets the
// exchange: the request, the response, and `honest()`, which returns the [status, value] of a correct answer.
import { gzipSync } from 'node:zlib';

const JSON_TYPE = { 'content-type': 'application/json' };

const answer = (status, headers, body) => ({ response }) => {
  response.writeHead(status, headers);
  response.end(body);
};

// Announces the whole length and stops in the middle.
function cutAt(part) {
  return ({ response, honest }) => {
    const text = JSON.stringify(honest()[1]);
    response.writeHead(200, { ...JSON_TYPE, 'content-length': text.length });
    response.write(text.slice(0, text.length * part), () => response.socket?.destroy());
  };
}

function trickle({ response, honest }) {
  const text = JSON.stringify(honest()[1]);
  response.writeHead(200, { ...JSON_TYPE, 'content-length': text.length });
  let at = 0;
  const timer = setInterval(() => response.write(text[at++] ?? ''), 100);
  response.on('close', () => clearInterval(timer));
}

function flood({ response }) {
  const block = Buffer.alloc(1 << 20, ' ');
  let left = 50;
  response.writeHead(200, JSON_TYPE);
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(block)) return response.once('drain', more);
    }
    return response.end('{}');
  };
  more();
}

let bomb;  // 50 MB compressed to 50 kB

export const FAULTS = {
  reset: ({ request }) => request.socket.resetAndDestroy(),
  close: ({ request, honest }) => {  // does what was asked, but sends no answer
    honest();
    request.socket.destroy();
  },
  hang: ({ idp, request }) => idp.hanging.push(request),
  slow: trickle,
  500: answer(500, { 'content-type': 'text/plain' }, 'broken'),
  503: answer(503, { 'content-type': 'text/plain', 'retry-after': '3600' }, 'later'),
  html200: answer(200, { 'content-type': 'text/html' }, '<html><title>Sign in to the network</title></html>'),
  'truncated-json': ({ response, honest }) => answer(200, JSON_TYPE, JSON.stringify(honest()[1]).slice(0, -20))({ response }),
  huge: flood,
  'gzip-bomb': ({ response }) => {
    bomb ??= gzipSync(Buffer.alloc(50 << 20, ' '));
    answer(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }, bomb)({ response });
  },
  redirect: ({ response, idp }) => answer(302, { location: `${idp.origin}/elsewhere` })({ response }),
  'close-mid-body': cutAt(0.5),
  'wrong-issuer': ({ response, honest }) => answer(200, JSON_TYPE, JSON.stringify({ ...honest()[1], issuer: 'https://evil.example/v2.0' }))({ response }),
  'empty-keys': answer(200, JSON_TYPE, '{"keys":[]}'),
};
