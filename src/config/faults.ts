/** One wrong or missing variable. The message holds the remedy and never the value of a secret. */
export type ConfigFault = { variable: string; message: string }

/** The exit code for wrong configuration: EX_CONFIG of sysexits(3). */
export const exitCodeWrongConfiguration = 78

/** Nothing can start with this configuration; a person must change it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    super(describeFaults(faults))
    this.faults = faults
  }
}

/** All faults as one message for a terminal, each with its variable and remedy. */
export function describeFaults(faults: readonly ConfigFault[]): string {
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
  return [
    `Nothing was started: the configuration has ${count}.`,
    '',
    ...faults.map(({ variable, message }) => `  ${variable}: ${message}`),
    '',
    'Variables come from the environment, then from the file .env in the working directory.',
    'docs/configuration.md explains each of them.',
  ].join('\n')
}
