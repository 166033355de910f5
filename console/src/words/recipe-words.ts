import type { components } from '../api/schema.d.ts'
import type { Say } from '../languages/say.ts'

type Recipe = components['schemas']['Recipe']

/**
 * A recipe in the language of the page, where it is one of those that come along; one of the installation's own stands
 * as it was written. `has` tells whether there are words for a key.
 */
export function recipeInWords(recipe: Recipe, say: Say, has: (key: string) => boolean): Recipe {
  const words = (name: string, written: string) => {
    const key = `recipe.${recipe.id}.${name}`
    return has(key) ? say(key) : written
  }
  return {
    ...recipe,
    title: words('title', recipe.title),
    description: words('description', recipe.description),
    parameters: recipe.parameters.map((one) => ({ ...one, title: words(one.name, one.title) })),
  }
}
