// Checks that an attack has no effect: no new session or person, no cookie, no redeemed code, no request at the
// application.
import assert from 'node:assert/strict';
import { Idp } from '../evil_idp/idp.mjs';
import { atIdp, startGateway } from '../feature/world.mjs';
import { cleanup } from '../support.mjs';
import { Recorder, SESSION, cookieOf } from './world.mjs';

export class Attacked {
  // `settings` are those of makeGateway; `routes` is made from the application's origin and `authentication` from the
  // provider.
  async start({ authentication = atIdp, routes = (origin) => `routes:\n  - {path: /app, upstream: "${origin}"}\n`, rest = '', ...settings } = {}) {
    this.idp = await new Idp().start();
    cleanup(() => this.idp.stop());
    settings.before?.(this.idp);
    this.application = await new Recorder().start();
    this.gateway = await startGateway({ authentication: authentication(this.idp), rest: routes(this.application.origin) + rest, ...settings });
    return this;
  }

  effects() {
    const [row] = this.gateway.rows('SELECT (SELECT count(*) FROM session) AS sessions, (SELECT count(*) FROM person WHERE last_sign_in > 0) AS people');
    return { ...row, tokens: this.idp.counts.token ?? 0, application: this.application.seen.length, userinfo: this.idp.counts.userinfo ?? 0 };
  }

  // Runs the attack and compares the effects before and after. All of its answers (one or many) must be refusals. `but`
  // names the effects that may change, and their new values.
  async refuses(what, attack, { status = [400, 401, 403], but = {} } = {}) {
    const before = this.effects();
    const answers = [await attack()].flat();
    for (const answer of answers) {
      assert.ok([status].flat().includes(answer.status), `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
      assert.equal(cookieOf(answer, SESSION), undefined, `${what}: a session cookie`);
    }
    const expected = { ...before };
    for (const [name, more] of Object.entries(but)) expected[name] += more;
    assert.deepEqual(this.effects(), expected, what);
    return answers[0];
  }

  // Moves the clock here and at the provider, if the gateway's clock is movable.
  pass(seconds) {
    this.gateway.clock.forward(seconds);
    this.idp.clockOffset += seconds;
  }
}

export const attacked = (settings) => new Attacked().start(settings);
