import { testCases } from './expect-case.ts'
import { attach, clear, detach, ids, insist, live, type RuleCase, replace, setPrimary } from './rule-case.ts'

const always = { primary: 'always' as const }

// `did` is what rules did in earlier runs; links that tell otherwise were changed by a person since.

// biome-ignore format: a case a line
testCases('people win', [
  { name: 'what a person removed is not attached again', links: '7*', did: ['a attached 9'], rules: [live(attach(ids(9)))], wanted: '7*', changes: [], effects: ['a attach yielded(9)'] },
  { name: 'others of the same action are attached', links: '7*', did: ['a attached 9'], rules: [live(attach(ids(9, 12)))], wanted: '7* 12', changes: ['link 12'], effects: ['a attach applied(9 yielded, 12)'] },
  { name: 'what a person linked again is not removed again', links: '7* 9', did: ['a removed 9'], rules: [live(detach(ids(9)))], wanted: '7* 9', changes: [], effects: ['a detach yielded(9)'] },
  { name: 'a primary that a person moved is not moved back', links: '7* 9', did: ['a made-primary 9'], rules: [live(setPrimary(ids(9)))], wanted: '7* 9', changes: [], effects: ['a setPrimary yielded(9)'] },
  { name: 'nor by attach always', links: '7* 9', did: ['a made-primary 9'], rules: [live(attach(ids(9), always))], wanted: '7* 9', changes: [], effects: ['a attach yielded(9)'] },
  { name: 'nor when it falls to the contact for a moment, as the rule takes another out and back', links: '1* 3', did: ['a made-primary 3'], rules: [live(detach(ids(1)), setPrimary(ids(3)), attach(ids(1)))], wanted: '1* 3', changes: [], effects: ['a detach overruled(1 by a)', 'a setPrimary yielded(3)', 'a attach already(1)'] },
  { name: 'an attach with always links what it may and leaves the primary', links: '7*', did: ['a made-primary 9'], rules: [live(attach(ids(9), always))], wanted: '7* 9', changes: ['link 9'], effects: ['a attach applied(9)'] },
  { name: 'replace does not bring back whom a person removed', links: '7* 12', did: ['a attached 9'], rules: [live(replace(ids(9, 7)))], wanted: '7*', changes: ['unlink 12'], effects: ['a replace applied(9 yielded, 7 already, 12)'] },
  { name: 'replace leaves a deal alone whose contact a person exchanged', links: '9*', did: ['a attached 12'], rules: [live(replace(ids(12)))], wanted: '9*', changes: [], effects: ['a replace yielded(12)'] },
  { name: 'replace does not remove whom a person linked again', links: '7* 9', did: ['a removed 9'], rules: [live(replace(ids(7)))], wanted: '7* 9', changes: [], effects: ['a replace yielded(7 already, 9)'] },
  { name: 'replace leaves a primary that a person moved to a contact it may not remove', links: '7 9*', did: ['a made-primary 7', 'a removed 9'], rules: [live(replace(ids(7)))], wanted: '7 9*', changes: [], effects: ['a replace yielded(7 already, 9)'] },
  { name: 'clear leaves whom a person linked again', links: '7* 9', did: ['a removed 9'], rules: [live(clear())], wanted: '9*:20', changes: ['unlink 7'], effects: ['a clear applied(7, 9 yielded)'] },
  { name: 'insist attaches all the same', links: '7*', did: ['a attached 9'], rules: [live(attach(ids(9), insist))], wanted: '7* 9', changes: ['link 9'], effects: ['a attach applied(9)'] },
  { name: 'what one action of a rule insists on no other of its actions yields', links: '', did: ['a attached 1'], rules: [live(replace(ids(2)), replace(ids(1)), attach(ids(1), insist))], wanted: '1*', changes: ['link 1'], effects: ['a replace overruled(2 by a)', 'a replace applied(1, 2 already)', 'a attach already(1)'] },
  { name: 'insist removes all the same', links: '7* 9', did: ['a removed 9'], rules: [live(detach(ids(9), insist))], wanted: '7*', changes: ['unlink 9'], effects: ['a detach applied(9)'] },
  { name: 'insist moves the primary all the same', links: '7* 9', did: ['a made-primary 9'], rules: [live(setPrimary(ids(9), insist))], wanted: '7 9*', changes: ['set 7 9*'], effects: ['a setPrimary applied(9)'] },
  { name: 'insist replaces all the same', links: '7* 9', did: ['a removed 9', 'a attached 12'], rules: [live(replace(ids(7, 12), insist))], wanted: '7* 12', changes: ['link 12', 'unlink 9'], effects: ['a replace applied(7 already, 12, 9)'] },
  { name: 'insist clears all the same', links: '7* 9', did: ['a removed 9'], rules: [live(clear(insist))], wanted: '', changes: ['unlink-all'], effects: ['a clear applied(7, 9)'] },
  { name: 'another rule is not bound by what a person did to the first', links: '7*', did: ['a attached 9'], rules: [live(attach(ids(9))), live(attach(ids(9)))], wanted: '7* 9', changes: ['link 9'], effects: ['a attach yielded(9)', 'b attach applied(9)'] },
  { name: 'a rule that yielded overrules nobody', links: '7* 9', did: ['a removed 9'], rules: [live(detach(ids(9))), live(setPrimary(ids(9)))], wanted: '7 9*', changes: ['set 7 9*'], effects: ['a detach yielded(9)', 'b setPrimary applied(9)'] },
  { name: 'a chosen primary stands where an earlier replace yielded', links: '7* 9', did: ['a removed 9'], rules: [live(replace(ids(7))), live(setPrimary(ids(9))), live(detach(ids(9)))], wanted: '7 9*', changes: ['set 7 9*'], effects: ['a replace yielded(7 already, 9)', 'b setPrimary applied(9)', 'c detach overruled(9 by b)'] },
  { name: 'having attached does not forbid removing', links: '7* 9', did: ['a attached 9'], rules: [live(detach(ids(9)))], wanted: '7*', changes: ['unlink 9'], effects: ['a detach applied(9)'] },
  { name: 'it ends when a person does it the way of the rule again', links: '7* 9', did: ['a attached 9'], rules: [live(attach(ids(9), always))], wanted: '7 9*', changes: ['set 7 9*'], effects: ['a attach applied(9)'] },
  { name: 'what no rule did, no person has undone', links: '7*', did: ['a attached 12'], rules: [live(attach(ids(9)))], wanted: '7* 9', changes: ['link 9'], effects: ['a attach applied(9)'] },
] satisfies RuleCase[])
