// A machine with Debian 12 and systemd for the tests of the package. It is made of namespaces, has no network but its
// own loopback, and is gone when it stops.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Process, Skip, cleanup, temporaryFolder, until } from '../support.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const CACHE = fileURLToPath(new URL('../../build/deploy', import.meta.url));
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

function canMakeNamespaces() {
  if (process.getuid() !== 0) throw new Skip('only root can make the namespaces of a machine');
  const tried = spawnSync('unshare', ['--mount', '--pid', '--fork', '--net', '--cgroup', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { encoding: 'utf8' });
  if (tried.status !== 0) throw new Skip(`no namespaces and mounts here: ${tried.stderr?.trim() ?? tried.error}`);
}

// The clean root with these packages. It is made once, from Debian's archive.
function cleanRoot(packages) {
  const made = spawnSync(here('clean_root.sh'), [CACHE, ...packages], { encoding: 'utf8', timeout: 600_000 });
  if (made.status !== 0) throw new Skip(`no clean root: ${made.stderr?.trim().split('\n').at(-1) || made.error}`);
  return made.stdout.trim();
}

export class Machine {
  static async boot(packages) {
    canMakeNamespaces();
    const root = cleanRoot(packages);
    const machine = new Machine();
    // Whoever ends this test ends the machine, too: first unshare, then its child.
    machine.process = new Process('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--uts', '--ipc', '--net', '--cgroup',
      '--kill-child', here('boot.sh'), root, temporaryFolder('machine')]);
    cleanup(() => machine.stop());
    const { pid } = machine.process.child;
    await until('process 1 of the machine', () => {
      if (machine.process.child.exitCode !== null) throw new Error(machine.process.output);
      const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      machine.pid = child && readFileSync(`/proc/${child}/comm`, 'utf8') === 'systemd\n' ? child : undefined;
      return machine.pid;
    });
    await until('systemd', () => ['running', 'degraded'].includes(machine.run('systemctl', 'is-system-running').out.trim()));
    return machine;
  }

  // Runs a program in the machine, as root, and returns its exit code and what it printed.
  run(...words) {
    const done = spawnSync('nsenter', ['-t', this.pid, '--all', 'env', '-i', `PATH=${PATH}`, 'LC_ALL=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive', ...words],
      { encoding: 'utf8', timeout: 120_000 });
    return { code: done.status, out: done.stdout ?? '', all: `${done.stdout}${done.stderr}${done.error ?? ''}` };
  }

  // The same for a program that must succeed. Returns what it printed.
  must(...words) {
    const { code, out, all } = this.run(...words);
    if (code !== 0) throw new Error(`${words.join(' ')}: ${code}\n${all}`);
    return out.trim();
  }

  // The path by which this test reaches a file of the machine.
  path(file) {
    return join(`/proc/${this.pid}/root`, file);
  }

  write(file, text, mode = 0o644) {
    writeFileSync(this.path(file), text, { mode });
  }

  read(file) {
    return readFileSync(this.path(file), 'utf8');
  }

  // The machine ends with its process 1, which ends with unshare.
  stop() {
    return this.process.stop('SIGKILL');
  }
}
