// The published open-redirect payloads, at every place that redirects a browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { WEB, directory } from '../feature/entra.mjs';
import { test } from '../support.mjs';
import { attacked } from './effects.mjs';
import { ask, raw, signIn, statusOf } from './world.mjs';

const corpus = readFileSync(new URL('open-redirect.txt', import.meta.url), 'latin1').split('\n').filter(Boolean);
assert.ok(corpus.length >= 834);

const world = await attacked({ routes: (application) => `routes:\n  - {path: /, upstream: "${application}"}\n` });
const { gateway, idp } = world;

// Returns where a browser goes with this Location or link (WHATWG URL, as Node implements it).
const leadsTo = (location, from) => new URL(location, from).origin;

// Runs `lanes` of them at the same time, because 834 whole sign-ins one after another would take a minute.
async function each(lines, run, lanes = 12) {
  const waiting = [...lines];
  const away = [];
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      const wrong = await run(line);
      if (wrong) away.push(`${line}: ${wrong}`);
    }
  }));
  assert.deepEqual(away, []);
}

test('RP-12: login: after a whole sign-in, each of the 834 lines has led to a page of ours', async () => {
  await each(corpus, async (line) => {
    const { answer } = await signIn(gateway, line);
    if (answer.status !== 303) return answer.status;
    const origin = leadsTo(answer.headers.location, `${gateway.origin}/callback`);
    return origin === gateway.origin ? undefined : origin;
  });
});

// Sends raw bytes, because no HTTP client would send some of these targets.
async function asTarget(target) {
  const got = await raw(gateway.port, Buffer.from(`GET ${target} HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nAccept: text/html\r\nSec-Fetch-Mode: navigate\r\nConnection: close\r\n\r\n`, 'latin1'));
  return { status: statusOf(got), location: got.match(/^Location: (.*)\r$/im)?.[1] };
}

test('RP-12: a proxied route that needs a sign-in: the way back from each of the 834, as path and in the query, is a path of ours', async () => {
  const seen = new Map();
  const targets = corpus.flatMap((line) => [line.startsWith('/') ? line : `/${line}`, `/page?next=${line}`]);
  await each(targets, async (target) => {
    const { status, location } = await asTarget(target);
    seen.set(status, (seen.get(status) ?? 0) + 1);
    if (status !== 302) return [400, 401, 404, 405, 414].includes(status) && !location ? undefined : `${status} ${location}`;
    const to = new URL(location, gateway.origin);
    if (to.origin !== gateway.origin || to.pathname !== '/api/v1/auth/login') return location;
    const back = to.searchParams.get('redirectUri');
    return leadsTo(back, `${gateway.origin}/callback`) === gateway.origin ? undefined : back;
  });
  // Most paths are ambiguous and therefore refused; queries are passed on.
  assert.ok(seen.get(302) > 700, JSON.stringify([...seen]));
  assert.equal(world.application.seen.length, 0, 'none of them reached the application');
});

test('RP-12, HTTP-11: /check for a browser: no parameter and no path of the 834 leads away', async () => {
  const names = ['rd', 'redirect_uri', 'redirectUri', 'returnTo', 'url', 'next', 'continue'];
  await each(corpus, async (line) => {
    const value = encodeURIComponent(line);
    const query = names.map((name) => `${name}=${value}`).join('&');
    const path = line.replace(/[^\x21-\x7e]|[?#]/g, (c) => encodeURIComponent(c));
    for (const target of [`/check?redirect=1&${query}`, `/check/${path.replace(/^\//, '')}`]) {
      const answer = await ask(gateway, target, { headers: [['Accept', 'text/html'], ['Sec-Fetch-Mode', 'navigate']] });
      if (answer.status === 400) continue;
      if (answer.status !== 302) return `${target}: ${answer.status}`;
      const back = new URL(answer.headers.location, gateway.origin).searchParams.get('redirectUri');
      if (leadsTo(answer.headers.location, gateway.origin) !== gateway.origin || leadsTo(back, `${gateway.origin}/callback`) !== gateway.origin) return back;
    }
    return undefined;
  });
});

test('RP-19: sign-out: whatever of the 834 the request asks for, it ends at the provider and comes back to /signed-out', async () => {
  const names = ['redirectUri', 'post_logout_redirect_uri', 'rd', 'returnTo', 'state'];
  const wanted = (location) => {
    const to = new URL(location);
    return to.origin === idp.origin && to.pathname.endsWith('/oauth2/v2.0/logout') && to.searchParams.get('post_logout_redirect_uri') === `${gateway.origin}/signed-out` && !to.searchParams.has('state');
  };
  await each(corpus, async (line) => {
    const query = names.map((name) => `${name}=${encodeURIComponent(line)}`).join('&');
    const nobody = await ask(gateway, `/api/v1/auth/logout?${query}`);
    return nobody.headers.location === `${gateway.origin}/signed-out` ? undefined : nobody.headers.location;
  });
  await each(corpus.filter((_, i) => i % 10 === 0), async (line) => {
    const query = new URLSearchParams(names.map((name) => [name, line])).toString();
    const { cookie } = await signIn(gateway);
    const answer = await ask(gateway, `/api/v1/auth/logout?${query}`, { method: 'POST', body: query, headers: [['Cookie', cookie], ['Sec-Fetch-Site', 'same-origin'], ['Content-Type', 'application/x-www-form-urlencoded']] });
    return wanted(answer.headers.location) ? undefined : answer.headers.location;
  });
});

test('AS-01: directory: redirect_uri: each of the 834 is an error page, and no redirect', async () => {
  const there = await directory();
  const fixed = new URLSearchParams({ client_id: WEB, response_type: 'code', scope: 'openid', state: 's', nonce: 'n', prompt: 'none' });
  await each(corpus, async (line) => {
    const answer = await fetch(`${there.httpAuthority}/oauth2/v2.0/authorize?${fixed}&redirect_uri=${encodeURIComponent(line)}`, { redirect: 'manual' });
    const text = await answer.text();
    if (answer.status !== 400 || answer.headers.get('location')) return `${answer.status} ${answer.headers.get('location')}`;
    return /<meta[^>]+refresh|<form[^>]+action="(?!\/)/i.test(text) ? text : undefined;
  });
});

test('AS-10: directory: post_logout_redirect_uri: each of the 834 ends on its own page, and nothing there leads away', async () => {
  const there = await directory();
  await each(corpus, async (line) => {
    const answer = await fetch(`${there.httpAuthority}/oauth2/v2.0/logout?client_id=${WEB}&post_logout_redirect_uri=${encodeURIComponent(line)}`, { redirect: 'manual' });
    const text = await answer.text();
    if (answer.status !== 200 || answer.headers.get('location')) return `${answer.status} ${answer.headers.get('location')}`;
    const links = [...text.matchAll(/(?:href|src|action|content)="([^"]*)"/gi)].map(([, link]) => link).filter((link) => /^[a-z]+:|^\/\//i.test(link) && !link.startsWith(there.http));
    return links.length || /refresh/i.test(text) ? text : undefined;
  });
});
