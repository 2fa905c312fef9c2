import { installJobExecutor } from '../datastream/job-executor.js';
import { nodeExecutor } from './node-executor.js';

// Whoever imports Millrace in Node runs jobs on Node, unless a host has installed itself before.
installJobExecutor(nodeExecutor);
