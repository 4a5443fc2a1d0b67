// Where a gateway under test keeps its people and sessions: in a SQLite file, or where TEST_STORE says so in PostgreSQL
// or in memory (tests/nodes/feature.mjs, tests/nodes/memory.mjs). The same SQL reads the two databases.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { MovableClock } from '../movable_clock.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { LeftOut, shared } from '../support.mjs';

class SqliteFile {
  hasTables = true;

  constructor(folder) {
    this.path = join(folder, 'sallyport.db');
    this.configuration = '';
  }

  rows(sql) {
    const text = execFileSync('sqlite3', ['-json', '-readonly', this.path, sql], { encoding: 'utf8' });
    return text.trim() ? JSON.parse(text) : [];
  }

  change(sql) {
    execFileSync('sqlite3', [this.path, sql]);
  }

  clock(folder, which) {
    return new MovableClock(folder, which);
  }
}

// A schema of its own in the one database: to make and to delete a database for each gateway would take far longer.
class PostgresSchema {
  hasTables = true;

  constructor(server, name) {
    this.server = server;
    this.name = name;
    server.ask(`CREATE SCHEMA ${name}`);
    this.configuration = `\nstore:\n  url: "${server.url('postgres', { query: `?options=-csearch_path%3D${name}` })}"\n`;
    server.clock.set(0);
  }

  #ask(sql) {
    return this.server.ask(`SET search_path = ${this.name}; ${sql}`);
  }

  // Text is kept as bytes, which JSON shows as \x and hexadecimal digits.
  rows(sql) {
    const asPostgres = sql.replace(/\bhex\((\w+)\)/g, "encode($1, 'hex')");
    const lines = this.#ask(`SELECT row_to_json(found) FROM (${asPostgres}) found`).map((columns) => columns.join('|'));
    const value = (_, each) => (typeof each === 'string' && /^\\x([0-9a-f]{2})*$/.test(each) ? Buffer.from(each.slice(2), 'hex').toString() : each);
    return lines.map((line) => JSON.parse(line, value));
  }

  change(sql) {
    this.#ask(sql);
  }

  // The gateway's clock is the server's, too, and begins with the true time.
  clock(folder, which) {
    return new MovableClock(this.server.folder, which);
  }
}

// Nobody but the gateway can look into its memory, and it forgets everything when it stops.
class Memory {
  hasTables = false;

  configuration = '\nstore:\n  url: "memory:"\n';

  rows() {
    throw new LeftOut('it reads the tables');
  }

  change() {
    throw new LeftOut('it changes the tables');
  }

  clock(folder, which) {
    return new MovableClock(folder, which);
  }
}

const CONNECTIONS = 'max_connections=500';  // the gateways of all tests run until the end
const postgres = shared(() => PostgresServer.start({ movable: true, settings: [CONNECTIONS] }));
const schemas = new Map();  // by the folder of the gateways that share one

// The store of the gateways with this data folder. Its `configuration` is a section of their configuration. `kind` is
// sqlite for a test of the file itself.
export async function storeOf(folder, kind = process.env.TEST_STORE) {
  if (kind === 'memory') return new Memory();
  if (kind !== 'postgresql') return new SqliteFile(folder);
  if (!schemas.has(folder)) schemas.set(folder, new PostgresSchema(await postgres(), `gateway${schemas.size}`));
  return schemas.get(folder);
}
