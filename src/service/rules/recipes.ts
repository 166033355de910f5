import { readdir, readFile } from 'node:fs/promises'
import { Recipe } from '../../core/rules/recipe.ts'

/** They come with the program; a team's own rules are in RULES_DIR. */
const directory = new URL('../../../rules/recipes/', import.meta.url)

let read: Promise<Recipe[]> | null = null

/** The recipes that the program comes with, by id. Read once. */
export function shippedRecipes(): Promise<Recipe[]> {
  read ??= readRecipes().catch((error: unknown) => {
    read = null
    throw error
  })
  return read
}

async function readRecipes(): Promise<Recipe[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(
    names.map(async (name) => Recipe.parse(JSON.parse(await readFile(new URL(name, directory), 'utf8')))),
  )
}
