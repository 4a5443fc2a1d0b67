// Sallyport with the real packages of others: its directory under their clients, its gateway at their providers and behind their proxies.
// Arguments: the binary, and a word that the names of the tests to run hold.
import { main } from '../support.mjs';
import './msal_test.mjs';
import './openid_client_test.mjs';
import './apache_test.mjs';
import './providers_test.mjs';
import './check_test.mjs';
import './check_exchange_test.mjs';
import './proxy_test.mjs';

await main();
