// kill -9 at random moments while clients sign in, redeem and sign out: after the restart everything that the directory
// had acknowledged is there. The seed is printed; CRASH_SEED repeats a run, CRASH_ROUNDS makes it longer or shorter.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from '../agent.mjs';
import { freePort, test } from '../support.mjs';
import { APPS, Directory } from './world.mjs';

const { web } = APPS;
const CLIENTS = 4;
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 4);
const FIRST_SEED = Number(process.env.CRASH_SEED ?? randomInt(2 ** 31));

// mulberry32: a small generator whose whole state is one number, so that a run can be repeated.
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

// What is certain: an entry that the directory may or may not have finished is taken out before the request is sent.
class Known {
  codes = new Map();  // fields that redeem a code -> 'fresh' or 'redeemed'
  refreshTokens = new Set();
  sessions = new Map();  // browser -> 'in' or 'out'
  acknowledged = 0;
}

// Works as one client until the directory is killed, which happens after `killAfter` acknowledgements.
async function work(there, known, killAfter, roll) {
  const acknowledge = (store) => {
    store();
    known.acknowledged += 1;
    if (known.acknowledged === killAfter) there.process.child.kill('SIGKILL');
  };
  try {
    for (;;) {
      const browser = new Agent();
      const first = await there.code(web, 'alice', {}, { browser });
      acknowledge(() => known.sessions.set(browser, 'in').size && known.codes.set(first, 'fresh'));
      for (let i = 0; i < 6; i += 1) {
        const code = await there.code(web, 'alice', { prompt: 'none' }, { browser });
        acknowledge(() => known.codes.set(code, 'fresh'));
        if (roll(2) === 0) continue;
        known.codes.delete(code);
        const { refresh_token: token } = await there.tokens(code);
        acknowledge(() => known.codes.set(code, 'redeemed') && known.refreshTokens.add(token));
      }
      if (roll(3) > 0) continue;
      known.sessions.delete(browser);
      await browser.send(there.at('oauth2/v2.0/logout'));
      acknowledge(() => known.sessions.set(browser, 'out'));
    }
  } catch (error) {
    if (there.process.child.signalCode !== 'SIGKILL' && (await there.process.exited) !== 'SIGKILL') throw error;
  }
}

async function isSignedIn(there, browser) {
  const { location } = await there.authorize(web, { prompt: 'none' }, { browser });
  return new URL(location).searchParams.has('code');
}

async function checkAll(there, known) {
  const wrong = [];
  for (const [browser, state] of known.sessions) if (await isSignedIn(there, browser) !== (state === 'in')) wrong.push(`a session that was ${state}`);
  for (const [code, state] of known.codes) {
    const answer = await there.token(code);
    const good = state === 'fresh' ? answer.status === 200 : JSON.parse(answer.text).error_codes?.[0] === 54005;
    if (!good) wrong.push(`a code that was ${state}: ${answer.text.slice(0, 200)}`);
  }
  for (const token of known.refreshTokens) {
    const answer = await there.token(there.refreshing(web, token));
    if (answer.status !== 200) wrong.push(`a refresh token: ${answer.text.slice(0, 200)}`);
  }
  for (const name of readdirSync(there.data).filter((each) => each.endsWith('.db'))) {
    const verdict = execFileSync('sqlite3', [join(there.data, name), 'PRAGMA integrity_check'], { encoding: 'utf8' }).trim();
    if (verdict !== 'ok') wrong.push(`${name}: ${verdict}`);
  }
  return wrong;
}

test('kill -9 at any moment loses no code, refresh token, session, sign-out or change that was acknowledged', async () => {
  console.log(`seed ${FIRST_SEED}`);
  const roll = dice(FIRST_SEED);
  const there = await Directory.start({ port: await freePort() });
  for (let round = 1; round <= ROUNDS; round += 1) {
    const known = new Known();
    const killAfter = 1 + roll(round % 2 ? 8 : 60);
    await Promise.all(Array.from({ length: CLIENTS }, () => work(there, known, killAfter, roll)));
    assert.equal(await there.process.exited, 'SIGKILL');
    const made = `person${round}@contoso.example`;
    there.command('user', 'add', made);  // a change of an administrator, beside a directory that was killed
    await there.run();
    assert.deepEqual(await checkAll(there, known), [], `round ${round}, killed after ${killAfter}`);
    assert.match(there.command('user', 'list'), new RegExp(made.replaceAll('.', '\\.')));
  }
});
