export type { ContractCheck } from './contract/contract-check.js';
export { type SourceContractOptions, sourceContract } from './contract/source-contract.js';
export type { HarnessInput } from './harness-graph.js';
export { JobHarness, type JobHarnessOptions } from './job-harness.js';
export { OperatorHarness, type OperatorHarnessOptions } from './operator-harness.js';
export type { Emission } from './recorded-output.js';
export type { VirtualClock } from './virtual-clock.js';
export { createVirtualFiles, type VirtualFileCall, type VirtualFiles } from './virtual-files.js';
export type { VirtualHost } from './virtual-host.js';
