// An application behind Sallyport that knows nothing about people, roles or policies. Each report belongs to a region.
// The gateway decides who may open and change a report, before a request comes here: see sallyport.yaml. The page asks
// the policies which reports the person may change, and offers only those.
//
//   node app.mjs [PORT]
import http from 'node:http';

const reports = new Map([
  ['eu/7', 'Sales in Europe'],
  ['us/8', 'Sales in America'],
]);

const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

// What runs in the browser: one request with one question for each report. The session cookie says who asks.
async function offerWhatIsAllowed() {
  const items = [...document.querySelectorAll('li')];
  const questions = items.map(({ dataset: { region, id } }) =>
    ({ operation: 'EditText', resource: 'regionalReport', id, attributes: { region: [region] } }));
  const answer = await fetch('/api/sallyport/v1/permissions/check',
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ questions }) });
  if (!answer.ok) return;
  const { answers } = await answer.json();
  items.forEach((item, i) => { item.querySelector('form').hidden = !answers[i].allowed; });
}

const item = ([key, text]) => {
  const [region, id] = key.split('/');
  return `<li data-region="${region}" data-id="${id}"><a href="/reports/view/${key}">${escape(text)}</a>
    <form method="post" action="/reports/edit/${key}" hidden><input name="text"><button>Save</button></form></li>`;
};

const list = () => `<!doctype html><meta charset="utf-8"><title>Reports</title><h1>Reports</h1>
  <ul>${[...reports].map(item).join('')}</ul><script>(${offerWhatIsAllowed})();</script>`;

async function bodyOf(request) {
  let body = '';
  for await (const part of request) {
    body += part;
    if (body.length > 10_000) throw new Error('too much');
  }
  return body;
}

// [status, HTML, address to go to]
async function answerTo(request) {
  const { pathname } = new URL(request.url, 'http://app');
  if (request.method === 'GET' && pathname === '/reports') return [200, list()];
  const [, action, key] = pathname.match(/^\/reports\/(view|edit)\/([a-z]+\/\d+)$/) ?? [];
  if (!reports.has(key)) return [404, 'There is no such report.'];
  if (action === 'view' && request.method === 'GET') return [200, `<!doctype html><meta charset="utf-8"><p>${escape(reports.get(key))}</p>`];
  if (action !== 'edit' || request.method !== 'POST') return [405, ''];
  if (request.headers['sec-fetch-site'] !== 'same-origin') return [403, 'Not from one of our pages.'];
  reports.set(key, new URLSearchParams(await bodyOf(request)).get('text') ?? '');
  return [303, '', '/reports'];
}

const server = http.createServer(async (request, response) => {
  const [status, html, location] = await answerTo(request).catch(() => [400, '']);
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...(location && { location }) }).end(html);
});
server.listen(Number(process.argv[2] ?? 3000), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
