/** Figures over time. */
export default {
  activity: {
    title: 'Runs over time',
    period: 'Period',
    periods: { day: '24 hours', week: '7 days', month: '30 days' },
    outcome: {
      changed: 'changed',
      would: 'would have changed',
      already: 'unchanged',
      none: 'no rule matched',
      skipped: 'skipped',
      person: 'needs a person',
    },
    table: 'The same in figures',
    step: 'From',
    events: 'Events',
    none: 'No run in this time.',
    today: 'Today',
    eventsToday: 'Events today',
    dealsChanged: 'Deals changed today',
    needsPerson: 'Needs a person',
    healed: 'Healed by the sweep today',
    healedText: 'changes that no event had told of',
    acting: 'Rules that act most, last 7 days',
    actingNone: 'No rule has matched in the last 7 days.',
  },
}
