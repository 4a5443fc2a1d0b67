// Marks where two texts differ: what a client sent, and what was expected.

export interface Piece {
  text: string;
  differs: boolean;
}

export interface Difference {
  sent: Piece[];
  expected: Piece[];
}

function pieces(text: string, start: number, end: number): Piece[] {
  return [
    { text: text.slice(0, start), differs: false },
    { text: text.slice(start, end), differs: true },
    { text: text.slice(end), differs: false },
  ].filter((piece) => piece.text !== '');
}

// The longest beginning and the longest end that both texts share stay unmarked.
export function difference(sent: string, expected: string): Difference {
  let start = 0;
  while (start < sent.length && start < expected.length && sent[start] === expected[start]) ++start;
  let tail = 0;
  const most = Math.min(sent.length, expected.length) - start;
  while (tail < most && sent[sent.length - 1 - tail] === expected[expected.length - 1 - tail]) ++tail;
  return { sent: pieces(sent, start, sent.length - tail), expected: pieces(expected, start, expected.length - tail) };
}
