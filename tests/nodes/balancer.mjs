// HAProxy in front of the nodes, with the configuration of deploy/haproxy/nodes.cfg: each request goes to the next node
// that is ready, whoever sends it. Only addresses and the times of health checks are the test's own.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { Process, Skip, temporaryFolder, until, write } from '../support.mjs';

const RECIPE = new URL('../../deploy/haproxy/nodes.cfg', import.meta.url);

// How soon HAProxy takes a node for stopped here: three checks.
export const NOTICED_WITHIN = 1000;  // milliseconds

// Replaces what must be there, so that a changed recipe is noticed.
function replaced(text, pattern, by) {
  if (!text.match(pattern)) throw new Error(`deploy/haproxy/nodes.cfg has no ${pattern}`);
  return text.replaceAll(pattern, by);
}

function configuration(port, nodes, socket) {
  let text = readFileSync(RECIPE, 'utf8');
  text = replaced(text, /^ +bind .*$/gm, `    bind 127.0.0.1:${port}\n    http-after-response set-header x-node %[srv_name]`);
  text = replaced(text, /X-Forwarded-Proto https/g, 'X-Forwarded-Proto http');
  text = replaced(text, /^global$/gm, `global\n    stats socket ${socket} level admin`);
  text = replaced(text, / port 8586 inter 1s fall 2 rise 1/g, ' inter 200ms fall 3 rise 1');
  text = replaced(text, /^ +server node[23] .*\n/gm, '');
  return replaced(text, /^ +server node1 .*$/gm, nodes.map(({ name, port: at, adminPort }) => `    server ${name} 127.0.0.1:${at} port ${adminPort}`).join('\n'));
}

export class Balancer {
  // `nodes` are {name, port, adminPort}. They need not run yet.
  static async start(port, nodes) {
    if (spawnSync('haproxy', ['-v'], { env: PATHS }).error) throw new Skip('HAProxy is not installed (Debian: haproxy)');
    const folder = temporaryFolder('haproxy');
    const balancer = new Balancer();
    balancer.socket = join(folder, 'admin');
    const file = write(join(folder, 'haproxy.cfg'), configuration(port, nodes, balancer.socket));
    const checked = spawnSync('haproxy', ['-c', '-q', '-f', file], { env: PATHS, encoding: 'utf8' });
    if (checked.status !== 0) throw new Error(`HAProxy refuses its configuration:\n${checked.stderr}${checked.stdout}`);
    balancer.process = new Process('haproxy', ['-db', '-f', file], { env: PATHS });
    await until('HAProxy', () => balancer.states()).catch((error) => Promise.reject(new Error(`${error.message}\n${balancer.process.output}`)));
    return balancer;
  }

  #ask(command) {
    return new Promise((resolve, reject) => {
      let text = '';
      const socket = net.connect(this.socket, () => socket.write(`${command}\n`));
      socket.on('data', (part) => (text += part)).on('end', () => resolve(text)).on('error', reject);
    });
  }

  // Name of a node -> whether HAProxy sends it requests. Of the nodes that reach the database, or of the others.
  async states(backend = 'nodes') {
    const [header, ...lines] = (await this.#ask('show stat')).trim().split('\n');
    const names = header.replace('# ', '').split(',');
    const rows = lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i], value])));
    const servers = rows.filter((row) => row.pxname === backend && !['FRONTEND', 'BACKEND'].includes(row.svname));
    return Object.fromEntries(servers.map((row) => [row.svname, row.status.startsWith('UP')]));
  }

  async untilState(name, up) {
    await until(`HAProxy to find ${name} ${up ? 'ready' : 'gone'}`, async () => (await this.states())[name] === up);
  }
}

// Debian keeps haproxy where only root looks.
const PATHS = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
