// The token attacks of the catalogue that need only one token (keys.mjs and token_kinds.mjs have the rest). Every row
// is offered at every place that accepts a token, between honest tokens. The answer, the store, the log and the
// application must show no effect.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Skip, test } from '../support.mjs';
import { application, places } from './acceptors.mjs';
import { accepted, rows } from './token_rows.mjs';
import { BINARY } from './world.mjs';

const GROUPS = 'JWT-01 JWT-02 JWT-03 JWT-04 JWT-07 JWT-08 JWT-09 JWT-10 JWT-11 JWT-12 JWT-13 JWT-14 JWT-16 JWT-17 JWT-19 JWT-20 JWT-25 JWT-26 JWT-27 JWT-29'.split(' ');
const honest = (f) => f.token();
// A wrong clock does not end a session: if a renewal gets such a token, it is tried again, as in an outage (F-08).
const OFF_CLOCK = ['jwt_expired', 'jwt_not_yet_valid', 'jwt_issued_in_future'];
const OURS = ['own', 'stored'];
const fits = (row, place) => !(place.waiting && OFF_CLOCK.includes(row.reason)) && (row.at === 'any' || (row.at === 'provider' && !OURS.includes(place.kind)) || (row.at === 'sign-in' && place.kind === 'signIn')
  || (row.at === 'callback' && place.kind === 'signIn' && !place.waiting));
let all;  // made by the first test that needs it; a run of other tests does not need hundreds of sign-ins
const everywhere = async () => (all ??= await places(rows.length + accepted.length + 2 * GROUPS.length));
const offered = new Set();

function expects(reason, place, said) {
  if (typeof reason === 'object') return expects(reason[place.kind] ?? reason.own.replace('own_token', 'stored_token'), place, said);
  // A token that does not begin like ours is taken for the provider's, and the provider has no such key. A stored one
  // whose header is not exactly ours has no key. One without exp is not the one that was issued.
  return reason === said || (OURS.includes(place.kind) && said === 'jws_unknown_kid')
    || (place.kind === 'stored' && (said === 'stored_token_key' || (reason === 'jwt_exp_missing' && said === 'stored_token_unknown')));
}

async function offer(place, what, make) {
  const outcome = await place.offer(make);
  if (outcome) offered.add(outcome.token);
  return outcome && { what: `${what} at ${place.what}`, ...outcome };
}

async function refuse(place, group) {
  const outcomes = [];
  for (const row of group) {
    const outcome = await offer(place, row.what, row.make);
    if (outcome) outcomes.push({ ...outcome, expected: row.reason });
  }
  const wrong = outcomes.filter(({ taken, cookie }) => taken || cookie).map(({ what, status, cookie }) => `${what}: ${status}${cookie ? ' and a session cookie' : ''}`);
  assert.deepEqual(wrong, []);
  const read = outcomes.filter(({ unread }) => !unread);
  const reasons = await place.reasons(read.map(({ name }) => name));
  return read.filter(({ name, expected }) => !expects(expected, place, reasons.get(name))).map(({ what, name, expected }) => `${what}: ${reasons.get(name)}, not ${JSON.stringify(expected)}`);
}

for (const id of GROUPS)
  test(`${id}: each row is refused for its reason at every place that takes a token, and leaves nothing`, async () => {
    const surprises = [];
    for (const place of await everywhere()) {
      const variants = place.kind === 'stored' ? [] : accepted.filter((row) => row.id === id && fits(row, place));  // only the bytes that were issued are good
      const good = [...variants, { what: 'the honest token', make: honest }];
      const bad = rows.filter((row) => row.id === id && fits(row, place));
      for (const row of good) assert.ok((await offer(place, row.what, row.make)).taken, `${row.what} at ${place.what}: refused\n${place.log().slice(-600)}`);
      application.take();
      const before = place.stored();
      surprises.push(...await refuse(place, bad));
      assert.equal(place.stored(), before, `the store at ${place.what}`);
      assert.deepEqual(application.take(), [], `bytes at the application, by ${place.what}`);
      assert.ok((await offer(place, 'after', honest)).taken, `the honest token, afterwards, at ${place.what}`);
      assert.ok(place.isAlive());
    }
    assert.deepEqual(surprises, []);
  });

test('JWT-09, JWT-17: all these tokens, deep, large and encrypted ones too, took little memory', () => {
  if (!all) throw new Skip('none of the tests before it ran');
  if (/\/asan\//.test(BINARY)) throw new Skip('the sanitizers keep memory back');
  for (const pid of new Set(all.map((place) => place.gateway.process.child.pid))) {
    const most = Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+) kB/)[1]);
    assert.ok(most < 100_000, `${most} kB`);
  }
});

test('no part of any of these tokens is in a log', () => {
  if (!all) throw new Skip('none of the tests before it ran');
  const parts = new Set([...offered].flatMap((token) => token.split('.')).flatMap((part) => part.match(/[\w-]{24}/g) ?? []));
  assert.ok(offered.size > 2500, `${offered.size} tokens`);
  for (const log of new Set(all.map((place) => place.log())))
    for (const [run] of log.matchAll(/[\w-]{24,}/g))
      for (let i = 0; i + 24 <= run.length; i += 1) assert.ok(!parts.has(run.slice(i, i + 24)), `${run} is part of a token`);
});
