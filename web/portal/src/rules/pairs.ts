// Settings of any syntax as names and values: YAML, JSON, JavaScript objects, properties, environment files, Apache directives, and
// flags of a command. It reads what people paste, so it is lenient and never fails.

export interface Pair {
  key: string; // as written: "spring.security.oauth2.client.registration.entra.client-id"
  value: string; // without quotes and comments; never empty
}

function pairsOfJson(value: unknown, key: string): Pair[] {
  if (Array.isArray(value)) return value.every((each) => typeof each === 'string') ? [{ key, value: value.join(' ') }] : value.flatMap((each) => pairsOfJson(each, key));
  if (value !== null && typeof value === 'object') return Object.entries(value).flatMap(([name, member]) => pairsOfJson(member, name));
  return value === null || value === '' ? [] : [{ key, value: String(value) }];
}

// Takes away the comment, the comma and the quotes around a value, and the default out of ${NAME:-default}.
function bare(text: string): string {
  const plain = text
    .trim()
    .replace(/^(["'])(.*?)\1\s*(?:[,}\]);]|#|\/\/|$).*$/, '$2')
    .replace(/(?:^|\s+)(#|\/\/).*$/, '')
    .replace(/[,;\\]\s*$/, '')
    .trim();
  const inner = plain.match(/^\$\{\w+:-(.*)\}$/)?.[1];
  return inner === undefined ? plain : bare(inner);
}

// Each setting on a line of its own: the flags of a command, and the members of an object on one line.
function oneInALine(text: string): string[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .replaceAll(/\s(?=["']?--[a-z])/g, '\n')
    .replaceAll(/(?<!\$)[{,]\s*(?=["']?[A-Za-z][\w.-]*["']?\s*:\s)/g, '\n')
    .split(/\r?\n/);
}

const kLine = /^\s*(?:export\s+|set\s+|-\s+)?["']?(?:--)?["']?([A-Za-z][\w.-]*)["']?\s*[:=\s]\s*(.*)$/;

function pairsOfLines(text: string): Pair[] {
  return oneInALine(text).flatMap((line) => {
    const match = line.match(kLine);
    const value = bare((match?.[2] ?? '').replace(/^(?<flag>[^"']*)["']$/, '$<flag>'));
    return match?.[1] === undefined || value === '' ? [] : [{ key: match[1], value }];
  });
}

export function pairsOf(text: string): Pair[] {
  try {
    return pairsOfJson(JSON.parse(text), '');
  } catch {
    return pairsOfLines(text); // it is not JSON
  }
}
