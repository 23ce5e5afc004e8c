-- Record books: facts of the kinds that standards/records.toml and the packs declare. Rows are added and read, nothing else.
-- `record_id` stays the same through all corrections of a record; `identity` says which real thing or event it is.
-- A fact is superseded at most once, so that a record's history is one line.

create table record_fact (
  region_id key not null, id uid not null, record_id uid not null, kind key not null, identity words not null,
  occurred_on day not null, year whole not null, event key not null, content words not null,
  recorded_at moment not null, recorded_by words not null, supersedes uid, reason words not null,
  primary key (region_id, id), unique (region_id, supersedes),
  foreign key (region_id) references region (region_id),
  check (event in ('recorded', 'corrected', 'withdrawn'))
);

create index record_fact_by_year on record_fact (region_id, kind, year);

create index record_fact_by_identity on record_fact (region_id, kind, identity);

create index record_fact_by_record on record_fact (region_id, record_id);
