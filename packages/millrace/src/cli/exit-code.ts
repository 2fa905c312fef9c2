/** How a command of Millrace ends. A run that is stopped now ends with 128 and the number of the signal. */
export const ExitCode = { OK: 0, FAILED: 1, USAGE: 2 } as const;
