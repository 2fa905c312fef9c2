import type { Input } from './input.js';
import type { Step } from './step.js';

/** A run of steps as one input. */
export interface FusedSteps {
  readonly input: Input;
  /** Brings the counts of the operators up to date. */
  readonly flushCounts: () => void;
}

/**
 * The code of one step; functions and variables are named by positions, never by text of the user's. Each step has a
 * `call`, and an `index` for the activity.
 */
interface Fragment {
  readonly code: (step: number, value: string) => string;
  /** Where the record stands after the step. */
  readonly result: (step: number, value: string) => string;
  /** True when fewer records leave the step than enter it. */
  readonly mayDrop: boolean;
  /** True when the step is one of an operator that counts it. */
  readonly isCounted: boolean;
  /** What the code needs besides. */
  readonly declarations?: (step: number) => string;
}

const isNoRecord = (value: string): string =>
  `(${value} === undefined || (typeof ${value} === 'object' && ${value} instanceof Promise))`;

const fragments: Readonly<Record<Step['kind'], Fragment>> = {
  map: {
    code: (step, value) => `v${step} = call${step}(${value});
      if ${isNoRecord(`v${step}`)} throw refuse(${step}, v${step});`,
    result: (step) => `v${step}`,
    mayDrop: false,
    isCounted: true,
  },
  filter: {
    code: (step, value) => `v${step} = call${step}(${value});
      if (v${step} !== true) { if (v${step} === false) return; throw refuse(${step}, v${step}); }
      passed${step}++;`,
    result: (_, value) => value,
    mayDrop: true,
    isCounted: true,
  },
  key: {
    code: (step, value) => `key = call${step}(${value});
      keyed${step}.setCurrentKey(key);`,
    result: (_, value) => value,
    mayDrop: false,
    isCounted: false,
    declarations: (step) => `const keyed${step} = steps[${step}].keyed;`,
  },
  fold: {
    code: (step, value) => `if (folded${step} === undefined) folded${step} = steps[${step}].folded();
      v${step} = folded${step}.value();
      if (v${step} === undefined) v${step} = ${value};
      else {
        v${step} = call${step}(v${step}, ${value});
        if (v${step} === null || ${isNoRecord(`v${step}`)}) throw refuse(${step}, v${step});
      }
      folded${step}.update(v${step});`,
    result: (step) => `v${step}`,
    mayDrop: false,
    isCounted: true,
    declarations: (step) => `let folded${step};`,
  },
};

/**
 * The input with its steps, and those of all inputs behind it, in one generated function: a record goes through them without
 * a call between operators, and the engine knows one target for each call of the user's.
 *
 * Measured on a chain of map, filter and map: 14 ns a record, against 27 ns by a call for each operator.
 *
 * @returns undefined for an input without steps.
 */
export function fuseSteps(entry: Input, activity: Int32Array): FusedSteps | undefined {
  const steps: Step[] = [];
  let last: Pick<Input, 'processElement' | 'inSteps'> = entry;
  while (last.inSteps !== undefined) {
    steps.push(...last.inSteps.steps);
    last = last.inSteps.next;
  }
  if (steps.length === 0) return undefined;
  const { processElement, flushCounts } = compile(steps, last, activity);
  const input: Input = {
    processElement,
    processWatermark: (time) => entry.processWatermark(time),
    processStatus: (idle) => entry.processStatus(idle),
    inSteps: { steps, next: last },
  };
  return { input, flushCounts };
}

interface Compiled {
  readonly processElement: Input['processElement'];
  readonly flushCounts: () => void;
}

function compile(steps: readonly Step[], next: Pick<Input, 'processElement'>, activity: Int32Array): Compiled {
  const { body, counters, counts, value } = bodyOf(steps);
  const source = `
    ${steps.map((step, at) => declarationsOf(step, at)).join('\n')}
    ${counters.map((name) => `let ${name} = 0;`).join(' ')}
    return {
      processElement(v) {
        let at = 0, key;
        taken++;
        let ${steps.map((_, step) => `v${step}`).join(', ')};
        try { ${body.join('\n')} } catch (cause) { throw failed(at, cause, key); }
        next.processElement(${value});
      },
      flushCounts() {
        ${counts.join('\n')}
        ${counters.map((name) => `${name} = 0;`).join(' ')}
      },
    };`;
  const refused = new WeakSet<Error>();
  const refuse = (step: number, result: unknown): Error => {
    const refusing = steps[step] as Exclude<Step, { kind: 'key' }>;
    const error = refusing.refuse(result);
    refused.add(error);
    return error;
  };
  const failed = (step: number, cause: unknown, key: unknown): unknown =>
    cause instanceof Error && refused.has(cause) ? cause : (steps[step] as Step).threw(cause, key);
  return new Function('steps', 'next', 'activity', 'refuse', 'failed', source)(
    steps,
    next,
    activity,
    refuse,
    failed,
  ) as Compiled;
}

function declarationsOf({ kind }: Step, at: number): string {
  const { declarations } = fragments[kind];
  return `const call${at} = steps[${at}].call, index${at} = steps[${at}].operatorIndex; ${declarations?.(at) ?? ''}`;
}

function bodyOf(steps: readonly Step[]) {
  let value = 'v';
  let taken = 'taken';
  const body: string[] = [];
  const counters = [taken];
  const counts: string[] = [];
  for (const [at, { kind }] of steps.entries()) {
    const { code, result, mayDrop, isCounted } = fragments[kind];
    body.push(`at = ${at}; activity[0] = index${at};\n ${code(at, value)}`);
    value = result(at, value);
    const passed: string = mayDrop ? `passed${at}` : taken;
    if (mayDrop) counters.push(passed);
    if (isCounted) {
      counts.push(`steps[${at}].counts.recordsIn += ${taken}; steps[${at}].counts.recordsOut += ${passed};`);
    }
    taken = passed;
  }
  return { body, counters, counts, value };
}
