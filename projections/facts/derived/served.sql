-- What each capability serves: the artifact of its last promotion.
CREATE VIEW fact.served AS
  SELECT actor_id AS capability, artifact, seq AS promoted_seq, recorded_at AS promoted_at, reason
  FROM fact.capability_promoted
  QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY seq DESC, idx DESC) = 1;
