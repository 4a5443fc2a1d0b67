// A browser without a window. It keeps cookies for each host and port, follows redirects one at a time, and submits
// forms.
import http from 'node:http';
import https from 'node:https';

const unescapeHtml = (text) =>
  text.replace(/&(amp|lt|gt|quot|#39|#x27|#34|#x2f);/gi, (_, name) =>
    ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#34': '"', '#x2f': '/' })[name.toLowerCase()]);

export class Agent {
  constructor({ ca, resolve = {}, through, agent = false } = {}) {
    this.ca = ca;
    this.resolve = resolve;  // host -> address
    this.through = through;  // the URL of a request -> {host, port}, where it is sent instead, or undefined
    this.agent = agent;      // of Node.js, if connections are to be kept
    this.cookies = new Map();  // "host:port" -> Map(name -> value)
    this.log = [];
  }

  jar(url) {
    const key = new URL(url).host;
    if (!this.cookies.has(key)) this.cookies.set(key, new Map());
    return this.cookies.get(key);
  }

  // Sends one request. Returns {status, headers, text, url, location}. Rejects if the connection breaks before the whole
  // answer is there, or if nothing comes for a minute. As browsers do, it asks again if a kept connection turns out to be
  // closed, and there is nothing that could happen twice.
  async send(url, options = {}) {
    try {
      return await this.#sendOnce(url, options);
    } catch (error) {
      if (!error.keptConnectionWasClosed || (options.method ?? 'GET') !== 'GET') throw error;
      return this.#sendOnce(url, options);
    }
  }

  #sendOnce(url, { method = 'GET', form, body, headers = {} }) {
    const target = new URL(url);
    const payload = form ? new URLSearchParams(form).toString() : body;
    const jar = this.jar(url);
    const all = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', ...headers };
    if (jar.size) all.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    if (form) {
      all['content-type'] = 'application/x-www-form-urlencoded';
      all.origin ??= target.origin;
    }
    if (payload !== undefined) all['content-length'] = Buffer.byteLength(payload);
    const place = this.through?.(target) ?? { host: this.resolve[target.hostname] ?? target.hostname, port: target.port };
    return new Promise((resolve, reject) => {
      const request = (target.protocol === 'https:' ? https : http).request(
        { method, ...place, servername: target.hostname, ca: this.ca, agent: this.agent,
          path: target.pathname + target.search, headers: { host: target.host, ...all }, timeout: 60_000 },
        (response) => {
          const parts = [];
          response.on('error', reject);
          response.on('data', (part) => parts.push(part));
          response.on('end', () => {
            for (const line of response.headers['set-cookie'] ?? []) {
              const [pair, ...attributes] = line.split(';');
              const at = pair.indexOf('=');
              const gone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute));
              if (gone) jar.delete(pair.slice(0, at));
              else jar.set(pair.slice(0, at), pair.slice(at + 1));
            }
            const location = response.headers.location && new URL(response.headers.location, url).href;
            const answer = { status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString(), url, location };
            this.log.push(`${method} ${url} -> ${answer.status}`);
            resolve(answer);
          });
        });
      request.on('error', (error) => reject(Object.assign(error, { keptConnectionWasClosed: request.reusedSocket && error.code === 'ECONNRESET' })));
      request.on('timeout', () => request.destroy(new Error(`${method} ${url}: no answer in 60 s`)));
      request.end(payload);
    });
  }

  // Follows redirects, at most ten, and stops before a URL for which `stop` returns true.
  async follow(answer, stop = () => false) {
    for (let i = 0; i < 10 && answer.location && !stop(answer.location); i += 1) answer = await this.send(answer.location);
    return answer;
  }

  async get(url, options) {
    return this.follow(await this.send(url, options), options?.stop);
  }

  // Submits the first form of the page: its hidden fields, and `fields`, which override them.
  async submit(page, fields, { stop } = {}) {
    const form = page.text.match(/<form[^>]*>([\s\S]*?)<\/form>/i);
    if (!form) throw new Error(`no form at ${page.url}:\n${page.text.slice(0, 800)}`);
    const attribute = (tag, name) => {
      const found = tag.match(new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i'));
      return found && unescapeHtml(found[1] ?? found[2] ?? found[3]);
    };
    const values = {};
    for (const [tag] of form[1].matchAll(/<input[^>]*>/gi)) {
      const name = attribute(tag, 'name');
      if (name && (attribute(tag, 'type') ?? 'text') === 'hidden') values[name] = attribute(tag, 'value') ?? '';
    }
    const opening = form[0].slice(0, form[0].indexOf('>') + 1);
    const action = new URL(attribute(opening, 'action') ?? page.url, page.url).href;
    const answer = await this.send(action, { method: 'POST', form: { ...values, ...fields } });
    return this.follow(answer, stop);
  }

  // Signs a person in on the directory's page, and accepts the page that asks for consent if it comes.
  async signIn(page, login, passwd, options = {}) {
    const answer = await this.submit(page, { login, passwd }, options);
    if (answer.location || !answer.text.includes('<h1>Permissions requested</h1>')) return answer;
    return this.submit(answer, { act: 'consent' }, options);
  }
}
