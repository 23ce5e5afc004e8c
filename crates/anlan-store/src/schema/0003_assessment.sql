-- Assessments: published versions, the ledger, appeals and what was decided on them. Rows are added and read, nothing else.
-- `amount` is in millionths of 分 or 元; none when it could not be assessed. A posting is taken back at most once, by one with
-- the other sign.

create table assessment_round (
  region_id key not null, id uid not null, year whole not null, version whole not null, number words not null,
  pack_id words not null, pack_hash key not null, known_at moment not null, content words not null, content_hash key not null,
  published_at moment not null, published_by words not null,
  primary key (region_id, id), unique (region_id, year, version), unique (region_id, number),
  foreign key (region_id, pack_hash) references pack_copy (region_id, hash)
);

create table posting (
  region_id key not null, id uid not null, round_id uid not null, year whole not null, line words not null,
  subject words not null, counterpart words, item words not null, account key not null, amount whole, period words not null,
  clause words not null, facts words not null, posted_at moment not null, posted_by words not null, reverses uid,
  primary key (region_id, id), unique (region_id, reverses),
  foreign key (region_id, round_id) references assessment_round (region_id, id),
  check (account in ('points', 'money'))
);

create index posting_by_year on posting (region_id, year);

create table appeal (
  region_id key not null, id uid not null, round_id uid not null, year whole not null, posting_id uid not null,
  subject words not null, text words not null, files words not null, due_on day not null,
  lodged_at moment not null, lodged_by words not null, lodged_account uid,
  primary key (region_id, id), unique (region_id, posting_id),
  foreign key (region_id, posting_id) references posting (region_id, id)
);

create index appeal_by_year on appeal (region_id, year);

create table appeal_decision (
  region_id key not null, appeal_id uid not null, decision key not null, text words not null,
  decided_at moment not null, decided_by words not null, decided_account uid,
  primary key (region_id, appeal_id),
  foreign key (region_id, appeal_id) references appeal (region_id, id),
  check (decision in ('upheld', 'rejected'))
);
