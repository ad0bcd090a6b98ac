// The portal in Chromium, against the running demo: JOINTURE_URL=http://... npm run browser [-- WORDS]
import './browser/find.test';
import './browser/map.test';
import './browser/take.test';
import './browser/trouble.test';
import './browser/everyone.test';
import { run } from './harness';

await run();
