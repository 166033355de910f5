import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Recipe } from '../../../src/core/rules/recipe.ts'
import { sayIn } from '../languages/in-test.ts'
import { hasWords } from '../languages/index.ts'
import { recipeInWords } from './recipe-words.ts'

const directory = new URL('../../../rules/recipes/', import.meta.url)
const recipes = readdirSync(directory).map((name) =>
  Recipe.parse(JSON.parse(readFileSync(new URL(name, directory), 'utf8'))),
)

test.each(recipes.map((recipe) => [recipe.id, recipe] as const))(
  '%s reads in English as its file does',
  (_, recipe) => {
    expect(hasWords(`recipe.${recipe.id}.title`)).toBe(true)
    expect(recipeInWords(recipe, sayIn('en'), hasWords)).toEqual(recipe)
  },
)

test.each(recipes.map((recipe) => [recipe.id, recipe] as const))('%s reads in Russian, its blanks too', (_, recipe) => {
  const { title, description, parameters } = recipeInWords(recipe, sayIn('ru'), hasWords)
  for (const text of [title, description, ...parameters.map((one) => one.title)]) expect(text).toMatch(/[а-я]/)
})

test('a recipe of one’s own stands as it was written', () => {
  const own: Recipe = { id: 'own', title: 'Mine', description: 'As I like it.', parameters: [], template: {} }
  expect(recipeInWords(own, sayIn('ru'), hasWords)).toEqual(own)
})
