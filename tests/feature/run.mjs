// Tests the whole server over HTTP by its effects: rows, cookies, bytes at the upstream, requests to the provider. One
// file for each subject. Arguments: the binary, and a word; only tests whose names contain it run.
import { main } from '../support.mjs';
import './flows.mjs';
import './command_line.mjs';
import './online_check.mjs';
import './directory_commands.mjs';
import './directory_administrator.mjs';
import './control.mjs';
import './rehearsal.mjs';
import './transfer.mjs';
import './first_start.mjs';
import './local_accounts.mjs';
import './sessions.mjs';
import './tokens.mjs';
import './overage.mjs';
import './provider.mjs';
import './check.mjs';
import './proxy.mjs';
import './security_api.mjs';
import './access_api.mjs';
import './api_document.mjs';
import './people_api.mjs';
import './scim.mjs';
import './invitations.mjs';
import './postgres.mjs';
import './policies.mjs';
import './rate_limits.mjs';
import './keys.mjs';
import './backup.mjs';
import './versions.mjs';
import './audit.mjs';
import './telemetry.mjs';
import './graph.mjs';
import './operation.mjs';
import './logs.mjs';  // last, because it checks what the others logged

await main({ endEach: true });
