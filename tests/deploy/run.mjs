// Where Sallyport runs: the package, the image, the chart, and what an operator watches. One file for each.
// Arguments: the binary, and a word; only tests whose names contain it run.
import { main } from '../support.mjs';
import './version_test.mjs';
import './chart_test.mjs';
import './recipes_test.mjs';
import './metrics_test.mjs';
import './package_test.mjs';
import './image_test.mjs';

await main({ limit: 1_500_000 });
