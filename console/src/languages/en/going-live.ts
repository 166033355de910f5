/** Off, shadow, live: the switch, and the review before a rule acts. */
export default {
  goLive: {
    short: 'Review and go live',
    title: 'Review and go live: {name}',
    lead: 'From then on the rule writes to the portal. Everything it does can be taken back run by run.',
    leadProposed:
      'Once somebody else has approved it, the rule writes to the portal. Everything it does can be taken back run by run.',
    propose: 'Propose',
    proposeText:
      'Somebody else has to approve it. From then on deals are looked at when something happens to them; those that are there already get a backfill afterwards.',
    already: 'This rule is live.',
    does: 'What it does',
    different: 'What is different',
    neverLive: 'No version of it has been live before.',
    since: 'Since version {n}, which was live last:',
    check: 'Faults, warnings, other rules',
    nothingFound: 'Nothing was found.',
    concerned: 'How many deals are concerned',
    existing: 'Deals that are there already',
    existingIs: {
      no: 'Only from now on: deals are looked at when something happens to them',
      open: 'Apply to open deals too, preview first: a shadow backfill shows what would change',
      all: 'Apply to all deals too, preview first',
    },
    cost: 'Looks at {n} deal, about {seconds} s. | Looks at {n} deals, about {seconds} s.',
    lost: 'Somebody else has changed the rule meanwhile; this page shows the new version now.',
    go: 'Go live',
    notYet: 'Not yet',
  },
  modeSwitch: {
    switch: 'Off, shadow or live',
    lost: 'Somebody else has changed the rule meanwhile; look again.',
    counting: 'Counting the deals concerned …',
    concerned:
      'It matches {n} of the {of} deals that runs have recorded. | It matches {n} of the {of} deals that runs have recorded.',
    help: {
      live: 'acts on the portal',
      shadow: 'is watched; nothing is written',
      off: 'rests',
    },
    held: 'held by its fuse; nothing of it is written',
    toHeld: 'What it would change',
    ask: { shadow: 'Only watch this rule?', off: 'Switch this rule off?', live: 'Make this rule live?' },
    yes: { shadow: 'To shadow', off: 'Switch off', live: 'Go live' },
    means: {
      live: {
        shadow: 'It stops acting at once; its runs go on to show what it would do. What it has done stays.',
        off: 'It stops acting at once. What it has done stays.',
        live: '',
      },
      shadow: { off: 'Its runs no longer show what it would do.', shadow: '', live: '' },
      off: { shadow: 'Its runs show what it would do; nothing is written.', off: '', live: '' },
    },
  },
}
