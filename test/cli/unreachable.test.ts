import { join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { buildProgram } from '../../src/cli/program.ts'
import { aDirectory, aRule, commandLine } from './command-line.ts'

const id = '0190b6a0-0000-7000-8000-00000000ffff'

/** Every command that asks a service, as somebody might give it; `RULE` is a rule file, `RULES` a directory of them. */
const asking = [
  'run 1',
  'preview 1',
  'why 1',
  `revert ${id}`,
  'revert --rule ours --from 2026-08-21',
  'revert list',
  ...['pause', 'resume', 'cancel'].map((verb) => `revert ${verb} ${id}`),
  'backfill --dry-run',
  'backfill list',
  ...['pause', 'resume', 'cancel'].map((verb) => `backfill ${verb} ${id}`),
  'backtest RULE',
  'backtest list',
  `backtest cancel ${id}`,
  'sweep',
  'recipes list',
  'recipes make pipeline-contact',
  'rules push RULES',
  'rules pull RULES',
  'rules diff RULES',
  'rules versions ours',
  'rules restore ours 1',
  'rules promote ours',
  'rules shadow ours',
  'proposals list',
  `proposals show ${id}`,
  `proposals refuse ${id}`,
  `runs test ${id} --rule ours`,
  'contact erase 12',
  'holds list',
  `holds release ${id}`,
  `holds discard ${id}`,
  'alerts',
  'stop',
  'resume',
  'token create reporting',
  'token list',
  'token revoke reporting',
  'user add eve@example.com',
  'user list',
  'user disable eve@example.com',
  'user enable eve@example.com',
  'audit verify',
  'audit export',
]
/** They need none, or are one. */
const alone = [
  'serve',
  'sandbox',
  'doctor',
  'database migrate',
  'database roles',
  'database rename',
  'rules validate',
  'rules test',
]

const commandsOf = (of: Command, path: string[] = []): string[] =>
  of.commands
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => {
      const name = [...path, command.name()]
      return command.commands.length > 0 ? commandsOf(command, name) : [name.join(' ')]
    })

test('every command is among these', () => {
  const program = buildProgram({ stdout: () => {}, stderr: () => {} } as unknown as Parameters<typeof buildProgram>[0])
  const given = [...asking, ...alone]
  const isGiven = (name: string) => given.some((line) => line === name || line.startsWith(`${name} `))
  expect(commandsOf(program).length).toBeGreaterThan(35)
  const forgotten = commandsOf(program).filter((name) => !isGiven(name))
  expect(forgotten, 'a new command belongs into one of the two lists above').toEqual([])
})

test.each(asking)('%s says that the service cannot be reached, and what to do', async (line) => {
  const directory = aDirectory({ 'ours.json': aRule({ key: 'ours' }) })
  const words = line.split(' ').map((word) => ({ RULE: join(directory, 'ours.json'), RULES: directory })[word] ?? word)
  const nowhere = { baseUrl: 'http://127.0.0.1:9', token: 'x'.repeat(32) }
  const answer = await commandLine(words, { withService: (work) => work(nowhere) })
  expect(answer).toMatchObject({ exitCode: 1, stdout: '' })
  expect(answer.stderr).toMatch(
    /^The service at http:\/\/127\.0\.0\.1:9 cannot be reached \(.+\)\. Start it with "npm start"/,
  )
  expect(answer.stderr, 'a message and no stack').not.toMatch(/\n\s+at /)
})
