import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { buildProgram } from '../../src/cli/program.ts'

const page = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8')
/** Each command's part of the page, from its heading on. */
const sections = page.split(/^(?=## )/m).slice(1)

// What a command does is not asked for here, only what it is called.
const program = buildProgram({ stdout: () => {}, stderr: () => {} } as unknown as Parameters<typeof buildProgram>[0])

const commands = (of: Command, path: readonly string[] = []): [string, Command][] =>
  of.commands
    .filter((command) => command.name() !== 'help')
    .flatMap((command): [string, Command][] => {
      const name = [...path, command.name()]
      return [
        ...(command.commands.length > 0 && name.length < 2 && !hasAction(command)
          ? []
          : [[name.join(' '), command] as [string, Command]]),
        ...commands(command, name),
      ]
    })
const hasAction = (command: Command) => command.registeredArguments.length > 0 || command.options.length > 0

const named = (name: string) => sections.filter((section) => new RegExp(`\`${name}[ \`]`).test(section))

test.each(commands(program))('the page tells of "%s" and each of its options', (name, command) => {
  const text = named(name).join('\n')
  expect(text, `a section with \`${name}\``).not.toBe('')
  const options = command.options.map(({ long }) => long ?? '').filter((long) => long !== '--json')
  expect(options.filter((long) => !text.includes(long))).toEqual([])
})

test('the page tells of no command that is not there', () => {
  const names = commands(program).map(([name]) => name)
  const headings = sections.flatMap((section) => [...(section.split('\n')[0] ?? '').matchAll(/`([a-z]+(?: [a-z]+)?)/g)])
  expect(headings.length).toBeGreaterThan(15)
  for (const [, heading = ''] of headings) expect(names).toContain(heading)
})
