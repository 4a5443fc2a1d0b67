// Prints the C++ source that embeds a built site: each file plain, with gzip and with brotli. The program's assembler
// reads the files (.incbin), which takes a fraction of a second for any size.
//   node embed.mjs FOLDER      reads its folder site, writes the source assets.cc and the folder forms
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = resolve(process.argv[2]);
const forms = join(folder, 'forms');
const types = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

// The packages whose code may be in the site: all that are installed for more than building.
function packages() {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.dev && !entry.optional && !entry.link && existsSync(path))
    .map(([path, entry]) => ({ path, name: path.replace(/^.*node_modules\//, ''), version: entry.version, license: entry.license }));
}

function licences() {
  const texts = new Map(); // text -> the packages that have it
  for (const { path, name, version, license } of packages()) {
    const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name));
    const text = file ? readFileSync(join(path, file), 'utf8').trim() : `License: ${license}`;
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
  }
  const parts = [...texts].map(([text, names]) => `${names.sort().join('\n')}\n\n${text}\n`);
  return `The portal contains code of these packages.\n\n${parts.sort().join(`\n${'-'.repeat(72)}\n\n`)}`;
}

function read(name) {
  return { name, plain: readFileSync(join(folder, 'site', 'assets', name)), immutable: true };
}

rmSync(forms, { recursive: true, force: true });
mkdirSync(forms, { recursive: true });
const files = readdirSync(join(folder, 'site', 'assets')).sort().map(read);
files.push({ name: 'licenses.txt', plain: Buffer.from(licences()), immutable: false });

const blobs = []; // what the assembler embeds
function blob(bytes) {
  const path = join(forms, String(blobs.length));
  writeFileSync(path, bytes);
  blobs.push({ path, size: bytes.length });
  return `{sallyport_portal_${blobs.length - 1}, ${bytes.length}}`;
}

const rows = files.map(({ name, plain, immutable }) => {
  const type = types[extname(name)];
  if (!type) throw new Error(`${name}: embed.mjs does not know its content type`);
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 32);
  const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } });
  const gzip = gzipSync(plain, { level: 9 });
  return `    {${JSON.stringify(name)}, ${JSON.stringify(type)}, "${digest}", ${immutable},\n     ${blob(plain)}, ${blob(gzip)}, ${blob(brotli)}},`;
});
const index = blob(readFileSync(join(folder, 'site', 'index.html')));

const symbols = blobs.map(({ path }, i) => `
    ".hidden sallyport_portal_${i}\\n"
    ".global sallyport_portal_${i}\\n"
    "sallyport_portal_${i}:\\n"
    ".incbin ${JSON.stringify(path).replaceAll('"', '\\"')}\\n"`).join('');

// For the bill of materials.
writeFileSync(join(folder, 'packages.txt'), packages().map(({ name, version }) => `${name} ${version}\n`).sort().join(''));

writeFileSync(join(folder, 'assets.cc'), `// Printed by web/embed.mjs. Change the files in web/, not this one.
#include "directory/portal/assets.h"

__asm__(
    ".pushsection .rodata\\n"${symbols}
    ".popsection\\n");

extern "C" {
${blobs.map(({ size }, i) => `extern const char sallyport_portal_${i}[${size}];`).join('\n')}
}

namespace sallyport::directory {
namespace {

const Asset kAssets[] = {
${rows.join('\n')}
};

}  // namespace

std::span<const Asset> assets() {
  return kAssets;
}

std::string_view index_html() {
  return ${index};
}

}  // namespace sallyport::directory
`);
