// The clock of one process under test, moved by libfaketime (Debian's package faketime).
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Skip, write } from './support.mjs';

const READABLE = 0o644;  // the process may belong to another user

// Moves the wall clock of the running processes that have its environment; if `which` is 'every', the monotonic clock as well.
export class MovableClock {
  constructor(folder, which) {
    const roots = ['/usr/lib', ...readdirSync('/usr/lib').map((name) => join('/usr/lib', name))];
    const library = roots.map((root) => join(root, 'faketime/libfaketimeMT.so.1')).find(existsSync);
    if (!library) throw new Skip('the package faketime is not installed');
    this.file = write(join(folder, 'clock'), '+0', READABLE);
    this.env = { ...process.env, LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_NO_CACHE: '1',
      ...(which === 'every' ? {} : { FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' }) };
    this.offset = 0;
  }

  forward(seconds) {
    this.set(this.offset + seconds);
  }

  // Sets the distance from the true time, in seconds.
  set(offset) {
    this.offset = offset;
    // Replaced whole, because an empty file would mean the true time.
    renameSync(write(`${this.file}.new`, `${offset < 0 ? '' : '+'}${offset}`, READABLE), this.file);
  }
}
