/** Asking about a deal, and what stands in the way of a connection. */
export default {
  why: {
    title: 'Ask about a deal',
    of: 'Why deal {id} is as it is',
    ask: 'Ask what the rules say',
    lead: 'Every rule’s word on the deal as it is now, for rules that never acted, too.',
    preview: 'Preview: nothing was written.',
    brake: {
      stopped: 'All writes to the portal are stopped: nothing is written until somebody resumes them.',
      quarantined: 'The deal is quarantined: nothing is written to it until somebody releases it.',
      held: 'The fuse of rule {rule} holds it: what it would change waits until somebody releases or discards it.',
    },
    summary: {
      changes: 'Rules would change it now.',
      would: 'Only rules in shadow would change it: nothing is written for them.',
      left: {
        right: 'Rules match, and the links are already as they want them.',
        yielded: 'Rules match, and leave alone what a person undid before.',
        notFound: 'Rules match, and a contact that they want does not exist or cannot be read.',
        nobody: 'Rules match, and select nobody.',
      },
      none: 'No rule matches it as it is now.',
      gone: 'The portal has no such deal, or it cannot be read.',
      held: 'It is held: its links kept swinging. Nothing is written until somebody releases it.',
      failed: 'A run now would fail.',
    },
    events: 'Events that came',
    noEvents: 'No event of this deal has come.',
    noEventsText:
      'If it was changed in Bitrix24 since Bindery began: is the outbound webhook on, are its events ticked and its handler address right?',
    now: 'What would be done now',
    same: 'The links stay as they are.',
    rules: 'What each rule says',
    noRules: 'No rule is live or in shadow.',
    first: 'First condition that fails',
    nearest: 'It would match if',
    never: 'No value could make its conditions hold.',
    otherwise: 'it is not so that {condition}',
    nothingThere: 'nothing is there',
    unheard:
      'None of the events that it listens to has come for this deal: {events}. Run by hand or by a backfill, it acts all the same.',
    heard: 'Its last event came',
    notSeen: 'not looked at, as an earlier condition had decided',
    story: 'Its story',
    edit: 'Edit the rule',
  },
}
