import type postgres from 'postgres'
import { actions, dealFields, links, rules, trace } from './records.ts'

export const deals = 50_000
export const days = 365

const failure = { code: 'portal-unavailable', message: 'The portal did not answer in time; all tries were used up.' }

/**
 * Fills the tables of one portal with a year of runs: results of three rules with their traces for each, the writes of
 * those that wrote, the event that each answered, its link in the chain of the record, and every deal's snapshot and
 * deeds. Some deals have hundreds of runs, most a few. Nothing waits for a run. Ids are UUIDv7 of the runs' beginnings, as
 * the service makes them.
 */
export async function fill(sql: postgres.Sql, portalId: number, runs: number): Promise<void> {
  const client = await sql.reserve()
  try {
    // What is made here fits together; looking up every foreign key would take longer than all the rest.
    await client`set session_replication_role = replica`
    await client`set synchronous_commit = off`
    await draw(client, runs)
    await client`
      insert into runs
        (portal_id, id, deal_id, trigger_type, events, event_ids, status, attempt, queued_at, started_at, finished_at,
         links_before, links_after, error)
      select ${portalId}::int, id, deal_id, trigger_type,
             case trigger_type when 'event' then '["ONCRMDEALUPDATE"]'::jsonb else '[]' end,
             case trigger_type when 'event' then jsonb_build_array(event_id) else '[]' end,
             status, 1, started_at - interval '400 ms', started_at, started_at + interval '700 ms',
             case status when 'applied' then '[]' else ${json(links)}::text::jsonb end, ${json(links)}::text::jsonb,
             case status when 'failed' then ${json(failure)}::text::jsonb end
      from drawn order by n`
    await client`
      insert into run_rules
        (portal_id, run_id, place, key, version, mode, matched, run_status, run_trigger, trace, actions)
      select ${portalId}::int, id, place, key, 3, mode, matched, status, trigger_type, ${json(trace)}::text::jsonb,
             case when matched then ${json(actions)}::text::jsonb else '[]' end
      from drawn, lateral (values
        (0, ${rules.common}, 'live', is_common), (1, ${rules.usual}, 'live', is_usual),
        (2, ${rules.rare}, 'shadow', is_rare)) result(place, key, mode, matched) order by n, place`
    await client`
      insert into run_operations (portal_id, run_id, place, method, params, result, error)
      select ${portalId}::int, id, 0, 'crm.deal.contact.add',
             jsonb_build_object('id', deal_id, 'fields', '{"CONTACT_ID": 7, "IS_PRIMARY": "Y"}'::jsonb), 'true', null
      from drawn where status = 'applied' order by n`
    // Its hashes are of no record, and only as long as true ones.
    await client`
      insert into audit_chain (position, at, kind, portal_id, subject, record_hash, details_hash, previous, hash)
      select (select coalesce(max(position), 0) from audit_chain) + n, started_at + interval '700 ms', 'run',
             ${portalId}::int, id, hash || md5(hash), md5(hash || 1) || hash, md5(hash || 2) || hash, md5(hash || 3) || hash
      from drawn, lateral (select md5(id::text) as hash) hashed order by n`
    await client`
      insert into journal_events (portal_id, id, event, deal_id, received_at, status, run_id)
      select ${portalId}::int, event_id, 'ONCRMDEALUPDATE', deal_id, started_at - interval '400 ms', 'done', id
      from drawn where trigger_type = 'event' order by n`
    await client`
      insert into deal_snapshots (portal_id, deal_id, taken_at, deal)
      select ${portalId}::int, deal_id, now(), ${json(dealFields(1))}::text::jsonb || jsonb_build_object('id', deal_id)
      from generate_series(1, ${deals}::int) deal_id`
    await client`
      insert into deeds (portal_id, deal_id, rule_key, contact_id, kind, state)
      select ${portalId}::int, deal_id, ${rules.common}, 7, 'attached', 'standing'
      from generate_series(1, ${deals}::int) deal_id`
    await client`drop table drawn`
  } finally {
    client.release()
  }
  await sql`vacuum analyze`
  await sql`checkpoint`
}

const json = (value: unknown) => JSON.stringify(value)

/**
 * Every run's time, deal, trigger, status and matching rules. Of a thousand runs some 600 are `unchanged`, 200
 * `unmatched`, 150 `applied`, 30 `shadow`, 15 `skipped`, 5 `failed`, and of a million 100 are `quarantined`. The
 * common rule matches in 600 of a thousand, the usual one in 100, the rare one in 0.2, and only in shadow.
 */
async function draw(client: postgres.ReservedSql, runs: number): Promise<void> {
  await client`
    create temp table drawn as
    select n, deal_id, started_at,
           (milliseconds || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid as id,
           (milliseconds || '7' || substr(hash, 17, 3) || '9' || substr(hash, 4, 15))::uuid as event_id,
           case when why < 0.001 then 'revert' when why < 0.02 then 'manual' when why < 0.1 then 'sweep'
                else 'event' end as trigger_type,
           case when fate < 0.0001 then 'quarantined' when fate < 0.005 then 'failed' when fate < 0.02 then 'skipped'
                when fate < 0.05 then 'shadow' when fate < 0.2 then 'applied' when fate < 0.4 then 'unmatched'
                else 'unchanged' end as status,
           fate between 0.05 and 0.2 or fate >= 0.4 and luck < 0.75 as is_common,
           fate >= 0.4 and luck > 0.833 as is_usual,
           fate between 0.02 and 0.05 and luck < 0.0067 as is_rare
    from (
      select n, md5(n::text) as hash, random() as why, random() as fate, random() as luck,
             1 + floor(${deals}::int * random() * random())::bigint as deal_id,
             now() - ${days}::int * interval '1 day' * (1 - n::float8 / ${runs + 1}::int) as started_at
      from generate_series(1, ${runs}::int) n
    ) chance, lateral (select lpad(to_hex((extract(epoch from started_at) * 1000)::bigint), 12, '0') as milliseconds) id`
}
