/** What is alarming and what was, and who was told. */
export default {
  alerts: {
    pageTitle: 'Alerts',
    lead: 'What is wrong or unusually silent, and what was: since when, what to do about it, and who was told.',
    count: '{n} alert stands | {n} alerts stand',
    look: 'To the alerts',
    open: 'What stands now',
    past: 'What is over',
    noneOpen: 'Nothing is alarming.',
    noneOpenNarrowed: 'Nothing that stands fits these filters.',
    nonePast: 'Nothing has been alarming yet.',
    nonePastNarrowed: 'Nothing that is over fits these filters.',
    what: 'What it is',
    anyKind: 'Anything',
    raised: 'Raised',
    since: 'since',
    over: 'over',
    stands: 'it stands',
    lasted: 'it lasted {time}',
    asSent: 'As it was sent, in English:',
    do: 'What to do:',
    kind: {
      'portal-paused': 'Portal paused',
      'writes-stopped': 'Writes stopped',
      'rule-held': 'Rule held by its fuse',
      'deal-quarantined': 'Deal held',
      'runs-fail': 'Runs fail',
      'events-kept-aside': 'Events wait on a disk',
      'sweep-found-many': 'Sweep found many',
      'sweeps-fail': 'Sweeps fail',
      'rule-silent': 'Rule is silent',
      'rule-names-changed': 'Names changed in the portal',
      'no-events': 'No events',
    },
    title: {
      'portal-paused': 'The portal is paused',
      'writes-stopped': 'All writes are stopped',
      'rule-held': 'The rule {about} is held by its fuse',
      'deal-quarantined': '{about} is held, as its contacts kept swinging',
      'runs-fail': 'Unusually many runs fail',
      'events-kept-aside': 'Events wait on the disk of {about}',
      'sweep-found-many': 'A sweep found many deals that no event told of',
      'sweeps-fail': '{about} do not come to their end',
      'rule-silent': 'The rule {about} has stopped matching',
      'rule-names-changed': 'What the rule {about} names has changed in the portal',
      'no-events': 'No events come',
    },
    many: {
      'deal-quarantined': 'Many deals are held; further ones are not told one by one',
      'rule-silent': 'Many rules have stopped matching; further ones are not told one by one',
      'rule-names-changed': 'What many rules name has changed in the portal; further ones are not told one by one',
    },
    remedy: {
      'writes-stopped': 'Let writes go on when the reason is gone.',
      'rule-held': 'Look at what it would change, then release it, release some deals, or leave them as they are.',
      'deal-quarantined':
        'Look at the rules and people in the deal’s runs, mend what pulls it to and fro, then release the deal. Where one rule is behind many, turn it off first.',
      'runs-fail':
        'Look at the failed runs: each says what stood in its way, and can be run again once that is mended.',
      'events-kept-aside': 'Look after the database: is it up, reachable from there, and is there room on its disk?',
      'sweep-found-many':
        'After an outage or an import there is nothing to do. Else events get lost: look at the outbound webhook in Bitrix24, and whether it reaches this service.',
      'sweeps-fail':
        'Ask for one with “npm run bindery -- sweep”: it says what stands in its way. “npm run bindery -- doctor” tells what to mend in the portal; the next one comes by itself.',
      'rule-silent':
        'On a holiday there is nothing to do. Else look at a deal that it should have changed, and ask what the rules say: the condition that failed is named.',
      'rule-names-changed':
        'Look whether the rule still says what is meant. Save it again, changed or not, and this counts as seen.',
      'no-events':
        'On a holiday there is nothing to do. Else change a deal in Bitrix24 and look whether it appears under Events. If it does not: is the outbound webhook still there, does its address reach this service, is its application token the configured one?',
    },
    pauseRemedy: {
      moved:
        'Stop Bindery, run “database rename” with the former and the new host, change the host in BITRIX24_WEBHOOK_URL and start.',
      notThere:
        'Look whether the portal opens in a browser, and whether BITRIX24_WEBHOOK_URL is its inbound webhook, whole. Bindery goes on by itself once the address answers, and after a change when it is started again.',
      deals:
        'Give the owner of the inbound webhook the right to read deals in the CRM’s access permissions; Bindery goes on by itself.',
      down: 'Nothing, if it passes: one call tries again, at most a minute apart. If it stays, look whether the portal opens in a browser, and check the network and BITRIX24_WEBHOOK_URL.',
      blocked:
        'Ask Bitrix24’s support to lift the block of the REST interface. Bindery asks again every 15 minutes by itself.',
      right: 'Tick the right “crm” in the settings of the inbound webhook; Bindery goes on by itself.',
      plan: 'Check the portal’s plan: REST needs a paid plan or a Market subscription.',
      closed: 'The portal is closed or deleted. Check BITRIX24_WEBHOOK_URL.',
      newWebhook:
        'Create a new inbound webhook with the right “crm” in Bitrix24, put its address into BITRIX24_WEBHOOK_URL and restart Bindery. “npm run bindery -- doctor” says what is wrong.',
    },
    message: {
      portalPaused:
        'It is left alone since {since}: deals wait and none fails for it, events are taken in. The reason:',
      writesStopped: '{by} stopped all writes on the portal. Events are taken in and deals wait.',
      note: 'Their note: {note}',
      foretold: 'its backtest foretold: {changed} of {of}',
      dealQuarantined:
        'The contacts went to and fro: {contacts} came back three times while {runs} wrote to the deal. It is not written again until a person releases it.',
      dealsQuarantined: '{n} deals are held. Further ones are not told one by one until there are fewer.',
      runsFail:
        '{failed} of the {all} runs of the last {minutes} minutes failed, each after several tries; less than {limit} % are let pass.',
      keptAside:
        'The database takes no events since {since}; {events} wait on the disk of {host}. They take {percent} % of what they may; beyond that events are refused. They are taken in by themselves when the database is back.',
      sweepFoundMany:
        'Of {seen} deals that the last sweep looked at, {queued} had changed without an event. They are run now; nothing is lost. It is over when a later sweep finds fewer than {limit}.',
      sweepsDone: 'The last one that came to its end began {since}. Failed since then: {failed}.',
      sweepsNeverDone: 'None has come to its end yet; the first one began {since}. Failed since then: {failed}.',
      unswept: {
        changes:
          'Until one does, nobody looks for changes that no event told of; it goes on from there, so nothing is lost.',
        'open-deals':
          'Until one does, nobody looks for contacts that were changed without a trace; it goes on from there, so nothing is lost.',
      },
      whatHindered: 'What stood in the way last:',
      ruleSilent: 'It has matched no deal since {since}, for {length}.',
      usualMatches: 'Matches in the same hours of the last {weeks} weeks: {counts}.',
      rulesSilent:
        '{n} live rules that usually match have not for a day or more. Further ones are not told one by one.',
      noEvents: 'No event has come since {since}, for {length}.',
      usualEvents: 'Events in the same hours of the last {weeks} weeks: {counts}.',
      namesChanged: 'Since the rule was saved: {changes}.',
      renamed: '{what} is called “{now}” now; it was “{before}”',
      goneCalled: '{what}, “{before}”, is gone',
      gone: '{what} is gone',
      manyNamesChanged:
        '{n} live rules name what is gone from the portal or called otherwise. Further ones are not told one by one.',
    },
    sweeps: { changes: 'Sweeps', 'open-deals': 'Looks at the open deals' },
    named: {
      field: {
        deal: 'the field {field} of a deal',
        company: 'the field {field} of a company',
        contact: 'the field {field} of a contact',
      },
      stage: 'the stage “{stage}”',
      funnel: 'the pipeline {funnel}',
      entry: 'the entry “{entry}” of {field}',
      choice: 'the choice {choice} of {field}',
    },
    length: { hours: '{n} hour | {n} hours', days: '{n} day | {n} days' },
    orMore: '{n} or more',
    place: {
      portal: 'How the portal is',
      connect: 'The connection',
      attention: 'What needs a person',
      rule: 'The rule',
      rules: 'The rules',
      runsOfRule: 'Its runs',
      deal: 'The deal',
      failedRuns: 'The failed runs',
      sweptRuns: 'The runs of sweeps',
      events: 'The events',
    },
    told: { raised: 'That it is so was told', over: 'That it is over was told' },
    toldNobody: 'Nobody was told: no channel was set then.',
    channel: { webhook: 'webhook', email: 'e-mail', bitrix24: 'Bitrix24' },
    delivery: {
      sent: '{by}: taken',
      onItsWay: '{by}: on its way',
      tried: '{by}: not taken yet, tried {times}; it is tried again',
      givenUp: '{by}: not told, and not tried any more',
    },
    times: '{n} time | {n} times',
    lacksIm: 'The inbound webhook lacks the right “im”: tick it in its settings in Bitrix24.',
    channels: 'Who is told',
    goOut: 'Alerts go out by {names}.',
    nobody:
      'Alerts are shown here only. To have them sent, set ALERT_WEBHOOK_URL, ALERT_EMAIL_TO or ALERT_BITRIX24_USERS and start Bindery again.',
    test: 'Send a test…',
    testAsk: 'Send a test alert?',
    testText: 'It goes to everybody who is told of alerts, by {names}, and says that nothing is wrong.',
    testYes: 'Send it',
    testTaken: '{by}: the test was taken.',
    testRefused: '{by}: the test was not taken.',
  },
}
