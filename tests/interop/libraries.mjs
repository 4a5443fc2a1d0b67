// The client libraries that applications use in production, in four languages, at the directory.
// Arguments: the binary, and a word; only tests whose names contain it run.
import { main } from '../support.mjs';
import './library_flows_test.mjs';
import './library_refusals_test.mjs';
import './snippets_clients_test.mjs';
import { checkList } from './library.mjs';

checkList();  // last, because it looks at what the tests before it showed
await main({ limit: 1_500_000 });
