// Runs the image of `./run image` as an operator would: as its own user, without capabilities, with a root file system
// that nobody can write. With podman where podman can run, otherwise with the image's files in namespaces.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Process, Skip, cleanup, temporaryFolder } from '../support.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

function must(command, ...words) {
  const done = spawnSync(command, words, { encoding: 'utf8', timeout: 120_000 });
  if (done.status !== 0) throw new Error(`${command} ${words.join(' ')}: ${done.stderr ?? done.error}${done.stdout}`);
  return done.stdout;
}

// The image as its archive describes it: { config, layers: [{ file, digest }] }.
export function unpack(archive) {
  const folder = temporaryFolder('image');
  must('tar', '-xf', archive, '-C', folder);
  const [{ Config, Layers }] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const { config, rootfs } = JSON.parse(readFileSync(join(folder, Config), 'utf8'));
  return { config, layers: Layers.map((name, i) => ({ file: join(folder, name), digest: rootfs.diff_ids[i] })) };
}

// podman with storage of its own. podman.sh gives it a cgroup file system of version 2, which its runtime insists on.
class Podman {
  constructor(archive) {
    this.storage = temporaryFolder('podman');
    cleanup(() => this.command('rm', '--all', '--force'));
    this.image = must('bash', ...this.words('load', '--quiet', '--input', archive)).match(/Loaded image: (\S+)/)[1];
  }

  words(...words) {
    return [here('podman.sh'), this.storage, ...words];
  }

  command(...words) {
    return spawnSync('bash', this.words(...words), { encoding: 'utf8', timeout: 120_000 });
  }

  runWords({ mounts }, ...words) {
    return this.words('run', '--name', 'sallyport', '--replace', '--read-only', '--read-only-tmpfs=false', '--cap-drop=all', '--security-opt=no-new-privileges',
      '--network=host', '--cgroups=disabled', '--health-interval=disable', ...['nofile=4096:4096', 'nproc=4096:4096', 'memlock=8388608:8388608'].map((limit) => `--ulimit=${limit}`),
      ...Object.entries(mounts).map(([inside, [outside, mode]]) => `--volume=${outside}:${inside}:${mode}`), this.image, ...words);
  }

  start(options) {
    return new Process('bash', this.runWords(options));
  }

  run(options, ...words) {
    return spawnSync('bash', this.runWords(options, ...words), { encoding: 'utf8', timeout: 120_000 });
  }

  // The image's own health check.
  health() {
    return this.command('healthcheck', 'run', 'sallyport');
  }
}

// A program behind `unshare --fork`, which ignores SIGTERM while it waits. Its --kill-child does not help, because the kernel
// forgets that when the program changes its user. So signals go to the program, the child of unshare.
class Unshared extends Process {
  signal(name) {
    const { pid } = this.child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    if (children.length === 0) this.child.kill('SIGKILL');
    for (const child of children) process.kill(Number(child), name);
  }
}

// The same without podman.
class Namespace {
  constructor(archive) {
    const { config, layers } = unpack(archive);
    this.config = config;
    this.root = temporaryFolder('root');
    chmodSync(this.root, 0o755);
    for (const { file } of layers) must('tar', '--numeric-owner', '-xpf', file, '-C', this.root);
    const { status, stderr } = this.run({ mounts: {} }, '--version');
    if (status !== 0) throw new Skip(`neither podman nor namespaces: ${stderr}`);
  }

  words({ mounts }, words) {
    const binds = Object.entries(mounts).flatMap(([inside, [outside, mode]]) => [`${inside}=${outside}=${mode}`]);
    return ['--mount', '--pid', '--fork', '--kill-child', 'bash', here('namespace.sh'), this.root, this.config.User.split(':')[0], String(binds.length), ...binds,
      ...this.config.Env, '--', ...this.config.Entrypoint, ...words];
  }

  start(options) {
    this.options = options;
    return new Unshared('unshare', this.words(options, this.config.Cmd));
  }

  run(options, ...words) {
    return spawnSync('unshare', this.words(options, words), { encoding: 'utf8', timeout: 120_000 });
  }

  health() {
    return this.run(this.options, ...this.config.Healthcheck.Test.slice(2));
  }
}

export function runner(archive) {
  if (process.getuid() !== 0) throw new Skip('only root can run the image here');
  if (spawnSync('podman', ['--version']).error) return new Namespace(archive);
  const podman = new Podman(archive);
  return podman.run({ mounts: {} }, '--version').status === 0 ? podman : new Namespace(archive);
}

// A folder for the image's volume, which its user owns.
export function dataFolder() {
  const folder = join(temporaryFolder('data'), 'data');
  mkdirSync(folder, { mode: 0o700 });
  must('chown', '2000:2000', folder);
  must('chmod', '755', join(folder, '..'));
  return folder;
}
