// The wall clock is moved while the process runs; the monotonic clock goes on. Only the wall clock decides about
// sessions and tokens, so a jump must not lose anything permanently, and must not make us accept anything permanently.
import assert from 'node:assert/strict';
import { test, until } from '../support.mjs';
import { browserWith } from '../feature/world.mjs';
import { apiToken, asker, isAlive, isHealthy, metric, pidOf, processorTime, tally, times, world } from './world.mjs';

const HOUR = 3600;
const DAY = 86400;

const jumps = (gateway) => gateway.lines('clock_jumped').map((line) => Number(line.seconds));

// Moves the clock, and waits until the process has noticed it.
async function jump(gateway, to) {
  const by = to - gateway.clock.offset;
  const before = jumps(gateway).length;
  gateway.clock.set(to);
  await until(`the alarm of ${by} s`, () => jumps(gateway).length > before);
  assert.ok(Math.abs(jumps(gateway).at(-1) - by) <= 5, `${jumps(gateway)}: ${by}`);
}

// Checks that the process does not use much processor time while the timer fires several times.
async function assertNoBusyLoop(gateway) {
  const [processor, started] = [processorTime(pidOf(gateway)), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 500));
  const share = (processorTime(pidOf(gateway)) - processor) / ((performance.now() - started) / 1000);
  assert.ok(share < 0.5, `${share} of a core while nobody asks`);
}

test('F-07: an hour forwards and back: sessions live, exp is judged by the wall clock, the alarm is raised, all is well after', async () => {
  const { idp, gateway, enter, ask } = await world({ movable: true });
  const { session } = await enter();
  const [short, long] = [apiToken(idp, { exp: idp.now() + HOUR / 2 }), apiToken(idp, { exp: idp.now() + 3 * HOUR })];
  assert.deepEqual([await ask.token(short), await ask.token(long)], [204, 204]);
  await jump(gateway, HOUR);
  assert.deepEqual([await ask.token(short), await ask.token(long), await ask.session(session)], [401, 204, 204]);
  assert.equal(await metric(gateway, /clock_jumps_total\{reason="forwards"\} (\d+)/), 1);
  await assertNoBusyLoop(gateway);
  await jump(gateway, 1.5 * HOUR);
  // If the session is renewed now, the new ID token has already expired by our clock. That counts as an outage and
  // signs nobody out.
  assert.equal(await ask.session(session), 204);
  assert.equal(gateway.lines('session_ended').length, 0);
  await jump(gateway, 0);
  assert.deepEqual([await ask.token(short), await ask.session(session)], [204, 204]);
  assert.ok((await enter()).session);
});

test('F-07: an hour backwards: what is from the future is refused, in one word, what was remembered is asked for anew, and all is there again', async () => {
  const { idp, gateway, enter, ask } = await world({ movable: true });
  const { session } = await enter();
  const known = apiToken(idp);
  assert.equal(await ask.token(known), 204);
  await jump(gateway, -HOUR);
  assert.equal(await ask.token(known), 401, 'what was verified by the old time is not believed for an hour longer');
  assert.deepEqual(tally(await Promise.all(times(50, () => ask.token(apiToken(idp))))), { 401: 50 });
  await until('the lines', () => gateway.lines('refused').length === 51);
  assert.deepEqual([...new Set(gateway.lines('refused').map((line) => line.reason))], ['jwt_not_yet_valid']);
  assert.equal(await ask.session(session), 401, 'else one that was opened by a clock in the future would outlive its limits');
  assert.equal((await enter()).session, undefined, 'nobody signs in by such a clock');
  assert.equal(gateway.sessions(), 1, 'kept, for the clock may be wrong');
  assert.equal(await metric(gateway, /clock_jumps_total\{reason="backwards"\} (\d+)/), 1);
  await assertNoBusyLoop(gateway);
  await jump(gateway, 0);
  assert.deepEqual([await ask.token(known), await ask.session(session)], [204, 204]);
  assert.ok((await enter()).session);
});

test('F-07: four hundred days forwards: nobody comes in, and nothing is swept away; after the return all are there again', async () => {
  const { idp, gateway, enter, ask } = await world({ movable: true });
  const { session } = await enter();
  const { browser: other } = await enter();
  await jump(gateway, 400 * DAY);
  assert.deepEqual([await ask.session(session), await ask.token(apiToken(idp))], [401, 401]);
  assert.equal((await enter()).session, undefined);
  assert.equal(gateway.sessions(), 2, 'kept, for the clock may be wrong');
  await assertNoBusyLoop(gateway);
  assert.ok(await isHealthy(gateway));
  await jump(gateway, 0);
  const back = browserWith(gateway.origin, session);
  assert.equal((await back.send(`${gateway.origin}/check`)).status, 204);
  assert.equal((await other.send(`${gateway.origin}/check`)).status, 204);
  assert.ok((await enter()).session);
  assert.equal(await ask.token(apiToken(idp)), 204);
});

test('F-07: back to before this program was built, and started there: it runs, and says that the clock moved', async () => {
  const { gateway, enter, ask } = await world({ movable: true });
  const { session } = await enter();
  await jump(gateway, -10 * 365 * DAY);
  assert.equal(await ask.session(session), 401);
  assert.ok(isAlive(gateway) && await isHealthy(gateway));
  await assertNoBusyLoop(gateway);
  await gateway.restart();
  assert.equal(await asker(gateway).session(session), 401);
  await jump(gateway, 0);
  assert.equal(await asker(gateway).session(session), 204);
  assert.ok((await enter()).session);
});

test('F-07: a session that was opened a year ahead ends with the return of the clock, one from before goes on', async () => {
  const { idp, gateway, enter, ask } = await world({ movable: true });
  const { session: before } = await enter();
  await jump(gateway, 365 * DAY);
  idp.clockOffset = 365 * DAY;
  const { session: ahead } = await enter();
  assert.equal(await ask.session(ahead), 204);
  await jump(gateway, 0);
  idp.clockOffset = 0;
  assert.deepEqual([await ask.session(ahead), await ask.session(before)], [401, 204]);
});

test('F-07: small steps add up to one alarm, and end nothing', async () => {
  const { gateway, enter, ask } = await world({ movable: true });
  const { session } = await enter();
  for (let offset = 4; offset <= 40; offset += 4) {
    gateway.clock.set(offset);
    assert.equal(await ask.session(session), 204);
  }
  await until('the alarm', () => jumps(gateway).length > 0);
  assert.equal(jumps(gateway).length, 1);
  assert.ok(jumps(gateway)[0] >= 30, String(jumps(gateway)));
  assert.ok((await enter()).session, 'within the leeway');
});
