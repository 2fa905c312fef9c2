import { describe, it } from 'vitest';
import { type SinkContractOptions, sinkContract } from '../testing/contract/sink-contract.js';

/** What every sink must do; see {@link sinkContract}. */
export function describeSink<T>(name: string, options: SinkContractOptions<T>): void {
  describe(`the contract of a sink, kept by ${name}`, () => {
    for (const { name: check, run } of sinkContract(options)) it(check, run);
  });
}
