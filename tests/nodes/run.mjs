// Several nodes, for real: PostgreSQL, HAProxy and three gateways, without sticky sessions. One file for each subject.
// Arguments: the binary, and a word; only tests whose names contain it run.
import { main } from '../support.mjs';
import './sign_in.mjs';
import './kill.mjs';
import './rolling.mjs';
import './database.mjs';
import './versions.mjs';
import './fixture_0_2_0.mjs';
import './clocks.mjs';

await main();
