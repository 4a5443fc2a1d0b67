// PostgreSQL servers of the test's own, from Debian's packages: in a temporary folder, on a free port of this machine,
// with a certificate of an authority of its own. PostgreSQL refuses to run as root, so root starts it as another user.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MovableClock } from './movable_clock.mjs';
import { Skip, cleanup, freePort, temporaryFolder, until } from './support.mjs';

const VERSIONS = '/usr/lib/postgresql';

// The user that runs the server: ourselves, unless we are root.
function user() {
  if (process.getuid() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  return { uid: Number(uid), gid: Number(gid) };
}

export class PostgresServer {
  // With `movable`, the server has a clock of its own, in `clock`. `settings` are further ones: 'max_connections=500'.
  static async start({ movable = false, settings = [] } = {}) {
    const server = await new PostgresServer().#place(settings);
    server.#run('initdb', ['-D', server.data, '-U', 'sallyport', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions']);
    appendFileSync(join(server.data, 'postgresql.conf'), `listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n`);
    if (movable) server.clock = new MovableClock(server.folder, true);
    await server.run();
    return server;
  }

  // Finds PostgreSQL's programs, and a folder and a port for this server.
  async #place(settings) {
    const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).filter((name) => existsSync(join(VERSIONS, name, 'bin/initdb'))) : [];
    if (versions.length === 0) throw new Skip("PostgreSQL's server is not installed (Debian: postgresql)");
    this.programs = join(VERSIONS, versions.at(-1), 'bin');
    this.port = await freePort();
    this.folder = temporaryFolder('postgres');
    this.user = user();
    this.settings = settings;
    this.#own(this.folder);
    cleanup(() => this.stop('SIGQUIT'));
    return this;
  }

  // A standby that streams from this server. From when this returns, this server acknowledges a commit only when the
  // standby has it on its disk, too. promote() makes the standby the primary.
  async standby() {
    const standby = await new PostgresServer().#place(['synchronous_standby_names=']);  // or it would wait for a standby itself
    standby.database = this.database;
    standby.#run('pg_basebackup', ['-D', standby.data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync', '-h', this.folder, '-p', String(this.port), '-U', 'sallyport']);
    await standby.run();
    this.ask("ALTER SYSTEM SET synchronous_standby_names = '*'");
    this.ask('SELECT pg_reload_conf()');
    await until('the standby to be synchronous', () => this.ask("SELECT sync_state FROM pg_stat_replication")[0]?.[0] === 'sync');
    return standby;
  }

  // Resolves when this server, a standby so far, takes writes. Others go on meanwhile.
  async promote() {
    const control = spawn(join(this.programs, 'pg_ctl'), ['promote', '-D', this.data, '-s'], { ...this.user, cwd: '/', stdio: 'ignore' });
    const code = await new Promise((resolve) => control.once('exit', resolve));
    if (code !== 0) throw new Error(`pg_ctl promote ended with ${code}`);
  }

  get data() {
    return join(this.folder, 'data');
  }

  #own(path) {
    if (this.user) chownSync(path, this.user.uid, this.user.gid);
  }

  #run(program, words, options = {}) {
    return execFileSync(join(this.programs, program), words, { ...this.user, cwd: '/', encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  }

  async run() {
    const settings = [`port=${this.port}`, `unix_socket_directories=${this.folder}`, ...this.settings].flatMap((setting) => ['-c', setting]);
    this.process = spawn(join(this.programs, 'postgres'), ['-D', this.data, ...settings], { ...this.user, cwd: '/', stdio: 'ignore', env: this.clock?.env ?? process.env });
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    await until('PostgreSQL', () => /ready|standby/.test(readFileSync(join(this.data, 'postmaster.pid'), 'utf8')));
  }

  // SIGINT ends all connections and stops; SIGQUIT is a crash.
  async stop(signal = 'SIGINT') {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.thaw();
    this.process.kill(signal);
    await this.exited;
  }

  // The processes of the server, as [id, letter of the state]: the postmaster first. Those that have ended are left out.
  #processes() {
    const found = [];
    for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
      try {
        const [state, parent] = readFileSync(`/proc/${id}/stat`, 'utf8').replace(/.*\) /, '').split(' ');
        if (state !== 'Z' && (id === this.process.pid || Number(parent) === this.process.pid)) found.push([id, state]);
      } catch (error) {
        if (!['ENOENT', 'ESRCH'].includes(error.code)) throw error;
      }
    }
    return found.sort(([id]) => (id === this.process.pid ? -1 : 1));
  }

  #signal(ids, signal) {
    for (const id of ids) {
      try {
        process.kill(id, signal);
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;  // it has just ended
      }
    }
  }

  // Stops every process of the server in the midst of its work. Until the postmaster stands still, it may make more.
  async freeze() {
    await until('PostgreSQL to stand still', () => {
      const moving = this.#processes().filter(([, state]) => state !== 'T').map(([id]) => id);
      this.#signal(moving, 'SIGSTOP');
      return moving.length === 0;
    });
  }

  thaw() {
    this.#signal(this.#processes().map(([id]) => id), 'SIGCONT');
  }

  // Runs SQL as an administrator, and returns the rows as lists of texts.
  ask(sql, database = 'postgres') {
    const text = this.#run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', this.folder, '-p', String(this.port), '-U', 'sallyport', '-d', database, '-c', sql]);
    return text.split('\n').filter(Boolean).map((line) => line.split('|'));
  }

  // Runs SQL in a transaction that stays open until the returned function is called.
  async hold(sql, database) {
    const words = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', this.folder, '-p', String(this.port), '-U', 'sallyport', '-d', database];
    const client = spawn(join(this.programs, 'psql'), words, { ...this.user, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] });
    const ended = new Promise((resolve) => client.once('exit', resolve));
    const held = new Promise((resolve) => client.stdout.once('data', resolve));
    client.stdin.write(`BEGIN;\n${sql};\nSELECT 'held';\n`);
    await held;
    return async () => {
      client.stdin.end('COMMIT;\n');
      await ended;
    };
  }

  // The same without rows, and this program goes on meanwhile.
  async tell(sql, database) {
    const words = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', this.folder, '-p', String(this.port), '-U', 'sallyport', '-d', database, '-c', sql];
    const psql = spawn(join(this.programs, 'psql'), words, { ...this.user, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] });
    const code = await new Promise((resolve) => psql.once('exit', resolve));
    if (code !== 0) throw new Error(`psql ended with ${code}`);
  }

  // Runs another of PostgreSQL's programs, such as pg_dump, as the user who runs the server.
  program(name, ...words) {
    return this.#run(name, words);
  }

  // The URL of a new and empty database.
  newDatabase() {
    this.databases = (this.databases ?? 0) + 1;
    this.database = `gateway${this.databases}`;
    this.ask(`CREATE DATABASE ${this.database} ENCODING 'UTF8' TEMPLATE template0`);
    return this.url(this.database);
  }

  url(database, { user: name = 'sallyport', host = '127.0.0.1', query = '' } = {}) {
    return `postgresql://${name}@${host}:${this.port}/${database}${query}`;
  }

  // From now on, connections over TCP need a password, or TLS too. Rules as in pg_hba.conf.
  async demand(...rules) {
    writeFileSync(join(this.data, 'pg_hba.conf'), ['local all all trust', ...rules, ''].join('\n'));
    this.ask('SELECT pg_reload_conf()');
  }

  // From now on, the server shows a certificate for `name`, of the authority whose certificate is in the returned file.
  async useTls(name) {
    const at = (file) => join(this.folder, file);
    const openssl = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=Test authority', '-keyout', at('ca.key'), '-out', at('ca.pem'));
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', `/CN=${name}`, '-keyout', at('server.key'), '-out', at('server.csr'));
    writeFileSync(at('names'), `subjectAltName=DNS:${name}`);
    openssl('x509', '-req', '-in', at('server.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', at('names'), '-out', at('server.pem'));
    for (const file of ['server.key', 'server.pem']) this.#own(at(file));
    chmodSync(at('server.key'), 0o600);
    chmodSync(at('ca.pem'), 0o644);
    this.ask('ALTER SYSTEM SET ssl = on');
    this.ask(`ALTER SYSTEM SET ssl_cert_file = '${at('server.pem')}'`);
    this.ask(`ALTER SYSTEM SET ssl_key_file = '${at('server.key')}'`);
    this.ask('SELECT pg_reload_conf()');
    return at('ca.pem');
  }
}
