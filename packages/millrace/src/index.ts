export { type ErrorFacts, MillraceError, type MillraceErrorOptions } from './model/millrace-error.js';
