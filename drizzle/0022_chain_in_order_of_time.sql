-- A link's moment is taken once it is its turn. Taken before, it could be earlier than that of the link before it, and what
-- was on record before a moment was then told without that link.
CREATE OR REPLACE FUNCTION audit_chain_append(of_kind text, of_portal integer, of_subject text, record text, details text)
RETURNS void LANGUAGE plpgsql
AS $$
DECLARE
  last record;
  next_position bigint;
  now_at timestamp(3) with time zone;
  record_sha text := encode(sha256(convert_to(record, 'UTF8')), 'hex');
  details_sha text := encode(sha256(convert_to(details, 'UTF8')), 'hex');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('bindery audit chain', 0));
  now_at := clock_timestamp();
  SELECT position, hash INTO last FROM audit_chain ORDER BY position DESC LIMIT 1;
  next_position := coalesce(last.position, 0) + 1;
  INSERT INTO audit_chain (position, at, kind, portal_id, subject, record_hash, details_hash, previous, hash)
  VALUES (next_position, now_at, of_kind, of_portal, of_subject, record_sha, details_sha,
    coalesce(last.hash, repeat('0', 64)),
    encode(sha256(convert_to(concat_ws(E'\n', next_position, audit_ms(now_at), of_kind, of_portal, of_subject,
      record_sha, coalesce(details_sha, ''), coalesce(last.hash, repeat('0', 64))), 'UTF8')), 'hex'));
END $$;
