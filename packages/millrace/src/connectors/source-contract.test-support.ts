import { describe, it } from 'vitest';
import { type SourceContractOptions, sourceContract } from '../testing/contract/source-contract.js';

/** What every source must do; see {@link sourceContract}. */
export function describeSource<T>(name: string, options: SourceContractOptions<T>): void {
  describe(`the contract of a source, kept by ${name}`, () => {
    for (const { name: check, run } of sourceContract(options)) it(check, run);
  });
}
