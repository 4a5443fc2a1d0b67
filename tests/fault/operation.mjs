// Helpers for the tests of an operator's work: they rewrite the configuration, send signals, and read what the process
// reports.
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { until } from '../support.mjs';
import { metric } from './world.mjs';

export const rewrite = (gateway, change) => writeFileSync(gateway.config, change(readFileSync(gateway.config, 'utf8')));

const reloads = (gateway, outcome) => metric(gateway, new RegExp(`sallyport_config_reloads_total\\{reason="${outcome}"\\} (\\d+)`));

// Sends one SIGHUP and waits for its result: taken or refused.
export async function reload(gateway) {
  const [taken, refused] = await Promise.all([reloads(gateway, 'taken'), reloads(gateway, 'refused')]);
  gateway.process.child.kill('SIGHUP');
  return until('the reload', async () => {
    if ((await reloads(gateway, 'taken')) > taken) return 'taken';
    return (await reloads(gateway, 'refused')) > refused && 'refused';
  });
}

export const failedFlag = (gateway) => metric(gateway, /^sallyport_config_reload_failed (\d)/m);

// The audit line of the last reload.
export async function lastReload(gateway, count) {
  await until('the audit line', () => gateway.lines('config_reload').length >= count);
  return gateway.lines('config_reload').at(-1);
}

// A connection that is kept open and takes one request after the other.
export class Line {
  constructor(port, host) {
    this.text = '';
    this.host = host;
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (part) => (this.text += part));
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.on('error', () => {});
  }

  send(path, headers = {}) {
    const lines = Object.entries({ host: this.host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  }

  // Reads the next answer with its body (Content-Length), and returns its status.
  async status() {
    return until('an answer', () => {
      const end = this.text.indexOf('\r\n\r\n');
      if (end < 0) return false;
      const length = Number(this.text.slice(0, end).match(/content-length: (\d+)/i)?.[1] ?? 0);
      if (this.text.length < end + 4 + length) return false;
      const status = Number(this.text.slice(9, 12));
      this.text = this.text.slice(end + 4 + length);
      return status;
    });
  }

  async ask(path, headers) {
    this.send(path, headers);
    return this.status();
  }
}
