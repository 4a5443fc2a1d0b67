// Repeatable randomness: everything follows from one seed.
import { createHash } from 'node:crypto';

export class Dice {
  constructor(seed) {
    this.seed = seed;
    this.drawn = 0;
    this.left = Buffer.alloc(0);
  }

  bytes(count) {
    while (this.left.length < count) this.left = Buffer.concat([this.left, createHash('sha512').update(`${this.seed}:${(this.drawn += 1)}`).digest()]);
    const taken = this.left.subarray(0, count);
    this.left = this.left.subarray(count);
    return taken;
  }

  // A whole number below the limit.
  below(limit) {
    return this.bytes(6).readUIntBE(0, 6) % limit;
  }

  one(list) {
    return list[this.below(list.length)];
  }

  some(list) {
    return list.filter(() => this.below(2));
  }

  chance(percent) {
    return this.below(100) < percent;
  }
}
