import type { OperatorDefinition } from '../operator/operator-definition.js';
import { asyncWaitDefinition } from './async-wait.js';
import { batchReduceDefinition } from './batch-reduce.js';
import { broadcastProcessDefinition, keyedBroadcastProcessDefinition } from './broadcast-process.js';
import { coFlatMapDefinition } from './co-flat-map.js';
import { coMapDefinition } from './co-map.js';
import { coProcessDefinition } from './co-process.js';
import { filterDefinition } from './filter.js';
import { flatMapDefinition } from './flat-map.js';
import { intervalJoinDefinition } from './interval-join.js';
import { mapDefinition } from './map.js';
import { keyedProcessDefinition, processDefinition } from './process.js';
import { reduceDefinition } from './reduce.js';
import { sinkDefinition } from './sink.js';
import { sourceDefinition } from './source.js';
import { timestampsAndWatermarksDefinition } from './timestamps-and-watermarks.js';
import { windowDefinition } from './window.js';

/** Every built-in operator: one line each. */
const definitions: readonly OperatorDefinition[] = [
  asyncWaitDefinition,
  batchReduceDefinition,
  broadcastProcessDefinition,
  coFlatMapDefinition,
  coMapDefinition,
  coProcessDefinition,
  filterDefinition,
  flatMapDefinition,
  intervalJoinDefinition,
  keyedBroadcastProcessDefinition,
  keyedProcessDefinition,
  mapDefinition,
  processDefinition,
  reduceDefinition,
  sinkDefinition,
  sourceDefinition,
  timestampsAndWatermarksDefinition,
  windowDefinition,
];

/** The operator registry, by the name that plans use. */
export const operatorDefinitions: ReadonlyMap<string, OperatorDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition]),
);
