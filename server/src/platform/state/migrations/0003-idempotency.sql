-- Answers to writes that named an Idempotency-Key, for 24 hours. Of the key there is only a hash, and the answer is sealed
-- with the key itself: a copy of this table opens nothing. Belongs to a person and not to a tenant: reached through
-- State.asOperator only.
CREATE TABLE idempotent_request (
  -- SHA-256 of the person, the route and the key.
  lookup bytea PRIMARY KEY,
  -- SHA-256 of address and body: the same key with another request is refused.
  request_hash bytea NOT NULL,
  at timestamptz(3) NOT NULL,
  -- Null until the request was answered.
  answer bytea
);
CREATE INDEX idempotent_request_by_time ON idempotent_request (at);
