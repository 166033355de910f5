import { type ResolveFnOutput, registerHooks } from 'node:module'

const isItself = (specifier: string): boolean => /^drizzle-orm(\/|$)/.test(specifier)
const isOfIt = (url: string): boolean => /\/node_modules\/drizzle-orm\/.*\.js$/.test(url)

/**
 * Has drizzle-orm looked for once, and what its modules import of each other found next to them; to be called before it is
 * imported. Node by itself (seen with 24.21) reads its package.json for each of some thousand imports, and parses the
 * list of exports, 130 kB long, each time: a fifth of what a start costs. The answer takes it back.
 */
export function resolveDrizzleDirectly(): () => void {
  const found = new Map<string, ResolveFnOutput>()
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const { parentURL = '' } = context
      if (specifier.startsWith('.') && isOfIt(parentURL))
        return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
      if (!isItself(specifier)) return nextResolve(specifier, context)
      const resolved = found.get(specifier) ?? nextResolve(specifier, context)
      found.set(specifier, resolved)
      return { ...resolved, shortCircuit: true }
    },
  })
  return () => hooks.deregister()
}
