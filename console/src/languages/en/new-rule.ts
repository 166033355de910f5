/** Where a rule begins. */
export default {
  newRule: {
    title: 'New rule',
    lead: 'A rule says: when something happens to a deal, and if something is so, then do this to its contacts. New rules begin in shadow: watched, never written.',
    needsEditor: 'Editors write rules; ask an administrator for that role.',
    blank: 'Blank',
    blankText: 'A form with the commonest wish filled in; change what you like.',
    beginBlank: 'Begin blank',
    recipes: 'Recipes',
    search: 'Search {n} recipe | Search {n} recipes',
    none: 'No recipe fits this search.',
    choose: 'Choose',
    chooseThis: 'Choose: {title}',
    use: 'Make the rule',
    missing: 'Fill this in.',
    wrong: {
      pipeline: 'Give the number of a pipeline.',
      stage: 'Give the code of a stage.',
      field: 'Give the name of a field as Bitrix24 spells it, such as UF_CRM_1700000000.',
      contact: 'Give the number of a contact, or the address of its page.',
      user: 'Give the number of a person.',
      number: 'This is no number.',
      text: 'This is empty or too long.',
    },
  },
}
