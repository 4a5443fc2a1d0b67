// Tables as comma-separated text. Source: RFC 4180.

// A spreadsheet takes a value that begins with one of these for a formula, so such a value gets an apostrophe.
const kFormula = /^[=+\-@\t\r]/;

function field(value: string): string {
  const safe = kFormula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function printCsv(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [titles, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}
