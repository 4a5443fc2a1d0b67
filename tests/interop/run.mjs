// Sallyport with foreign packages: its directory with their clients, its gateway at their providers and behind their
// proxies. Arguments: the binary, and a word; only tests whose names contain it run.
import { main } from '../support.mjs';
import './msal_test.mjs';
import './msal_flows_test.mjs';
import './msal_host_test.mjs';
import './openid_client_test.mjs';
import './openmetadata_test.mjs';
import './apache_test.mjs';
import './providers_test.mjs';
import './check_test.mjs';
import './check_exchange_test.mjs';
import './proxy_test.mjs';
import './cgi_test.mjs';
import './oauth2_proxy_test.mjs';
import './versions_test.mjs';
import './trust_test.mjs';
import './snippets_test.mjs';

await main({ limit: 1_500_000 });
