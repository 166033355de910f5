/** What a rule in shadow would have done, and whether people did the same. */
export default {
  shadow: {
    title: 'In shadow: what it would have done',
    lead: 'Compared with what people did to the same deals within {n} day. | Compared with what people did to the same deals within {n} days.',
    none: 'No run of version {n} yet in which it would have done something.',
    noScore: 'People did nothing of the kind yet, so there is no score.',
    score:
      'People did the same in {agreed} of the {n} case that they touched: {share}. | People did the same in {agreed} of the {n} cases that they touched: {share}.',
    part: 'There is more than was looked at; this is since {when}.',
    byDay: 'By day',
    day: 'Day',
    agreed: 'Agreed',
    disagreed: 'Disagreed',
    untouched: 'Untouched',
    all: 'All days',
    open: 'Of the untouched, {open} may still be touched, and {unseen} were not looked at since.',
    otherwise: 'Where people did otherwise',
    more: 'Show all {n} | Show all {n}',
    itsRun: 'its run',
    wanted: {
      linked: 'it would have linked {who}',
      unlinked: 'it would have removed {who}',
      primary: 'it would have made {who} the primary one',
    },
    people: {
      linked: 'people linked {who}',
      unlinked: 'people removed {who}',
      'made-primary': 'people made {who} the primary one',
    },
    peopleNothing: 'people did not',
  },
}
