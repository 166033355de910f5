import type { Recipe } from '../../src/core/rules/recipe.ts'

export function aRecipe(): Recipe {
  return {
    id: 'pipeline-contact',
    title: 'Link one contact to every deal of a pipeline',
    description: 'Every deal of the pipeline gets the contact.',
    parameters: [{ name: 'contact', type: 'contact', title: 'Contact' }],
    template: {
      name: 'Link contact {{contact}}',
      on: ['ONCRMDEALADD'],
      conditions: { all: [] },
      actions: [{ type: 'attach', contacts: { from: 'ids', ids: ['{{contact}}'] } }],
    },
  }
}
