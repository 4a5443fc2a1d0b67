// People who sign in through the balancer, use the application and sign out again, until they are told to stop. What
// became of each request is recorded, and so is what they were told for certain: which sessions are good, and which
// are over.
import http from 'node:http';
import { cleanup } from '../support.mjs';
import { Browser, sessionOf } from '../feature/world.mjs';

// Records every request to the nodes: {path, began, ended, node, status} or {…, error}. Times are performance.now()'s.
class RecordingBrowser extends Browser {
  async send(url, options) {
    if (!url.startsWith(this.load.nodes.origin)) return super.send(url, options);
    const record = { path: new URL(url).pathname, began: performance.now() };
    try {
      const answer = await super.send(url, options);
      Object.assign(record, { status: answer.status, node: answer.headers['x-node'] });
      return answer;
    } catch (error) {
      record.error = error.code ?? error.message;
      throw error;
    } finally {
      record.ended = performance.now();
      this.load.records.push(record);
    }
  }
}

// How long a node may answer by what it knew before. On a machine that stands still for a moment that is longer than the
// second which sign_in.mjs holds the nodes to.
const OLD_NEWS = 10_000;  // milliseconds

export class Load {
  // `people` work at the same time. `use` is what each does while signed in, besides checks; it gets the browser.
  constructor(nodes, { people = 8, use = async () => {} } = {}) {
    this.nodes = nodes;
    this.records = [];
    this.signedIn = 0;
    this.known = new Map();  // session -> {status, since}: what a check must say, and when that was acknowledged
    this.wrong = [];  // checks that were answered, and wrongly
    this.going = true;
    this.kept = new http.Agent({ keepAlive: true });  // as browsers do; the nodes must cope with it
    cleanup(() => this.kept.destroy());
    this.done = Promise.all(Array.from({ length: people }, () => this.#person(use)));
  }

  async #person(use) {
    while (this.going) {
      const browser = new RecordingBrowser({ agent: this.kept });
      browser.load = this;
      const began = await this.#visit(browser, use).catch((error) => {
        if (!error.code) throw error;  // a connection that broke is in the records
      });
      if (!began) await new Promise((resolve) => setTimeout(resolve, 50));  // people do not hammer
    }
  }

  // A person does not wait for a broken node: whatever fails ends the visit. Returns whether it went on after the sign-in.
  async #visit(browser, use) {
    const { origin } = this.nodes;
    await browser.get(`${origin}/api/v1/auth/login?redirectUri=/signed-out`);
    const session = sessionOf(browser, origin);
    if (!session) return false;
    this.signedIn += 1;
    this.known.set(session, { status: 204, since: performance.now() });
    for (let i = 0; i < 4; i += 1) {
      const { status } = await browser.send(`${origin}/check`);
      if (status !== 204 && status < 500) this.wrong.push(`${status} for a good session`);
    }
    await use(browser);
    if (this.signedIn % 3 > 0) return true;
    this.known.delete(session);  // until the answer is there nobody knows
    const answer = await browser.send(`${origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
    if (answer.status === 302) this.known.set(session, { status: 401, since: performance.now() });
    else if (answer.status < 500) this.wrong.push(`${answer.status} for a sign-out`);
    return true;
  }

  failures() {
    return this.records.filter(({ status, error }) => error || status >= 500);
  }

  async stop() {
    this.going = false;
    await this.done;
  }

  // What is wrong with what each node says of the known sessions. Forgets them, apart from the last few.
  async lies(nodes = this.nodes.all) {
    const found = [];
    for (const [session, truth] of [...this.known]) {  // those of now: more are added meanwhile, perhaps faster than they are checked
      let statuses = await this.nodes.statuses(session, nodes);
      const isRight = () => statuses.every((status) => status === truth.status);
      const mayBeNews = () => truth.status === 401 && performance.now() - truth.since < OLD_NEWS;
      while (!isRight() && mayBeNews()) statuses = await this.nodes.statuses(session, nodes);
      const hasChanged = this.known.get(session) !== truth;  // the person has begun to sign out meanwhile
      if (!isRight() && !hasChanged) found.push(`${statuses} instead of ${truth.status}`);
    }
    this.known = new Map([...this.known].slice(-KEPT));
    return found;
  }
}

const KEPT = 5;
