// Makes passwords for new people.
const kLetters = 'abcdefghijkmnpqrstuvwxyz'; // without l and o, which look like digits
const kLength = 16;

// 16 letters in groups of four: about 72 bits. Every letter is equally likely.
export function newPassword(): string {
  const letters: string[] = [];
  while (letters.length < kLength) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 240) letters.push(kLetters[byte % kLetters.length] ?? ''); // 240 is a multiple of 24
  }
  const groups = [0, 4, 8, 12].map((at) => letters.slice(at, at + 4).join(''));
  return `${groups.join('-')}-A1`; // for rules that ask for upper case and digits
}
